/*
 * proposal.h: the table that a rule proposes, read into a struct and written as canonical JSON.
 */
#ifndef RULES_PROPOSAL_H
#define RULES_PROPOSAL_H

#include <lua/script.h>

#include <fusion/rules.h>

/* [table] -> []. Read a proposal into the arena of `s`; raises a key or word that is none of the policy's. */
const struct proposal *proposal_take(const struct script *s);
/* The proposal as JSON without white space, keys in the order of PROPOSAL_KEYS, in the arena of `s`;
 * `scratch` is written over. */
struct bytes proposal_json(const struct script *s, const struct proposal *p, struct buffer *scratch);

#endif
