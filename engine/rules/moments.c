/* moments.c: see moments.h. */
#include "moments.h"

#include <message/fields.h>

#define OF(type) (1u << MESSAGE_##type)
#define ANY      ((1u << MESSAGE_TYPE_COUNT) - 1)
#define ALONE    (1u << MOMENT_ALONE)
#define ON(on)   (1u << RULE_ON_##on)

/* Of what an event comes. A notice opens an incident of its own; a case may expire. */
static const uint32_t event_types[RULE_EVENT_COUNT] = {
    [RULE_ON_REPORT] = OF(REPORT),
    [RULE_ON_NOTICE] = OF(NOTICE),
    [RULE_ON_REQUEST] = OF(REQUEST),
    [RULE_ON_UPDATE] = OF(UPDATE),
    [RULE_ON_FUSED] = OF(REPORT) | OF(REQUEST),
    [RULE_ON_CONTESTED] = OF(REPORT) | OF(REQUEST) | OF(UPDATE) | OF(WITHDRAW) | OF(MERGE) | OF(SPLIT),
    [RULE_ON_OVERDUE] = ALONE,
    [RULE_ON_ANSWERED] = ANY,
    [RULE_ON_POSITION] = OF(POSITION),
    [RULE_ON_DISPUTE] = OF(DISPUTE),
    [RULE_ON_MEETING] = OF(MEETING),
    [RULE_ON_FINDING] = OF(FINDING),
    [RULE_ON_CLOSED] = OF(CLOSE) | OF(WITHDRAW) | OF(FINDING) | ALONE,
    [RULE_ON_REOPENED] = OF(REOPEN),
};

struct moments moments_of_events(uint32_t events) {
    struct moments m = {{0}};
    for (size_t on = 0; on < RULE_EVENT_COUNT; on++)
        m.types[on] = events >> on & 1 ? event_types[on] : 0;
    return m;
}

uint32_t moments_events(const struct moments *m) {
    uint32_t events = 0;
    for (size_t on = 0; on < RULE_EVENT_COUNT; on++)
        events |= (uint32_t)(m->types[on] != 0) << on;
    return events;
}

/* Facts of the message alone are on every event but the one that no message brings. */
static bool is_of_message(const struct fact *fact) {
    return fact->on.some == (RULE_EVENTS_ALL & ~ON(OVERDUE));
}

enum presence fact_presence(const struct fact *fact, enum rule_event on, unsigned type) {
    if (!(fact->on.some >> on & 1) || (is_of_message(fact) && type == MOMENT_ALONE))
        return FACT_NEVER;
    bool needed = fact->field && type != MOMENT_ALONE && message_needs((enum message_type)type, fact->field);
    bool of_message = is_of_message(fact) && fact->on.always;
    return needed || of_message || fact->on.always >> on & 1 ? FACT_ALWAYS : FACT_SOMETIMES;
}

uint32_t fact_always(const struct fact *fact) {
    uint32_t events = 0;
    for (unsigned on = 0; on < RULE_EVENT_COUNT; on++) {
        bool always = true;
        for (unsigned type = 0; type < MOMENT_TYPES; type++)
            always &= !(event_types[on] >> type & 1) ||
                      fact_presence(fact, (enum rule_event)on, type) == FACT_ALWAYS;
        events |= (uint32_t)always << on;
    }
    return events;
}
