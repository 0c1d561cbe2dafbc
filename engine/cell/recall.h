/*
 * recall.h: what the cell asks back of the record while a line is pending, and what it answered.
 *
 * The record is asked by a frame, and the line is taken again from its start once the answer is there. What
 * is returned lives as long as the line.
 */
#ifndef FUSION_CELL_RECALL_H
#define FUSION_CELL_RECALL_H

#include "core.h"

/* The answer to this question; NULL: it was not asked yet. */
const struct answer *answer_find(const struct cell *c, uint8_t kind, uint64_t key);
/* Ask, and return 1: the line waits. */
int recall(struct cell *c, uint8_t kind, uint64_t key);
/* Of the key of the message (party, id), by which it is recalled. */
struct digest message_digest(struct cell *c, party_id party, struct bytes id);
/* NULL: it cannot be read. */
const struct json *body_parse(struct cell *c, struct bytes body);
/* The recalled entry of the message (party, id); NULL when none of those found is it. */
const struct json *message_body(const struct answer *a, party_id party, struct bytes id,
                                const struct recalled **which);
int64_t body_number(const struct json *body); /* of the entry */

#endif
