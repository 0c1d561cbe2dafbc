/* clock.c: the deadlines of cases: how their ladders are made, joined and fired. See clock.h. */
#include "clock.h"
#include <state/fields.h>

#include <string.h>

/* False: the step has no room for another rung. */
static bool step_add_rung(struct clock_step *step, word_id rung) {
    for (size_t r = 0; r < STEP_RUNGS_MAX; r++)
        if (!step->rungs[r] || step->rungs[r] == rung) {
            step->rungs[r] = rung;
            return true;
        }
    return false;
}

/* Put `rung` at `at_ms` among the steps from `from` on, which are in order of time. Without room for a step
 * of its own the rung joins the step before, or where there is none, moves the first one to `at_ms`: rungs
 * are called earlier than planned rather than not at all. */
static void steps_insert(struct clock *c, uint8_t from, word_id rung, int64_t at_ms) {
    uint8_t at = from;
    while (at < c->step_count && c->steps[at].at_ms < at_ms)
        at++;
    bool own = at == c->step_count || c->steps[at].at_ms != at_ms;
    if (own && c->step_count < CLOCK_STEPS_MAX) {
        memmove(&c->steps[at + 1], &c->steps[at], (size_t)(c->step_count - at) * sizeof *c->steps);
        c->steps[at] = (struct clock_step){.at_ms = at_ms};
        c->step_count++;
    } else if (own && at > from) {
        at--;
    } else if (own) {
        c->steps[at].at_ms = at_ms;
    }
    bool added = step_add_rung(&c->steps[at], rung);
    assert(added); /* a step has room for every rung */
    (void)added;
}

/* A clock of the policy as instants: due, and the steps. */
struct ladder {
    int64_t due_ms;
    struct clock_step steps[CLOCK_STEPS_MAX];
    uint8_t count;
};

/* An offset as an instant, of a clock that is set at `set_ms`; that at the earliest. INSTANT_NONE: the
 * incident has no such window. */
static int64_t offset_instant(int64_t set_ms, const struct incident *i, const struct offset *o) {
    int64_t base_ms = set_ms;
    if (o->from != ANCHOR_SET && !i->notice)
        return INSTANT_NONE;
    if (o->from != ANCHOR_SET)
        base_ms = o->from == ANCHOR_WINDOW_FROM ? i->notice->from_ms : i->notice->until_ms;
    if (base_ms == INSTANT_NONE)
        return INSTANT_NONE;
    return base_ms + o->ms > set_ms ? base_ms + o->ms : set_ms;
}

/* False: the clock would have no due instant, since the incident has no such window. */
static bool ladder_make(int64_t set_ms, const struct incident *i, const struct clock_spec *spec,
                        struct ladder *out) {
    *out = (struct ladder){.due_ms = spec->has_due ? offset_instant(set_ms, i, &spec->due) : INSTANT_NONE};
    for (size_t n = 0; n < spec->step_count; n++) {
        int64_t at_ms = offset_instant(set_ms, i, &spec->steps[n].at);
        if (at_ms == INSTANT_NONE)
            continue;
        struct clock_step *step = &out->steps[out->count++];
        step->at_ms = at_ms;
        memcpy(step->rungs, spec->steps[n].rungs, spec->steps[n].rung_count * sizeof *step->rungs);
        if (!spec->has_due && (out->due_ms == INSTANT_NONE || at_ms < out->due_ms))
            out->due_ms = at_ms;
    }
    return out->due_ms != INSTANT_NONE;
}

struct clock *clock_alive(struct kase *k, word_id milestone, party_id party) {
    for (uint32_t n = 0; n < k->clock_count; n++)
        if (k->clocks[n].milestone == milestone && k->clocks[n].party == party &&
            clock_is_alive(&k->clocks[n]))
            return &k->clocks[n];
    return NULL;
}

/* A new clock: each setting has a row of its own; where the list is full, the oldest that ended makes room.
 * (Entries keep the history of both.) NULL: there is no room. */
static struct clock *clock_place(struct kase *k) {
    struct clock *oldest = NULL;
    for (uint32_t n = 0; k->clock_count == CASE_CLOCKS_MAX && n < k->clock_count; n++)
        if (!clock_is_alive(&k->clocks[n]) && (!oldest || k->clocks[n].set_entry < oldest->set_entry))
            oldest = &k->clocks[n];
    if (oldest) {
        *oldest = (struct clock){.ended_ms = INSTANT_NONE};
        return oldest;
    }
    struct clock *added = case_clock_add(k);
    if (added)
        added->fresh = true;
    return added;
}

