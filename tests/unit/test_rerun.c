/*
 * test_rerun.c: records of many sessions, live and of history, stopped in order, killed and cut off in the
 * middle of what they did, under one policy and another: executed again from their inputs they are the same,
 * byte for byte.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "message_stream.h"
#include "scratch.h"

#include <cmd/commands.h>
#include <rerun/difference.h>
#include <rerun/rerun.h>

#include <fusion/cell.h>
#include <fusion/ports.h>
#include <fusion/record.h>
#include <fusion/recorder.h>

#include <getopt.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#define SESSIONS 5
#define PATH     128

static char folder[SCRATCH_BYTES], was[PATH], is[PATH];
static struct arena arena;
static struct policy_file policies[2][POLICY_FILES_MAX]; /* the fixture, and what its author made of it */
static size_t file_count;

/* --- a store that is cut off ------------------------------------------------------------------------------
 */

struct cut {
    struct store store; /* first */
    struct store *kept;
    uint32_t left; /* entries until then */
};

static int cut_append(struct store *s, const struct frame_entry *entry, struct bytes salt,
                      struct bytes payload, struct error *e) {
    struct cut *c = (struct cut *)s;
    if (c->left-- == 0)
        return error_set(e, ERROR_SYSTEM, "cut off");
    return c->kept->calls->append(c->kept, entry, salt, payload, e);
}
static int cut_repeat(struct store *s, uint64_t n, struct error *e) {
    struct cut *c = (struct cut *)s;
    return c->kept->calls->repeat(c->kept, n, e);
}
static int cut_recall(struct store *s, const struct frame_recall *asked, struct buffer *answer,
                      struct error *e) {
    struct cut *c = (struct cut *)s;
    return c->kept->calls->recall(c->kept, asked, answer, e);
}
static int cut_commit(struct store *s, struct error *e) {
    struct cut *c = (struct cut *)s;
    return c->kept->calls->commit(c->kept, e);
}
static int cut_head(struct store *s, struct buffer *out, struct error *e) {
    struct cut *c = (struct cut *)s;
    return c->kept->calls->restore_head(c->kept, out, e);
}
static int cut_state(struct store *s, int64_t history_ms,
                     int (*take)(void *context, struct bytes frames, struct error *e), void *context,
                     struct error *e) {
    struct cut *c = (struct cut *)s;
    return c->kept->calls->restore_state(c->kept, history_ms, take, context, e);
}
static const struct store_calls cut_calls = {cut_append, cut_repeat, cut_recall,
                                             cut_commit, cut_head,   cut_state};

/* --- a record is written ----------------------------------------------------------------------------------
 */

struct writing {
    struct record *record;
    struct cut cut;
    struct cell *cell;
    struct recorder *recorder;
    bool live;
    int64_t now_ms, wall_ahead_ms;
    uint64_t lines;
};

/* 0, or negative once the store was cut off. */
static int line_say(struct writing *w, struct bytes bytes) {
    static const char long_head[] = "{\"id\":\"a line that was too long";
    struct frame_done done;
    struct error e = ERROR_EMPTY;
    struct frame_line line = {.instant_ms = w->live ? w->now_ms - (once_in(8) ? pick(999) : 0) : INSTANT_NONE,
                              .input = pick(3),
                              .number = ++w->lines,
                              .size = bytes.size,
                              .bytes = bytes};
    line.wall_ms = w->now_ms + w->wall_ahead_ms;
    memset(line.salt, (int)(pick(256)), sizeof line.salt);
    if (once_in(24)) { /* came in some other way than whole */
        line.condition = (uint8_t)(1 + pick(3));
        line.reason = line.condition == LINE_REFUSED ? BYTES("no \"time\" in row \xe2\x82\xac") : BYTES("");
    }
    if (line.condition == LINE_TOO_LONG) {
        line.size = LINE_BYTES_MAX + 1 + pick(1000000);
        line.bytes = BYTES(long_head);
        line.sha256 = digest_of((struct bytes){(const char *)&line.size, sizeof line.size});
    }
    return recorder_line(w->recorder, &line, &done, &e);
}

