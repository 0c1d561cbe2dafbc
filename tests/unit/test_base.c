/* test_base.c: bytes, buffers, arenas and errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/limits.h>
#include <string.h>

static void bytes_compare_by_content(void **state) {
    (void)state;
    assert_true(bytes_is(bytes_of("abc"), "abc"));
    assert_false(bytes_is(bytes_of("abc"), "abcd"));
    assert_false(bytes_is(BYTES("ab\0c"), "ab"));
    assert_true(bytes_equal(bytes_of(NULL), bytes_of("")));
    assert_true(bytes_compare(bytes_of("ab"), bytes_of("abc")) < 0);
    assert_true(bytes_compare(bytes_of("b"), bytes_of("abc")) > 0);
    assert_true(bytes_compare(bytes_of("\xff"), bytes_of("a")) > 0);
    assert_int_equal(bytes_compare(bytes_of("ab"), bytes_of("ab")), 0);
}

static void a_hash_tells_bytes_apart(void **state) {
    (void)state;
    assert_true(bytes_hash(bytes_of("")) == 0xcbf29ce484222325u);
    assert_true(bytes_hash(bytes_of("a")) == 0xaf63dc4c8601ec8cu);
    assert_true(bytes_hash(bytes_of("foobar")) == 0x85944171f73967e8u);
    assert_true(bytes_hash(BYTES("\0")) != bytes_hash(bytes_of("")));
}

static void bytes_slice_stays_within(void **state) {
    (void)state;
    assert_true(bytes_is(bytes_slice(BYTES("fusion"), 1, 3), "us"));
    assert_true(bytes_is(bytes_slice(BYTES("fusion"), 4, 100), "on"));
    assert_int_equal(bytes_slice(BYTES("fusion"), 5, 2).size, 0);
    assert_int_equal(bytes_slice((struct bytes){NULL, 0}, 2, 9).size, 0);
}

static void bytes_begin_and_end(void **state) {
    (void)state;
    assert_true(bytes_begins(BYTES("fire.mortar"), BYTES("fire.")));
    assert_false(bytes_begins(BYTES("fi"), BYTES("fire")));
    assert_true(bytes_ends(BYTES("policy.yaml"), BYTES(".yaml")));
    assert_false(bytes_ends(BYTES("yaml"), BYTES(".yaml")));
    assert_true(bytes_begins(BYTES("x"), BYTES("")));
}

static void bytes_split_takes_parts(void **state) {
    struct bytes rest = BYTES("a,,b");
    (void)state;
    assert_true(bytes_is(bytes_split(&rest, ','), "a"));
    assert_true(bytes_is(bytes_split(&rest, ','), ""));
    assert_true(bytes_is(rest, "b"));
    assert_true(bytes_is(bytes_split(&rest, ','), "b"));
    assert_int_equal(rest.size, 0);
}

static void numbers_are_read_within_a_bound(void **state) {
    static const struct {
        const char *text;
        int64_t max, value; /* -1: refused */
    } cases[] = {{"0", 9, 0},
                 {"007", 9, 7},
                 {"9", 9, 9},
                 {"10", 9, -1},
                 {"5", 3, -1},
                 {"19", 13, -1},
                 {"13", 13, 13},
                 {"", 9, -1},
                 {"-1", 9, -1},
                 {"1 ", 9, -1},
                 {"+1", 9, -1},
                 {"12a", 99, -1},
                 {"0x1", 99, -1},
                 {"99999999999999999999", INT64_MAX, -1},
                 {"9223372036854775807", INT64_MAX, INT64_MAX},
                 {"9223372036854775808", INT64_MAX, -1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t value = -1;
        bool read = bytes_to_unsigned(bytes_of(cases[i].text), cases[i].max, &value);
        assert_int_equal(read, cases[i].value >= 0);
        assert_true(value == cases[i].value);
    }
}

static void buffer_grows_and_keeps(void **state) {
    struct buffer b = BUFFER_EMPTY;
    (void)state;
    for (int i = 0; i < 1000; i++)
        buffer_append_format(&b, "%04d", i);
    assert_false(buffer_failed(&b));
    assert_int_equal(b.size, 4000);
    assert_memory_equal(b.data, "0000000100020003", 16);
    assert_memory_equal(b.data + 3996, "0999", 4);
    buffer_clear(&b);
    assert_int_equal(b.size, 0);
    buffer_append_int(&b, INT64_MIN);
    buffer_append_char(&b, ' ');
    buffer_append_int(&b, 0);
    buffer_append_char(&b, ' ');
    buffer_append_int(&b, INT64_MAX);
    assert_true(bytes_is(buffer_bytes(&b), "-9223372036854775808 0 9223372036854775807"));
    buffer_release(&b);
    assert_null(b.data);
}

static void buffer_remembers_that_it_failed(void **state) {
    struct buffer b = BUFFER_EMPTY;
    (void)state;
    buffer_append_text(&b, "before");
    assert_false(buffer_reserve(&b, SIZE_MAX / 2));
    assert_true(buffer_failed(&b));
    buffer_append_text(&b, "after");
    assert_true(bytes_is(buffer_bytes(&b), "before"));
    buffer_clear(&b);
    assert_false(buffer_failed(&b));
    buffer_release(&b);
}

