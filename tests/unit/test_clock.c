/* test_clock.c: deadlines: their ladders, how two are joined, the order in which they come due. */
#include "draft_fixture.h"

#define MINUTES *MINUTE_MS
#define URGENT  "de-escalation", "urgent"

static const struct clock_spec *spec_of(const char *urgency, const char *milestone) {
    const struct urgency *u = track_urgency(policy_track(policy, word("de-escalation")), word(urgency));
    for (size_t n = 0; n < u->clock_count; n++)
        if (u->clocks[n].milestone == word(milestone))
            return &u->clocks[n];
    fail();
    return NULL;
}

static struct incident *answerable(void) {
    return opened(FIRE("ISR", "02:00", ""), URGENT);
}

static struct clock *answer_of(struct incident *i) {
    return clock_last(i, 0, "answered", NULL);
}

/* Fires the next step, which must be due then, and calls this rung alone (NULL: none). */
static void fires(struct clock *c, int64_t at_ms, const char *rung) {
    word_id rungs[STEP_RUNGS_MAX];
    assert_int_equal(clock_next_ms(c), at_ms);
    assert_int_equal(clock_fire(c, at_ms, rungs), rung != NULL);
    if (rung)
        assert_int_equal(rungs[0], word(rung));
}

/* ---- one clock ---- */

static void a_clock_fires_each_step_once(void **unused) {
    (void)unused;
    struct clock *c = answer_of(answerable());
    fires(c, T0 + 30 MINUTES, "head");
    assert_int_equal(c->state, CLOCK_OVERDUE);
    fires(c, T0 + 60 MINUTES, "supervisor");
    fires(c, T0 + 240 MINUTES, "principals");
    assert_true(clock_next_ms(c) == INSTANT_NONE);
    assert_true(clock_is_alive(c)); /* it can still be met */
}

static void a_clock_that_expires_calls_nobody(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "intelligence", "routine");
    struct clock *c = clock_last(i, 0, "closed", NULL);
    fires(c, T0 + 30 * DAY_MS, NULL);
    assert_int_equal(c->state, CLOCK_EXPIRED);
    assert_int_equal(c->ended_ms, T0 + 30 * DAY_MS);
}

/* Whatever became of the one before: what that came to can be seen there. */
static void each_setting_has_a_row_of_its_own(void **unused) {
    static const enum clock_state ends[] = {CLOCK_MET, CLOCK_CANCELLED, CLOCK_EXPIRED};
    (void)unused;
    struct incident *i = answerable();
    for (uint32_t n = 0; n < 3; n++) {
        clock_end(answer_of(i), ends[n], draft.at_ms);
        begin_at(T0 + (n + 1) * 10 MINUTES);
        assert_true(clock_set(&draft, i, 0, spec_of("urgent", "answered"), 0, draft.at_ms));
        assert_int_equal(i->cases[0].clock_count, 3 + n);
        assert_int_equal(i->cases[0].clocks[n ? n + 1 : 1].state, ends[n]);
        assert_int_equal(answer_of(i)->state, CLOCK_RUNNING);
        assert_int_equal(answer_of(i)->set_entry, draft.n);
        assert_int_equal(answer_of(i)->set_ms, draft.at_ms);
        assert_int_equal(answer_of(i)->due_ms, draft.at_ms + 30 MINUTES);
    }
}

/* A clock that ended makes room; where none did, there is none. */
static void there_is_a_bound_on_clocks(void **unused) {
    (void)unused;
    struct incident *i = answerable();
    const struct clock_spec *spec = spec_of("urgent", "answered");
    while (i->cases[0].clock_count < CASE_CLOCKS_MAX)
        assert_true(clock_set(&draft, i, 0, spec, 0, draft.at_ms));
    clock_end(&i->cases[0].clocks[7], CLOCK_CANCELLED, T0);
    assert_true(clock_set(&draft, i, 0, spec, party("ISR"), draft.at_ms));
    assert_int_equal(i->cases[0].clocks[7].party, party("ISR"));
    assert_false(draft.failed);
    assert_false(clock_set(&draft, i, 0, spec, 0, draft.at_ms));
    assert_true(draft.failed);
}

