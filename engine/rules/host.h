/*
 * host.h: the loaded rules; private to rules_load.c (reads them) and match.c (runs them).
 */
#ifndef RULES_HOST_H
#define RULES_HOST_H

#include "index.h"
#include "proposal.h"
#include "view.h"
#include "where.h"
#include <lua/freeze.h>

struct rule {
    struct bytes name, because;
    const char *file;
    int line;
    struct bytes *kinds;
    struct condition *conditions;
    size_t kind_count, condition_count;
    uint32_t events;                 /* bit 1 << enum rule_event */
    int when, propose;               /* functions, by their references in the registry; LUA_NOREF: none */
    const struct proposal *proposal; /* where it is data */
    struct bytes json;               /* of `proposal` */
    struct watches watches;          /* of both functions */
};

struct load;

struct rules {
    struct sandbox sandbox;
    const struct policy *policy;
    struct arena arena; /* all that the rules hold */
    struct rule *list;  /* in load order */
    uint32_t count, capacity;
    struct index *index;
    struct view_references shown;
    struct load *load; /* while a file is loaded, else NULL */
    bool spent;        /* this line's instructions are, and a fault said so */
};

/* Load one file: its text was checked for tokens. */
int rules_load(struct rules *r, const char *file, struct bytes source, struct error *e) CHECKED;
/* Make the environment. */
int rules_prepare(struct rules *r) CHECKED;

#endif
