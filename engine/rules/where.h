/*
 * where.h: the data part of a rule: conditions on facts, compiled at load, tested without Lua.
 */
#ifndef RULES_WHERE_H
#define RULES_WHERE_H

#include "facts.h"
#include <lua/script.h>

/* word that scripts say, code, how many operands */
#define WHERE_OPERATORS(X)                                                                                   \
    X("at_least", AT_LEAST, 1)                                                                               \
    X("at_most", AT_MOST, 1)                                                                                 \
    X("between", BETWEEN, 2)                                                                                 \
    X("contains", CONTAINS, 1)                                                                               \
    X("prefix", PREFIX, 1)                                                                                   \
    X("glob", GLOB, 1)                                                                                       \
    X("present", PRESENT, 0)                                                                                 \
    X("absent", ABSENT, 0)

enum where_operator {
    WHERE_SET, /* equality is a set of one */
#define X(word, code, operands) WHERE_##code,
    WHERE_OPERATORS(X)
#undef X
};

struct operand {
    enum value_type type; /* text, integer, number or boolean */
    struct bytes text;
    int64_t integer;
    double number;
    bool boolean;
};

struct condition {
    size_t fact;
    struct bytes path; /* behind `data.` */
    enum where_operator op;
    struct operand *operands;
    size_t count;
};

extern const luaL_Reg where_functions[]; /* the operators, for the environment */

/* Compile the table on top of the stack. Raises an error that names the rule's place. */
void where_compile(const struct script *s, struct condition **out, size_t *count);
bool where_holds(const struct condition *conditions, size_t count, const struct facts *f);

#endif
