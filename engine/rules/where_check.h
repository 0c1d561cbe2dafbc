/*
 * where_check.h: what of a `where` is refused when it is loaded: an operator or operand that does not fit the
 * type of its fact, and a condition that can never hold. What is refused has a place in the source, and says
 * what was expected.
 */
#ifndef RULES_WHERE_CHECK_H
#define RULES_WHERE_CHECK_H

#include "where.h"

/* Raise what of a condition is wrong or can never hold by itself. `key` is the fact as it is written. */
void condition_check(const struct script *s, const char *key, const struct condition *c);
/* Can the fact ever be this text, or this number? */
bool value_can_hold(const struct policy *p, const struct fact *fact, const struct operand *o);
/* A condition as it is written: `IRS`, 7, at_most(-1). Pushed on the stack, and valid while it is there. */
const char *condition_push(const struct script *s, const struct condition *c);
/* Of it, the token to look for in the source: its text, or its operator. */
struct bytes condition_word(const struct script *s, const struct condition *c);
/* where_moments.c: raise where a condition can hold at no moment of its rule, or some at none together. */
void moments_check(const struct script *s, const struct occasion *o, const struct condition *conditions,
                   size_t count);
/* where_together.c: raise where conditions exclude each other, or the rule's `kind`, of facts that are made
 * of one thing (a grade, a zone ...). */
void conditions_check(const struct script *s, const struct occasion *o, const struct condition *conditions,
                      size_t count);

#endif
