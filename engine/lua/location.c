/* location.c: where errors of loading stand in their source: by a locator, or by compiling. See location.h.
 */
#include "location.h"
#include "tokens.h"

#include <stdio.h>
#include <string.h>

/* The first character of a line that is not blank. */
static struct location location_of_line(struct bytes source, int line) {
    struct bytes rest = source;
    struct location p = {line, 1};
    for (int at = 1; at < line; at++)
        (void)bytes_split(&rest, '\n');
    for (size_t i = 0; i < rest.size && (rest.data[i] == ' ' || rest.data[i] == '\t'); i++)
        p.column++;
    return p;
}

static struct location location_of(const struct token *t) {
    return (struct location){t->line, t->column};
}

/* ---- by a locator ---- */

static bool is_one_of(const struct token *t, const char *const *words) {
    while (*words && !token_is(t, *words))
        words++;
    return *words != NULL;
}

static bool opens(const struct token *t) {
    static const char *const words[] = {"{", "(", "[", "function", "if", "do", "repeat", NULL};
    return is_one_of(t, words);
}

static bool closes(const struct token *t) {
    static const char *const words[] = {"}", ")", "]", "end", "until", NULL};
    return is_one_of(t, words);
}

static bool separates(const struct token *t) {
    return token_is(t, ",") || token_is(t, ";");
}

/* Does the token `first` begin an entry with this key, `key =` or `["key"] =`? Then *found is the token of
 * the key, and *t stands behind the `=`. */
static bool key_begins(struct tokens *t, const struct token *first, struct bytes word, struct token *found) {
    struct tokens ahead = *t;
    struct token key = *first, next = token_next(&ahead);
    bool bracket = token_is(first, "[") && next.type == TOKEN_TEXT;
    if (bracket) {
        key = next;
        next = token_next(&ahead);
        bracket = token_is(&next, "]");
        next = token_next(&ahead);
    }
    if (!(bracket || key.type == TOKEN_NAME) || !token_is(&next, "=") || !bytes_equal(key.text, word))
        return false;
    *found = key;
    *t = ahead;
    return true;
}

/* Find the entry with the key `word`, reading from behind the `{` of a table; *t then stands behind its `=`.
 */
static bool key_find(struct tokens *t, struct bytes word, struct token *found) {
    int depth = 0;
    bool entry = true; /* one may begin here */
    for (struct token token; (token = token_next(t)).type != TOKEN_END;) {
        if (entry && key_begins(t, &token, word, found))
            return true;
        if (closes(&token) && depth-- == 0)
            return false;
        depth += opens(&token);
        entry = depth == 0 && separates(&token);
    }
    return false;
}

/* Find the token `word` in a value, reading from behind its `=`. */
static bool value_find(struct tokens *t, struct bytes word, struct token *found) {
    int depth = 0;
    for (struct token token; (token = token_next(t)).type != TOKEN_END;) {
        if (token.type != TOKEN_SIGN && bytes_equal(token.text, word)) {
            *found = token;
            return true;
        }
        if ((closes(&token) && depth-- == 0) || (depth == 0 && separates(&token)))
            return false;
        depth += opens(&token);
    }
    return false;
}

/* Follow the path of the locator from behind the `{` of the rule's table, as far as it leads. */
static struct location path_follow(struct tokens inside, const struct locator *locator,
                                   struct location start) {
    bool in_table = true;
    struct token found;
    for (size_t i = 0; i < locator->count; i++) {
        struct bytes word = bytes_of(locator->words[i]);
        struct tokens t = inside;
        if (!in_table) {
            struct token brace = token_next(&t);
            in_table = token_is(&brace, "{");
        }
        if (in_table && key_find(&t, word, &found)) {
            start = location_of(&found);
            inside = t;
            in_table = false;
            continue;
        }
        if (i > 0 && value_find(&inside, word, &found))
            start = location_of(&found);
        break;
    }
    return start;
}

