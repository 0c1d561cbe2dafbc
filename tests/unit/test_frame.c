/* test_frame.c: what is put into a frame comes out of it again, and what is no frame is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <fusion/frame.h>
#include <fusion/instant.h>

#include <stdlib.h>
#include <string.h>

/* Where a field stands in a frame: no function of ours puts a wrong value there. */
#define LINE_CONDITION_AT    41 /* size, type, turn, two instants, input, number */
#define ENTRY_CHANGE_SIZE_AT 95 /* of the second change */

static void assert_bytes(struct bytes b, const char *expected) {
    assert_int_equal(b.size, strlen(expected));
    assert_memory_equal(b.size ? b.data : "", expected, b.size);
}

/* The one frame of a buffer, of the type expected. */
static struct bytes only_frame(const struct buffer *b, enum frame_type type) {
    struct bytes stream = buffer_bytes(b), body = {0};
    assert_false(buffer_failed(b));
    assert_int_equal(frame_next(&stream, &body), type);
    assert_int_equal(stream.size, 0);
    return body;
}

/* Any shorter body, and any longer one, must be refused; each is a copy of its exact size, for the
 * sanitizers. */
static void assert_exact(struct bytes body, bool (*get)(struct bytes body)) {
    assert_true(get(body));
    for (size_t size = 0; size <= body.size + 1; size++) {
        if (size == body.size)
            continue;
        char *copy = malloc(size ? size : 1);
        assert_non_null(copy);
        memset(copy, 0, size ? size : 1);
        memcpy(copy, body.data, size < body.size ? size : body.size);
        assert_false(get((struct bytes){copy, size}));
        free(copy);
    }
}

static bool get_head(struct bytes body) {
    struct frame_head f;
    return frame_get_head(body, &f);
}

static void test_head(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    struct frame_head f, in = {7, 3, 1, 3, INSTANT_NONE, BYTES("abcdef")};
    frame_put_head(&b, &in);
    assert_true(frame_get_head(only_frame(&b, FRAME_HEAD), &f));
    assert_int_equal(f.entries, 7);
    assert_int_equal(f.incidents, 3);
    assert_int_equal(f.policy_entry, 1);
    assert_int_equal(f.semantics, 3);
    assert_true(f.instant_ms == INSTANT_NONE);
    assert_bytes(f.policy_digest, "abcdef");
    assert_exact(only_frame(&b, FRAME_HEAD), get_head);
    buffer_release(&b);
}

static void test_keys(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    const uint64_t keys[] = {1, 0x0807060504030201u, UINT64_MAX};
    const char *packed;
    frame_put_keys(&b, keys, 3);
    assert_int_equal(frame_get_keys(only_frame(&b, FRAME_KEYS), &packed), 3);
    assert_memory_equal(packed, "\1\0\0\0\0\0\0\0\1\2\3\4\5\6\7\10\377\377\377\377\377\377\377\377", 24);
    buffer_release(&b);
}

static bool get_incident(struct bytes body) {
    struct frame_incident f;
    return frame_get_incident(body, &f);
}

static bool get_quiet(struct bytes body) {
    struct frame_quiet f;
    return frame_get_quiet(body, &f);
}

static void test_restoring(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    struct frame_incident incident;
    struct frame_quiet quiet;
    frame_put_incident(&b, &(struct frame_incident){12, 1, BYTES("{\"kind\":\"fire\"}")});
    assert_true(frame_get_incident(only_frame(&b, FRAME_INCIDENT), &incident));
    assert_int_equal(incident.number, 12);
    assert_int_equal(incident.live, 1);
    assert_bytes(incident.document, "{\"kind\":\"fire\"}");
    assert_exact(only_frame(&b, FRAME_INCIDENT), get_incident);
    buffer_clear(&b);
    frame_put_quiet(&b, &(struct frame_quiet){PARTY_UNKNOWN, -5});
    assert_true(frame_get_quiet(only_frame(&b, FRAME_QUIET), &quiet));
    assert_true(quiet.party == PARTY_UNKNOWN);
    assert_int_equal(quiet.at_ms, -5);
    assert_exact(only_frame(&b, FRAME_QUIET), get_quiet);
    buffer_release(&b);
}

static struct policy_file files_read[POLICY_FILES_MAX];

static bool get_policy(struct bytes body) {
    int64_t instant_ms;
    uint64_t turn;
    size_t count;
    return frame_get_policy(body, &turn, &instant_ms, files_read, &count);
}

static void test_policy(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    const struct policy_file files[] = {{BYTES("10-fire.lua"), BYTES("")},
                                        {BYTES("policy.yaml"), BYTES("a: 1\n")}};
    int64_t instant_ms;
    uint64_t turn;
    size_t count;
    frame_put_policy(&b, 7, 99, files, 2);
    assert_true(frame_get_policy(only_frame(&b, FRAME_POLICY), &turn, &instant_ms, files_read, &count));
    assert_int_equal(turn, 7);
    assert_int_equal(instant_ms, 99);
    assert_int_equal(count, 2);
    assert_bytes(files_read[0].name, "10-fire.lua");
    assert_bytes(files_read[0].content, "");
    assert_bytes(files_read[1].content, "a: 1\n");
    assert_exact(only_frame(&b, FRAME_POLICY), get_policy);
    buffer_clear(&b);
    policy_files_pack(&b, files, 2);
    assert_true(policy_files_unpack(buffer_bytes(&b), files_read, &count));
    assert_int_equal(count, 2);
    assert_bytes(files_read[1].name, "policy.yaml");
    assert_false(policy_files_unpack(BYTES("\377\377\377\377"), files_read, &count));
    buffer_release(&b);
}

