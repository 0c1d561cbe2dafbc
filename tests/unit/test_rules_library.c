/* test_rules_library.c: what Lua has for scripts: the library, sorted order, read-only constants. */
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

/* ---- the environment ---- */

static void test_the_library(void **state) {
    static const char *const truths[] = {
        "string.glob('fire.mortar', 'f*.m*r') and not string.glob('ab', 'a') and string.glob('', '*')",
        "('abc'):upper() == 'ABC' and ('ABC'):lower() == 'abc' and ('abc'):reverse() == 'cba' and "
        "('abc'):len() == 3",
        "('abc'):sub(2) == 'bc' and ('abc'):sub(-2, -2) == 'b' and ('abc'):sub(3, 2) == '' and "
        "('abc'):sub(0) == 'abc'",
        "('abc'):byte() == 97 and select('#', ('abc'):byte(1, -1)) == 3 and string.char(97, 98) == 'ab'",
        "('a.b.c'):find('.') == 2 and select(2, ('a.b'):find('.b')) == 3 and ('abc'):find('c', -1) == 3",
        "('abc'):find('a', 2) == nil and ('abc'):find('', 4) == 4 and ('abc'):find('', 5) == nil and "
        "('abc'):find('b', 1, true) == 2",
        "('%d|%5d|%-5d|%05d|%+d|%x|%X'):format(1, 2, 3, 4, 5, 255, 255) == '1|    2|3    |00004|+5|ff|FF'",
        "('%s|%5s|%-5s|%.2s|%c|%%|%.3f'):format('a', 'b', true, 'long', 65, 1 / 3) == 'a|    b|true "
        "|lo|A|%|0.333'",
        "('x'):rep(3, '-') == 'x-x-x' and ('x'):rep(0) == '' and ('x'):rep(-1) == ''",
        "table.concat({ 1, 'a', 2.5 }, ',') == '1,a,2.5' and table.concat({}) == '' and table.concat({ 1, 2, "
        "3 }, '', 2, 3) == '23'",
        "select('#', table.unpack({ 1, 2, 3 })) == 3 and select(2, table.unpack({ 1, 2, 3 }, 2)) == 3",
        "select('#', table.unpack({ 1, 2, 3 }, 1, 2)) == 2 and table.unpack({ 1, 2, 3 }, 2, 2) == 2 and "
        "select('#', table.unpack({ 1, 2, 3 }, 3, 2)) == 0",
        "math.floor(-1.5) == -2 and math.ceil(1.2) == 2 and math.abs(-3) == 3 and math.max(1, 3, 2) == 3 and "
        "math.min(2, 1.5) == 1.5",
        "math.tointeger(3.0) == 3 and math.tointeger(3.5) == nil and math.type(1) == 'integer' and "
        "math.type(1.0) == 'float'",
        "math.type('1') == nil and math.maxinteger + 1 == math.mininteger and math.huge > math.maxinteger",
        "tostring(1) == '1' and tostring(1.5) == '1.5' and tostring(true) == 'true' and tostring('x') == 'x' "
        "and tostring(0 / 0) == 'nan' and tostring(nil) == 'nil'",
        "tonumber('0x10') == 16 and tonumber(' 1.5 ') == 1.5 and tonumber('1x') == nil and tonumber('') == "
        "nil and tonumber(nil) == nil",
        "select('#') == 0 and select(-1, 1, 2) == 2 and assert(1, 2) == 1",
        "10 // 3 == 3 and 10 % 3 == 1 and 1 ~= 2 and #'abc' == 3 and 'a' .. 1 == 'a1'",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        char source[512];
        (void)snprintf(source, sizeof source, "assert(%s)", truths[i]);
        if (fixture_load(f, source) != 0)
            fail_msg("%s: %s", truths[i], f->error.text);
    }
}

