/*
 * options_table.h: the one table of everything that policy.yaml may say.
 *
 * A row has a path, a type, a default, a range and a help text. From the table unknown keys are found, shapes
 * and scalars are checked, defaults are taken, and docs/policy.md is printed. After `options_check` every
 * node has the shape its row asks for, so that the load_*.c files check meaning only, never form.
 *
 * In a path a part in capitals stands for a key that the policy chooses (a word; of PARTY a code, of OFFSET a
 * duration), and `[]` for each entry of a list. Rows under CLOCK are shared by every clock.
 */
#ifndef FUSION_POLICY_OPTIONS_TABLE_H
#define FUSION_POLICY_OPTIONS_TABLE_H

#include "yaml.h"

#include <fusion/policy.h>

/* What a value is. Those from OPTION_TEXT on are scalars; those from OPTION_OFFSET on have a range. */
enum option_type {
    OPTION_MAPPING,
    OPTION_LIST,        /* its entries have a row of their own, `PATH[]` */
    OPTION_ONE_OR_LIST, /* a scalar stands for a list of one */
    OPTION_KINDS,       /* a tree of words: load_kinds.c checks it */
    OPTION_TEXT,
    OPTION_WORD,
    OPTION_ZONE, /* a word in letters of either case, as AOS */
    OPTION_PARTY,
    OPTION_PATTERN, /* a kind, `branch.*` or `*` */
    OPTION_CHOICE,  /* one of `choices` */
    OPTION_FLAG,
    OPTION_OFFSET, /* a duration, or one before or after the window of a notice */
    OPTION_NUMBER,
    OPTION_SIZE,
    OPTION_DURATION,
    OPTION_DISTANCE,
};

/* A row. */
struct option {
    const char *path;
    enum option_type type;
    bool needed;                /* where what it is in stands */
    const char *fallback;       /* the default, as it would be written; NULL: none */
    int64_t min, max;           /* of a number in its smallest unit; of the entries of a list or mapping */
    const char *const *choices; /* NULL-terminated */
    const char *help;           /* for docs/policy.md */
};

extern const struct option options_table[]; /* ends with a NULL path; [0] is the root */
/* The choices of some rows, NULL-terminated. */
extern const char *const option_sends[];   /* the message types, in the order of enum message_type */
extern const char *const option_openers[]; /* report, notice, request: as the first of option_sends */
/* Which parties may have a role. */
enum option_of { OF_ANY, OF_MEMBER, OF_SUPERVISOR };

const struct option *option_find(const char *path); /* never NULL: asking for no row is a bug */
/* The row of a key in the mapping of row `of`: of that name, else of the key that the policy chooses; NULL:
 * the mapping has no such key. */
const struct option *option_child(const struct option *of, struct bytes key);
const struct option *option_entry(const struct option *of); /* the row of a list's entries; never NULL */
bool option_is_chosen(const struct option *o);              /* is its key one that the policy chooses? */
#define OPTION_KEYS_MAX 32                                  /* of one mapping, with the NULL */
/* The keys of a mapping that the policy does not choose, NULL-terminated, for errors. */
void option_keys(const struct option *of, const char *keys[OPTION_KEYS_MAX]);

/* Check the whole tree against the table: ERROR_POLICY with the place of the first fault, or ERROR_MEMORY. */
int options_check(const char *file, const struct yaml_node *root, struct error *e) CHECKED;

/* scalars.c: a text as a value of the row's type, which must be a scalar; false: it has not the form.
 * Durations in ms, offsets in ms without their sign and anchor, sizes in bytes, distances in m, flags 0 or 1,
 * choices as their place in the list. Other types only have a form, and give 0. */
bool option_decode(const struct option *o, struct bytes text, int64_t *out);
const char *option_type_expected(enum option_type type); /* `elapsed time such as 48h`, for errors */
const char *option_type_name(enum option_type type);     /* `duration`, for the docs */
/* A value as policy.yaml would write it: `90s`, `64KiB`, `5km`. */
void option_value_format(const struct option *o, int64_t value, char out[32]);
/* Why a text such as `2wd`, `50%` or `need_by - 6h`, or the key `pauses_on`, is nothing that this version
 * has; NULL: it is none of those. */
const char *option_unsupported(struct bytes text);
/* `24h`, `window.from - 2h`, `window.until + 1d`, `window.from`; false: it has not the form. */
bool offset_parse(struct bytes text, struct offset *out);
/* May it be a word of a policy? */
bool word_is_formed(struct bytes text); /* a-z first, then a-z, 0-9 and -; at most WORD_BYTES_MAX */

/* The value of `key` in a checked mapping, whose row is `path`; where it is absent (or the mapping is NULL)
 * the row's default, which must exist. */
int64_t option_value(const struct yaml_node *mapping, const char *key, const char *path);

#endif
