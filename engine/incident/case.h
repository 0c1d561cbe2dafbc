/*
 * case.h: an incident on one track: opening, raising, milestones, closing.
 *
 * Cases are named by their place in the incident (`kase`, from 0), since the list may move when it grows.
 * Functions mark what they change, touch the incident, and tell the people concerned through the draft; where
 * memory runs out or a bound is passed, the draft has failed. `because` is the reason that people are told.
 */
#ifndef INCIDENT_CASE_H
#define INCIDENT_CASE_H

#include "clock.h"
#include "incident.h"

/* Open a case on a track of the policy, with the clocks of its urgency. `parent`: the place of the case that
 * this one accompanies, + 1; 0: none. */
void case_open(struct draft *d, struct incident *i, word_id track, word_id urgency, uint32_t parent,
               struct bytes because);
/* One more party owes: it gets the clocks that each party gets, and is asked to acknowledge. */
void case_owe(struct draft *d, struct incident *i, uint32_t kase, party_id party);
/* To a graver urgency, whose clocks join those that run; nothing where `urgency` is no graver. */
void case_raise(struct draft *d, struct incident *i, uint32_t kase, word_id urgency, struct bytes because);
/* The case reaches each milestone that the draft's message reaches; clocks are met. Returns how many. */
unsigned case_reach(struct draft *d, struct incident *i, uint32_t kase);
bool case_has_reached(const struct kase *k, word_id milestone);
/* Its clocks are cancelled. With the last open case the incident is closed, too. */
void case_close(struct draft *d, struct incident *i, uint32_t kase, word_id outcome);
/* What the case was waiting for it waits for again, from now; what was met stays met. */
void case_reopen(struct draft *d, struct incident *i, uint32_t kase);
/* Set a clock for everybody who gets one by spec->each, unless what opened the incident is not in opened_by.
 */
void case_add_clock(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec);
/* The case has got as far as this rung; nothing where it is none, or the case is as far. */
void case_climb(struct draft *d, struct incident *i, uint32_t kase, word_id rung);

#endif
