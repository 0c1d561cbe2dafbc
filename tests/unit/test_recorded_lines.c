/*
 * test_recorded_lines.c: the lines of a record, replayed: records of several sessions, live and of history,
 * with lines that were late, bad in every way, or given again, end in the same messages, incidents and cases.
 * Each session ends on a message, so that both records end at its instant.
 */
#include "cell_fixture.h"
#include "message_stream.h"

#include <record/query.h>
#include <rerun/recorded_lines.h>

#include <fusion/instant.h>
#include <fusion/limits.h>

#define SESSIONS 5

static struct fixture was, is;
static int64_t now_ms, ahead_ms; /* live: the cell's, and how far the machine's clock is ahead */
static int64_t message_ms;       /* the cell's instant after the last line that was accepted */

/* --- a record is written ----------------------------------------------------------------------------------
 */

/* Late only behind a message: bad lines and steps of the clock move a live cell on, and no replay. */
static int64_t receipt_ms(void) {
    bool exact = recorder_instant_ms(was.recorder) == message_ms;
    return now_ms - (exact && once_in(4) ? pick(999) : 0);
}

static void record_say(struct bytes bytes, bool live, enum line_condition condition) {
    struct error e = ERROR_EMPTY;
    struct frame_line line = {.instant_ms = live ? receipt_ms() : INSTANT_NONE,
                              .wall_ms = now_ms + ahead_ms,
                              .number = ++was.lines,
                              .condition = (uint8_t)condition,
                              .size = bytes.size,
                              .bytes = bytes};
    memset(line.salt, (int)pick(256), sizeof line.salt);
    if (condition == LINE_TOO_LONG) {
        line.size = LINE_BYTES_MAX + 1 + pick(1000000);
        line.sha256 = digest_of((struct bytes){(const char *)&line.size, sizeof line.size});
    }
    if (recorder_line(was.recorder, &line, &was.done, &e) != 0)
        fail_msg("%s", e.text);
    if (was.done.outcome == OUTCOME_ACCEPTED)
        message_ms = recorder_instant_ms(was.recorder);
}

/* A message that nothing comes of. */
static void mark_say(bool live) {
    char mark[200], time[INSTANT_TEXT_BYTES];
    instant_format(now_ms, time);
    (void)snprintf(mark, sizeof mark,
                   "{\"id\":\"mark%u\",\"from\":\"OBS\",\"type\":\"note\",\"time\":\"%s\"}",
                   (unsigned)was.lines, time);
    was.live_ms = live ? now_ms : INSTANT_NONE;
    assert_int_equal(say(&was, mark), OUTCOME_ACCEPTED);
    message_ms = recorder_instant_ms(was.recorder);
}

/* The machine's clock steps, and the cell follows it where nothing would come due late by that. */
static void clock_step(void) {
    char clock[200], time[INSTANT_TEXT_BYTES];
    struct error e = ERROR_EMPTY;
    int64_t due_ms = recorder_next_ms(was.recorder);
    assert_int_equal(recorder_wall(was.recorder, now_ms, now_ms + HOUR_MS, &e), 0);
    if (due_ms != INSTANT_NONE && due_ms <= now_ms + HOUR_MS)
        return;
    instant_format(now_ms, time);
    (void)snprintf(clock, sizeof clock,
                   "{\"id\":\"clock%u\",\"from\":\"ISR\",\"type\":\"clock\",\"time\":\"%s\"}",
                   (unsigned)was.lines, time);
    ahead_ms = HOUR_MS;
    record_say(bytes_of(clock), true, LINE_WHOLE);
    ahead_ms = 0;
    now_ms += HOUR_MS;
    assert_int_equal(recorder_instant_ms(was.recorder), now_ms);
    message_ms = INSTANT_NONE;
}

/* Whatever comes due on the way fires at its own instant, as where the loop waits for it. */
static void time_pass(void) {
    static const int64_t steps_ms[] = {0, 0, 1, 999, 5 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, DAY_MS};
    struct error e = ERROR_EMPTY;
    int64_t due_ms;
    now_ms += steps_ms[pick(8)];
    while ((due_ms = recorder_next_ms(was.recorder)) != INSTANT_NONE && due_ms <= now_ms)
        assert_int_equal(recorder_tick(was.recorder, due_ms, &e), 0);
    if (once_in(12))
        clock_step();
}

