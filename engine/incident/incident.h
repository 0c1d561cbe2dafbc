/*
 * incident.h: an incident from its first report on: opened, joined, placed, withdrawn from, closed, reopened,
 * and settled at the end of a draft. `facts` are an incident that is no part of the state: what a message
 * says in the shape of one, to be compared or opened. Functions mark what they change and touch the incident.
 */
#ifndef INCIDENT_INCIDENT_H
#define INCIDENT_INCIDENT_H

#include "draft.h"

/* The facts of a report, notice, request or update: what fusion compares, and what a new incident starts
 * from. *out owns nothing. */
void incident_describe(const struct policy *p, const struct message *m, struct incident *out);
/* Add an incident with these facts to the state, which owns it. NULL: the draft has failed. */
struct incident *incident_add(struct draft *d, const struct incident *facts);
/* The same for the facts of the draft's message, with its name of the place and what it says as a statement.
 */
struct incident *incident_open(struct draft *d, const struct incident *facts);
/* Keep a name of its place, unless it has one or `name` is empty. */
void incident_name_place(struct draft *d, struct incident *i, struct bytes name);
/* The party owes from this message on; not where it may not see the incident. False: it is the sender, or
 * PARTY_UNKNOWN, and so nobody that the message asks. */
bool incident_owing_add(const struct message *m, struct incident *i, party_id party);
/* Put into an incident the facts of its first report: kind, time, place and pair. `said` must be whole. */
void statement_facts(const struct policy *p, const struct statement *said, struct incident *out);
/* The draft's message, with these facts, is a further report of the same happening. */
void incident_join(struct draft *d, struct incident *i, const struct incident *facts);
/* Take the place of `facts` where the incident has none yet. The first place stays: incidents do not drift.
 */
void incident_place(struct draft *d, struct incident *i, const struct incident *facts);
/* The party owes from now on, in every open case, unless it did already. */
void incident_owe(struct draft *d, struct incident *i, party_id party);
/* The report of this entry, which was about the incident `home` then, is withdrawn by its sender. False, and
 * nothing is changed: it was withdrawn or split off already, WITHDRAWN_MAX were, or it came by a merge and
 * has no statement here. */
bool incident_withdraw(struct draft *d, struct incident *i, uint64_t entry, uint64_t home);
/* Is any member the sender, addressed, named as an actor, or a side of the zone? */
bool incident_concerns_members(const struct draft *d, const struct incident *i);
/* To be called at the end of a draft for each incident touched: next steps, states and dormancy follow from
 * what changed. */
void incident_settle(struct draft *d, struct incident *i);
/* Close an incident whose cases are all closed, or that has none. */
void incident_close(struct draft *d, struct incident *i, word_id outcome);
/* It is no longer closed, and can be joined again; nothing where it is open. Its cases stay as they are. */
void incident_reopen(struct draft *d, struct incident *i);

#endif
