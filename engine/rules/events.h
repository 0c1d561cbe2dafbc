/*
 * events.h: which events there can be under a policy: a rule that is asked about none of them never matches.
 */
#ifndef RULES_EVENTS_H
#define RULES_EVENTS_H

#include <lua/script.h>

#include <fusion/rules.h>

/* Can a clock of this kind be overdue? One that expires ends the case instead. */
static inline bool clock_can_be_overdue(const struct clock_spec *clock) {
    return !clock->expires;
}

/* Raise where none of these events (bits 1 << enum rule_event) can be under the policy of `s`: nobody may
 * send what they come of, or it lacks the milestone or the clock. */
void events_check(const struct script *s, uint32_t events);

#endif
