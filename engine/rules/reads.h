/*
 * reads.h: what can be read of `m` and `cell`, followed step by step as far as constant keys say: a fact, an
 * entry of a list, a member of an actor, a method of a text.
 */
#ifndef RULES_READS_H
#define RULES_READS_H

#include "facts.h"
#include <lua/names.h>

/* What a parameter of a rule's function is: the marks of names.h. */
enum { IS_M = 1, IS_CELL };

/* Why a step cannot be: it is no fact, or one that no event of the rule has; the value before it has no such
 * member; it calls what is no function; it writes what is read-only. */
enum read_wrong { READ_WELL, READ_NO_FACT, READ_ABSENT, READ_NO_MEMBER, READ_CALLED, READ_WRITTEN };

/* The first step that leads nowhere. */
struct read_fault {
    enum read_wrong why;
    size_t steps;               /* up to it, itself included */
    const char *called;         /* of READ_NO_MEMBER: what the value before it is */
    const char *const *members; /* and what that has; NULL: entries by number, or nothing */
    bool has_entries;
    uint32_t events;               /* of READ_ABSENT: on which there is the fact, or one of the group */
    char fact[NAME_BYTES_MAX + 1]; /* of READ_NO_FACT: the name, as `harm.kiled` */
};

/* Of a parameter with a mark, in a rule that is asked on `events`. */
struct read_fault read_check(const struct name_use *use, uint32_t events);

/* The fact that a use of `m` is, with nothing behind its name; fact_count: it is none, or `data`. */
size_t read_fact(const struct name_use *use);

#endif
