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

/* code, name, exit status of a command that ends by it */
#define ERROR_CODES(X)                                                                                       \
    X(ERROR_USAGE, "usage", 3)   /* a command line that cannot be understood */                              \
    X(ERROR_INPUT, "input", 3)   /* a file or stream that cannot be read */                                  \
    X(ERROR_POLICY, "policy", 2) /* a policy that does not load */                                           \
    X(ERROR_RECORD, "record", 3) /* a record that cannot be opened, read or written */                       \
    X(ERROR_LIMIT, "limit", 3)   /* a named bound of limits.h */                                             \
    X(ERROR_SYSTEM, "system", 3) /* the machine: a full disk, a signal, a broken pipe */                     \
    X(ERROR_MEMORY, "memory", 3) /* no memory left */                                                        \
    X(ERROR_FRAME, "frame", 3)   /* the two sides of the seam do not understand each other */

enum error_code {
    ERROR_NONE = 0,
#define X(code, name, status) code##_POSITIVE,
    ERROR_CODES(X)
#undef X
#define X(code, name, status) code = -code##_POSITIVE,
        ERROR_CODES(X)
#undef X
};

struct error {
    int code;
    char file[256];   /* empty where there is none */
    int line, column; /* from 1; 0 where unknown */
    char text[768];
};

#define ERROR_EMPTY ((struct error){0})
#define CHECKED     __attribute__((warn_unused_result))

/* Fill `e` (which may be NULL) and return `code`, so that a failing function ends with `return
 * error_set(...)`. */
int error_set(struct error *e, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int error_at(struct error *e, int code, const char *file, int line, int column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));
int error_memory(struct error *e);
/* `file:line:column: text`, with as much of the place as is known. */
void error_print(const struct error *e, struct buffer *out);
int error_exit_status(int code);
const char *error_name(int code);

/* The word of `words` (NULL-terminated) nearest to `found` within two edits (one, where `found` has up to
 * four letters; their case counts for nothing), or NULL. For "did you mean". */
const char *error_nearest(struct bytes found, const char *const *words);
/* `; did you mean WORD?` between two marks, to end a text with; empty where no word is near. */
struct error_offer {
    char text[128];
};
struct error_offer error_offer(struct bytes found, const char *const *words, const char *before,
                               const char *behind);

#endif
