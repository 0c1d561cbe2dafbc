/*
 * where_check.h: what of a `where` is refused when it is loaded: an operator or operand that does not fit the
 * type of its fact, and a condition that can never hold. What is refused has a place in the source, and says
 * what was expected.
 */
#ifndef RULES_WHERE_CHECK_H
#define RULES_WHERE_CHECK_H

#include "where.h"

/* Raise where the condition can hold on none of its rule's events. `key` is the fact as it is written. */
void condition_check(const struct script *s, const struct occasion *o, const char *key,
                     const struct condition *c);
/* where_together.c: raise where conditions of a rule exclude each other, or its `on` or `kind`; of facts
 * that are made of one thing (a grade, a zone ...). */
void conditions_check(const struct script *s, const struct occasion *o, const struct condition *conditions,
                      size_t count);

#endif
