/* test_effects.c: what a message does to an incident that it refers to: acknowledged, answered, bettered,
 * taken back, closed, opened again. With the shipped policy, and rules that hear of each event. */
#include "heard_fixture.h"

#define CASE(n, member) at(&f, 0, "changes.I-1.cases." #n "." member)

/* A detained person: a routine case of the soldiers, and an urgent one of the diplomats. */
static void detained(void) {
    REPORT("s", "SYR", "00", "border.detention", "");
    assert_string_equal(CASE(0, "track"), "de-escalation");
    assert_string_equal(CASE(1, "track"), "diplomatic");
}

/* ---- milestones ---- */

static void a_message_reaches_the_case_of_its_track(void **unused) {
    (void)unused;
    detained();
    ABOUT("y", "reply", "ISR", "01", "'SYR:s'", ",'track':'diplomatic'");
    assert_string_equal(CASE(0, "met"), "");
    assert_string_not_equal(CASE(1, "met.answered"), "");
    assert_int_equal(heard(&f, "answered"), 1);
    ABOUT("z", "reply", "ISR", "02", "'SYR:s'", "");
    assert_string_not_equal(CASE(0, "met.answered"), "");
    assert_int_equal(heard(&f, "answered"), 1); /* the other was before */
    ABOUT("x", "reply", "ISR", "03", "'SYR:s'", "");
    assert_int_equal(heard(&f, "answered"), 0);
}

static void a_closed_case_is_reached_by_nothing(void **unused) {
    (void)unused;
    detained();
    ABOUT("c", "close", "SYR", "01", "'SYR:s'", ",'track':'de-escalation','outcome':'explained'");
    ABOUT("y", "reply", "ISR", "02", "'SYR:s'", "");
    assert_string_equal(CASE(0, "met"), "");
    assert_string_not_equal(CASE(1, "met.answered"), "");
    ABOUT("z", "reply", "ISR", "03", "'SYR:s'", ",'track':'de-escalation'");
    assert_true(says(&f, "I-1 has no open case on that track"));
}

static void a_milestone_that_nobody_awaits_is_told_to_its_sender(void **unused) {
    (void)unused;
    detained();
    ABOUT("n", "note", "UNDOF", "01", "'SYR:s'", ",'milestone':'reviewed'");
    assert_true(says(&f, "I-1 awaits no such milestone from this sender"));
    ABOUT("m", "note", "SYR", "02", "'SYR:s'", ",'milestone':'reviewed'");
    assert_false(says(&f, "awaits no such milestone"));
    assert_string_not_equal(CASE(0, "met.reviewed"), "");
}

/* ---- bettering ---- */

/* Once, for each field in which they come to differ. */
static void rules_hear_of_what_is_newly_contested(void **unused) {
    (void)unused;
    REPORT("s", "SYR", "00", "fire.mortar", ",'place':{'lat':33,'lon':35.8},'harm':{'killed':1}");
    REPORT("i", "ISR", "01", "fire.mortar", ",'place':{'lat':33,'lon':35.8},'harm':{'killed':0}");
    assert_string_equal(at(&f, 0, "effect"), "fused");
    assert_int_equal(heard(&f, "contested"), 1);
    ABOUT("u", "update", "ISR", "02", "'ISR:i'", ",'harm':{'killed':2}");
    assert_int_equal(heard(&f, "update"), 1);
    assert_int_equal(heard(&f, "contested"), 0);
    ABOUT("v", "update", "ISR", "03", "'ISR:i'", ",'place':{'lat':33.02,'lon':35.8}");
    assert_int_equal(heard(&f, "contested"), 1);
}

#define EXERCISE                                                                                             \
    say(&f, "{'id':'n','type':'notice','from':'ISR','time':'2026-03-25T08:00:00Z','kind':'force.exercise',"  \
            "'window':{'from':'2026-03-26T10:00:00Z','until':'2026-03-26T11:00:00Z'},"                       \
            "'place':{'lat':33,'lon':35.8,'radius_m':2000}}")

/* Neither its place nor either end of its window; what else is said of it, is. */
static void a_notice_stands_as_it_was_acknowledged(void **unused) {
    static const char stands[] = "I-1 is a notice, and stands as it was acknowledged";
    (void)unused;
    EXERCISE;
    ABOUT("a", "update", "ISR", "01", "'I-1'", ",'place':{'lat':33.1,'lon':35.8}");
    assert_true(says(&f, stands));
    ABOUT("b", "update", "ISR", "02", "'I-1'", ",'window':{'from':'2026-03-26T10:10:00Z'}");
    assert_true(says(&f, stands));
    ABOUT("c", "update", "ISR", "03", "'I-1'", ",'window':{'until':'2026-03-26T12:00:00Z'}");
    assert_true(says(&f, stands));
    assert_int_equal(heard(&f, "update"), 0);
    ABOUT("d", "update", "ISR", "04", "'I-1'", ",'text':'with live rounds'");
    assert_false(says(&f, stands));
    assert_int_equal(heard(&f, "update"), 1);
}

