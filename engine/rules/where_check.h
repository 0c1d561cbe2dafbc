/*
 * where_check.h: what of a `where` is refused when it is loaded.
 */
#ifndef RULES_WHERE_CHECK_H
#define RULES_WHERE_CHECK_H

#include "where.h"

/* Raise where the operator, or this operand of it, does not fit a fact of that type. `key` is the fact as it
 * is written. */
void operand_check(const struct script *s, const char *key, enum where_operator op, enum fact_type fact,
                   const struct operand *o);

#endif
