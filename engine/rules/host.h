/*
 * host.h: the loaded rules; private to rules_load.c, which reads them, and match.c, which runs them.
 */
#ifndef RULES_HOST_H
#define RULES_HOST_H

#include "index.h"
#include "proposal.h"
#include "view.h"
#include "where.h"
#include <lua/freeze.h>

/* One `rule "name" { ... }`. Texts and lists lie in the arena of the rules. */
struct rule {
    struct bytes name, because;
    const char *file;
    int line;
    struct bytes *kinds; /* patterns; none: any kind */
    struct condition *conditions;
    size_t kind_count, condition_count;
    uint32_t events;                 /* bit 1 << enum rule_event */
    int when, propose;               /* functions, by their references in the registry; LUA_NOREF: none */
    const struct proposal *proposal; /* where `propose` is a table; else NULL */
    struct bytes json;               /* of `proposal` */
    struct watches watches;          /* of both functions */
};

struct load;

/* The rules of a policy, in one sandbox. */
struct rules {
    struct sandbox sandbox;
    const struct policy *policy;
    struct arena arena; /* all that the rules hold */
    struct rule *list;  /* in load order */
    uint32_t count, capacity;
    struct index *index;
    struct view_references shown;
    struct load *load; /* while a file is loaded, else NULL */
    bool spent;        /* this line has no instructions left; a fault has said so */
};

/* Load one file, whose text has passed source_check; `file` must outlive the rules. */
int rules_load(struct rules *r, const char *file, struct bytes source, struct error *e) CHECKED;
/* Make the environment of a sandbox just opened. Not 0: no memory. */
int rules_prepare(struct rules *r) CHECKED;

#endif
