/*
 * tokens.h: a source text of Lua as tokens: to find what scripts may not hold, and where an error stands.
 */
#ifndef LUA_TOKENS_H
#define LUA_TOKENS_H

#include <fusion/error.h>

/* What a token is. TOKEN_NAME: keywords too; TOKEN_TEXT: a string; TOKEN_SIGN: an operator or a bracket. */
enum token_type { TOKEN_END, TOKEN_NAME, TOKEN_NUMBER, TOKEN_TEXT, TOKEN_SIGN };

/* One token; `text` points into the source. */
struct token {
    enum token_type type;
    size_t start, end; /* of its bytes in the source */
    int line, column;  /* of its start, from 1; columns count characters */
    struct bytes text; /* as it is written; of a string what stands between its quotes */
};

/* How far a source has been read. A plain struct: a copy of it goes back to where it was made. */
struct tokens {
    struct bytes source;
    size_t at, line_start; /* the next byte; the first byte of its line */
    size_t counted;        /* the byte whose column is `column`, so that no line is counted twice */
    int line, column;
};
/* To read from the beginning of `text`. */
#define TOKENS(text) ((struct tokens){.source = (text), .line = 1, .column = 1})

/* The next token, behind white space and comments; TOKEN_END at the end, again and again. A string without
 * its end goes to the end of its line, a long one to that of the source. */
struct token token_next(struct tokens *t);
/* Is it this name, keyword or sign? */
static inline bool token_is(const struct token *t, const char *written) {
    return (t->type == TOKEN_SIGN || t->type == TOKEN_NAME) && bytes_is(t->text, written);
}

#define TOKEN_SAYS_MAX 256u /* bytes that are read of a string with escapes */
/* What a string says, as Lua reads its escapes: then it is in `room`. Any other token: as it is written. */
struct bytes token_says(const struct token *t, char room[TOKEN_SAYS_MAX]);

/* Refuse what scripts may not hold: `^ & | ~ << >>`, `_ENV`, `<close>`, bytecode, a byte order mark, more
 * than RULE_BRANCHES_MAX branches, more than RULE_SOURCE_BYTES_MAX bytes (tokens.c says why). 0, or
 * ERROR_POLICY with line and column. */
int source_check(struct bytes source, const char *file, struct error *e) CHECKED;

#endif
