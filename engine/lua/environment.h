/*
 * environment.h: all that a script can name. Built from tables of functions; what none lists does not exist.
 */
#ifndef LUA_ENVIRONMENT_H
#define LUA_ENVIRONMENT_H

#include "sandbox.h"

/* Make the environment of a fresh state: the base functions, `math`, `string`, `table`, and as globals the
 * functions of the lists in `more` (NULL-terminated), which get `context` as a light userdata in their first
 * upvalue. Within sandbox_call; raises when memory runs out. */
void environment_open(lua_State *lua, const luaL_Reg *const *more, void *context);

/* Compile a source and push it as a function, as sandbox_compile does. Then raise the first read of a global
 * or of a member of a library that the environment does not have, and the first write of a global, wherever
 * in the source it stands. */
void environment_compile(lua_State *lua, struct source *source);

/* For environment_compile, and for reads at run time. */
#define GLOBALS_MAX 127u               /* in the environment; members of one library */
void environment_push(lua_State *lua); /* push the table of the globals */
/* The texts among the keys of the table at `index`, NULL-terminated; they live as long as the table. */
void keys_list(lua_State *lua, int index, const char *names[GLOBALS_MAX + 1]);
/* Push what a read of `name` is refused with, of which `before` stands before it, "`math." say; and what a
 * write of a global is. */
void undefined_push(lua_State *lua, const char *before, struct bytes name, const char *const *names);
void written_push(lua_State *lua, struct bytes name);

/* The functions of `string` and of `table`, and the base functions that iterate. Each ends with NULL. */
extern const luaL_Reg environment_strings[], environment_tables[], environment_iteration[];
/* The names of environment_strings, NULL-terminated: what a text can be asked, `s:upper()`. */
extern const char *const environment_text_methods[];

/* Does the whole text fit the pattern, in which `*` stands for any run of bytes and nothing else is special?
 * Linear in the text. */
bool glob_matches(struct bytes text, struct bytes pattern);

#endif
