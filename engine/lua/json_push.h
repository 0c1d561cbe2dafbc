/*
 * json_push.h: parsed JSON as Lua values, for the facts of rules and the rows of adapters.
 */
#ifndef LUA_JSON_PUSH_H
#define LUA_JSON_PUSH_H

#include <fusion/json.h>

#include <lua.h>

/* Push a value: objects and arrays as tables; null as nil in an object, where it is no member then, and as
 * false in an array, where nil would end it. `frozen`, for facts: tables are frozen, texts are cut at
 * RULE_STRING_BYTES_MAX, numbers are the nearest that Lua has (nil beyond JSON_REAL_BYTES_MAX digits). For
 * rows, a number that Lua would change stays a text. Within sandbox_call; raises when the budget is spent. */
void json_push(lua_State *lua, const struct json *node, bool frozen);

#endif
