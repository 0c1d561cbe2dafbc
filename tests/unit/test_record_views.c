/* test_record_views.c: every row of every view of the story, and how a filter by incident reaches an index.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "record_story.h"

static char path[SCRATCH_PATH_BYTES];

static int story_setup(void **state) {
    struct error e = ERROR_EMPTY;
    scratch_path(path);
    struct record *r = record_opened(path, RECORD_CREATE);
    assert_int_equal(record_session(r, SESSION_RUN, true, &e), 0);
    assert_int_equal(record_source(r, 2, "reports.ndjson", &e), 0);
    story_tell(record_store(r), 0, STORY_N);
    assert_int_equal(record_store(r)->calls->repeat(record_store(r), 2, &e), 0);
    assert_int_equal(record_store(r)->calls->repeat(record_store(r), 2, &e), 0);
    assert_int_equal(record_store(r)->calls->repeat(record_store(r), 6, &e), 0);
    committed(r);
    *state = r;
    return 0;
}

static int story_teardown(void **state) {
    record_close(*state);
    scratch_remove(path);
    return 0;
}

static void test_messages(void **state) {
    rows_are(
        *state,
        "SELECT entry, id, from_party, from_role, type, kind, occurred_at, received_at, late_ms, incident, "
        "text,"
        " status, refs, level, effect, repeats FROM messages",
        "2|s-1|SYR|liaison|report|fire.rocket|2026-03-27T01:59:00.250Z|2026-03-27T02:00:00Z|0|I-1|rockets A\n"
        "|actual|~|~|opened|2\n"
        "3|i-1|ISR|head|report|force.exercise|2026-03-27T02:00:01Z|2026-03-27T02:00:01Z|0|I-2|"
        "{\"en\":\"drill\",\"he\":\"x\"}|exercise|~|~|opened|0\n"
        "5|i-2|ISR|liaison|ack|~|2026-03-27T02:06:00Z|2026-03-27T02:06:00Z|60000|I-1|~|actual|"
        "[\"SYR:s-1\",\"I-2\"]|relayed|attached|0\n"
        "7|i-3|ISR|liaison|report|fire.rocket|2026-03-27T01:59:10Z|2026-03-27T02:08:20Z|0|I-1|~|actual|~|~|"
        "fused|0\n"
        "8|s-2|SYR|liaison|reply|~|2026-03-27T02:10:00Z|2026-03-27T02:10:00Z|0|~|~|actual|[\"SYR:x\"]|~|"
        "refused|0\n"
        "9|u-1|USA|supervisor|close|~|2026-03-27T02:11:40Z|2026-03-27T02:11:40Z|0|I-1|~|actual|[\"I-1\"]|~|"
        "attached|0\n");
}

static void test_incidents(void **state) {
    rows_are(
        *state,
        "SELECT id, opened_at, closed_at, kind, severity, state, reports, parties, lat, lon, place, zone,"
        " contested, title, outcome, policy, status, last_report_at, dormant_at FROM incidents",
        "I-1|2026-03-27T02:00:00Z|2026-03-27T02:11:40Z|fire.rocket|4|closed|2|SYR,ISR|33.1|35.8|Quneitra|aos|"
        "0|"
        "fire.rocket at Quneitra|explained|d1|actual|2026-03-27T02:08:20Z|~\n"
        "I-2|2026-03-27T02:00:01Z|~|force.exercise|1|dormant|1|ISR|~|~|~|~|1|Drill|~|d1|exercise|"
        "2026-03-27T02:00:01Z|2026-03-27T02:10:01Z\n");
}

/* An incident is open until the record's last instant reaches the one from which it is dormant. */
static void test_incident_states(void **state) {
    char other[SCRATCH_PATH_BYTES];
    (void)state;
    scratch_path(other);
    struct record *r = record_opened(other, RECORD_CREATE);
    story_tell(record_store(r), 0, 7);
    rows_are(r, "SELECT id, state FROM incidents", "I-1|open\nI-2|open\n");
    story_tell(record_store(r), 7, 8);
    rows_are(r, "SELECT id, state FROM incidents", "I-1|open\nI-2|open\n");
    story_tell(record_store(r), 8, 9);
    rows_are(r, "SELECT id, state FROM incidents", "I-1|closed\nI-2|dormant\n");
    record_close(r);
    scratch_remove(other);
}

