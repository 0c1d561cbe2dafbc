/*
 * tokens.h: a source text of Lua as tokens: for what scripts may not hold, and for where an error stands.
 */
#ifndef LUA_TOKENS_H
#define LUA_TOKENS_H

#include <fusion/error.h>

enum token_type { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN };

struct token {
    enum token_type type;
    size_t start, end; /* of its bytes in the source */
    int line, column;  /* of its start, from 1; columns count characters */
    struct bytes text; /* as it is written; of a text what stands between its quotes */
};

struct tokens {
    struct bytes source;
    size_t at, line_start, counted; /* `column` is that of `counted`, so that no line is counted over again */
    int line, column;
};
#define TOKENS(text) ((struct tokens){.source = (text), .line = 1, .column = 1})

/* The next token, behind white space and comments. A text that never ends goes to the end of its line or of
 * the source. */
struct token token_next(struct tokens *t);
static inline bool token_is(const struct token *t, const char *written) {
    return (t->type == TOKEN_SIGN || t->type == TOKEN_NAME) && bytes_is(t->text, written);
}

/* Refuses what scripts may not hold: `^ & | ~ << >>`, `_ENV`, `<close>`, bytecode, and more than
 * RULE_SOURCE_BYTES_MAX bytes. 0, or an error with line and column. */
int source_check(struct bytes source, const char *file, struct error *e) CHECKED;

#endif
