/*
 * lists.h: `list "NAME"`: lists/NAME.csv of the policy as a read-only table, from its first column to its
 * rows.
 */
#ifndef ADAPTERS_LISTS_H
#define ADAPTERS_LISTS_H

#include <lua/sandbox.h>

#include <fusion/policy.h>

/* [] -> [table]. Raises what is wrong with the file: its own name and line, what was found and expected. */
void list_push(lua_State *lua, const struct policy_file *files, size_t count, struct bytes name);

#endif
