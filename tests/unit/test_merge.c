/* test_merge.c: two incidents become one: what was said, how grave it is, what is still awaited. (Of JSON:
 * test_json_merge.c.) */
#include "draft_fixture.h"

#include <incident/merge.h>
#include <incident/series.h>

#define MINUTES *MINUTE_MS
#define URGENT  "de-escalation", "urgent"
#define ROUTINE "de-escalation", "routine"

static void merge(struct incident *into, struct incident *from) {
    begin(MERGE("03:00"), NULL);
    assert_null(merge_refusal(into, from));
    incident_merge(&draft, into, from);
    assert_false(draft.failed);
}

static bool withdrawn(struct incident *i, const char *from, uint64_t entry) {
    char text[256];
    (void)snprintf(text, sizeof text,
                   "{'id':'w','type':'withdraw','from':'%s','reason':'mistaken',"
                   "'time':'2026-03-27T04:00:00Z','refs':['%s:r']}",
                   from, from);
    begin(text, NULL);
    return incident_withdraw(&draft, i, entry, entry, keeps_nothing, NULL);
}

static void what_was_said_comes_along(void **unused) {
    struct parties who;
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ",'harm':{'killed':1}"), NULL, NULL);
    struct incident *from = opened(FIRE("SYR", "02:10", ",'harm':{'killed':2},'to':['ISR']"), NULL, NULL);
    uint64_t entry = joined(from, FIRE("OBS", "02:12", ""));
    merge(into, from);
    assert_int_equal(into->reports, 3);
    assert_int_equal(into->statement_count, 3);
    assert_int_equal(into->statements[2].entry, entry);
    assert_int_equal(into->statements[2].came_with, from->number);
    incident_reporters(into, &who);
    assert_true(parties_have(&who, party("OBS")));
    incident_obliged(into, &who);
    assert_true(parties_have(&who, party("ISR")));
    assert_true(into->contested >> CLAIM_KILLED & 1);
    assert_int_equal(into->last_report_ms, T0 + 12 MINUTES);
}

static void the_other_is_closed_as_merged(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    merge(into, from);
    assert_int_equal(from->into, into->number);
    assert_int_equal(from->outcome, word("merged"));
    assert_int_equal(from->cases[0].outcome, word("merged"));
    assert_false(incident_is_closed(into));
    assert_int_equal(into->case_count, 1);
}

/* Of what is said, and of what rules raised. */
static void the_graver_severity_stands(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *grave = opened(FIRE("ISR", "02:10", ""), NULL, NULL);
    struct incident *slight = opened(FIRE("ISR", "02:20", ""), NULL, NULL);
    struct incident *raised = opened(FIRE("ISR", "02:30", ""), NULL, NULL);
    into->statements[0].severity = 2, grave->statements[0].severity = 4, slight->statements[0].severity = 1;
    raised->raised_severity = 5;
    merge(into, grave);
    assert_int_equal(into->severity, 4);
    merge(into, slight);
    assert_int_equal(into->severity, 4);
    merge(into, raised);
    assert_int_equal(into->severity, 5);
}

static void the_graver_urgency_and_the_earlier_deadlines_stand(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), ROUTINE);
    struct incident *from = opened(FIRE("ISR", "02:40", ""), URGENT);
    merge(into, from);
    assert_int_equal(into->cases[0].urgency, word("urgent"));
    assert_int_equal(clock_last(into, 0, "answered", NULL)->due_ms, T0 + 70 MINUTES);
}

static void what_was_reached_in_one_is_reached(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    responded(from, "{'id':'y','type':'reply','from':'SYR','time':'2026-03-27T02:20:00Z','refs':['I-2']}");
    merge(into, from);
    assert_true(is_met(into, 0, "answered"));
    assert_false(clock_is_alive(clock_last(into, 0, "answered", NULL)));
}

static void a_case_that_the_first_does_not_have_comes_over(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), "intelligence", "routine");
    merge(into, from);
    assert_int_equal(into->case_count, 2);
    assert_int_equal(into->cases[1].track, word("intelligence"));
    assert_int_equal(into->cases[1].origin, from->number);
    assert_int_equal(into->cases[1].clocks[0].due_ms, T0 + 10 MINUTES + 30 * DAY_MS);
}

