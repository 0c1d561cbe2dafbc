/* test_record.c: opening and refusing, what cannot be changed, what survives, recalling and restoring. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "record_story.h"

#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>

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

static void refused(enum record_mode mode, const char *because) {
    struct error e = ERROR_EMPTY;
    struct record *r = NULL;
    assert_int_equal(record_open(path, mode, &r, &e), ERROR_RECORD);
    assert_null(r);
    if (!strstr(e.text, because) || !strstr(e.text, "fusion.db"))
        fail_msg("found `%s`, expected `%s` and the path", e.text, because);
}

static void file_write(const char *content, size_t size) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(content, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

/* A big-endian number in the header of an SQLite file. */
static void header_write(off_t offset, unsigned char value) {
    unsigned char word[4] = {0, 0, 0, value};
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, word, sizeof word, offset), (ssize_t)sizeof word);
    assert_int_equal(close(fd), 0);
}

static void story_whole(void) {
    struct record *r = record_opened(path, RECORD_CREATE);
    story_tell(record_store(r), 0, STORY_N);
    committed(r);
    record_close(r);
}

/* --- opening ----------------------------------------------------------------------------------------------
 */

static void test_modes(void **state) {
    (void)state;
    refused(RECORD_READ, "does not exist");
    story_whole();
    refused(RECORD_CREATE, "exists already");
    struct record *r = record_opened(path, RECORD_WRITE);
    rows_are(r, "SELECT count(*) FROM entries", "9\n");
    record_close(r);
    r = record_opened(path, RECORD_READ);
    rows_are(r, "SELECT count(*) FROM messages", "6\n");
    record_close(r);
}

static void test_pragmas(void **state) {
    (void)state;
    struct record *r = record_opened(path, RECORD_WRITE);
    char wal[SCRATCH_PATH_BYTES + 16];
    (void)snprintf(wal, sizeof wal, "%s-wal", path);
    assert_int_equal(access(wal, F_OK), 0);
    rows_are(r, "PRAGMA synchronous", "2\n");
    rows_are(r, "PRAGMA foreign_keys", "1\n");
    rows_are(r, "PRAGMA recursive_triggers", "1\n");
    rows_are(r, "PRAGMA trusted_schema", "0\n");
    rows_are(r, "PRAGMA cell_size_check", "1\n");
    rows_are(r, "PRAGMA mmap_size", "0\n");
    rows_are(r, "PRAGMA user_version", "1\n");
    record_close(r);
}

static void test_not_a_record(void **state) {
    static char text[8192];
    (void)state;
    memset(text, 'x', sizeof text);
    file_write(text, sizeof text);
    refused(RECORD_WRITE, "is no record");
    refused(RECORD_READ, "is no record");
    file_write("", 0);
    refused(RECORD_READ, "is no record");
    struct record *r = record_opened(path, RECORD_WRITE); /* an empty file becomes one */
    record_close(r);
    header_write(68, 1); /* application_id */
    refused(RECORD_WRITE, "of something else");
}

static void test_newer_schema(void **state) {
    (void)state;
    story_whole();
    header_write(60, RECORD_SCHEMA + 1); /* user_version */
    refused(RECORD_WRITE, "newer Fusion");
    refused(RECORD_READ, "newer Fusion");
}

static void test_read_only(void **state) {
    (void)state;
    story_whole();
    assert_int_equal(chmod(path, 0444), 0);
    refused(RECORD_WRITE, "read-only");
    struct record *r = record_opened(path, RECORD_READ);
    record_close(r);
}

static void test_second_writer(void **state) {
    char pid[32];
    (void)state;
    struct record *first = record_opened(path, RECORD_WRITE);
    (void)snprintf(pid, sizeof pid, "held by pid %ld ", (long)getpid());
    refused(RECORD_WRITE, pid);
    struct record *reader = record_opened(path, RECORD_READ); /* readers are free to come */
    record_close(reader);
    record_close(first);
    first = record_opened(path, RECORD_WRITE);
    record_close(first);
    assert_int_not_equal(access(path, F_OK), -1);
}

/* The lock goes with its holder, however that ends: a file left behind by a killed one stops nobody. */
static void test_stale_holder(void **state) {
    char name[SCRATCH_PATH_BYTES + 16];
    (void)state;
    (void)snprintf(name, sizeof name, "%s-holder", path);
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    assert_true(fputs("pid 1 on nowhere (fusion)\n", file) >= 0);
    assert_int_equal(fclose(file), 0);
    struct record *r = record_opened(path, RECORD_WRITE);
    record_close(r);
    assert_int_equal(access(name, F_OK), -1);
}

