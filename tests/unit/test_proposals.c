/* test_proposals.c: what the engine makes of what rules propose: who wins, which cases there are, who is
 * called. With the shipped policy, but for its rules. */
#include "cell_fixture.h"

static struct fixture f;

static int teardown(void **unused) {
    (void)unused;
    fixture_close(&f);
    return 0;
}

/* `r(event, code, proposal)`: a rule for that event and code. */
#define R                                                                                                    \
    "local n = 0\n"                                                                                          \
    "local function r(event, code, proposal)\n"                                                              \
    "  n = n + 1\n"                                                                                          \
    "  rule('r' .. n) { on = event, where = { code = code }, propose = proposal, because = 'by r' .. n }\n"  \
    "end\n"

static void ruled_by(const char *rules) {
    fixture_read(&f, "rules", INSTANT_NONE);
    for (size_t n = 0; n < f.file_count; n++) {
        struct bytes name = f.files[n].name;
        bool rule = name.size > 4 && memcmp(name.data + name.size - 4, ".lua", 4) == 0;
        if (rule && !memchr(name.data, '/', name.size))
            f.files[n].content = BYTES("");
    }
    fixture_rules(&f, rules);
    fixture_launch(&f);
}

#define FIRE(id, minute, code, more) REPORT(id, "SYR", minute, "fire.mortar", ",'code':'" code "'" more)
#define CASE(n, member)              at(&f, 0, "changes.I-1.cases." #n "." member)

/* ---- who wins ---- */

static void the_first_track_and_title_stand(void **unused) {
    (void)unused;
    ruled_by(R "r('report', 'x', { track = 'intelligence', title = 'one' })\n"
               "r('report', 'x', { track = 'de-escalation', title = 'two' })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(CASE(0, "track"), "intelligence");
    assert_string_equal(CASE(1, "track"), "");
    assert_string_equal(at(&f, 0, "changes.I-1.title"), "one");
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "track");
    assert_string_equal(at(&f, 0, "rules.0.won.1"), "title");
    assert_string_equal(at(&f, 0, "rules.1.won.0"), "");
}

static void one_that_overrides_goes_before_the_first(void **unused) {
    (void)unused;
    ruled_by(R "r('report', 'x', { track = 'intelligence', title = 'one' })\n"
               "r('report', 'x', { track = 'de-escalation', title = 'two', override = true })\n"
               "r('report', 'x', { track = 'diplomatic', title = 'three', override = true })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(CASE(0, "track"), "de-escalation");
    assert_string_equal(at(&f, 0, "changes.I-1.title"), "two");
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "");
    assert_string_equal(at(&f, 0, "rules.1.won.0"), "track");
}

