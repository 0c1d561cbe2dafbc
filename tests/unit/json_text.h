/* json_text.h: JSON that a test can be read with: in its texts ' stands for ". */
#ifndef TESTS_JSON_TEXT_H
#define TESTS_JSON_TEXT_H

#include <fusion/arena.h>

#include <stdlib.h>
#include <string.h>

/* Put a " for each '. */
static inline void json_quote(char *text, size_t size) {
    for (size_t n = 0; n < size; n++)
        text[n] = text[n] == '\'' ? '"' : text[n];
}

/* A copy with a " for each ', which the caller frees. */
static inline char *json_quoted(const char *text) {
    char *quoted = strdup(text);
    if (!quoted)
        abort();
    json_quote(quoted, strlen(quoted));
    return quoted;
}

/* The same in an arena, with a NUL behind it. */
static inline struct bytes json_copy(struct arena *a, struct bytes text) {
    char *copy = arena_alloc(a, text.size + 1);
    if (!copy)
        abort();
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    json_quote(copy, text.size);
    return (struct bytes){copy, text.size};
}

#endif
