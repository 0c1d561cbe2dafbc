/*
 * error.h: how a fault is told to a person.
 *
 * Functions that can fail return 0 or a negative `enum error_code` and fill the `struct error` given by the
 * caller: where (file:line:column, as far as known), what was found, what was expected. The text is bounded
 * and needs no release. A bug is an assertion, never one of these.
 */
#ifndef FUSION_ERROR_H
#define FUSION_ERROR_H

#include <fusion/bytes.h>

#include <assert.h>

/* Each: its code, its name, the exit status of a command that ends by it. */
#define ERROR_CODES(X)                                                                                       \
    X(ERROR_USAGE, "usage", 3)   /* a command line that cannot be understood */                              \
    X(ERROR_INPUT, "input", 3)   /* a file or stream that cannot be read */                                  \
    X(ERROR_POLICY, "policy", 2) /* a policy that does not load */                                           \
    X(ERROR_RECORD, "record", 3) /* a record that cannot be opened, read or written */                       \
    X(ERROR_LIMIT, "limit", 3)   /* a named bound of limits.h */                                             \
    X(ERROR_SYSTEM, "system", 3) /* the machine: a full disk, a signal, a broken pipe */                     \
    X(ERROR_MEMORY, "memory", 3) /* no memory left */                                                        \
    X(ERROR_FRAME, "frame", 3)   /* the two sides of the seam do not understand each other */

/* 0, and the codes as negative numbers in the order of the list, which the _POSITIVE ones only count. */
enum error_code {
    ERROR_NONE = 0,
#define X(code, name, status) code##_POSITIVE,
    ERROR_CODES(X)
#undef X
#define X(code, name, status) code = -code##_POSITIVE,
        ERROR_CODES(X)
#undef X
};

/* A fault as it is told. It belongs to the caller, and is filled only by a function that fails. */
struct error {
    int code;         /* an enum error_code; 0: no fault */
    char file[256];   /* empty where there is none */
    int line, column; /* from 1; 0 where unknown */
    char text[768];   /* for a person; cut where it is longer */
};

#define ERROR_EMPTY ((struct error){0})                 /* no fault */
#define CHECKED     __attribute__((warn_unused_result)) /* whoever calls it must look at the result */

/* Fill `e` (NULL: nobody asks) and return `code`, which is negative, so that a failing function ends with
 * `return error_set(...)`. The text is printf's; `file` may be NULL, line and column 0, where not known. */
int error_set(struct error *e, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int error_at(struct error *e, int code, const char *file, int line, int column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
int error_memory(struct error *e); /* ERROR_MEMORY */
/* `file:line:column: text`, with as much of the place as is known. */
void error_print(const struct error *e, struct buffer *out);
int error_exit_status(int code); /* of the list; 0 for ERROR_NONE, 3 for a code that is not in it */

/* For "did you mean": of `words` (NULL-terminated) the nearest to `found`, or NULL where none is near. Near
 * is within two edits, or within one where `found` has at most four letters; upper and lower case are the
 * same. Of two as near, one that begins with `found`, else the first by bytes. */
const char *error_nearest(struct bytes found, const char *const *words);
/* The end of an error's text. */
struct error_offer {
    char text[128];
};
/* `; did you mean WORD?` with `before` and `behind` (quotes, say) around the word; empty: none is near. */
struct error_offer error_offer(struct bytes found, const char *const *words, const char *before,
                               const char *behind);

#endif
