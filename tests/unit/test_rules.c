/* test_rules.c: rules as the author of a policy meets them: conditions, facts, the cell, and which rules are
 * asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../doc_tables.h"
#include "rules_fixture.h"
#include <rules/facts.h>

#include <stdio.h>

static int setup(void **state) {
    *state = fixture_new();
    return 0;
}

static int teardown(void **state) {
    fixture_free(*state);
    return 0;
}

/* ---- where ---- */

static bool holds(struct fixture *f, const char *where) {
    char source[512];
    (void)snprintf(source, sizeof source,
                   "rule 'w' { on = 'report', where = { %s }, propose = {}, because = 'x' }", where);
    if (fixture_load(f, source) != 0)
        fail_msg("%s: %s", where, f->error.text);
    assert_int_equal(fixture_run(f), 0);
    return f->count == 1;
}

static void test_where_operators(void **state) {
    static const struct {
        const char *where;
        bool holds;
    } cases[] = {
        {"kind = 'fire.mortar'", true},
        {"kind = 'fire.rocket'", false},
        {"kind = { 'fire.rocket', 'fire.mortar' }", true},
        {"kind = prefix('fire.')", true},
        {"kind = prefix('site')", false},
        {"kind = contains('mortar')", true},
        {"kind = glob('f*mor*ar')", true},
        {"kind = glob('f*roc*')", false},
        {"kind = glob('*')", true},
        {"['harm.killed'] = 2", true},
        {"['harm.killed'] = 2.0", true},
        {"['harm.killed'] = at_least(2)", true},
        {"['harm.killed'] = at_least(2.5)", false},
        {"['harm.killed'] = at_most(1)", false},
        {"['harm.killed'] = between(1, 2)", true},
        {"['harm.killed'] = between(3, 4)", false},
        {"['harm.killed'] = { 1, 2 }", true},
        {"['harm.total'] = 5", true},
        {"['harm.civilian'] = true", true},
        {"['harm.civilian'] = { false }", false},
        {"seq = at_least(0)", false}, /* absent: no numeric operator holds */
        {"seq = at_most(0)", false},
        {"seq = absent", true},
        {"seq = absent()", true},
        {"seq = present", false},
        {"actor = present", true},
        {"['zone.name'] = { 'AOS' }", true},
        {"['zone.sides'] = contains('SYR')", true},
        {"['zone.sides'] = 'ISR'", true},
        {"to = contains('USA/head')", true},
        {"to = prefix('USA')", true},
        {"actors = { 'USA', 'SYR' }", true},
        {"actors = 'USA'", false},
        {"['place.lat'] = between(33.1, 33.1)", true},
        {"['data.n'] = at_least(3)", true},
        {"['data.n'] = 'x'", false},
        {"['data.deep.list.2'] = 'b'", true},
        {"['data.deep.list'] = contains('b')", true},
        {"['data.deep.list.3'] = absent", true},
        {"['data.deep'] = present", true},
        {"['data.none'] = absent", true},
        {"['data.none.deeper.still'] = absent", true},
        {"['data.half'] = 0.5", true},
        {"['data.yes'] = true", true},
        {"['data.nothing'] = absent", true},
        {"kind = 'fire.mortar', ['harm.killed'] = 7", false},
    };
    struct fixture *f = *state;
    fixture_data(f, "{\"n\":3,\"half\":0.5,\"yes\":true,\"nothing\":null,\"deep\":{\"list\":[\"a\",\"b\"]}}");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (holds(f, cases[i].where) != cases[i].holds)
            fail_msg("%s", cases[i].where);
}

/* ---- facts ---- */

