/* test_rules_budgets.c: no state outlives a call, and no line costs more than its budget. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_fixture.h"

/* ---- state ---- */

static const char stateful[] =
    "local n, t, inner = 0, { deep = { 1 } }, { f = nil }\n"
    "local function step() n = n + 1 return n end\n"
    "inner.f = step\n"
    "rule 'counter' { on = 'report', because = 'x', propose = { severity = 1 },\n"
    "  when = function() return step() == 1 end }\n"
    "rule 'hidden' { on = 'report', because = 'x', propose = { severity = 1 },\n"
    "  when = function() return inner.f() == 1 end }\n"
    "rule 'table' { on = 'report', because = 'x', propose = { severity = 1 },\n"
    "  when = function() t.deep[2] = 1 return true end }\n"
    "rule 'kept' { on = 'report', because = 'x', propose = { severity = 1 },\n"
    "  when = function(m) t = m return true end }\n"
    "rule 'reader' { on = 'report', because = 'x',\n"
    "  propose = function() return { title = #t.deep .. ' ' .. t.deep[1] .. ' ' .. n } end }\n";

static void test_no_state_outlives_a_call(void **state) {
    static const char *const faults[] = {
        "10-test.lua:4: rule \"counter\" wrote the upvalue `n`; rules keep no state",
        "10-test.lua:6: rule \"hidden\" wrote the upvalue `n`; rules keep no state",
        "10-test.lua:9: wrote to a table that is read-only",
        "10-test.lua:10: rule \"kept\" wrote the upvalue `t`; rules keep no state",
    };
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(fixture_load(f, stateful), 0);
    for (int round = 0; round < 3; round++) { /* each time the same, so nothing was kept */
        assert_int_equal(fixture_run(f), 0);
        assert_int_equal(f->count, 5);
        for (size_t i = 0; i < 4; i++)
            assert_string_equal(f->matches[i].fault.data, faults[i]);
        assert_true(bytes_is(f->matches[4].json, "{\"title\":\"1 1 0\"}"));
    }
    fixture_free(f);
}

/* Whatever a table of the file has for keys. */
static void test_what_a_shared_table_holds_is_watched(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(fixture_load(f, "local n = 0\n"
                                     "local t = { leaf = true, f = function() n = n + 1 return true end }\n"
                                     "rule 'a' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                                     "  when = function() return t.leaf end }\n"
                                     "rule 'b' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                                     "  when = function() return t.f() end }"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 2);
    assert_null(f->matches[0].fault.data);
    assert_string_equal(f->matches[1].fault.data,
                        "10-test.lua:5: rule \"b\" wrote the upvalue `n`; rules keep no state");
    fixture_free(f);
}

static void test_state_of_a_failing_rule_is_put_back_too(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(fixture_load(f, "local n = 0\n"
                                     "rule 'a' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                                     "  when = function() n = n + 1 error('n is ' .. n) end }"),
                     0);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(fixture_run(f), 0);
        assert_string_equal(f->matches[0].fault.data, "10-test.lua:3: n is 1");
    }
    fixture_free(f);
}

static void test_deep_and_circular_tables_of_a_file_freeze(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(fixture_load(f, "local t = {} t.self = t\n"
                                     "local deep = {} for i = 1, 20000 do deep = { deep } end\n"
                                     "rule 'a' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                                     "  when = function() local d, n = deep, 0\n"
                                     "    while d[1] do d, n = d[1], n + 1 end\n"
                                     "    return t.self.self == t and n == 20000 end }\n"
                                     "rule 'b' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                                     "  when = function() deep[1][1][1][2] = 1 end }"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 2);
    assert_int_equal(f->matches[0].fault.size, 0);
    assert_true(text_has(f->matches[1].fault, "read-only"));
    fixture_free(f);
}

/* ---- budgets ---- */

static void test_a_spent_budget_ends_the_line_with_one_fault(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(
        fixture_load(f,
                     "rule 'first' { on = 'report', because = 'x', propose = { severity = 1 } }\n"
                     "rule 'waster' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                     "  when = function() while true do end end }\n"
                     "rule 'last' { on = {'report', 'fused'}, because = 'x', propose = { severity = 1 } }"),
        0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 2);
    assert_true(bytes_is(f->matches[0].rule, "first"));
    assert_true(bytes_is(f->matches[1].rule, "waster"));
    assert_true(text_has(f->matches[1].fault, "instructions is spent"));
    f->facts.on = RULE_ON_FUSED; /* the same line: nothing further is asked, and that is said */
    assert_int_equal(rules_run(f->rules, &f->facts, &f->cell, &f->arena, &f->matches, &f->count), 0);
    assert_int_equal(f->count, 1);
    assert_true(bytes_is(f->matches[0].rule, "last"));
    assert_true(text_has(f->matches[0].fault, "not asked: the budget of 1000000 instructions is spent"));
    assert_int_equal(fixture_run(f), 0); /* the next line */
    assert_int_equal(f->count, 1);
    fixture_free(f);
}

