/* location.c: where errors of loading stand in their source, by a locator; those of syntax are found in
 * location_syntax.c. See location.h. */
#include "location.h"
#include "constructor.h"

#include <string.h>

struct location location_of_line(struct bytes source, int line) {
    struct bytes rest = source;
    struct location p = {line, 1};
    for (int at = 1; at < line; at++)
        (void)bytes_split(&rest, '\n');
    for (size_t i = 0; i < rest.size && (rest.data[i] == ' ' || rest.data[i] == '\t'); i++)
        p.column++;
    return p;
}

static bool begins_character(char c) {
    return ((unsigned char)c & 0xc0) != 0x80;
}

struct bytes location_character(struct bytes source, struct location at) {
    struct bytes rest = source;
    size_t size = 1;
    for (int line = 1; line < at.line; line++)
        (void)bytes_split(&rest, '\n');
    for (int column = 1; column < at.column && rest.size; column++) {
        size_t next = 1;
        while (next < rest.size && !begins_character(rest.data[next]))
            next++;
        rest = bytes_slice(rest, next, rest.size);
    }
    while (size < rest.size && !begins_character(rest.data[size]))
        size++;
    return bytes_slice(rest, 0, rest.size ? size : 0);
}

static struct location location_of(const struct token *t) {
    return (struct location){t->line, t->column};
}

/* ---- by a locator ---- */

/* Find the entry with the key `word`, reading from behind the `{` of a table; *t then stands behind its `=`.
 */
static bool key_find(struct tokens *t, struct bytes word, struct token *found) {
    struct table_entry e;
    while (table_entry_next(t, &e))
        if (e.key.type != TOKEN_END && bytes_equal(e.key.text, word)) {
            *found = e.key;
            *t = e.before;
            return true;
        }
    return false;
}

/* Find the first entry without a name for a key, reading from behind the `{` of a table. */
static bool keyless_find(struct tokens *t, struct token *found) {
    struct table_entry e;
    while (table_entry_next(t, &e))
        if (e.key.type != TOKEN_NAME && e.key.type != TOKEN_TEXT) {
            *found = e.first;
            return true;
        }
    return false;
}

/* On to the next token of a value, reading from behind its `=`: false behind its last. `depth` is 0 at first.
 */
static bool value_next(struct tokens *t, int *depth, struct token *token) {
    *token = token_next(t);
    if (token->type == TOKEN_END || (token_closes(token) && (*depth)-- == 0) ||
        (*depth == 0 && token_separates(token)))
        return false;
    *depth += token_opens(token);
    return true;
}

/* Find the token `word` in a value. */
static bool value_find(struct tokens *t, struct bytes word, struct token *found) {
    int depth = 0;
    while (value_next(t, &depth, found))
        if (found->type != TOKEN_SIGN && bytes_equal(found->text, word))
            return true;
    return false;
}

/* Does a value name anything, so that a word may come from there? */
static bool value_names(struct tokens t) {
    int depth = 0;
    for (struct token token; value_next(&t, &depth, &token);)
        if (token.type == TOKEN_NAME)
            return true;
    return false;
}

/* ---- what a value names ---- */

/* Behind the `=` of the last `local name =` before `t`; false: there is none. */
static bool local_find(const struct tokens *t, struct bytes name, struct tokens *found) {
    struct tokens all = TOKENS(t->source);
    bool any = false;
    for (struct token token; (token = token_next(&all)).type != TOKEN_END && token.start < t->at;) {
        if (!token_is(&token, "local"))
            continue;
        struct tokens ahead = all;
        struct token variable = token_next(&ahead), next = token_next(&ahead);
        if (token_is(&next, "<")) { /* <const> */
            (void)token_next(&ahead);
            (void)token_next(&ahead);
            next = token_next(&ahead);
        }
        if (variable.type != TOKEN_NAME || !bytes_equal(variable.text, name) || !token_is(&next, "="))
            continue;
        *found = ahead;
        any = true;
    }
    return any;
}

/* A value that is the name of a local: *t then stands before what that is. */
static bool local_follow(struct tokens *t) {
    struct tokens ahead = *t;
    struct token name = token_next(&ahead), behind = token_next(&ahead);
    bool alone = token_separates(&behind) || token_closes(&behind) || behind.type == TOKEN_END;
    return name.type == TOKEN_NAME && alone && local_find(t, name.text, t);
}

/* The one token of the source that is this word. */
static bool only_find(struct bytes source, struct bytes word, struct token *found) {
    struct tokens t = TOKENS(source);
    size_t count = 0;
    for (struct token token; (token = token_next(&t)).type != TOKEN_END;) {
        if ((token.type != TOKEN_TEXT && token.type != TOKEN_NAME) || !bytes_equal(token.text, word))
            continue;
        *found = token;
        count++;
    }
    return count == 1;
}

/* The word in a value, or in what the value names; else, where that is a local, what that is; else the one
 * place of the word, where the value names something. */
static bool value_search(const struct tokens *value, struct bytes word, struct token *found) {
    struct tokens t = *value, named = *value;
    if (value_find(&t, word, found))
        return true;
    if (!local_follow(&named))
        return value_names(*value) && only_find(t.source, word, found);
    t = named;
    if (!value_find(&t, word, found))
        *found = token_next(&named);
    return true;
}

/* Follow the path of the locator from before the table of the rule, as far as it leads: into tables, into the
 * locals that a value names; a word to which none leads is looked for in the whole source. */
static struct location path_follow(struct tokens value, const struct locator *locator,
                                   struct location start) {
    struct token found;
    for (size_t i = 0; i < locator->count; i++) {
        struct bytes word = bytes_of(locator->words[i]), last = bytes_of(locator->words[locator->count - 1]);
        struct tokens t = value;
        (void)local_follow(&t);
        struct token brace = token_next(&t);
        if (token_is(&brace, "{") && key_find(&t, word, &found)) {
            start = location_of(&found);
            value = t;
            continue;
        }
        bool is_last = i > 0 && i + 1 == locator->count;
        if (is_last ? value_search(&value, word, &found) : only_find(value.source, last, &found))
            start = location_of(&found);
        return start;
    }
    (void)local_follow(&value);
    struct token brace = token_next(&value);
    if (locator->keyless && token_is(&brace, "{") && keyless_find(&value, &found))
        start = location_of(&found);
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

/* From behind `rule` to before its table: `rule "name" {`, `rule(name) ({`. */
static void name_skip(struct tokens *t) {
    int depth = 0;
    do {
        struct token token = token_next(t);
        depth += token_is(&token, "(") - token_is(&token, ")");
    } while (depth > 0 && t->at < t->source.size);
    struct tokens ahead = *t;
    struct token next = token_next(&ahead);
    if (token_is(&next, "("))
        *t = ahead;
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
    name_skip(&t);
    return path_follow(t, locator, location_of(&found));
}