static void test_claims(void **state) {
    rows_are(*state, "SELECT incident, field, party, value, message, entry FROM claims",
             "I-1|actor|SYR|UNK|SYR:s-1|2\n"
             "I-1|target|SYR|SYR|SYR:s-1|2\n"
             "I-1|kind|SYR|fire.rocket|SYR:s-1|2\n"
             "I-1|time|SYR|2026-03-27T01:59:00.250Z|SYR:s-1|2\n"
             "I-1|place|SYR|33.1,35.8|SYR:s-1|2\n"
             "I-1|harm.killed|SYR|2|SYR:s-1|2\n"
             "I-1|harm.civilian|SYR|true|SYR:s-1|2\n"
             "I-2|kind|ISR|force.exercise|ISR:i-1|3\n"
             "I-2|time|ISR|2026-03-27T02:00:01Z|ISR:i-1|3\n"
             "I-1|kind|ISR|fire.rocket|ISR:i-3|7\n"
             "I-1|time|ISR|2026-03-27T01:59:10Z|ISR:i-3|7\n"
             "I-1|place|ISR|33,35.81|ISR:i-3|7\n"
             "I-1|harm.injured|ISR|1|ISR:i-3|7\n");
}

static void test_cases(void **state) {
    rows_are(*state,
             "SELECT incident, track, parent, urgency, state, rung, opened_at, acknowledged_at, answered_at,"
             " settled_at, closed_at, outcome, next_at, next_rung, k FROM cases",
             "I-1|de-escalation|~|urgent|closed|head|2026-03-27T02:00:00Z|2026-03-27T02:07:00Z|~|~|"
             "2026-03-27T02:11:40Z|explained|~|~|0\n");
}

static void test_clocks(void **state) {
    const char *sql =
        "SELECT incident, track, milestone, party, set_at, due_at, state, ended_at, next_at, rung, k,"
        " clock FROM clocks";
    char other[SCRATCH_PATH_BYTES];
    rows_are(*state, sql,
             "I-1|de-escalation|acknowledged|ISR|2026-03-27T02:00:00Z|2026-03-27T02:05:00Z|met-late|"
             "2026-03-27T02:07:00Z|~|head|0|0\n"
             "I-1|de-escalation|answered|~|2026-03-27T02:00:00Z|2026-03-27T02:30:00Z|cancelled|"
             "2026-03-27T02:11:40Z|~|~|0|1\n");
    scratch_path(other);
    struct record *r = record_opened(other, RECORD_CREATE);
    story_tell(record_store(r), 0, 4);
    rows_are(
        r, sql,
        "I-1|de-escalation|acknowledged|ISR|2026-03-27T02:00:00Z|2026-03-27T02:05:00Z|overdue|~|~|head|0|0\n"
        "I-1|de-escalation|answered|~|2026-03-27T02:00:00Z|2026-03-27T02:30:00Z|running|~|"
        "2026-03-27T02:30:00Z|~|0|1\n");
    record_close(r);
    scratch_remove(other);
}

static void test_acks(void **state) {
    rows_are(*state,
             "SELECT incident, party, level, at, message, relayed_to, entry FROM acks ORDER BY incident",
             "I-1|ISR|relayed|2026-03-27T02:06:00Z|ISR:i-2|ISR,USA|5\n"
             "I-2|ISR|relayed|2026-03-27T02:06:00Z|ISR:i-2|ISR,USA|5\n");
}

static void test_decisions(void **state) {
    rows_are(*state,
             "SELECT entry, at, incident, rule, proposal, won, because, policy, fault, k FROM decisions",
             "2|2026-03-27T02:00:00Z|I-1|fire.deaths|"
             "{\"track\":\"de-escalation\",\"severity\":4,\"link\":[\"I-2\"]}|track,severity|fire with "
             "deaths|d1|~|1\n"
             "2|2026-03-27T02:00:00Z|I-1|broken|~||~|d1|out of budget|2\n");
}