/* A clinic, and fire of which it is said later how near it was. */
static void what_an_update_says_is_set_beside_a_notice(void **unused) {
    (void)unused;
    say(&f, "{'id':'n','type':'notice','from':'SYR','time':'2026-03-25T08:00:00Z','kind':'site.protected',"
            "'window':{'from':'2026-03-25T10:00:00Z'},'place':{'lat':33,'lon':35.8,'radius_m':500}}");
    REPORT("s", "SYR", "00", "fire.mortar", ",'place':{'lat':33.01,'lon':35.8}"); /* 1,112 m off */
    assert_string_equal(at(&f, 0, "protected"), "");
    ABOUT("u", "update", "SYR", "01", "'SYR:s'", ",'text':'near'");
    assert_string_equal(at(&f, 0, "protected"), "");
    ABOUT("v", "update", "SYR", "02", "'SYR:s'", ",'place':{'lat':33.01,'lon':35.8,'precision_m':700}");
    assert_string_equal(at(&f, 0, "protected"), "I-1");
    ABOUT("w", "update", "SYR", "03", "'SYR:s'", ",'place':{'lat':33,'lon':35.8}");
    assert_string_equal(at(&f, 0, "protected"), "I-1");
    EXERCISE; /* as I-3 */
    ABOUT("x", "update", "SYR", "04", "'SYR:s'", ",'place':{'lat':33,'lon':35.8}");
    assert_string_equal(at(&f, 0, "notice.incident"), "I-3");
}

/* ---- closing ---- */

static void closing_reaches_what_waits_for_it(void **unused) {
    (void)unused;
    REPORT("s", "SYR", "00", "intelligence.tip", "");
    ABOUT("c", "close", "ISR", "01", "'SYR:s'", ",'outcome':'noted'");
    assert_string_equal(CASE(0, "outcome"), "noted");
    assert_string_not_equal(CASE(0, "met.closed"), "");
    assert_int_equal(heard(&f, "closed"), 1);
    assert_true(says(&f, "closed by a message from ISR"));
    ABOUT("d", "close", "ISR", "02", "'SYR:s'", ",'outcome':'noted'");
    assert_true(says(&f, "I-1 is closed already"));
    assert_int_equal(heard(&f, "closed"), 0);
}

static void only_cases_of_the_track_are_closed(void **unused) {
    (void)unused;
    detained();
    ABOUT("c", "close", "SYR", "01", "'SYR:s'", ",'track':'commercial','outcome':'fulfilled'");
    assert_true(says(&f, "I-1 has no open case on that track"));
    ABOUT("d", "close", "SYR", "02", "'SYR:s'", ",'track':'diplomatic','outcome':'settled'");
    assert_string_equal(CASE(0, "state"), "");
    assert_string_equal(CASE(1, "state"), "closed");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "");
    ABOUT("e", "close", "SYR", "03", "'SYR:s'", ",'outcome':'unheard-of'");
    assert_true(says(&f, "I-1 stays open on the track de-escalation, which has no such outcome"));
    ABOUT("g", "close", "SYR", "04", "'SYR:s'", ",'outcome':'no-reply'");
    assert_int_equal(heard(&f, "closed"), 1); /* not the one that was closed before */
    assert_string_equal(CASE(1, "outcome"), "");
    assert_string_not_equal(at(&f, 0, "changes.I-1.closed_at"), "");
}

/* What opened no case is closed, opened again and taken back as a whole. */
static void what_has_no_case_is_closed_and_opened_again(void **unused) {
    (void)unused;
    REPORT("s", "SYR", "00", "statement.comment", "");
    assert_string_equal(at(&f, 0, "changes.I-1.cases"), "");
    ABOUT("c", "close", "ISR", "01", "'SYR:s'", ",'outcome':'explained'");
    assert_string_equal(at(&f, 0, "changes.I-1.outcome"), "explained");
    assert_true(says(&f, "closed by a message"));
    ABOUT("o", "reopen", "ISR/head", "02", "'SYR:s'", ",'reason':'more'");
    assert_string_equal(at(&f, 0, "changes.I-1.outcome"), "null");
    assert_true(says(&f, "reopened by a message"));
    ABOUT("p", "reopen", "ISR/head", "03", "'SYR:s'", ",'reason':'more'");
    assert_true(says(&f, "I-1 has no closed case to reopen"));
    ABOUT("w", "withdraw", "SYR", "04", "'SYR:s'", ",'reason':'mistaken'");
    assert_string_equal(at(&f, 0, "changes.I-1.outcome"), "withdrawn");
}

