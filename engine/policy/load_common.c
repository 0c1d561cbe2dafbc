/* load_common.c: what the load_*.c files share: refusing, and keeping words, arrays and texts. See load.h. */
#include "load.h"

#include <fusion/limits.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int load_refuse(const struct load *l, struct yaml_mark at, const char *format, ...) {
    char text[sizeof l->e->text];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_at(l->e, ERROR_POLICY, POLICY_YAML, at.line, at.column, "%s", text);
}

int load_unknown(const struct load *l, const struct yaml_node *n, const char *what, const char *where,
                 const char *const *words) {
    bool is_key = n->text.data == NULL || n->type != YAML_SCALAR;
    struct bytes text = is_key ? n->key : n->text;
    return load_refuse(l, is_key ? n->key_mark : n->mark,
                       "found the %s %s, expected one declared under `%s`%s", what, yaml_quote(text).text,
                       where, error_offer(text, words, "`", "`").text);
}

int load_word(const struct load *l, struct yaml_mark at, struct bytes text, word_id *out) {
    *out = words_add(l->words, text);
    if (*out)
        return 0;
    return load_refuse(l, at, "found no room for the word %s, expected at most %u words in all policies",
                       yaml_quote(text).text, WORDS_MAX);
}

int load_array(const struct load *l, size_t count, size_t size, void *out_pointer) {
    void *p = arena_array(&l->p->arena, count ? count : 1, size);
    memcpy(out_pointer, &p, sizeof p);
    return p ? 0 : error_memory(l->e);
}

int load_copy(const struct load *l, struct bytes text, struct bytes *out) {
    *out = arena_copy(&l->p->arena, text);
    return out->data ? 0 : error_memory(l->e);
}
