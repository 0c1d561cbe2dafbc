/* columns.c: tables with known columns, and the table of a row. See columns.h. */
#include "columns.h"
#include <lua/freeze.h>

static const char metatable_name[] = "columns";

/* __index of the content, (content, key): raises. */
static int column_unknown(lua_State *lua) {
    const char *names[COLUMNS_MAX + 1];
    size_t count = 0;
    struct bytes key = sandbox_text(lua, 2);
    if (!key.data)
        return luaL_error(lua, "a row has columns by name only, found a %s", luaL_typename(lua, 2));
    for (lua_pushnil(lua); lua_next(lua, 1); lua_pop(lua, 1))
        if (count < COLUMNS_MAX && lua_type(lua, -2) == LUA_TSTRING)
            names[count++] = lua_tostring(lua, -2);
    names[count] = NULL;
    const char *nearest = error_nearest(key, names);
    if (nearest)
        return luaL_error(lua, "the row has no column `%s`; did you mean `%s`?", key.data, nearest);
    return luaL_error(lua, "the row has no column `%s`", key.data);
}

void columns_prepare(lua_State *lua) {
    luaL_newmetatable(lua, metatable_name);
    lua_pushcfunction(lua, column_unknown);
    lua_setfield(lua, -2, "__index");
    lua_pop(lua, 1);
}

void columns_wrap(lua_State *lua) {
    luaL_setmetatable(lua, metatable_name);
    frozen_wrap(lua);
}

void row_table_open(lua_State *lua, struct row_table *t) {
    lua_newtable(lua);
    lua_pushvalue(lua, -1);
    t->content = luaL_ref(lua, LUA_REGISTRYINDEX);
    columns_wrap(lua);
    t->seen = luaL_ref(lua, LUA_REGISTRYINDEX);
    lua_newtable(lua);
    t->names = luaL_ref(lua, LUA_REGISTRYINDEX);
    t->count = 0;
}

static bool columns_same(const struct row_table *t, const struct bytes *names, size_t count) {
    if (t->count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!bytes_equal(t->known[i], names[i]))
            return false;
    return true;
}

/* [names, content] -> [names, content], for other columns than those of the row before: content is emptied.
 */
static void columns_change(lua_State *lua, struct row_table *t, const struct bytes *names, size_t count) {
    int list = lua_gettop(lua) - 1, content = lua_gettop(lua);
    assert(count <= COLUMNS_MAX);
    t->count = 0; /* an error in the midst leaves no columns */
    for (lua_pushnil(lua); lua_next(lua, content);) {
        lua_pop(lua, 1);
        lua_pushvalue(lua, -1);
        lua_pushnil(lua);
        lua_rawset(lua, content);
    }
    for (size_t i = 0; i < count; i++) {
        sandbox_push_text(lua, names[i]);
        t->known[i] = sandbox_text(lua, -1);
        lua_rawseti(lua, list, (lua_Integer)i + 1);
    }
    t->count = count;
}

void row_table_push(lua_State *lua, struct row_table *t, const struct bytes *names,
                    const struct bytes *values, size_t count) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, t->names);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, t->content);
    int list = lua_gettop(lua) - 1, content = lua_gettop(lua);
    if (!columns_same(t, names, count))
        columns_change(lua, t, names, count);
    /* The first pass lets go of the row before, so that memory never holds two. */
    for (size_t pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count; i++) {
            if (names[i].size == 0)
                continue;
            lua_rawgeti(lua, list, (lua_Integer)i + 1);
            if (pass == 0)
                lua_pushboolean(lua, false);
            else
                sandbox_push_text(lua, values[i]);
            lua_rawset(lua, content);
        }
    lua_settop(lua, list - 1);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, t->seen);
}
