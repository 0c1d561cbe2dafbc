/*
 * merge.h: two incidents become one, or one becomes two: by a person's message, and reversible.
 *
 * Merging: the incident that was opened first stays and takes the other in: its reports with all they say,
 * its parties, and its open cases. Of two cases on a track the urgency is the graver; of two clocks for the
 * same milestone and party the earlier instants stand; what was reached in one is reached. The other is
 * closed as `merged`; whatever refers to it is about the first from then on. (merge.c)
 *
 * Splitting: reports leave and stand in an incident of their own, which gets a case on every track on which
 * the one they leave has an open case, of the same urgency, with clocks from now. When all that once came by
 * a merge leaves, the incident that brought it lives again instead: what its cases still waited for, they
 * wait for again, from now. What left stays apart; the engine never brings it back. (split.c)
 */
#ifndef INCIDENT_MERGE_H
#define INCIDENT_MERGE_H

#include "draft.h"

/* Why two cannot be merged, as the rest of a sentence that begins with `I-2`; NULL: they can. */
const char *merge_refusal(const struct incident *into, const struct incident *from);
/* `into` takes `from` in, which was opened later. merge_refusal must have allowed it. */
void incident_merge(struct draft *d, struct incident *into, struct incident *from);

/* The statement that stands here of the report in this entry; NULL: there is none. */
struct statement *split_report(const struct incident *i, uint64_t entry);
/* Are these entries, all of reports that stand here, exactly the reports that `from` brought by a merge, and
 * does some other report stay? Then a split of them is incident_unmerge. */
bool split_is_return(const struct incident *i, const struct incident *from, const uint64_t *entries,
                     size_t count);
/* The reports of these entries leave, with their updates, for an incident of their own, which is returned;
 * NULL: the draft has failed. At least one report must stay. */
struct incident *incident_split(struct draft *d, struct incident *i, const uint64_t *entries, size_t count);
/* `from` lives again, and all that it brought goes back to it. */
void incident_unmerge(struct draft *d, struct incident *i, struct incident *from);

#endif
