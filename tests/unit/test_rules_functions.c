/* test_rules_functions.c: what the functions of a rule read, against what is known of the rule and of its
 * policy when it is loaded. What may be otherwise, loads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_fixture.h"

#include <stdio.h>

static int setup(void **state) {
    *state = fixture_new();
    return 0;
}

static int teardown(void **state) {
    fixture_free(*state);
    return 0;
}

/* A source, and the place and a part of its error; NULL: it loads. */
struct loaded {
    const char *source, *text;
    int line, column;
};

static void check_loaded(struct fixture *f, const struct loaded *list, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct loaded *l = &list[i];
        int result = fixture_load(f, l->source);
        if (!l->text && result != 0)
            fail_msg("%s: %s", l->source, f->error.text);
        if (!l->text)
            continue;
        if (result != ERROR_POLICY || !strstr(f->error.text, l->text) || !strstr(f->error.text, "expected"))
            fail_msg("%s: found %s", l->source, result ? f->error.text : "that it loads");
        if (f->error.line != l->line || f->error.column != l->column)
            fail_msg("%s: found %d:%d, expected %d:%d", l->source, f->error.line, f->error.column, l->line,
                     l->column);
    }
}

#define RULE(on, when) "rule 'f' { on = " on ", because = 'x', propose = {},\nwhen = " when " }"

static void test_facts_that_no_event_of_the_rule_has(void **state) {
    static const struct loaded list[] = {
        {RULE("'report'", "function(m) return m.clock.milestone == 'answered' end"),
         "rule \"f\": found `m.clock.milestone` in a rule on `report`, expected one on `overdue`, where "
         "there "
         "is such a fact",
         2, 35},
        {RULE("'overdue'", "function(m) return m.harm.killed end"),
         "`m.harm.killed` in a rule on `overdue`, expected one on `report`, `notice`", 2, 34},
        {RULE("'overdue'", "function(m) local h = m.harm return h.killed end"),
         "found `m.harm` in a rule on `overdue`, expected one on `report`", 2, 32},
        {RULE("'overdue'", "function(m) return m.data.a.b end"), "found `m.data` in a rule", 2, 29},
        {RULE("'overdue'", "function(m) return m.actors[1].party end"), "found `m.actors` in a rule", 2, 29},
        {RULE("{ 'report', 'notice' }", "function(m) return m.case.track end"),
         "in a rule on `report` or `notice`, expected one on `overdue`, `answered`, `closed` or `reopened`",
         2, 34},
        {"rule('f') { on = 'report', because = 'x', propose = function(n)\nreturn { title = n.case.track } "
         "end }",
         "found `n.case.track`", 2, 25},
        {"for i, on in ipairs { 'report', 'notice' } do\nrule('f' .. i) { on = on, because = 'x', propose = "
         "{},\n"
         "when = function(m) return m.case.track end }\nend",
         "in a rule on `report` or `notice`", 3, 34},
    };
    check_loaded(*state, list, sizeof list / sizeof *list);
}

static void test_facts_that_some_event_of_a_function_may_have(void **state) {
    static const struct loaded list[] = {
        {RULE("{ 'report', 'overdue' }", "function(m) return m.clock.party or m.from end"), NULL, 0, 0},
        {RULE("'overdue'", "function(m) return m.place.lat or m.kind end"), NULL, 0, 0},
        {RULE("'report'", "function(m) return (function(m) return m.case.track end)({ case = {} }) end"),
         NULL, 0, 0},
        /* elsewhere: who else calls it? */
        {"local function w(m) return m.clock.party end\n" RULE("'report'", "w"), NULL, 0, 0},
        {"local t = { when = function(m) return m.clock.party end }\n" RULE("'report'", "t.when"), NULL, 0,
         0},
        {RULE("'report'", "({ when = function(m) return m.clock.party end }).when"), NULL, 0, 0},
        {"rule 'e' { on = 'report', because = 'x', propose = function() return {} end }\n"
         "local function w(m) return m.clock.party end\n" RULE("'report'", "w"),
         NULL, 0, 0},
        /* one place, two rules */
        {"for i, on in ipairs { 'report', 'overdue' } do\nrule('f' .. i) { on = on, because = 'x', propose = "
         "{},\n"
         "when = function(m) return m.clock.party end }\nend",
         NULL, 0, 0},
    };
    check_loaded(*state, list, sizeof list / sizeof *list);
}