static int time_pass(struct writing *w) {
    static const int64_t steps_ms[] = {0, 0, 1, 999, 5 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, DAY_MS};
    struct error e = ERROR_EMPTY;
    w->now_ms += steps_ms[pick(8)];
    int code = w->live && once_in(3) ? recorder_tick(w->recorder, w->now_ms, &e) : 0;
    if (code || !w->live || !once_in(12))
        return code;
    w->wall_ahead_ms = steps_ms[pick(8)] - (once_in(2) ? HOUR_MS : 0);
    return recorder_wall(w->recorder, w->now_ms, w->now_ms + w->wall_ahead_ms, &e);
}

static int session_lines(struct writing *w, char lines[STREAM][1024]) {
    struct error e = ERROR_EMPTY;
    int code = 0;
    for (uint32_t n = pick(STREAM); code == 0 && n < STREAM; n++) {
        code = time_pass(w);
        code = code ? code : line_say(w, bytes_of(lines[n]));
        if (code == 0 && once_in(20)) {
            char clock[200], time[INSTANT_TEXT_BYTES];
            instant_format(w->now_ms, time);
            (void)snprintf(clock, sizeof clock,
                           "{\"id\":\"c%u\",\"from\":\"ISR\",\"type\":\"clock\",\"time\":\"%s\"}",
                           pick(10000), time);
            code = line_say(w, bytes_of(clock));
        }
        w->now_ms =
            w->now_ms < recorder_instant_ms(w->recorder) ? recorder_instant_ms(w->recorder) : w->now_ms;
        if (code == 0 && once_in(10))
            code = recorder_commit(w->recorder, &e);
    }
    if (code == 0 && once_in(3)) /* --until, --drain, or a last look at the clock */
        code = recorder_tick(w->recorder, !w->live && once_in(2) ? INSTANT_LAST : w->now_ms + 2 * DAY_MS, &e);
    return code;
}

/* Ends in order; or is cut off at an entry, the ones before it committed; or killed with some uncommitted. */
static void session_write(struct writing *w, char lines[STREAM][1024]) {
    struct error e = ERROR_EMPTY;
    bool is_cut = once_in(2);
    assert_int_equal(record_open(was, RECORD_WRITE, &w->record, &e), 0);
    w->live = once_in(2);
    w->now_ms += once_in(2) ? DAY_MS / 2 : -HOUR_MS; /* a wall clock may be set back */
    w->cut = (struct cut){{&cut_calls}, record_store(w->record), is_cut ? pick(60) : UINT32_MAX};
    assert_int_equal(record_session(w->record, w->live ? SESSION_RUN : SESSION_REPLAY, w->live, &e), 0);
    assert_int_equal(record_source(w->record, 1, "events.ndjson", &e), 0);
    w->cell = cell_new();
    assert_int_equal(recorder_new((struct link){cell_feed, w->cell}, &w->recorder, &e), 0);
    int code =
        recorder_policy(w->recorder, policies[pick(2)], file_count, w->live ? w->now_ms : INSTANT_NONE, &e);
    code = code ? code : recorder_begin(w->recorder, &w->cut.store, &e);
    if (code == 0) {
        int64_t floor = recorder_instant_ms(w->recorder);
        w->now_ms = w->now_ms < floor ? floor : w->now_ms;
        code = session_lines(w, lines);
    }
    if (code && w->cut.left != UINT32_MAX)
        fail_msg("%s", e.text);
    if (!once_in(4))
        assert_int_equal(recorder_commit(w->recorder, &e), 0);
    recorder_free(w->recorder);
    cell_free(w->cell);
    record_close(w->record);
}

static void record_write(uint32_t from) {
    static char lines[STREAM][1024];
    struct writing w = {.now_ms = 1767225600000};
    for (uint32_t n = 0; n < SESSIONS; n++) {
        stream_make(lines, from * SESSIONS + (once_in(2) ? n : 0));
        session_write(&w, lines);
    }
}

/* --- and executed again -----------------------------------------------------------------------------------
 */

static const char *const endings[] = {"", "-wal", "-shm", "-holder"};

