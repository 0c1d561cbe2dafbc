/* test_json_merge.c: JSON merge patches: the examples of RFC 7396, appendix A, and what the fold relies on.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <fusion/json.h>

#include "json_text.h"

/* In all three, ' stands for ". */
static void merged(const char *target, const char *patch, const char *expected) {
    struct arena arena = ARENA_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    const struct json *t = NULL, *p = NULL;
    struct json_fault fault;
    if (target)
        assert_int_equal(
            json_parse(&arena, json_copy(&arena, bytes_of(target)), &json_limits_own, &t, &fault), 0);
    assert_int_equal(json_parse(&arena, json_copy(&arena, bytes_of(patch)), &json_limits_own, &p, &fault), 0);
    const struct json *result = json_merge(&arena, t, p);
    assert_non_null(result);
    struct json_writer w = JSON_WRITER(&out);
    json_write_tree(&w, result);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, json_copy(&arena, bytes_of(expected)).data);
    buffer_release(&out);
    arena_release(&arena);
}

static void test_appendix_a(void **state) {
    (void)state;
    static const struct {
        const char *target, *patch, *expected;
    } rows[] = {
        {"{'a':'b'}", "{'a':'c'}", "{'a':'c'}"},
        {"{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}"},
        {"{'a':'b'}", "{'a':null}", "{}"},
        {"{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}"},
        {"{'a':['b']}", "{'a':'c'}", "{'a':'c'}"},
        {"{'a':'c'}", "{'a':['b']}", "{'a':['b']}"},
        {"{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}"},
        {"{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}"},
        {"['a','b']", "['c','d']", "['c','d']"},
        {"{'a':'b'}", "['c']", "['c']"},
        {"{'a':'foo'}", "null", "null"},
        {"{'a':'foo'}", "'bar'", "'bar'"},
        {"{'e':null}", "{'a':1}", "{'e':null,'a':1}"},
        {"[1,2]", "{'a':'b','c':null}", "{'a':'b'}"},
        {"{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        merged(rows[i].target, rows[i].patch, rows[i].expected);
}

static void test_places_of_keys(void **state) {
    (void)state;
    merged("{'a':1,'b':{'x':1,'y':2},'c':3}", "{'d':4,'b':{'x':9},'a':7}",
           "{'a':7,'b':{'x':9,'y':2},'c':3,'d':4}");
    merged("{'a':1,'b':2}", "{'a':null}", "{'b':2}");
}

static void test_nothing_yet(void **state) {
    (void)state;
    merged(NULL, "{'a':null,'b':{'c':null,'d':1.50},'e':[null]}", "{'b':{'d':1.50},'e':[null]}");
}

static void test_inputs_stay(void **state) {
    (void)state;
    struct arena arena = ARENA_EMPTY;
    struct json_fault fault;
    const struct json *t = NULL, *p = NULL;
    assert_int_equal(json_parse(&arena, BYTES("{\"a\":1,\"b\":2}"), &json_limits_own, &t, &fault), 0);
    assert_int_equal(json_parse(&arena, BYTES("{\"b\":null,\"c\":3}"), &json_limits_own, &p, &fault), 0);
    const struct json *result = json_merge(&arena, t, p);
    assert_non_null(result);
    assert_int_equal(result->count, 2);
    assert_int_equal(t->count, 2);
    assert_int_equal(json_int_or(json_get(t, "b"), 0), 2);
    assert_null(json_get(t, "c"));
    assert_int_equal(json_get(p, "b")->type, JSON_NULL);
    arena_release(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_appendix_a),
        cmocka_unit_test(test_places_of_keys),
        cmocka_unit_test(test_nothing_yet),
        cmocka_unit_test(test_inputs_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
