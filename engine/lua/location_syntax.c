/* location_syntax.c: where an error of syntax stands: found by compiling beginnings of the source. See
 * location.h. */
#include "location.h"
#include "tokens.h"

#include <stdio.h>
#include <string.h>

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

/* Of a `break` outside a loop the compiler hears at the end of the function, and says the line. */
static bool break_find(struct bytes source, const char *fault, struct token *found) {
    static const char said[] = "break outside loop at line ";
    const char *at = strstr(fault, said);
    struct bytes rest = bytes_of(at ? at + strlen(said) : "");
    struct tokens t = TOKENS(source);
    int64_t line;
    if (!bytes_to_unsigned(bytes_split(&rest, ' '), RULE_SOURCE_BYTES_MAX, &line))
        return false;
    do
        *found = token_next(&t);
    while (found->type != TOKEN_END && !(found->line == line && token_is(found, "break")));
    return found->type != TOKEN_END;
}

struct location location_of_syntax(struct sandbox *s, const struct source *source, const char *fault,
                                   int line) {
    char whole[sizeof s->fault];
    size_t low = 0, high = tokens_count(source->text);
    (void)snprintf(whole, sizeof whole, "%s", fault);
    struct token at_break;
    if (break_find(source->text, fault, &at_break))
        return (struct location){at_break.line, at_break.column};
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
    return (struct location){found.line, found.column};
}
