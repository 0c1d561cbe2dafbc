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

static bool withdrawn(struct incident *i, const char *from, uint64_t entry, uint64_t home) {
    char text[256];
    (void)snprintf(text, sizeof text,
                   "{'id':'w','type':'withdraw','from':'%s','reason':'mistaken',"
                   "'time':'2026-03-27T04:00:00Z','refs':['%s:r']}",
                   from, from);
    begin(text, NULL);
    return incident_withdraw(&draft, i, entry, home);
}

static void what_was_said_comes_along(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ",'harm':{'killed':1}"), NULL, NULL);
    struct incident *from = opened(FIRE("SYR", "02:10", ",'harm':{'killed':2},'to':['ISR']"), NULL, NULL);
    uint64_t entry = joined(from, FIRE("OBS", "02:12", ""));
    merge(into, from);
    assert_int_equal(into->reports, 3);
    assert_int_equal(into->statement_count, 3);
    assert_int_equal(into->statements[2].entry, entry);
    assert_int_equal(into->statements[2].came_with, from->number);
    assert_true(incident_lists(into->parties, into->party_count, party("OBS")));
    assert_true(incident_lists(into->owing, into->owing_count, party("ISR")));
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

static void the_graver_severity_stands(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *grave = opened(FIRE("ISR", "02:10", ""), NULL, NULL);
    struct incident *slight = opened(FIRE("ISR", "02:20", ""), NULL, NULL);
    into->severity = 2, grave->severity = 4, slight->severity = 1;
    merge(into, grave);
    assert_int_equal(into->severity, 4);
    merge(into, slight);
    assert_int_equal(into->severity, 4);
}

static void the_graver_urgency_and_the_earlier_deadlines_stand(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), ROUTINE);
    struct incident *from = opened(FIRE("ISR", "02:40", ""), URGENT);
    merge(into, from);
    assert_int_equal(into->cases[0].urgency, word("urgent"));
    assert_int_equal(clock_find(&into->cases[0], word("answered"), 0)->due_ms, T0 + 70 MINUTES);
}

static void what_was_reached_in_one_is_reached(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:10", ""), URGENT);
    begin("{'id':'y','type':'reply','from':'SYR','time':'2026-03-27T02:20:00Z','refs':['I-2']}", NULL);
    assert_int_equal(case_reach(&draft, from, 0), 1);
    merge(into, from);
    assert_true(case_has_reached(&into->cases[0], word("answered")));
    assert_false(clock_is_alive(clock_find(&into->cases[0], word("answered"), 0)));
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

/* A report that is counted in a series has no statement. In the incident that it came to by a merge it is
 * only a number, which nobody can take back. */
static void a_counted_report_cannot_be_withdrawn_after_a_merge(void **unused) {
    (void)unused;
    struct incident *into = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    struct incident *from = opened(FIRE("SYR", "02:10", ""), NULL, NULL), facts;
    begin(FIRE("SYR", "02:20", ""), &facts);
    series_count(&draft, from, &facts);
    uint64_t counted = draft.n;
    merge(into, from);
    assert_int_equal(into->reports, 3);
    assert_int_equal(into->arrived, 1);
    assert_false(withdrawn(into, "SYR", counted, from->number));
    assert_int_equal(into->reports, 3);
    assert_true(withdrawn(into, "SYR", from->entry, from->number)); /* it has a statement */
    assert_int_equal(into->reports, 2);
    assert_false(withdrawn(into, "SYR", from->entry, from->number)); /* once */
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
        case_open(&draft, into, word("intelligence"), 0, 0, BYTES("one more"));
    assert_null(merge_refusal(into, from));
    case_open(&draft, into, word("intelligence"), 0, 0, BYTES("one too many"));
    assert_non_null(strstr(merge_refusal(into, from), "too many cases"));
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
        T(a_counted_report_cannot_be_withdrawn_after_a_merge),
        T(what_is_no_happening_is_refused),
        T(a_merge_keeps_within_the_bounds),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
