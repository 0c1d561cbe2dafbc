/* test_milestones.c: which clocks a case has, whom they wait for, and who reaches its milestones. Through the
 * cell, with the shipped policy or with one word of it changed. */
#include "cell_fixture.h"

static struct fixture f;

static int teardown(void **unused) {
    (void)unused;
    fixture_close(&f);
    return 0;
}

static const char urges[] = "rule 'urges' {\n"
                            "  on = 'update', where = { code = 'worse' },\n"
                            "  propose = { urgency = 'urgent' }, because = 'worse',\n"
                            "}\n";

static void governed_by(const char *was, const char *is) {
    fixture_read(&f, "rules", INSTANT_NONE);
    fixture_rules(&f, urges);
    if (was)
        fixture_policy(&f, was, is);
    fixture_launch(&f);
}

#define WORSE(id, from, minute, ref) ABOUT(id, "update", from, minute, ref, ",'code':'worse'")
#define CASE(n, member)              at(&f, 0, "changes.I-1.cases." #n "." member)

/* The clocks of the first case that the last entry set, `acknowledged ISR, answered`; "" where there are
 * none. */
static const char *clocks_set(void) {
    static char all[1024];
    char path[64];
    all[0] = '\0';
    for (int n = 0; n < 16; n++) {
        size_t used = strlen(all);
        (void)snprintf(path, sizeof path, "changes.I-1.cases.0.clocks.%d.milestone", n);
        (void)snprintf(all + used, sizeof all - used, "%s%s", used && at(&f, 0, path)[0] ? ", " : "",
                       at(&f, 0, path));
        used = strlen(all);
        (void)snprintf(path, sizeof path, "changes.I-1.cases.0.clocks.%d.party", n);
        (void)snprintf(all + used, sizeof all - used, "%s%s", at(&f, 0, path)[0] ? " " : "", at(&f, 0, path));
    }
    return all;
}

/* ---- which clocks there are ---- */

static void a_notice_has_not_the_clocks_of_a_report(void **unused) {
    (void)unused;
    governed_by("acknowledged: {each: party, late: {5m: [alternate, head]}, copy",
                "acknowledged: {each: party, opened_by: [report], late: {5m: [alternate, head]}, copy");
    say(&f, "{'id':'n','type':'notice','from':'SYR','time':'2026-03-25T08:00:00Z','kind':'force.exercise',"
            "'window':{'from':'2026-03-27T10:00:00Z','until':'2026-03-27T11:00:00Z'},"
            "'place':{'lat':33,'lon':35.8,'radius_m':2000}}");
    assert_string_equal(clocks_set(), "acknowledged ISR, closed");
    WORSE("u", "SYR", "00", "'SYR:n'");
    assert_string_equal(CASE(0, "urgency"), "urgent");
    assert_string_equal(clocks_set(), "answered, reported, reviewed");
    assert_string_equal(CASE(0, "clocks.0.due_at"), "1774429200000"); /* as it was: an hour from 08:00 */
    assert_string_equal(told(&f, 0), "notify ISR/liaison, request-ack ISR/liaison");
}

static void a_reporter_that_is_no_member_is_no_side(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "UNDOF", "00", "statement.comment", "");
    ABOUT("d", "dispute", "ISR/head", "01", "'UNDOF:s'", "");
    assert_string_equal(clocks_set(), "stated ISR, convened, concluded");
}

static void a_reporter_that_is_a_member_is_a_side(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "SYR", "00", "statement.comment", "");
    ABOUT("d", "dispute", "ISR/head", "01", "'SYR:s'", "");
    assert_string_equal(clocks_set(), "stated ISR, stated SYR, convened, concluded");
}

/* What was said before an urgency does not meet what that asks. What is met stays so, also when the case is
 * opened again. */
static void what_is_met_is_not_waited_for_again(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "SYR", "00", "airspace.aircraft", "");
    assert_string_equal(clocks_set(), "acknowledged ISR, answered, reviewed");
    ABOUT("n", "note", "SYR", "01", "'SYR:s'", ",'milestone':'reported'");
    assert_string_not_equal(CASE(0, "met.reported"), "");
    WORSE("u", "SYR", "02", "'SYR:s'");
    assert_string_equal(CASE(0, "urgency"), "urgent");
    assert_string_equal(CASE(0, "met.reported"), "null");
    assert_non_null(strstr(clocks_set(), "reported"));
    ABOUT("m", "note", "SYR", "03", "'SYR:s'", ",'milestone':'reported'");
    assert_string_not_equal(CASE(0, "met.reported"), "null");
    ABOUT("c", "close", "SYR", "04", "'SYR:s'", ",'outcome':'explained'");
    ABOUT("o", "reopen", "SYR/head", "05", "'SYR:s'", ",'reason':'more'");
    assert_string_equal(CASE(0, "outcome"), "null");
    assert_non_null(strstr(clocks_set(), "answered"));
    assert_null(strstr(clocks_set(), "reported"));
}

