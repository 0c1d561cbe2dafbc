/*
 * environment.h: all that a script can name. Built from tables; what no table lists does not exist.
 */
#ifndef LUA_ENVIRONMENT_H
#define LUA_ENVIRONMENT_H

#include "sandbox.h"

/* Make the environment of a fresh state: the base, `math`, `string`, `table`, and the functions of the lists
 * in `more` (NULL-terminated), which find `context` as their first upvalue. */
void environment_open(lua_State *lua, const luaL_Reg *const *more, void *context);

extern const luaL_Reg environment_strings[], environment_tables[], environment_iteration[];

/* `*` stands for any run of bytes, nothing else is special. Linear in the text. */
bool glob_matches(struct bytes text, struct bytes pattern);

#endif
