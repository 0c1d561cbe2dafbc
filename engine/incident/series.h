/*
 * series.h: bursts of like reports that fold into one incident.
 *
 * Once the policy's number of incidents of a kind, between the same two, were opened within its time, the
 * next report like them is counted in the first of these that is still open, and so on until nothing came for
 * as long. What is counted calls nobody and is compared with nothing; the rules have been asked first, and
 * what is graver than the series, harms people or asks for more than it is no part of it
 * (engine/cell/report.c).
 */
#ifndef INCIDENT_SERIES_H
#define INCIDENT_SERIES_H

#include "draft.h"

/* The incident in which such a report would be counted; NULL: none. */
struct incident *series_find(const struct draft *d, const struct incident *facts);
/* It is counted there, by the draft's message with these facts; who owes for it and did not yet is asked,
 * once. */
void series_count(struct draft *d, struct incident *i, const struct incident *facts);

#endif