/* Neither at once nor when the case is raised, nor for who comes to owe before it. */
static void what_waits_for_another_milestone_is_set_with_it(void **unused) {
    (void)unused;
    governed_by("reported: {late: {48h: [head]}}",
                "reported: {each: party, after: answered, late: {48h: [head]}}");
    REPORT("s", "UNDOF", "00", "airspace.aircraft", ",'to':['ISR']");
    WORSE("u", "UNDOF", "01", "'UNDOF:s'");
    assert_string_equal(CASE(0, "urgency"), "urgent");
    assert_string_equal(clocks_set(), "");
    REPORT("t", "UNDOF", "02", "airspace.aircraft", ",'to':['SYR'],'refs':['UNDOF:s']");
    assert_string_equal(clocks_set(), "acknowledged SYR");
    ABOUT("y", "reply", "ISR", "03", "'UNDOF:s'", "");
    assert_string_equal(clocks_set(), "reported ISR, reported SYR");
}

/* Once it is answered as the graver urgency asks. */
static void what_waits_for_another_is_set_again_when_the_case_is_opened_again(void **unused) {
    (void)unused;
    governed_by("reported: {late: {48h: [head]}}", "reported: {after: answered, late: {48h: [head]}}");
    REPORT("s", "SYR", "00", "airspace.aircraft", "");
    ABOUT("y", "reply", "ISR", "01", "'SYR:s'", "");
    WORSE("u", "SYR", "02", "'SYR:s'");
    assert_string_equal(clocks_set(), "acknowledged ISR, answered");
    ABOUT("z", "reply", "ISR", "03", "'SYR:s'", "");
    assert_string_equal(clocks_set(), "reported");
    ABOUT("c", "close", "SYR", "04", "'SYR:s'", ",'outcome':'explained'");
    ABOUT("o", "reopen", "SYR/head", "05", "'SYR:s'", ",'reason':'more'");
    assert_non_null(strstr(clocks_set(), "reported")); /* cancelled meanwhile */
    assert_null(strstr(clocks_set(), "answered"));
}

/* ---- who is asked ---- */

/* But as a graver urgency asks, everybody is; and when it is opened again, only who has not acknowledged. */
static void who_has_acknowledged_is_not_asked_again(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "UNDOF", "00", "airspace.aircraft", ",'to':['ISR','SYR/head']");
    assert_string_equal(told(&f, 0), "request-ack ISR/liaison, request-ack SYR/head");
    ABOUT("k", "ack", "ISR", "01", "'UNDOF:s'", ",'level':'received'");
    WORSE("u", "UNDOF", "02", "'UNDOF:s'");
    assert_non_null(strstr(told(&f, 0), "request-ack ISR/liaison"));
    assert_non_null(strstr(told(&f, 0), "request-ack SYR/liaison"));
    ABOUT("l", "ack", "ISR", "03", "'UNDOF:s'", ",'level':'received'");
    ABOUT("c", "close", "SYR", "04", "'UNDOF:s'", ",'outcome':'explained'");
    ABOUT("o", "reopen", "SYR/head", "05", "'UNDOF:s'", ",'reason':'more'");
    assert_non_null(strstr(told(&f, 0), "notify ISR/liaison"));
    assert_null(strstr(told(&f, 0), "request-ack ISR"));
    assert_non_null(strstr(told(&f, 0), "request-ack SYR/liaison"));
}

/* But for another of his people. */
static void who_sends_it_himself_knows(void **unused) {
    (void)unused;
    for (int other = 0; other < 2; other++) {
        governed_by(NULL, NULL);
        REPORT("s", "UNDOF", "00", "airspace.aircraft", ",'to':['ISR','SYR']");
        ABOUT("k", "ack", "ISR", "01", "'UNDOF:s'", ",'level':'received'");
        ABOUT("c", "close", "SYR", "02", "'UNDOF:s'", ",'outcome':'explained'");
        if (other)
            REPORT("t", "ISR/head", "03", "airspace.aircraft", ",'refs':['UNDOF:s']");
        else
            REPORT("t", "ISR", "03", "airspace.aircraft", ",'refs':['UNDOF:s']");
        assert_string_equal(CASE(0, "state"), "open"); /* it is not over */
        assert_int_equal(strstr(told(&f, 0), "notify ISR/liaison") != NULL, other);
        assert_null(strstr(told(&f, 0), "request-ack ISR"));
        if (!other)
            fixture_close(&f);
    }
}

