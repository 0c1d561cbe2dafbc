/*
 * names.h: which variable each name of a source text is: a walk through a text that compiles, by the grammar
 * of Lua 5.4 and its scopes. It knows no values: only what a name and what stands behind it say.
 *
 * names.c reads statements, expressions.c what they are made of, variables.c knows what is in scope.
 */
#ifndef LUA_NAMES_H
#define LUA_NAMES_H

#include "tokens.h"

/* A step behind a name: a constant key (`.key`, `["key"]`), `:key`, any other key, a call. */
enum name_step_type { STEP_KEY, STEP_METHOD, STEP_INDEX, STEP_CALL };
struct name_step {
    enum name_step_type type;
    struct token token; /* the key; of another key the number, where it is just one, else its first token; the
                         * one that opens a call */
};
#define NAME_STEPS_MAX 5u /* looked at: `m.actors[1].name:upper()` has as many */

/* A variable that is read or written, and what is read of it, up to its first call. */
struct name_use {
    struct token name;
    struct name_step steps[NAME_STEPS_MAX];
    size_t step_count;
    struct tokens arguments; /* behind the token that opens the call, where the last step is one */
    bool is_global;          /* no function or block declares it */
    bool is_written;         /* it is assigned to; with steps, the last of them is */
    bool is_written_out;     /* outside of all functions and blocks it is declared as a table in braces, or
                              * without a value */
    uint32_t variable;       /* which: the number of its declaration; 0: global */
    int mark;                /* of a parameter, what name_reader.function gave it; else 0 */
};

/* A function, as it is declared. */
struct name_function {
    int line;                   /* as Lua counts it: lua_Debug.linedefined */
    struct bytes parameters[2]; /* the first two; empty where there are fewer */
    /* It is the value of this key in a table that stands behind a call of this global: `when` and `rule`, as
     * in `rule "a" { when = function() end }`. Else both are empty. */
    struct bytes key, global;
};

/* A variable, with nothing but keys behind it, compared with a constant: a text, a number, true or false. */
struct name_comparison {
    struct name_use use;
    struct token sign; /* `==`, `~=`, `<`, `<=`, `>`, `>=` */
    struct token constant;
    bool is_negative; /* a minus stands before the constant */
};

/* An entry of a table in braces that is the value of `within` in a table that stands behind a call of
 * `global`: `from = K.syria`, as in `rule "a" { where = { from = K.syria } }`. */
struct name_entry {
    struct bytes global, within;
    int line;            /* of the global */
    struct token key;    /* a name, or a text in brackets */
    struct name_use use; /* the value, where it is a variable with its steps; else without a name */
    bool is_nil;         /* it is just that */
};

/* Who is told; what is NULL is not. */
struct name_reader {
    /* Sets marks for the first two parameters, which are 0. Not asked within a function that has got any. */
    void (*function)(struct name_reader *r, const struct name_function *f, int marks[2]);
    void (*use)(struct name_reader *r, const struct name_use *use);
    void (*entry)(struct name_reader *r, const struct name_entry *e);
    void (*comparison)(struct name_reader *r, const struct name_comparison *c);
    /* A table in braces; `inside` stands behind the first. */
    void (*table)(struct name_reader *r, struct tokens inside);
    /* `local name = { ... }`: the variable is what it says. */
    void (*local_table)(struct name_reader *r, const struct token *name, uint32_t variable,
                        struct tokens inside);
};

/* Walk through `source`, which compiles. A parameter that is assigned to loses its mark. 0 or ERROR_MEMORY.
 */
int names_walk(struct bytes source, struct name_reader *r) CHECKED;

#endif
