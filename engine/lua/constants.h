/*
 * constants.h: tables of constants in a source text, `local party = { syria = "SYR" }`: a key that stands
 * twice in one table, of which the last would count, and a read of a key that the table of a local lacks,
 * which would be nil: a condition that is not there. Only a local that nothing else gets hold of is known to
 * be what its table says: it is read by its keys, and never written.
 */
#ifndef LUA_CONSTANTS_H
#define LUA_CONSTANTS_H

#include "names.h"

#include <fusion/limits.h>

/* The first that is wrong. */
struct constants_fault {
    struct token key;
    bool is_double;
    struct bytes table;               /* the name of the local that lacks the key */
    char nearest[NAME_BYTES_MAX + 1]; /* of its keys; empty: none is near */
};

/* 1: there is one; 0: none; or ERROR_MEMORY. */
int constants_check(struct bytes source, struct constants_fault *fault) CHECKED;

#endif
