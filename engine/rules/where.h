/*
 * where.h: the data part of a rule: conditions on facts, compiled at load, tested without Lua.
 */
#ifndef RULES_WHERE_H
#define RULES_WHERE_H

#include "facts.h"
#include <lua/script.h>

/* The operators that scripts write: word, code, how many operands. */
#define WHERE_OPERATORS(X)                                                                                   \
    X("at_least", AT_LEAST, 1)                                                                               \
    X("at_most", AT_MOST, 1)                                                                                 \
    X("between", BETWEEN, 2)                                                                                 \
    X("contains", CONTAINS, 1)                                                                               \
    X("prefix", PREFIX, 1)                                                                                   \
    X("glob", GLOB, 1)                                                                                       \
    X("present", PRESENT, 0)                                                                                 \
    X("absent", ABSENT, 0)

/* How a condition tests its fact. */
enum where_operator {
    WHERE_SET, /* is one of these values; equality is a set of one */
#define X(word, code, operands) WHERE_##code,
    WHERE_OPERATORS(X)
#undef X
};

/* Its word, and how many operands it has; by enum where_operator. */
struct operator_row {
    const char *word;
    int operands;
};
extern const struct operator_row where_operators[];

/* A value that a fact is compared with. */
struct operand {
    enum value_type type; /* VALUE_TEXT, VALUE_BOOLEAN, VALUE_NUMBER or VALUE_INTEGER (then `number` too) */
    struct bytes text;
    int64_t integer;
    double number;
    bool boolean;
};

/* One line of a `where`: a fact, and what it must be. */
struct condition {
    size_t fact;       /* place in fact_table */
    struct bytes path; /* of the fact `data`: the keys behind `data.`; else empty */
    enum where_operator op;
    struct operand *operands;
    size_t count;
};

extern const luaL_Reg where_functions[]; /* the operators as globals of scripts; ends with NULL */

/* When a rule is asked: on these events (bits 1 << enum rule_event), about kinds that fit these patterns
 * (none: any kind). */
struct occasion {
    uint32_t events;
    const struct bytes *kinds;
    size_t kind_count;
};

/* [table] -> []. Compile the `where` of a rule that is asked on `o` into the arena of `s`, in the order of
 * the facts' names; raises what is wrong, also what can never hold. */
void where_compile(const struct script *s, const struct occasion *o, struct condition **out, size_t *count);
/* Do all conditions hold? Without Lua. */
bool where_holds(const struct condition *conditions, size_t count, const struct facts *f);

/* Does a text meet an operator of texts, or equal the operand? `entry`: it is one of a list. */
bool where_text_fits(enum where_operator op, struct bytes text, const struct operand *o, bool entry);

#endif
