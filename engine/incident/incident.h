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
/* Put into an incident the facts of its first report: kind, time, place and pair. `said` must be whole. */
void statement_facts(const struct policy *p, const struct statement *said, struct incident *out);
/* The draft's message, with these facts, is a further report of the same happening. `about`: the entry of the
 * statement that it refers to; 0: of none. False: there is no room for what it says, and it asks nobody. */
bool incident_join(struct draft *d, struct incident *i, const struct incident *facts, uint64_t about) CHECKED;
/* Take the place of `facts` where the incident has none yet. The first place stays: incidents do not drift.
 */
void incident_place(struct draft *d, struct incident *i, const struct incident *facts);
/* The report of this entry, which stands in the statement of the entry `stands`, is withdrawn by its sender;
 * what it asked for on tracks that `keeps` tells stays asked for. False, and nothing is changed: it was
 * withdrawn or split off already, or WITHDRAWN_MAX were. */
bool incident_withdraw(struct draft *d, struct incident *i, uint64_t entry, uint64_t stands,
                       bool (*keeps)(void *context, word_id track), void *context);
/* To be called at the end of a draft for each incident touched: next steps, states and dormancy follow from
 * what changed. */
void incident_settle(struct draft *d, struct incident *i);
/* Close an incident whose cases are all closed, or that has none. */
void incident_close(struct draft *d, struct incident *i, word_id outcome);
/* It is no longer closed, and can be joined again; nothing where it is open. Its cases stay as they are. */
void incident_reopen(struct draft *d, struct incident *i);

#endif
