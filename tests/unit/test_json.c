/* test_json.c: reading and writing JSON: the corpus of verdicts, the tree, bounds, exact numbers, canonical
 * bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/message.h>

#include "json_corpus.h"

#include <fusion/limits.h>
#include <stdlib.h>
#include <string.h>

/* Parse from memory of the exact size, so that a sanitizer sees every byte read past the end. */
static int parse_exactly(struct arena *a, struct bytes text, const struct json_limits *limits,
                         const struct json **out, struct json_fault *fault) {
    char *copy = malloc(text.size ? text.size : 1);
    assert_non_null(copy);
    if (text.size)
        memcpy(copy, text.data, text.size);
    int result = json_parse(a, (struct bytes){copy, text.size}, limits, out, fault);
    free(copy);
    return result;
}

static const struct json *parsed(struct arena *a, const char *text) {
    const struct json *tree = NULL;
    struct json_fault fault;
    if (parse_exactly(a, bytes_of(text), &json_limits_message, &tree, &fault) < 0)
        fail_msg("%s: %s", text, fault.detail);
    return tree;
}

static void the_corpus_gets_its_verdicts(void **state) {
    struct arena a = ARENA_EMPTY;
    (void)state;
    assert_true(JSON_CASE_COUNT >= 120);
    for (size_t i = 0; i < JSON_CASE_COUNT; i++) {
        const struct json_case *c = &json_cases[i];
        const struct json *tree;
        struct json_fault fault;
        int result = parse_exactly(&a, c->text, &json_limits_message, &tree, &fault);
        if (fault.code != c->verdict || (result == 0) != (c->verdict == JSON_FINE) ||
            (result == 0) != (tree != NULL))
            fail_msg("%s: found \"%s\", expected \"%s\"", c->name,
                     quarantine_word((enum quarantine_reason)fault.code),
                     quarantine_word((enum quarantine_reason)c->verdict));
        assert_true(fault.offset <= c->text.size);
        arena_reset(&a);
    }
    arena_release(&a);
}

/* Each case that is a value is one within an object too, and each that is none spoils one. */
static void the_corpus_within_an_object(void **state) {
    struct arena a = ARENA_EMPTY;
    (void)state;
    for (size_t i = 0; i < JSON_CASE_COUNT; i++) {
        const struct json_case *c = &json_cases[i];
        struct buffer text = BUFFER_EMPTY;
        const struct json *tree;
        struct json_fault fault;
        if (c->verdict != JSON_FINE && c->verdict != JSON_UTF8 && c->verdict != JSON_SURROGATE)
            continue;
        buffer_append_text(&text, "{\"before\":\"seven b\",\"value\":");
        buffer_append(&text, c->text);
        buffer_append_text(&text, "}");
        assert_int_equal(parse_exactly(&a, buffer_bytes(&text), &json_limits_message, &tree, &fault),
                         c->verdict == JSON_FINE ? 0 : -1);
        assert_int_equal(fault.code, c->verdict);
        buffer_release(&text);
        arena_reset(&a);
    }
    arena_release(&a);
}

static void the_tree_is_what_was_written(void **state) {
    struct arena a = ARENA_EMPTY;
    const struct json *t =
        parsed(&a, "{\"a\":[1,\"x\",null,true,false,{}],\"b\\n\":{\"c\":\"\\ud83d\\ude00\\u00e9\"},"
                   "\"d\":-1.50e+2,\"e\":\"\"}");
    (void)state;
    assert_int_equal(t->type, JSON_OBJECT);
    assert_int_equal(t->count, 4);
    const struct json *list = json_get(t, "a");
    assert_int_equal(list->type, JSON_ARRAY);
    assert_int_equal(list->count, 6);
    assert_true(bytes_is(list->child->text, "1"));
    assert_string_equal(list->child->next->text.data, "x");
    assert_int_equal(list->child->next->next->type, JSON_NULL);
    assert_true(json_is_true(list->child->next->next->next));
    assert_false(json_is_true(list->child->next->next->next->next));
    assert_true(bytes_is(json_text(json_get(json_get(t, "b\n"), "c")), "\xf0\x9f\x98\x80\xc3\xa9"));
    assert_true(bytes_is(json_get(t, "d")->text, "-1.50e+2"));
    assert_int_equal(json_text(json_get(t, "e")).size, 0);
    assert_int_equal(json_get(t, "e")->type, JSON_STRING);
    assert_null(json_get(t, "f"));
    assert_null(json_get(list, "a"));
    assert_null(json_get(NULL, "a"));
    assert_int_equal(json_text(list).size, 0);
    arena_release(&a);
}

