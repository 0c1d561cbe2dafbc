/*
 * where_together.c: conditions of one rule that exclude each other. See where_check.h.
 *
 * Facts that are made of one thing are tried with every such thing there can be: `grade`, `grade_source` and
 * `grade_content` with every grade. Where none meets all conditions on them, the rule can never match. Facts
 * of different things are not compared (`harm.killed` with `harm.total`, `actor` with `internal`): that would
 * be a search.
 */
#include "events.h"
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
    struct clock clock;
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

static bool clock_holds(struct trial *t, const struct clock_spec *clock) {
    t->clock.milestone = clock->milestone;
    return clock_can_be_overdue(clock) && trial_holds(t);
}

/* A clock of the track, of any urgency, since those of a lesser one go on when the case is raised; or one
 * that rules set by name. */
static bool any_clock(struct trial *t, const struct track *track) {
    bool holds = false;
    t->facts.clock = &t->clock;
    for (size_t u = 0; u < track->urgency_count; u++)
        for (size_t i = 0; i < track->urgencies[u].clock_count && !holds; i++)
            holds = clock_holds(t, &track->urgencies[u].clocks[i]);
    for (size_t i = 0; i < t->policy->clock_count && !holds; i++)
        holds = clock_holds(t, &t->policy->clocks[i].spec);
    t->facts.clock = NULL;
    return holds;
}

static bool any_urgency(struct trial *t, const struct track *track) {
    bool holds = false;
    t->kase.track = track->word;
    for (size_t i = 0; i < track->urgency_count && !holds; i++) {
        t->kase.urgency = track->urgencies[i].word;
        holds = trial_holds(t) || any_clock(t, track);
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

/* ---- what is made of each ---- */

static const struct {
    const char *facts[4]; /* NULL-terminated */
    bool (*any)(struct trial *t);
    const char *expected;
} things[] = {
    {{"grade", "grade_source", "grade_content"}, any_grade, "what one and the same grade can be"},
    {{"zone.name", "zone.sides"}, any_zone, "what one and the same zone of the policy can be"},
    {{"case.track", "case.urgency", "clock.milestone"},
     any_case,
     "an urgency of the track, and a milestone for which it has a clock that can be overdue"},
    {{"notice.announced", "notice.match"}, any_match, "what a report beside a notice can be"},
    {{"kind"}, any_kind, "a kind that the rule's own `kind` fits"},
};

static bool is_made(const struct condition *c, const char *const *facts) {
    while (*facts && strcmp(*facts, fact_table[c->fact].name) != 0)
        facts++;
    return *facts != NULL;
}

_Noreturn static void thing_refuse(const struct script *s, const struct condition *c, const char *expected) {
    const char *key = fact_table[c->fact].name, *found = condition_push(s, c);
    script_refuse_found(s, key, condition_word(s, c),
                        "`%s` found %s, which the rest of the rule excludes, expected %s", key, found,
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
