/*
 * merge.h: two incidents become one, or one becomes two: by a person's message, and reversible.
 *
 * Statements go, with what was said of them; what the cases owe then, and how urgent they are, follows from
 * where the statements stand (obligations.h).
 *
 * Merging: the incident that was opened first stays and takes the other in: its statements and its open
 * cases. Of two clocks for the same milestone and party the earlier instants stand. The other is closed as
 * `merged`; whatever refers to it is about the first from then on. (merge.c)
 *
 * Splitting: reports leave and stand in an incident of their own, with a case on each track that they ask
 * for, and clocks from now. When all that once came by a merge leaves, the incident that brought it lives
 * again instead, with its own clocks. A dispute goes where the first statement that it disputes goes. What
 * left stays apart; the engine never brings it back. (split.c)
 */
#ifndef INCIDENT_MERGE_H
#define INCIDENT_MERGE_H

#include "draft.h"

/* Why two cannot be merged, as the rest of a sentence that begins with `I-2`; NULL: they can. */
const char *merge_refusal(const struct incident *into, const struct incident *from);
/* `into` takes `from` in, which was opened later. merge_refusal must have allowed it. */
void incident_merge(struct draft *d, struct incident *into, struct incident *from);

/* The statement in force here of the report in this entry; NULL: there is none. */
struct statement *split_report(const struct incident *i, uint64_t entry);
/* Does any report in force stay when those of these entries leave? */
bool split_leaves(const struct incident *i, const uint64_t *entries, size_t count);
/* Are these entries, all of reports in force here, exactly the reports that `from` brought by a merge, and
 * does some other report stay? Then a split of them is incident_unmerge. */
bool split_is_return(const struct incident *i, const struct incident *from, const uint64_t *entries,
                     size_t count);
/* The reports of these entries leave, with their updates, for an incident of their own, which is returned;
 * NULL: the draft has failed. At least one report must stay. */
struct incident *incident_split(struct draft *d, struct incident *i, const uint64_t *entries, size_t count);
/* `from` lives again, and all that it brought goes back to it. */
void incident_unmerge(struct draft *d, struct incident *i, struct incident *from);

/* What the two share. A statement comes to stand in an incident, in its old place where it has been there;
 * `with`: the incident that a merge brought it with. Its place; PLACE_NONE: the draft has failed. */
uint32_t statement_move(struct draft *d, struct incident *to, const struct statement *said, uint64_t with);
/* The place of the case on the same track, of the same dispute; case_count: there is none. */
uint32_t case_like(const struct incident *i, const struct kase *k);
/* An open case joins that on its track, or comes over, with its clocks. Its place; PLACE_NONE: the draft has
 * failed. It is for the caller to close it where it was. */
uint32_t case_take(struct draft *d, struct incident *to, const struct incident *from, uint32_t kase);

#endif
