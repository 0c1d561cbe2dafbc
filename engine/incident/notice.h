/*
 * notice.h: what is announced, and reports set beside it.
 *
 * A notice is an incident of its own, with a window, an area and a lead. It is in force until its window is
 * over, it is withdrawn, or its incident is closed. A report is matched with the notice that covers its kind
 * (announced activity of a party that the report may be about), and with the one that protects from it (a
 * place or convoy to be spared, whoever is alleged). A match is a fact for the rules; nothing is dropped for
 * it.
 */
#ifndef INCIDENT_NOTICE_H
#define INCIDENT_NOTICE_H

#include "draft.h"
#include <message/area.h>

/* Where an incident with a place is; the notice's own shape where it has one, which must outlive it. */
struct area notice_area(const struct incident *i);
/* The facts of a notice: what the draft's message announces. */
void notice_open(struct draft *d, struct incident *i);
/* From when on it may leave memory: a message may come late. INSTANT_NONE: it has no end. */
int64_t notice_over_ms(const struct policy *p, const struct incident *i);
bool notice_in_force(const struct incident *i);

/* The notice that covers the report, or (protects) protects from it, best match first: nearest in time, then
 * in place, then with the lead that was asked for, then the earliest. `named`: the one that the report itself
 * refers to is what it is set beside, however far outside; NULL: none. */
struct notice_match notice_match(const struct draft *d, const struct incident *facts, bool protects,
                                 const struct incident *named);
/* Whoever may see these facts may see the notice: else setting one beside the other would tell of it. */
bool notice_is_as_open(const struct incident *notice, const struct incident *facts);
/* Notices in force that `i` must not meet, and does: at most `most`, by number. Returns how many. */
size_t notice_conflicts(const struct draft *d, const struct incident *i, const struct incident **out,
                        size_t most);

#endif
