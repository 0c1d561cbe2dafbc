/* freeze.c: frozen tables; and the walk through all that a function reaches. See freeze.h. */
#include "freeze.h"

#include <fusion/array.h>

#include <string.h>

void member_written_push(lua_State *lua, struct bytes key) {
    if (!key.data) {
        lua_pushstring(lua, "wrote to a table that is read-only");
        return;
    }
    lua_pushlstring(lua, key.data, key.size);
    lua_pushfstring(lua, "wrote `%s` of a table that is read-only", lua_tostring(lua, -1));
    lua_remove(lua, -2);
}

static int frozen_write(lua_State *lua) {
    member_written_push(lua, sandbox_text(lua, 2));
    return luaL_error(lua, "%s", lua_tostring(lua, -1));
}

static int frozen_length(lua_State *lua) {
    frozen_push_content(lua, 1);
    lua_pushinteger(lua, (lua_Integer)lua_rawlen(lua, -1));
    return 1;
}

/* [shadow] -> [metatable of the frozen table] */
static void metatable_push(lua_State *lua) {
    lua_createtable(lua, 0, 3);
    lua_insert(lua, -2);
    lua_setfield(lua, -2, "__index");
    lua_pushcfunction(lua, frozen_write);
    lua_setfield(lua, -2, "__newindex");
    lua_pushcfunction(lua, frozen_length);
    lua_setfield(lua, -2, "__len");
}

void frozen_wrap(lua_State *lua) {
    lua_newtable(lua);   /* shadow frozen */
    lua_insert(lua, -2); /* frozen shadow */
    metatable_push(lua); /* frozen metatable */
    lua_setmetatable(lua, -2);
}

/* [table] -> [the same, frozen]. The tables in it are not frozen. */
static void frozen_make(lua_State *lua) {
    int table = lua_gettop(lua);
    luaL_checkstack(lua, 8, NULL);
    if (lua_getmetatable(lua, table)) {
        lua_pop(lua, 1);
        return;
    }
    lua_createtable(lua, (int)lua_rawlen(lua, table), 0); /* table shadow */
    for (lua_pushnil(lua); lua_next(lua, table);) {       /* table shadow key value */
        lua_pushvalue(lua, -2);
        lua_insert(lua, -2); /* table shadow key key value */
        lua_rawset(lua, table + 1);
        lua_pushvalue(lua, -1);
        lua_pushnil(lua);
        lua_rawset(lua, table); /* clearing a field is allowed in the midst of lua_next */
    }
    metatable_push(lua);
    lua_setmetatable(lua, table);
}

bool frozen_is(lua_State *lua, int index) {
    if (lua_type(lua, index) != LUA_TTABLE || !lua_getmetatable(lua, index))
        return false;
    lua_pop(lua, 1);
    return true;
}

void frozen_push_content(lua_State *lua, int index) {
    luaL_checkstack(lua, 4, NULL);
    if (lua_getmetatable(lua, index)) {
        lua_getfield(lua, -1, "__index");
        lua_remove(lua, -2);
    } else {
        lua_pushvalue(lua, index);
    }
}

/* ---- the walk through what a function reaches ----
 * With a queue, not by recursion: a script may nest tables as deeply as it likes. */

struct walk {
    lua_State *lua;
    struct watches *watches;
    struct arena *arena;
    int queue, seen, environment; /* stack indexes */
    lua_Integer queued;
};

static bool can_walk(lua_State *lua, int index) {
    int type = lua_type(lua, index);
    return type == LUA_TTABLE || (type == LUA_TFUNCTION && !lua_iscfunction(lua, index));
}

/* Is it a frozen table in which a walk has found nothing to walk? Many rules may share a large one. */
static bool is_leaf(lua_State *lua) {
    if (lua_type(lua, -1) != LUA_TTABLE || !lua_getmetatable(lua, -1))
        return false;
    bool leaf = lua_getfield(lua, -1, "leaf") != LUA_TNIL;
    lua_pop(lua, 2);
    return leaf;
}

/* [value] -> []: into the queue, if it can be walked and was not seen. */
static void walk_enqueue(struct walk *w) {
    lua_State *lua = w->lua;
    bool walks = can_walk(lua, -1) && !is_leaf(lua);
    if (walks) {
        lua_pushvalue(lua, -1);
        walks = lua_rawget(lua, w->seen) == LUA_TNIL;
        lua_pop(lua, 1);
    }
    if (!walks) {
        lua_pop(lua, 1);
        return;
    }
    sandbox_charge(lua, 1);
    lua_pushvalue(lua, -1);
    lua_pushboolean(lua, 1);
    lua_rawset(lua, w->seen);
    lua_rawseti(lua, w->queue, ++w->queued);
}

