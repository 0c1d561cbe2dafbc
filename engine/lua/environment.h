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

/* The functions of `string` and of `table`, and the base functions that iterate. Each ends with NULL. */
extern const luaL_Reg environment_strings[], environment_tables[], environment_iteration[];

/* Does the whole text fit the pattern, in which `*` stands for any run of bytes and nothing else is special?
 * Linear in the text. */
bool glob_matches(struct bytes text, struct bytes pattern);

#endif
