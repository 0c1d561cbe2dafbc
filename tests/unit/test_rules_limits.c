/* test_rules_limits.c: how long the lists of a rule may be: one may name every kind that a policy can have,
 * and one entry more is refused in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_fixture.h"

#include <stdio.h>

#define SOURCE_BYTES 32768u /* of a rule with the longest list of these tests */

static int setup(void **state) {
    *state = fixture_new();
    return 0;
}

static int teardown(void **state) {
    fixture_free(*state);
    return 0;
}

/* Load a rule with `count` entries between what stands before and behind them; `%zu` of one is its number. */
static int load(struct fixture *f, const char *before, const char *entry, size_t count, const char *behind) {
    static char source[SOURCE_BYTES];
    size_t used = (size_t)snprintf(source, sizeof source, "rule 'l' { because = 'x', %s", before);
    for (size_t i = 0; i < count; i++) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
        used += (size_t)snprintf(source + used, sizeof source - used, entry, i);
#pragma GCC diagnostic pop
    }
    (void)snprintf(source + used, sizeof source - used, "%s }", behind);
    assert_true(used < sizeof source);
    return fixture_load(f, source);
}

static void test_lists_as_long_as_the_kinds_of_a_policy(void **state) {
    static const struct {
        const char *before, *entry, *behind, *key;
    } cases[] = {
        {"on = 'report', propose = {}, kind = {", "'fire',", "}", "kind"},
        {"on = 'report', propose = { tags = {", "'t%zu',", "} }", "tags"},
        {"on = 'report', propose = { notify = {", "'head',", "} }", "notify"},
        {"on = 'report', propose = { link = {", "'I-1%zu',", "} }", "link"},
    };
    char refused[64];
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (load(f, cases[i].before, cases[i].entry, RULE_LIST_MAX, cases[i].behind) != 0)
            fail_msg("%s: %s", cases[i].key, f->error.text);
        (void)snprintf(refused, sizeof refused, "`%s` found more than 512 entries, expected", cases[i].key);
        assert_int_equal(load(f, cases[i].before, cases[i].entry, RULE_LIST_MAX + 1, cases[i].behind),
                         ERROR_POLICY);
        if (!strstr(f->error.text, refused))
            fail_msg("%s: found %s", cases[i].key, f->error.text);
    }
}

static void test_more_conditions_than_there_are_facts(void **state) {
    struct fixture *f = *state;
    const char *before = "on = 'report', propose = {}, where = {", *entry = "['data.n%zu'] = 1,";
    if (load(f, before, entry, RULE_CONDITIONS_MAX, "}") != 0)
        fail_msg("%s", f->error.text);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_lists_as_long_as_the_kinds_of_a_policy),
        T(test_more_conditions_than_there_are_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