static void test_facts_that_functions_see(void **state) {
    static const char *const truths[] = {
        "m.on == 'report'",
        "m.id == 'r-1'",
        "m.type == 'report'",
        "m.from == 'SYR'",
        "m.role == 'liaison'",
        "#m.to == 2 and m.to[1] == 'ISR' and m.to[2] == 'USA/head'",
        "m.time == 1000",
        "m['until'] == nil",
        /* a word of Lua */ "m.at == 5000 and cell.now == 5000",
        "m.late_ms == 0",
        "m.kind == 'fire.mortar'",
        "#m.actors == 2 and m.actors[2].party == 'SYR' and m.actors[2].role == 'target'",
        "m.actors[1].name == nil and m.actors[2].name == 'a post'",
        "m.actor == 'ISR' and m.target == 'SYR'",
        "m.actors_members == 2",
        "m.place.lat == 33.1 and m.place.lon == 35.8 and m.place.precision_m == 200",
        "m.place.name == 'Khan Arnabah'",
        "m.harm.killed == 2 and m.harm.total == 5 and m.harm.civilian",
        "m.grade == 'B2' and m.grade_source == 'B' and m.grade_content == 2",
        "m.status == 'actual'",
        "m.text == 'English'",
        "m.explanation == nil and m.finding == nil",
        "m.seq == nil",
        "m.data.a[2].b == 1",
        "m.data.a[1] == false and m.data.none == nil",
        "m.data.big == 1e300 and m.data.n == 9007199254740992",
        "m.zone.name == 'AOS' and #m.zone.sides == 2",
        "m.incident.id == 'I-17' and m.incident.reports == 1",
        "m.incident.severity == nil and m.incident.parties[1] == 'SYR'",
        "m.case.track == nil and m.clock.party == nil",
        "cell.supervisor == 'USA'",
        "table.concat(cell.members, ' ') == 'ISR SYR USA'",
        "cell.is_member('ISR') and not cell.is_member('UNDOF') and not cell.is_member('')",
        "type(m) == 'table'",
    };
    struct fixture *f = *state;
    struct json_fault fault;
    fixture_data(f, "{\"a\":[null,{\"b\":1}],\"big\":1e300,\"n\":9007199254740992}");
    assert_int_equal(json_parse(&f->arena, BYTES("{\"ar\":\"x\",\"en\":\"English\"}"), &json_limits_message,
                                &f->message.text, &fault),
                     0);
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        char source[512];
        (void)snprintf(
            source, sizeof source,
            "rule 'f' { on = { 'report', 'overdue' }, propose = {}, because = 'x', when = function(m, cell) "
            "return %s end }",
            truths[i]);
        if (fixture_load(f, source) != 0)
            fail_msg("%s: %s", truths[i], f->error.text);
        for (int round = 0; round < 2; round++) { /* lists are made anew for each run */
            assert_int_equal(fixture_run(f), 0);
            if (f->count != 1 || f->matches[0].fault.size)
                fail_msg("%s: %s", truths[i], f->count ? f->matches[0].fault.data : "does not hold");
        }
    }
}

static bool says(struct fixture *f, const char *truth) {
    char source[512];
    (void)snprintf(
        source, sizeof source,
        "rule 'f' { on = 'report', propose = {}, because = 'x', when = function(m) return %s end }", truth);
    if (fixture_load(f, source) != 0)
        fail_msg("%s: %s", truth, f->error.text);
    assert_int_equal(fixture_run(f), 0);
    return f->count == 1 && !f->matches[0].fault.size;
}

static void test_facts_of_a_notice(void **state) {
    struct fixture *f = *state;
    const struct notice_match none = {0},
                              outside = {.notice = 3,
                                         .party = party("ISR"),
                                         .kind = "site",
                                         .outside_ms = 60000,
                                         .outside_m = 20,
                                         .is_short = true},
                              spared = {.notice = 4};
    static const char absent[] =
        "m.notice.incident == nil and m.notice.party == nil and m.notice.kind == nil "
        "and m.notice.outside_ms == nil and m.notice.outside_m == nil";
    assert_true(says(f, absent));
    f->facts.match = f->facts.spared = &none;
    assert_true(says(f, absent));
    assert_true(
        says(f, "#m.notice.match == 0 and m.notice.announced == false and m.notice.protected == nil"));
    f->facts.match = &outside;
    f->facts.spared = &spared;
    assert_true(
        says(f, "m.notice.incident == 'I-3' and m.notice.party == 'ISR' and m.notice.kind == 'site'"));
    assert_true(says(f, "m.notice.outside_ms == 60000 and m.notice.outside_m == 20"));
    assert_true(
        says(f, "table.concat(m.notice.match, ' ') == 'outside-time outside-place insufficient-lead'"));
    assert_true(says(f, "m.notice.announced == false and m.notice.protected == 'I-4'"));
}

