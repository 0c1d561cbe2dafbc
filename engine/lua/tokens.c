/*
 * tokens.c: the tokens of a source text, and what it may not hold, found before it is compiled. See tokens.h.
 *
 * `^` is pow, whose last digit differs between machines. `& | ~ << >>` are miscompiled by Lua 5.4.4 in
 * functions with more than 255 constants. `_ENV` would let a script exchange its environment, and `<close>`
 * hooks into the end of a block. Strings and comments are skipped; `~=` stays.
 */
#include "tokens.h"

#include <fusion/limits.h>

#include <string.h>

/* ---- tokens ---- */

static char peek(const struct tokens *t, size_t ahead) {
    return t->at + ahead < t->source.size ? t->source.data[t->at + ahead] : '\0';
}

static bool ended(const struct tokens *t) {
    return t->at >= t->source.size;
}

/* One byte on. */
static void advance(struct tokens *t) {
    if (t->source.data[t->at++] == '\n') {
        t->line++;
        t->line_start = t->at;
    }
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_name(char c) {
    return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_space(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Level of a long bracket that opens here, -1 when none does: `[[` has 0, `[==[` has 2. */
static int bracket_level(const struct tokens *t) {
    size_t ahead = 1;
    if (peek(t, 0) != '[')
        return -1;
    while (peek(t, ahead) == '=')
        ahead++;
    return peek(t, ahead) == '[' ? (int)ahead - 1 : -1;
}

/* Read a long string or comment; returns what stands between its brackets. */
static struct bytes bracket_take(struct tokens *t, int level) {
    for (int i = 0; i < level + 2; i++)
        advance(t);
    size_t start = t->at;
    while (!ended(t)) {
        int signs = 0;
        if (peek(t, 0) == ']') {
            while (peek(t, 1 + (size_t)signs) == '=')
                signs++;
            if (signs == level && peek(t, 1 + (size_t)signs) == ']') {
                t->at += (size_t)level + 2;
                return bytes_slice(t->source, start, t->at - (size_t)level - 2);
            }
            t->at += (size_t)signs;
        }
        advance(t);
    }
    return bytes_slice(t->source, start, t->at);
}

static struct bytes quoted_take(struct tokens *t) {
    char quote = peek(t, 0);
    advance(t);
    size_t start = t->at;
    while (!ended(t) && peek(t, 0) != quote && peek(t, 0) != '\n') {
        bool escape = peek(t, 0) == '\\';
        bool spaces = escape && peek(t, 1) == 'z';
        advance(t);
        if (escape && !ended(t))
            advance(t);
        while (spaces && !ended(t) && is_space(peek(t, 0)))
            advance(t);
    }
    size_t end = t->at;
    if (peek(t, 0) == quote && !ended(t))
        advance(t);
    return bytes_slice(t->source, start, end);
}

static void comment_skip(struct tokens *t) {
    t->at += 2;
    int level = bracket_level(t);
    if (level >= 0) {
        (void)bracket_take(t, level);
        return;
    }
    while (!ended(t) && peek(t, 0) != '\n')
        advance(t);
}

static void spaces_skip(struct tokens *t) {
    while (!ended(t)) {
        if (peek(t, 0) == '-' && peek(t, 1) == '-')
            comment_skip(t);
        else if (is_space(peek(t, 0)))
            advance(t);
        else
            return;
    }
}

/* Whatever Lua reads as a number, well formed or not: `0x1p-3`, `3..2`. */
static void number_skip(struct tokens *t) {
    bool hex = peek(t, 0) == '0' && (peek(t, 1) == 'x' || peek(t, 1) == 'X');
    while (is_name(peek(t, 0)) || peek(t, 0) == '.') {
        char c = (char)(peek(t, 0) | 0x20);
        t->at++;
        if (c == (hex ? 'p' : 'e') && (peek(t, 0) == '+' || peek(t, 0) == '-'))
            t->at++;
    }
}

static void sign_skip(struct tokens *t) {
    static const char *const longer[] = {"...", "..", "==", "~=", "<=", ">=", "//", "::", "<<", ">>"};
    struct bytes rest = bytes_slice(t->source, t->at, t->source.size);
    for (size_t i = 0; i < sizeof longer / sizeof *longer; i++)
        if (bytes_begins(rest, bytes_of(longer[i]))) {
            t->at += strlen(longer[i]);
            return;
        }
    t->at++;
}

static int column_count(struct tokens *t) {
    if (t->counted < t->line_start) {
        t->counted = t->line_start;
        t->column = 1;
    }
    for (; t->counted < t->at; t->counted++)
        t->column += (t->source.data[t->counted] & 0xc0) != 0x80;
    return t->column;
}

/* Read the token at t->at; returns its type, and of a string *inside is what stands between its quotes. */
static enum token_type token_skip(struct tokens *t, struct bytes *inside) {
    char c = peek(t, 0);
    int level = bracket_level(t);
    if (c == '"' || c == '\'' || level >= 0) {
        *inside = level >= 0 ? bracket_take(t, level) : quoted_take(t);
        return TOKEN_TEXT;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(t, 1)))) {
        number_skip(t);
        return TOKEN_NUMBER;
    }
    if (!is_name(c)) {
        sign_skip(t);
        return TOKEN_SIGN;
    }
    while (is_name(peek(t, 0)))
        t->at++;
    return TOKEN_NAME;
}

struct token token_next(struct tokens *t) {
    spaces_skip(t);
    struct token token = {.start = t->at, .end = t->at, .line = t->line, .column = column_count(t)};
    if (ended(t))
        return token;
    token.type = token_skip(t, &token.text);
    token.end = t->at;
    if (token.type != TOKEN_TEXT)
        token.text = bytes_slice(t->source, token.start, token.end);
    return token;
}

/* ---- what scripts do not have ---- */

static int token_refuse(const struct token *t, const char *written, const char *file, struct error *e) {
    return error_at(e, ERROR_POLICY, file, t->line, t->column,
                    "found `%s`, which scripts do not have, expected only what docs/rules.md lists", written);
}

/* What the error calls the token, if it is refused; else NULL. `before` is the token before it. */
static const char *refused(const struct token *before, const struct token *t) {
    static const char *const signs[] = {"^", "&", "|", "~", "<<", ">>", "_ENV"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (token_is(t, signs[i]))
            return signs[i];
    return token_is(before, "<") && token_is(t, "close") ? "<close>" : NULL;
}

/* Does it make a jump that the compiler chains? It walks the whole chain for each, in quadratic time. */
static bool is_branch(const struct token *t) {
    return token_is(t, "or") || token_is(t, "and") || token_is(t, "elseif") || token_is(t, "goto");
}

static int tokens_check(struct bytes source, const char *file, struct error *e) {
    struct tokens tokens = TOKENS(source);
    unsigned branches = 0;
    struct token before = {0};
    for (struct token t; (t = token_next(&tokens)).type != TOKEN_END; before = t) {
        const char *written = refused(&before, &t);
        if (written)
            return token_refuse(written[0] == '<' && written[1] == 'c' ? &before : &t, written, file, e);
        if (is_branch(&t) && ++branches > RULE_BRANCHES_MAX)
            return error_at(e, ERROR_POLICY, file, t.line, t.column,
                            "found more than %u of `and`, `or`, `elseif`, `goto`, expected at most so many",
                            RULE_BRANCHES_MAX);
    }
    return 0;
}

int source_check(struct bytes source, const char *file, struct error *e) {
    if (source.size > RULE_SOURCE_BYTES_MAX)
        return error_at(e, ERROR_POLICY, file, 1, 1, "found %zu bytes, expected at most %u", source.size,
                        RULE_SOURCE_BYTES_MAX);
    if (bytes_begins(source, BYTES("\x1b")))
        return error_at(e, ERROR_POLICY, file, 1, 1, "found bytecode, expected the text of a Lua script");
    if (bytes_begins(source, BYTES("\xef\xbb\xbf")))
        return error_at(e, ERROR_POLICY, file, 1, 1,
                        "found a byte order mark, expected a file that is saved as UTF-8 without one");
    return tokens_check(source, file, e);
}
