/*
 * comparisons.h: the comparisons of a fact with a constant that a source writes, `m.from == "IRS"`, held to
 * what the fact can be, as conditions are (where_check.h), before any of them runs.
 */
#ifndef RULES_COMPARISONS_H
#define RULES_COMPARISONS_H

#include <fusion/policy.h>
#include <lua/names.h>

/* What is wrong with one; empty: nothing. */
struct comparison_fault {
    struct token at;
    char text[1024];
};

/* Of `m`; false: *fault says what is wrong. Order is not held to bounds: `m.incident.severity < 9` is a
 * caution. */
bool comparison_check(const struct policy *p, const struct name_comparison *c,
                      struct comparison_fault *fault);

#endif