static void test_facts_of_an_event_without_a_message(void **state) {
    struct fixture *f = *state;
    f->incident->severity = 4;
    f->incident->has_point = true;
    f->incident->at = (struct point){10000000, 20000000};
    f->kase = (struct kase){.track = words_find(f->words, BYTES("diplomatic")),
                            .rung = words_find(f->words, BYTES("head"))};
    f->overdue = (struct clock){.milestone = words_find(f->words, BYTES("urgent")), .party = party("ISR")};
    f->facts.on = RULE_ON_OVERDUE;
    f->facts.message = NULL;
    f->facts.kase = &f->kase;
    f->facts.clock = &f->overdue;
    assert_int_equal(
        fixture_load(
            f, "rule 'o' { on = { 'overdue', 'closed' }, kind = 'fire.mortar', because = 'x', propose = {},\n"
               "  where = { ['clock.party'] = 'ISR', ['incident.severity'] = at_least(4) },\n"
               "  when = function(m) return m.id == nil and m.actor == 'ISR' and m.target == 'SYR'\n"
               "    and m.status == 'actual' and m.zone.name == 'AOS' and m.place.lon == 2\n"
               "    and m.case.track == 'diplomatic' and m.case.rung == 'head' and #m.actors == 0\n"
               "    and m.actors_members == 2 and #m.to == 0 and m.data.x == nil end }"),
        0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 1);
    assert_int_equal(f->matches[0].fault.size, 0);
}

static void test_the_fact_table_of_the_docs(void **state) {
    struct buffer wanted = BUFFER_EMPTY;
    static char text[64 * 1024];
    (void)state;
    FILE *docs = fopen("docs/rules.md", "r");
    assert_non_null(docs);
    size_t size = fread(text, 1, sizeof text - 1, docs);
    (void)fclose(docs);
    assert_true(size < sizeof text - 1);
    buffer_append_text(&wanted, "<!-- facts -->\n");
    doc_facts_print(&wanted);
    buffer_append_text(&wanted, "<!-- end -->\n");
    if (!memmem(text, size, wanted.data, wanted.size))
        fail_msg("docs/rules.md should hold, between its markers:\n%.*s", (int)wanted.size, wanted.data);
    buffer_release(&wanted);
}

/* ---- the cell ---- */

static void test_counting(void **state) {
    struct fixture *f = *state;
    f->answer = 3;
    assert_int_equal(
        fixture_load(f, "rule 'c' { on = 'report', because = 'x', propose = {}, when = function(m, cell)\n"
                        "  return cell.count { kind = 'fire.*', within = '24h', near_km = 2.5, actor = "
                        "m.actor } >= 3 end }"),
        0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 1);
    assert_true(bytes_is(f->asked.kind, "fire.*"));
    assert_int_equal(f->asked.within_ms, 24 * HOUR_MS);
    assert_int_equal(f->asked.near_m, 2500);
    assert_true(f->asked.actor == party("ISR"));
    f->answer = 2;
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 0);
    assert_int_equal(
        fixture_load(f, "rule 'c' { on = 'report', because = 'x', propose = {}, when = function(m, cell)\n"
                        "  return cell.count {} == 2 and cell.count() == 2 end }"),
        0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 1);
    assert_int_equal(f->asked.kind.size, 0);
    assert_int_equal(f->asked.within_ms, 30 * DAY_MS);
    assert_int_equal(f->asked.near_m, -1);
    assert_true(f->asked.actor == 0);
}

/* ---- which rules are asked, and in which order ---- */

