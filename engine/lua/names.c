/* names.c: the statements of a walk through names, and its beginning. See names.h. */
#include "walk.h"

#include <stdlib.h>

static void block(struct walk *w);

static void scope(struct walk *w) {
    uint32_t before = w->count;
    block(w);
    undeclare(w, before);
}

/* Where a list of names begins: they are in scope only behind what is assigned to them. */
struct listed {
    struct tokens tokens;
    struct token first;
    bool is_one;
};

/* `a, b <const>` */
static struct listed names_skip(struct walk *w) {
    struct listed names = {w->tokens, w->token, true};
    do {
        names.is_one = w->token.start == names.first.start;
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
    struct value first = {.is_table = false};
    struct tokens inside = w->tokens;
    bool is_set = accept(w, "=");
    if (is_set) {
        inside = w->tokens;
        first = expression(w);
        if (accept(w, ","))
            expressions(w);
    }
    names_declare(w, names);
    if (!w->failed && names.is_one)
        w->list[w->count - 1].is_written_out = w->blocks == 1 && (first.is_table || !is_set);
    if (first.is_table && w->reader->local_table && !w->failed && names.is_one)
        w->reader->local_table(w->reader, &names.first, w->declared, inside);
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
    undeclare(w, before);
}

static void read_function(struct walk *w) {
    struct name_use use = {.name = w->token, .is_written = true};
    struct name_step step = {.type = STEP_KEY};
    int line = w->statement_line;
    take(w);
    while (key_accept(w, &step))
        step_add(&use, step);
    name_used(w, &use);
    function(w, line, step.type == STEP_METHOD);
}

static void read_if(struct walk *w) {
    do {
        (void)expression(w);
        take(w);
        scope(w);
    } while (accept(w, "elseif"));
    if (accept(w, "else"))
        scope(w);
    take(w);
}

static void read_while(struct walk *w) {
    (void)expression(w);
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
    (void)expression(w);
    undeclare(w, before);
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
        (void)value(w, true);
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
    w->blocks++;
    while (!ended(w) && !is_any(w, ends))
        statement(w);
    w->blocks--;
}

int names_walk(struct bytes source, struct name_reader *r) {
    struct walk w = {.tokens = TOKENS(source), .reader = r, .block = block};
    take(&w);
    block(&w);
    free(w.list);
    return w.failed ? ERROR_MEMORY : 0;
}