/* As if it had been set then, unless it would be due by now. */
static void a_clock_may_be_set_as_of_an_earlier_instant(void **unused) {
    (void)unused;
    struct incident *i = answerable();
    const struct clock_spec *spec = spec_of("urgent", "answered");
    begin_at(T0 + 30 MINUTES - 1);
    assert_true(clock_set(&draft, i, 0, spec, 0, T0));
    assert_int_equal(answer_of(i)->set_ms, T0);
    assert_int_equal(answer_of(i)->due_ms, T0 + 30 MINUTES);
    begin_at(T0 + 30 MINUTES);
    assert_true(clock_set(&draft, i, 0, spec, 0, T0));
    assert_int_equal(answer_of(i)->set_ms, T0 + 30 MINUTES);
    assert_int_equal(answer_of(i)->due_ms, T0 + 60 MINUTES);
}

#define CONVOY                                                                                               \
    "{'id':'n','type':'notice','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'airspace.drone',"          \
    "'window':{'from':'2026-03-27T03:00:00Z','until':'2026-03-27T05:00:00Z'},"                               \
    "'place':{'lat':33,'lon':35.8,'radius_m':5000}}"

/* What lies in the past is due at once; where there is no such window, the clock is not set. */
static void a_step_may_count_from_the_window_of_a_notice(void **unused) {
    (void)unused;
    struct incident *i = opened(CONVOY, URGENT);
    struct clock_spec spec = {.milestone = word("settled"), .step_count = 3};
    spec.steps[0] = (struct step_spec){.at = {ANCHOR_WINDOW_UNTIL, 30 MINUTES}, .rung_count = 1};
    spec.steps[1] = (struct step_spec){.at = {ANCHOR_WINDOW_FROM, -30 MINUTES}, .rung_count = 1};
    spec.steps[2] = (struct step_spec){.at = {ANCHOR_WINDOW_FROM, -120 MINUTES}, .rung_count = 1};
    spec.steps[0].rungs[0] = word("principals");
    spec.steps[1].rungs[0] = word("head");
    spec.steps[2].rungs[0] = word("alternate");
    assert_true(clock_set(&draft, i, 0, &spec, 0, draft.at_ms));
    struct clock *c = clock_last(i, 0, "settled", NULL);
    assert_int_equal(c->due_ms, T0); /* the earliest of its steps, which is past */
    fires(c, T0, "alternate");
    fires(c, T0 + 30 MINUTES, "head");
    fires(c, T0 + 210 MINUTES, "principals");
    struct incident *other = answerable();
    assert_false(clock_set(&draft, other, 0, &spec, 0, draft.at_ms));
    assert_null(clock_last(other, 0, "settled", NULL));
}

/* ---- two of them joined ---- */

static void a_raised_clock_keeps_what_comes_earlier(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "de-escalation", "routine");
    struct clock *c = answer_of(i); /* 24h: head, 48h: supervisor */
    begin_at(T0 + 23 * HOUR_MS + 45 MINUTES);
    clock_raise(&draft, i, 0, (uint32_t)(c - i->cases[0].clocks), spec_of("urgent", "answered"));
    assert_int_equal(c->due_ms, T0 + 24 * HOUR_MS);
    fires(c, T0 + 24 * HOUR_MS, "head");
    fires(c, T0 + 24 * HOUR_MS + 45 MINUTES, "supervisor");
    fires(c, T0 + 27 * HOUR_MS + 45 MINUTES, "principals");
}

/* A step for every rung: the last of them stand at the end of the clock's room, and nothing behind it moves.
 */
static void a_clock_may_have_a_step_for_every_rung(void **unused) {
    static const char *const rungs[] = {"liaison", "alternate", "head", "supervisor", "principals"};
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "de-escalation", "routine");
    struct clock *c = answer_of(i); /* 24h: head, 48h: supervisor */
    struct clock_spec every = *spec_of("urgent", "answered");
    every.step_count = 5;
    for (size_t n = 0; n < 5; n++) {
        every.steps[n] =
            (struct step_spec){.at = {every.steps[0].at.from, (int64_t)(n + 1) * HOUR_MS}, .rung_count = 1};
        every.steps[n].rungs[0] = word(rungs[n]);
    }
    const struct clock before = *c;
    clock_raise(&draft, i, 0, (uint32_t)(c - i->cases[0].clocks), &every);
    assert_int_equal(c->step_count, 5);
    assert_int_equal(c->milestone, before.milestone);
    assert_int_equal(c->party, before.party);
    assert_int_equal(c->set_entry, before.set_entry);
    assert_int_equal(c->state, CLOCK_RUNNING);
    for (size_t n = 0; n < 5; n++)
        fires(c, T0 + (int64_t)(n + 1) * HOUR_MS, rungs[n]);
    assert_int_equal(clock_next_ms(c), INSTANT_NONE);
}