static struct bytes nested(struct buffer *text, unsigned levels, const char *open, const char *inner,
                           char close) {
    buffer_clear(text);
    for (unsigned i = 0; i < levels; i++)
        buffer_append_text(text, open);
    buffer_append_text(text, inner);
    for (unsigned i = 0; i < levels; i++)
        buffer_append_char(text, close);
    return buffer_bytes(text);
}

static void depth_is_bounded(void **state) {
    struct arena a = ARENA_EMPTY;
    struct buffer text = BUFFER_EMPTY;
    const struct json *tree;
    struct json_fault fault;
    (void)state;
    assert_int_equal(parse_exactly(&a, nested(&text, 16, "[", "1", ']'), &json_limits_message, &tree, &fault),
                     0);
    assert_int_equal(
        parse_exactly(&a, nested(&text, 16, "{\"a\":", "1", '}'), &json_limits_message, &tree, &fault), 0);
    assert_int_equal(parse_exactly(&a, nested(&text, 17, "[", "1", ']'), &json_limits_message, &tree, &fault),
                     -1);
    assert_int_equal(fault.code, JSON_DEPTH);
    assert_int_equal(fault.offset, 17);
    assert_int_equal(
        parse_exactly(&a, nested(&text, 16, "{\"a\":", "{}", '}'), &json_limits_message, &tree, &fault), -1);
    assert_int_equal(fault.code, JSON_DEPTH);
    assert_int_equal(parse_exactly(&a, nested(&text, 64, "[", "1", ']'), &json_limits_own, &tree, &fault), 0);
    assert_int_equal(parse_exactly(&a, nested(&text, 65, "[", "1", ']'), &json_limits_own, &tree, &fault),
                     -1);
    assert_int_equal(
        parse_exactly(&a, nested(&text, 100000, "[", "", ']'), &json_limits_message, &tree, &fault), -1);
    assert_int_equal(fault.code, JSON_DEPTH);
    buffer_release(&text);
    arena_release(&a);
}

/* An object of `count` keys, of which the last is key number `last`. */
static struct bytes keyed(struct buffer *text, unsigned count, unsigned last) {
    buffer_clear(text);
    for (unsigned i = 0; i < count; i++)
        buffer_append_format(text, "%c\"key%u\":%u", i ? ',' : '{', i + 1 < count ? i : last, i);
    buffer_append_char(text, '}');
    return buffer_bytes(text);
}

static void keys_are_bounded_and_distinct(void **state) {
    struct arena a = ARENA_EMPTY;
    struct buffer text = BUFFER_EMPTY;
    const struct json *tree;
    struct json_fault fault;
    (void)state;
    assert_int_equal(parse_exactly(&a, keyed(&text, 256, 255), &json_limits_message, &tree, &fault), 0);
    assert_int_equal(tree->count, 256);
    assert_int_equal(json_int_or(json_get(tree, "key200"), -1), 200);
    assert_int_equal(parse_exactly(&a, keyed(&text, 257, 256), &json_limits_message, &tree, &fault), -1);
    assert_int_equal(fault.code, JSON_KEYS);
    for (unsigned count = 2; count <= 256; count++) {
        unsigned twice = (count * 7) % (count - 1);
        assert_int_equal(parse_exactly(&a, keyed(&text, count, twice), &json_limits_message, &tree, &fault),
                         -1);
        assert_int_equal(fault.code, JSON_DUPLICATE);
        assert_true(bytes_begins(bytes_of(fault.detail), BYTES("key")));
        assert_int_equal(atoi(fault.detail + 3), twice);
        arena_reset(&a);
    }
    assert_int_equal(parse_exactly(&a, keyed(&text, 100000, 99999), &json_limits_own, &tree, &fault), 0);
    assert_int_equal(parse_exactly(&a, keyed(&text, 100000, 50000), &json_limits_own, &tree, &fault), -1);
    assert_int_equal(fault.code, JSON_DUPLICATE);
    buffer_release(&text);
    arena_release(&a);
}

