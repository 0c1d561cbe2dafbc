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

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_facts_that_no_event_of_the_rule_has),
        T(test_facts_that_some_event_of_a_function_may_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
