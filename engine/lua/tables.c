/* tables.c: the `table` library of scripts, with a stable sort; and `pairs`, which goes in the order of the
 * keys, and `ipairs`. */
#include "environment.h"
#include "freeze.h"

#include <string.h>

/* ---- sorting: a bottom-up merge sort between two Lua tables, so that an error in a comparison leaks nothing
 * ---- */

struct sorter {
    lua_State *lua;
    int comparator; /* stack index of the script's function; 0: none */
    bool keys;      /* compare by key_less, else without a comparator by the operator < */
};

/* Booleans before numbers before strings; numbers by value, strings by bytes. */
static bool key_less(lua_State *lua, int a, int b) {
    int x = lua_type(lua, a), y = lua_type(lua, b);
    if (x != y)
        return x < y;
    if (x == LUA_TNUMBER)
        return lua_compare(lua, a, b, LUA_OPLT);
    if (x == LUA_TBOOLEAN)
        return !lua_toboolean(lua, a) && lua_toboolean(lua, b);
    return bytes_compare(sandbox_text(lua, a), sandbox_text(lua, b)) < 0;
}

static bool sorter_less(const struct sorter *s, int a, int b) {
    lua_State *lua = s->lua;
    sandbox_charge(lua, 4);
    if (s->keys)
        return key_less(lua, a, b);
    if (!s->comparator)
        return lua_compare(lua, a, b, LUA_OPLT);
    lua_pushvalue(lua, s->comparator);
    lua_pushvalue(lua, a);
    lua_pushvalue(lua, b);
    lua_call(lua, 2, 1);
    bool less = lua_toboolean(lua, -1);
    lua_pop(lua, 1);
    return less;
}

/* Merge the sorted runs [low, middle) and [middle, high) of the list at `from` into the list at `to`. */
static void sorter_merge(const struct sorter *s, int from, int to, lua_Integer low, lua_Integer middle,
                         lua_Integer high) {
    lua_State *lua = s->lua;
    lua_Integer left = low, right = middle;
    for (lua_Integer out = low; out < high; out++) {
        bool take_right = left >= middle;
        if (left < middle && right < high) {
            lua_rawgeti(lua, from, left);
            lua_rawgeti(lua, from, right);
            int top = lua_gettop(lua);
            take_right = sorter_less(s, top, top - 1);
            lua_pop(lua, 2);
        }
        lua_rawgeti(lua, from, take_right ? right++ : left++);
        lua_rawseti(lua, to, out);
    }
}

/* [list] -> [sorted list]; `count` entries from 1. */
static void sorter_run(const struct sorter *s, lua_Integer count) {
    lua_State *lua = s->lua;
    int from = lua_gettop(lua), to = from + 1;
    luaL_checkstack(lua, 12, NULL);
    lua_createtable(lua, (int)count, 0);
    for (lua_Integer width = 1; width < count; width *= 2) {
        for (lua_Integer low = 1; low <= count; low += 2 * width) {
            lua_Integer middle = low + width > count + 1 ? count + 1 : low + width;
            lua_Integer high = low + 2 * width > count + 1 ? count + 1 : low + 2 * width;
            sorter_merge(s, from, to, low, middle, high);
        }
        int other = from;
        from = to;
        to = other;
    }
    lua_pushvalue(lua, from);
    lua_replace(lua, from < to ? from : to);
    lua_settop(lua, from < to ? from : to);
}

/* ---- iteration ---- */

static bool is_ordered(int type) {
    return type == LUA_TSTRING || type == LUA_TNUMBER || type == LUA_TBOOLEAN;
}

/* The iterator of pairs. Upvalues: the content, its sorted keys, how many of these were given. */
static int pairs_next(lua_State *lua) {
    lua_Integer at = lua_tointeger(lua, lua_upvalueindex(3));
    for (;;) {
        at++;
        if (lua_rawgeti(lua, lua_upvalueindex(2), at) == LUA_TNIL)
            return 1;
        lua_pushvalue(lua, -1);
        if (lua_rawget(lua, lua_upvalueindex(1)) != LUA_TNIL)
            break;
        lua_pop(lua, 2); /* removed since */
    }
    lua_pushinteger(lua, at);
    lua_replace(lua, lua_upvalueindex(3));
    return 2;
}

/* `m` and what is in it say that they are tables, but there is nothing to go through. */
static void check_iterated(lua_State *lua) {
    if (lua_type(lua, 1) == LUA_TUSERDATA)
        luaL_error(lua, "attempt to go through a %s", sandbox_called(lua, 1));
    luaL_checktype(lua, 1, LUA_TTABLE);
}

static int base_pairs(lua_State *lua) {
    check_iterated(lua);
    lua_settop(lua, 1);
    frozen_push_content(lua, 1);
    lua_newtable(lua); /* table content keys */
    lua_Integer count = 0;
    /* Of the key types that have no order the greatest: keys come in any order, and the error must not. */
    int odd = LUA_TNIL;
    for (lua_pushnil(lua); lua_next(lua, 2);) {
        lua_pop(lua, 1);
        int type = lua_type(lua, -1);
        odd = !is_ordered(type) && type > odd ? type : odd;
        sandbox_charge(lua, 4);
        lua_pushvalue(lua, -1);
        lua_rawseti(lua, 3, ++count);
    }
    if (odd != LUA_TNIL)
        return luaL_error(lua, "pairs has no order for a key that is a %s", lua_typename(lua, odd));
    sorter_run(&(struct sorter){.lua = lua, .keys = true}, count);
    lua_pushinteger(lua, 0);
    lua_pushcclosure(lua, pairs_next, 3);
    return 1;
}