/* The FNV-1a of both is 4eac0c95540867e4; there are as many other keys as make the table be used. */
static void keys_of_one_hash_are_two(void **state) {
    struct buffer text = BUFFER_EMPTY;
    struct arena a = ARENA_EMPTY;
    struct json_fault fault;
    const struct json *tree = NULL;
    (void)state;
    buffer_append_char(&text, '{');
    for (int i = 0; i < 40; i++)
        buffer_append_format(&text, "\"k%d\":1,", i);
    buffer_append_text(&text, "\"8yn0iYCKYHlIj4-BwPqk\":1,\"GReLUrM4wMqfg9yzV3KQ\":2");
    size_t open = text.size;
    buffer_append_char(&text, '}');
    assert_int_equal(parse_exactly(&a, buffer_bytes(&text), &json_limits_message, &tree, &fault), 0);
    text.size = open;
    buffer_append_text(&text, ",\"8yn0iYCKYHlIj4-BwPqk\":3}");
    assert_int_not_equal(parse_exactly(&a, buffer_bytes(&text), &json_limits_message, &tree, &fault), 0);
    assert_int_equal(fault.code, JSON_DUPLICATE);
    assert_string_equal(fault.detail, "8yn0iYCKYHlIj4-BwPqk");
    buffer_release(&text);
    arena_release(&a);
}

/* Nested keys count towards the bound. */
static void nested_keys_are_counted(void **state) {
    struct arena a = ARENA_EMPTY;
    struct buffer text = BUFFER_EMPTY;
    const struct json *tree;
    struct json_fault fault;
    (void)state;
    for (unsigned count = 128; count <= 129; count++) {
        buffer_clear(&text);
        for (unsigned i = 0; i < count; i++)
            buffer_append_format(&text, "%c{\"a\":1,\"b\":2}", i ? ',' : '[');
        buffer_append_char(&text, ']');
        int result = parse_exactly(&a, buffer_bytes(&text), &json_limits_message, &tree, &fault);
        assert_int_equal(result, count == 128 ? 0 : -1);
        assert_int_equal(fault.code, count == 128 ? JSON_FINE : JSON_KEYS);
    }
    buffer_release(&text);
    arena_release(&a);
}

/* Long strings with escapes leave the small memory that the library is given. */
static void long_texts_are_read(void **state) {
    struct arena a = ARENA_EMPTY;
    struct buffer text = BUFFER_EMPTY;
    const struct json *tree;
    struct json_fault fault;
    (void)state;
    buffer_append_text(&text, "{\"long\":\"");
    for (int i = 0; i < 10000; i++)
        buffer_append_text(&text, "ab\\n\\u00e9");
    buffer_append_text(&text, "\"}");
    assert_int_equal(parse_exactly(&a, buffer_bytes(&text), &json_limits_message, &tree, &fault), 0);
    struct bytes value = json_text(json_get(tree, "long"));
    assert_int_equal(value.size, 50000);
    assert_memory_equal(value.data + 49995, "ab\n\xc3\xa9", 6);
    buffer_append_text(&text, "x");
    assert_int_equal(parse_exactly(&a, buffer_bytes(&text), &json_limits_message, &tree, &fault), -1);
    assert_int_equal(fault.code, JSON_MALFORMED);
    buffer_release(&text);
    arena_release(&a);
}

