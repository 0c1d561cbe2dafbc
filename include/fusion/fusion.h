/*
 * fusion.h: a cell of Fusion within a program of your own. Link libfusion.a; there is no other header.
 *
 * A `struct fusion` is a cell at work: under a policy, over a record. The program gives it lines and moves
 * its time on; it decides, writes the record, and hands out what people are to be told. What a line, an
 * entry, an action, a step and a view are, docs/ says; docs/embedding.md goes through the whole in one
 * example.
 *
 * Always:
 * - Time is what the program says: no clock is read, nothing waits, and no thread, signal or standard stream
 *   is touched. Files are read and written where the program names them.
 * - What is not committed is as if it had never been given; an action is handed out once it is committed.
 * - An action is handed out until the program says that it is out. If it ends between the two, the action
 *   comes once more after the next opening, with the same id. So none is lost.
 * - Instants are milliseconds since 1970-01-01T00:00:00Z, within the years 1 to 9999. Live, one before an
 *   earlier one counts as that one: time does not go back.
 * - Texts are UTF-8. What is given is copied where it is kept. What is handed out stays the struct's own.
 * - Bad input, a policy that does not load or a full disk is an error: a negative code, and the rest in
 *   *error, which may be NULL. Misuse (NULL where none may be, a call from within a `take`) is a bug of the
 *   program and ends it by an assertion.
 * - One struct fusion is used by one thread at a time. Several, each over a record of its own, may be in use
 *   in as many threads at once.
 */
#ifndef FUSION_FUSION_H
#define FUSION_FUSION_H

#include <stddef.h>
#include <stdint.h>

/* What the library shows; CHECKED: what is returned must be looked at. */
#ifdef __GNUC__
#define FUSION_API     __attribute__((visibility("default")))
#define FUSION_CHECKED __attribute__((visibility("default"), warn_unused_result))
#else
/* Other compilers: nothing to say. */
#define FUSION_API
#define FUSION_CHECKED
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Versions follow semantic versioning. The function says that of the library, the word that of this header.
 */
#define FUSION_VERSION "0.1.0"
FUSION_API const char *fusion_version(void);

/* --- errors --------------------------------------------------------------------------------------------- */

enum fusion_code {
    FUSION_ERROR_USAGE = -1,  /* a view or column that is none, an instant out of range */
    FUSION_ERROR_INPUT = -2,  /* a line that is more than one */
    FUSION_ERROR_POLICY = -3, /* a policy that does not load: file, line and column say where */
    FUSION_ERROR_RECORD = -4, /* a record that cannot be opened, read or written, or that another one holds */
    FUSION_ERROR_LIMIT = -5,  /* a bound of Fusion's */
    FUSION_ERROR_SYSTEM = -6, /* the machine: a folder that cannot be read, no random bytes */
    FUSION_ERROR_MEMORY = -7, /* no memory left */
    FUSION_ERROR_FRAME = -8   /* a record that the cell cannot go on from */
};
/* Filled where a function fails, and else left as it is. Nothing is to be released. */
struct fusion_error {
    int code;
    char file[256];   /* empty where there is none */
    int line, column; /* from 1; 0 where unknown */
    char text[768];   /* what was found, and what was expected */
};

/* --- opening -------------------------------------------------------------------------------------------- */

#define FUSION_NEVER INT64_MIN /* no instant */
#define FUSION_LAST  INT64_MAX /* behind every instant */

struct fusion_file {
    const char *name; /* relative to the folder that it would stand in: `policy.yaml`, `zones/aos.geojson` */
    const char *content;
    size_t size;
};
struct fusion_config {
    const char *folder;              /* of the policy; NULL: it is made of `files` */
    const struct fusion_file *files; /* those that no policy reads are passed over */
    size_t file_count;
    const char *record; /* a path: opened, or made; NULL: a record without a name, gone with the closing */
    const char *source; /* from where the lines come, for whoever reads the record; NULL: `program` */
    int64_t instant_ms; /* live: now. FUSION_NEVER: history, where each line says itself when it came */
    int holds;          /* not 0: nobody is to be called, and its actions are held for ever */
};

struct fusion;

/* A policy that does not load touches no record. Over a record that exists the cell knows what it knew, and
 * live the steps that came due meanwhile have fired: so commit, and hand out. A record has one writer at a
 * time, in this process or another. LC_NUMERIC must be "C", as it is unless a program sets it, and stay so.
 * On failure *out is NULL. */
