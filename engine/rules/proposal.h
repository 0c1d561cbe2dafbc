/*
 * proposal.h: the table that a rule proposes, read into a struct and written as canonical JSON.
 */
#ifndef RULES_PROPOSAL_H
#define RULES_PROPOSAL_H

#include <lua/script.h>

#include <fusion/rules.h>

/* Read the table on top of the stack and pop it. Every word must be the policy's; raises where one is not. */
const struct proposal *proposal_take(const struct script *s);
/* Canonical JSON, keys in the order of PROPOSAL_KEYS, into the arena of `s`. */
struct bytes proposal_json(const struct script *s, const struct proposal *p, struct buffer *scratch);

#endif
