/*
 * merge.h: two incidents are one, or one is two: by a person's message, and reversible.
 *
 * Merging: the incident that was opened first stays and takes the other in: its reports with all they say,
 * its parties, and its open cases. Of two cases on a track the urgency is the graver; of two clocks for the
 * same milestone and party the earlier instants stand; what was reached in one is reached. The other is
 * closed as `merged`; whatever refers to it is about the first from then on.
 *
 * Splitting: reports leave and stand in an incident of their own, which gets a case on every track on which
 * the one they leave has an open case, of the same urgency, with clocks from now. When all that once came by
 * a merge leaves, the incident that brought it lives again instead: what its cases still waited for, they
 * wait for again, from now. What left stays apart; the engine never brings it back.
 */
#ifndef INCIDENT_MERGE_H
#define INCIDENT_MERGE_H

#include "draft.h"

/* Why two cannot be merged, as the end of `I-2 ...`; NULL: they can. */
const char *merge_refusal(const struct incident *into, const struct incident *from);
/* `from` was opened later. */
void incident_merge(struct draft *d, struct incident *into, struct incident *from);

/* The statement of a report, by the entry of its message, that stands in this incident; NULL: there is none.
 */
struct statement *split_report(const struct incident *i, uint64_t entry);
/* Would these entries, all of reports that stand here, be everything that `from` brought, and leave some
 * report? */
bool split_is_return(const struct incident *i, const struct incident *from, const uint64_t *entries,
                     size_t count);
/* These reports leave for an incident of their own; NULL: the draft has failed. At least one report must
 * stay.
 */
struct incident *incident_split(struct draft *d, struct incident *i, const uint64_t *entries, size_t count);
/* All that `from` brought goes back with it. */
void incident_unmerge(struct draft *d, struct incident *i, struct incident *from);

#endif
