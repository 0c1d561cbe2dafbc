/* test_record_actions.c: committed actions going out, each once, in runs and replays. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "record_story.h"

static char path[SCRATCH_PATH_BYTES];

static int path_setup(void **state) {
    (void)state;
    scratch_path(path);
    return 0;
}

static int path_teardown(void **state) {
    (void)state;
    scratch_remove(path);
    return 0;
}

/* Take up to `limit`: their ids and status are in `expected`. */
static void pending_are(struct record *r, size_t limit, const char *expected) {
    struct buffer out = BUFFER_EMPTY, seen = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    size_t count = 0, lines = 0;
    assert_int_equal(record_pending(r, limit, &out, &count, &e), 0);
    struct bytes rest = buffer_bytes(&out);
    while (rest.size) {
        struct bytes line = bytes_split(&rest, '\n');
        bytes_split(&line, '"'), bytes_split(&line, '"'), bytes_split(&line, '"');
        buffer_append(&seen, bytes_split(&line, '"'));
        buffer_append_char(&seen, memmem(line.data, line.size, "\"status\":\"drill\"", 16) ? '*' : ' ');
        lines++;
    }
    buffer_append_char(&seen, '\0');
    assert_string_equal(seen.data, expected);
    assert_int_equal(count, lines);
    assert_int_equal(record_emitted(r, &e), 0);
    buffer_release(&out);
    buffer_release(&seen);
}

static void test_actions(void **state) {
    struct buffer out = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    size_t count;
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    assert_int_equal(record_session(r, SESSION_RUN, true, &e), 0);
    story_tell(record_store(r), 0, 4);
    pending_are(r, 100, ""); /* not committed yet */
    committed(r);
    assert_int_equal(record_pending(r, 1, &out, &count, &e), 0);
    assert_int_equal(count, 1);
    buffer_append_char(&out, '\0');
    assert_string_equal(
        out.data,
        "{\"id\":\"2.1\",\"entry\":2,\"at\":\"2026-03-27T02:00:00Z\",\"incident\":\"I-1\","
        "\"track\":\"de-escalation\",\"verb\":\"notify\",\"to_party\":\"USA\","
        "\"to_role\":\"supervisor\",\"rung\":null,\"because\":\"fire with deaths\","
        "\"status\":\"emitted\",\"text\":\"I-1 (de-escalation): fire.rocket at Quneitra, severity 4; "
        "fire with deaths.\"}\n");
    buffer_release(&out);
    assert_int_equal(record_emitted(r, &e), 0);
    rows_are(r, "SELECT status, count(*) FROM actions GROUP BY 1", "drill|1\npending|4\n");
    pending_are(r, 2, "2.2 3.1*");
    pending_are(r, 100, "4.1 4.2 ");
    pending_are(r, 100, "");
    story_tell(record_store(r), 4, STORY_N);
    committed(r);
    rows_are(r, "SELECT status, count(*) FROM actions GROUP BY 1", "drill|2\nemitted|4\npending|3\n");
    pending_are(r, 100, "5.1*6.1 8.1 9.1 ");
    record_close(r); /* remembers */
    r = record_opened(path, RECORD_WRITE);
    assert_int_equal(record_session(r, SESSION_RUN, true, &e), 0);
    pending_are(r, 100, "");
    rows_are(r, "SELECT count(*) FROM actions WHERE status = 'emitted'", "7\n");
    record_close(r);
}

/* A run that ended between commit and emission is made up for by the next; a replay is held for ever. */
static void test_sessions(void **state) {
    struct error e = ERROR_EMPTY;
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    assert_int_equal(record_session(r, SESSION_RUN, true, &e), 0);
    story_tell(record_store(r), 0, 2);
    committed(r);
    record_close(r);
    r = record_opened(path, RECORD_WRITE);
    assert_int_equal(record_session(r, SESSION_REPLAY, false, &e), 0);
    story_tell(record_store(r), 2, 6);
    committed(r);
    record_close(r);
    r = record_opened(path, RECORD_WRITE);
    assert_int_equal(record_session(r, SESSION_REPLAY, true, &e), 0);
    story_tell(record_store(r), 6, STORY_N);
    committed(r);
    pending_are(r, 3, "2.1 2.2 8.1 ");
    committed(r);
    rows_are(r, "SELECT id, status FROM actions ORDER BY entry, id",
             "2.1|emitted\n2.2|emitted\n3.1|drill\n4.1|held\n4.2|held\n5.1|drill\n6.1|held\n8.1|emitted\n9.1|"
             "pending\n");
    rows_are(r, "SELECT kind, first, emits FROM sessions", "run|1|1\nreplay|3|0\nreplay|7|1\n");
    record_close(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_actions, path_setup, path_teardown),
        cmocka_unit_test_setup_teardown(test_sessions, path_setup, path_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
