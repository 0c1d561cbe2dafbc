/*
 * case.h: an incident on one track: opening, raising, milestones, closing.
 *
 * Cases are named by their place in the incident (`kase`), since the list may move when it grows.
 */
#ifndef INCIDENT_CASE_H
#define INCIDENT_CASE_H

#include "clock.h"

/* The facts of a report, notice or request in the shape of an incident: what fusion compares, and what a new
 * incident starts from. Owns nothing. */
void incident_describe(const struct policy *p, const struct message *m, struct incident *out);
/* Add an incident with such facts to the state. NULL: the draft has failed. */
struct incident *incident_add(struct draft *d, const struct incident *facts);
/* The same, by the draft's message. */
struct incident *incident_open(struct draft *d, const struct incident *facts);
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
/* All its cases are closed. */
void incident_close(struct draft *d, struct incident *i, word_id outcome);

/* `parent`: the place of the case that this one goes along with, + 1; 0: none. */
void case_open(struct draft *d, struct incident *i, word_id track, word_id urgency, uint32_t parent,
               struct bytes because);
/* One more party owes: it gets the clocks that each party has, and is asked. */
void case_owe(struct draft *d, struct incident *i, uint32_t kase, party_id party);
/* Only ever to a graver urgency. */
void case_raise(struct draft *d, struct incident *i, uint32_t kase, word_id urgency, struct bytes because);
/* Every milestone that the draft's message reaches in this case. Returns how many. */
unsigned case_reach(struct draft *d, struct incident *i, uint32_t kase);
bool case_has_reached(const struct kase *k, word_id milestone);
void incident_reopen(struct draft *d, struct incident *i);
void case_close(struct draft *d, struct incident *i, uint32_t kase, word_id outcome);
void case_reopen(struct draft *d, struct incident *i, uint32_t kase);
void case_add_clock(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec);
void case_climb(struct draft *d, struct incident *i, uint32_t kase, word_id rung);

#endif
