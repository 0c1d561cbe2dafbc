/*
 * names.h: which variable each name of a source text is: a walk through a text that compiles, by the grammar
 * of Lua 5.4 and its scopes. It knows no values: only what a name and the constant keys behind it say.
 */
#ifndef LUA_NAMES_H
#define LUA_NAMES_H

#include "tokens.h"

#define NAME_KEYS_MAX 2u /* looked at behind a name: `m.harm.killed` has two */

/* A variable that is read or written, and what is read of it: `.key`, `["key"]` or `:key`. */
struct name_use {
    struct token name, keys[NAME_KEYS_MAX];
    size_t key_count;
    bool is_global;  /* no function or block declares it */
    bool is_written; /* it is assigned to; with keys, the last of them is */
    int mark;        /* of a parameter, what name_reader.function gave it; else 0 */
};

/* A function, as it is declared. */
struct name_function {
    int line;                   /* as Lua counts it: lua_Debug.linedefined */
    struct bytes parameters[2]; /* the first two; empty where there are fewer */
};

/* Who is told. */
struct name_reader {
    /* Sets marks for the first two parameters, which are 0. Not asked within a function that has got any. */
    void (*function)(struct name_reader *r, const struct name_function *f, int marks[2]);
    void (*use)(struct name_reader *r, const struct name_use *use);
};

/* Walk through `source`, which compiles. A parameter that is assigned to loses its mark. 0 or ERROR_MEMORY.
 */
int names_walk(struct bytes source, struct name_reader *r) CHECKED;

#endif