static void arena_gives_zeroed_aligned_memory(void **state) {
    struct arena a = {.block_bytes = 128};
    (void)state;
    for (size_t size = 0; size < 300; size += 7) {
        unsigned char *p = arena_alloc(&a, size);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xff, size);
    }
    arena_reset(&a);
    unsigned char *again = arena_alloc(&a, 100);
    for (size_t i = 0; i < 100; i++)
        assert_int_equal(again[i], 0);
    arena_release(&a);
    assert_null(a.first);
}

static void arena_reuses_its_blocks(void **state) {
    struct arena a = ARENA_EMPTY;
    (void)state;
    void *first = arena_alloc(&a, 1000);
    assert_non_null(arena_alloc(&a, 2 * ARENA_BLOCK_BYTES));
    struct arena_block *block = a.first;
    for (int i = 0; i < 100; i++) {
        arena_reset(&a);
        assert_ptr_equal(arena_alloc(&a, 1000), first);
        assert_non_null(arena_alloc(&a, 2 * ARENA_BLOCK_BYTES));
        assert_ptr_equal(a.first, block);
    }
    assert_null(arena_array(&a, SIZE_MAX / 2, 16));
    assert_null(arena_alloc(&a, SIZE_MAX));
    struct bytes copy = arena_copy(&a, BYTES("SYR"));
    assert_string_equal(copy.data, "SYR");
    assert_int_equal(copy.size, 3);
    arena_release(&a);
}

static void error_tells_place_and_text(void **state) {
    struct error e = ERROR_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    (void)state;
    assert_int_equal(error_at(&e, ERROR_POLICY, "policy.yaml", 3, 7, "found %s", "x"), ERROR_POLICY);
    error_print(&e, &out);
    assert_true(bytes_is(buffer_bytes(&out), "policy.yaml:3:7: found x"));
    buffer_clear(&out);
    assert_int_equal(error_set(&e, ERROR_USAGE, "no such command"), ERROR_USAGE);
    error_print(&e, &out);
    assert_true(bytes_is(buffer_bytes(&out), "no such command"));
    buffer_release(&out);
    assert_int_equal(error_memory(NULL), ERROR_MEMORY);
}

static void error_codes_are_distinct(void **state) {
    (void)state;
    assert_int_equal(error_exit_status(ERROR_POLICY), 2);
    assert_int_equal(error_exit_status(ERROR_USAGE), 3);
    assert_int_equal(error_exit_status(0), 0);
    assert_true(ERROR_USAGE < 0 && ERROR_FRAME < 0 && ERROR_USAGE != ERROR_FRAME);
}

static void error_text_is_bounded(void **state) {
    char text[2000];
    struct error e = ERROR_EMPTY;
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    error_at(&e, ERROR_INPUT, text, 1, 1, "%s", text);
    assert_int_equal(strlen(e.text), sizeof e.text - 1);
    assert_int_equal(strlen(e.file), sizeof e.file - 1);
}

static void nearest_word_is_within_two_edits(void **state) {
    static const char *const words[] = {"kind", "killed", "from", "time", "acknowledged", NULL};
    (void)state;
    assert_string_equal(error_nearest(BYTES("knid"), words), "kind");
    assert_string_equal(error_nearest(BYTES("kiled"), words), "killed");
    static const char *const alike[] = {"whet", "when", "where", "whew", NULL};
    assert_string_equal(error_nearest(BYTES("wher"), alike), "where"); /* it lacks only its end */
    assert_string_equal(error_nearest(BYTES("whex"), alike), "when");
    assert_string_equal(error_nearest(BYTES("form"), words), "from");
    assert_null(error_nearest(BYTES("weather"), words));
    assert_null(error_nearest(BYTES(""), words));
    assert_null(error_nearest(BYTES("x"), words));
    assert_string_equal(error_nearest(BYTES("KINDS"), words), "kind"); /* case counts for nothing */
    assert_string_equal(error_nearest(BYTES("Form"), words), "from");
    assert_string_equal(error_nearest(BYTES("aknowlegded"), words), "acknowledged");
    assert_null(error_nearest(BYTES("kit"), words)); /* two edits of three letters make any word */
    assert_null(
        error_nearest(BYTES("[[[[["), (const char *const[]){"{{{{{", NULL})); /* no letters: no case */
}

static void an_offer_ends_a_text(void **state) {
    static const char *const words[] = {"kind", NULL};
    (void)state;
    assert_string_equal(error_offer(BYTES("knid"), words, "`", "`").text, "; did you mean `kind`?");
    assert_string_equal(error_offer(BYTES("knid"), words, "--", "").text, "; did you mean --kind?");
    assert_string_equal(error_offer(BYTES("weather"), words, "`", "`").text, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_compare_by_content),
        cmocka_unit_test(a_hash_tells_bytes_apart),
        cmocka_unit_test(bytes_slice_stays_within),
        cmocka_unit_test(bytes_begin_and_end),
        cmocka_unit_test(bytes_split_takes_parts),
        cmocka_unit_test(numbers_are_read_within_a_bound),
        cmocka_unit_test(buffer_grows_and_keeps),
        cmocka_unit_test(buffer_remembers_that_it_failed),
        cmocka_unit_test(arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(arena_reuses_its_blocks),
        cmocka_unit_test(error_tells_place_and_text),
        cmocka_unit_test(error_codes_are_distinct),
        cmocka_unit_test(error_text_is_bounded),
        cmocka_unit_test(nearest_word_is_within_two_edits),
        cmocka_unit_test(an_offer_ends_a_text),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
