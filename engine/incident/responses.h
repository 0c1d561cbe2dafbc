/*
 * responses.h: what counts towards a milestone, kept beside the statements that it was about.
 *
 * A response is a message that a milestone's `by` admits, or that names the milestone. It counts in the cases
 * that were open and chosen when it came. It goes wherever its statement goes: merged, split off, or back.
 */
#ifndef INCIDENT_RESPONSES_H
#define INCIDENT_RESPONSES_H

#include "draft.h"

/* The place of the statement of an entry by this party; of what is only counted, of those that it stands
 * together with. statement_count: there is none here. */
uint32_t statement_place(const struct incident *i, uint64_t entry, party_id party);
/* All statements in force here. */
struct statement_set statements_in_force(const struct incident *i);
/* The draft's message counts in these cases (bits of places) for these statements, towards every milestone
 * that it fits. False: it could not be kept, since RESPONSES_MAX are. */
bool responses_take(struct draft *d, struct incident *i, uint32_t cases, const struct statement_set *about);

/* What meets something: the entry, 0: nothing; and when. */
struct meeting {
    uint64_t entry;
    int64_t at_ms;
};
/* Which responses are meant: towards a milestone, from an entry on; of a party (0: of anybody); or those
 * alone that count whoever owes; about any of these statements (NULL: about whatever). */
struct wanted {
    word_id milestone;
    uint64_t since;
    party_id party;
    bool unowed;
    const struct statement_set *about;
};
/* When the response was given first from `since` on; entry 0: it was not. */
struct meeting response_since(const struct response *r, uint64_t since);
/* The first such response in the case in this place. */
struct meeting response_first(const struct incident *i, uint32_t kase, const struct wanted *w);

/* No place at all. */
#define PLACE_NONE UINT32_MAX
/* What was given in one incident counts in another, for the statements and in the cases that went there: maps
 * from places of `from` to places of `to`, PLACE_NONE where there is none. */
struct place_map {
    uint32_t statements[STATEMENTS_MAX], cases[CASES_MAX];
};
void responses_follow(struct draft *d, struct incident *to, const struct incident *from,
                      const struct place_map *map);

#endif
