/* test_history.c: the ring of what was opened of late keeps its order while it grows and forgets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <state/state.h>

#include <string.h>

static void history_expect(const struct history *h, uint64_t first, uint64_t last) {
    for (uint64_t number = last; number >= first; number--) {
        const struct opening *o = history_recent(h, (uint32_t)(last - number));
        assert_non_null(o);
        assert_int_equal(o->incident, number);
        assert_int_equal(o->at_ms, number * 1000);
    }
    assert_null(history_recent(h, (uint32_t)(last - first + 1)));
    assert_int_equal(history_count(h, BYTES("fire"), (int64_t)first * 1000, 0, NULL, 0), last - first + 1);
    assert_int_equal(history_count(h, BYTES("fire"), (int64_t)last * 1000, 0, NULL, 0), 1);
}

/* One of every three that come is forgotten, so that the ring is full while it begins in its middle. */
static void the_ring_keeps_its_order(void **unused) {
    struct history h = {0};
    struct incident i = {.closed_ms = INSTANT_NONE};
    (void)unused;
    strcpy(i.kind, "fire");
    for (uint64_t number = 1, first = 1; number <= 300; number++) {
        i.number = number;
        i.opened_ms = (int64_t)number * 1000;
        first += number % 3 == 0;
        assert_true(history_add(&h, &i, (int64_t)first * 1000));
        history_expect(&h, first < number ? first : number, number);
    }
    history_release(&h);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_ring_keeps_its_order)};
    return cmocka_run_group_tests_name("history", tests, NULL, NULL);
}
