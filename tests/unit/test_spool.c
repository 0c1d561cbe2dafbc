/* test_spool.c: the spool answers like the record, byte for byte, and leaves nothing behind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "record_story.h"

#include <fusion/spool.h>

#include <dirent.h>

static void recall(struct store *store, enum recall_kind kind, uint64_t key, struct buffer *answer) {
    struct frame_recall asked = {1, (uint8_t)kind, key};
    struct error e = ERROR_EMPTY;
    buffer_clear(answer);
    assert_int_equal(store->calls->recall(store, &asked, answer, &e), 0);
}

static struct store *spool_opened(void) {
    struct error e = ERROR_EMPTY;
    struct store *s = NULL;
    assert_int_equal(spool_open(&s, &e), 0);
    return s;
}

/* After each entry, everything that can be asked for. */
static void test_like_the_record(void **state) {
    char path[SCRATCH_PATH_BYTES];
    struct buffer spooled = BUFFER_EMPTY, recorded = BUFFER_EMPTY;
    (void)state;
    scratch_path(path);
    struct record *r = record_opened(path, RECORD_CREATE);
    struct store *s = spool_opened();
    for (size_t n = 0; n < STORY_N; n++) {
        story_tell(s, n, n + 1);
        story_tell(record_store(r), n, n + 1);
        for (uint64_t key = 1; key <= 10; key++) {
            for (enum recall_kind kind = RECALL_MESSAGE; kind <= RECALL_INCIDENT; kind++) {
                uint64_t asked = kind == RECALL_MESSAGE && key == 1 ? story[1].key : key;
                recall(s, kind, asked, &spooled);
                recall(record_store(r), kind, asked, &recorded);
                assert_true(bytes_equal(buffer_bytes(&spooled), buffer_bytes(&recorded)));
            }
        }
    }
    assert_true(spooled.size > 0);
    spool_close(s);
    record_close(r);
    scratch_remove(path);
    buffer_release(&spooled);
    buffer_release(&recorded);
}

/* Enough to make the index and the list of incidents grow, and the buffer flow over, many times. */
static void test_many(void **state) {
    enum { MANY = 20000, INCIDENTS = 3000 };
    struct store *s = spool_opened();
    struct buffer answer = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    char body[128], expected[64];
    (void)state;
    for (uint64_t n = 1; n <= MANY; n++) {
        uint64_t incident = (n - 1) % INCIDENTS + 1;
        int at = snprintf(body, sizeof body, "{\"n\":%d,\"changes\":{\"I-%d\":", (int)n, (int)incident);
        int size = snprintf(body + at, sizeof body - (size_t)at, "{\"last\":%d}", (int)n);
        struct frame_entry entry = {.n = n,
                                    .incident = incident,
                                    .key = n % 5000 * 0x9e3779b97f4a7c15u,
                                    .change_count = 1,
                                    .changes = {{incident, INSTANT_NONE, (uint32_t)at, (uint32_t)size}}};
        entry.body = (struct bytes){body, (size_t)(at + size)};
        assert_int_equal(s->calls->append(s, &entry, (struct bytes){0}, (struct bytes){0}, &e), 0);
    }
    for (uint64_t incident = 1; incident <= INCIDENTS; incident++) {
        struct frame_recall asked;
        struct recalled found[RECALL_ENTRIES_MAX];
        struct bytes stream, frame = {0};
        size_t count;
        recall(s, RECALL_INCIDENT, incident, &answer);
        stream = buffer_bytes(&answer);
        assert_int_equal(frame_next(&stream, &frame), FRAME_RECALLED);
        assert_true(frame_get_recalled(frame, &asked, found, &count));
        assert_int_equal(count, 1);
        uint64_t last = incident + (MANY - incident) / INCIDENTS * INCIDENTS;
        (void)snprintf(expected, sizeof expected, "{\"last\":%d}", (int)last);
        assert_true(bytes_is(found[0].body, expected));
    }
    for (uint64_t n = 1; n < 5000; n += 7) {
        struct frame_recall asked;
        struct recalled found[RECALL_ENTRIES_MAX];
        struct bytes stream, frame = {0};
        size_t count;
        recall(s, RECALL_MESSAGE, n * 0x9e3779b97f4a7c15u, &answer);
        stream = buffer_bytes(&answer);
        assert_int_equal(frame_next(&stream, &frame), FRAME_RECALLED);
        assert_true(frame_get_recalled(frame, &asked, found, &count));
        assert_int_equal(count, 4);
        for (size_t i = 0; i < count; i++) {
            (void)snprintf(expected, sizeof expected, "{\"n\":%d,", (int)(n + 5000 * i));
            assert_true(bytes_begins(found[i].body, bytes_of(expected)));
        }
    }
    buffer_release(&answer);
    spool_close(s);
}

