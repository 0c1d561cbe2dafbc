/*
 * view.h: `m` and `cell`, the two read-only values that a rule's functions get. They are made once; each
 * access reads the facts of the present run, so that what no rule reads costs nothing.
 */
#ifndef RULES_VIEW_H
#define RULES_VIEW_H

#include "facts.h"
#include <lua/sandbox.h>

/* What they show in a run. A struct view must be the first member of the owner of a sandbox_call that uses
 * them. */
struct view {
    const struct facts *facts;
    const struct rule_cell *cell; /* answers cell.count; NULL: nobody does */
    const struct policy *policy;
    int cache; /* reference in the registry: a table of the facts that are lists or data, made in this run */
    fact_set cached; /* which facts are in it */
};

extern const char *const cell_words[];  /* what `cell` has; NULL-terminated */
extern const char *const actor_words[]; /* what each of `m.actors` has; the same */

/* References in the registry, for the life of the sandbox. */
struct view_references {
    int m, cell, cache;
};

/* Make both. Within sandbox_call; raises when memory runs out. */
struct view_references view_open(lua_State *lua, const struct policy *p);
/* Empty the cache, at the end of a run. Raises nothing. */
void view_forget(lua_State *lua, struct view *v);

#endif
