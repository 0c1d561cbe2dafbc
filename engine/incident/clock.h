/*
 * clock.h: deadlines: setting them, raising their urgency, meeting, cancelling, firing their steps.
 *
 * A clock carries its ladder: the instants of its own steps with the rungs that each calls, computed when it
 * is set, so that an open clock keeps them whatever policy is loaded later. Functions mark what they change;
 * where memory runs out or there is no room, the draft has failed.
 */
#ifndef INCIDENT_CLOCK_H
#define INCIDENT_CLOCK_H

#include "draft.h"

/* The clock of a case for this milestone and party (0: the case itself) that runs or is overdue; NULL: there
 * is none. Valid until the next clock is set. */
struct clock *clock_alive(struct kase *k, word_id milestone, party_id party);
/* Set a clock of a case for `party` (0: the case itself), as if at `set_ms`, or from now where it would be
 * due by now. False: it counts from a window that the incident does not have, or the draft has failed. */
bool clock_set(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec,
               party_id party, int64_t set_ms);
/* A clock that is alive, under a graver urgency: its due instant, and the one at which each rung is called,
 * become the earlier of what stands and what `spec` gives from now. Rungs called already are not called
 * again. */
void clock_raise(struct draft *d, struct incident *i, uint32_t kase, uint32_t clock,
                 const struct clock_spec *spec);
/* A clock that is alive, under a less grave urgency: it is as `spec` would have set it first; where it would
 * be due by now, it is cancelled and set from now. */
void clock_lower(struct draft *d, struct incident *i, uint32_t kase, uint32_t clock,
                 const struct clock_spec *spec);
/* A clock of another incident that is alive goes on in this case with the steps it has left. Where one for
 * the same milestone and party runs here, the earlier instants of the two stand. */
void clock_carry(struct draft *d, struct incident *i, uint32_t kase, const struct clock *from);
/* A clock that is alive ends: it is met, cancelled or expired. */
void clock_end(struct clock *c, enum clock_state state, int64_t at_ms);
/* Fire what is due at `due_ms`, which must be clock_next_ms: the clock becomes overdue or expires, and its
 * step is done. The rungs to be called go into `rungs`; returns how many. */
size_t clock_fire(struct clock *c, int64_t due_ms, word_id rungs[STEP_RUNGS_MAX]);

#endif