/* Find `rule "name"` on the line, else the first `rule` there; *t then stands behind the word `rule`. */
static bool statement_find(struct tokens *t, int line, const struct locator *locator, struct token *found) {
    struct tokens first = {0};
    for (struct token token; (token = token_next(t)).type != TOKEN_END && token.line <= line;) {
        if (token.line < line || !token_is(&token, locator->what))
            continue;
        struct tokens ahead = *t;
        struct token next = token_next(&ahead);
        if (token_is(&next, "("))
            next = token_next(&ahead);
        bool named = next.type == TOKEN_TEXT && bytes_is(next.text, locator->name);
        if (named || !first.source.data) {
            *found = token;
            first = *t;
        }
        if (named)
            break;
    }
    *t = first;
    return first.source.data != NULL;
}

static bool name_find(struct tokens *t, int line, struct bytes name, struct token *found) {
    while ((*found = token_next(t)).type != TOKEN_END && found->line <= line)
        if (found->line == line && found->type == TOKEN_NAME && bytes_equal(found->text, name))
            return true;
    return false;
}

struct location location_of_locator(struct bytes source, int line, const struct locator *locator) {
    struct location start = location_of_line(source, line);
    struct tokens t = TOKENS(source);
    struct token found;
    if (locator->line)
        return (struct location){locator->line, locator->column};
    if (!locator->what)
        return locator->count && name_find(&t, line, bytes_of(locator->words[0]), &found)
                   ? location_of(&found)
                   : start;
    if (!statement_find(&t, line, locator, &found))
        return start;
    start = location_of(&found);
    while (found.type != TOKEN_END && !token_is(&found, "{"))
        found = token_next(&t);
    return path_follow(t, locator, start);
}

/* ---- by compiling ---- */

static int prefix_compile(lua_State *lua) {
    const struct source *source = sandbox_of(lua)->owner;
    sandbox_compile(lua, source->text, source->file);
    return 0;
}

/* Does the beginning of the source, `size` bytes, fail as the whole does? */
static bool fails_alike(struct sandbox *s, const struct source *source, size_t size, const char *fault) {
    /* With the line break behind it: that is what ends a text without its quote. */
    size_t more =
        size < source->text.size && (source->text.data[size] == '\n' || source->text.data[size] == '\r');
    struct source prefix = {.file = source->file, .text = bytes_slice(source->text, 0, size + more)};
    lua_gc(s->lua, LUA_GCCOLLECT);
    sandbox_line(s);
    return sandbox_call(s, prefix_compile, &prefix) != 0 && strcmp(s->fault, fault) == 0;
}

static size_t tokens_count(struct bytes source) {
    struct tokens t = TOKENS(source);
    size_t count = 0;
    while (token_next(&t).type != TOKEN_END)
        count++;
    return count;
}

static struct token token_at(struct bytes source, size_t index) {
    struct tokens t = TOKENS(source);
    struct token token = token_next(&t);
    for (size_t i = 0; i < index; i++)
        token = token_next(&t);
    return token;
}

/* The place behind the last character that is not blank. */
static struct location location_of_end(struct bytes source) {
    while (source.size && ((source.data[source.size - 1] >= '\t' && source.data[source.size - 1] <= '\r') ||
                           source.data[source.size - 1] == ' '))
        source.size--;
    struct location p = {1, 1};
    for (size_t i = 0; i < source.size; i++) {
        p.column = source.data[i] == '\n' ? 1 : p.column + ((source.data[i] & 0xc0) != 0x80);
        p.line += source.data[i] == '\n';
    }
    return p;
}

struct location location_of_syntax(struct sandbox *s, const struct source *source, const char *fault,
                                   int line) {
    char whole[sizeof s->fault];
    size_t low = 0, high = tokens_count(source->text);
    (void)snprintf(whole, sizeof whole, "%s", fault);
    bool at_end = bytes_ends(bytes_of(whole), BYTES("near <eof>"));
    if (at_end || high == 0)
        return location_of_end(source->text);
    if (!fails_alike(s, source, source->text.size, whole))
        return location_of_line(source->text, line ? line : 1);
    while (low + 1 < high) { /* the first `high` tokens fail so, the first `low` do not */
        size_t middle = low + (high - low) / 2;
        bool alike = fails_alike(s, source, token_at(source->text, middle - 1).end, whole);
        *(alike ? &high : &low) = middle;
    }
    struct token found = token_at(source->text, high - 1);
    return location_of(&found);
}
