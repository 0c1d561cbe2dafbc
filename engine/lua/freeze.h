/*
 * freeze.h: what outlives a call is read-only, and variables that functions share are watched.
 *
 * A frozen table is empty: its content lies in a shadow behind a metatable that refuses writes, so it keeps
 * its identity and is read at the speed of any table. No other table of a script has a metatable.
 */
#ifndef LUA_FREEZE_H
#define LUA_FREEZE_H

#include "sandbox.h"

/* Freeze the table on top of the stack: it alone, not what it holds. */
void frozen_make(lua_State *lua);
/* The same for a fresh table that nobody else knows: the frozen one takes its place on the stack. Cheaper. */
void frozen_wrap(lua_State *lua);
bool frozen_is(lua_State *lua, int index);
/* Push what to read raw: the shadow of a frozen table, else the table itself. */
void frozen_push_content(lua_State *lua, int index);

/* A variable that a function shares with what is outside of it: the function, which of its variables, and the
 * value it had when loading ended, as references of the registry. */
struct watch {
    int function, variable, value;
};
struct watches {
    struct watch *list;
    uint32_t count, capacity;
};

/* Freeze all tables that the function on top of the stack reaches, and add the variables it reaches. */
void watches_add(lua_State *lua, struct watches *w, struct arena *a);
/* Put back every variable that was written; the least of their names, or NULL. Raises nothing. */
const char *watches_restore(lua_State *lua, const struct watches *w);

#endif