FUSION_CHECKED int fusion_open(const struct fusion_config *config, struct fusion **out,
                               struct fusion_error *error);

/* --- lines and time ------------------------------------------------------------------------------------- */

#define FUSION_SALT_BYTES 16

struct fusion_line {
    const char *text;          /* one message, as docs/messages.md has it, with or without its newline */
    size_t size;               /* bytes */
    int64_t instant_ms;        /* of its receipt, live; in history it is not looked at */
    const unsigned char *salt; /* FUSION_SALT_BYTES that nobody can guess; NULL: random ones of the system */
};
enum fusion_outcome { FUSION_ACCEPTED = 1, FUSION_DUPLICATE, FUSION_QUARANTINED, FUSION_BLANK };
/* What became of a line. Why one was quarantined stands in the view `quarantine`, by its entry. */
struct fusion_done {
    enum fusion_outcome outcome;
    int late; /* not 0: it came behind the instant of the cell */
    uint64_t
        entry; /* of the line; of a duplicate, the one that it repeats; 0: of a blank line, which has none */
};

/* One line. Steps that are due at its instant fire first; live, before a duplicate too. Any bytes are taken,
 * and what is no message is quarantined; only a newline within them is an error, for the record keeps lines.
 * 4,096 entries are committed by themselves, so that no transaction grows for ever.
 *
 * Where this, fusion_tick, fusion_commit, fusion_actions or fusion_emitted fails for another reason than what
 * it was given, the cell has come apart from its record: from then on each of the five gives that error
 * again. Close it, open it anew, and give again what was not committed; what was counts as a duplicate. */
FUSION_CHECKED int fusion_feed(struct fusion *f, const struct fusion_line *line, struct fusion_done *done,
                               struct fusion_error *error);
/* Every step that is due at or before the instant fires. In history time comes with the lines: move it on
 * behind the last of them, FUSION_LAST as far as there is anything to come. */
FUSION_CHECKED int fusion_tick(struct fusion *f, int64_t instant_ms, struct fusion_error *error);
/* When fusion_tick is to be called next, if no line comes before; FUSION_NEVER: nothing is to come. A step
 * that was met meanwhile may still be waited for: then nothing fires, and the next one is told. */
FUSION_API int64_t fusion_next_ms(const struct fusion *f);

/* --- what comes of them --------------------------------------------------------------------------------- */

/* Everything since the last commit is durable once this returns 0, or none of it. */
FUSION_CHECKED int fusion_commit(struct fusion *f, struct fusion_error *error);
/* Committed actions, of this and earlier openings, in order: *count lines of NDJSON (at most 256), each an
 * object with the columns of the view `actions`. The text ends by a NUL and is good until fusion_emitted or
 * fusion_close; until then the same ones are given again. *count 0: there is none. */
FUSION_CHECKED int fusion_actions(struct fusion *f, const char **lines, size_t *count,
                                  struct fusion_error *error);
/* The actions given last are out: the next ones may come. Durable with the next commit, or the closing. */
FUSION_CHECKED int fusion_emitted(struct fusion *f, struct fusion_error *error);

/* --- asking --------------------------------------------------------------------------------------------- */

#define FUSION_FILTERS_MAX 32

struct fusion_filter {
    const char *column; /* of the view; also `to` of actions and `from` of messages, as PARTY/role */
    const char *value;  /* as text; NULL: the column is NULL */
};
struct fusion_row {
    size_t count;
    const char *const *names;
    const char *const *values; /* as text, with a NUL behind each; NULL for NULL */
    const size_t *sizes;       /* bytes, without that NUL */
};

/* Each row of a view (docs/record.md lists them and their columns) whose columns have all the values, in no
 * order that is promised; with what was given and is not committed. `incident`, in incidents `id`, finds its
 * rows at once; else all are looked at. The row is good within `take`, which returns 0 to go on; a number
 * above 0 ends the asking, and is what fusion_rows returns. */
FUSION_CHECKED int fusion_rows(struct fusion *f, const char *view, const struct fusion_filter *filters,
                               size_t count, int (*take)(void *context, const struct fusion_row *row),
                               void *context, struct fusion_error *error);

/* --- closing -------------------------------------------------------------------------------------------- */

/* What is not committed is given up. NULL is nothing to close. */
FUSION_API void fusion_close(struct fusion *f);

#ifdef __cplusplus
}
#endif

#endif
