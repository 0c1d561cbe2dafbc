/* test_recent.c: where the last messages stand, and that a reference to one of them asks the record nothing.
 */
#include "cell_fixture.h"

#include <cell/core.h>

static struct digest key_of(uint32_t n) {
    return digest_of((struct bytes){(const char *)&n, sizeof n});
}

static void test_found_by_the_whole_key(void **state) {
    struct recent r = {NULL};
    struct digest a = key_of(1), b = a;
    (void)state;
    assert_null(recent_find(&r, &a));
    assert_true(
        recent_put(&r, &a, (struct recent_message){.entry = 7, .incident = 3, .type = MESSAGE_NOTICE}));
    assert_int_equal(recent_find(&r, &a)->entry, 7);
    assert_int_equal(recent_find(&r, &a)->incident, 3);
    assert_int_equal(recent_find(&r, &a)->type, MESSAGE_NOTICE);
    b.byte[RECENT_KEY_BYTES - 1] ^= 1; /* the same place, and another message */
    assert_null(recent_find(&r, &b));
    recent_release(&r);
    assert_null(recent_find(&r, &a));
}

static void test_a_later_one_takes_the_place(void **state) {
    struct recent r = {NULL};
    struct digest first = key_of(0);
    uint32_t n = 1, held = 0;
    (void)state;
    for (assert_true(recent_put(&r, &first, (struct recent_message){.entry = 1, .incident = 1}));
         recent_find(&r, &first); n++) {
        struct digest other = key_of(n);
        assert_true(recent_put(&r, &other, (struct recent_message){.entry = n + 1, .incident = n}));
        assert_true(n < 64 * RECENT_MESSAGES);
    }
    for (uint32_t k = 0; k < n; k++) {
        struct digest key = key_of(k);
        const struct recent_message *found = recent_find(&r, &key);
        held += found != NULL;
        assert_true(!found || found->entry == k + 1);
    }
    assert_true(held > 0 && held <= RECENT_MESSAGES);
    recent_release(&r);
}

static void message(struct fixture *f, const char *id, const char *from, const char *rest) {
    char line[512];
    (void)snprintf(line, sizeof line, "{'id':'%s','from':'%s','time':'2026-03-27T02:00:00Z',%s}", id, from,
                   rest);
    assert_int_equal(say(f, line), OUTCOME_ACCEPTED);
}

static void note(struct fixture *f, const char *id, size_t asked) {
    size_t before = f->asked;
    message(f, id, "ISR", "'type':'note','refs':['SYR:s-1']");
    assert_int_equal(f->asked - before, asked);
    assert_non_null(strstr(f->bodies[f->count - 1], "\"incident\":\"I-1\""));
}

static void test_what_a_reference_asks(void **state) {
    struct fixture f;
    (void)state;
    fixture_open(&f, "tests/fixtures/cell", INSTANT_NONE);
    message(&f, "s-1", "SYR", "'kind':'fire.rocket','to':['ISR']");
    note(&f, "i-1", 0);
    fixture_restart(&f);
    note(&f, "i-2", 1); /* the message: its incident is in memory */
    message(&f, "u-1", "USA/supervisor", "'type':'close','outcome':'explained','refs':['I-1']");
    note(&f, "i-3", 1); /* the incident, which is over: the message was found before */
    fixture_close(&f);
}

/* What is over, and was only passed through on the way to where it stands now, is asked for each time. */
static void test_what_was_recalled_leaves_again(void **state) {
    struct fixture f;
    (void)state;
    fixture_open(&f, "rules", INSTANT_NONE);
    message(&f, "s-0", "SYR", "'kind':'fire.rocket','to':['ISR']");
    message(&f, "s-1", "SYR", "'kind':'fire.rocket','to':['ISR'],'fuse':'never'");
    message(&f, "u-1", "USA/supervisor", "'type':'merge','reason':'one','refs':['I-1','I-2']");
    for (int n = 0; n < 3; n++) {
        char id[16];
        (void)snprintf(id, sizeof id, "i-%d", n);
        note(&f, id, 1); /* I-2, which is part of I-1 */
        assert_null(state_find(&f.cell->state, 2));
    }
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found_by_the_whole_key),
        cmocka_unit_test(test_a_later_one_takes_the_place),
        cmocka_unit_test(test_what_a_reference_asks),
        cmocka_unit_test(test_what_was_recalled_leaves_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
