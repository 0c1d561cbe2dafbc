/*
 * environment.c: the environment of scripts, its base functions and `math`; `string` is in strings.c, `table`
 * and iteration in tables.c. See environment.h.
 *
 * Absent on purpose: os io debug require load loadfile dofile loadstring collectgarbage (the world outside,
 * and code out of data), coroutine pcall xpcall (a budget that could be swallowed), setmetatable getmetatable
 * rawget rawset rawequal rawlen next (what is read-only would not be), random numbers, and functions of libm
 * whose results differ between machines.
 */
#include "environment.h"
#include "freeze.h"

#include <math.h>

/* ---- base ---- */

static int base_type(lua_State *lua) {
    luaL_checkany(lua, 1);
    /* `m` and `cell` are userdata that are read like tables. */
    bool facts = lua_type(lua, 1) == LUA_TUSERDATA;
    lua_pushstring(lua, facts ? "table" : luaL_typename(lua, 1));
    return 1;
}

static int base_tostring(lua_State *lua) {
    switch (lua_type(lua, 1)) {
    case LUA_TBOOLEAN:
        lua_pushstring(lua, lua_toboolean(lua, 1) ? "true" : "false");
        return 1;
    case LUA_TNUMBER:
        if (!lua_isinteger(lua, 1) && isnan(lua_tonumber(lua, 1))) /* its sign differs between machines */
            lua_pushstring(lua, "nan");
        else
            lua_pushvalue(lua, 1);
        lua_tostring(lua, -1);
        return 1;
    case LUA_TSTRING:
        lua_pushvalue(lua, 1);
        return 1;
    case LUA_TNIL:
        lua_pushstring(lua, "nil");
        return 1;
    default:
        return luaL_error(lua, "tostring wants a string, a number, a boolean or nil, found %s",
                          sandbox_called(lua, 1));
    }
}

static int base_tonumber(lua_State *lua) {
    luaL_checkany(lua, 1);
    if (lua_gettop(lua) > 1)
        return luaL_error(lua, "tonumber takes no base here");
    struct bytes text = sandbox_text(lua, 1);
    sandbox_charge(lua, text.size / 16);
    if (lua_type(lua, 1) == LUA_TNUMBER)
        lua_pushvalue(lua, 1);
    else if (!text.data || lua_stringtonumber(lua, text.data) != text.size + 1)
        lua_pushnil(lua); /* lua_stringtonumber may have left the number of a prefix below it */
    return 1;
}

static int base_select(lua_State *lua) {
    int count = lua_gettop(lua);
    if (bytes_is(sandbox_text(lua, 1), "#")) {
        lua_pushinteger(lua, count - 1);
        return 1;
    }
    lua_Integer from = luaL_checkinteger(lua, 1);
    if (from < 0)
        from = count + from;
    else if (from > count)
        from = count;
    luaL_argcheck(lua, from >= 1, 1, "index out of range");
    return count - (int)from;
}

static int base_error(lua_State *lua) {
    const char *text = lua_type(lua, 1) == LUA_TSTRING ? lua_tostring(lua, 1) : NULL;
    return luaL_error(lua, "%s", text ? text : "an error that is no text");
}

static int base_assert(lua_State *lua) {
    luaL_checkany(lua, 1);
    if (lua_toboolean(lua, 1))
        return lua_gettop(lua);
    lua_remove(lua, 1);
    if (lua_gettop(lua) == 0)
        lua_pushstring(lua, "assertion failed");
    return base_error(lua);
}

static const luaL_Reg base[] = {
    {"type", base_type},
    {"tostring", base_tostring},
    {"tonumber", base_tonumber},
    {"select", base_select},
    {"error", base_error},
    {"assert", base_assert},
    {NULL, NULL},
};

/* ---- math ---- */

static void push_integral(lua_State *lua, lua_Number value) {
    lua_Integer integer;
    if (lua_numbertointeger(value, &integer))
        lua_pushinteger(lua, integer);
    else
        lua_pushnumber(lua, value);
}