/* ---- who reaches what ---- */

static void a_level_includes_those_before_it(void **unused) {
    (void)unused;
    governed_by("milestones:\n  acknowledged: # a reply shows receipt as well as an ack does\n"
                "    by:\n    - {type: ack, level: received, from: owing}",
                "milestones:\n  acknowledged:\n    by:\n    - {type: ack, level: understood, from: owing}");
    REPORT("s", "SYR", "00", "airspace.aircraft", "");
    ABOUT("a", "ack", "ISR", "01", "'SYR:s'", ",'level':'received'");
    assert_string_equal(CASE(0, "met"), "");
    ABOUT("b", "ack", "UNDOF", "02", "'SYR:s'", ",'level':'acted'"); /* it owes none */
    assert_string_equal(CASE(0, "met"), "");
    ABOUT("c", "ack", "ISR", "03", "'SYR:s'", ",'level':'acted'");
    assert_string_not_equal(CASE(0, "met.acknowledged"), "");
}

static void only_the_reporter_is_content(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "SYR", "00", "airspace.aircraft", "");
    ABOUT("p", "position", "ISR", "01", "'SYR:s'", ",'stance':'accept'");
    assert_string_equal(CASE(0, "met.settled"), "");
    ABOUT("r", "position", "SYR", "02", "'SYR:s'", ",'stance':'accept'");
    assert_string_not_equal(CASE(0, "met.settled"), "");
}

static void what_the_supervisor_says_nobody_else_does(void **unused) {
    (void)unused;
    governed_by("convened: {by: [{type: meeting, value: [held, failed]}]}",
                "convened: {by: [{type: meeting, value: [held, failed], from: supervisor}]}");
    REPORT("s", "SYR", "00", "airspace.aircraft", "");
    ABOUT("m", "meeting", "SYR", "01", "'SYR:s'", ",'held':'failed'");
    assert_string_equal(CASE(0, "met.convened"), "");
    ABOUT("n", "meeting", "USA", "02", "'SYR:s'", ",'held':'no-show','absent':['ISR']");
    assert_string_equal(CASE(0, "met.convened"), "");
    ABOUT("o", "meeting", "USA", "03", "'SYR:s'", ",'held':'failed'");
    assert_string_not_equal(CASE(0, "met.convened"), "");
}

/* Not an observer, also where it is addressed. */
static void a_member_may_say_that_it_is_done(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "SYR", "00", "airspace.aircraft", ",'to':['UNDOF']");
    ABOUT("n", "note", "UNDOF", "01", "'SYR:s'", ",'milestone':'reviewed'");
    assert_string_equal(CASE(0, "met"), "");
    ABOUT("m", "note", "ISR", "02", "'SYR:s'", ",'milestone':'reviewed'");
    assert_string_not_equal(CASE(0, "met.reviewed"), "");
}

static void what_is_met_late_is_said_to_be(void **unused) {
    (void)unused;
    governed_by(NULL, NULL);
    REPORT("s", "UNDOF", "00", "fire.mortar", ",'to':['ISR','SYR']");
    move_to(&f, "2026-03-26T10:05:00Z");
    ABOUT("k", "ack", "ISR", "06", "'UNDOF:s'", ",'level':'received'");
    assert_string_equal(CASE(0, "clocks.0.state"), "met-late");
    assert_string_equal(CASE(0, "clocks.1.state"), "");
    assert_string_equal(CASE(0, "met"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_teardown(name, teardown)
        T(a_notice_has_not_the_clocks_of_a_report),
        T(a_reporter_that_is_no_member_is_no_side),
        T(a_reporter_that_is_a_member_is_a_side),
        T(what_is_met_is_not_waited_for_again),
        T(what_waits_for_another_milestone_is_set_with_it),
        T(what_waits_for_another_is_set_again_when_the_case_is_opened_again),
        T(who_has_acknowledged_is_not_asked_again),
        T(who_sends_it_himself_knows),
        T(a_level_includes_those_before_it),
        T(only_the_reporter_is_content),
        T(what_the_supervisor_says_nobody_else_does),
        T(a_member_may_say_that_it_is_done),
        T(what_is_met_late_is_said_to_be),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
