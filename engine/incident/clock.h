/*
 * clock.h: deadlines: setting them, raising their urgency, meeting, cancelling, firing their steps.
 *
 * A clock carries the instants of its own steps, computed when it is set, so that an open clock keeps its
 * ladder whatever policy is loaded later. Functions mark what they change.
 */
#ifndef INCIDENT_CLOCK_H
#define INCIDENT_CLOCK_H

#include "draft.h"

struct clock *clock_find(struct kase *k, word_id milestone, party_id party); /* NULL: there is none */
/* Set a clock of a case for `party` (0: the case itself), from now; unless one for the same milestone and
 * party runs or was met, or it counts from a window that the incident does not have. */
void clock_set(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec,
               party_id party);
/* A graver urgency: due, and each rung's instant, become the earlier of what stands and what `spec` gives
 * from now; rungs called already are not called again. */
void clock_raise(struct draft *d, struct incident *i, uint32_t kase, uint32_t clock,
                 const struct clock_spec *spec);
/* What is left of an alive clock of another incident goes on in this case. Where one runs here for the same
 * milestone and party, the earlier instants of the two stand; where that was met, nothing is left. */
void clock_carry(struct draft *d, struct incident *i, uint32_t kase, const struct clock *from);
void clock_end(struct clock *c, enum clock_state state, int64_t at_ms);
/* Fire what is due at `due_ms`: the step's rungs are returned (0 when none is called), the state follows. */
size_t clock_fire(struct clock *c, int64_t due_ms, word_id rungs[STEP_RUNGS_MAX]);

#endif
