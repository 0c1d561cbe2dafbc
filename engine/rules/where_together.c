/*
 * where_together.c: conditions of one rule that exclude each other. See where_check.h.
 *
 * Facts that are made of one thing are tried with every such thing there can be: `grade`, `grade_source` and
 * `grade_content` with every grade. Where none meets all conditions on them, the rule can never match. Facts
 * of different things are not compared (`harm.killed` with `harm.total`, `actor` with `internal`): that would
 * be a search.
 */
#include "where_check.h"

#include <string.h>

/* The thing that is tried, as rules would see it, and the conditions on what is made of it. */
struct trial {
    const struct policy *policy;
    const struct occasion *occasion;
    const struct condition *conditions[RULE_CONDITIONS_MAX];
    size_t count;
    struct facts facts;
    struct message message;
    struct kase kase;
    struct notice_match match;
};

static bool trial_holds(const struct trial *t) {
    for (size_t i = 0; i < t->count; i++)
        if (!where_holds(t->conditions[i], 1, &t->facts))
            return false;
    return true;
}

/* ---- the things ---- */

static bool any_grade(struct trial *t) {
    bool holds = trial_holds(t);
    for (const char *const *grade = domain_grade.words; *grade && !holds; grade++) {
        t->message.grade = bytes_of(*grade);
        holds = trial_holds(t);
    }
    return holds;
}

static bool any_zone(struct trial *t) {
    bool holds = trial_holds(t);
    for (size_t i = 0; i < t->policy->zone_count && !holds; i++) {
        t->facts.zone = t->policy->zones[i].word;
        holds = trial_holds(t);
    }
    return holds;
}

static bool any_urgency(struct trial *t, const struct track *track) {
    bool holds = false;
    t->kase.track = track->word;
    for (size_t i = 0; i < track->urgency_count && !holds; i++) {
        t->kase.urgency = track->urgencies[i].word;
        holds = trial_holds(t);
    }
    return holds;
}

static bool any_case(struct trial *t) {
    bool holds = trial_holds(t);
    t->facts.kase = &t->kase;
    for (size_t i = 0; i < t->policy->track_count && !holds; i++)
        holds = any_urgency(t, &t->policy->tracks[i]);
    return holds;
}

/* A report beside a notice, on the events that are of one: outside of it or not, short of lead, not relayed.
 */
static bool any_match(struct trial *t) {
    uint32_t events = fact_table[fact_find(BYTES("notice.match"))].on.some & t->occasion->events;
    bool holds = trial_holds(t);
    t->facts.match = &t->match;
    for (unsigned bits = 0; events && bits < 16 && !holds; bits++) {
        t->match = (struct notice_match){.notice = 1,
                                         .outside_ms = bits & 1,
                                         .outside_m = bits >> 1 & 1,
                                         .is_short = bits >> 2 & 1,
                                         .is_unrelayed = bits >> 3 & 1};
        holds = trial_holds(t);
    }
    return holds;
}

static bool is_asked(const struct occasion *o, struct bytes kind) {
    bool fits = !o->kind_count;
    for (size_t i = 0; i < o->kind_count && !fits; i++)
        fits = kind_matches(o->kinds[i], kind);
    return fits;
}

static bool any_kind(struct trial *t) {
    bool holds = false;
    for (size_t i = 0; i < t->policy->kind_count && !holds; i++) {
        t->message.kind = t->policy->kinds[i];
        holds = is_asked(t->occasion, t->message.kind) && trial_holds(t);
    }
    return holds;
}

/* The types of message that an event comes of; 0: any. */
#define OF(type) (1u << MESSAGE_##type)
static const uint32_t event_types[RULE_EVENT_COUNT] = {
    [RULE_ON_REPORT] = OF(REPORT),
    [RULE_ON_NOTICE] = OF(NOTICE),
    [RULE_ON_REQUEST] = OF(REQUEST),
    [RULE_ON_UPDATE] = OF(UPDATE),
    [RULE_ON_FUSED] = OF(REPORT) | OF(NOTICE) | OF(REQUEST),
    [RULE_ON_POSITION] = OF(POSITION),
    [RULE_ON_DISPUTE] = OF(DISPUTE),
    [RULE_ON_MEETING] = OF(MEETING),
    [RULE_ON_FINDING] = OF(FINDING),
    [RULE_ON_CLOSED] = OF(CLOSE) | OF(WITHDRAW) | OF(FINDING),
    [RULE_ON_REOPENED] = OF(REOPEN),
};
#undef OF

static bool any_type(struct trial *t, uint32_t types) {
    bool holds = false;
    t->facts.message = &t->message;
    for (unsigned type = 0; type < MESSAGE_TYPE_COUNT && !holds; type++) {
        t->message.type = (enum message_type)type;
        holds = (!types || types >> type & 1) && trial_holds(t);
    }
    return holds;
}

static bool any_event(struct trial *t) {
    bool holds = false;
    for (unsigned event = 0; event < RULE_EVENT_COUNT && !holds; event++) {
        if (!(t->occasion->events >> event & 1))
            continue;
        t->facts.on = (enum rule_event)event;
        t->facts.message = NULL;
        if (event == RULE_ON_OVERDUE || event == RULE_ON_CLOSED) /* by themselves, too */
            holds = trial_holds(t);
        if (event != RULE_ON_OVERDUE && !holds)
            holds = any_type(t, event_types[event]);
    }
    return holds;
}

/* ---- what is made of each ---- */

static const struct {
    const char *facts[4]; /* NULL-terminated */
    bool (*any)(struct trial *t);
    const char *expected;
} things[] = {
    {{"grade", "grade_source", "grade_content"}, any_grade, "what one and the same grade can be"},
    {{"zone.name", "zone.sides"}, any_zone, "what one and the same zone of the policy can be"},
    {{"case.track", "case.urgency"}, any_case, "an urgency of the track"},
    {{"notice.announced", "notice.match"}, any_match, "what a report beside a notice can be"},
    {{"on", "type"}, any_event, "what an event of the rule's `on` can be"},
    {{"kind"}, any_kind, "a kind that the rule's own `kind` fits"},
};

static bool is_made(const struct condition *c, const char *const *facts) {
    while (*facts && strcmp(*facts, fact_table[c->fact].name) != 0)
        facts++;
    return *facts != NULL;
}

_Noreturn static void thing_refuse(const struct script *s, const struct condition *c, const char *expected) {
    const char *key = fact_table[c->fact].name;
    bool word = c->op == WHERE_SET && c->count == 1 && c->operands[0].type == VALUE_TEXT;
    const char *found = word ? c->operands[0].text.data : where_operators[c->op].word;
    script_refuse_found(s, key, bytes_of(found),
                        "`%s` found `%s`, which the rest of the rule excludes, expected %s", key, found,
                        expected);
}

void conditions_check(const struct script *s, const struct occasion *o, const struct condition *conditions,
                      size_t count) {
    for (size_t n = 0; n < sizeof things / sizeof *things; n++) {
        struct trial t = {.policy = s->policy, .occasion = o};
        t.facts = (struct facts){.policy = s->policy, .message = &t.message};
        for (size_t i = 0; i < count; i++)
            if (is_made(&conditions[i], things[n].facts))
                t.conditions[t.count++] = &conditions[i];
        if (t.count && !things[n].any(&t))
            thing_refuse(s, t.conditions[0], things[n].expected);
    }
}