static int math_floor(lua_State *lua) {
    if (lua_isinteger(lua, 1))
        lua_settop(lua, 1);
    else
        push_integral(lua, floor(luaL_checknumber(lua, 1)));
    return 1;
}

static int math_ceil(lua_State *lua) {
    if (lua_isinteger(lua, 1))
        lua_settop(lua, 1);
    else
        push_integral(lua, ceil(luaL_checknumber(lua, 1)));
    return 1;
}

static int math_abs(lua_State *lua) {
    if (lua_isinteger(lua, 1)) {
        lua_Integer value = lua_tointeger(lua, 1);
        lua_pushinteger(lua, value < 0 ? (lua_Integer)(0 - (lua_Unsigned)value) : value);
    } else {
        lua_pushnumber(lua, fabs(luaL_checknumber(lua, 1)));
    }
    return 1;
}

/* The greatest of the arguments, or the least; of equal ones the first. */
static int math_best(lua_State *lua, bool most) {
    int best = 1, count = lua_gettop(lua);
    luaL_checknumber(lua, 1);
    for (int i = 2; i <= count; i++) {
        luaL_checknumber(lua, i);
        if (most ? lua_compare(lua, best, i, LUA_OPLT) : lua_compare(lua, i, best, LUA_OPLT))
            best = i;
    }
    lua_pushvalue(lua, best);
    return 1;
}

static int math_max(lua_State *lua) {
    return math_best(lua, true);
}

static int math_min(lua_State *lua) {
    return math_best(lua, false);
}

static int math_tointeger(lua_State *lua) {
    int exact = 0;
    lua_Integer value = lua_type(lua, 1) == LUA_TNUMBER ? lua_tointegerx(lua, 1, &exact) : 0;
    if (exact)
        lua_pushinteger(lua, value);
    else
        lua_pushnil(lua);
    return 1;
}

static int math_type(lua_State *lua) {
    luaL_checkany(lua, 1);
    if (lua_type(lua, 1) == LUA_TNUMBER)
        lua_pushstring(lua, lua_isinteger(lua, 1) ? "integer" : "float");
    else
        lua_pushnil(lua);
    return 1;
}

static const luaL_Reg maths[] = {
    {"floor", math_floor}, {"ceil", math_ceil},           {"abs", math_abs},   {"max", math_max},
    {"min", math_min},     {"tointeger", math_tointeger}, {"type", math_type}, {NULL, NULL},
};

/* ---- the table of globals ---- */

void keys_list(lua_State *lua, int index, const char *names[GLOBALS_MAX + 1]) {
    size_t count = 0;
    for (lua_pushnil(lua); lua_next(lua, index); lua_pop(lua, 1))
        if (lua_type(lua, -2) == LUA_TSTRING && count < GLOBALS_MAX)
            names[count++] = lua_tostring(lua, -2);
    names[count] = NULL;
}

void undefined_push(lua_State *lua, const char *before, struct bytes name, const char *const *names) {
    struct error_offer offer = error_offer(name, names, "`", "`");
    lua_pushlstring(lua, name.size ? name.data : "?", name.size ? name.size : 1);
    lua_pushfstring(lua, "read %s%s`, which does not exist, expected only what docs/rules.md lists%s", before,
                    lua_tostring(lua, -1), offer.text);
    lua_remove(lua, -2);
}

void written_push(lua_State *lua, struct bytes name) {
    lua_pushlstring(lua, name.size ? name.data : "?", name.size ? name.size : 1);
    lua_pushfstring(lua, "wrote the global `%s`, expected `local %s`: scripts keep no state",
                    lua_tostring(lua, -1), lua_tostring(lua, -1));
    lua_remove(lua, -2);
}