static bool get_line(struct bytes body) {
    struct frame_line f;
    return frame_get_line(body, &f);
}

static bool get_tick(struct bytes body) {
    int64_t instant_ms;
    uint64_t turn;
    return frame_get_tick(body, &turn, &instant_ms);
}

static bool get_wall(struct bytes body) {
    struct frame_wall f;
    return frame_get_wall(body, &f);
}

static void test_line_and_tick(void **state) {
    struct frame_wall wall;
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    struct frame_line f, in = {.turn = 12,
                               .instant_ms = 1774576800000,
                               .wall_ms = 1774576800001,
                               .input = 2,
                               .number = 41,
                               .condition = LINE_REFUSED,
                               .size = 5000000000,
                               .sha256 = {{1, 2, 3}},
                               .salt = "0123456789abcde",
                               .reason = BYTES("no date"),
                               .bytes = BYTES("{\"id\":\"\\u0000\"}")};
    int64_t instant_ms;
    uint64_t turn;
    frame_put_line(&b, &in);
    assert_true(frame_get_line(only_frame(&b, FRAME_LINE), &f));
    assert_int_equal(f.turn, 12);
    assert_int_equal(f.instant_ms, in.instant_ms);
    assert_int_equal(f.wall_ms, in.wall_ms);
    assert_int_equal(f.input, 2);
    assert_int_equal(f.number, 41);
    assert_int_equal(f.condition, LINE_REFUSED);
    assert_true(f.size == 5000000000);
    assert_memory_equal(f.sha256.byte, in.sha256.byte, DIGEST_BYTES);
    assert_memory_equal(f.salt, in.salt, SALT_BYTES);
    assert_bytes(f.reason, "no date");
    assert_bytes(f.bytes, "{\"id\":\"\\u0000\"}");
    assert_exact(only_frame(&b, FRAME_LINE), get_line);
    b.data[LINE_CONDITION_AT] = LINE_REFUSED + 1;
    assert_false(get_line(only_frame(&b, FRAME_LINE)));
    buffer_clear(&b);
    frame_put_tick(&b, 13, INSTANT_LAST);
    assert_true(frame_get_tick(only_frame(&b, FRAME_TICK), &turn, &instant_ms));
    assert_true(turn == 13 && instant_ms == INSTANT_LAST);
    assert_exact(only_frame(&b, FRAME_TICK), get_tick);
    buffer_clear(&b);
    frame_put_wall(&b, &(struct frame_wall){14, -7, INT64_MAX});
    assert_true(frame_get_wall(only_frame(&b, FRAME_WALL), &wall));
    assert_true(wall.turn == 14 && wall.instant_ms == -7 && wall.wall_ms == INT64_MAX);
    assert_exact(only_frame(&b, FRAME_WALL), get_wall);
    buffer_release(&b);
}

static bool get_recalled(struct bytes body) {
    struct frame_recall asked;
    struct recalled found[RECALL_ENTRIES_MAX];
    size_t count;
    return frame_get_recalled(body, &asked, found, &count);
}

static bool get_recall(struct bytes body) {
    struct frame_recall f;
    return frame_get_recall(body, &f);
}

static void test_recall(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    struct frame_recall asked, in = {5, RECALL_INCIDENT, UINT64_MAX};
    const struct recalled two[] = {{BYTES("{}"), BYTES("0123456789abcdef")}, {BYTES("{\"n\":2}"), {NULL, 0}}};
    struct recalled found[RECALL_ENTRIES_MAX];
    size_t count;
    frame_put_recall(&b, &in);
    assert_true(frame_get_recall(only_frame(&b, FRAME_RECALL), &asked));
    assert_int_equal(asked.turn, 5);
    assert_int_equal(asked.kind, RECALL_INCIDENT);
    assert_true(asked.key == UINT64_MAX);
    assert_exact(only_frame(&b, FRAME_RECALL), get_recall);
    buffer_clear(&b);
    frame_put_recalled(&b, &in, two, 2);
    assert_true(frame_get_recalled(only_frame(&b, FRAME_RECALLED), &asked, found, &count));
    assert_int_equal(count, 2);
    assert_bytes(found[0].salt, "0123456789abcdef");
    assert_bytes(found[1].body, "{\"n\":2}");
    assert_bytes(found[1].salt, "");
    assert_exact(only_frame(&b, FRAME_RECALLED), get_recalled);
    buffer_release(&b);
}

static bool get_entry(struct bytes body) {
    struct frame_entry f;
    return frame_get_entry(body, &f);
}

