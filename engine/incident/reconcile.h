/*
 * reconcile.h: the clocks, urgencies and milestones of an incident follow from what it owes (obligations.h).
 *
 * Owed and none running: set from now. Owed no more: cancelled. Met: ended. Graver: the earlier instants.
 * Less grave, or no longer met: as first set, or from now where that is past. What was called stays called.
 * Whoever is asked anew, and everybody where a case says why (struct kase, because), is told.
 */
#ifndef INCIDENT_RECONCILE_H
#define INCIDENT_RECONCILE_H

#include "draft.h"

/* To be called after every change of statements, responses, cases and what rules raised. Twice is once.
 * Returns how many clocks and milestones were met by it. */
unsigned incident_reconcile(struct draft *d, struct incident *i);
/* Of a case that was opened again and is about to lapse: it is as grave, and has met, what follows from what
 * stands there without what opened it. Its clocks stay what they are. */
void case_settle(struct draft *d, struct incident *i, uint32_t kase);

#endif
