/* test_array.c: the growing array: places, bounds, and what is left where it cannot grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/array.h>

#include <stdlib.h>
#include <string.h>

/* A request that no machine can meet comes back as NULL under the sanitizer as well. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

struct numbers {
    uint64_t *list;
    uint32_t count, capacity;
};

static bool numbers_add(struct arena *a, struct numbers *n, uint64_t number, uint32_t most) {
    if (!ARRAY_ROOM_IN(a, n->list, n->count, n->capacity, most))
        return false;
    n->list[n->count++] = number;
    return true;
}

static void numbers_expect(const struct numbers *n, uint32_t count) {
    assert_int_equal(n->count, count);
    for (uint32_t i = 0; i < count; i++)
        assert_int_equal(n->list[i], i * 7);
}

static void entries_keep_their_places(struct arena *a) {
    struct numbers n = {0};
    for (uint32_t i = 0; i < 1000; i++) {
        assert_true(numbers_add(a, &n, i * 7, ARRAY_ENTRIES_MAX));
        assert_true(n.capacity >= n.count && n.capacity < 2 * n.count + 2);
        assert_int_equal(n.capacity & (n.capacity - 1), 0);
    }
    numbers_expect(&n, 1000);
    if (!a)
        free(n.list);
}

static void entries_keep_their_places_in_memory(void **unused) {
    (void)unused;
    entries_keep_their_places(NULL);
}

static void entries_keep_their_places_in_an_arena(void **unused) {
    struct arena a = ARENA_EMPTY;
    (void)unused;
    entries_keep_their_places(&a);
    arena_release(&a);
}

static void there_is_no_room_beyond_the_bound(void **unused) {
    struct numbers n = {0};
    (void)unused;
    for (uint32_t i = 0; i < 11; i++)
        assert_true(numbers_add(NULL, &n, i * 7, 11));
    assert_int_equal(n.capacity, 11); /* not the 16 that comes after 8 */
    const uint64_t *before = n.list;
    assert_false(numbers_add(NULL, &n, 77, 11));
    assert_ptr_equal(n.list, before);
    assert_int_equal(n.capacity, 11);
    numbers_expect(&n, 11);
    free(n.list);
    n = (struct numbers){0};
    assert_true(numbers_add(NULL, &n, 0, 1));
    assert_int_equal(n.capacity, 1);
    assert_false(numbers_add(NULL, &n, 7, 1));
    free(n.list);
}

static void without_memory_all_stays(void **unused) {
    struct numbers n = {0};
    (void)unused;
    for (uint32_t i = 0; i < 8; i++)
        assert_true(numbers_add(NULL, &n, i * 7, 100));
    assert_int_equal(n.capacity, 8);
    const uint64_t *before = n.list;
    assert_false(array_grow(NULL, (void *)&n.list, &n.capacity, 100, SIZE_MAX / 4));  /* too much to count */
    assert_false(array_grow(NULL, (void *)&n.list, &n.capacity, 100, SIZE_MAX / 64)); /* more than there is */
    assert_ptr_equal(n.list, before);
    assert_int_equal(n.capacity, 8);
    numbers_expect(&n, 8);
    assert_true(numbers_add(NULL, &n, 56, 100)); /* and it grows again once it can */
    numbers_expect(&n, 9);
    free(n.list);
}

static void without_memory_all_stays_in_an_arena(void **unused) {
    struct arena a = {.block_bytes = 16 * sizeof(uint64_t)};
    struct numbers n = {0};
    (void)unused;
    for (uint32_t i = 0; i < 8; i++)
        assert_true(numbers_add(&a, &n, i * 7, 100));
    const uint64_t *before = n.list;
    a.block_bytes = SIZE_MAX / 4; /* a fresh block is more than there is */
    assert_false(numbers_add(&a, &n, 56, 100));
    assert_ptr_equal(n.list, before);
    assert_int_equal(n.capacity, 8);
    numbers_expect(&n, 8);
    a.block_bytes = 0;
    assert_true(numbers_add(&a, &n, 56, 100));
    numbers_expect(&n, 9);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_keep_their_places_in_memory),
        cmocka_unit_test(entries_keep_their_places_in_an_arena),
        cmocka_unit_test(there_is_no_room_beyond_the_bound),
        cmocka_unit_test(without_memory_all_stays),
        cmocka_unit_test(without_memory_all_stays_in_an_arena),
    };
    return cmocka_run_group_tests_name("array", tests, NULL, NULL);
}