static void test_actions(void **state) {
    rows_are(
        *state,
        "SELECT id, entry, at, incident, track, verb, to_party, to_role, rung, because, status, text FROM "
        "actions"
        " ORDER BY entry, id",
        "2.1|2|2026-03-27T02:00:00Z|I-1|de-escalation|notify|USA|supervisor|~|fire with deaths|pending|"
        "I-1 (de-escalation): fire.rocket at Quneitra, severity 4; fire with deaths.\n"
        "2.2|2|2026-03-27T02:00:00Z|I-1|de-escalation|request-ack|ISR|liaison|liaison|~|pending|"
        "I-1 (de-escalation): fire.rocket at Quneitra, severity 4; please acknowledge by "
        "2026-03-27T02:05:00Z.\n"
        "3.1|3|2026-03-27T02:00:01Z|I-2|~|notify|SYR|liaison|~|~|drill|I-2: force.exercise.\n"
        "4.1|4|2026-03-27T02:05:00Z|I-1|de-escalation|escalate|ISR|alternate|alternate|~|pending|"
        "I-1 (de-escalation): not acknowledged by 2026-03-27T02:05:00Z; ISR/alternate is called. "
        "This notice authorises nothing.\n"
        "4.2|4|2026-03-27T02:05:00Z|I-1|de-escalation|escalate|ISR|head|head|~|pending|"
        "I-1 (de-escalation): not acknowledged by 2026-03-27T02:05:00Z; ISR/head is called. "
        "This notice authorises nothing.\n"
        "5.1|5|2026-03-27T02:07:00Z|I-2|~|notify|ISR|liaison|~|linked|drill|I-2: linked.\n"
        "6.1|6|2026-03-27T02:07:10Z|~|~|correct|SYR|liaison|~|~|pending|"
        "Line 7 of input 2 was not taken: not-json (at byte 17).\n"
        "8.1|8|2026-03-27T02:10:00Z|~|~|correct|SYR|liaison|~|no such reference|pending|"
        "Message SYR:s-2 had no effect: no such reference.\n"
        "9.1|9|2026-03-27T02:11:40Z|I-1|de-escalation|close|SYR|liaison|~|~|pending|"
        "I-1 (de-escalation): closed.\n");
    rows_are(*state, "SELECT id FROM actions WHERE incident = 'I-2' ORDER BY entry", "3.1\n5.1\n");
    rows_are(*state, "SELECT id FROM actions WHERE incident = 'I-1' AND entry > 4", "9.1\n");
}

static void test_the_rest(void **state) {
    rows_are(*state,
             "SELECT entry, at, source, line, reason, detail, size, sha256, head, from_party, repeats FROM "
             "quarantine",
             "6|2026-03-27T02:07:10Z|input 2|7|not-json|at byte 17|21|ab|{\"from\":\"SYR\", oops|SYR|1\n");
    rows_are(*state,
             "SELECT digest, activated_at, entry, name, accepted, reason, semantics, lua FROM policies",
             "d1|2026-03-27T02:00:00Z|1|shipped|1|~|1|5.4\n");
    rows_are(*state, "SELECT entry, incident, linked, rule FROM links", "2|I-1|I-2|fire.deaths\n");
    rows_are(*state, "SELECT incident, state FROM notices UNION ALL SELECT incident, kind FROM requests", "");
    rows_are(*state, "SELECT * FROM disputes", "");
    rows_are(*state, "SELECT input, name FROM sources", "2|reports.ndjson\n");
}

/* The head is 256 bytes, whatever they are; a payload that is gone takes nothing else with it. */
static void test_quarantine_head(void **state) {
    char other[SCRATCH_PATH_BYTES], line[400];
    (void)state;
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\0';
    struct telling t = story[5];
    t.payload = line;
    scratch_path(other);
    struct record *r = record_opened(other, RECORD_CREATE);
    story_append(record_store(r), &t, 1);
    t.payload = NULL;
    story_append(record_store(r), &t, 2);
    rows_are(r, "SELECT length(head), reason FROM quarantine", "256|not-json\n~|not-json\n");
    record_close(r);
    scratch_remove(other);
}