static void a_rung_that_was_called_is_not_called_again(void **unused) {
    (void)unused;
    struct incident *i = answerable();
    struct clock *c = answer_of(i);
    fires(c, T0 + 30 MINUTES, "head");
    begin_at(T0 + 31 MINUTES);
    clock_raise(&draft, i, 0, (uint32_t)(c - i->cases[0].clocks), spec_of("urgent", "answered"));
    fires(c, T0 + 60 MINUTES, "supervisor");
    fires(c, T0 + 240 MINUTES, "principals");
}

static uint32_t place_of(const struct incident *i, const struct clock *c) {
    return (uint32_t)(c - i->cases[0].clocks);
}

/* As the less grave urgency would have set it first, but for what was called. */
static void a_lowered_clock_is_as_first_set(void **unused) {
    (void)unused;
    struct incident *i = answerable();
    struct clock *c = answer_of(i);
    fires(c, T0 + 30 MINUTES, "head");
    begin_at(T0 + 40 MINUTES);
    clock_lower(&draft, i, 0, place_of(i, c), spec_of("routine", "answered"));
    assert_int_equal(i->cases[0].clock_count, 2);
    assert_int_equal(c->state, CLOCK_RUNNING);
    assert_int_equal(c->due_ms, T0 + 24 * HOUR_MS);
    assert_int_equal(c->rung, word("head"));
    fires(c, T0 + 24 * HOUR_MS, NULL); /* its head was called */
    fires(c, T0 + 48 * HOUR_MS, "supervisor");
    assert_int_equal(clock_next_ms(c), INSTANT_NONE);
}

/* It ends, and one is set from now. */
static void a_lowered_clock_that_would_be_due_is_set_anew(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "de-escalation", "routine");
    begin_at(T0 + 30 MINUTES);
    clock_lower(&draft, i, 0, place_of(i, answer_of(i)), spec_of("urgent", "answered"));
    assert_int_equal(i->cases[0].clock_count, 3);
    assert_int_equal(i->cases[0].clocks[1].state, CLOCK_CANCELLED);
    assert_int_equal(i->cases[0].clocks[1].ended_ms, draft.at_ms);
    assert_int_equal(answer_of(i)->state, CLOCK_RUNNING);
    assert_int_equal(answer_of(i)->due_ms, T0 + 60 MINUTES);
}

static void a_clock_goes_on_in_another_incident(void **unused) {
    (void)unused;
    struct incident *from = answerable(), *into = answerable();
    struct clock *c = answer_of(from);
    fires(c, T0 + 30 MINUTES, "head");
    clock_end(answer_of(into), CLOCK_CANCELLED, T0);
    begin_at(T0 + 40 MINUTES);
    clock_carry(&draft, into, 0, c);
    assert_int_equal(answer_of(into)->state, CLOCK_OVERDUE);
    assert_int_equal(answer_of(into)->set_entry, draft.n);
    assert_int_equal(answer_of(into)->carried, 1);
    fires(answer_of(into), T0 + 60 MINUTES, "supervisor");
}

static void of_two_clocks_the_earlier_instants_stand(void **unused) {
    (void)unused;
    struct incident *from = answerable();
    struct incident *into = opened(FIRE("ISR", "02:20", ""), URGENT);
    clock_carry(&draft, into, 0, answer_of(from));
    assert_int_equal(answer_of(into)->due_ms, T0 + 30 MINUTES);
    fires(answer_of(into), T0 + 30 MINUTES, "head");
    fires(answer_of(into), T0 + 60 MINUTES, "supervisor");
    fires(answer_of(into), T0 + 240 MINUTES, "principals");
}

/* What is overdue in one is so in both, and has been since it was due there. */
static void of_two_clocks_one_that_is_overdue_stays_so(void **unused) {
    (void)unused;
    struct incident *from = answerable();
    struct incident *into = opened(FIRE("ISR", "02:20", ""), URGENT);
    fires(answer_of(from), T0 + 30 MINUTES, "head");
    begin_at(T0 + 40 MINUTES);
    clock_carry(&draft, into, 0, answer_of(from));
    assert_int_equal(answer_of(into)->state, CLOCK_OVERDUE);
    struct incident *third = opened(FIRE("ISR", "02:20", ""), URGENT);
    fires(answer_of(third), T0 + 50 MINUTES, "head");
    clock_carry(&draft, third, 0, answer_of(from));
    assert_int_equal(answer_of(third)->due_ms, T0 + 50 MINUTES);
}