/* [table] -> [] */
static void walk_table(struct walk *w) {
    lua_State *lua = w->lua;
    bool leaf = true;
    frozen_make(lua);
    frozen_push_content(lua, -1);
    int content = lua_gettop(lua);
    for (lua_pushnil(lua); lua_next(lua, content);) {
        leaf &= !can_walk(lua, -1) && !can_walk(lua, -2);
        sandbox_charge(lua, 1);
        walk_enqueue(w);
        lua_pushvalue(lua, -1);
        walk_enqueue(w);
    }
    if (leaf) {
        lua_getmetatable(lua, content - 1);
        lua_pushboolean(lua, 1);
        lua_setfield(lua, -2, "leaf");
    }
    lua_settop(lua, content - 2);
}

static void watch_append(struct walk *w, struct watch watch) {
    struct watches *list = w->watches;
    if (!ARRAY_ROOM_IN(w->arena, list->list, list->count, list->capacity, ARRAY_ENTRIES_MAX)) {
        sandbox_of(w->lua)->out_of_memory = true;
        luaL_error(w->lua, "out of memory");
        return;
    }
    list->list[list->count++] = watch;
}

/* [function] -> [] */
static void walk_function(struct walk *w) {
    lua_State *lua = w->lua;
    int function = lua_gettop(lua), reference = LUA_NOREF;
    for (int i = 1; lua_getupvalue(lua, function, i); i++) {
        bool known = lua_rawequal(lua, -1, w->environment);
        if (!known) {
            known = lua_rawgetp(lua, w->seen, lua_upvalueid(lua, function, i)) != LUA_TNIL;
            lua_pop(lua, 1);
        }
        if (known) {
            lua_pop(lua, 1);
            continue;
        }
        lua_pushboolean(lua, 1);
        lua_rawsetp(lua, w->seen, lua_upvalueid(lua, function, i));
        if (reference == LUA_NOREF) {
            lua_pushvalue(lua, function);
            reference = luaL_ref(lua, LUA_REGISTRYINDEX);
        }
        lua_pushvalue(lua, -1);
        watch_append(w, (struct watch){reference, i, luaL_ref(lua, LUA_REGISTRYINDEX)});
        walk_enqueue(w);
    }
    lua_pop(lua, 1);
}

void watches_add(lua_State *lua, struct watches *watches, struct arena *a) {
    luaL_checkstack(lua, 20, NULL);
    int function = lua_gettop(lua);
    struct walk w = {.lua = lua, .watches = watches, .arena = a};
    lua_newtable(lua);
    w.queue = lua_gettop(lua);
    lua_newtable(lua);
    w.seen = lua_gettop(lua);
    lua_rawgeti(lua, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    w.environment = lua_gettop(lua);
    lua_pushvalue(lua, function);
    walk_enqueue(&w);
    for (lua_Integer done = 1; done <= w.queued; done++) {
        if (lua_rawgeti(lua, w.queue, done) == LUA_TTABLE)
            walk_table(&w);
        else
            walk_function(&w);
    }
    lua_settop(lua, function);
}

/* Raw equality, but a NaN equals a NaN. */
static bool is_same(lua_State *lua, int a, int b) {
    if (lua_rawequal(lua, a, b))
        return true;
    if (lua_type(lua, a) != LUA_TNUMBER || lua_type(lua, b) != LUA_TNUMBER)
        return false;
    lua_Number x = lua_tonumber(lua, a), y = lua_tonumber(lua, b);
    return x != x && y != y;
}

const char *watches_restore(lua_State *lua, const struct watches *w) {
    const char *least = NULL;
    for (size_t i = 0; i < w->count; i++) {
        const struct watch *watch = &w->list[i];
        lua_rawgeti(lua, LUA_REGISTRYINDEX, watch->function);
        const char *name = lua_getupvalue(lua, -1, watch->variable);
        lua_rawgeti(lua, LUA_REGISTRYINDEX, watch->value); /* function now then */
        if (is_same(lua, -1, -2)) {
            lua_pop(lua, 3);
            continue;
        }
        lua_setupvalue(lua, -3, watch->variable);
        lua_pop(lua, 2);
        if (!least || strcmp(name, least) < 0) /* always the same one, whatever order tables were walked in */
            least = name;
    }
    return least;
}
