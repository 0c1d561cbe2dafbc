/* test_filter.c: what was added is found for ever, and hardly anything else is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cell/filter.h>

#define MESSAGES 20000 /* more than the first two layers take */

/* Keys as digests are: all their bits differ from one to the next (splitmix64). */
static uint64_t key_of(uint64_t n) {
    uint64_t key = (n + 1) * 0x9e3779b97f4a7c15u;
    key = (key ^ key >> 30) * 0xbf58476d1ce4e5b9u;
    key = (key ^ key >> 27) * 0x94d049bb133111ebu;
    return key ^ key >> 31;
}

static void fill(struct filter *f) {
    for (uint64_t n = 0; n < MESSAGES; n++)
        assert_true(filter_add(f, key_of(n)));
}

static void an_empty_one_has_seen_nothing(void **unused) {
    struct filter f = {.left = 0};
    (void)unused;
    for (uint64_t n = 0; n < 100; n++)
        assert_false(filter_has(&f, key_of(n)));
}

/* The first id as well as the last, whatever layer took it. */
static void no_message_is_forgotten(void **unused) {
    struct filter f = {.left = 0};
    (void)unused;
    fill(&f);
    assert_true(f.layer_count > 2);
    for (uint64_t n = 0; n < MESSAGES; n++)
        assert_true(filter_has(&f, key_of(n)));
    filter_release(&f);
}

/* Each layer may be wrong, and there are three. */
static void what_is_new_is_rarely_taken_for_a_repeat(void **unused) {
    struct filter f = {.left = 0};
    unsigned wrong = 0;
    (void)unused;
    fill(&f);
    for (uint64_t n = MESSAGES; n < 3 * MESSAGES; n++)
        wrong += filter_has(&f, key_of(n));
    assert_in_range(wrong, 1, 2 * MESSAGES / 600);
    filter_release(&f);
}

static void a_released_one_is_empty_again(void **unused) {
    struct filter f = {.left = 0};
    (void)unused;
    assert_true(filter_add(&f, key_of(1)));
    filter_release(&f);
    assert_false(filter_has(&f, key_of(1)));
    assert_true(filter_add(&f, key_of(2)));
    assert_true(filter_has(&f, key_of(2)));
    filter_release(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_one_has_seen_nothing),
        cmocka_unit_test(no_message_is_forgotten),
        cmocka_unit_test(what_is_new_is_rarely_taken_for_a_repeat),
        cmocka_unit_test(a_released_one_is_empty_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
