/*
 * notice.h: what is announced, and the reports that are matched with it.
 *
 * A notice is an incident of its own, with a window, an area and a lead (how long before the window it was
 * received). It is in force until its window is over, it is withdrawn, or its incident is closed. A report is
 * matched with the notice that covers its kind (announced activity of a party that the report may be about),
 * and with the one that protects from it (a place or convoy to be spared, whoever is alleged). A match is a
 * fact for the rules; no report is dropped because of it.
 */
#ifndef INCIDENT_NOTICE_H
#define INCIDENT_NOTICE_H

#include "draft.h"
#include <message/area.h>

/* The area of an incident with a place: the shape of its notice (which must outlive what is returned), else
 * the circle around its point. */
struct area notice_area(const struct incident *i);
/* Make i->notice of what the draft's message announces. */
void notice_open(struct draft *d, struct incident *i);
/* From when on nothing can be matched with the notice any more, late messages included, so that it may leave
 * memory. INSTANT_NONE: never, it has no end. */
int64_t notice_over_ms(const struct policy *p, const struct incident *i);
bool notice_in_force(const struct incident *i); /* not withdrawn nor closed; its window is not asked */

/* The notice that covers the report, or with `protects` the one that protects from it; `notice` 0: there is
 * none. The best is nearest in time, then in place, then has the lead that was asked for, then came first.
 * `named`: the notice that the report itself refers to, which covers it however far outside it is; NULL:
 * none. */
struct notice_match notice_match(const struct draft *d, const struct incident *facts, bool protects,
                                 const struct incident *named);
/* May everybody who may see these facts see the notice? Else a match would tell of it. */
bool notice_is_as_open(const struct incident *notice, const struct incident *facts);
/* The notices in force that the notice `i` conflicts with: by kind, and in window and area. At most the first
 * `most` by number. Returns how many. */
size_t notice_conflicts(const struct draft *d, const struct incident *i, const struct incident **out,
                        size_t most);

#endif
