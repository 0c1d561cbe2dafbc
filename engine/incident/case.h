/*
 * case.h: an incident on one track: opening, raising, milestones, closing.
 *
 * Cases are named by their place in the incident (`kase`), since the list may move when it grows.
 */
#ifndef INCIDENT_CASE_H
#define INCIDENT_CASE_H

#include "clock.h"
#include "incident.h"

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
void case_close(struct draft *d, struct incident *i, uint32_t kase, word_id outcome);
void case_reopen(struct draft *d, struct incident *i, uint32_t kase);
void case_add_clock(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec);
void case_climb(struct draft *d, struct incident *i, uint32_t kase, word_id rung);

#endif