static void check_matches(struct fixture *f, enum rule_event on, const char *kind, const char *wanted) {
    char found[256] = "";
    f->facts.on = on;
    f->message.kind = bytes_of(kind);
    assert_int_equal(fixture_run(f), 0);
    for (size_t i = 0; i < f->count; i++) {
        (void)strncat(found, i ? " " : "", sizeof found - strlen(found) - 1);
        (void)strncat(found, f->matches[i].rule.data, sizeof found - strlen(found) - 1);
    }
    assert_string_equal(found, wanted);
}

static void test_the_index(void **state) {
    struct fixture *f = *state;
    static const char source[] =
        "local function r(name, on, kind) rule(name) { on = on, kind = kind, propose = {}, because = 'x' } "
        "end\n"
        "r('mortar', 'report', 'fire.mortar') r('any', { 'report', 'closed' }) r('branch', 'report', "
        "'fire.*')\n"
        "r('self', 'report', 'fire') r('two', 'report', { 'fire.rocket', 'fire.mortar', 'fire.*' })\n"
        "r('star', 'report', '*') r('site', 'report', 'site.*') r('last', 'report', 'fire.mortar')\n";
    assert_int_equal(fixture_load(f, source), 0);
    assert_int_equal(rules_count(f->rules), 8);
    check_matches(f, RULE_ON_REPORT, "fire.mortar", "mortar any branch two star last");
    check_matches(f, RULE_ON_REPORT, "fire.rocket", "any branch two star");
    check_matches(f, RULE_ON_REPORT, "fire", "any branch self two star");
    check_matches(f, RULE_ON_REPORT, "site.damage", "any star site");
    check_matches(f, RULE_ON_REPORT, "talks", "any star");
    check_matches(f, RULE_ON_REPORT, "fire.laser", "any branch two star"); /* not declared, its branch is */
    check_matches(f, RULE_ON_REPORT, "fire.mortar.heavy", "any branch two star");
    check_matches(f, RULE_ON_REPORT, "magic", "any star");
    check_matches(f, RULE_ON_CLOSED, "fire.mortar", "any");
    check_matches(f, RULE_ON_OVERDUE, "fire.mortar", "");
}

static void test_files_load_in_the_order_of_their_names(void **state) {
    struct fixture *f = *state;
    f->files[0] = (struct policy_file){BYTES("10-a.lua"),
                                       BYTES("rule 'first' { on = 'report', propose = {}, because = 'x' }")};
    f->files[1] = (struct policy_file){BYTES("20-b.lua"),
                                       BYTES("rule 'second' { on = 'report', propose = {}, because = 'x' }")};
    f->files[2] = (struct policy_file){BYTES("zones/x.lua"), BYTES("no Lua at all")};
    f->files[3] = (struct policy_file){BYTES("policy.yaml"), BYTES("no Lua either")};
    f->policy.file_count = 4;
    assert_int_equal(rules_new(&f->policy, f->words, &f->rules, &f->error), 0);
    check_matches(f, RULE_ON_REPORT, "fire.mortar", "first second");
    rules_free(f->rules);
    f->files[1].content = BYTES("rule 'first' {}");
    assert_int_equal(rules_new(&f->policy, f->words, &f->rules, &f->error), ERROR_POLICY);
    assert_string_equal(f->error.file, "20-b.lua");
    assert_non_null(
        strstr(f->error.text, "found a rule of this name at 10-a.lua:1 already, expected each name once"));
}

static void test_no_rules_at_all(void **state) {
    struct fixture *f = *state;
    assert_int_equal(rules_new(&f->policy, f->words, &f->rules, &f->error), 0);
    assert_int_equal(rules_count(f->rules), 0);
    check_matches(f, RULE_ON_REPORT, "fire.mortar", "");
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_where_operators),
        T(test_facts_that_functions_see),
        T(test_facts_of_a_notice),
        T(test_facts_of_an_event_without_a_message),
        T(test_the_fact_table_of_the_docs),
        T(test_counting),
        T(test_the_index),
        T(test_files_load_in_the_order_of_their_names),

        T(test_no_rules_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
