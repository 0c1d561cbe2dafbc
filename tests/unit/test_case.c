/* test_case.c: a case from its opening to its end: whom it asks, how it is raised, what it waits for. */
#include "draft_fixture.h"

#define ROUTINE "de-escalation", "routine"
#define URGENT  "de-escalation", "urgent"

#define ANSWER(from, time)                                                                                   \
    "{'id':'y','type':'reply','from':'" from "','time':'2026-03-27T" time ":00Z','refs':['I-1']}"

static const struct clock *clock_of(const struct incident *i, const char *milestone, party_id party) {
    return clock_find(&i->cases[0], word(milestone), party);
}

static unsigned reached(struct incident *i, const char *text) {
    begin(text, NULL);
    return case_reach(&draft, i, 0);
}

static void opening_asks_those_who_owe(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    const struct kase *k = &i->cases[0];
    assert_int_equal(k->opened_ms, T0);
    assert_int_equal(k->rung, word("liaison"));
    assert_int_equal(k->clock_count, 2); /* `reported` waits for the answer */
    assert_int_equal(clock_of(i, "acknowledged", party("SYR"))->due_ms, T0 + 5 * MINUTE_MS);
    assert_int_equal(clock_of(i, "answered", 0)->due_ms, T0 + 30 * MINUTE_MS);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/liaison");
    assert_true(draft.actions[0].copy);
}

static void an_urgency_that_the_track_does_not_have_is_its_default(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "intelligence", "urgent");
    assert_int_equal(i->cases[0].urgency, word("routine"));
}

static void there_is_a_bound_on_cases(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    for (uint32_t n = 0; n < CASES_MAX; n++)
        case_open(&draft, i, word("intelligence"), 0, 0, BYTES("one more"));
    assert_false(draft.failed);
    case_open(&draft, i, word("intelligence"), 0, 0, BYTES("one too many"));
    assert_true(draft.failed);
}

static void a_case_is_raised_and_never_lowered(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), ROUTINE);
    begin_at(T0 + 10 * MINUTE_MS);
    case_raise(&draft, i, 0, word("urgent"), BYTES("worse"));
    assert_int_equal(i->cases[0].urgency, word("urgent"));
    assert_int_equal(clock_of(i, "acknowledged", party("SYR"))->due_ms, T0 + 15 * MINUTE_MS);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/liaison"); /* asked again */
    begin_at(T0 + 11 * MINUTE_MS);
    case_raise(&draft, i, 0, word("routine"), BYTES("better"));
    assert_int_equal(i->cases[0].urgency, word("urgent"));
    assert_string_equal(told(), "");
}

static void only_who_owes_can_answer(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    assert_int_equal(reached(i, ANSWER("ISR", "02:10")), 0);
    assert_int_equal(reached(i, ANSWER("OBS", "02:10")), 0);
    assert_int_equal(clock_of(i, "answered", 0)->state, CLOCK_RUNNING);
    assert_int_equal(reached(i, ANSWER("SYR", "02:10")), 1);
    assert_int_equal(clock_of(i, "answered", 0)->state, CLOCK_MET);
    assert_true(case_has_reached(&i->cases[0], word("answered")));
    assert_int_equal(clock_of(i, "reported", 0)->due_ms, T0 + 10 * MINUTE_MS + 48 * HOUR_MS);
}

#define ACK(from)                                                                                            \
    "{'id':'k','type':'ack','level':'received','from':'" from                                                \
    "','time':'2026-03-27T02:01:00Z','refs':['I-1']}"

static void a_milestone_of_each_party_is_reached_with_the_last(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ",'to':['ISR','SYR']"), URGENT);
    assert_int_equal(reached(i, ACK("SYR")), 1);
    assert_int_equal(clock_of(i, "acknowledged", party("SYR"))->state, CLOCK_MET);
    assert_int_equal(clock_of(i, "acknowledged", party("ISR"))->state, CLOCK_RUNNING);
    assert_false(case_has_reached(&i->cases[0], word("acknowledged")));
    assert_int_equal(reached(i, ACK("ISR")), 1);
    assert_true(case_has_reached(&i->cases[0], word("acknowledged")));
}

static void who_comes_to_owe_gets_the_clocks_of_its_own(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ",'to':['ISR']"), URGENT);
    joined(i, FIRE("OBS", "02:30", ",'to':['SYR']"));
    assert_int_equal(i->owing_count, 2);
    assert_int_equal(clock_of(i, "acknowledged", party("SYR"))->due_ms, T0 + 35 * MINUTE_MS);
    assert_string_equal(told(), "request-ack SYR/liaison");
}

static void rungs_are_climbed_and_never_left(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    case_climb(&draft, i, 0, word("head"));
    case_climb(&draft, i, 0, word("alternate"));
    assert_int_equal(i->cases[0].rung, word("head"));
    case_climb(&draft, i, 0, word("urgent")); /* no rung */
    assert_int_equal(i->cases[0].rung, word("head"));
}

static void the_incident_ends_with_its_last_case(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    case_open(&draft, i, word("intelligence"), 0, 1, BYTES("also"));
    begin_at(T0 + HOUR_MS);
    case_close(&draft, i, 0, word("explained"));
    assert_int_equal(clock_of(i, "answered", 0)->state, CLOCK_CANCELLED);
    assert_false(incident_is_closed(i));
    case_close(&draft, i, 1, word("shared"));
    assert_int_equal(i->closed_ms, T0 + HOUR_MS);
    assert_int_equal(i->outcome, word("shared"));
}

static void a_reopened_case_waits_again_for_what_was_not_met(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    reached(i, ACK("SYR"));
    case_close(&draft, i, 0, word("explained"));
    begin_at(T0 + HOUR_MS);
    case_reopen(&draft, i, 0);
    assert_false(incident_is_closed(i));
    assert_int_equal(i->cases[0].state, CASE_OPEN);
    assert_int_equal(clock_of(i, "acknowledged", party("SYR"))->state, CLOCK_MET);
    assert_int_equal(clock_of(i, "answered", 0)->state, CLOCK_RUNNING);
    assert_int_equal(clock_of(i, "answered", 0)->due_ms, T0 + 90 * MINUTE_MS);
}

/* What has two cases to come is next where the first of them is. */
static void a_case_says_what_comes_next(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    incident_settle(&draft, i);
    assert_int_equal(i->cases[0].next_ms, T0 + 5 * MINUTE_MS);
    assert_int_equal(i->cases[0].next_rung, word("alternate"));
    reached(i, ACK("SYR"));
    incident_settle(&draft, i);
    assert_int_equal(i->cases[0].next_ms, T0 + 30 * MINUTE_MS);
    assert_int_equal(i->cases[0].next_rung, word("head"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(opening_asks_those_who_owe),
        T(an_urgency_that_the_track_does_not_have_is_its_default),
        T(there_is_a_bound_on_cases),
        T(a_case_is_raised_and_never_lowered),
        T(only_who_owes_can_answer),
        T(a_milestone_of_each_party_is_reached_with_the_last),
        T(who_comes_to_owe_gets_the_clocks_of_its_own),
        T(rungs_are_climbed_and_never_left),
        T(the_incident_ends_with_its_last_case),
        T(a_reopened_case_waits_again_for_what_was_not_met),
        T(a_case_says_what_comes_next),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