static void faults_are_told(void **state) {
    static const struct {
        const char *text, *detail;
        size_t offset;
    } cases[] = {{"{\"id\" 1}", "parse error", 7},
                 {"[1,}", "parse error", 4},
                 {"[tru]", "lexical error", 4},
                 {"{\"ab\":1,\"ab\":2}", "ab", 12},
                 {"[1\x01]", "a control byte", 2},
                 {"", "parse error: premature EOF", 0},
                 {"{\"k\\u0007\":1,\"k\\u0007\":2}", "k?", 22}};
    struct arena a = ARENA_EMPTY;
    const struct json *tree;
    struct json_fault fault;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(parse_exactly(&a, bytes_of(cases[i].text), &json_limits_message, &tree, &fault), -1);
        assert_true(bytes_begins(bytes_of(fault.detail), bytes_of(cases[i].detail)));
        assert_null(strchr(fault.detail, '\n'));
        assert_true(fault.offset >= cases[i].offset && fault.offset <= cases[i].offset + 1);
    }
    assert_string_equal(quarantine_word((enum quarantine_reason)JSON_DUPLICATE), "duplicate-key");
    assert_string_equal(json_fault_meaning(JSON_UTF8), "is not valid UTF-8");
    assert_string_equal(json_type_name(JSON_OBJECT), "an object");
    arena_release(&a);
}

#define NOT INT64_MIN /* refused */

static const struct {
    const char *text;
    int64_t integer, rounded, e7;
} numbers[] = {
    {"0", 0, 0, 0},
    {"-0", 0, 0, 0},
    {"0.0", 0, 0, 0},
    {"0e99999999999999999999", 0, 0, 0},
    {"1", 1, 1, 10000000},
    {"1.0", 1, 1, 10000000},
    {"1e3", 1000, 1000, 10000000000},
    {"1.5E+1", 15, 15, 150000000},
    {"1500e-2", 15, 15, 150000000},
    {"-12", -12, -12, -120000000},
    {"9007199254740992", 9007199254740992, 9007199254740992, NOT},
    {"9007199254740993", NOT, 9007199254740993, NOT},
    {"-9007199254740992", -9007199254740992, -9007199254740992, NOT},
    {"-9007199254740993", NOT, -9007199254740993, NOT},
    {"9007199254740992.5", NOT, 9007199254740993, NOT},
    {"0.5", NOT, 1, 5000000},
    {"-0.5", NOT, -1, -5000000},
    {"0.49999999999999999999999", NOT, 0, 5000000},
    {"1.5", NOT, 2, 15000000},
    {"2.5", NOT, 3, 25000000},
    {"33.1", NOT, 33, 331000000},
    {"35.81234565", NOT, 36, 358123457},
    {"-35.81234565", NOT, -36, -358123457},
    {"35.812345649", NOT, 36, 358123456},
    {"1e-7", NOT, 0, 1},
    {"5e-8", NOT, 0, 1},
    {"4.9e-8", NOT, 0, 0},
    {"1e-400", NOT, 0, 0},
    {"1e-99999999999999999999", NOT, 0, 0},
    {"0.000001e6", 1, 1, 10000000},
    {"100000000000000000000e-20", 1, 1, 10000000},
    {"1e19", NOT, NOT, NOT},
    {"1e99999999999999999999", NOT, NOT, NOT},
    {"99999999999999999999", NOT, NOT, NOT},
};

static void numbers_are_exact(void **state) {
    struct arena a = ARENA_EMPTY;
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        int64_t integer = NOT, rounded = NOT, e7 = NOT;
        const struct json *n = parsed(&a, numbers[i].text);
        assert_int_equal(json_int(n, &integer), numbers[i].integer != NOT);
        assert_int_equal(json_decimal(n, 0, &rounded), numbers[i].rounded != NOT);
        assert_int_equal(json_decimal(n, 7, &e7), numbers[i].e7 != NOT);
        if (integer != numbers[i].integer || rounded != numbers[i].rounded || e7 != numbers[i].e7)
            fail_msg("%s: %lld %lld %lld", numbers[i].text, (long long)integer, (long long)rounded,
                     (long long)e7);
    }
    int64_t value;
    assert_false(json_int(parsed(&a, "\"1\""), &value));
    assert_false(json_int(NULL, &value));
    assert_false(json_decimal(parsed(&a, "true"), 7, &value));
    assert_int_equal(json_int_or(parsed(&a, "\"1\""), 8), 8);
    assert_int_equal(json_int_or(parsed(&a, "1"), 8), 1);
    arena_release(&a);
}

