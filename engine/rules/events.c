/* events.c: see events.h. What an event needs beside a message that somebody may send is a row of a table. */
#include "events.h"
#include "moments.h"

/* ---- what a policy has ---- */

/* The types that anybody may send in any role. */
static uint32_t types_sent(const struct policy *p) {
    bool supervisor = false, member = false;
    uint32_t sent = 0;
    for (size_t i = 0; i < p->party_count; i++) {
        supervisor |= p->parties[i].supervisor;
        member |= p->parties[i].member;
    }
    for (size_t i = 0; i < p->role_count; i++) {
        const struct role *role = &p->roles[i];
        bool held = (supervisor || !role->supervisor_only) && (member || !role->member_only);
        sent |= held ? role->sends : 0;
    }
    return sent;
}

static bool has_answered(const struct policy *p) {
    return policy_milestone(p, words_find(p->words, BYTES("answered"))) != NULL;
}

static bool urgency_has_clock(const struct urgency *u) {
    for (size_t i = 0; i < u->clock_count; i++)
        if (clock_can_be_overdue(&u->clocks[i]))
            return true;
    return false;
}

static bool has_clock(const struct policy *p) {
    bool has = false;
    for (size_t i = 0; i < p->clock_count; i++)
        has |= clock_can_be_overdue(&p->clocks[i].spec);
    for (size_t t = 0; t < p->track_count; t++)
        for (size_t u = 0; u < p->tracks[t].urgency_count; u++)
            has |= urgency_has_clock(&p->tracks[t].urgencies[u]);
    return has;
}

static const struct {
    bool (*has)(const struct policy *p);
    const char *needed;
} needs[RULE_EVENT_COUNT] = {
    [RULE_ON_ANSWERED] = {has_answered, "a policy with a milestone `answered`"},
    [RULE_ON_OVERDUE] = {has_clock, "a policy with a clock that can be overdue"},
};

/* ---- refusing ---- */

_Noreturn static void event_refuse(const struct script *s, unsigned on, uint32_t types) {
    const char *words[MESSAGE_TYPE_COUNT + 1], *event = rule_event_words[on];
    size_t count = 0;
    if (needs[on].has && !needs[on].has(s->policy))
        script_refuse_found(s, "on", bytes_of(event), "`on` found `%s`, which can never be, expected %s",
                            event, needs[on].needed);
    for (unsigned type = 0; type < MESSAGE_TYPE_COUNT; type++)
        if (types >> type & 1)
            words[count++] = message_type_words[type];
    words[count] = NULL;
    script_refuse_found(
        s, "on", bytes_of(event),
        "`on` found `%s`, which nobody can cause, expected a policy with a role that sends %s", event,
        domain_list(words).text);
}

void events_check(const struct script *s, uint32_t events) {
    const struct moments m = moments_of_events(events);
    uint32_t sent = types_sent(s->policy) | 1u << MOMENT_ALONE;
    unsigned first = RULE_EVENT_COUNT;
    for (unsigned on = 0; on < RULE_EVENT_COUNT; on++) {
        if (!m.types[on])
            continue;
        if (m.types[on] & sent && (!needs[on].has || needs[on].has(s->policy)))
            return;
        first = first < on ? first : on;
    }
    event_refuse(s, first, m.types[first]);
}
