/* test_table.c: the hash table against a plain list, where it is crowded, and where it cannot grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/limits.h>
#include <fusion/table.h>

/* A request that no machine can meet comes back as NULL under the sanitizer as well. */
__attribute__((visibility("default"))) const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

#define KEYS  600
#define CALLS 40000

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void keys_are_found_until_they_are_removed(void **unused) {
    struct table t = {0};
    int one, two;
    (void)unused;
    assert_null(table_find(&t, 0));
    assert_true(table_add(&t, 0, &one));
    assert_true(table_add(&t, UINT64_MAX, &two));
    assert_ptr_equal(table_find(&t, 0), &one);
    assert_ptr_equal(table_find(&t, UINT64_MAX), &two);
    assert_null(table_find(&t, 1));
    table_replace(&t, 0, &two);
    assert_ptr_equal(table_find(&t, 0), &two);
    assert_int_equal(t.count, 2);
    table_remove(&t, 0);
    assert_null(table_find(&t, 0));
    assert_ptr_equal(table_find(&t, UINT64_MAX), &two);
    table_remove(&t, UINT64_MAX);
    assert_int_equal(t.count, 0);
    assert_null(table_find(&t, UINT64_MAX));
    table_release(&t);
    assert_null(table_find(&t, 0));
    assert_true(table_add(&t, 7, &one));
    assert_ptr_equal(table_find(&t, 7), &one);
    table_release(&t);
}

/* Keys of three sorts: numbers in a row; numbers in the upper half; and such as all belong to one place, the
 * last, so that they crowd around the end (their products with the table's multiplier are -1, -2, -3 ...). */
static uint64_t key_at(uint32_t n) {
    const uint64_t inverse = 0xf1de83e19937733du; /* of the multiplier */
    switch (n % 3) {
    case 0:
        return n;
    case 1:
        return (uint64_t)n << 32;
    default:
        return (0 - (uint64_t)n) * inverse ^ (0 - (uint64_t)n) * inverse >> 32;
    }
}

static void everything_is_as_in_a_list(void **unused) {
    static char values[KEYS];
    char *list[KEYS] = {0};
    struct table t = {0};
    uint32_t seed = 1, count = 0;
    (void)unused;
    for (uint32_t call = 0; call < CALLS; call++) {
        /* between many and few, so that it fills, empties and fills again */
        uint32_t n = next_random(&seed) % KEYS;
        bool adds = next_random(&seed) % 100 < (call / 4000 % 2 ? 25 : 75);
        if (adds && list[n]) {
            list[n] = &values[next_random(&seed) % KEYS];
            table_replace(&t, key_at(n), list[n]);
        } else if (adds) {
            list[n] = &values[n];
            assert_true(table_add(&t, key_at(n), list[n]));
            count++;
        } else if (list[n]) {
            list[n] = NULL;
            table_remove(&t, key_at(n));
            count--;
        }
        assert_int_equal(t.count, count);
        for (uint32_t k = call % 7; k < KEYS; k += 7)
            assert_ptr_equal(table_find(&t, key_at(k)), list[k]);
    }
    assert_true(count > 0 && t.capacity == 1024);
    table_release(&t);
}

static uint32_t walk_count(const struct table *t, const char *values, uint32_t *seen) {
    uint32_t place = 0, count = 0;
    for (const char *value; (value = table_walk(t, &place)); count++)
        seen[value - values]++;
    return count;
}

static void a_walk_meets_each_value_once(void **unused) {
    static char values[KEYS];
    uint32_t seen[KEYS] = {0}, place = 0;
    struct table t = {0};
    (void)unused;
    assert_null(table_walk(&t, &place));
    for (uint32_t n = 0; n < KEYS; n++)
        assert_true(table_add(&t, key_at(n), &values[n]));
    for (uint32_t n = 0; n < KEYS; n += 2)
        table_remove(&t, key_at(n));
    assert_int_equal(walk_count(&t, values, seen), KEYS / 2);
    for (uint32_t n = 0; n < KEYS; n++)
        assert_int_equal(seen[n], n % 2);
    table_release(&t);
}

/* The same keys with values elsewhere, in memory elsewhere: the same order. */
static void a_walk_never_goes_by_addresses(void **unused) {
    static char left[KEYS], right[2 * KEYS];
    struct arena a = ARENA_EMPTY;
    struct table t = {0}, other = {.arena = &a};
    uint32_t place = 0, other_place = 0;
    (void)unused;
    for (uint32_t n = 0; n < KEYS; n++) {
        assert_true(table_add(&t, key_at(n), &left[n]));
        assert_true(table_add(&other, key_at(n), &right[2 * (KEYS - 1 - n)]));
    }
    for (const char *value; (value = table_walk(&t, &place));) {
        const char *same = table_walk(&other, &other_place);
        assert_non_null(same);
        assert_int_equal((same - right) / 2, KEYS - 1 - (value - left));
    }
    assert_null(table_walk(&other, &other_place));
    table_release(&t);
    arena_release(&a);
}

static void without_memory_all_stays(void **unused) {
    static char values[KEYS];
    struct arena a = {.block_bytes = 16 * sizeof(struct table_pair)};
    struct table t = {.arena = &a};
    uint32_t count = 0;
    (void)unused;
    assert_true(table_add(&t, key_at(count), &values[count]));
    a.block_bytes = SIZE_MAX / 4; /* a fresh block is more than there is */
    for (count = 1; table_add(&t, key_at(count), &values[count]);)
        count++;
    assert_int_equal(count, 12); /* three quarters of 16 */
    assert_int_equal(t.count, count);
    assert_int_equal(t.capacity, 16);
    for (uint32_t n = 0; n < KEYS; n++)
        assert_ptr_equal(table_find(&t, key_at(n)), n < count ? &values[n] : NULL);
    table_remove(&t, key_at(3)); /* what is there can be used */
    assert_true(table_add(&t, key_at(count), &values[count]));
    a.block_bytes = 0;
    assert_true(table_add(&t, key_at(3), &values[3])); /* and it grows again once it can */
    assert_int_equal(t.capacity, 32);
    for (uint32_t n = 0; n < KEYS; n++)
        assert_ptr_equal(table_find(&t, key_at(n)), n <= count ? &values[n] : NULL);
    arena_release(&a);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_found_until_they_are_removed),
        cmocka_unit_test(everything_is_as_in_a_list),
        cmocka_unit_test(a_walk_meets_each_value_once),
        cmocka_unit_test(a_walk_never_goes_by_addresses),
        cmocka_unit_test(without_memory_all_stays),
    };
    return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
