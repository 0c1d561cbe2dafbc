/* constructor.c: see constructor.h. */
#include "constructor.h"

static bool is_one_of(const struct token *t, const char *const *words) {
    while (*words && !token_is(t, *words))
        words++;
    return *words != NULL;
}

bool token_opens(const struct token *t) {
    static const char *const words[] = {"{", "(", "[", "function", "if", "do", "repeat", NULL};
    return is_one_of(t, words);
}

bool token_closes(const struct token *t) {
    static const char *const words[] = {"}", ")", "]", "end", "until", NULL};
    return is_one_of(t, words);
}

bool token_separates(const struct token *t) {
    return token_is(t, ",") || token_is(t, ";");
}

static bool is_constant(const struct token *t) {
    static const char *const words[] = {"nil", "true", "false", NULL};
    return t->type == TOKEN_TEXT || t->type == TOKEN_NUMBER || is_one_of(t, words);
}

/* `name =`, `["key"] =` or `[...] =` at *t: then *t stands behind it. */
static void key_read(struct tokens *t, struct table_entry *e) {
    struct tokens ahead = *t;
    struct token key = token_next(&ahead), next = token_next(&ahead);
    if (key.type == TOKEN_NAME && token_is(&next, "=")) {
        e->key = key;
        *t = ahead;
    } else if (token_is(&key, "[")) {
        int depth = 1;
        e->key = next;
        e->is_computed = !is_constant(&next);
        for (struct token last = next; depth && last.type != TOKEN_END; last = token_next(&ahead)) {
            depth += token_opens(&last) - token_closes(&last);
            e->is_computed |= depth && last.start != next.start;
            *t = ahead;
        }
        (void)token_next(t); /* = */
        if (e->is_computed)
            e->key = (struct token){.type = TOKEN_END};
    }
}

void table_value_read(struct tokens *t, struct table_entry *e) {
    int depth = 0;
    size_t count = 0, opened = 0; /* tokens; parentheses at the beginning */
    e->before = *t;
    for (;; count++) {
        struct tokens ahead = *t;
        struct token token = token_next(&ahead);
        bool ends = depth == 0 && (token_separates(&token) || token_closes(&token));
        if (ends || token.type == TOKEN_END)
            break;
        if (count == opened && token_is(&token, "("))
            opened++;
        else if (count == opened)
            e->is_negative = token_is(&token, "-");
        if (count == opened + e->is_negative && is_constant(&token))
            e->constant = token;
        depth += token_opens(&token) - token_closes(&token);
        *t = ahead;
    }
    if (count != 1u + e->is_negative + 2 * opened)
        e->constant = (struct token){.type = TOKEN_END};
}

bool table_entry_next(struct tokens *t, struct table_entry *e) {
    struct tokens ahead = *t;
    *e = (struct table_entry){.first = token_next(&ahead)};
    if (e->first.type == TOKEN_END || token_closes(&e->first)) {
        *t = ahead;
        return false;
    }
    key_read(t, e);
    table_value_read(t, e);
    ahead = *t;
    struct token behind = token_next(&ahead);
    if (token_separates(&behind))
        *t = ahead;
    return true;
}
