/* test_case.c: a case from its opening to its end: whom it asks, how it is raised, what it waits for. */
#include "draft_fixture.h"

#define ROUTINE "de-escalation", "routine"
#define URGENT  "de-escalation", "urgent"

#define ANSWER(from, time)                                                                                   \
    "{'id':'y','type':'reply','from':'" from "','time':'2026-03-27T" time ":00Z','refs':['I-1']}"

static void opening_asks_those_who_owe(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    const struct kase *k = &i->cases[0];
    assert_int_equal(k->opened_ms, T0);
    assert_int_equal(k->rung, word("liaison"));
    assert_int_equal(k->clock_count, 2); /* `reported` waits for the answer */
    assert_int_equal(clock_last(i, 0, "acknowledged", "SYR")->due_ms, T0 + 5 * MINUTE_MS);
    assert_int_equal(clock_last(i, 0, "answered", NULL)->due_ms, T0 + 30 * MINUTE_MS);
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
        (void)case_open(&draft, i, word("intelligence"), 0, BYTES("one more"));
    assert_false(draft.failed);
    assert_int_equal(case_open(&draft, i, word("intelligence"), 0, BYTES("one too many")), CASES_MAX);
    assert_true(draft.failed);
}

/* By something that is no statement. */
static void a_case_is_raised_where_that_is_graver(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), ROUTINE);
    begin_at(T0 + 10 * MINUTE_MS);
    case_raise(&draft, i, 0, word("urgent"), BYTES("worse"));
    (void)incident_reconcile(&draft, i);
    assert_int_equal(i->cases[0].urgency, word("urgent"));
    assert_int_equal(i->cases[0].raised, word("urgent"));
    assert_int_equal(i->cases[0].raised_entry, draft.n);
    assert_int_equal(clock_last(i, 0, "acknowledged", "SYR")->due_ms, T0 + 15 * MINUTE_MS);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/liaison"); /* asked again */
    begin_at(T0 + 11 * MINUTE_MS);
    case_raise(&draft, i, 0, word("routine"), BYTES("better"));
    (void)incident_reconcile(&draft, i);
    assert_int_equal(i->cases[0].urgency, word("urgent"));
    assert_int_equal(i->cases[0].raised_entry, draft.n - 1);
    assert_string_equal(told(), "");
}

static void only_who_owes_can_answer(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    assert_int_equal(responded(i, ANSWER("ISR", "02:10")), 0);
    assert_int_equal(responded(i, ANSWER("OBS", "02:10")), 0);
    assert_int_equal(clock_last(i, 0, "answered", NULL)->state, CLOCK_RUNNING);
    assert_int_equal(responded(i, ANSWER("SYR", "02:10")), 2); /* the clock, and the milestone */
    assert_int_equal(clock_last(i, 0, "answered", NULL)->state, CLOCK_MET);
    assert_true(is_met(i, 0, "answered"));
    assert_int_equal(clock_last(i, 0, "reported", NULL)->due_ms, T0 + 10 * MINUTE_MS + 48 * HOUR_MS);
}

#define ACK(from)                                                                                            \
    "{'id':'k','type':'ack','level':'received','from':'" from                                                \
    "','time':'2026-03-27T02:01:00Z','refs':['I-1']}"

static void a_milestone_of_each_party_is_reached_with_the_last(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ",'to':['ISR','SYR']"), URGENT);
    assert_int_equal(responded(i, ACK("SYR")), 1);
    assert_int_equal(clock_last(i, 0, "acknowledged", "SYR")->state, CLOCK_MET);
    assert_int_equal(clock_last(i, 0, "acknowledged", "ISR")->state, CLOCK_RUNNING);
    assert_false(is_met(i, 0, "acknowledged"));
    assert_int_equal(responded(i, ACK("ISR")), 2);
    assert_true(is_met(i, 0, "acknowledged"));
}

static void who_comes_to_owe_gets_the_clocks_of_its_own(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ",'to':['ISR']"), URGENT);
    joined(i, FIRE("OBS", "02:30", ",'to':['SYR']"));
    assert_int_equal(clock_last(i, 0, "acknowledged", "SYR")->due_ms, T0 + 35 * MINUTE_MS);
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
    (void)case_open(&draft, i, word("intelligence"), 1, BYTES("also"));
    begin_at(T0 + HOUR_MS);
    case_close(&draft, i, 0, word("explained"));
    assert_int_equal(clock_last(i, 0, "answered", NULL)->state, CLOCK_CANCELLED);
    assert_false(incident_is_closed(i));
    case_close(&draft, i, 1, word("shared"));
    assert_int_equal(i->closed_ms, T0 + HOUR_MS);
    assert_int_equal(i->outcome, word("shared"));
}

