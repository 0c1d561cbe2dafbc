/* json_text.h: JSON that a test can be read with: in its texts ' stands for ". */
#ifndef TESTS_JSON_TEXT_H
#define TESTS_JSON_TEXT_H

#include <stdlib.h>
#include <string.h>

/* Put a " for each '. */
static inline void json_quote(char *text) {
    while ((text = strchr(text, '\'')) != NULL)
        *text++ = '"';
}

/* A copy with a " for each ', which the caller frees. */
static inline char *json_quoted(const char *text) {
    char *quoted = strdup(text);
    if (!quoted)
        abort();
    json_quote(quoted);
    return quoted;
}

#endif
