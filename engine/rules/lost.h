/*
 * lost.h: conditions that are written in the `where` of a rule and are not there, since their value is nil: a
 * rule without one matches more than it says.
 */
#ifndef RULES_LOST_H
#define RULES_LOST_H

#include "host.h"
#include <lua/names.h>

/* Of the rules of one file, those whose `where` has this entry lack the condition, and its value is written
 * out: `nil`, or what the file's own tables and variables say. Their first rule; NULL: it is not so. A value
 * that comes of a parameter, a loop, a call or a computed key may be nil on purpose. */
const struct rule *condition_lost(const struct rule *rules, uint32_t count, const struct name_entry *e);
/* The token of the value that is nil. */
struct token condition_lost_at(const struct name_entry *e);

#endif