static void session_play(bool live, stream_line lines[STREAM]) {
    struct error e = ERROR_EMPTY;
    int64_t instant_ms = recorder_instant_ms(was.recorder);
    now_ms = now_ms < instant_ms ? instant_ms : now_ms;
    assert_int_equal(record_session(was.record, live ? SESSION_RUN : SESSION_REPLAY, live, &e), 0);
    was.live_ms = live ? now_ms : INSTANT_NONE;
    fixture_restart(&was);
    for (uint32_t n = 0; n < STREAM; n++) {
        if (live)
            time_pass();
        record_say(bytes_of(lines[n]), live, once_in(24) ? (enum line_condition)(1 + pick(3)) : LINE_WHOLE);
    }
    now_ms = now_ms < recorder_instant_ms(was.recorder) ? recorder_instant_ms(was.recorder) : now_ms;
    mark_say(live);
}

static void record_write(uint32_t from) {
    static stream_line lines[STREAM];
    struct error e = ERROR_EMPTY;
    fixture_open(&was, "tests/fixtures/cell", INSTANT_NONE);
    now_ms = STREAM_BEGIN_MS;
    for (uint32_t n = 0; n < SESSIONS; n++) {
        stream_make(lines, from * SESSIONS + (once_in(2) ? n : 0));
        session_play(once_in(2), lines);
    }
    assert_int_equal(recorder_commit(was.recorder, &e), 0);
}

/* --- and its lines are replayed ---------------------------------------------------------------------------
 */

struct told {
    uint64_t left_out, printed;
    char last[128]; /* what was left out last, and why */
};

static int line_feed(void *context, struct bytes line, bool is_json, struct error *e) {
    struct told *told = context;
    struct frame_line frame = {
        .instant_ms = INSTANT_NONE, .number = ++told->printed, .size = line.size, .bytes = line};
    const struct json *value;
    struct json_fault fault;
    assert_true(line.size <= LINE_BYTES_MAX);
    assert_int_equal(json_parse(&is.arena, line, &json_limits_message, &value, &fault) == 0, is_json);
    return recorder_line(is.recorder, &frame, &is.done, e);
}

static void left_out(void *context, uint64_t entry, struct bytes what, const char *why) {
    struct told *told = context;
    (void)snprintf(told->last, sizeof told->last, "%llu (%.*s): %s", (unsigned long long)entry,
                   (int)what.size, what.data, why);
    told->left_out++;
}

static void passed(void *context, uint64_t entry) {
    (void)context, (void)entry;
}