/* ---- what is due ---- */

static bool due_equal(const struct due *a, const struct due *b) {
    return a->at_ms == b->at_ms && a->set_entry == b->set_entry && a->incident == b->incident &&
           a->kase == b->kase && a->clock == b->clock;
}

/* Of one instant: what an earlier entry set; of one entry: the incident of the lower number, the earlier
 * case, the earlier clock. */
static void of_one_instant_what_was_set_first_is_due_first(void **unused) {
    static const struct due in_order[] = {{T0 - 1, 9, 9, 9, 9}, {T0, 2, 7, 4, 4}, {T0, 3, 5, 4, 4},
                                          {T0, 3, 6, 1, 4},     {T0, 3, 6, 2, 1}, {T0, 3, 6, 2, 2},
                                          {T0 + 1, 1, 1, 0, 0}};
    enum { COUNT = sizeof in_order / sizeof *in_order };
    struct schedule s = {.count = 0};
    (void)unused;
    for (size_t first = 0; first < COUNT; first++) { /* in whatever order they were added */
        for (size_t n = 0; n < COUNT; n++)
            assert_true(schedule_add(&s, in_order[(first + 3 * n) % COUNT]));
        for (size_t n = 0; n < COUNT; n++) {
            assert_true(due_equal(schedule_first(&s), &in_order[n]));
            schedule_drop_first(&s);
        }
        assert_null(schedule_first(&s));
    }
    schedule_release(&s);
}

static void a_row_holds_as_long_as_its_clock_says_so(void **unused) {
    (void)unused;
    struct incident *i = answerable();
    const struct due *first = schedule_first(&state.schedule);
    assert_int_equal(first->at_ms, T0 + 5 MINUTES);
    assert_non_null(state_due_clock(&state, first));
    struct due before =
        *first; /* the row of a clock that stood in this place before, due at the same instant */
    before.set_entry--;
    assert_null(state_due_clock(&state, &before));
    clock_end(clock_last(i, 0, "acknowledged", "SYR"), CLOCK_MET, T0);
    assert_null(state_due_clock(&state, first));
}

#define CLOSED_INCIDENTS 20000

/* What was closed leaves rows behind, which must not fill the memory. */
static void what_no_longer_holds_is_swept_out_of_the_heap(void **unused) {
    (void)unused;
    struct incident *stays = answerable();
    for (uint32_t n = 0; n < CLOSED_INCIDENTS; n++) {
        struct incident *i = incident_new(stays->number + 1 + n);
        assert_non_null(i);
        i->dormant_ms = T0 + n;
        assert_true(state_add(&state, policy, i));
        state_remove(&state, i);
    }
    assert_in_range(state.schedule.count, 1, 2048);
    uint32_t kept = 0;
    for (uint32_t n = 0; n < state.schedule.count; n++)
        kept += state_due_clock(&state, &state.schedule.heap[n]) != NULL;
    assert_int_equal(kept, 2); /* both clocks of the one that is open */
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(a_clock_fires_each_step_once),
        T(a_clock_that_expires_calls_nobody),
        T(each_setting_has_a_row_of_its_own),
        T(there_is_a_bound_on_clocks),
        T(a_clock_may_be_set_as_of_an_earlier_instant),
        T(a_raised_clock_keeps_what_comes_earlier),
        T(a_clock_may_have_a_step_for_every_rung),
        T(a_rung_that_was_called_is_not_called_again),
        T(a_lowered_clock_is_as_first_set),
        T(a_lowered_clock_that_would_be_due_is_set_anew),
        T(a_clock_goes_on_in_another_incident),
        T(of_two_clocks_the_earlier_instants_stand),
        T(of_one_instant_what_was_set_first_is_due_first),
        T(a_row_holds_as_long_as_its_clock_says_so),
        T(what_no_longer_holds_is_swept_out_of_the_heap),
        T(a_step_may_count_from_the_window_of_a_notice),
        T(of_two_clocks_one_that_is_overdue_stays_so),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
