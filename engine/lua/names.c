/*
 * names.c: see names.h. A function a construct of the grammar; what does not matter for names is read over:
 * the precedence of operators, the values of literals. Since the text compiles, no construct is deeper than
 * Lua's own bound, and none is without its end.
 */
#include "names.h"

#include <fusion/array.h>

#include <stdlib.h>
#include <string.h>

struct variable {
    struct bytes name;
    int mark;
};

struct walk {
    struct tokens tokens;
    struct token token; /* the one at hand */
    struct name_reader *reader;
    struct variable *list; /* in scope, the innermost last */
    uint32_t count, capacity;
    int statement_line;
    bool is_marked; /* within a function that has got marks */
    bool failed;    /* no memory */
};

/* ---- tokens ---- */

static struct token take(struct walk *w) {
    struct token taken = w->token;
    w->token = token_next(&w->tokens);
    return taken;
}

static bool is(const struct walk *w, const char *written) {
    return token_is(&w->token, written);
}

static bool accept(struct walk *w, const char *written) {
    bool accepted = is(w, written);
    if (accepted)
        take(w);
    return accepted;
}

static bool is_any(const struct walk *w, const char *const *list) {
    while (*list && !is(w, *list))
        list++;
    return *list != NULL;
}

static bool ended(const struct walk *w) {
    return w->token.type == TOKEN_END;
}

/* ---- variables ---- */

static void declare(struct walk *w, struct bytes name) {
    if (!ARRAY_ROOM(w->list, w->count, w->capacity, ARRAY_ENTRIES_MAX)) {
        w->failed = true;
        return;
    }
    w->list[w->count++] = (struct variable){.name = name};
}

static struct variable *variable_find(struct walk *w, struct bytes name) {
    for (uint32_t i = w->count; i-- > 0;)
        if (bytes_equal(w->list[i].name, name))
            return &w->list[i];
    return NULL;
}

static void name_used(struct walk *w, struct name_use *use) {
    struct variable *variable = variable_find(w, use->name.text);
    use->is_global = !variable;
    use->mark = variable ? variable->mark : 0;
    w->reader->use(w->reader, use);
    if (variable && use->is_written && !use->key_count)
        variable->mark = 0;
}

/* ---- expressions ---- */

static void block(struct walk *w);
static void expression(struct walk *w);

static void expressions(struct walk *w) {
    do
        expression(w);
    while (accept(w, ","));
}

/* A name before `=` is a key. */
static void entry(struct walk *w) {
    struct tokens ahead = w->tokens;
    struct token next = token_next(&ahead);
    if (w->token.type == TOKEN_NAME && token_is(&next, "=")) {
        take(w);
        take(w);
    } else if (accept(w, "[")) {
        expression(w);
        take(w); /* ] */
        take(w); /* = */
    }
    expression(w);
}

static void table(struct walk *w) {
    take(w);
    while (!ended(w) && !accept(w, "}")) {
        entry(w);
        if (!accept(w, ","))
            accept(w, ";");
    }
}

static void function_tell(struct walk *w, int line, uint32_t first) {
    struct name_function f = {.line = line};
    int marks[2] = {0, 0};
    size_t count = w->count - first < 2 ? w->count - first : 2;
    for (size_t i = 0; i < count; i++)
        f.parameters[i] = w->list[first + i].name;
    if (!w->is_marked)
        w->reader->function(w->reader, &f, marks);
    for (size_t i = 0; i < count; i++)
        w->list[first + i].mark = marks[i];
    w->is_marked |= marks[0] || marks[1];
}

/* From its `(` to its `end`. */
static void function(struct walk *w, int line, bool method) {
    uint32_t first = w->count;
    bool was_marked = w->is_marked;
    if (method)
        declare(w, BYTES("self"));
    take(w);
    while (!ended(w) && !accept(w, ")")) {
        struct token parameter = take(w);
        if (parameter.type == TOKEN_NAME) /* no comma, no `...` */
            declare(w, parameter.text);
    }
    function_tell(w, line, first);
    block(w);
    take(w);
    w->count = first;
    w->is_marked = was_marked;
}

/* `["key"]`: then *key is it. An escape would have to be read as Lua does, so such a key is none. */
static bool key_accept(struct walk *w, struct token *key) {
    if (!is(w, "["))
        return false;
    struct tokens ahead = w->tokens;
    struct token text = token_next(&ahead), behind = token_next(&ahead);
    bool escaped = text.text.size && memchr(text.text.data, '\\', text.text.size);
    if (text.type != TOKEN_TEXT || escaped || !token_is(&behind, "]"))
        return false;
    *key = text;
    w->tokens = ahead;
    take(w);
    return true;
}

static bool key_take(struct walk *w, struct token *key) {
    if (!accept(w, ".") && !accept(w, ":"))
        return key_accept(w, key);
    *key = take(w);
    return true;
}

static void keys(struct walk *w, struct name_use *use) {
    struct token key;
    while (key_take(w, &key))
        if (use->key_count < NAME_KEYS_MAX)
            use->keys[use->key_count++] = key;
}

/* A call or an index behind a value; false: neither is there. */
static bool suffix(struct walk *w) {
    struct token key;
    if (w->token.type == TOKEN_TEXT) {
        take(w);
    } else if (is(w, "{")) {
        table(w);
    } else if (accept(w, "(")) {
        if (!is(w, ")"))
            expressions(w);
        take(w);
    } else if (!key_take(w, &key)) {
        if (!accept(w, "["))
            return false;
        expression(w);
        take(w);
    }
    return true;
}

