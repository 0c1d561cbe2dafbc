/* test_series.c: a burst of like reports becomes one incident that counts; and what was opened of late. */
#include "draft_fixture.h"

#include <incident/series.h>

/* Of talks the policy counts a series: two within six hours. */
#define TALK(time, more)                                                                                     \
    "{'id':'t','from':'SYR','time':'2026-03-27T" time ":00Z','kind':'talks.consult'" more "}"

#define BETWEEN(other) ",'actors':[{'party':'" other "','role':'actor'},{'party':'SYR','role':'target'}]"

/* Where a report would be counted. */
static struct incident *counts_in(const char *text) {
    struct incident facts;
    begin(text, &facts);
    return series_find(&draft, &facts);
}

static void the_third_is_counted_in_the_first(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("02:00", ""), NULL, NULL);
    assert_null(counts_in(TALK("03:00", "")));
    opened(TALK("03:00", ""), NULL, NULL);
    assert_ptr_equal(counts_in(TALK("04:00", "")), first);
}

/* Six hours, to the minute. */
static void a_series_begins_within_its_time(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("02:00", ""), NULL, NULL);
    opened(TALK("03:00", ""), NULL, NULL);
    assert_ptr_equal(counts_in(TALK("08:00", "")), first);
    assert_null(counts_in(TALK("08:01", "")));
}

static void a_series_goes_on_from_its_last_report(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("02:00", ""), NULL, NULL);
    opened(TALK("03:00", ""), NULL, NULL);
    begin(TALK("07:00", ""), NULL);
    assert_non_null(series_count(&draft, first));
    assert_int_equal(first->series, 1);
    assert_int_equal(first->reports, 2);
    assert_int_equal(first->statements[1].counted, 1); /* it is compared with nothing */
    assert_ptr_equal(counts_in(TALK("13:00", "")), first);
    assert_null(counts_in(TALK("13:00", ",'status':'exercise'")));
    assert_null(counts_in(TALK("13:01", "")));
}

/* An old happening that is reported late is no part of the burst. */
static void what_was_seen_long_ago_is_not_counted(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("12:00", ""), NULL, NULL);
    opened(TALK("12:10", ""), NULL, NULL);
    assert_ptr_equal(counts_in(TALK("06:30", ",'received':'2026-03-27T12:30:00Z'")), first);
    assert_null(counts_in(TALK("06:29", ",'received':'2026-03-27T12:30:00Z'")));
}

static void who_is_asked_by_a_counted_report_owes(void **unused) {
    struct parties obliged;
    (void)unused;
    struct incident *first = opened(TALK("02:00", ",'to':['ISR']"), "de-escalation", "urgent");
    begin(TALK("03:00", ",'to':['ISR','USA']"), NULL);
    assert_non_null(series_count(&draft, first));
    asked(first, "de-escalation", "urgent");
    (void)incident_reconcile(&draft, first);
    incident_obliged(first, &obliged);
    assert_int_equal(obliged.count, 2);
    assert_int_equal(clock_last(first, 0, "acknowledged", "USA")->set_ms, T0 + HOUR_MS);
    assert_string_equal(told(), "request-ack USA/liaison");
}

static void what_is_not_alike_is_not_counted(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("02:00", BETWEEN("ISR")), NULL, NULL);
    opened(TALK("02:10", BETWEEN("ISR")), NULL, NULL);
    assert_ptr_equal(counts_in(TALK("03:00", BETWEEN("ISR"))), first);
    assert_null(counts_in(TALK("03:00", BETWEEN("JOR"))));
    assert_ptr_equal(counts_in(TALK("03:00", BETWEEN("ISR") ",'harm':{'killed':0,'civilian':false}")), first);
    assert_null(counts_in(TALK("03:00", ",'harm':{'killed':1}")));
    assert_null(counts_in(TALK("03:00", ",'harm':{'injured':1}")));
    assert_null(counts_in(TALK("03:00", ",'harm':{'civilian':true}")));
    assert_null(counts_in(TALK("03:00", ",'status':'exercise'")));
    assert_null(counts_in(TALK("03:00", ",'marking':{'rel_to':['USA']}")));
    assert_null(counts_in(TALK("03:00", ",'fuse':'never'")));
    assert_null(counts_in(FIRE("SYR", "03:00", ""))); /* the policy counts no fire */
}

/* The next that is open takes the rest; where none is, nothing is counted. */
static void what_is_closed_takes_nothing_more(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("02:00", ""), NULL, NULL);
    struct incident *second = opened(TALK("03:00", ""), NULL, NULL);
    assert_ptr_equal(counts_in(TALK("03:30", "")), first);
    incident_close(&draft, first, word("explained"));
    assert_ptr_equal(counts_in(TALK("04:00", "")), second);
    incident_close(&draft, second, word("explained"));
    assert_null(counts_in(TALK("04:10", "")));
}

