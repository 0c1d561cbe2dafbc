/* test_words.c: words as small integers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/limits.h>
#include <fusion/words.h>
#include <stdio.h>

static void a_word_keeps_its_id(void **state) {
    struct words *w = words_new();
    (void)state;
    assert_non_null(w);
    assert_int_equal(words_find(w, BYTES("liaison")), 0);
    word_id liaison = words_add(w, BYTES("liaison")), head = words_add(w, BYTES("head"));
    assert_int_not_equal(liaison, 0);
    assert_int_not_equal(liaison, head);
    assert_int_equal(words_add(w, BYTES("liaison")), liaison);
    assert_int_equal(words_find(w, BYTES("head")), head);
    assert_string_equal(words_text(w, head).data, "head");
    assert_int_equal(words_text(w, 0).size, 0);
    assert_int_equal(words_add(w, BYTES("")), 0);
    assert_int_equal(words_find(w, BYTES("")), 0);
    assert_int_equal(words_find(w, BYTES("hea")), 0);
    words_free(w);
    words_free(NULL);
}

/* The FNV-1a of both is 4eac0c95540867e4. */
static void words_of_one_hash_are_two(void **state) {
    const struct bytes one = BYTES("8yn0iYCKYHlIj4-BwPqk"), two = BYTES("GReLUrM4wMqfg9yzV3KQ");
    struct words *w = words_new();
    (void)state;
    assert_non_null(w);
    assert_true(bytes_hash(one) == bytes_hash(two));
    word_id first = words_add(w, one);
    assert_int_equal(words_find(w, two), 0);
    word_id second = words_add(w, two);
    assert_int_not_equal(second, 0);
    assert_int_not_equal(second, first);
    assert_int_equal(words_find(w, one), first);
    assert_int_equal(words_find(w, two), second);
    words_free(w);
}

static void the_table_is_bounded(void **state) {
    struct words *w = words_new();
    char text[16];
    (void)state;
    assert_non_null(w);
    word_id first = words_add(w, BYTES("w0"));
    const char *data = words_text(w, first).data;
    for (unsigned i = 1; i < WORDS_MAX; i++) {
        (void)snprintf(text, sizeof text, "w%u", i);
        assert_int_not_equal(words_add(w, bytes_of(text)), 0);
    }
    assert_int_equal(words_add(w, BYTES("one-more")), 0);
    assert_int_equal(words_find(w, BYTES("one-more")), 0);
    assert_int_equal(words_add(w, BYTES("w0")), first);
    assert_ptr_equal(words_text(w, first).data, data);
    for (unsigned i = 0; i < WORDS_MAX; i++) {
        (void)snprintf(text, sizeof text, "w%u", i);
        assert_true(bytes_is(words_text(w, words_find(w, bytes_of(text))), text));
    }
    words_free(w);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_keeps_its_id),
        cmocka_unit_test(words_of_one_hash_are_two),
        cmocka_unit_test(the_table_is_bounded),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
