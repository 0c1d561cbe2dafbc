/*
 * columns.h: read-only tables whose columns are known: whoever asks for another one is told, with the nearest
 * name, so that a slip of the pen is no silent nil.
 */
#ifndef ADAPTERS_COLUMNS_H
#define ADAPTERS_COLUMNS_H

#include <lua/sandbox.h>

/* Before the first use, while the whole state would be given up if memory ran out. */
void columns_prepare(lua_State *lua);
/* [content, by column] -> [the table that scripts see] */
void columns_wrap(lua_State *lua);

/* The row of a table of many rows: one table that is filled again and again, since nothing outlives a call.
 */
struct row_table {
    int seen, content;               /* references: what scripts see, its content */
    int names;                       /* reference: list of the columns it has now */
    struct bytes known[COLUMNS_MAX]; /* the same, in the memory of that list */
    size_t count;
};
void row_table_open(lua_State *lua, struct row_table *t);
/* [] -> [the row]. A column with an empty name is left out. */
void row_table_push(lua_State *lua, struct row_table *t, const struct bytes *names,
                    const struct bytes *values, size_t count);

#endif