/* The expression of the views against instant_format, over all years and both sides of 1970. */
static void test_times(void **state) {
    static const int64_t edges[] = {-62135596800000,
                                    -62135596799999,
                                    -86400001,
                                    -86400000,
                                    -1001,
                                    -1000,
                                    -999,
                                    -500,
                                    -1,
                                    0,
                                    1,
                                    499,
                                    500,
                                    999,
                                    1000,
                                    951782399999,
                                    951868800000,
                                    1774576799995,
                                    253402300799000,
                                    253402300799999};
    char other[SCRATCH_PATH_BYTES], expected[INSTANT_TEXT_BYTES];
    struct buffer all = BUFFER_EMPTY;
    struct telling t = story[5];
    uint64_t n = 0, random = 88172645463325252u;
    (void)state;
    scratch_path(other);
    struct record *r = record_opened(other, RECORD_CREATE);
    for (size_t i = 0; i < 5000; i++) {
        random ^= random << 13, random ^= random >> 7, random ^= random << 17;
        t.at_ms = i < sizeof edges / sizeof *edges ? edges[i]
                                                   : -62135596800000 + (int64_t)(random % 315537897600000);
        story_append(record_store(r), &t, ++n);
        instant_format(t.at_ms, expected);
        buffer_append_format(&all, "%s\n", t.at_ms ? expected : "~"); /* 0: it had none yet */
    }
    buffer_append_char(&all, '\0');
    rows_are(r, "SELECT at FROM quarantine ORDER BY entry", all.data);
    buffer_release(&all);
    record_close(r);
    scratch_remove(other);
}

static int plan_check(void *context, const struct row *row) {
    size_t *steps = context;
    const char *detail = row->values[3].data;
    ++*steps;
    /* entries, documents, touched, payloads, by the first letter of their names and of their aliases */
    static const char *const whole[] = {"SCAN e", "SCAN d", "SCAN t", "SCAN p"};
    for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
        if (strncmp(detail, whole[i], strlen(whole[i])) == 0)
            fail_msg("%s", detail);
    return 0;
}

static void test_plans(void **state) {
    static const char *const queries[] = {
        "EXPLAIN QUERY PLAN SELECT * FROM messages WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM incidents WHERE id = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM claims WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM cases WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM clocks WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM acks WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM decisions WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM actions WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM notices WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM requests WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM disputes WHERE incident = ?",
        "EXPLAIN QUERY PLAN SELECT * FROM links WHERE incident = ?",
    };
    struct bytes incident = BYTES("I-1");
    struct error e = ERROR_EMPTY;
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        size_t steps = 0;
        assert_int_equal(record_query(*state, queries[i], &incident, 1, plan_check, &steps, &e), 0);
        assert_true(steps > 0);
    }
}

/* Other programs read the views that stand in the file: the same ones. */
static void test_views_in_file(void **state) {
    struct error e = ERROR_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    rows_are(
        *state,
        "SELECT count(*) > 12, sum(replace(t.sql, 'CREATE TEMP VIEW', 'CREATE VIEW') IS m.sql) = count(*)"
        " FROM temp.sqlite_schema t LEFT JOIN main.sqlite_schema m USING (name)",
        "1|1\n");
    assert_int_equal(record_query(*state, "SELECT 1, x'00ff', 0.5, NULL, 'a'", NULL, 0, row_append, &out, &e),
                     0);
    assert_int_equal(out.size, strlen("1|") + 2 + strlen("|0.5|~|a\n"));
    buffer_release(&out);
}

static int row_stop(void *context, const struct row *row) {
    (void)row;
    return ++*(int *)context == 2 ? 42 : 0;
}

static void test_query(void **state) {
    struct error e = ERROR_EMPTY;
    int rows = 0;
    struct bytes bound[] = {BYTES("I-1"), BYTES("opened")};
    assert_int_equal(record_query(*state, "SELECT n FROM entries", NULL, 0, row_stop, &rows, &e), 42);
    assert_int_equal(rows, 2);
    rows = 10;
    assert_int_equal(record_query(*state, "SELECT id FROM messages WHERE incident = ? AND effect = ?", bound,
                                  2, row_stop, &rows, &e),
                     0);
    assert_int_equal(rows, 11);
    assert_int_equal(record_query(*state, "DELETE FROM repeats", NULL, 0, row_stop, &rows, &e), ERROR_USAGE);
    assert_int_equal(record_query(*state, "SELECT 1; SELECT 2", NULL, 0, row_stop, &rows, &e), ERROR_USAGE);
    assert_int_equal(record_query(*state, "SELECT nothing", NULL, 0, row_stop, &rows, &e), ERROR_RECORD);
    assert_non_null(strstr(e.text, "nothing"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_incidents),
        cmocka_unit_test(test_incident_states),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_clocks),
        cmocka_unit_test(test_acks),
        cmocka_unit_test(test_decisions),
        cmocka_unit_test(test_actions),
        cmocka_unit_test(test_the_rest),
        cmocka_unit_test(test_quarantine_head),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_views_in_file),
        cmocka_unit_test(test_query),
    };
    return cmocka_run_group_tests(tests, story_setup, story_teardown);
}
