/* test_handle.c: a message of whatever type and the incidents that it refers to, one by one; and steps that
 * come due. With the shipped policy, and rules that hear of each event. */
#include "heard_fixture.h"

#define AT(lat) ",'place':{'lat':" lat ",'lon':35.8}"

/* ---- exercises ---- */

static void an_exercise_has_no_effect_on_what_is_real(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("x", "SYR", "01", "fire.mortar", AT("33") ",'status':'exercise'");
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    ABOUT("k", "ack", "ISR", "02", "'SYR:a','SYR:x'", ",'level':'received','status':'exercise'");
    assert_true(says(&f, "I-1 is real: an exercise or test has no effect on it"));
    assert_string_equal(at(&f, 0, "changes.I-1"), "");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.0.clocks.0.state"), "met");
}

/* A person may end an exercise by a message that is real. */
static void what_is_real_has_an_effect_on_an_exercise(void **unused) {
    (void)unused;
    REPORT("x", "SYR", "00", "fire.mortar", AT("33") ",'status':'exercise'");
    ABOUT("c", "close", "SYR", "01", "'SYR:x'", ",'outcome':'explained'");
    assert_string_equal(at(&f, 0, "changes.I-1.outcome"), "explained");
}

/* ---- notes ---- */

static void a_note_of_nothing_goes_to_whom_it_addresses(void **unused) {
    (void)unused;
    say(&f, "{'id':'n','type':'note','from':'ISR','to':['SYR/head','ISR/head'],'text':'hello',"
            "'time':'2026-03-26T10:00:00Z'}");
    assert_string_equal(at(&f, 0, "effect"), "noted");
    assert_string_equal(told(&f, 0), "notify SYR/head");
    assert_true(says(&f, "note from ISR"));
}

/* ---- several incidents ---- */

/* What rules propose of one is for that one; what one was set beside is said of it alone. */
static void each_incident_is_decided_by_itself(void **unused) {
    (void)unused;
    fixture_close(&f);
    fixture_open_with(&f, "rules",
                      "rule 'graver' {\n"
                      "  on = 'update', where = { ['incident.kind'] = 'airspace.aircraft' },\n"
                      "  propose = { severity = 5 }, because = 'graver' }\n",
                      INSTANT_NONE);
    say(&f, "{'id':'n','type':'notice','from':'ISR','time':'2026-03-25T08:00:00Z','kind':'force.exercise',"
            "'window':{'from':'2026-03-26T10:00:00Z','until':'2026-03-26T11:00:00Z'},"
            "'place':{'lat':33,'lon':35.8,'radius_m':2000}}");
    REPORT("a", "SYR", "00", "airspace.aircraft", AT("33"));
    REPORT("b", "SYR", "01", "fire.mortar", AT("32.5"));
    assert_string_equal(at(&f, 0, "notice.incident"), "");
    ABOUT("u", "update", "SYR", "02", "'SYR:a','SYR:b'", ",'text':'both'");
    assert_string_equal(at(&f, 0, "changes.I-2.severity"), "5");
    assert_string_equal(at(&f, 0, "changes.I-3.severity"), "");
    assert_string_equal(at(&f, 0, "notice.incident"), "I-1");
    ABOUT("v", "update", "SYR", "03", "'SYR:b','SYR:a'", ",'text':'both'");
    assert_string_equal(at(&f, 0, "incident"), "I-3"); /* the entry is about the first */
    assert_string_equal(at(&f, 0, "notice.incident"), "");
    assert_string_equal(at(&f, 0, "changes.I-3.severity"), "");
}

/* Fire at a clinic, and an exercise elsewhere, in one update: the exercise is at no clinic. */
static void what_one_is_set_beside_the_next_is_not(void **unused) {
    (void)unused;
    say(&f, "{'id':'n','type':'notice','from':'SYR','time':'2026-03-25T08:00:00Z','kind':'site.protected',"
            "'window':{'from':'2026-03-25T10:00:00Z'},'place':{'lat':33,'lon':35.8,'radius_m':500}}");
    say(&f, "{'id':'e','type':'notice','from':'SYR','time':'2026-03-25T08:00:00Z','kind':'force.exercise',"
            "'window':{'from':'2026-03-27T10:00:00Z'},'place':{'lat':32,'lon':35.8,'radius_m':500}}");
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    assert_string_equal(at(&f, 0, "protected"), "I-1");
    ABOUT("u", "update", "SYR", "01", "'SYR:a','I-2'", ",'text':'both'");
    assert_string_equal(at(&f, 0, "protected"), "I-1");
    assert_string_equal(at(&f, 0, "changes.I-2.severity"), "");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.0.urgency"), "");
}