/* Of its own track, or of none; never that of another. */
static void the_gravest_urgency_stands(void **unused) {
    (void)unused;
    ruled_by(R "r('report', { 'x', 'y', 'z' }, { track = 'de-escalation', urgency = 'routine' })\n"
               "r('report', 'x', { track = 'diplomatic', urgency = 'urgent' })\n"
               "r('report', 'y', { urgency = 'urgent' })\n"
               "r('report', 'z', { track = 'de-escalation', urgency = 'urgent' })\n"
               "r('report', { 'y', 'z' }, { track = 'de-escalation', urgency = 'routine' })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "routine");
    FIRE("b", "00", "y", "");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.0.urgency"), "urgent");
    FIRE("c", "00", "z", "");
    assert_string_equal(at(&f, 0, "changes.I-3.cases.0.urgency"), "urgent");
    assert_string_equal(at(&f, 0, "rules.1.won.0"), "urgency");
}

static void the_gravest_severity_stands_and_never_falls(void **unused) {
    (void)unused;
    ruled_by(R "r('report', 'x', { track = 'none', severity = 2 })\n"
               "r('report', 'x', { severity = 4 })\n"
               "r('report', 'x', { severity = 3 })\n"
               "r('report', 'y', { severity = 1, title = 'again' })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(at(&f, 0, "changes.I-1.severity"), "4");
    assert_string_equal(at(&f, 0, "rules.1.won.0"), "severity");
    assert_string_equal(at(&f, 0, "rules.2.won.0"), "");
    FIRE("b", "01", "y", ",'refs':['I-1']");
    assert_string_equal(at(&f, 0, "changes.I-1.severity"), "");
    assert_string_equal(at(&f, 0, "changes.I-1.title"), "again");
    FIRE("c", "02", "y", ",'refs':['I-1']");
    assert_string_equal(at(&f, 0, "changes.I-1.title"), "");
}

/* ---- which cases there are ---- */

static void what_goes_along_is_a_child(void **unused) {
    (void)unused;
    ruled_by(
        R
        "r('report', 'x', { track = 'de-escalation', also = { diplomatic = 'urgent', commercial = true } })\n"
        "r('report', 'x', { also = { diplomatic = 'routine', ['de-escalation'] = 'urgent' } })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(CASE(0, "track"), "de-escalation");
    assert_string_equal(CASE(0, "urgency"), "urgent");
    assert_string_equal(CASE(0, "parent"), "");
    assert_string_equal(CASE(1, "track"), "commercial");
    assert_string_equal(CASE(1, "urgency"), "standard");
    assert_string_equal(CASE(1, "parent"), "0");
    assert_string_equal(CASE(2, "track"), "diplomatic");
    assert_string_equal(CASE(2, "urgency"), "urgent");
    assert_string_equal(CASE(2, "parent"), "0");
    assert_string_equal(CASE(3, "track"), "");
}

static void of_no_track_there_is_no_case_but_what_goes_along(void **unused) {
    (void)unused;
    ruled_by(R "r('report', 'x', { track = 'none', also = { diplomatic = 'routine' } })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(CASE(0, "track"), "diplomatic");
    assert_string_equal(CASE(1, "track"), "");
}

/* Where nobody names a track for a report, first or further; an update goes nowhere by itself. */
static void the_fallback_is_for_reports(void **unused) {
    (void)unused;
    ruled_by(R "r('report', 'x', { track = 'diplomatic' })\n"
               "r({ 'report', 'update' }, 'y', { tags = { 'more' } })\n");
    FIRE("a", "00", "y", "");
    assert_string_equal(CASE(0, "track"), "de-escalation");
    assert_string_equal(CASE(0, "urgency"), "urgent");
    assert_true(says(&f, "no rule names a track; the policy's fallback"));
    FIRE("b", "01", "x", "");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.1"), "");
    FIRE("c", "02", "y", ",'refs':['I-2']");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.1.track"), "de-escalation");
    REPORT("k", "SYR", "03", "locusts", ",'code':'x'");
    assert_string_equal(at(&f, 0, "changes.I-3.cases.1.track"), "de-escalation");
    ABOUT("l", "close", "SYR", "04", "'SYR:k'", ",'outcome':'explained'");
    ABOUT("m", "update", "SYR", "05", "'SYR:k'", ",'code':'y'");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "r2");
    assert_string_equal(at(&f, 0, "changes.I-3.cases"), "");
}

static void what_is_proposed_again_opens_the_case_again(void **unused) {
    (void)unused;
    ruled_by(R "r({ 'report', 'update' }, 'x', { track = 'diplomatic' })\n"
               "r('update', 'y', { track = 'commercial', urgency = 'urgent' })\n");
    FIRE("a", "00", "x", "");
    ABOUT("b", "update", "SYR", "01", "'SYR:a'", ",'code':'y'");
    assert_string_equal(CASE(1, "track"), "commercial");
    assert_string_equal(CASE(0, "urgency"), ""); /* the word is of its own track alone */
    ABOUT("c", "close", "SYR", "02", "'SYR:a'", ",'track':'diplomatic','outcome':'explained'");
    ABOUT("d", "update", "SYR", "03", "'SYR:a'", ",'code':'x'");
    assert_string_equal(CASE(0, "state"), "open");
    assert_string_equal(CASE(2, "track"), "");
}

/* Whatever else was proposed, a person looks at it. */
static void a_rule_that_fails_adds_the_fallback(void **unused) {
    (void)unused;
    ruled_by(
        R "r('report', 'x', { track = 'diplomatic' })\n"
          "rule 'fails' { on = 'report', when = function() error('no') end, propose = {}, because = 'x' }\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(CASE(0, "track"), "diplomatic");
    assert_string_equal(CASE(1, "track"), "de-escalation");
    assert_string_equal(CASE(1, "urgency"), "urgent");
    assert_true(says(&f, "a rule failed; the policy's fallback"));
}

/* ---- who is called ---- */

static void who_is_named_is_told_asked_or_held(void **unused) {
    (void)unused;
    ruled_by(R "r('report', { 'x', 'y', 'z' }, { track = 'commercial' })\n"
               "r('report', 'x', { notify = 'USA/supervisor' })\n"
               "r('report', 'y', { request_ack = { 'head', 'UNDOF' } })\n"
               "r('report', 'z', { hold = true })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(told(&f, 0), "notify ISR/liaison, notify USA/supervisor");
    FIRE("b", "00", "y", "");
    assert_string_equal(
        told(&f, 0),
        "notify ISR/liaison, request-ack ISR/head, request-ack SYR/head, request-ack UNDOF/liaison");
    FIRE("c", "00", "z", "");
    assert_string_equal(told(&f, 0), "notify ISR/liaison, hold ISR/liaison");
}

/* A clock by name goes to the case of the rule's own track, else to the first; one that was met is not set
 * again. */
static void a_clock_goes_to_the_case_of_its_rule(void **unused) {
    (void)unused;
    ruled_by(
        R "r('report', 'x', { track = 'de-escalation', urgency = 'routine', also = { commercial = true } })\n"
          "r('report', 'x', { track = 'commercial', clock = { 'follow-up' } })\n"
          "r({ 'report', 'update' }, { 'x', 'y' }, { clock = { 'written-account' } })\n");
    FIRE("a", "00", "x", "");
    assert_string_equal(CASE(1, "clocks.0.milestone"), "followed-up");
    assert_string_equal(CASE(0, "clocks.3.milestone"), "reported");
    ABOUT("b", "note", "ISR", "01", "'SYR:a'", ",'track':'de-escalation','milestone':'reported'");
    assert_string_equal(CASE(0, "clocks.3.state"), "met");
    ABOUT("c", "update", "SYR", "02", "'SYR:a'", ",'code':'y'");
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "clock");
    assert_string_equal(CASE(0, "clocks"), "");
}

/* ---- what rules may use and ask ---- */

/* Each step that comes due has a budget of its own. */
static void a_step_has_the_budget_of_a_line(void **unused) {
    (void)unused;
    ruled_by("rule 'slow' {\n"
             "  on = 'overdue', propose = {}, because = 'x',\n"
             "  when = function() local n = 0 for i = 1, 300000 do n = n + i end return true end,\n"
             "}\n");
    FIRE("a", "00", "x", "");
    move_to(&f, "2026-03-26T10:30:00Z");
    for (size_t n = 0; n < 2; n++) {
        assert_string_equal(at(&f, n, "kind"), "deadline");
        assert_string_equal(at(&f, n, "rules.0.rule"), "slow");
        assert_string_equal(at(&f, n, "rules.0.fault"), "");
    }
}

static void a_count_reaches_back_as_far_as_the_history(void **unused) {
    (void)unused;
    ruled_by(R "r('report', 'x', { track = 'diplomatic' })\n"
               "rule 'long' {\n"
               "  on = 'overdue', propose = {}, because = 'x',\n"
               "  when = function(m, cell) return cell.count {} > 0 end,\n"
               "}\n");
    FIRE("a", "00", "x", "");
    move_to(&f, "2026-04-02T10:00:00Z"); /* not answered after a week */
    assert_string_equal(at(&f, 0, "kind"), "deadline");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "");
}

static void nothing_is_near_what_has_no_place(void **unused) {
    (void)unused;
    ruled_by("rule 'near' {\n"
             "  on = 'report', propose = {}, because = 'x',\n"
             "  when = function(m, cell) return cell.count { near_km = 5 } > 0 end,\n"
             "}\n");
    FIRE("a", "00", "x", ",'place':{'lat':0,'lon':0}");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "near"); /* to itself */
    FIRE("b", "00", "x", "");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "");
}

/* That of the message's place; where it says none, that of the incident. */
static void the_zone_is_that_of_the_message(void **unused) {
    (void)unused;
    ruled_by("rule 'within' {\n"
             "  on = 'update', where = { ['zone.name'] = 'AOS' }, propose = {}, because = 'x',\n"
             "}\n");
    FIRE("a", "00", "x", ",'place':{'lat':33.10,'lon':35.85}");
    ABOUT("b", "update", "SYR", "01", "'SYR:a'", ",'text':'there'");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "within");
    ABOUT("c", "update", "SYR", "02", "'SYR:a'", ",'place':{'lat':30,'lon':30}");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "");
    ABOUT("d", "update", "SYR", "03", "'SYR:a'", ",'place':{'lat':33.10,'lon':35.85}");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "within");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_teardown(name, teardown)
        T(the_first_track_and_title_stand),     T(one_that_overrides_goes_before_the_first),
        T(the_gravest_urgency_stands),          T(the_gravest_severity_stands_and_never_falls),
        T(what_goes_along_is_a_child),          T(of_no_track_there_is_no_case_but_what_goes_along),
        T(the_fallback_is_for_reports),         T(what_is_proposed_again_opens_the_case_again),
        T(who_is_named_is_told_asked_or_held),  T(a_clock_goes_to_the_case_of_its_rule),
        T(a_step_has_the_budget_of_a_line),     T(a_count_reaches_back_as_far_as_the_history),
        T(nothing_is_near_what_has_no_place),   T(the_zone_is_that_of_the_message),
        T(a_rule_that_fails_adds_the_fallback),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
