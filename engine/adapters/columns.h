/*
 * columns.h: read-only tables with known columns. To read another column is an error that names the nearest
 * one, so that a slip of the pen is no silent nil. Functions run within sandbox_call, and raise when memory
 * runs out.
 */
#ifndef ADAPTERS_COLUMNS_H
#define ADAPTERS_COLUMNS_H

#include <lua/sandbox.h>

/* Make the metatable. To be called while the environment is made, when a failure gives up the whole state. */
void columns_prepare(lua_State *lua);
/* [table, by column] -> [a read-only table with that content]. */
void columns_wrap(lua_State *lua);

/* The row that a script sees: one Lua table that is filled anew for each row, since nothing outlives a call.
 */
struct row_table {
    int seen, content;               /* references in the registry: what scripts see, its content */
    int names;                       /* the same: the list of the columns it has now */
    struct bytes known[COLUMNS_MAX]; /* these names, as bytes of the strings in that list */
    size_t count;
};
void row_table_open(lua_State *lua, struct row_table *t); /* without columns */
/* [] -> [the row with these `count` fields]. A column with an empty name is left out. */
void row_table_push(lua_State *lua, struct row_table *t, const struct bytes *names,
                    const struct bytes *values, size_t count);

#endif
