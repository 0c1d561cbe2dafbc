/*
 * case.h: an incident on one track: opening, raising, closing, reopening.
 *
 * Cases are named by their place in the incident (`kase`, from 0), since the list may move when it grows.
 * Functions mark what they change and touch the incident; where memory runs out or a bound is passed, the
 * draft has failed. Clocks, and who is told, follow from what the case owes when the incident is reconciled
 * (reconcile.h); `because` is the reason that people are told then.
 */
#ifndef INCIDENT_CASE_H
#define INCIDENT_CASE_H

#include "clock.h"
#include "incident.h"

/* Open a case on a track of the policy. `parent`: the place of the case that this one accompanies, + 1; 0:
 * none. Returns its place; case_count where the draft has failed. */
uint32_t case_open(struct draft *d, struct incident *i, word_id track, uint32_t parent, struct bytes because);
/* Open what statements in force ask for, unless that is concluded, or has a case here or in `beside` (NULL:
 * nowhere else). */
void cases_open_asked(struct draft *d, struct incident *i, const struct incident *beside,
                      struct bytes because);
/* What the statements here ask for on a track (0: on any) is concluded, since a case there was closed; or not
 * any more, since somebody opened it again. */
void asks_conclude(struct incident *i, word_id track, bool concluded);
/* Is the case still asked for: by a statement in force of an incident that is concerned, or raised by an
 * event, and not concluded since? Disputes always are. */
bool case_is_asked(const struct policy *p, const struct incident *i, const struct kase *k);
/* The place of the case of a track, disputes apart; case_count: there is none. */
uint32_t case_on(const struct incident *i, word_id track);
/* Something that is no statement asks for this urgency; nothing where another has asked for as grave a one.
 */
void case_raise(struct draft *d, struct incident *i, uint32_t kase, word_id urgency, struct bytes because);
/* Ask a party to acknowledge where a clock waits for that; else only tell it. */
void case_ask(struct draft *d, const struct incident *i, uint32_t kase, party_id party, struct bytes because);
/* Its clocks are cancelled. With the last open case the incident is closed, too. */
void case_close(struct draft *d, struct incident *i, uint32_t kase, word_id outcome);
/* Nothing asks for it any more: it is closed until something does, as it was closed before if it was. */
void case_lapse(struct draft *d, struct incident *i, uint32_t kase, word_id outcome);
/* What the case was waiting for it waits for again, from now; what was met stays met. */
void case_reopen(struct draft *d, struct incident *i, uint32_t kase, struct bytes because);
/* A rule adds a clock: it is set for everybody who gets one by spec->each, unless one for the same milestone
 * and party runs or that is met, or what opened the incident is not in opened_by. */
void case_add_clock(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec);
/* The case has got as far as this rung; nothing where it is none, or the case is as far. */
void case_climb(struct draft *d, struct incident *i, uint32_t kase, word_id rung);

#endif
