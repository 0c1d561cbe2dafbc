/*
 * freeze.h: what outlives a call is read-only, and variables that functions share are watched.
 *
 * A frozen table is itself empty; its content lies in another table, the shadow, to which the __index of its
 * metatable leads, and __newindex raises. So it keeps its identity and is read at the speed of any table. No
 * other table of a script has a metatable. Functions raise when memory runs out, except where they say
 * otherwise.
 */
#ifndef LUA_FREEZE_H
#define LUA_FREEZE_H

#include "sandbox.h"

/* [table] -> [a frozen table with its content]. For a table that nobody else refers to; cheaper. */
void frozen_wrap(lua_State *lua);
bool frozen_is(lua_State *lua, int index); /* is it a frozen table? Raises nothing */
/* Push what a write of this key of one is refused with; `key` without data: it is no text. */
void member_written_push(lua_State *lua, struct bytes key);
/* Push the table to be read raw: the shadow of a frozen table, else the table itself. */
void frozen_push_content(lua_State *lua, int index);

/* An upvalue (a variable that a function shares with what is outside of it), and what it was when loading
 * ended. */
struct watch {
    int function, variable, value; /* references in the registry; `variable`: its number in the function */
};
/* The upvalues of a rule or an adapter. In an arena. */
struct watches {
    struct watch *list;
    uint32_t count, capacity;
};

/* [function] -> [function]. Freeze all tables that the function reaches through upvalues, and watch the
 * upvalues it reaches. */
void watches_add(lua_State *lua, struct watches *w, struct arena *a);
/* Give every upvalue that was written its old value again. Returns the name of one (the first by bytes),
 * which is valid while the function is; NULL: none was written. Raises nothing. */
const char *watches_restore(lua_State *lua, const struct watches *w);

#endif
