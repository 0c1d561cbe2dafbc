/*
 * functions.h: what the functions of rules read of `m` and `cell`, found when their file is loaded: a fact
 * that is none would otherwise be a fault only once its line runs. Seen is what stands behind the parameter
 * itself by constant keys, whatever the parameter is called; not what goes through other variables, or keys
 * that are computed.
 */
#ifndef RULES_FUNCTIONS_H
#define RULES_FUNCTIONS_H

#include "host.h"
#include <lua/names.h>
#include <lua/sandbox.h>

/* A function of a rule: how it is found in the source. */
struct rule_function {
    const char *rule;
    uint32_t events;               /* of it: bits 1 << enum rule_event */
    struct name_function declared; /* its parameters are texts of the state, which lives longer */
};

/* Those of one file; zeroed, there are none. */
struct rule_functions {
    struct rule_function *list;
    uint32_t count, capacity;
    struct arena *arena; /* takes the list */
};

/* [function] -> []. `rule` is the name of its rule, which is asked on `events`. Raises when memory runs out.
 */
void functions_add(lua_State *lua, struct rule_functions *functions, const char *rule, uint32_t events);
/* Raise the first read of `m` or `cell` in them that is of no fact, or of nothing that the cell has, or,
 * where the function stands in its rule, of a fact that none of its events has; and the first call of the
 * cell with a constant that it cannot be asked. */
void functions_check(lua_State *lua, const struct rule_functions *functions, const struct policy *policy,
                     const struct source *source);
/* Raise the first condition of these rules, all those of the file, that is written and not there (lost.h). */
void conditions_lost_check(lua_State *lua, const struct rule *rules, uint32_t count,
                           const struct source *source);

#endif