static void test_entry(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    struct frame_entry f, in = {.turn = 8,
                                .n = 9,
                                .at_ms = -1,
                                .kind = ENTRY_DEADLINE,
                                .payload = PAYLOAD_LINE,
                                .incident = 4,
                                .key = 77,
                                .change_count = 2,
                                .changes = {{4, INSTANT_NONE, 1, 3}, {5, 0, 4, 6}},
                                .touch_count = 2,
                                .touches = {5, 70000},
                                .body = BYTES("0123456789")};
    frame_put_entry(&b, &in);
    assert_true(frame_get_entry(only_frame(&b, FRAME_ENTRY), &f));
    assert_int_equal(f.turn, 8);
    assert_int_equal(f.n, 9);
    assert_int_equal(f.at_ms, -1);
    assert_int_equal(f.kind, ENTRY_DEADLINE);
    assert_int_equal(f.payload, PAYLOAD_LINE);
    assert_int_equal(f.incident, 4);
    assert_int_equal(f.key, 77);
    assert_int_equal(f.change_count, 2);
    assert_true(f.changes[0].dormant_ms == INSTANT_NONE);
    assert_int_equal(f.changes[1].offset, 4);
    assert_int_equal(f.changes[1].size, 6);
    assert_true(f.touch_count == 2 && f.touches[0] == 5 && f.touches[1] == 70000);
    assert_bytes(f.body, "0123456789");
    assert_exact(only_frame(&b, FRAME_ENTRY), get_entry);
    b.data[ENTRY_CHANGE_SIZE_AT] = 7; /* reaches behind the body */
    assert_false(get_entry(only_frame(&b, FRAME_ENTRY)));
    buffer_release(&b);
}

static bool get_done(struct bytes body) {
    struct frame_done f;
    return frame_get_done(body, &f);
}

static void test_done(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    struct frame_done f, in = {.turn = 6,
                               .outcome = OUTCOME_DUPLICATE,
                               .late = 1,
                               .running = 1,
                               .entry = 3,
                               .instant_ms = 5,
                               .next_ms = INSTANT_NONE,
                               .history_ms = 7};
    frame_put_done(&b, &in);
    assert_true(frame_get_done(only_frame(&b, FRAME_DONE), &f));
    assert_int_equal(f.turn, 6);
    assert_int_equal(f.outcome, OUTCOME_DUPLICATE);
    assert_int_equal(f.late, 1);
    assert_int_equal(f.running, 1);
    assert_int_equal(f.entry, 3);
    assert_int_equal(f.instant_ms, 5);
    assert_true(f.next_ms == INSTANT_NONE);
    assert_int_equal(f.history_ms, 7);
    assert_int_equal(f.error.code, 0);
    assert_exact(only_frame(&b, FRAME_DONE), get_done);
    error_at(&in.error, ERROR_POLICY, "policy.yaml", 3, 4, "found %s, expected %s", "x", "y");
    buffer_clear(&b);
    frame_put_done(&b, &in);
    assert_true(frame_get_done(only_frame(&b, FRAME_DONE), &f));
    assert_int_equal(f.error.code, ERROR_POLICY);
    assert_string_equal(f.error.file, "policy.yaml");
    assert_int_equal(f.error.line, 3);
    assert_int_equal(f.error.column, 4);
    assert_string_equal(f.error.text, "found x, expected y");
    assert_exact(only_frame(&b, FRAME_DONE), get_done);
    buffer_release(&b);
}

/* A stream that comes in pieces gives its frames in order, and none before it is whole. */
static void test_stream(void **state) {
    (void)state;
    struct buffer b = BUFFER_EMPTY;
    frame_put_tick(&b, 1, 1);
    size_t first = b.size;
    frame_put_recall(&b, &(struct frame_recall){1, RECALL_MESSAGE, 2});
    for (size_t size = 0; size <= b.size; size++) {
        struct bytes stream = {b.data, size}, body = {0};
        assert_int_equal(frame_next(&stream, &body), size >= first ? FRAME_TICK : 0);
        assert_int_equal(frame_next(&stream, &body), size == b.size ? FRAME_RECALL : 0);
    }
    struct bytes nothing = BYTES("\0\0\0\0\0\0\0\0"), body;
    assert_int_equal(frame_next(&nothing, &body), 0);
    buffer_release(&b);
}

static void test_kinds(void **state) {
    (void)state;
    assert_string_equal(entry_kind_words[ENTRY_MESSAGE], "message");
    assert_string_equal(entry_kind_words[ENTRY_FAULT], "fault");
    assert_string_equal(entry_kind_words[ENTRY_CLOCK_STEP], "clock-step");
    assert_null(entry_kind_words[ENTRY_CLOCK_STEP + 1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head),   cmocka_unit_test(test_keys),          cmocka_unit_test(test_restoring),
        cmocka_unit_test(test_policy), cmocka_unit_test(test_line_and_tick), cmocka_unit_test(test_recall),
        cmocka_unit_test(test_entry),  cmocka_unit_test(test_done),          cmocka_unit_test(test_stream),
        cmocka_unit_test(test_kinds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
