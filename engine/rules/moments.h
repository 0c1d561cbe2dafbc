/*
 * moments.h: when rules can be asked. A moment is an event, and the type of the message that it comes of, or
 * that it comes of none; which facts there are at each is known when a rule is loaded.
 */
#ifndef RULES_MOMENTS_H
#define RULES_MOMENTS_H

#include "facts.h"

/* A set of moments: by event, bits 1 << enum message_type, and MOMENT_ALONE. */
struct moments {
    uint32_t types[RULE_EVENT_COUNT];
};
#define MOMENT_ALONE MESSAGE_TYPE_COUNT /* in place of a type: by no message */
#define MOMENT_TYPES (MOMENT_ALONE + 1)

/* Is there such a fact at a moment? */
enum presence { FACT_NEVER, FACT_SOMETIMES, FACT_ALWAYS };

struct moments moments_of_events(uint32_t events); /* bits 1 << enum rule_event */
uint32_t moments_events(const struct moments *m);  /* the events that have any; 0: the set is empty */
/* At this one; `type` may be MOMENT_ALONE. */
enum presence fact_presence(const struct fact *fact, enum rule_event on, unsigned type);
/* The events on which there is such a fact whatever they come of. */
uint32_t fact_always(const struct fact *fact);

#endif