static void test_order_is_always_the_same(void **state) {
    struct fixture *f = *state;
    assert_int_equal(
        fixture_load(
            f, "local t = { zeta = 1, alpha = 1, [10] = 1, [2] = 1, [1.5] = 1, [-3] = 1, [true] = 1, [false] "
               "= 1, Z = 1 }\n"
               "local s = {}\n"
               "for k in pairs(t) do s[#s + 1] = tostring(k) end\n"
               "assert(table.concat(s, ' ') == 'false true -3 1.5 2 10 Z alpha zeta')\n"
               "local list = {}\n"
               "for i = 1, 100 do list[i] = { key = i % 3, place = i } end\n"
               "table.sort(list, function(a, b) return a.key < b.key end)\n"
               "for i = 2, 100 do local a, b = list[i - 1], list[i]\n"
               "  assert(a.key < b.key or a.key == b.key and a.place < b.place) end\n"
               "local words = { 'b', 'a', 'c' } table.sort(words) assert(table.concat(words) == 'abc')\n"
               "table.insert(words, 'd') table.insert(words, 1, '0') assert(table.concat(words) == '0abcd')\n"
               "assert(table.remove(words) == 'd' and table.remove(words, 1) == '0' and #words == 3)\n"
               "local n = 0 for k, v in pairs({ a = 1, b = 2 }) do n = n + v end assert(n == 3)\n"
               "for k in pairs({}) do error('none') end\n"
               "for i, v in ipairs({ 5, 6, nil, 7 }) do assert(v == i + 4) n = i end assert(n == 2)"),
        0);
}

static void test_constants_of_a_file_are_read_like_tables(void **state) {
    struct fixture *f = *state;
    assert_int_equal(
        fixture_load(
            f, "local W = { list = { 'a', 'b' }, n = { x = 1 }, get = function(k) return k .. '!' end }\n"
               "local floor, concat = math.floor, table.concat\n"
               "rule 'a' { on = 'report', propose = {}, because = 'x', when = function()\n"
               "  local keys = {} for k in pairs(W) do keys[#keys + 1] = k end\n"
               "  local seen = '' for i, v in ipairs(W.list) do seen = seen .. v end\n"
               "  return #W.list == 2 and concat(W.list, '-') == 'a-b' and select('#', table.unpack(W.list)) "
               "== 2\n"
               "    and W.n.x == 1 and W.get('k') == 'k!' and floor(1.5) == 1 and concat(keys, ' ') == 'get "
               "list n'\n"
               "    and seen == 'ab' and W.none == nil and W.list == W.list end }"),
        0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 1);
    assert_int_equal(f->matches[0].fault.size, 0);
}

/* However many functions a rule may reach, the walk through them holds a few values at a time. */
static void test_many_functions(void **state) {
    struct fixture *f = *state;
    assert_int_equal(fixture_load(f, "local F = {} for i = 1, 2000 do F[i] = function() return i end end\n"
                                     "rule 'a' { on = 'report', propose = {}, because = 'x',\n"
                                     "  when = function() return F[1]() + F[2000]() == 2001 end }"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->count, 1);
    assert_int_equal(f->matches[0].fault.size, 0);
}

/* Tables are walked in the order of a seeded hash: of several faults always the same one is told. */
static void test_the_least_of_several_faults_is_told(void **state) {
    static const struct {
        const char *propose, *fault;
    } cases[] = {
        {"also = { zeta = true, beta = true, gamma = true, alpha = true, delta = true }", "`alpha`"},
        {"also = { diplomatic = 'b', commercial = 'a' }", "`a`"},
        {"title = ('x'):lxn()", "did you mean `len`?"},
        {"title = (true and math)['mix'](1)", "did you mean `max`?"}, /* `min` is as near */
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[512];
        (void)snprintf(source, sizeof source,
                       "rule 'a' { on = 'report', because = 'x', propose = function() return { %s } end }",
                       cases[i].propose);
        assert_int_equal(fixture_load(f, source), 0);
        assert_int_equal(fixture_run(f), 0);
        assert_int_equal(f->count, 1);
        if (!memmem(f->matches[0].fault.data, f->matches[0].fault.size, cases[i].fault,
                    strlen(cases[i].fault)))
            fail_msg("%s: %s", cases[i].propose, f->matches[0].fault.data);
    }
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_the_library),
        T(test_order_is_always_the_same),
        T(test_constants_of_a_file_are_read_like_tables),
        T(test_many_functions),
        T(test_the_least_of_several_faults_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
