/* test_decide.c: when rules are asked, what they may ask back, and what comes of what they propose. */
#include "cell_fixture.h"

static struct fixture f;

static int teardown(void **unused) {
    (void)unused;
    fixture_close(&f);
    return 0;
}

/* ---- when they are asked ---- */

static const char hears_closed[] = "rule 'heard' {\n"
                                   "  on = 'closed', where = { ['case.track'] = 'intelligence' },\n"
                                   "  propose = { notify = { 'supervisor' } }, because = 'it is over',\n"
                                   "}\n";

static void hears_closed_when(const char *line, const char *instant) {
    fixture_open_with(&f, "tests/fixtures/cell", hears_closed, INSTANT_NONE);
    say(&f, "{'id':'d','from':'SYR','to':['ISR'],'time':'2026-03-01T10:00:00Z','kind':'airspace.drone'}");
    if (line)
        say(&f, line);
    move_to(&f, instant);
    assert_string_equal(at(&f, 0, "rules.0.rule"), "heard");
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "notify");
    assert_non_null(strstr(told(&f, 0), "notify USA/supervisor"));
}

static void rules_hear_that_a_message_closed_a_case(void **unused) {
    (void)unused;
    hears_closed_when("{'id':'c','type':'close','from':'SYR','track':'intelligence','outcome':'shared',"
                      "'time':'2026-03-01T10:30:00Z','refs':['SYR:d']}",
                      "2026-03-01T10:31:00Z");
    assert_string_equal(at(&f, 0, "kind"), "message");
}

static void rules_hear_that_a_case_expired(void **unused) {
    (void)unused;
    hears_closed_when(NULL, "2026-03-31T10:00:00Z");
    assert_string_equal(at(&f, 0, "kind"), "deadline");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.outcome"), "expired");
}

static const char hears_overdue[] =
    "rule 'late' {\n"
    "  on = 'overdue', propose = { notify = { 'supervisor' } }, because = 'it is late',\n"
    "}\n";

/* At its first step; neither at the next ones, nor where a case expires. */
static void rules_hear_once_that_a_clock_is_overdue(void **unused) {
    (void)unused;
    fixture_open_with(&f, "tests/fixtures/cell", hears_overdue, INSTANT_NONE);
    say(&f, "{'id':'d','from':'SYR','to':['ISR'],'time':'2026-03-01T10:00:00Z','kind':'airspace.drone'}");
    move_to(&f, "2026-03-02T10:00:00Z");
    assert_string_equal(at(&f, 0, "kind"), "deadline"); /* not answered: head */
    assert_string_equal(at(&f, 0, "rules.0.rule"), "late");
    move_to(&f, "2026-03-03T10:00:00Z");
    assert_non_null(strstr(told(&f, 0), "supervisor"));
    assert_string_equal(at(&f, 0, "rules.0.rule"), "");
    move_to(&f, "2026-03-31T10:00:00Z");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.outcome"), "expired");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "");
}

/* ---- what they ask back ---- */

static const char counts_talks[] =
    "rule 'again' {\n"
    "  on = 'report', kind = { 'talks.*' },\n"
    "  when = function(m, cell) return cell.count { kind = 'talks.*', within = '1h' } == 2 end,\n"
    "  propose = { tags = { 'again' } }, because = 'two within the hour',\n"
    "}\n";

static const char *talk(const char *time) {
    char line[256];
    (void)snprintf(line, sizeof line,
                   "{'id':'t-%s','from':'SYR','time':'2026-03-27T%sZ','kind':'talks.consult'}", time, time);
    assert_int_equal(say(&f, line), OUTCOME_ACCEPTED);
    return at(&f, 0, "rules.0.rule");
}

/* The report at hand counts, too. */
static void what_was_opened_just_so_long_ago_is_within(void **unused) {
    (void)unused;
    fixture_open_with(&f, "tests/fixtures/cell", counts_talks, INSTANT_NONE);
    assert_string_equal(talk("02:00:00"), "talks"); /* the policy's own */
    assert_string_equal(talk("03:00:00"), "again");
    assert_string_equal(talk("04:00:01"), "talks");
    assert_string_equal(talk("05:00:00"), "again");
}

/* ---- what comes of it ---- */

/* An update that the rule takes up. */
static void update(unsigned n) {
    char line[256];
    (void)snprintf(line, sizeof line,
                   "{'id':'u%u','type':'update','from':'SYR','time':'2026-03-27T02:%02u:00Z',"
                   "'refs':['SYR:r'],'code':'again'}",
                   n, n);
    assert_int_equal(say(&f, line), OUTCOME_ACCEPTED);
}

