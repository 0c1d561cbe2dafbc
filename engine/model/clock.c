/* clock.c: see clock.h. */
#include "clock.h"
#include "fields.h"

#include <string.h>

static bool step_add_rung(struct clock_step *step, word_id rung) {
    for (size_t r = 0; r < STEP_RUNGS_MAX; r++)
        if (!step->rungs[r] || step->rungs[r] == rung) {
            step->rungs[r] = rung;
            return true;
        }
    return false;
}

/* Put `rung` at `at_ms` into steps that are in order of time. Without room for a step of its own it joins a
 * step before it, or draws the first one forward: rungs are called earlier than planned rather than not at
 * all. */
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

static int64_t spec_due_ms(const struct clock_spec *spec, int64_t now_ms) {
    return now_ms + (spec->due_ms >= 0 ? spec->due_ms : spec->steps[0].after_ms);
}

/* A clock that was cancelled or expired leaves its place to the next one for the same milestone and party;
 * entries keep its history. NULL with *met: what was met is not asked for again. */
static struct clock *clock_place(struct kase *k, word_id milestone, party_id party, bool *met) {
    for (uint32_t n = 0; n < k->clock_count; n++) {
        struct clock *c = &k->clocks[n];
        if (c->milestone != milestone || c->party != party)
            continue;
        *met = c->state != CLOCK_CANCELLED && c->state != CLOCK_EXPIRED;
        if (!*met)
            *c = (struct clock){.ended_ms = INSTANT_NONE};
        return *met ? NULL : c;
    }
    struct clock *added = case_clock_add(k);
    if (added)
        added->fresh = true;
    return added;
}

void clock_set(struct step *s, struct incident *i, uint32_t kase, const struct clock_spec *spec,
               party_id party) {
    bool met = false; /* or running: one clock a milestone and party */
    struct clock *c = clock_place(&i->cases[kase], spec->milestone, party, &met);
    if (!c) {
        s->failed |= !met;
        return;
    }
    c->milestone = spec->milestone;
    c->party = party;
    c->set_ms = s->at_ms;
    c->set_entry = s->n;
    c->due_ms = spec_due_ms(spec, s->at_ms);
    c->expires = spec->expires;
    for (size_t step = 0; step < spec->step_count; step++)
        for (size_t r = 0; r < spec->steps[step].rung_count; r++)
            steps_insert(c, 0, spec->steps[step].rungs[r], s->at_ms + spec->steps[step].after_ms);
    c->changed = CLOCK_CHANGED_ALL;
    i->cases[kase].changed |= CASE_CHANGED_CLOCKS;
    if (!schedule_add_clock(&s->state->schedule, i, kase, (uint32_t)(c - i->cases[kase].clocks)))
        s->failed = true;
}

/* When a pending step of the old ladder calls this rung; INSTANT_NONE when none does. */
static int64_t rung_instant(const struct clock_step *steps, uint8_t from, uint8_t count, word_id rung) {
    for (uint8_t at = from; at < count; at++)
        for (size_t r = 0; r < STEP_RUNGS_MAX; r++)
            if (steps[at].rungs[r] == rung)
                return steps[at].at_ms;
    return INSTANT_NONE;
}

/* The pending steps that the new ladder does not put earlier. */
static void steps_keep(const struct step *s, struct clock *c, const struct clock *old,
                       const struct clock_spec *spec) {
    for (uint8_t at = old->fired; at < old->step_count; at++)
        for (size_t r = 0; r < STEP_RUNGS_MAX && old->steps[at].rungs[r]; r++) {
            bool earlier = false;
            for (size_t n = 0; n < spec->step_count; n++)
                for (size_t m = 0; m < spec->steps[n].rung_count; m++)
                    earlier |= spec->steps[n].rungs[m] == old->steps[at].rungs[r] &&
                               s->at_ms + spec->steps[n].after_ms < old->steps[at].at_ms;
            if (!earlier)
                steps_insert(c, c->fired, old->steps[at].rungs[r], old->steps[at].at_ms);
        }
}

void clock_raise(struct step *s, struct incident *i, uint32_t kase, uint32_t clock,
                 const struct clock_spec *spec) {
    struct clock *c = &i->cases[kase].clocks[clock];
    const struct clock old = *c;
    assert(clock_is_alive(c));
    if (c->state == CLOCK_RUNNING && spec_due_ms(spec, s->at_ms) < c->due_ms)
        c->due_ms = spec_due_ms(spec, s->at_ms);
    c->step_count = c->fired;
    memset(&c->steps[c->fired], 0, (size_t)(CLOCK_STEPS_MAX - c->fired) * sizeof *c->steps);
    steps_keep(s, c, &old, spec);
    for (size_t step = 0; step < spec->step_count; step++)
        for (size_t r = 0; r < spec->steps[step].rung_count; r++) {
            word_id rung = spec->steps[step].rungs[r];
            int64_t at_ms = s->at_ms + spec->steps[step].after_ms;
            int64_t stands_ms = rung_instant(old.steps, old.fired, old.step_count, rung);
            bool called = rung_instant(old.steps, 0, old.fired, rung) != INSTANT_NONE;
            if (!called && (stands_ms == INSTANT_NONE || at_ms < stands_ms))
                steps_insert(c, c->fired, rung, at_ms);
        }
    c->changed |= CLOCK_CHANGED_DUE | CLOCK_CHANGED_STEPS;
    i->cases[kase].changed |= CASE_CHANGED_CLOCKS;
    if (!schedule_add_clock(&s->state->schedule, i, kase, clock))
        s->failed = true;
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
