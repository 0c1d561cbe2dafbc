/*
 * lists.h: `list "NAME"` of adapters: lists/NAME.csv of the policy as a read-only table from what stands in
 * the first column to the row, itself a read-only table by column.
 */
#ifndef ADAPTERS_LISTS_H
#define ADAPTERS_LISTS_H

#include <lua/sandbox.h>

#include <fusion/policy.h>

/* [] -> [table] of the list `name` among `files`. Within sandbox_call; raises what is wrong with the file,
 * with its name and line, what was found and what was expected. */
void list_push(lua_State *lua, const struct policy_file *files, size_t count, struct bytes name);

#endif