/* So long as a report may be counted in it; what is in no series only as long as one may be fused with it. */
static void a_series_stays_in_memory_as_long_as_it_may_go_on(void **unused) {
    (void)unused;
    struct incident *first = opened(TALK("02:00", ""), NULL, NULL);
    incident_settle(&draft, first);
    assert_int_equal(first->dormant_ms, T0 + HOUR_MS);
    begin(TALK("03:00", ""), NULL);
    assert_non_null(series_count(&draft, first));
    incident_settle(&draft, first);
    assert_int_equal(first->dormant_ms, T0 + 7 * HOUR_MS);
}

/* A series counts what the policy lists, not what else happened between the two parties. */
static void other_kinds_make_no_series(void **unused) {
    (void)unused;
    opened(TALK("02:00", ""), NULL, NULL);
    opened(FIRE("SYR", "02:10", ""), NULL, NULL);
    assert_null(counts_in(TALK("03:00", "")));
    opened(TALK("03:10", ",'status':'exercise'"), NULL, NULL);
    assert_null(counts_in(TALK("03:20", "")));
}

/* ---- what was opened of late, as rules ask it ---- */

static int64_t count_since(const char *kind, int64_t since_ms) {
    return history_count(&state.history, bytes_of(kind), since_ms, 0, NULL, 0);
}

static void what_was_opened_just_so_long_ago_counts(void **unused) {
    (void)unused;
    opened(TALK("02:00", ""), NULL, NULL);
    opened(TALK("03:00", ""), NULL, NULL);
    assert_int_equal(count_since("talks.*", T0), 2);
    assert_int_equal(count_since("talks.*", T0 + 1), 1);
    assert_int_equal(count_since("talks.*", T0 + HOUR_MS), 1);
    assert_int_equal(count_since("talks.*", T0 + HOUR_MS + 1), 0);
    assert_int_equal(count_since("fire.*", T0), 0);
    assert_int_equal(count_since("", T0), 2);
}

static void what_is_older_than_the_policys_history_is_forgotten(void **unused) {
    (void)unused;
    opened(TALK("02:00", ""), NULL, NULL); /* a day is kept */
    opened("{'id':'a','from':'SYR','time':'2026-03-28T02:00:00Z','kind':'talks'}", NULL, NULL);
    assert_int_equal(count_since("", 0), 2);
    opened("{'id':'b','from':'SYR','time':'2026-03-28T02:00:00.001Z','kind':'talks'}", NULL, NULL);
    assert_int_equal(count_since("", 0), 2);
}

static void parties_and_places_are_counted(void **unused) {
    const struct point here = {330000000, 358000000}, origin = {0, 0};
    (void)unused;
    opened(TALK("02:00", ",'actors':[{'party':'ISR'}],'place':{'lat':33,'lon':35.8}"), NULL, NULL);
    opened(TALK("02:10", ",'place':{'lat':33.01,'lon':35.8}"), NULL, NULL); /* 1,112 m away */
    opened(TALK("02:20", ""), NULL, NULL);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, party("ISR"), NULL, 0), 1);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, 0, &here, 1112), 2);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, 0, &here, 1111), 1);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, 0, &origin, 1111),
                     0); /* the third is nowhere */
}

/* Whatever part a party has in it, and where it is said later to have been. */
static void both_parties_and_a_later_place_count(void **unused) {
    const struct point here = {330000000, 358000000};
    (void)unused;
    struct incident *i = opened(TALK("02:00", BETWEEN("ISR")), NULL, NULL);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, party("ISR"), NULL, 0), 1);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, party("SYR"), NULL, 0), 1);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, party("USA"), NULL, 0), 0);
    assert_int_equal(history_count(&state.history, BYTES(""), T0, 0, &here, 1000), 0);
    joined(i, TALK("02:10", ",'place':{'lat':33,'lon':35.8}"));
    assert_int_equal(history_count(&state.history, BYTES(""), T0, 0, &here, 1000), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(the_third_is_counted_in_the_first),
        T(a_series_begins_within_its_time),
        T(a_series_goes_on_from_its_last_report),
        T(what_was_seen_long_ago_is_not_counted),
        T(who_is_asked_by_a_counted_report_owes),
        T(what_is_not_alike_is_not_counted),
        T(what_is_closed_takes_nothing_more),
        T(what_was_opened_just_so_long_ago_counts),
        T(what_is_older_than_the_policys_history_is_forgotten),
        T(parties_and_places_are_counted),
        T(a_series_stays_in_memory_as_long_as_it_may_go_on),
        T(other_kinds_make_no_series),
        T(both_parties_and_a_later_place_count),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
