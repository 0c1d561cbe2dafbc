/*
 * deadline.c: what comes due. Each due step of a clock is one entry; then time has moved on.
 */
#include "core.h"

#include <state/fields.h>

static void sleep_take(struct cell *c, const struct due *d) {
    struct incident *i = state_find(&c->state, d->incident);
    if (i && i->dormant_ms == d->at_ms)
        state_remove(&c->state, i);
}

static struct bytes fired_because(struct handling *h, const struct clock *c, int64_t due_ms) {
    char after[INSTANT_TEXT_BYTES], code[PARTY_BYTES_MAX + 1];
    struct bytes milestone = words_text(h->draft.words, c->milestone), party = party_text(c->party, code);
    duration_format(due_ms - c->set_ms, after);
    if (c->party)
        return draft_text(&h->draft, "not %.*s by %.*s after %s", (int)milestone.size, milestone.data,
                          (int)party.size, party.data, after);
    return draft_text(&h->draft, "not %.*s after %s", (int)milestone.size, milestone.data, after);
}

/* A rung of an earlier policy that this one does not have stands above those of the same step that it has;
 * and alone at the one that was called last, or above the first. */
static word_id rung_in_force(const struct policy *p, const struct kase *k, const word_id *rungs, size_t count,
                             word_id rung) {
    size_t above = 0, reached = policy_rung_index(p, k->rung), last = p->rung_count - 1;
    if (policy_rung_index(p, rung) < p->rung_count)
        return rung;
    for (size_t n = 0; n < count; n++) {
        size_t index = policy_rung_index(p, rungs[n]);
        if (index < p->rung_count && index + 1 > above)
            above = index + 1;
    }
    if (!above)
        above = reached && reached < p->rung_count ? reached : 1;
    return p->rungs[above < last ? above : last];
}

/* Call the rungs of the step that fired; the case climbs to the highest. */
static void rungs_call(struct handling *h, const struct fired *f, const word_id *rungs, size_t count) {
    struct kase *k = &h->incident->cases[f->kase];
    const struct clock *clock = &k->clocks[f->clock];
    struct bytes because = fired_because(h, clock, f->due_ms);
    for (size_t n = 0; n < count; n++) {
        word_id rung = rung_in_force(h->draft.policy, k, rungs, count, rungs[n]);
        struct bytes lost = words_text(h->draft.words, rungs[n]);
        struct bytes why = rung == rungs[n]
                               ? because
                               : draft_text(&h->draft, "%.*s; the policy has no %.*s any more",
                                            (int)because.size, because.data, (int)lost.size, lost.data);
        word_id called = draft_call(&h->draft, VERB_ESCALATE, h->incident, k->track, rung, clock->party, why);
        if (called)
            case_climb(&h->draft, h->incident, f->kase, called);
    }
}

/* A case that ran out of its time ends by itself, unless only people may end it; the policy says which. */
static void case_expire(struct cell *c, struct handling *h, uint32_t kase) {
    word_id expired = words_find(c->words, BYTES("expired"));
    const struct track *track = policy_track(c->policy, h->incident->cases[kase].track);
    if (h->incident->cases[kase].state == CASE_CLOSED)
        return;
    if (track && urgency_needs_person(track_urgency(track, h->incident->cases[kase].urgency))) {
        draft_tell_involved(&h->draft, VERB_NOTIFY, h->incident, track->word,
                            BYTES("its time is over; only people close it"));
        return;
    }
    case_close(&h->draft, h->incident, kase, expired);
    draft_tell_involved(&h->draft, VERB_NOTIFY, h->incident, h->incident->cases[kase].track,
                        BYTES("expired"));
    rules_ask(c, h, RULE_ON_CLOSED, &h->incident->cases[kase], NULL);
}

static void clock_take(struct cell *c, const struct due *d) {
    struct handling h;
    struct fired fired = {.kase = d->kase, .clock = d->clock, .step = -1, .due_ms = d->at_ms};
    word_id rungs[STEP_RUNGS_MAX];
    handling_begin(c, &h, NULL);
    h.incident = state_find(&c->state, d->incident);
    h.draft.late_ms = c->state.instant_ms - d->at_ms;
    struct kase *k = &h.incident->cases[d->kase];
    struct clock *clock = &k->clocks[d->clock];
    bool was_running = clock->state == CLOCK_RUNNING;
    uint8_t step = clock->fired;
    size_t count = clock_fire(clock, d->at_ms, rungs);
    if (count)
        fired.step = step;
    k->changed |= CASE_CHANGED_CLOCKS;
    draft_touch(&h.draft, h.incident);
    rungs_call(&h, &fired, rungs, count);
    rules_line(c->rules);
    if (clock->state == CLOCK_EXPIRED)
        case_expire(c, &h, d->kase);
    if (was_running && clock->state == CLOCK_OVERDUE)
        rules_ask(c, &h, RULE_ON_OVERDUE, k, clock);
    if (h.match_count)
        decision_apply(c, &h, false);
    if (!schedule_add_clock(&c->state.schedule, h.incident, d->kase, d->clock))
        h.draft.failed = true;
    entry_write_deadline(c, &h, &fired);
}

static void instant_advance(struct cell *c, int64_t to_ms) {
    if (c->state.instant_ms == INSTANT_NONE || to_ms > c->state.instant_ms)
        c->state.instant_ms = to_ms;
}

void deadline_advance(struct cell *c, int64_t to_ms) {
    const struct due *first;
    if (to_ms < c->state.instant_ms)
        to_ms = c->state.instant_ms; /* a late line does not turn time back */
    if (c->live)
        instant_advance(c, to_ms);
    if (c->activation_due && c->state.instant_ms != INSTANT_NONE)
        entry_write_policy(c);
    while ((first = schedule_first(&c->state.schedule)) && first->at_ms <= to_ms && !c->failed) {
        struct due d = *first;
        schedule_drop_first(&c->state.schedule);
        if (d.clock == DUE_SLEEP) {
            sleep_take(c, &d);
            continue;
        }
        if (!state_due_clock(&c->state, &d))
            continue;
        instant_advance(c, d.at_ms);
        clock_take(c, &d);
    }
    if (to_ms != INSTANT_LAST)
        instant_advance(c, to_ms);
    if (c->activation_due && c->state.instant_ms != INSTANT_NONE)
        entry_write_policy(c);
}