static void writing_is_canonical(void **state) {
    struct buffer out = BUFFER_EMPTY;
    struct json_writer w = JSON_WRITER(&out);
    (void)state;
    json_open(&w, '{');
    json_key(&w, "a");
    json_write_int(&w, -5);
    json_key(&w, "b");
    json_open(&w, '[');
    json_close(&w, ']');
    json_key(&w, "c");
    json_open(&w, '[');
    json_write_bool(&w, true);
    json_write_bool(&w, false);
    json_write_null(&w);
    json_write_raw(&w, BYTES("{\"raw\":1}"));
    json_open(&w, '{');
    json_close(&w, '}');
    json_close(&w, ']');
    json_key_bytes(&w, BYTES("k\"\n"));
    json_write_text(&w, BYTES("\"\\/\b\f\n\r\t\x01\x1f\x7f\xc3\xa9\0end"));
    json_close(&w, '}');
    assert_false(buffer_failed(&out));
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, "{\"a\":-5,\"b\":[],\"c\":[true,false,null,{\"raw\":1},{}],\"k\\\"\\n\":"
                                  "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7f\xc3\xa9\\u0000end\"}");
    buffer_release(&out);
}

static void decimals_are_shortest(void **state) {
    static const struct {
        int64_t scaled;
        unsigned digits;
        const char *text;
    } cases[] = {{331000000, 7, "33.1"}, {330000000, 7, "33"}, {1, 7, "0.0000001"},
                 {-1, 7, "-0.0000001"},  {0, 7, "0"},          {-1800000000, 7, "-180"},
                 {105, 2, "1.05"},       {-5, 1, "-0.5"},      {INT64_MIN, 3, "-9223372036854775.808"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = BUFFER_EMPTY;
        struct json_writer w = JSON_WRITER(&out);
        json_write_decimal(&w, cases[i].scaled, cases[i].digits);
        assert_true(bytes_is(buffer_bytes(&out), cases[i].text));
        buffer_release(&out);
    }
}

/* What is written is read as the same tree, and written as the same bytes. */
static void trees_are_written_as_read(void **state) {
    struct arena a = ARENA_EMPTY;
    (void)state;
    for (size_t i = 0; i < JSON_CASE_COUNT; i++) {
        struct buffer once = BUFFER_EMPTY, twice = BUFFER_EMPTY;
        struct json_writer w = JSON_WRITER(&once), v = JSON_WRITER(&twice);
        const struct json *tree;
        struct json_fault fault;
        if (json_cases[i].verdict != JSON_FINE)
            continue;
        assert_int_equal(parse_exactly(&a, json_cases[i].text, &json_limits_message, &tree, &fault), 0);
        json_write_tree(&w, tree);
        assert_int_equal(parse_exactly(&a, buffer_bytes(&once), &json_limits_message, &tree, &fault), 0);
        json_write_tree(&v, tree);
        assert_true(bytes_equal(buffer_bytes(&once), buffer_bytes(&twice)));
        buffer_release(&once);
        buffer_release(&twice);
        arena_reset(&a);
    }
    struct buffer out = BUFFER_EMPTY;
    struct json_writer w = JSON_WRITER(&out);
    json_write_tree(&w, parsed(&a, " { \"a\" : [ 1.50 , null ] , \"b\" : \"\\u0041\\/\" } "));
    assert_true(bytes_is(buffer_bytes(&out), "{\"a\":[1.50,null],\"b\":\"A/\"}"));
    buffer_release(&out);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_corpus_gets_its_verdicts),
        cmocka_unit_test(the_corpus_within_an_object),
        cmocka_unit_test(the_tree_is_what_was_written),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(keys_are_bounded_and_distinct),
        cmocka_unit_test(keys_of_one_hash_are_two),
        cmocka_unit_test(nested_keys_are_counted),
        cmocka_unit_test(long_texts_are_read),
        cmocka_unit_test(faults_are_told),
        cmocka_unit_test(numbers_are_exact),
        cmocka_unit_test(writing_is_canonical),
        cmocka_unit_test(decimals_are_shortest),
        cmocka_unit_test(trees_are_written_as_read),
    };
    return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
