/*
 * view.h: `m` and `cell`, the two read-only values that a rule's functions get. Made once; every access asks
 * the facts of the present run, so that what no rule reads costs nothing.
 */
#ifndef RULES_VIEW_H
#define RULES_VIEW_H

#include "facts.h"
#include <lua/sandbox.h>

/* What they show. The owner of a sandbox_call that may use them begins with one. */
struct view {
    const struct facts *facts;
    const struct rule_cell *cell;
    const struct policy *policy;
    int cache; /* registry: lists and data as tables, by fact */
    fact_set cached;
};

struct view_references {
    int m, cell, cache;
};

/* Within sandbox_call. */
struct view_references view_open(lua_State *lua, const struct policy *p);
/* Before other facts are shown. Raises nothing. */
void view_forget(lua_State *lua, struct view *v);

#endif
