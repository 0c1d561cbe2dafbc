/*
 * options_table.h: the one table of everything that policy.yaml may say.
 *
 * A row has a path, a type, a default, a range and a help text. From the table unknown keys are found, shapes
 * and scalars are checked, defaults are taken, and docs/policy.md is printed. After `options_check` every
 * node has the shape its row asks for, so that the load_*.c files check meaning only, never form.
 *
 * In a path a part in capitals stands for a word that the policy chooses (PARTY and OFFSET for a code and a
 * duration), and `[]` for each entry of a list. Rows under CLOCK are shared by every clock.
 */
#ifndef FUSION_POLICY_OPTIONS_TABLE_H
#define FUSION_POLICY_OPTIONS_TABLE_H

#include "yaml.h"

#include <fusion/policy.h>

enum option_type {
    OPTION_MAPPING,
    OPTION_LIST,
    OPTION_ONE_OR_LIST, /* a scalar stands for a list of one */
    OPTION_KINDS,       /* a tree of words: load_kinds.c checks it */
    OPTION_TEXT,
    OPTION_WORD,
    OPTION_ZONE, /* a word in letters of either case, as AOS */
    OPTION_PARTY,
    OPTION_PATTERN, /* a kind, `branch.*` or `*` */
    OPTION_CHOICE,
    OPTION_FLAG,
    OPTION_OFFSET, /* a duration, or one before or after the window of a notice */
    OPTION_NUMBER,
    OPTION_SIZE,
    OPTION_DURATION,
    OPTION_DISTANCE,
};

struct option {
    const char *path;
    enum option_type type;
    bool needed;
    const char *fallback;       /* the default, as it would be written; NULL: none */
    int64_t min, max;           /* of a number in its smallest unit; of the entries of a list or mapping */
    const char *const *choices; /* NULL-terminated */
    const char *help;
};

extern const struct option options_table[]; /* ends with a NULL path; [0] is the root */
extern const char *const option_sends[];    /* the message types, in the order of enum message_type */
extern const char *const option_levels[];   /* from LEVEL_RECEIVED on */
extern const char *const option_froms[];    /* in the order of enum milestone_from */
extern const char *const option_eachs[];    /* in the order of enum each */
extern const char *const option_ofs[];      /* in the order of enum option_of */
extern const char *const option_calleds[];  /* own, every */
extern const char *const option_openers[];  /* report, notice, request: as the first of option_sends */
enum option_of { OF_ANY, OF_MEMBER, OF_SUPERVISOR };

const struct option *option_find(const char *path); /* never NULL: asking for no row is a bug */
/* The row of a key within a mapping's row, by name or else as a word that the policy chooses; NULL: unknown.
 */
const struct option *option_child(const struct option *of, struct bytes key);
const struct option *option_entry(const struct option *of); /* of a list */
bool option_is_chosen(const struct option *o);              /* its last part is in capitals */
/* The literal keys within a mapping's row, NULL-terminated, for error texts. */
#define OPTION_KEYS_MAX 32
void option_keys(const struct option *of, const char *keys[OPTION_KEYS_MAX]);

/* Check the whole tree against the table. */
int options_check(const char *file, const struct yaml_node *root, struct error *e) CHECKED;

/* scalars.c: text to value by type; false when it has not the form. Durations in ms, offsets as how long they
 * are, sizes in bytes, distances in m, flags 0 or 1, choices as their place. Others give 0. */
bool option_decode(const struct option *o, struct bytes text, int64_t *out);
/* `a duration such as 90s, 5m, 48h or 15d`, for errors; `duration`, for the docs. */
const char *option_type_expected(enum option_type type);
const char *option_type_name(enum option_type type);
void option_value_format(const struct option *o, int64_t value, char out[32]);
/* `2wd`, `50%`, `need_by - 6h`, or the key `pauses_on`: what this version does not have; NULL for other
 * texts. */
const char *option_unsupported(struct bytes text);
/* `24h`, `window.from - 2h`, `window.until + 1d`, `window.from`. */
bool offset_parse(struct bytes text, struct offset *out);
bool word_is_formed(struct bytes text); /* a-z first, then a-z, 0-9 and -; at most WORD_BYTES_MAX */

/* The value of an option in a checked mapping (NULL: absent), or its default, which then must exist. */
int64_t option_value(const struct yaml_node *mapping, const char *key, const char *path);

#endif