static struct recorded_lines lines_read(struct told *told) {
    static char path[64];
    struct error e = ERROR_EMPTY;
    struct recorded_lines lines = {
        .path = path, .print = line_feed, .leave = left_out, .progress = passed, .context = told};
    (void)snprintf(path, sizeof path, "%s/r.db", was.folder);
    fixture_open(&is, "tests/fixtures/cell", INSTANT_NONE);
    if (recorded_lines_read(&lines, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(lines.left_out, told->left_out);
    assert_int_equal(lines.printed, told->printed);
    return lines;
}

static int row_add(void *context, const struct row *row) {
    for (size_t i = 0; i < row->count; i++) {
        buffer_append(context, row->values[i]);
        buffer_append_char(context, i + 1 < row->count ? '|' : '\n');
    }
    return 0;
}

static void rows_read(struct fixture *f, const char *sql, struct buffer *out) {
    struct error e = ERROR_EMPTY;
    if (record_query(f->record, sql, NULL, 0, row_add, out, &e) != 0)
        fail_msg("%s", e.text);
}

static void rows_equal(uint32_t from, const char *sql) {
    struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
    rows_read(&was, sql, &before);
    rows_read(&is, sql, &after);
    if (!bytes_equal(buffer_bytes(&before), buffer_bytes(&after)))
        fail_msg("seed %u: %s\n%.*s\n%.*s", from, sql, (int)before.size, before.data, (int)after.size,
                 after.data);
    buffer_release(&before);
    buffer_release(&after);
}

static int64_t counted(struct fixture *f, const char *sql) {
    struct buffer text = BUFFER_EMPTY;
    int64_t n = 0;
    rows_read(f, sql, &text);
    assert_true(bytes_to_unsigned(bytes_slice(buffer_bytes(&text), 0, text.size - 1), INT64_MAX, &n));
    buffer_release(&text);
    return n;
}

static void records_equal(uint32_t from) {
    static const char *const views[] = {
        "SELECT id, from_party, from_role, type, kind, occurred_at, received_at, late_ms, incident, text, "
        "status,"
        " refs, level, effect, verdict, reason FROM messages ORDER BY entry",
        "SELECT * FROM incidents ORDER BY id",
        "SELECT * FROM cases ORDER BY incident, k",
        "SELECT * FROM clocks ORDER BY incident, k, clock",
        "SELECT incident, field, party, value, message, withdrawn, grade, state FROM claims"
        " ORDER BY incident, entry, field",
        "SELECT incident, party, level, at, message, relayed_to FROM acks ORDER BY entry",
        "SELECT at, incident, rule, proposal, won, because, policy, fault FROM decisions ORDER BY entry, k",
        "SELECT at, incident, track, verb, to_party, to_role, rung, because FROM actions"
        " WHERE incident IS NOT NULL ORDER BY entry, CAST(substr(id, instr(id, '.') + 1) AS INTEGER)",
        "SELECT reason, from_party FROM quarantine"
        " WHERE reason NOT IN ('future-time', 'refused-row', 'too-long', 'truncated', 'not-json') ORDER BY "
        "entry",
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        rows_equal(from, views[i]);
}

static void test_the_same_messages_incidents_and_cases(void **state) {
    /* What must have happened on the way, or the test says nothing. */
    static const char *const happened[] = {
        "SELECT count(*) FROM entries e WHERE kind = 'message' AND body ->> '$.late' > 0 AND 'run' ="
        " (SELECT kind FROM sessions WHERE first <= e.n ORDER BY first DESC, id DESC LIMIT 1)",
        "SELECT count(*) FROM entries e WHERE kind = 'message' AND body ->> '$.late' > 0 AND 'replay' ="
        " (SELECT kind FROM sessions WHERE first <= e.n ORDER BY first DESC, id DESC LIMIT 1)",
        "SELECT count(*) FROM entries WHERE kind = 'deadline'",
        "SELECT count(*) FROM entries WHERE kind = 'clock-step'",
        "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.wall' > at",
        "SELECT count(*) FROM quarantine WHERE at IS NULL",
        "SELECT count(*) FROM quarantine WHERE reason = 'not-json'",
        "SELECT count(*) FROM quarantine WHERE reason = 'id-conflict'",
        "SELECT count(*) FROM quarantine WHERE reason = 'too-long'",
        "SELECT count(*) FROM quarantine WHERE reason = 'truncated'",
        "SELECT count(*) FROM quarantine WHERE reason = 'refused-row'",
        "SELECT count(*) FROM quarantine WHERE reason = 'future-time'",
    };
    int64_t counts[sizeof happened / sizeof *happened] = {0}, repeats = 0;
    (void)state;
    for (uint32_t from = 1; from <= 60; from++) {
        struct told told = {0};
        record_write(from);
        struct recorded_lines lines = lines_read(&told);
        for (size_t i = 0; i < sizeof happened / sizeof *happened; i++)
            counts[i] += counted(&was, happened[i]);
        assert_int_equal(lines.repeats, counted(&was, "SELECT coalesce(sum(count), 0) FROM repeats"));
        repeats += (int64_t)lines.repeats;
        assert_int_equal(counted(&was, "SELECT count(*) FROM quarantine"),
                         counted(&is, "SELECT count(*) FROM quarantine") + (int64_t)told.left_out);
        assert_int_equal(counted(&is, "SELECT count(*) FROM repeats"), 0);
        records_equal(from);
        fixture_close(&was);
        fixture_close(&is);
    }
    for (size_t i = 0; i < sizeof happened / sizeof *happened; i++)
        if (counts[i] == 0)
            fail_msg("never: %s", happened[i]);
    assert_true(repeats > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_same_messages_incidents_and_cases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