/* Of one key only the first RECALL_ENTRIES_MAX are told, also when the index has grown since. */
static void test_bound(void **state) {
    struct store *s = spool_opened();
    struct buffer answer = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    struct frame_recall asked;
    struct recalled found[RECALL_ENTRIES_MAX];
    struct bytes stream, frame = {0};
    char body[32];
    size_t count;
    (void)state;
    for (uint64_t n = 1; n <= 2000; n++) {
        int size = snprintf(body, sizeof body, "{\"n\":%d}", (int)n);
        struct frame_entry entry = {.n = n, .key = n % 2 ? 1023 : n, .body = {body, (size_t)size}};
        assert_int_equal(s->calls->append(s, &entry, (struct bytes){0}, (struct bytes){0}, &e), 0);
    }
    recall(s, RECALL_MESSAGE, 1023, &answer);
    stream = buffer_bytes(&answer);
    assert_int_equal(frame_next(&stream, &frame), FRAME_RECALLED);
    assert_true(frame_get_recalled(frame, &asked, found, &count));
    assert_int_equal(count, RECALL_ENTRIES_MAX);
    assert_true(bytes_is(found[0].body, "{\"n\":1}"));
    assert_true(bytes_is(found[RECALL_ENTRIES_MAX - 1].body, "{\"n\":31}"));
    buffer_release(&answer);
    spool_close(s);
}

static void test_refusals(void **state) {
    struct store *s = spool_opened();
    struct error e = ERROR_EMPTY;
    struct frame_entry entry = {.n = 2, .body = BYTES("{}")};
    struct bytes none = {0};
    (void)state;
    assert_int_equal(s->calls->append(s, &entry, none, none, &e), ERROR_FRAME);
    assert_string_equal(e.text, "found entry 2, expected 1");
    entry = (struct frame_entry){
        .n = 1, .change_count = 1, .changes = {{UINT64_MAX, INSTANT_NONE, 0, 2}}, .body = BYTES("{}")};
    assert_int_equal(s->calls->append(s, &entry, none, none, &e), ERROR_FRAME);
    spool_close(s);
}

static void test_nothing_left_behind(void **state) {
    char path[SCRATCH_PATH_BYTES], folder[SCRATCH_PATH_BYTES];
    struct error e = ERROR_EMPTY;
    struct store *s = NULL;
    int names = 0;
    (void)state;
    scratch_path(path);
    (void)snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(path, '/') - path), path);
    assert_int_equal(setenv("TMPDIR", folder, 1), 0);
    assert_int_equal(spool_open(&s, &e), 0);
    story_tell(s, 0, STORY_N);
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    while (readdir(dir))
        names++;
    assert_int_equal(names, 2); /* `.` and `..` */
    assert_int_equal(closedir(dir), 0);
    spool_close(s);
    scratch_remove(path);
    assert_int_equal(spool_open(&s, &e), ERROR_SYSTEM); /* the folder is gone */
    assert_non_null(strstr(e.text, folder));
    assert_int_equal(unsetenv("TMPDIR"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_like_the_record),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nothing_left_behind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