/* A report that is counted in a series is one of a statement, which comes over as others do. */
static void a_counted_report_may_be_withdrawn_after_a_merge(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *from = opened(FIRE("SYR", "02:10", ""), NULL, NULL);
    uint64_t counted[2];
    for (size_t n = 0; n < 2; n++) {
        begin(FIRE("SYR", "02:20", ""), NULL);
        assert_non_null(series_count(&draft, from));
        counted[n] = draft.n;
    }
    merge(into, from);
    assert_int_equal(into->reports, 4);
    assert_int_equal(into->statements[2].counted, 2);
    assert_true(withdrawn(into, "SYR", counted[1]));
    assert_int_equal(into->reports, 3);
    assert_int_equal(into->statements[2].counted, 1);
    assert_false(withdrawn(into, "SYR", counted[1])); /* once */
    assert_true(withdrawn(into, "SYR", counted[0]));
    assert_true(into->statements[2].withdrawn);
    assert_true(withdrawn(into, "SYR", from->entry));
    assert_int_equal(into->reports, 1);
}

static void what_is_no_happening_is_refused(void **unused) {
    (void)unused;
    struct incident *real = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *exercise = opened(FIRE("ISR", "02:00", ",'status':'exercise'"), NULL, NULL);
    struct incident *secret = opened(FIRE("ISR", "02:00", ",'marking':{'rel_to':['USA']}"), NULL, NULL);
    struct incident *notice = opened("{'id':'n','type':'notice','from':'ISR','time':'2026-03-27T02:00:00Z',"
                                     "'kind':'fire.mortar','window':{'from':'2026-03-28'},"
                                     "'place':{'lat':33,'lon':35.8}}",
                                     NULL, NULL);
    assert_non_null(strstr(merge_refusal(real, exercise), "another status"));
    assert_non_null(strstr(merge_refusal(real, secret), "seen by others"));
    assert_non_null(strstr(merge_refusal(real, notice), "only happenings"));
}

static void a_merge_keeps_within_the_bounds(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    while (into->case_count + from->case_count < CASES_MAX)
        (void)case_open(&draft, into, word("intelligence"), 0, BYTES("one more"));
    assert_null(merge_refusal(into, from));
    (void)case_open(&draft, into, word("intelligence"), 0, BYTES("one too many"));
    assert_non_null(strstr(merge_refusal(into, from), "too many cases"));
}

/* The name of a place is of who reported it, never of who merges. */
static void a_place_comes_over_without_the_name_of_another(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *from = opened(FIRE("ISR", "02:10", ",'place':{'lat':33,'lon':35.8}"), NULL, NULL);
    begin("{'id':'m','type':'merge','from':'USA/supervisor','reason':'one','refs':['I-1','I-2'],"
          "'time':'2026-03-27T03:00:00Z','place':{'lat':30,'lon':30,'name':'elsewhere'}}",
          NULL);
    incident_merge(&draft, into, from);
    assert_int_equal(into->at.lat_e7, 330000000);
    assert_null(into->place_name);
}

#define ACK(from)                                                                                            \
    "{'id':'k','type':'ack','level':'received','from':'" from                                                \
    "','time':'2026-03-27T02:20:00Z','refs':['I-2']}"

/* What one party acknowledged in the other is acknowledged here; what the other party still owes, it owes. */
static void what_a_party_acknowledged_in_one_is_acknowledged(void **unused) {
    (void)unused;
    for (int late = 0; late < 2; late++) {
        struct incident *into = opened(FIRE("OBS", "02:00", ",'to':['ISR','SYR']"), URGENT);
        struct incident *from = opened(FIRE("OBS", "02:10", ",'to':['ISR','SYR']"), URGENT);
        struct clock *of_isr = clock_last(into, 0, "acknowledged", "ISR");
        if (late)
            of_isr->state = CLOCK_OVERDUE;
        responded(from, ACK("ISR"));
        merge(into, from);
        of_isr = clock_last(into, 0, "acknowledged", "ISR");
        assert_int_equal(of_isr->state, late ? CLOCK_MET_LATE : CLOCK_MET);
        assert_int_equal(clock_last(into, 0, "acknowledged", "SYR")->state, CLOCK_RUNNING);
        assert_false(is_met(into, 0, "acknowledged"));
    }
}

