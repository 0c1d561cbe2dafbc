/*
 * concern.h: whose matter an incident is: who is told of it, who is involved, and whether it concerns
 * anybody.
 *
 * It is a function of the statements in force and the policy, as what is owed is (obligations.h). Parties
 * come in the order of what was said, so that exchanging two of them exchanges their places.
 */
#ifndef INCIDENT_CONCERN_H
#define INCIDENT_CONCERN_H

#include <fusion/incident.h>
#include <fusion/policy.h>

/* Who is told of what happens to it: who is obliged, and who made a statement. */
void incident_told(const struct incident *i, struct parties *out);
/* Who is involved: who is obliged, who made a statement in force or is named in one, and the sides of its
 * zone; only declared parties. */
void incident_involved(const struct policy *p, const struct incident *i, struct parties *out);
/* Is a member other than the supervisor involved by more than that a statement which names nobody obliges
 * all, or does a rule say that it concerns the parties? (In a cell of the supervisor alone, it is such a
 * member.) */
bool incident_is_concerned(const struct policy *p, const struct incident *i);

#endif