static void test_the_instruction_budget_is_of_the_whole_line(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    f->policy.limits.instructions = 10000;
    assert_int_equal(fixture_load(f,
                                  "rule 'half' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                                  "  when = function() for i = 1, 6000 do end return true end }"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->matches[0].fault.size, 0);
    assert_int_equal(rules_run(f->rules, &f->facts, &f->cell, &f->arena, &f->matches, &f->count), 0);
    assert_true(text_has(f->matches[0].fault, "the budget of 10000 instructions is spent"));
    fixture_free(f);
}

static void test_output_has_a_budget(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    f->policy.limits.output_bytes = 1024;
    assert_int_equal(fixture_load(f,
                                  "for i = 1, 8 do rule('r' .. i) { on = 'report', because = 'x',\n"
                                  "  propose = function() return { title = string.rep('t', 200) } end } end"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 8);
    assert_int_equal(f->matches[3].fault.size, 0);
    assert_string_equal(f->matches[4].fault.data,
                        "10-test.lua:1: the budget of 1024 bytes of output is spent");
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->matches[3].fault.size, 0);
    fixture_free(f);
}

static void test_memory_does_not_grow_from_line_to_line(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(
        fixture_load(f, "rule 'a' { on = 'report', because = 'x', propose = { severity = 1 },\n"
                        "  when = function(m) local t = {} for i = 1, 500 do t[i] = m.kind .. i end\n"
                        "    return #table.concat(t, ',') > 0 end }"),
        0);
    for (int i = 0; i < 2000; i++) { /* some 60 MB in all */
        assert_int_equal(fixture_run(f), 0);
        assert_int_equal(f->count, 1);
        assert_int_equal(f->matches[0].fault.size, 0);
        arena_reset(&f->arena);
    }
    fixture_free(f);
}

static void test_too_many_matches_are_one_fault(void **state) {
    struct fixture *f = fixture_new();
    (void)state;
    assert_int_equal(fixture_load(f, "for i = 1, 100 do rule('r' .. i) { on = 'report', because = 'x',\n"
                                     "  propose = { severity = 1 } } end"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, RULE_MATCHES_MAX + 1);
    assert_int_equal(f->matches[RULE_MATCHES_MAX - 1].fault.size, 0);
    assert_string_equal(f->matches[RULE_MATCHES_MAX].fault.data, "more than 64 rules matched one event");
    assert_null(f->matches[RULE_MATCHES_MAX].proposal);
    fixture_free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_state_outlives_a_call),
        cmocka_unit_test(test_what_a_shared_table_holds_is_watched),
        cmocka_unit_test(test_state_of_a_failing_rule_is_put_back_too),
        cmocka_unit_test(test_deep_and_circular_tables_of_a_file_freeze),
        cmocka_unit_test(test_a_spent_budget_ends_the_line_with_one_fault),
        cmocka_unit_test(test_the_instruction_budget_is_of_the_whole_line),
        cmocka_unit_test(test_output_has_a_budget),
        cmocka_unit_test(test_memory_does_not_grow_from_line_to_line),
        cmocka_unit_test(test_too_many_matches_are_one_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