/* Reached in the other by who owed there; who owes only here owes still. */
static void what_is_owed_here_by_another_is_not_reached(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("OBS", "02:00", ",'to':['SYR']"), URGENT);
    struct incident *from = opened(FIRE("OBS", "02:10", ",'to':['ISR']"), URGENT);
    responded(from, ACK("ISR"));
    assert_true(is_met(from, 0, "acknowledged"));
    merge(into, from);
    assert_false(is_met(into, 0, "acknowledged"));
}

/* And the other way round: what runs in the other and was reached here is not waited for again. */
static void what_was_reached_here_does_not_run_again(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    responded(into, "{'id':'y','type':'reply','from':'SYR','time':'2026-03-27T02:20:00Z','refs':['I-1']}");
    merge(into, from);
    assert_false(clock_is_alive(clock_last(into, 0, "answered", NULL)));
    assert_true(is_met(into, 0, "answered"));
}

static void the_higher_rung_stands(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    case_climb(&draft, from, 0, word("head"));
    merge(into, from);
    assert_int_equal(into->cases[0].rung, word("head"));
}

static void an_open_case_opens_a_closed_one_again(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    case_close(&draft, into, 0, word("explained"));
    merge(into, from);
    assert_false(incident_is_closed(into));
    assert_int_equal(into->cases[0].state, CASE_OPEN);
    assert_int_equal(into->case_count, 1);
}

static void what_is_closed_stays_where_it_was(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    (void)case_open(&draft, from, word("intelligence"), 1, BYTES("also"));
    case_close(&draft, from, 0, word("explained"));
    merge(into, from);
    assert_int_equal(into->case_count, 1);
    assert_int_equal(into->cases[0].track, word("intelligence"));
    assert_int_equal(into->cases[0].parent, 0); /* its parent did not come */
    assert_int_equal(from->cases[0].outcome, word("explained"));
}

static void a_child_that_comes_over_has_its_parent_here(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    (void)case_open(&draft, from, word("intelligence"), 1, BYTES("also"));
    merge(into, from);
    assert_int_equal(into->case_count, 2);
    assert_int_equal(into->cases[1].parent, 1);
}

/* Two disputes are two, also where both incidents have one. */
static void disputes_are_never_one(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    into->cases[0].disputed_by = 7;
    from->cases[0].disputed_by = 8;
    into->statements[0].ask_count = from->statements[0].ask_count = 0;
    merge(into, from);
    assert_int_equal(into->case_count, 2);
    assert_int_equal(into->cases[1].disputed_by, 8);
}

static void what_left_before_does_not_come_along(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ",'harm':{'killed':1}"), NULL, NULL);
    struct incident *from = opened(FIRE("SYR", "02:10", ",'harm':{'killed':1}"), NULL, NULL);
    uint64_t left = joined(from, FIRE("OBS", "02:12", ""));
    begin_at(T0 + 20 MINUTES);
    assert_non_null(incident_split(&draft, from, &left, 1));
    merge(into, from);
    assert_int_equal(into->reports, 2);
    assert_int_equal(into->statement_count, 2);
}

/* Also where neither has a case. */
static void what_is_open_opens_what_is_over(void **unused) {
    (void)unused;
    for (int closed = 0; closed < 2; closed++) {
        struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
        struct incident *from = opened(FIRE("ISR", "02:10", ""), NULL, NULL);
        incident_close(&draft, into, word("explained"));
        if (closed)
            incident_close(&draft, from, word("explained"));
        merge(into, from);
        assert_int_equal(incident_is_closed(into), closed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(what_was_said_comes_along),
        T(the_other_is_closed_as_merged),
        T(the_graver_severity_stands),
        T(the_graver_urgency_and_the_earlier_deadlines_stand),
        T(what_was_reached_in_one_is_reached),
        T(a_case_that_the_first_does_not_have_comes_over),
        T(a_counted_report_may_be_withdrawn_after_a_merge),
        T(what_is_no_happening_is_refused),
        T(a_merge_keeps_within_the_bounds),
        T(a_place_comes_over_without_the_name_of_another),
        T(what_a_party_acknowledged_in_one_is_acknowledged),
        T(what_is_owed_here_by_another_is_not_reached),
        T(what_was_reached_here_does_not_run_again),
        T(the_higher_rung_stands),
        T(an_open_case_opens_a_closed_one_again),
        T(what_is_closed_stays_where_it_was),
        T(a_child_that_comes_over_has_its_parent_here),
        T(disputes_are_never_one),
        T(what_left_before_does_not_come_along),
        T(what_is_open_opens_what_is_over),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
