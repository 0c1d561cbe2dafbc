/*
 * test_restart.c: seeded streams of messages: a cell that is restarted on the way writes the same entries as
 * one that goes on.
 */
#include "cell_fixture.h"
#include "message_stream.h"

static void stream_say(struct fixture *f, char lines[STREAM][1024], uint32_t restart_at) {
    fixture_open(f, "tests/fixtures/cell", INSTANT_NONE);
    for (uint32_t n = 0; n < STREAM; n++) {
        if (n == restart_at)
            fixture_restart(f);
        say(f, lines[n]);
    }
    drain(f);
}

static void stream_check(uint32_t from) {
    static char lines[STREAM][1024];
    static struct fixture whole, cut;
    stream_make(lines, from);
    stream_say(&whole, lines, STREAM);
    for (uint32_t at_line = 1; at_line < STREAM; at_line += 11) {
        stream_say(&cut, lines, at_line);
        for (size_t n = 0; n < whole.count && n < cut.count; n++)
            if (strcmp(whole.bodies[n], cut.bodies[n]) != 0)
                fail_msg("seed %u, restart before line %u, entry %zu:\n%s\n%s", from, at_line, n + 1,
                         whole.bodies[n], cut.bodies[n]);
        assert_int_equal(whole.count, cut.count);
        fixture_close(&cut);
    }
    assert_true(whole.count > STREAM / 2);
    fixture_close(&whole);
}

static void streams(void **unused) {
    (void)unused;
    for (uint32_t from = 1; from <= 40; from++)
        stream_check(from);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(streams)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
