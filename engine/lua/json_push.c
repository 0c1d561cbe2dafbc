/* json_push.c: parsed JSON as Lua values. See json_push.h. */
#include "json_push.h"

#include "freeze.h"

#include <math.h>
#include <string.h>

static bool is_whole(struct bytes number) {
    for (size_t i = 0; i < number.size; i++)
        if (strchr(".eE", number.data[i]))
            return false;
    return true;
}

/* A float would make one number of many: in a row, an integer beyond 2^53 and what no float holds stay texts,
 * as they are written. */
static void number_push(lua_State *lua, const struct json *node, bool frozen) {
    int64_t integer;
    double real;
    enum json_number type = json_number_read(node, &integer, &real);
    bool fits = type == JSON_REAL && isfinite(real) && !is_whole(node->text);
    if (type == JSON_INTEGER)
        lua_pushinteger(lua, integer);
    else if (!frozen && !fits)
        sandbox_push_text(lua, node->text);
    else if (type == JSON_REAL)
        lua_pushnumber(lua, real);
    else
        lua_pushnil(lua);
}

static void node_push(lua_State *lua, const struct json *node, bool frozen) {
    luaL_checkstack(lua, 6, NULL);
    sandbox_charge(lua, 4);
    switch (node->type) {
    case JSON_NULL:
        lua_pushnil(lua);
        return;
    case JSON_FALSE:
    case JSON_TRUE:
        lua_pushboolean(lua, node->type == JSON_TRUE);
        return;
    case JSON_STRING:
        if (frozen)
            sandbox_push_cut(lua, node->text);
        else
            sandbox_push_text(lua, node->text);
        return;
    case JSON_NUMBER:
        number_push(lua, node, frozen);
        return;
    case JSON_ARRAY:
    case JSON_OBJECT:
        break;
    }
    bool list = node->type == JSON_ARRAY;
    lua_Integer place = 0;
    lua_createtable(lua, list ? (int)node->count : 0, list ? 0 : (int)node->count);
    for (const struct json *n = node->child; n; n = n->next) {
        if (!list)
            sandbox_push_text(lua, n->key);
        node_push(lua, n, frozen);
        if (!list) {
            lua_rawset(lua, -3);
            continue;
        }
        if (lua_isnil(lua, -1)) { /* a hole would end the list */
            lua_pop(lua, 1);
            lua_pushboolean(lua, 0);
        }
        lua_rawseti(lua, -2, ++place);
    }
    if (frozen)
        frozen_wrap(lua);
}

void json_push(lua_State *lua, const struct json *node, bool frozen) {
    struct sandbox *s = sandbox_of(lua);
    s->by_host = true;
    node_push(lua, node, frozen);
    s->by_host = false; /* after an error sandbox_call does it */
}