/* __index, (table, key): raises. Upvalue: what stands before the name in the error, "`math." say. */
static int undefined_read(lua_State *lua) {
    const char *names[GLOBALS_MAX + 1];
    struct bytes name = sandbox_text(lua, 2);
    keys_list(lua, 1, names);
    locator_add(locator_begin(lua, NULL, NULL), name);
    undefined_push(lua, lua_tostring(lua, lua_upvalueindex(1)), name, names);
    return luaL_error(lua, "%s", lua_tostring(lua, -1));
}

static int global_write(lua_State *lua) {
    struct bytes name = sandbox_text(lua, 2);
    locator_add(locator_begin(lua, NULL, NULL), name);
    written_push(lua, name);
    return luaL_error(lua, "%s", lua_tostring(lua, -1));
}

/* [table] -> [table]: from now on it is an error to read a key that it does not have. */
static void undefined_refuse(lua_State *lua, const char *before) {
    lua_createtable(lua, 0, 1);
    lua_pushstring(lua, before);
    lua_pushcclosure(lua, undefined_read, 1);
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
}

/* [globals] -> [globals] with `name` set to a frozen table of the functions. */
static void library_add(lua_State *lua, const char *name, const luaL_Reg *functions, const char *before) {
    lua_newtable(lua);
    luaL_setfuncs(lua, functions, 0);
    undefined_refuse(lua, before);
    frozen_wrap(lua);
    lua_setfield(lua, -2, name);
}

static void maths_add(lua_State *lua) {
    lua_newtable(lua);
    luaL_setfuncs(lua, maths, 0);
    lua_pushinteger(lua, LUA_MAXINTEGER);
    lua_setfield(lua, -2, "maxinteger");
    lua_pushinteger(lua, LUA_MININTEGER);
    lua_setfield(lua, -2, "mininteger");
    lua_pushnumber(lua, HUGE_VAL);
    lua_setfield(lua, -2, "huge");
    undefined_refuse(lua, "`math.");
    frozen_wrap(lua);
    lua_setfield(lua, -2, "math");
}

/* `s:upper()`: the methods of strings are a table of their own that no script can reach. */
static void string_methods_set(lua_State *lua) {
    lua_pushstring(lua, "");
    lua_createtable(lua, 0, 1);
    lua_newtable(lua);
    luaL_setfuncs(lua, environment_strings, 0);
    undefined_refuse(lua, "of a text `");
    lua_setfield(lua, -2, "__index");
    lua_setmetatable(lua, -2);
    lua_pop(lua, 1);
}

/* lauxlib makes the metatable of its buffers when the first large one is needed. If memory ran out just then,
 * the state would keep half of it; so it is made now, when a failure gives up the whole state. */
static void buffers_prepare(lua_State *lua) {
    luaL_Buffer buffer;
    luaL_buffinitsize(lua, &buffer, 2 * LUAL_BUFFERSIZE);
    luaL_pushresultsize(&buffer, 0);
    lua_pop(lua, 1);
}

void environment_open(lua_State *lua, const luaL_Reg *const *more, void *context) {
    luaL_checkstack(lua, 20, NULL);
    buffers_prepare(lua);
    lua_newtable(lua); /* what scripts see; stays empty */
    lua_createtable(lua, 0, 2);
    lua_newtable(lua); /* the globals. Stack: seen metatable globals */
    luaL_setfuncs(lua, base, 0);
    luaL_setfuncs(lua, environment_iteration, 0);
    for (; *more; more++) {
        lua_pushlightuserdata(lua, context);
        luaL_setfuncs(lua, *more, 1);
    }
    maths_add(lua);
    library_add(lua, "string", environment_strings, "`string.");
    library_add(lua, "table", environment_tables, "`table.");
    undefined_refuse(lua, "the global `");
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, global_write);
    lua_setfield(lua, -2, "__newindex");
    lua_setmetatable(lua, -2);
    lua_rawseti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    string_methods_set(lua);
}

void environment_push(lua_State *lua) {
    lua_rawgeti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    (void)luaL_getmetafield(lua, -1, "__index");
    lua_remove(lua, -2);
}
