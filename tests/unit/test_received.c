/* test_received.c: lines that say when they were received: the member, and every other byte as it came. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <rerun/received.h>

#include <fusion/instant.h>
#include <fusion/limits.h>

#include <stdlib.h>
#include <string.h>

#define AT   "\"2026-03-27T02:00:00.250Z\""
#define SAYS "\"received\":" AT

static struct arena arena;

static const char *set(struct bytes line, int64_t at_ms, struct buffer *out) {
    const struct json *object = NULL;
    struct json_fault fault;
    arena_reset(&arena);
    assert_int_equal(json_parse(&arena, line, &json_limits_message, &object, &fault), 0);
    const char *why = received_set(line, object, at_ms, out);
    assert_false(buffer_failed(out));
    return why;
}

static int64_t instant(const char *text) {
    int64_t at_ms;
    assert_true(instant_parse(bytes_of(text), &at_ms));
    return at_ms;
}

static void test_what_it_becomes(void **state) {
    static const struct {
        const char *line, *becomes; /* NULL: it stands as it is */
    } table[] = {
        {"{}", "{" SAYS "}"},
        {" { } ", " {" SAYS " } "},
        {"{\"id\":\"a\"}", "{" SAYS ",\"id\":\"a\"}"},
        {"\t{ \"id\" : 1.50e0 }\r", "\t{" SAYS ", \"id\" : 1.50e0 }\r"},
        {"{\"data\":{\"received\":1},\"text\":\"{\\\"received\\\":\\\\\"}",
         "{" SAYS ",\"data\":{\"received\":1},\"text\":\"{\\\"received\\\":\\\\\"}"},
        {"{\"received\":\"2026-01-01T00:00:00Z\"}", "{" SAYS "}"},
        {"{\"a\":[1,{\"b\":2},\"]\"] , \"received\" : \"2026-01-01T02:00:00+02:00\" ,\"c\":\",\"}",
         "{\"a\":[1,{\"b\":2},\"]\"] , \"received\" : " AT " ,\"c\":\",\"}"},
        {"{\"a:\":\"\\\\\",\"rec\\u0065ived\":\"2026-01-01T00:00:00\\u005a\",\"b\":{}}",
         "{\"a:\":\"\\\\\",\"rec\\u0065ived\":" AT ",\"b\":{}}"},
        {"{\"received\":\"2026-03-27T04:00:00.25+02:00\"}", NULL},
        {"{\"received\":\"2026-03-27\"}", NULL},
        {"{\"received\":17}", NULL},
        {"{\"received\":{\"received\":\"2026-01-01T00:00:00Z\"}}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer out = BUFFER_EMPTY;
        const char *becomes = table[i].becomes ? table[i].becomes : table[i].line;
        assert_null(set(bytes_of(table[i].line), instant("2026-03-27T02:00:00.250Z"), &out));
        if (!bytes_is(buffer_bytes(&out), becomes))
            fail_msg("%.*s, expected %s", (int)out.size, out.data, becomes);
        buffer_release(&out);
    }
}

static void test_instants_beyond_the_calendar(void **state) {
    int64_t beyond = instant("9999-12-31T23:59:59Z") + SECOND_MS;
    const int64_t none[] = {beyond, instant("0001-01-01T00:00:00Z") - 1, INT64_MAX, INT64_MIN};
    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct buffer out = BUFFER_EMPTY;
        assert_null(set(BYTES("{\"id\":1}"), none[i], &out));
        assert_true(bytes_is(buffer_bytes(&out), "{\"id\":1}"));
        buffer_release(&out);
    }
}

/* `{"a":"xx...",       "b":1}` with so many of each. */
static void line_make(size_t letters, size_t spaces, struct buffer *out) {
    buffer_append_text(out, "{\"a\":\"x ");
    while (letters--)
        buffer_append_char(out, 'x');
    buffer_append_text(out, "\",");
    while (spaces--)
        buffer_append_char(out, ' ');
    buffer_append_text(out, "\"b\":1}");
}

/* 16 bytes of line_make and 38 of the member leave 65,482. */
static void test_long_lines(void **state) {
    static const struct {
        size_t letters, spaces, becomes; /* becomes: its size; 0: too long */
    } table[] = {
        {100, 65382, 65536}, {100, 65383, 154}, {65482, 1, 65536}, {65482, 0, 65536}, {65483, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer line = BUFFER_EMPTY, out = BUFFER_EMPTY;
        line_make(table[i].letters, table[i].spaces, &line);
        const char *why = set(buffer_bytes(&line), instant("2026-03-27T02:00:00.250Z"), &out);
        if (table[i].becomes)
            assert_int_equal(out.size, table[i].becomes);
        else
            assert_string_equal(why, "with `received` it is longer than 65,536 bytes");
        assert_true(bytes_begins(buffer_bytes(&out), BYTES("{" SAYS ",\"a\":\"x xx")));
        buffer_release(&line);
        buffer_release(&out);
    }
}

static void test_many_keys(void **state) {
    (void)state;
    for (uint32_t keys = JSON_KEYS_MAX - 1; keys <= JSON_KEYS_MAX; keys++) {
        struct buffer line = BUFFER_EMPTY, out = BUFFER_EMPTY;
        buffer_append_text(&line, "{\"data\":[{");
        for (uint32_t n = 1; n < keys; n++)
            buffer_append_format(&line, "%s\"k%u\":1", n > 1 ? "," : "", n);
        buffer_append_text(&line, "}]}");
        const char *why = set(buffer_bytes(&line), 0, &out);
        if (keys < JSON_KEYS_MAX)
            assert_null(set(buffer_bytes(&out), 0, &line)); /* it parses, and says so */
        else
            assert_string_equal(why, "with `received` it has more than 256 keys");
        buffer_release(&line);
        buffer_release(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_it_becomes),
        cmocka_unit_test(test_instants_beyond_the_calendar),
        cmocka_unit_test(test_long_lines),
        cmocka_unit_test(test_many_keys),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&arena);
    return failed;
}