/* Has a clock for the same milestone and party called this rung? */
static bool rung_was_called(const struct kase *k, const struct clock *c, word_id rung) {
    for (uint32_t n = 0; n < k->clock_count; n++) {
        const struct clock *other = &k->clocks[n];
        for (uint8_t step = 0; step < other->fired && step < CLOCK_STEPS_MAX; step++)
            for (size_t r = 0; r < STEP_RUNGS_MAX && other->steps[step].rungs[r]; r++)
                if (other->milestone == c->milestone && other->party == c->party &&
                    other->steps[step].rungs[r] == rung)
                    return true;
    }
    return false;
}

/* A ladder that began in the past: what it would have called by now is called now, unless it was called. */
static void clock_put_ladder(struct kase *k, struct clock *c, const struct ladder *ladder, int64_t now_ms) {
    for (uint8_t step = 0; step < ladder->count; step++)
        for (size_t r = 0; r < STEP_RUNGS_MAX && ladder->steps[step].rungs[r]; r++) {
            word_id rung = ladder->steps[step].rungs[r];
            int64_t at_ms = ladder->steps[step].at_ms;
            if (c->set_ms == now_ms || !rung_was_called(k, c, rung))
                steps_insert(c, c->fired, rung, at_ms > now_ms ? at_ms : now_ms);
        }
}

bool clock_set(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec,
               party_id party, int64_t set_ms) {
    struct ladder ladder;
    if (!ladder_make(set_ms, i, spec, &ladder))
        return false;
    if (set_ms != d->at_ms && ladder.due_ms <= d->at_ms) {
        set_ms = d->at_ms;
        if (!ladder_make(set_ms, i, spec, &ladder))
            return false;
    }
    struct clock *c = clock_place(&i->cases[kase]);
    if (!c) {
        d->failed = true;
        return false;
    }
    c->milestone = spec->milestone;
    c->party = party;
    c->set_ms = set_ms;
    c->set_entry = d->n;
    c->due_ms = ladder.due_ms;
    c->expires = spec->expires;
    clock_put_ladder(&i->cases[kase], c, &ladder, d->at_ms);
    c->changed = CLOCK_CHANGED_ALL;
    i->cases[kase].changed |= CASE_CHANGED_CLOCKS;
    draft_touch(d, i);
    if (!schedule_add_clock(&d->state->schedule, i, kase, (uint32_t)(c - i->cases[kase].clocks)))
        d->failed = true;
    return true;
}

/* When one of the steps [from, count) calls this rung; INSTANT_NONE: none does. */
static int64_t rung_instant(const struct clock_step *steps, uint8_t from, uint8_t count, word_id rung) {
    for (uint8_t at = from; at < count; at++)
        for (size_t r = 0; r < STEP_RUNGS_MAX; r++)
            if (steps[at].rungs[r] == rung)
                return steps[at].at_ms;
    return INSTANT_NONE;
}

/* Of the steps still to fire, keep the rungs that the new ladder does not call earlier. */
static void steps_keep(struct clock *c, const struct clock *old, const struct ladder *new) {
    for (uint8_t at = old->fired; at < old->step_count; at++)
        for (size_t r = 0; r < STEP_RUNGS_MAX && old->steps[at].rungs[r]; r++) {
            int64_t new_ms = rung_instant(new->steps, 0, new->count, old->steps[at].rungs[r]);
            if (new_ms == INSTANT_NONE || new_ms >= old->steps[at].at_ms)
                steps_insert(c, c->fired, old->steps[at].rungs[r], old->steps[at].at_ms);
        }
}

/* Join a new ladder to a clock, as clock_raise says. */
static void ladder_join(struct clock *c, const struct ladder *new) {
    const struct clock old = *c;
    if (c->state == CLOCK_RUNNING && new->due_ms < c->due_ms)
        c->due_ms = new->due_ms;
    c->step_count = c->fired;
    memset(&c->steps[c->fired], 0, (size_t)(CLOCK_STEPS_MAX - c->fired) * sizeof *c->steps);
    steps_keep(c, &old, new);
    for (uint8_t step = 0; step < new->count; step++)
        for (size_t r = 0; r < STEP_RUNGS_MAX && new->steps[step].rungs[r]; r++) {
            word_id rung = new->steps[step].rungs[r];
            int64_t at_ms = new->steps[step].at_ms;
            int64_t stands_ms = rung_instant(old.steps, old.fired, old.step_count, rung);
            bool called = rung_instant(old.steps, 0, old.fired, rung) != INSTANT_NONE;
            if (!called && (stands_ms == INSTANT_NONE || at_ms < stands_ms))
                steps_insert(c, c->fired, rung, at_ms);
        }
    c->changed |= CLOCK_CHANGED_DUE | CLOCK_CHANGED_STEPS;
}