/* A variable, or an expression in parentheses, and what stands behind it. At the beginning of a statement it
 * may be assigned to. */
static void value(struct walk *w, bool begins) {
    struct name_use use = {.key_count = 0};
    if (accept(w, "(")) {
        expression(w);
        take(w);
    } else {
        use.name = take(w);
        keys(w, &use);
        use.is_written = begins && (is(w, "=") || is(w, ","));
        name_used(w, &use);
    }
    while (suffix(w))
        continue;
}

static void operand(struct walk *w) {
    static const char *const signs[] = {"not", "-", "#", NULL}, *const words[] = {"nil", "true", "false",
                                                                                  NULL};
    while (is_any(w, signs))
        take(w);
    if (accept(w, "function"))
        function(w, w->token.line, false);
    else if (is(w, "{"))
        table(w);
    else if (is(w, "(") || (w->token.type == TOKEN_NAME && !is_any(w, words)))
        value(w, false);
    else
        take(w);
}

/* Those that source_check lets pass. */
static void expression(struct walk *w) {
    static const char *const signs[] = {
        "+", "-", "*", "/", "//", "%", "..", "==", "~=", "<", "<=", ">", ">=", "and", "or", NULL};
    operand(w);
    while (is_any(w, signs)) {
        take(w);
        operand(w);
    }
}

/* ---- statements ---- */

static void scope(struct walk *w) {
    uint32_t before = w->count;
    block(w);
    w->count = before;
}

/* Where a list of names begins: they are in scope only behind what is assigned to them. */
struct listed {
    struct tokens tokens;
    struct token first;
};

/* `a, b <const>` */
static struct listed names_skip(struct walk *w) {
    struct listed names = {w->tokens, w->token};
    do {
        take(w);
        if (accept(w, "<")) {
            take(w);
            take(w);
        }
    } while (accept(w, ","));
    return names;
}

static void names_declare(struct walk *w, struct listed names) {
    struct token token = names.first;
    for (;;) {
        declare(w, token.text);
        token = token_next(&names.tokens);
        if (token_is(&token, "<")) {
            (void)token_next(&names.tokens);
            (void)token_next(&names.tokens);
            token = token_next(&names.tokens);
        }
        if (!token_is(&token, ","))
            return;
        token = token_next(&names.tokens);
    }
}

static void read_local(struct walk *w) {
    if (accept(w, "function")) {
        declare(w, take(w).text);
        function(w, w->token.line, false);
        return;
    }
    struct listed names = names_skip(w);
    if (accept(w, "="))
        expressions(w);
    names_declare(w, names);
}

static void read_for(struct walk *w) {
    uint32_t before = w->count;
    struct listed names = names_skip(w);
    take(w); /* = or in */
    expressions(w);
    take(w);
    names_declare(w, names);
    block(w);
    take(w);
    w->count = before;
}

static void read_function(struct walk *w) {
    struct name_use use = {.name = w->token};
    int line = w->statement_line;
    bool method = false;
    take(w);
    while (is(w, ".") || is(w, ":")) {
        method = is(w, ":");
        take(w);
        struct token key = take(w);
        if (use.key_count < NAME_KEYS_MAX)
            use.keys[use.key_count++] = key;
    }
    use.is_written = true;
    name_used(w, &use);
    function(w, line, method);
}

static void read_if(struct walk *w) {
    do {
        expression(w);
        take(w);
        scope(w);
    } while (accept(w, "elseif"));
    if (accept(w, "else"))
        scope(w);
    take(w);
}

static void read_while(struct walk *w) {
    expression(w);
    take(w);
    scope(w);
    take(w);
}

static void read_do(struct walk *w) {
    scope(w);
    take(w);
}

/* What the block declares is in scope behind `until`, too. */
static void read_repeat(struct walk *w) {
    uint32_t before = w->count;
    block(w);
    take(w);
    expression(w);
    w->count = before;
}

static void read_return(struct walk *w) {
    static const char *const ends[] = {"end", "else", "elseif", "until", ";", NULL};
    if (!ended(w) && !is_any(w, ends))
        expressions(w);
}

static void read_goto(struct walk *w) {
    take(w);
}

static void read_label(struct walk *w) {
    take(w);
    take(w);
}

static void read_nothing(struct walk *w) {
    (void)w;
}

/* An assignment or a call. */
static void read_values(struct walk *w) {
    do
        value(w, true);
    while (accept(w, ","));
    if (accept(w, "="))
        expressions(w);
}

/* Each stands behind its word. */
static const struct {
    const char *word;
    void (*read)(struct walk *w);
} statements[] = {
    {"if", read_if},         {"while", read_while},       {"do", read_do},         {"for", read_for},
    {"repeat", read_repeat}, {"function", read_function}, {"local", read_local},   {"return", read_return},
    {"goto", read_goto},     {"::", read_label},          {"break", read_nothing}, {";", read_nothing},
};

static void statement(struct walk *w) {
    w->statement_line = w->token.line;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (accept(w, statements[i].word)) {
            statements[i].read(w);
            return;
        }
    read_values(w);
}

static void block(struct walk *w) {
    static const char *const ends[] = {"end", "else", "elseif", "until", NULL};
    while (!ended(w) && !is_any(w, ends))
        statement(w);
}

int names_walk(struct bytes source, struct name_reader *r) {
    struct walk w = {.tokens = TOKENS(source), .reader = r};
    take(&w);
    block(&w);
    free(w.list);
    return w.failed ? ERROR_MEMORY : 0;
}