static void only_closed_cases_of_the_track_are_opened_again(void **unused) {
    (void)unused;
    detained();
    ABOUT("c", "close", "SYR", "01", "'SYR:s'", ",'outcome':'settled'");
    ABOUT("o", "reopen", "SYR/head", "02", "'SYR:s'", ",'track':'diplomatic','reason':'more'");
    assert_string_equal(CASE(0, "state"), "");
    assert_string_equal(CASE(1, "state"), "open");
    assert_int_equal(heard(&f, "reopened"), 1);
    ABOUT("p", "reopen", "SYR/head", "03", "'SYR:s'", ",'reason':'more'");
    assert_string_equal(CASE(0, "state"), "open");
    assert_string_equal(CASE(1, "state"), "");
    assert_int_equal(heard(&f, "reopened"), 1);
}

/* ---- taking back ---- */

/* An outcome that no track has to list; but where only people may end a case, a role that may not does not.
 */
static void the_last_report_taken_back_ends_what_came_of_it(void **unused) {
    (void)unused;
    fixture_close(&f);
    fixture_read(&f, "rules", INSTANT_NONE);
    fixture_rules(&f, HEARS);
    fixture_policy(&f, "outcomes: [explained, settled, fulfilled, withdrawn,",
                   "outcomes: [explained, settled, fulfilled,");
    fixture_policy(&f, "by_reporter: [settled, withdrawn, unfounded]", "by_reporter: [settled, unfounded]");
    fixture_launch(&f);
    REPORT("s", "SYR", "00", "airspace.aircraft", ",'place':{'lat':33,'lon':35.8}");
    REPORT("t", "SYR", "01", "airspace.aircraft", ",'place':{'lat':33,'lon':35.8}");
    ABOUT("w", "withdraw", "SYR", "02", "'SYR:s'", ",'reason':'mistaken'");
    assert_string_equal(CASE(0, "state"), "");
    assert_true(says(&f, "withdrawal from SYR"));
    ABOUT("x", "withdraw", "SYR", "03", "'SYR:t'", ",'reason':'mistaken'");
    assert_string_equal(CASE(0, "outcome"), "withdrawn");
    assert_int_equal(heard(&f, "closed"), 1);
}

static void an_observer_who_takes_his_report_back_closes_nothing_urgent(void **unused) {
    (void)unused;
    REPORT("u", "UNDOF", "00", "border.incursion", "");
    assert_string_equal(CASE(0, "urgency"), "urgent");
    ABOUT("w", "withdraw", "UNDOF", "01", "'UNDOF:u'", ",'reason':'mistaken'");
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "null");
    assert_string_equal(CASE(0, "state"), "");
    assert_true(says(&f, "I-1 stays open on the track de-escalation, which that role may not close"));
}

static void who_takes_back_what_is_not_its_own_is_told(void **unused) {
    static const char own[] = "I-1 stands: a party can withdraw a report, notice or request of its own";
    (void)unused;
    REPORT("s", "SYR", "00", "fire.mortar", ",'place':{'lat':33,'lon':35.8}");
    REPORT("i", "ISR", "01", "fire.mortar", ",'place':{'lat':33,'lon':35.8}");
    REPORT("t", "SYR", "02", "fire.mortar", ",'place':{'lat':33,'lon':35.8}");
    ABOUT("w", "withdraw", "SYR", "03", "'SYR:s','ISR:i'", ",'reason':'mistaken'");
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "2");
    assert_true(says(&f, own));
    ABOUT("x", "withdraw", "SYR", "04", "'SYR:t'", ",'reason':'mistaken'");
    assert_false(says(&f, own));
}

static void a_notice_taken_back_is_in_force_no_more(void **unused) {
    (void)unused;
    EXERCISE;
    REPORT("s", "SYR", "00", "fire.mortar", ",'place':{'lat':33,'lon':35.8}");
    assert_string_equal(at(&f, 0, "notice.incident"), "I-1");
    ABOUT("w", "withdraw", "ISR", "01", "'ISR:n'", ",'reason':'put off'");
    assert_string_equal(at(&f, 0, "changes.I-1.notice.withdrawn"), "true");
    REPORT("t", "SYR", "02", "fire.mortar", ",'place':{'lat':33,'lon':35.8}");
    assert_string_equal(at(&f, 0, "notice.incident"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(a_message_reaches_the_case_of_its_track),
        T(a_closed_case_is_reached_by_nothing),
        T(a_milestone_that_nobody_awaits_is_told_to_its_sender),
        T(rules_hear_of_what_is_newly_contested),
        T(a_notice_stands_as_it_was_acknowledged),
        T(what_an_update_says_is_set_beside_a_notice),
        T(closing_reaches_what_waits_for_it),
        T(only_cases_of_the_track_are_closed),
        T(what_has_no_case_is_closed_and_opened_again),
        T(only_closed_cases_of_the_track_are_opened_again),
        T(the_last_report_taken_back_ends_what_came_of_it),
        T(an_observer_who_takes_his_report_back_closes_nothing_urgent),
        T(who_takes_back_what_is_not_its_own_is_told),
        T(a_notice_taken_back_is_in_force_no_more),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