/* The clock that its end cancelled stays as it is; another is set from now. */
static void a_reopened_case_waits_again_for_what_was_not_met(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    responded(i, ACK("SYR"));
    case_close(&draft, i, 0, word("explained"));
    uint64_t closed = draft.n;
    assert_int_equal(i->cases[0].closed_entry, closed);
    begin_at(T0 + HOUR_MS);
    case_reopen(&draft, i, 0, BYTES("reopened"));
    (void)incident_reconcile(&draft, i);
    assert_false(incident_is_closed(i));
    assert_int_equal(i->cases[0].state, CASE_OPEN);
    assert_int_equal(i->cases[0].outcome, 0);
    assert_int_equal(i->cases[0].closed_entry, closed); /* what came before it still came before it */
    assert_int_equal(i->cases[0].clock_count, 3);
    assert_int_equal(clock_last(i, 0, "acknowledged", "SYR")->state, CLOCK_MET);
    assert_int_equal(i->cases[0].clocks[1].state, CLOCK_CANCELLED);
    assert_int_equal(clock_last(i, 0, "answered", NULL)->state, CLOCK_RUNNING);
    assert_int_equal(clock_last(i, 0, "answered", NULL)->due_ms, T0 + 90 * MINUTE_MS);
    assert_string_equal(told(), "notify USA/supervisor, notify SYR/liaison");
}

/* Cases that statements in force ask for and that there are not yet: one a track; the second ask of a
 * statement is a child of the first case. */
static void what_is_asked_for_is_opened(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    asked(i, "de-escalation", "urgent");
    asked(i, "intelligence", "routine");
    cases_open_asked(&draft, i, NULL, BYTES("asked"));
    cases_open_asked(&draft, i, NULL, BYTES("asked"));
    assert_int_equal(i->case_count, 2);
    assert_int_equal(case_on(i, word("de-escalation")), 0);
    assert_int_equal(case_on(i, word("intelligence")), 1);
    assert_int_equal(i->cases[0].parent, 0);
    assert_int_equal(i->cases[1].parent, 1);
    i->cases[0].disputed_by = 7;
    assert_int_equal(case_on(i, word("de-escalation")), 2); /* a dispute is not what they ask for */
    i->statements[0].withdrawn = true;
    i->statements[0].ask_count = 0;
    cases_open_asked(&draft, i, NULL, BYTES("asked"));
    assert_int_equal(i->case_count, 2);
}

/* Who is asked is asked to acknowledge where a clock waits for that; else told, but for the sender itself. */
static void asking_is_to_acknowledge_where_that_is_awaited(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'to':['SYR/head']"), URGENT);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/head");
    begin(FIRE("ISR", "02:10", ""), NULL);
    case_ask(&draft, i, 0, party("USA"), BYTES("why"));
    case_ask(&draft, i, 0, party("SYR"), BYTES("why"));
    case_ask(&draft, i, 0, party("ISR"), BYTES("why"));
    assert_string_equal(told(), "notify USA/liaison, request-ack SYR/liaison");
}

/* A clock of a rule is for those whom its `each` says, unless theirs runs or is met, or what opened the
 * incident is of another type. */
static void a_rule_adds_clocks_where_none_waits(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ",'to':['ISR','SYR']"), URGENT);
    struct clock_spec spec = {
        .milestone = word("acknowledged"), .each = EACH_PARTY, .has_due = true, .due = {ANCHOR_SET, HOUR_MS}};
    responded(i, ACK("SYR"));
    case_add_clock(&draft, i, 0, &spec);
    assert_int_equal(i->cases[0].clock_count, 3); /* one runs, one is met */
    spec.milestone = word("settled");
    spec.opened_by = 1u << MESSAGE_NOTICE;
    case_add_clock(&draft, i, 0, &spec);
    assert_int_equal(i->cases[0].clock_count, 3);
    spec.opened_by = 0;
    case_add_clock(&draft, i, 0, &spec);
    assert_int_equal(i->cases[0].clock_count, 5);
    assert_true(clock_last(i, 0, "settled", "ISR")->by_rule);
    assert_true(clock_last(i, 0, "settled", "SYR")->by_rule);
    assert_false(clock_last(i, 0, "acknowledged", "ISR")->by_rule);
}

/* What has two cases to come is next where the first of them is. */
static void a_case_says_what_comes_next(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    incident_settle(&draft, i);
    assert_int_equal(i->cases[0].next_ms, T0 + 5 * MINUTE_MS);
    assert_int_equal(i->cases[0].next_rung, word("alternate"));
    responded(i, ACK("SYR"));
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
        T(a_case_is_raised_where_that_is_graver),
        T(only_who_owes_can_answer),
        T(a_milestone_of_each_party_is_reached_with_the_last),
        T(who_comes_to_owe_gets_the_clocks_of_its_own),
        T(rungs_are_climbed_and_never_left),
        T(the_incident_ends_with_its_last_case),
        T(a_reopened_case_waits_again_for_what_was_not_met),
        T(what_is_asked_for_is_opened),
        T(asking_is_to_acknowledge_where_that_is_awaited),
        T(a_rule_adds_clocks_where_none_waits),
        T(a_case_says_what_comes_next),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