static const char urges[] = "rule 'graver' {\n"
                            "  on = 'update', where = { code = 'again' },\n"
                            "  propose = { urgency = 'urgent' }, because = 'it is graver',\n"
                            "}\n";

static const char adds[] =
    "rule 'more' {\n"
    "  on = 'update', where = { code = 'again' },\n"
    "  propose = { track = 'intelligence', urgency = 'routine' }, because = 'more of it',\n"
    "}\n";

/* The track of a rule is a case of its own; what it names besides is a child of the first. */
static void a_further_route_is_a_child_of_the_first(void **unused) {
    (void)unused;
    fixture_open_with(&f, "tests/fixtures/cell", adds, INSTANT_NONE);
    say(&f, "{'id':'d','from':'SYR','to':['ISR'],'time':'2026-03-27T01:00:00Z','kind':'airspace.drone'}");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.track"), "intelligence");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.parent"), "0");
    say(&f, "{'id':'r','from':'SYR','to':['ISR'],'time':'2026-03-27T01:01:00Z','kind':'fire.mortar'}");
    update(2);
    assert_string_equal(at(&f, 0, "changes.I-2.cases.1.track"), "intelligence");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.1.parent"), "");
}

/* Without a track of its own, a proposal is for every open case whose track has the word. */
static void an_urgency_without_a_track_raises_what_is_open(void **unused) {
    (void)unused;
    fixture_open_with(&f, "tests/fixtures/cell", urges, INSTANT_NONE);
    say(&f, "{'id':'r','from':'SYR','to':['ISR'],'time':'2026-03-27T01:00:00Z','kind':'airspace.drone'}");
    say(&f, "{'id':'u1','type':'update','from':'SYR','time':'2026-03-27T02:01:00Z','refs':['SYR:r']}");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "");
    update(2);
    assert_string_equal(at(&f, 0, "rules.0.rule"), "graver");
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "urgency");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "urgent");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.urgency"), ""); /* intelligence has only routine */
    say(&f, "{'id':'c','type':'close','from':'ISR','track':'de-escalation','outcome':'explained',"
            "'time':'2026-03-27T02:03:00Z','refs':['SYR:r']}");
    update(4);
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "");
}

static const char disputes_again[] = "rule 'again' {\n"
                                     "  on = 'update', where = { code = 'again' },\n"
                                     "  propose = { track = 'dispute' }, because = 'disputed again',\n"
                                     "}\n";

static void found(unsigned n) {
    char line[256];
    (void)snprintf(line, sizeof line,
                   "{'id':'f%u','type':'finding','from':'USA/supervisor','time':'2026-03-27T02:%02u:30Z',"
                   "'refs':['SYR:r'],'finding':'upheld','reason':'heard'}",
                   n, n);
    assert_int_equal(say(&f, line), OUTCOME_ACCEPTED);
}

/* The track of case `n` from the last entry on, where it changed. */
static const char *track_of(unsigned n) {
    char path[64];
    (void)snprintf(path, sizeof path, "changes.I-1.cases.%u.track", n);
    return at(&f, 0, path);
}

/* As many as the bound allows, so that a case on every track still has room; then people are told. */
static void rules_open_no_more_disputes_than_parties_may(void **unused) {
    (void)unused;
    fixture_open_with(&f, "rules", disputes_again, INSTANT_NONE);
    say(&f, "{'id':'r','from':'SYR','to':['ISR'],'time':'2026-03-27T02:00:00Z','kind':'fire.rocket'}");
    for (unsigned n = 1; n <= DISPUTES_MAX; n++) {
        update(n);
        assert_string_equal(track_of(n), "dispute");
        found(n);
    }
    update(DISPUTES_MAX + 1);
    assert_string_equal(at(&f, 0, "rules.0.rule"), "again");
    assert_string_equal(track_of(DISPUTES_MAX + 1), "");
    assert_string_equal(at(&f, 0, "actions.1.because"),
                        "no room for one more case: only people can route it");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_teardown(name, teardown)
        T(rules_hear_that_a_message_closed_a_case),      T(rules_hear_that_a_case_expired),
        T(rules_hear_once_that_a_clock_is_overdue),      T(what_was_opened_just_so_long_ago_is_within),
        T(a_further_route_is_a_child_of_the_first),      T(an_urgency_without_a_track_raises_what_is_open),
        T(rules_open_no_more_disputes_than_parties_may),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