static void forget(const char *path) {
    char name[PATH + 8];
    for (size_t i = 0; i < 4; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static int again(bool kept) {
    const struct rerun_config config = {.from = was, .into = kept ? is : NULL, .quiet = true};
    struct error e = ERROR_EMPTY;
    int code = rerun_run(&config, &e);
    if (code < 0)
        print_message("%s\n", e.text);
    return code;
}

static int row_add(void *context, int count, char **values, char **names) {
    (void)names;
    for (int i = 0; i < count; i++) {
        buffer_append_text(context, values[i] ? values[i] : "NULL");
        buffer_append_char(context, i + 1 < count ? '|' : '\n');
    }
    return 0;
}

static void rows_read(const char *path, const char *sql, struct buffer *out) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, row_add, out, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void tables_equal(uint32_t from) {
    static const char *const tables[] = {
        "SELECT * FROM entries",
        "SELECT n, hex(salt), hex(bytes) FROM payloads",
        "SELECT * FROM documents",
        "SELECT * FROM touched",
        "SELECT * FROM repeats",
        "SELECT * FROM sources",
        "SELECT id, kind, first FROM sessions",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
        rows_read(was, tables[i], &before);
        rows_read(is, tables[i], &after);
        if (!bytes_equal(buffer_bytes(&before), buffer_bytes(&after)))
            fail_msg("seed %u: %s", from, tables[i]);
        buffer_release(&before);
        buffer_release(&after);
    }
}

static void counted(const char *sql, int64_t *sum) {
    struct buffer text = BUFFER_EMPTY;
    int64_t n = 0;
    rows_read(was, sql, &text);
    assert_true(bytes_to_unsigned(bytes_slice(buffer_bytes(&text), 0, text.size - 1), INT64_MAX, &n));
    *sum += n;
    buffer_release(&text);
}

static void test_records_of_many_sessions(void **state) {
    /* What must have happened on the way, or the test says nothing. */
    static const char *const happened[] = {
        "SELECT count(*) FROM entries WHERE kind = 'message'",
        "SELECT count(*) FROM entries WHERE kind = 'deadline' AND body ->> '$.late' > 0",
        "SELECT count(*) FROM (SELECT 1 FROM entries WHERE kind = 'policy' LIMIT 10 OFFSET 1)",
        "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND body ->> '$.reason' = 'too-long'",
        "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND body ->> '$.reason' = 'truncated'",
        "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND body ->> '$.reason' = 'refused-row'",
        "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND body ->> '$.reason' = 'id-conflict'",
        "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.late' > 0",
        "SELECT count(*) FROM entries WHERE body LIKE '%\"fault\":%'",
        "SELECT count(*) FROM entries e JOIN sessions s ON s.first = e.n AND e.kind = 'deadline'",
        "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND at = 0",
        "SELECT count(*) FROM repeats",
        "SELECT count(*) FROM touched",
        "SELECT count(*) FROM entries WHERE kind = 'clock-step'",
        "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.wall' > at",
        "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND body ->> '$.reason' = 'future-time'",
        "SELECT count(*) FROM entries e, sessions s WHERE s.kind = 'run' AND s.first <= e.n"
        " AND NOT EXISTS (SELECT 1 FROM sessions t WHERE t.first <= e.n AND t.id > s.id)"
        " AND e.kind = 'message' AND body ->> '$.late' > 0",
    };
    /* Nothing is decided before the policy it is decided under is in the record. */
    static const char *const never[] = {
        "SELECT count(*) FROM entries WHERE n = 1 AND kind <> 'policy'",
        "SELECT count(*) FROM entries WHERE kind = 'policy' AND n NOT IN (SELECT first FROM sessions)",
    };
    int64_t counts[sizeof happened / sizeof *happened] = {0};
    (void)state;
    for (uint32_t from = 1; from <= 60; from++) {
        record_write(from);
        for (size_t i = 0; i < sizeof happened / sizeof *happened; i++)
            counted(happened[i], &counts[i]);
        for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
            int64_t count = 0;
            counted(never[i], &count);
            if (count)
                fail_msg("seed %u: %s", from, never[i]);
        }
        if (again(true) != 0 || again(false) != 0)
            fail_msg("seed %u", from);
        tables_equal(from);
        forget(was);
        forget(is);
    }
    for (size_t i = 0; i < sizeof happened / sizeof *happened; i++)
        if (counts[i] == 0)
            fail_msg("never: %s", happened[i]);
}

/* --- where two bodies part --------------------------------------------------------------------------------
 */

static void test_difference(void **state) {
    static const struct {
        const char *found, *expected, *told;
    } table[] = {
        {"{\"a\":1}", "{\"a\":1}", NULL},
        {"{\"a\":1}", "{\"a\":2}", "/a: found 1, expected 2"},
        {"{\"a\":{\"b/c~d\":[1,\"x\"]}}", "{\"a\":{\"b/c~d\":[1,\"y\"]}}",
         "/a/b~1c~0d/1: found \"x\", expected \"y\""},
        {"{\"late\":60000}", "{}", "/late: found 60000, expected nothing"},
        {"{}", "{\"late\":60000}", "/late: found nothing, expected 60000"},
        {"{\"a\":[1]}", "{\"a\":[1,2]}", "/a/1: found nothing, expected 2"},
        {"{\"a\":[1,2]}", "{\"a\":[1]}", "/a/1: found 2, expected nothing"},
        {"{\"a\":null}", "{\"a\":false}", "/a: found null, expected false"},
        {"[]", "{}", "/: found [], expected {}"},
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}",
         "/: found the same members in other bytes, expected canonical JSON"},
        {"{\"a\":1", "{\"a\":1}",
         "/: found a body that is not well-formed JSON (byte 6), expected the one of the execution"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer told = BUFFER_EMPTY;
        assert_int_equal(difference_tell(bytes_of(table[i].found), bytes_of(table[i].expected), &told),
                         table[i].told != NULL);
        if (!bytes_is(buffer_bytes(&told), table[i].told ? table[i].told : ""))
            fail_msg("%.*s, expected %s", (int)told.size, told.data, table[i].told);
        buffer_release(&told);
    }
}