void clock_raise(struct draft *d, struct incident *i, uint32_t kase, uint32_t clock,
                 const struct clock_spec *spec) {
    struct ladder ladder;
    assert(clock_is_alive(&i->cases[kase].clocks[clock]));
    if (!ladder_make(d->at_ms, i, spec, &ladder))
        return;
    ladder_join(&i->cases[kase].clocks[clock], &ladder);
    i->cases[kase].changed |= CASE_CHANGED_CLOCKS;
    if (!schedule_add_clock(&d->state->schedule, i, kase, clock))
        d->failed = true;
}

void clock_lower(struct draft *d, struct incident *i, uint32_t kase, uint32_t clock,
                 const struct clock_spec *spec) {
    struct clock *c = &i->cases[kase].clocks[clock];
    struct ladder ladder;
    assert(clock_is_alive(c));
    if (!ladder_make(c->set_ms, i, spec, &ladder))
        return;
    if (ladder.due_ms <= d->at_ms || c->fired == CLOCK_STEPS_MAX) { /* past, or full: it is set once more */
        party_id party = c->party;
        clock_end(c, CLOCK_CANCELLED, d->at_ms);
        i->cases[kase].changed |= CASE_CHANGED_CLOCKS;
        (void)clock_set(d, i, kase, spec, party, d->at_ms);
        return;
    }
    c->due_ms = ladder.due_ms;
    c->state = CLOCK_RUNNING;
    c->step_count = c->fired;
    memset(&c->steps[c->fired], 0, (size_t)(CLOCK_STEPS_MAX - c->fired) * sizeof *c->steps);
    clock_put_ladder(&i->cases[kase], c, &ladder, d->at_ms);
    c->changed |= CLOCK_CHANGED_DUE | CLOCK_CHANGED_STATE | CLOCK_CHANGED_STEPS;
    i->cases[kase].changed |= CASE_CHANGED_CLOCKS;
    if (!schedule_add_clock(&d->state->schedule, i, kase, clock))
        d->failed = true;
}

/* The ladder that is left of a clock: the steps still to fire. */
static struct ladder ladder_left(const struct clock *c) {
    struct ladder left = {.due_ms = c->due_ms};
    for (uint8_t at = c->fired; at < c->step_count; at++)
        left.steps[left.count++] = c->steps[at];
    return left;
}

void clock_carry(struct draft *d, struct incident *i, uint32_t kase, const struct clock *from) {
    struct kase *k = &i->cases[kase];
    struct clock *c = clock_alive(k, from->milestone, from->party);
    if (c) {
        const struct ladder left = ladder_left(from);
        ladder_join(c, &left);
        if (from->state == CLOCK_OVERDUE && c->state == CLOCK_RUNNING) {
            c->state = CLOCK_OVERDUE;
            c->changed |= CLOCK_CHANGED_STATE;
        }
    } else if ((c = clock_place(k))) {
        bool fresh = c->fresh;
        *c = *from;
        c->fresh = fresh;
        c->set_entry = d->n;
        c->carried = from->fired; /* steps that fired in the other incident */
        c->changed = CLOCK_CHANGED_ALL;
    } else {
        d->failed = true;
        return;
    }
    k->changed |= CASE_CHANGED_CLOCKS;
    if (!schedule_add_clock(&d->state->schedule, i, kase, (uint32_t)(c - k->clocks)))
        d->failed = true;
}

void clock_end(struct clock *c, enum clock_state state, int64_t at_ms) {
    assert(clock_is_alive(c));
    c->state = state;
    c->ended_ms = at_ms;
    c->changed |= CLOCK_CHANGED_STATE | CLOCK_CHANGED_ENDED;
}

size_t clock_fire(struct clock *c, int64_t due_ms, word_id rungs[STEP_RUNGS_MAX]) {
    size_t count = 0;
    assert(clock_next_ms(c) == due_ms);
    if (c->state == CLOCK_RUNNING && c->due_ms <= due_ms) {
        if (c->expires)
            clock_end(c, CLOCK_EXPIRED, due_ms);
        else
            c->state = CLOCK_OVERDUE;
        c->changed |= CLOCK_CHANGED_STATE;
    }
    if (clock_is_alive(c) && c->fired < c->step_count && c->steps[c->fired].at_ms <= due_ms) {
        const struct clock_step *step = &c->steps[c->fired++];
        for (; count < STEP_RUNGS_MAX && step->rungs[count]; count++)
            rungs[count] = step->rungs[count];
        c->rung = rungs[count - 1];
        c->changed |= CLOCK_CHANGED_FIRED | CLOCK_CHANGED_RUNG;
    }
    return count;
}