static int ipairs_next(lua_State *lua) {
    lua_Integer at = luaL_checkinteger(lua, 2) + 1;
    lua_pushinteger(lua, at);
    return lua_geti(lua, 1, at) == LUA_TNIL ? 1 : 2;
}

static int base_ipairs(lua_State *lua) {
    check_iterated(lua);
    lua_pushcfunction(lua, ipairs_next);
    lua_pushvalue(lua, 1);
    lua_pushinteger(lua, 0);
    return 3;
}

/* ---- table ---- */

/* Check that argument 1 is a table that may be written. Returns its length. */
static lua_Integer check_own(lua_State *lua, const char *verb) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    if (frozen_is(lua, 1))
        return luaL_error(lua, "%s of a table that is read-only", verb);
    return (lua_Integer)lua_rawlen(lua, 1);
}

static int table_concat(lua_State *lua) {
    luaL_Buffer out;
    size_t size = 0, between_size;
    luaL_checktype(lua, 1, LUA_TTABLE);
    const char *between = luaL_optlstring(lua, 2, "", &between_size);
    lua_Integer from = luaL_optinteger(lua, 3, 1);
    lua_Integer to = lua_isnoneornil(lua, 4) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 4);
    luaL_buffinit(lua, &out);
    for (lua_Integer i = from; i <= to; i++) {
        sandbox_charge(lua, 4);
        lua_geti(lua, 1, i);
        if (!lua_isstring(lua, -1))
            return luaL_error(lua, "concat found a %s at %I, expected strings and numbers",
                              sandbox_called(lua, -1), (LUAI_UACINT)i);
        size_t piece;
        lua_tolstring(lua, -1, &piece);
        size += piece + between_size;
        if (size > RULE_STRING_BYTES_MAX)
            return luaL_error(lua, "concat makes at most %d bytes", (int)RULE_STRING_BYTES_MAX);
        luaL_addvalue(&out);
        if (i < to)
            luaL_addlstring(&out, between, between_size);
        else
            break; /* before i could pass the last integer */
    }
    luaL_pushresult(&out);
    return 1;
}

static int table_insert(lua_State *lua) {
    lua_Integer count = check_own(lua, "insert");
    int arguments = lua_gettop(lua);
    if (arguments != 2 && arguments != 3)
        return luaL_error(lua, "insert takes a list, a position if need be, and a value");
    lua_Integer at = arguments == 2 ? count + 1 : luaL_checkinteger(lua, 2);
    luaL_argcheck(lua, at >= 1 && at <= count + 1, 2, "position out of bounds");
    sandbox_charge(lua, (size_t)(count + 1 - at));
    for (lua_Integer i = count; i >= at; i--) {
        lua_rawgeti(lua, 1, i);
        lua_rawseti(lua, 1, i + 1);
    }
    lua_settop(lua, arguments);
    lua_rawseti(lua, 1, at);
    return 0;
}

static int table_remove(lua_State *lua) {
    lua_Integer count = check_own(lua, "remove");
    lua_Integer at = luaL_optinteger(lua, 2, count);
    if (count == 0 && lua_isnoneornil(lua, 2))
        return 0;
    luaL_argcheck(lua, at >= 1 && at <= count + 1, 2, "position out of bounds");
    sandbox_charge(lua, (size_t)(count + 1 - at));
    lua_rawgeti(lua, 1, at);
    for (lua_Integer i = at; i < count; i++) {
        lua_rawgeti(lua, 1, i + 1);
        lua_rawseti(lua, 1, i);
    }
    lua_pushnil(lua);
    lua_rawseti(lua, 1, at > count ? at : count);
    return 1;
}

static int table_sort(lua_State *lua) {
    lua_Integer count = check_own(lua, "sort");
    bool compares = !lua_isnoneornil(lua, 2);
    if (compares)
        luaL_checktype(lua, 2, LUA_TFUNCTION);
    lua_settop(lua, 2);
    if (count > INT32_MAX / 2)
        return luaL_error(lua, "a list too long to be sorted");
    sandbox_charge(lua, 2 * (size_t)count);
    lua_createtable(lua, (int)count, 0);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(lua, 1, i);
        lua_rawseti(lua, 3, i);
    }
    sorter_run(&(struct sorter){.lua = lua, .comparator = compares ? 2 : 0}, count);
    for (lua_Integer i = 1; i <= count; i++) {
        lua_rawgeti(lua, 3, i);
        lua_rawseti(lua, 1, i);
    }
    return 0;
}

static int table_unpack(lua_State *lua) {
    luaL_checktype(lua, 1, LUA_TTABLE);
    lua_Integer from = luaL_optinteger(lua, 2, 1);
    lua_Integer to = lua_isnoneornil(lua, 3) ? luaL_len(lua, 1) : luaL_checkinteger(lua, 3);
    if (from > to)
        return 0;
    lua_Unsigned count = (lua_Unsigned)to - (lua_Unsigned)from + 1;
    if (count == 0 || count > RULE_VALUES_MAX)
        return luaL_error(lua, "unpack gives at most %d values", (int)RULE_VALUES_MAX);
    luaL_checkstack(lua, (int)count, NULL);
    sandbox_charge(lua, (size_t)count);
    for (lua_Unsigned i = 0; i < count; i++)
        lua_geti(lua, 1, from + (lua_Integer)i);
    return (int)count;
}

const luaL_Reg environment_iteration[] = {{"pairs", base_pairs}, {"ipairs", base_ipairs}, {NULL, NULL}};

const luaL_Reg environment_tables[] = {
    {"concat", table_concat}, {"insert", table_insert}, {"remove", table_remove},
    {"sort", table_sort},     {"unpack", table_unpack}, {NULL, NULL},
};
