/*
 * incident.h: an incident from its first report on: opened, joined, placed, withdrawn from, closed, reopened,
 * and settled at the end of a draft.
 */
#ifndef INCIDENT_INCIDENT_H
#define INCIDENT_INCIDENT_H

#include "draft.h"

/* The facts of a report, notice or request in the shape of an incident: what fusion compares, and what a new
 * incident starts from. Owns nothing. */
void incident_describe(const struct policy *p, const struct message *m, struct incident *out);
/* Add an incident with such facts to the state. NULL: the draft has failed. */
struct incident *incident_add(struct draft *d, const struct incident *facts);
/* The same, by the draft's message. */
struct incident *incident_open(struct draft *d, const struct incident *facts);
/* Keep the name of its place, unless it has one already or `name` is empty. */
void incident_name_place(struct draft *d, struct incident *i, struct bytes name);
/* The party owes by this message, unless it sent it, nobody knows it, or it may not see the incident. False:
 * it names nobody. */
bool incident_owing_add(const struct message *m, struct incident *i, party_id party);
/* The facts of an incident whose first report says this. */
void statement_facts(const struct policy *p, const struct statement *said, struct incident *out);
/* A further report of the same happening. */
void incident_join(struct draft *d, struct incident *i, const struct incident *facts);
/* The message is the first to say where it was. What an incident's first place was, it stays: nothing drifts.
 */
void incident_place(struct draft *d, struct incident *i, const struct incident *facts);
/* A further report asks for this party's acknowledgement, too, unless it was asked before. */
void incident_owe(struct draft *d, struct incident *i, party_id party);
/* A report, by its entry and the incident that this was about, is taken back by its sender. False: it was
 * already, too many were, or it was counted in a series before that was merged. */
bool incident_withdraw(struct draft *d, struct incident *i, uint64_t entry, uint64_t home);
/* Does any member party send, get addressed, act, suffer, or stand on a side of the zone? */
bool incident_concerns_members(const struct draft *d, const struct incident *i);
/* At the end of a draft: what follows from what changed (next steps, states, dormancy). */
void incident_settle(struct draft *d, struct incident *i);
/* All its cases are closed, or it has none. */
void incident_close(struct draft *d, struct incident *i, word_id outcome);
/* Closed no more; nothing where it is not. */
void incident_reopen(struct draft *d, struct incident *i);

#endif
