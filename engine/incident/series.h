/*
 * series.h: bursts of like reports that fold into one incident.
 *
 * Once as many incidents of a kind, between the same two parties, were opened within the policy's time as its
 * `series` says, the next report like them is counted in the first of these that is still open, and so on
 * until none came for as long. What is counted calls nobody and is compared with nothing. The rules are asked
 * first: a report that is graver than the series, harms people or asks for more is not counted
 * (engine/cell/report.c).
 */
#ifndef INCIDENT_SERIES_H
#define INCIDENT_SERIES_H

#include "draft.h"

/* The incident in which the draft's message, a report with these facts, would be counted; NULL: none. */
struct incident *series_find(const struct draft *d, const struct incident *facts);
/* Count it there: the statement in which it stands together with others of its sender (account.h). */
struct statement *series_count(struct draft *d, struct incident *i);

#endif