/* ---- comparisons ---- */

#define COMPARES(expression) RULE("{ 'report', 'overdue' }", "function(m) return " expression " end")

static void test_constants_that_no_fact_can_be(void **state) {
    static const struct loaded list[] = {
        {COMPARES("m.kind == 'fire.motar'"),
         "found a comparison of `m.kind` with `fire.motar`, expected a kind of the policy; did you mean "
         "`fire.mortar`?",
         2, 37},
        {COMPARES("m.from == 'IRS'"),
         "`m.from` with `IRS`, expected a party of ISO 3166-1 or of the policy; did", 2, 37},
        {COMPARES("m.urgency ~= \"urgnt\""), "did you mean `urgent`?", 2, 40},
        {COMPARES("'A7' == m.grade"), "a grade from `A1` to `F6`; did you mean `A1`?", 2, 27},
        {COMPARES("m.kind and m.status == 'exercize' or m.at > 1"), "did you mean `exercise`?", 2, 50},
        {COMPARES("m.status == 'e\\120ercize'"), "with `exercize`", 2, 39},
        {COMPARES("m.clock.milestone == 'answred'"), "did you mean `answered`?", 2, 48},
        {COMPARES("m['incident']['id'] == 'I-0'"), "`m.incident.id` with `I-0`, expected an incident", 2, 50},
        {COMPARES("m.text == ''"), "with ``, expected at least 1 byte", 2, 37},
        {COMPARES("m.incident.severity == 6"), "with `6`, expected 1 to 5", 2, 50},
        {COMPARES("m.harm.killed ~= -1"), "with `-1`, expected 0 to 10000000", 2, 45},
        {COMPARES("m.harm.killed == 1.5"), "with `1.5`, expected 0 to", 2, 44},
        /* of another type */
        {COMPARES("m.harm.killed == '1'"), "`m.harm.killed` with the text `1`, expected a number", 2, 44},
        {COMPARES("m.harm.killed >= '1'"), "with the text `1`, expected a number", 2, 44},
        {COMPARES("m.code == 138"), "`m.code` with `138`, expected a text", 2, 37},
        {COMPARES("m.internal == 'yes'"), "with the text `yes`, expected true or false", 2, 41},
        {COMPARES("m.from == true"), "with `true`, expected a text", 2, 37},
        {COMPARES("m.to == 'ISR'"),
         "`m.to` with the text `ISR`, expected one of its entries, since it is a list", 2, 35},
        {"local function f(e) return e.kind == 'fyre' end\n" RULE("'report'", "f"),
         "`e.kind` with `fyre`, expected a kind of the policy; did you mean `fire`?", 1, 38},
    };
    check_loaded(*state, list, sizeof list / sizeof *list);
}

static void test_constants_that_a_fact_can_be(void **state) {
    static const struct loaded list[] = {
        {COMPARES("m.kind == 'fire' or m.from == 'LBN' or m.actor ~= 'UNK' or m.grade < 'C'"), NULL, 0, 0},
        {COMPARES("m.kind == nil or m.text ~= '' or m.internal == false or m.data == 1"), NULL, 0, 0},
        {COMPARES("m.data.x == 'x' or m.data['harm'] == 7 or m.to[1] == 'head'"), NULL, 0, 0},
        {COMPARES("m.harm.killed == 0x10 or m.place.lat == -33.5 or 3 < m.seq or m.notice.lead_ms == -1"),
         NULL, 0, 0},
        {COMPARES("m.incident.severity > 9 or m.seq >= -1"), NULL, 0, 0}, /* a caution */
        /* what is compared is not the fact, or not the constant */
        {COMPARES("m.kind .. 'x' == 'firex' or 'x' .. m.kind == 'xfire'"), NULL, 0, 0},
        {COMPARES("m.kind == 'fi' .. 're' or 'fi' .. 're' == m.kind"), NULL, 0, 0},
        {COMPARES("m.seq + 1 == 0.5 or m.seq == 1 / 2 or 1 // m.seq == -1 or - m.seq == -1"), NULL, 0, 0},
        {COMPARES("m.kind:upper() == 'FIRE' or #m.to == -1 or not m.kind == 'x'"), NULL, 0, 0},
        {COMPARES("(m.kind or 'none') == 'none' or m.kind or 'x' == 'y'"), NULL, 0, 0},
        {COMPARES("m.seq == m.at == true or (m.seq) == -1 or m.kind == (type(m) .. 'x')"), NULL, 0, 0},
        {COMPARES("(function(m) return m.kind == 'x' end)({ kind = 'x' })"), NULL, 0, 0},
        {COMPARES("m.kind == [[\nfire]]"), NULL, 0, 0},
    };
    check_loaded(*state, list, sizeof list / sizeof *list);
}

