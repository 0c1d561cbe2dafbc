/*
 * walk.h: the walk of names.h, as its files share it: the token at hand, what is in scope, and who is told.
 * What does not matter for names is read over: the precedence of operators, the values of literals. Since the
 * text compiles, no construct is deeper than Lua's own bound, and none is without its end.
 */
#ifndef LUA_WALK_H
#define LUA_WALK_H

#include "names.h"

/* A variable in scope. */
struct variable {
    struct bytes name;
    uint32_t number; /* of its declaration, from 1 */
    int mark;
    bool is_written_out; /* as in struct name_use */
};

/* How far it is. */
struct walk {
    struct tokens tokens;
    struct token token; /* the one at hand */
    struct name_reader *reader;
    struct variable *list; /* in scope, the innermost last */
    uint32_t count, capacity, declared;
    int statement_line;
    struct bytes key, global; /* of the function or table that comes next, as in struct name_function */
    int global_line;
    uint32_t blocks;               /* around the token at hand; 1: it is that of the file */
    bool is_marked;                /* within a function that has got marks */
    bool failed;                   /* no memory */
    void (*block)(struct walk *w); /* reads the statements of a function */
};

/* ---- tokens ---- */

/* The token at hand; the next one takes its place. */
static inline struct token take(struct walk *w) {
    struct token taken = w->token;
    w->token = token_next(&w->tokens);
    return taken;
}

/* Is the token at hand this one? */
static inline bool is(const struct walk *w, const char *written) {
    return token_is(&w->token, written);
}

/* The same; then it is taken. */
static inline bool accept(struct walk *w, const char *written) {
    bool accepted = is(w, written);
    if (accepted)
        take(w);
    return accepted;
}

/* Is it one of these? NULL-terminated. */
static inline bool is_any(const struct walk *w, const char *const *list) {
    while (*list && !is(w, *list))
        list++;
    return *list != NULL;
}

/* Is the text at its end? */
static inline bool ended(const struct walk *w) {
    return w->token.type == TOKEN_END;
}

/* ---- variables.c ---- */

/* From here on the name is a variable of its own; its number. */
uint32_t declare(struct walk *w, struct bytes name);
/* The scope ends that began when so many were in scope. */
void undeclare(struct walk *w, uint32_t count);
/* Tell the reader, with the variable that the name is. */
void name_used(struct walk *w, struct name_use *use);

/* ---- expressions.c ---- */

/* What an expression was. */
struct value {
    struct name_use use;   /* a variable and its steps, or what stands before `or`; no name: neither */
    bool is_table;         /* a table in braces */
    bool is_plain;         /* the variable and its steps are all there is */
    struct token constant; /* a text, a number, true or false; TOKEN_END: it is none */
    bool is_negative;      /* a minus stands before it */
};
/* Each reads from the token at hand: an expression; some, between commas; what stands behind the word
 * `function`, from its `(` to its `end`. */
struct value expression(struct walk *w);
void expressions(struct walk *w);
void function(struct walk *w, int line, bool method);
/* A variable, or an expression in parentheses, and what stands behind it. `begins`: a statement, so it may be
 * assigned to. */
struct value value(struct walk *w, bool begins);
/* `.key`, `:key` or `["key"]`, if it stands there. */
bool key_accept(struct walk *w, struct name_step *step);
/* One more step of a use; those beyond NAME_STEPS_MAX are left out. */
void step_add(struct name_use *use, struct name_step step);

#endif
