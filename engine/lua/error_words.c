/*
 * error_words.c: Lua's own errors as what was found and what was expected. See location.h.
 *
 * Errors of Lua that say what was expected keep their words; to the others the tables here add it. The first
 * row that an error begins with is taken, so the longer stand before the shorter.
 */
#include "location.h"

#include <string.h>

/* How an error begins, what is put before it, and what was expected (NULL: it says so itself). */
struct wording {
    const char *begins, *before, *expected;
};

static const struct wording of_syntax[] = {
    {"unexpected symbol", "", "an expression or a statement"},
    {"syntax error", "", "a call or an assignment"},
    {"unfinished string", "", "the quote that ends it, on the same line"},
    {"unfinished long", "", "the brackets that end it"},
    {"malformed number", "", "a number such as 12, 0.5 or 3e8"},
    {"invalid escape sequence", "", "an escape of Lua such as \\n or \\\\"},
    {"decimal escape", "", "at most \\255"},
    {"UTF-8 value", "", "at most \\u{7FFFFFFF}"},
    {"missing '", "", "\\u{XXXX}"},
    {"cannot use '...'", "", "it in a function that takes `...`"},
    {"C stack overflow", "", "at most 200 levels within one another"},
    {"too many", "", "fewer"},
    {"function or expression needs too many", "", "a simpler one"},
    {"control structure too long", "", "a shorter one"},
    {"no visible label", "", "a label that can be seen from there"},
    {"label '", "", "each label once"},
    {"break outside", "", "`break` within a loop"},
    {"<goto", "", "a label of the same block"},
    {"attempt to assign to const", "an ", "a variable without <const>"},
    {"unknown attribute", "", "<const>"},
    {"multiple to-be-closed", "", "none"},
    {"made a text", "a file that ", "shorter texts"},
    {"held more memory", "a file that ", "a smaller one"},
    {"allocated in all", "a file that ", "a smaller one"},
    {"function at line", "a ", "fewer"},
    {"main function", "a ", "fewer"},
    {NULL, "", "what the grammar of Lua 5.4 allows"},
};

static const struct wording of_failure[] = {
    {"attempt to perform arithmetic", "an ", "numbers"},
    {"attempt to perform", "an ", "a divisor that is not zero"},
    {"attempt to divide", "an ", "a divisor that is not zero"},
    {"attempt to call", "an ", "a function"},
    {"attempt to index", "an ", "a table"},
    {"attempt to concatenate", "an ", "texts and numbers"},
    {"attempt to compare", "an ", "two numbers or two texts"},
    {"attempt to go through", "an ", "a table"},
    {"attempt to get length", "an ", "a text or a table"},
    {"read ", "a script that ", NULL},
    {"wrote the global", "a script that ", NULL},
    {"wrote ", "a script that ", "a table of its own"},
    {"the budget of", "that ", "a file that loads within it"},
    {"held more memory", "a file that ", "one that loads with less"},
    {"allocated in all", "a file that ", "one that loads with less"},
    {"made a text", "a file that ", "shorter texts"},
    {"C stack overflow", "a ", "calls that are not nested so deep"},
    {"stack overflow", "a ", "calls that are not nested so deep"},
    {"assertion failed", "that an ", "it to hold"},
    {"an error that is no text", "", "a text"},
    {"an error while", "", "a simpler one"},
};

static const struct wording *wording_find(const struct wording *list, size_t count, struct bytes text) {
    for (size_t i = 0; i < count; i++)
        if (!list[i].begins || bytes_begins(text, bytes_of(list[i].begins)))
            return &list[i];
    return NULL;
}

static size_t text_find(struct bytes text, const char *part) {
    const char *at = text.size ? memmem(text.data, text.size, part, strlen(part)) : NULL;
    return at ? (size_t)(at - text.data) : text.size;
}

/* Take ` near TOKEN` off the end of an error: the token at which the compiler stopped. */
static struct bytes token_split(struct bytes *text) {
    static const char near[] = " near ";
    struct bytes whole = *text, token = {NULL, 0};
    for (size_t from = 0, at;
         (at = text_find(bytes_slice(whole, from, whole.size), near)) + from < whole.size; from += at + 1) {
        *text = bytes_slice(whole, 0, from + at);
        token = bytes_slice(whole, from + at + strlen(near), whole.size);
    }
    if (token.size >= 2 && token.data[0] == '\'')
        token = bytes_slice(token, 1, token.size - 1);
    return token;
}

void error_words_of_syntax(struct bytes text, struct bytes character, struct buffer *out) {
    struct bytes token = token_split(&text), name = BYTES("<name>");
    if (bytes_begins(token, BYTES("<\\"))) /* a byte of it, as a number */
        token = character;
    size_t expected = text_find(text, " expected");
    bool says = expected < text.size;
    const struct wording *w = wording_find(of_syntax, sizeof of_syntax / sizeof *of_syntax, text);
    buffer_append_text(out, "found ");
    if (bytes_is(token, "<eof>"))
        buffer_append_text(out, "the end of the file");
    else if (token.size)
        buffer_append_format(out, "`%.*s`", (int)token.size, token.data);
    if (says) { /* as `'}' expected (to close '{' at line 1)` */
        struct bytes behind = bytes_slice(text, expected + strlen(" expected"), text.size);
        bool is_name = bytes_begins(text, name) && expected == name.size;
        if (is_name)
            text = BYTES("a name of ASCII letters, digits and `_`");
        buffer_append_format(out, ", expected %.*s%.*s", (int)(is_name ? text.size : expected), text.data,
                             (int)behind.size, behind.size ? behind.data : "");
        return;
    }
    buffer_append_format(out, token.size ? " (%s%.*s)" : "%s%.*s", token.size ? "" : w->before,
                         (int)text.size, text.size ? text.data : "");
    buffer_append_format(out, ", expected %s", w->expected);
}

void error_words_of_failure(struct bytes text, struct buffer *out) {
    size_t called = text_find(text, "; called from ");
    struct bytes said = bytes_slice(text, 0, called), calls = bytes_slice(text, called, text.size);
    const struct wording *w = wording_find(of_failure, sizeof of_failure / sizeof *of_failure, said);
    if (w)
        buffer_append_format(out, "found %s", w->before);
    buffer_append(out, said);
    if (w && w->expected)
        buffer_append_format(out, ", expected %s", w->expected);
    buffer_append(out, calls);
}
