/*
 * json_push.h: JSON as Lua values, for the facts of rules and the rows of adapters.
 */
#ifndef LUA_JSON_PUSH_H
#define LUA_JSON_PUSH_H

#include <fusion/json.h>

#include <lua.h>

/* Push it: objects and lists as tables, null as nil in an object and false in a list. Frozen, as a fact, it
 * is read-only and its texts are cut at RULE_STRING_BYTES_MAX. Within sandbox_call; raises when the budget is
 * spent. */
void json_push(lua_State *lua, const struct json *node, bool frozen);

#endif