static void test_a_long_value_is_cut(void **state) {
    struct buffer found = BUFFER_EMPTY, told = BUFFER_EMPTY;
    (void)state;
    buffer_append_text(&found, "\"");
    for (int i = 0; i < 300; i++)
        buffer_append_text(&found, "\xe2\x82\xac");
    buffer_append_text(&found, "\"");
    assert_true(difference_tell(buffer_bytes(&found), BYTES("1"), &told));
    assert_true(told.size < 200);
    assert_true(bytes_ends(buffer_bytes(&told), BYTES("\xe2\x82\xac..., expected 1")));
    buffer_release(&found);
    buffer_release(&told);
}

static int files_prepare(void **state) {
    struct policy_file *files;
    struct error e = ERROR_EMPTY;
    (void)state;
    scratch_folder(folder);
    (void)snprintf(was, sizeof was, "%s/was.db", folder);
    (void)snprintf(is, sizeof is, "%s/is.db", folder);
    assert_int_equal(folder_read("tests/fixtures/cell", &arena, &files, &file_count, &e), 0);
    for (size_t i = 0; i < file_count; i++) {
        struct buffer changed = BUFFER_EMPTY;
        policies[0][i] = policies[1][i] = files[i];
        if (!bytes_ends(files[i].name, BYTES(".lua")))
            continue;
        buffer_append(&changed, files[i].content);
        buffer_append_text(&changed, "\nrule \"later\" { on = \"report\", propose = { severity = 5 },"
                                     " because = \"a later policy\" }\n");
        policies[1][i].content = arena_copy(&arena, buffer_bytes(&changed));
        buffer_release(&changed);
    }
    return 0;
}

static int files_forget(void **state) {
    (void)state;
    forget(was);
    forget(is);
    (void)rmdir(folder);
    arena_release(&arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_records_of_many_sessions),
        cmocka_unit_test(test_difference),
        cmocka_unit_test(test_a_long_value_is_cut),
    };
    return cmocka_run_group_tests(tests, files_prepare, files_forget);
}