/* One that was to be passed on, and was not: others could not be ready for it. */
static void what_was_not_relayed_in_time_is_said_of_the_report(void **unused) {
    (void)unused;
    say(&f,
        "{'id':'n','type':'notice','from':'ISR','to':['SYR'],'time':'2026-03-25T08:00:00Z',"
        "'kind':'convoy.military','window':{'from':'2026-03-26T10:00:00Z','until':'2026-03-26T12:00:00Z'},"
        "'place':{'lat':33,'lon':35.8,'radius_m':2000}}");
    REPORT("a", "SYR", "00", "convoy.military", AT("33"));
    assert_string_equal(at(&f, 0, "notice.match.0"), "inside");
    assert_string_equal(at(&f, 0, "notice.match.1"), "overdue-relay");
    assert_true(says(&f, "inside the notice I-1, whose relay is overdue"));
}

/* ---- words ---- */

static void whatever_word_the_policy_does_not_have_is_told(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortr",
           ",'urgency':'urgnt','to':['ISR/haed'],'track':'diplomatc',"
           "'milestone':'reportd','outcome':'settld'");
    assert_true(says(&f, "the policy has no kind \"fire.mortr\"; did you mean \"fire.mortar\"?"));
    assert_true(says(&f, "the policy has no urgency \"urgnt\"; did you mean \"urgent\"?"));
    assert_true(says(&f, "the policy has no role \"haed\"; did you mean \"head\"?"));
    assert_true(says(&f, "the policy has no track \"diplomatc\"; did you mean \"diplomatic\"?"));
    assert_true(says(&f, "the policy has no milestone \"reportd\"; did you mean \"reported\"?"));
    assert_true(says(&f, "the policy has no outcome \"settld\"; did you mean \"settled\"?"));
    REPORT("b", "SYR", "01", "fire.mortar",
           ",'urgency':'urgent','to':['ISR/head'],'track':'diplomatic',"
           "'milestone':'reported','outcome':'settled'");
    assert_false(says(&f, "the policy has no"));
}

/* ---- what comes due ---- */

static void a_step_calls_once_and_rules_hear_of_the_first(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    move_to(&f, "2026-03-26T10:05:00Z");
    assert_string_equal(told(&f, 0), "escalate ISR/alternate, escalate ISR/head");
    assert_true(says(&f, "not acknowledged by ISR after 5m"));
    assert_int_equal(heard(&f, "overdue"), 1);
    move_to(&f, "2026-03-26T10:30:00Z");
    assert_true(says(&f, "not answered after 30m"));
    assert_int_equal(heard(&f, "overdue"), 1);
    move_to(&f, "2026-03-26T11:00:00Z");
    assert_true(says(&f, "not answered after 1h"));
    assert_int_equal(heard(&f, "overdue"), 0);
}

static void what_expires_is_told_and_rules_hear_of_it(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "intelligence.tip", "");
    ABOUT("y", "reply", "ISR", "01", "'SYR:a'", "");
    move_to(&f, "2026-04-25T10:00:00Z");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.outcome"), "expired");
    assert_string_equal(told(&f, 0), "notify ISR/liaison, notify SYR/liaison");
    assert_int_equal(heard(&f, "closed"), 1);
}

/* What was raised since to an urgency that only people end: they are told that its time is over. */
static void what_only_people_close_does_not_expire(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "intelligence.tip", "");
    REPORT("b", "SYR", "01", "intelligence.warning", ",'urgency':'life-threat','refs':['I-1']");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "life-threat");
    move_to(&f, "2026-04-25T10:00:00Z");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.outcome"), "");
    assert_true(says(&f, "its time is over; only people close it"));
    assert_int_equal(heard(&f, "closed"), 0);
}

/* A line that comes late is taken at the instant that the cell has come to. */
static void a_late_line_does_not_turn_time_back(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "30", "fire.mortar", AT("33"));
    REPORT("b", "SYR", "10", "fire.mortar", AT("32.5"));
    assert_string_equal(at(&f, 0, "at"), at(&f, 1, "at"));
    assert_string_equal(at(&f, 0, "late"), "1200000");
    say(&f, "{'id':'n','type':'notice','from':'SYR','time':'2026-03-26T10:30:00Z','kind':'convoy.military',"
            "'window':{'from':'2026-03-26T11:00:00Z'},'place':{'lat':32,'lon':35.8,'radius_m':500}}");
    REPORT("c", "SYR", "20", "fire.mortar", AT("32.2"));
    assert_string_equal(at(&f, 0, "late"), "600000");
    assert_string_equal(at(&f, 1, "kind"),
                        "deadline"); /* relayed it should have been at 09:00: due at once */
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(an_exercise_has_no_effect_on_what_is_real),
        T(what_is_real_has_an_effect_on_an_exercise),
        T(a_note_of_nothing_goes_to_whom_it_addresses),
        T(each_incident_is_decided_by_itself),
        T(what_one_is_set_beside_the_next_is_not),
        T(what_was_not_relayed_in_time_is_said_of_the_report),
        T(whatever_word_the_policy_does_not_have_is_told),
        T(a_step_calls_once_and_rules_hear_of_the_first),
        T(what_expires_is_told_and_rules_hear_of_it),
        T(what_only_people_close_does_not_expire),
        T(a_late_line_does_not_turn_time_back),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