/* ---- conditions that are nil ---- */

#define WHERE(before, where)                                                                                 \
    before "rule 'w' { on = 'report', because = 'x', propose = {},\nwhere = { " where " } }"

static void test_conditions_that_are_not_there(void **state) {
    static const struct loaded list[] = {
        {WHERE("", "actor = nil, target = 'ISR'"),
         "rule \"w\": `where` found nil for `actor`, which is no condition, expected a value, `present` or "
         "`absent`",
         2, 11},
        {WHERE("", "['harm.killed'] = nil"), "found nil for `harm.killed`", 2, 12},
        {WHERE("local K = { party = { syria = 'SYR' } }\n", "target = 'ISR', actor = K.party.sryia"),
         "found nil for `actor`", 3, 43},
        {WHERE("local K = { 'ISR', 'SYR' }\n", "actor = K[3]"), "found nil for `actor`", 3, 21},
        {WHERE("local syria, israel\nlocal lebanon\n", "actor = lebanon"), "found nil for `actor`", 4, 19},
        {"for i = 1, 2 do rule('w' .. i) { on = 'report', because = 'x', propose = {},\nwhere = { actor = "
         "nil } } end",
         "rule \"w1\": `where` found nil", 2, 11},
    };
    check_loaded(*state, list, sizeof list / sizeof *list);
}

static void test_conditions_that_may_be_left_out(void **state) {
    static const struct loaded list[] = {
        {WHERE("local K = { party = { syria = 'SYR' } }\n",
               "actor = K.party.syria, ['data.x'] = K.party.syria"),
         NULL, 0, 0},
        {"local K = { a = { x = 'ISR' }, b = { y = 'SYR' } }\nlocal function make(name, o)\n"
         "rule(name) { on = 'report', because = 'x', propose = {}, where = { actor = o.x, target = o.y } } "
         "end\n"
         "make('a', K.a) make('b', K.b)",
         NULL, 0, 0},
        {"local K = { a = 'ISR' }\nfor i, k in ipairs { 'a', 'b' } do\n"
         "rule(k) { on = 'report', because = 'x', propose = {}, where = { actor = K[k] } } end",
         NULL, 0, 0}, /* one of them has it */
        {"local K = { a = 'ISR', f = function() end }\nfor i, k in ipairs { 'b', 'c' } do\n"
         "rule(k) { on = 'report', because = 'x', propose = {}, where = { actor = K[k], target = K.f() } } "
         "end",
         NULL, 0, 0},
        {"local who\nfor i = 1, 2 do\n" /* one of them has it */
         "rule('w' .. i) { on = 'report', because = 'x', propose = {}, where = { actor = who } } who = 'ISR' "
         "end",
         NULL, 0, 0},
        {"local function make(n)\nlocal o = { x = n }\n"
         "rule('a') { on = 'report', because = 'x', propose = {}, where = { actor = o.x } } end make()",
         NULL, 0, 0},
        {WHERE("local K = { on = true }\n",
               "actor = K.on and 'ISR' or nil, target = not K.on and 'ISR' or nil"),
         NULL, 0, 0},
    };
    check_loaded(*state, list, sizeof list / sizeof *list);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_facts_that_no_event_of_the_rule_has), T(test_facts_that_some_event_of_a_function_may_have),
        T(test_constants_that_no_fact_can_be),       T(test_constants_that_a_fact_can_be),
        T(test_conditions_that_are_not_there),       T(test_conditions_that_may_be_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