/* What happens between our open of the holder's file and our lock of it; NULL: nothing. */
static void (*before_lock)(void);

/* In place of libc's: the holder's lock goes through here. */
int fcntl(int fd, int command, ...) {
    va_list args;
    va_start(args, command);
    void *lock = va_arg(args, void *);
    va_end(args);
    void (*now)(void) = before_lock;
    if (now && command == F_OFD_SETLK) {
        before_lock = NULL; /* once */
        now();
    }
    return (int)syscall(SYS_fcntl, fd, command, lock);
}

static struct record *next_holder;

/* The last holder removes its file and lets go of it; then somebody else comes. */
static void holder_changes(void) {
    char name[SCRATCH_PATH_BYTES + 16];
    (void)snprintf(name, sizeof name, "%s-holder", path);
    assert_int_equal(unlink(name), 0);
    next_holder = record_opened(path, RECORD_WRITE);
}

/* The lock of a file that is there no more holds nothing: the one that took its place is asked. */
static void test_holder_changes_while_we_come(void **state) {
    (void)state;
    story_whole();
    before_lock = holder_changes;
    refused(RECORD_WRITE, "only one program writes a record at a time");
    assert_null(before_lock);
    record_close(next_holder);
    record_close(record_opened(path, RECORD_WRITE));
}

/* --- the log ----------------------------------------------------------------------------------------------
 */

static void statement_refused(const char *sql) {
    sqlite3 *db = NULL;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "PRAGMA recursive_triggers = ON", NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, &message), SQLITE_CONSTRAINT);
    assert_string_equal(message, "entries are append-only");
    sqlite3_free(message);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void test_append_only(void **state) {
    (void)state;
    story_whole();
    statement_refused("UPDATE entries SET at = 0 WHERE n = 3");
    statement_refused("DELETE FROM entries WHERE n = 3");
    statement_refused("INSERT OR REPLACE INTO entries VALUES (3, 0, 'message', NULL, NULL, '{}')");
    struct record *r = record_opened(path, RECORD_READ);
    rows_are(r, "SELECT count(*), sum(at > 0) FROM entries", "9|9\n");
    record_close(r);
}

static void test_order_of_entries(void **state) {
    (void)state;
    struct error e = ERROR_EMPTY;
    struct record *r = record_opened(path, RECORD_CREATE);
    struct store *store = record_store(r);
    struct frame_entry entry = story_entry(&story[0], 2);
    assert_int_equal(store->calls->append(store, &entry, (struct bytes){0}, (struct bytes){0}, &e),
                     ERROR_FRAME);
    assert_string_equal(e.text, "found entry 2, expected 1");
    story_tell(store, 0, 1);
    entry.n = 1;
    assert_int_equal(store->calls->append(store, &entry, (struct bytes){0}, (struct bytes){0}, &e),
                     ERROR_FRAME);
    record_close(r);
}

/* A query for the number of rows in each table of the schema. */
static int table_counted(void *context, const struct row *row) {
    struct buffer *sql = context;
    buffer_append_text(sql, sql->size ? " UNION ALL SELECT count(*) FROM " : "SELECT count(*) FROM ");
    buffer_append(sql, row->values[0]);
    return 0;
}

/* Emptied, a scratch record is as it was when it was new. */
static void test_emptied(void **state) {
    (void)state;
    struct error e = ERROR_EMPTY;
    struct buffer counts = BUFFER_EMPTY, sql = BUFFER_EMPTY;
    struct record *r;
    assert_int_equal(record_scratch(&r, &e), 0);
    assert_int_equal(record_query(r, "SELECT name FROM sqlite_schema WHERE type = 'table'", NULL, 0,
                                  table_counted, &counts, &e),
                     0);
    buffer_append_format(&sql,
                         "SELECT sum(1), sum(value) FROM (SELECT NULL AS value WHERE false UNION ALL %.*s)",
                         (int)counts.size, counts.data);
    buffer_append_char(&sql, '\0');
    for (int round = 0; round < 2; round++) {
        assert_int_equal(record_session(r, SESSION_RUN, true, &e), 0);
        assert_int_equal(record_source(r, 1, "a file", &e), 0);
        rows_are(r, "SELECT id, first FROM sessions", "1|1\n");
        story_tell(record_store(r), 0, STORY_N);
        assert_int_equal(record_store(r)->calls->repeat(record_store(r), 2, &e), 0);
        committed(r);
        rows_are(r, "SELECT max(n) FROM entries", "9\n");
        assert_int_equal(record_empty(r, &e), 0);
        rows_are(r, sql.data, "8|0\n");
    }
    record_close(r);
    buffer_release(&counts);
    buffer_release(&sql);
}

/* What was not committed is not there, and the numbers go on where the file ends. */
static void test_commit(void **state) {
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    story_tell(record_store(r), 0, 4);
    committed(r);
    story_tell(record_store(r), 4, 6);
    record_close(r);
    r = record_opened(path, RECORD_WRITE);
    rows_are(r, "SELECT max(n) FROM entries", "4\n");
    rows_are(r, "SELECT max(n) FROM payloads", "3\n");
    rows_are(r, "SELECT state FROM cases", "overdue\n");
    rows_are(r, "SELECT count(*) FROM touched", "0\n");
    story_tell(record_store(r), 4, STORY_N);
    committed(r);
    rows_are(r, "SELECT max(n) FROM entries", "9\n");
    record_close(r);
}

/* A write that fails (here: no file may grow beyond 1 MiB) takes the whole group with it, and is the last
 * one. */
static void test_failed_write(void **state) {
    struct rlimit before, small;
    struct error e = ERROR_EMPTY;
    struct telling t = story[5];
    uint64_t n = 0, committed_n = 0;
    int code = 0;
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    struct store *store = record_store(r);
    void (*ignored)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = (struct rlimit){1024 * 1024, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    while (code == 0 && n < 100000) {
        struct frame_entry entry = story_entry(&t, ++n);
        code = store->calls->append(store, &entry, BYTES("0123456789abcdef"), BYTES("x"), &e);
        if (code == 0 && n % 100 == 0 && (code = store->calls->commit(store, &e)) == 0)
            committed_n = n;
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(signal(SIGXFSZ, ignored) == SIG_IGN);
    assert_int_equal(code, ERROR_RECORD);
    assert_true(committed_n > 0);
    struct frame_entry entry = story_entry(&t, committed_n + 1);
    assert_int_equal(store->calls->append(store, &entry, (struct bytes){0}, (struct bytes){0}, &e),
                     ERROR_RECORD);
    assert_non_null(strstr(e.text, "an earlier write failed"));
    assert_int_equal(store->calls->commit(store, &e), ERROR_RECORD);
    record_close(r);
    r = record_opened(path, RECORD_WRITE);
    char expected[64];
    (void)snprintf(expected, sizeof expected, "%d|%d|ok\n", (int)committed_n, (int)committed_n);
    rows_are(r, "SELECT max(n), count(*), (SELECT integrity_check FROM pragma_integrity_check) FROM entries",
             expected);
    record_close(r);
}

/* --- recalling and restoring ------------------------------------------------------------------------------
 */

static struct bytes recall(struct record *r, enum recall_kind kind, uint64_t key, struct buffer *answer,
                           struct recalled *found, size_t *count) {
    struct frame_recall asked = {1, (uint8_t)kind, key}, back;
    struct error e = ERROR_EMPTY;
    struct bytes stream, body = {0};
    buffer_clear(answer);
    assert_int_equal(record_store(r)->calls->recall(record_store(r), &asked, answer, &e), 0);
    stream = buffer_bytes(answer);
    assert_int_equal(frame_next(&stream, &body), FRAME_RECALLED);
    assert_true(frame_get_recalled(body, &back, found, count));
    assert_int_equal(back.kind, kind);
    assert_true(back.key == key);
    return *count ? found[0].body : (struct bytes){0};
}

static void test_recall(void **state) {
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    struct buffer answer = BUFFER_EMPTY;
    struct recalled found[RECALL_ENTRIES_MAX];
    size_t count;
    struct telling again = story[2];
    story_tell(record_store(r), 0, 3);
    struct bytes body = recall(r, RECALL_MESSAGE, 0x8000000000000001u, &answer, found, &count);
    assert_int_equal(count, 1);
    assert_true(story_is(body, 2));
    assert_true(bytes_is(found[0].salt, "0123456789abcdef"));
    recall(r, RECALL_MESSAGE, 4, &answer, found, &count);
    assert_int_equal(count, 0);
    recall(r, RECALL_INCIDENT, 7, &answer, found, &count);
    assert_int_equal(count, 0);
    body = recall(r, RECALL_INCIDENT, 2, &answer, found, &count);
    assert_int_equal(count, 1);
    assert_true(bytes_begins(body, BYTES("{\"kind\":\"force.exercise\",\"status\":\"exercise\",")));
    again.key = 3;
    for (uint64_t n = 4; n <= RECALL_ENTRIES_MAX + 5; n++)
        story_append(record_store(r), &again, n);
    recall(r, RECALL_MESSAGE, 3, &answer, found, &count);
    assert_int_equal(count, RECALL_ENTRIES_MAX); /* the first ones */
    assert_true(story_is(found[0].body, 3));
    buffer_release(&answer);
    record_close(r);
}

struct restored {
    char text[512];
    uint64_t keys;
};

static int frames_note(void *context, struct bytes frames, struct error *e) {
    struct restored *restored = context;
    struct bytes body;
    struct frame_incident incident;
    struct frame_quiet quiet;
    const char *packed;
    char code[PARTY_BYTES_MAX + 1];
    (void)e;
    for (int type; (type = frame_next(&frames, &body)) != 0;) {
        size_t at = strlen(restored->text), room = sizeof restored->text - at;
        if (type == FRAME_KEYS) {
            restored->keys += frame_get_keys(body, &packed);
        } else if (type == FRAME_INCIDENT) {
            assert_true(frame_get_incident(body, &incident));
            assert_true(bytes_begins(incident.document, BYTES("{\"kind\":")));
            (void)snprintf(restored->text + at, room, "I-%d%s ", (int)incident.number,
                           incident.live ? " live" : "");
        } else {
            assert_int_equal(type, FRAME_QUIET);
            assert_true(frame_get_quiet(body, &quiet));
            struct bytes party = party_text(quiet.party, code);
            (void)snprintf(restored->text + at, room, "%.*s+%d ", (int)party.size, party.data,
                           (int)(quiet.at_ms - T0));
        }
    }
    assert_int_equal(frames.size, 0);
    return 0;
}

static void restored_are(struct record *r, int64_t history_ms, uint64_t keys, const char *expected) {
    struct restored restored = {.keys = 0};
    struct error e = ERROR_EMPTY;
    assert_int_equal(
        record_store(r)->calls->restore_state(record_store(r), history_ms, frames_note, &restored, &e), 0);
    assert_int_equal(restored.keys, keys);
    assert_string_equal(restored.text, expected);
}

static void test_restore(void **state) {
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    struct telling later = story[5];
    restored_are(r, 0, 0, "");
    story_tell(record_store(r), 0, 4);
    restored_are(r, 0, 2, "I-1 live I-2 live ");
    story_tell(record_store(r), 4, STORY_N);
    restored_are(r, 1000, 7, "SYR+430000 ");       /* one closed, one asleep */
    restored_are(r, 700000, 7, "I-2 SYR+430000 "); /* opened after the start of the history */
    restored_are(r, 700001, 7, "I-1 I-2 SYR+430000 ");
    restored_are(r, INT64_MAX, 7, "I-1 I-2 SYR+430000 ");
    later.at_ms = T0 + 430000 + QUARANTINE_QUIET_MS;
    later.body = "{'n':10,'kind':'quarantine'}"; /* told nobody */
    story_append(record_store(r), &later, 10);
    restored_are(r, 1000, 8, "");
    record_close(r);
}

static void test_restore_head(void **state) {
    struct buffer out = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    struct frame_head head;
    struct bytes stream, body = {0};
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    struct store *store = record_store(r);
    assert_int_equal(store->calls->restore_head(store, &out, &e), 0);
    stream = buffer_bytes(&out);
    assert_int_equal(frame_next(&stream, &body), FRAME_HEAD);
    assert_true(frame_get_head(body, &head));
    assert_true(head.entries == 0 && head.incidents == 0 && head.policy_entry == 0);
    assert_true(head.instant_ms == INSTANT_NONE);
    story_tell(store, 0, STORY_N);
    struct telling turned_down = {.kind = ENTRY_POLICY,
                                  .at_ms = T0 + 800000,
                                  .payload = "",
                                  .body = "{'n':10,'digest':'d2','accepted':false}"};
    story_append(store, &turned_down, 10);
    buffer_clear(&out);
    assert_int_equal(store->calls->restore_head(store, &out, &e), 0);
    stream = buffer_bytes(&out);
    assert_int_equal(frame_next(&stream, &body), FRAME_HEAD);
    assert_true(frame_get_head(body, &head));
    assert_int_equal(head.entries, 10);
    assert_int_equal(head.incidents, 2);
    assert_int_equal(head.policy_entry, 1);
    assert_true(head.instant_ms == T0 + 800000);
    assert_true(bytes_is(head.policy_digest, "d1"));
    buffer_release(&out);
    record_close(r);
}

/* --- the fold ---------------------------------------------------------------------------------------------
 */

static void rows_take(struct record *r, struct buffer *out) {
    struct error e = ERROR_EMPTY;
    buffer_clear(out);
    assert_int_equal(record_query(r, "SELECT * FROM documents", NULL, 0, row_append, out, &e), 0);
    assert_int_equal(record_query(r, "SELECT * FROM touched", NULL, 0, row_append, out, &e), 0);
}

static void test_rebuild(void **state) {
    struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    (void)state;
    story_whole();
    struct record *r = record_opened(path, RECORD_WRITE);
    rows_take(r, &before);
    assert_true(before.size > 500);
    sqlite3 *db = NULL; /* what a rebuild is for: rows that are wrong, too many, or missing */
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "DELETE FROM documents WHERE id = 1; UPDATE documents SET document = '{}';"
                                  "INSERT INTO documents VALUES (9, 1, '{}'); DELETE FROM touched",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    rows_take(r, &after);
    assert_false(bytes_equal(buffer_bytes(&before), buffer_bytes(&after)));
    struct rebuild look = {.write = false}, mend = {.write = true}, again = {.write = true};
    assert_int_equal(record_rebuild(r, &look, &e), 0);
    assert_int_equal(look.entries, STORY_N);
    assert_int_equal(look.found[0].differed, 3); /* I-1 is missing, I-2 is wrong, I-9 is too many */
    assert_string_equal(look.found[0].first, "I-1");
    assert_int_equal(look.found[0].rows, 2);
    assert_int_equal(look.found[1].differed, look.found[1].rows);
    rows_take(r, &after);
    assert_false(bytes_equal(buffer_bytes(&before), buffer_bytes(&after))); /* a look changes nothing */
    assert_int_equal(record_rebuild(r, &mend, &e), 0);
    assert_int_equal(mend.found[0].differed, 3);
    assert_int_equal(record_rebuild(r, &again, &e), 0);
    assert_int_equal(again.found[0].differed + again.found[1].differed, 0);
    assert_string_equal(again.found[1].first, "");
    rows_take(r, &after);
    assert_true(bytes_equal(buffer_bytes(&before), buffer_bytes(&after)));
    buffer_release(&before);
    buffer_release(&after);
    record_close(r);
}

/* The first document is what json_patch('{}', patch) makes of it: without nulls. */
static void test_first_patch(void **state) {
    (void)state;
    struct record *r = record_opened(path, RECORD_CREATE);
    struct telling t = {.kind = ENTRY_MESSAGE,
                        .at_ms = 1,
                        .incident = 1,
                        .body = "{'incident':'I-1','changes':{'I-1':{'a':null,'b':{'c':null,'d':1}}}}",
                        .dormant_ms = {INSTANT_NONE}};
    story_append(record_store(r), &t, 1);
    rows_are(r, "SELECT document FROM documents", "{\"b\":{\"d\":1}}\n");
    t.body = "{'incident':'I-1','changes':{'I-1':{'b':null,'e':'null'}}}";
    t.dormant_ms[0] = 77;
    story_append(record_store(r), &t, 2);
    rows_are(r, "SELECT document, dormant FROM documents", "{\"e\":\"null\"}|77\n");
    rows_are(r, "SELECT * FROM touched", "");
    record_close(r);
}

int main(void) {
#define AT_PATH(test) cmocka_unit_test_setup_teardown(test, path_setup, path_teardown)
    const struct CMUnitTest tests[] = {
        AT_PATH(test_modes),
        AT_PATH(test_pragmas),
        AT_PATH(test_not_a_record),
        AT_PATH(test_newer_schema),
        AT_PATH(test_read_only),
        AT_PATH(test_second_writer),
        AT_PATH(test_stale_holder),
        AT_PATH(test_holder_changes_while_we_come),
        AT_PATH(test_emptied),
        AT_PATH(test_append_only),
        AT_PATH(test_order_of_entries),
        AT_PATH(test_commit),
        AT_PATH(test_recall),
        AT_PATH(test_restore),
        AT_PATH(test_restore_head),
        AT_PATH(test_rebuild),
        AT_PATH(test_first_patch),
        AT_PATH(test_failed_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
