/* test_embed.c: a cell within a program: every function of fusion.h, and every error that a program may meet.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/fusion.h>

#include <fusion/instant.h>
#include <fusion/limits.h>
#include <record/query.h>

#include "policy_fixture.h"
#include "scratch.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define T0      1774576800000 /* 2026-03-27T02:00:00Z */
#define MINUTES *MINUTE_MS
#define POLICY  "tests/fixtures/cell"
#define ROCKET(id)                                                                                           \
    "{\"id\":\"" id "\",\"from\":\"ISR\",\"to\":[\"SYR\"],\"time\":\"2026-03-27T02:00:00Z\","                \
    "\"kind\":\"fire.rocket\"}\n"
#define ACK(id, time)                                                                                        \
    "{\"id\":\"" id "\",\"type\":\"ack\",\"level\":\"received\",\"from\":\"SYR\",\"time\":\"2026-03-27T"     \
    "" time "Z\",\"refs\":[\"ISR:r1\"]}"

static char folder[SCRATCH_BYTES], path[SCRATCH_PATH_BYTES];
static struct fusion_error error;

static int setup(void **state) {
    (void)state;
    scratch_folder(folder);
    (void)snprintf(path, sizeof path, "%s/r.db", folder);
    error = (struct fusion_error){0};
    return 0;
}

static int teardown(void **state) {
    static const char *const names[] = {"r.db", "r.db-wal", "r.db-shm", "r.db-holder"};
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        char file[SCRATCH_PATH_BYTES];
        (void)snprintf(file, sizeof file, "%s/%s", folder, names[n]);
        (void)unlink(file);
    }
    return rmdir(folder);
}

/* Live over the record, or what was refused. */
static struct fusion *open_with(const struct fusion_config *config) {
    struct fusion *f;
    if (fusion_open(config, &f, &error) != 0)
        fail_msg("%s:%d: %s", error.file, error.line, error.text);
    return f;
}

static struct fusion *open_at(int64_t instant_ms) {
    return open_with(&(struct fusion_config){.folder = POLICY, .record = path, .instant_ms = instant_ms});
}

static void opens_not(const struct fusion_config *config, int code, const char *text) {
    struct fusion *f = (struct fusion *)&error;
    assert_int_equal(fusion_open(config, &f, &error), code);
    assert_null(f);
    assert_int_equal(error.code, code);
    if (!strstr(error.text, text))
        fail_msg("found %s, expected %s in it", error.text, text);
}

static struct fusion_done feed(struct fusion *f, const char *text, int64_t instant_ms) {
    struct fusion_done done;
    const struct fusion_line line = {.text = text, .size = strlen(text), .instant_ms = instant_ms};
    if (fusion_feed(f, &line, &done, &error) != 0)
        fail_msg("%s", error.text);
    return done;
}

static void feed_is(struct fusion *f, const char *text, int64_t instant_ms, enum fusion_outcome outcome,
                    uint64_t entry) {
    struct fusion_done done = feed(f, text, instant_ms);
    assert_int_equal(done.outcome, outcome);
    assert_int_equal(done.entry, entry);
}

static void tick(struct fusion *f, int64_t instant_ms) {
    assert_int_equal(fusion_tick(f, instant_ms, &error), 0);
}

static void commit(struct fusion *f) {
    assert_int_equal(fusion_commit(f, &error), 0);
}

/* The ids of the actions that are handed out. */
static void actions_are(struct fusion *f, const char *expected) {
    char ids[256] = "", id[32];
    const char *lines;
    size_t count, seen = 0;
    assert_int_equal(fusion_actions(f, &lines, &count, &error), 0);
    for (const char *at = lines; (at = strstr(at, "{\"id\":\"")) != NULL; seen++) {
        at += strlen("{\"id\":\"");
        (void)snprintf(id, sizeof id, "%.*s ", (int)strcspn(at, "\""), at);
        strcat(ids, id);
    }
    assert_string_equal(ids, expected);
    assert_int_equal(count, seen);
}

static void emitted(struct fusion *f) {
    assert_int_equal(fusion_emitted(f, &error), 0);
}

/* The first value of a row; what the others are must hold of every row. */
static int row_write(void *context, const struct fusion_row *row) {
    for (size_t i = 0; i < row->count; i++) {
        assert_non_null(row->names[i]);
        if (row->values[i])
            assert_int_equal(strlen(row->values[i]), row->sizes[i]);
        else
            assert_int_equal(row->sizes[i], 0);
    }
    buffer_append_format(context, "%s ", row->values[0]);
    return 0;
}

static void rows_are(struct fusion *f, const char *view, const struct fusion_filter *filters, size_t count,
                     const char *expected) {
    struct buffer out = BUFFER_EMPTY;
    if (fusion_rows(f, view, filters, count, row_write, &out, &error) != 0)
        fail_msg("%s", error.text);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_release(&out);
}

/* --- lines, time and actions ---------------------------------------------------------------------------- */

static void test_version(void **state) {
    (void)state;
    assert_string_equal(fusion_version(), FUSION_VERSION);
}

/* The instants that are none are handed through as they are. */
static void test_never_and_last(void **state) {
    (void)state;
    assert_true(FUSION_NEVER == INSTANT_NONE);
    assert_true(FUSION_LAST == INSTANT_LAST);
}

static void test_the_whole_way(void **state) {
    struct fusion *f = open_at(T0);
    (void)state;
    assert_true(fusion_next_ms(f) == FUSION_NEVER);
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    assert_true(fusion_next_ms(f) == T0 + 5 MINUTES);
    actions_are(f, ""); /* nothing before it is durable */
    commit(f);
    actions_are(f, "2.1 2.2 ");
    actions_are(f, "2.1 2.2 "); /* the same, until they are out */
    tick(f, T0 + 5 MINUTES - 1);
    tick(f, T0 + 5 MINUTES);
    commit(f);
    actions_are(f, "2.1 2.2 ");
    emitted(f);
    actions_are(f, "3.1 3.2 ");
    emitted(f);
    actions_are(f, "");
    assert_true(fusion_next_ms(f) > T0 + 5 MINUTES);
    fusion_close(f);
}

static void test_outcomes(void **state) {
    static char too_long[LINE_BYTES_MAX + 2];
    const struct fusion_filter reason = {"reason", "too-long"};
    struct fusion *f = open_at(T0);
    (void)state;
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    feed_is(f, ACK("a1", "02:01:00") "\r\n", T0 + 1 MINUTES, FUSION_ACCEPTED, 3);
    feed_is(f, ACK("a1", "02:01:00") "\n", T0 + 1 MINUTES, FUSION_DUPLICATE, 3);
    feed_is(f, ACK("a1", "02:01:00"), T0 + 1 MINUTES, FUSION_DUPLICATE, 3);
    feed_is(f, "", T0 + 1 MINUTES, FUSION_BLANK, 0);
    feed_is(f, " \t\r\n", T0 + 1 MINUTES, FUSION_BLANK, 0);
    feed_is(f, memset(too_long, 'x', sizeof too_long - 1), T0 + 1 MINUTES, FUSION_QUARANTINED, 4);
    rows_are(f, "quarantine", &reason, 1, "4 ");
    fusion_close(f);
}

/* A sender that repeats itself for ever holds up nobody. */
static void test_a_repeat_lets_steps_fire(void **state) {
    struct fusion *f = open_at(T0);
    (void)state;
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    feed_is(f, ROCKET("r1"), T0 + 5 MINUTES, FUSION_DUPLICATE, 2);
    feed_is(f, ROCKET("r2"), T0 + 5 MINUTES, FUSION_ACCEPTED, 4);
    fusion_close(f);
}

/* What cannot be kept as a line is refused, and the cell goes on. */
static void test_a_newline_within(void **state) {
    const char two[] = "{\n\"id\":\"x\"}\n";
    const struct fusion_line line = {.text = two, .size = strlen(two), .instant_ms = T0};
    struct fusion_done done;
    struct fusion *f = open_at(T0);
    (void)state;
    assert_int_equal(fusion_feed(f, &line, &done, &error), FUSION_ERROR_INPUT);
    assert_string_equal(error.text, "found a newline within a line, expected one line at a time");
    assert_int_equal(fusion_feed(f, &line, &done, NULL), FUSION_ERROR_INPUT);
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    fusion_close(f);
}

/* A program whose clock was set back gives an instant before an earlier one. */
static void test_time_does_not_go_back(void **state) {
    const struct fusion_filter taken = {"received_at", "2026-03-27T02:10:00Z"};
    struct fusion *f = open_at(T0);
    (void)state;
    tick(f, T0 + 10 MINUTES);
    assert_false(feed(f, ROCKET("r1"), T0).late);
    rows_are(f, "messages", &taken, 1, "2 ");
    fusion_close(f);
    f = open_at(T0);
    feed_is(f, ROCKET("r1"), T0 + 10 MINUTES, FUSION_ACCEPTED, 2);
    commit(f);
    fusion_close(f);
    f = open_at(T0); /* nor behind a record */
    assert_false(feed(f, ROCKET("r2"), T0).late);
    rows_are(f, "messages", &taken, 1, "2 3 ");
    fusion_close(f);
}

static void test_instants_out_of_range(void **state) {
    static const int64_t wrong[] = {FUSION_NEVER, FUSION_LAST, T0 * 1000000LL};
    const char rocket[] = ROCKET("r1");
    struct fusion_done done;
    struct fusion *f = open_at(T0);
    (void)state;
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
        const struct fusion_line line = {.text = rocket, .size = strlen(rocket), .instant_ms = wrong[n]};
        assert_int_equal(fusion_feed(f, &line, &done, &error), FUSION_ERROR_USAGE);
        assert_int_equal(fusion_tick(f, wrong[n], &error), FUSION_ERROR_USAGE);
        assert_non_null(strstr(error.text, "expected milliseconds within the years 1 to 9999"));
    }
    feed_is(f, rocket, T0, FUSION_ACCEPTED, 2);
    fusion_close(f);
}

static void test_history(void **state) {
    struct fusion *f = open_with(
        &(struct fusion_config){.folder = POLICY, .instant_ms = FUSION_NEVER, .source = "night.ndjson"});
    (void)state;
    feed_is(f, ROCKET("r1"), 0, FUSION_ACCEPTED, 2);
    assert_true(fusion_next_ms(f) == T0 + 5 MINUTES);
    feed_is(f, ACK("a1", "03:00:00"), 0, FUSION_ACCEPTED, 6); /* three steps fired before it */
    assert_true(feed(f, ROCKET("r2"), 0).late);
    commit(f);
    actions_are(f, "2.1 2.2 3.1 3.2 4.1 4.2 5.1 6.1 7.1 7.2 ");
    tick(f, FUSION_LAST);
    assert_true(fusion_next_ms(f) == FUSION_NEVER);
    fusion_close(f);
}

static void test_held(void **state) {
    const struct fusion_filter held = {"status", "held"}, pending = {"status", "pending"};
    struct fusion *f = open_with(&(struct fusion_config){.folder = POLICY, .instant_ms = T0, .holds = 1});
    (void)state;
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    commit(f);
    actions_are(f, "");
    rows_are(f, "actions", &pending, 1, "");
    rows_are(f, "actions", &held, 1, "2.1 2.2 ");
    fusion_close(f);
}

static int text_keep(void *context, const struct row *row) {
    (void)snprintf(context, 64, "%.*s", (int)row->values[0].size, row->values[0].data);
    return 0;
}

/* The first value of a question in SQL, of the record as it stands in its file. */
static void record_says(const char *sql, const char *expected) {
    struct error e = ERROR_EMPTY;
    struct record *r;
    char found[64] = "";
    assert_int_equal(record_open(path, RECORD_READ, &r, &e), 0);
    assert_int_equal(record_query(r, sql, NULL, 0, text_keep, found, &e), 0);
    record_close(r);
    assert_string_equal(found, expected);
}

static void test_salts_and_source(void **state) {
    const char rocket[] = ROCKET("r1");
    const struct fusion_line line = {.text = rocket,
                                     .size = strlen(rocket),
                                     .instant_ms = T0,
                                     .salt = (const unsigned char *)"0123456789abcdef"};
    struct fusion_done done;
    struct fusion *f = open_with(
        &(struct fusion_config){.folder = POLICY, .record = path, .source = "a desk", .instant_ms = T0});
    (void)state;
    assert_int_equal(fusion_feed(f, &line, &done, &error), 0);
    feed_is(f, ROCKET("r2"), T0, FUSION_ACCEPTED, 3);
    feed_is(f, ROCKET("r3"), T0, FUSION_ACCEPTED, 4);
    commit(f);
    fusion_close(f);
    record_says("SELECT CAST(salt AS TEXT) FROM payloads WHERE n = 2", "0123456789abcdef");
    record_says("SELECT count(DISTINCT salt) FROM payloads WHERE n > 1", "3");
    record_says("SELECT input || ' ' || name FROM sources", "1 a desk");
    record_says("SELECT kind || ' ' || emits FROM sessions", "run 1");
}

/* --- a record that exists ------------------------------------------------------------------------------- */

static void test_restart(void **state) {
    struct fusion *f = open_at(T0);
    (void)state;
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    commit(f);
    actions_are(f, "2.1 2.2 ");
    feed_is(f, ACK("a1", "02:01:00"), T0 + 1 MINUTES, FUSION_ACCEPTED, 3);
    fusion_close(f); /* the ack is given up, and nobody said that the actions were out */
    f = open_at(T0 + 2 MINUTES);
    feed_is(f, ROCKET("r1"), T0 + 2 MINUTES, FUSION_DUPLICATE, 2);
    feed_is(f, ACK("a1", "02:01:00"), T0 + 2 MINUTES, FUSION_ACCEPTED, 3);
    actions_are(f, "2.1 2.2 ");
    emitted(f);
    commit(f);
    actions_are(f, "3.1 ");
    emitted(f);
    fusion_close(f); /* and that they were out is durable */
    f = open_at(T0 + 40 MINUTES);
    commit(f);
    actions_are(f, "4.1 4.2 "); /* what came due while there was no cell */
    fusion_close(f);
}

static void test_one_writer(void **state) {
    struct fusion *f = open_at(T0);
    (void)state;
    opens_not(&(struct fusion_config){.folder = POLICY, .record = path, .instant_ms = T0},
              FUSION_ERROR_RECORD, "only one program writes a record at a time");
    fusion_close(f);
    fusion_close(open_at(T0));
}

/* The disk refuses a write: the error stays, and what was committed is there. */
static void test_apart(void **state) {
    struct rlimit was, none = {0, 0};
    const char *lines;
    size_t count;
    struct fusion_done done;
    struct fusion *f = open_at(T0);
    const struct fusion_line line = {.text = "x", .size = 1, .instant_ms = T0};
    (void)state;
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    commit(f);
    feed_is(f, ROCKET("r2"), T0, FUSION_ACCEPTED, 3);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    none.rlim_max = was.rlim_max;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    int code = fusion_commit(f, &error);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(code, FUSION_ERROR_RECORD);
    struct fusion_error first = error;
    assert_int_equal(fusion_feed(f, &line, &done, &error), code);
    assert_int_equal(fusion_tick(f, T0, &error), code);
    assert_int_equal(fusion_commit(f, &error), code);
    assert_int_equal(fusion_emitted(f, &error), code);
    assert_int_equal(fusion_actions(f, &lines, &count, &error), code);
    assert_string_equal(lines, "");
    assert_int_equal(count, 0);
    assert_string_equal(error.text, first.text);
    fusion_close(f);
    f = open_at(T0);
    feed_is(f, ROCKET("r1"), T0, FUSION_DUPLICATE, 2);
    feed_is(f, ROCKET("r2"), T0, FUSION_ACCEPTED, 3);
    fusion_close(f);
}

/* --- asking --------------------------------------------------------------------------------------------- */

static int row_stop(void *context, const struct fusion_row *row) {
    (void)row;
    return ++*(int *)context == 2 ? 42 : 0;
}

static void test_rows(void **state) {
    const struct fusion_filter told[] = {{"incident", "I-1"}, {"to", "SYR/liaison"}, {"because", NULL}},
                               one = {"id", "I-1"}, other = {"incident", "I-2"},
                               two[] = {{"incident", "I-1"}, {"incident", "I-2"}};
    int rows = 0;
    struct fusion *f = open_at(T0);
    (void)state;
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2); /* asked before it is committed */
    rows_are(f, "acks", NULL, 0, "");
    rows_are(f, "actions", told, 2, "2.2 ");
    rows_are(f, "actions", told, 3, "");
    rows_are(f, "actions", &other, 1, "");
    rows_are(f, "actions", two, 2, "");
    assert_int_equal(fusion_rows(f, "incidents", &one, 1, row_stop, &rows, &error), 0);
    assert_int_equal(rows, 1);
    rows = 0;
    assert_int_equal(fusion_rows(f, "actions", NULL, 0, row_stop, &rows, &error), 42);
    fusion_close(f);
}

static void test_rows_refused(void **state) {
    const struct fusion_filter unknown = {"to_partie", "SYR"}, missing = {"incident", "I-1"};
    struct fusion *f = open_at(T0);
    (void)state;
    assert_int_equal(fusion_rows(f, "action", NULL, 0, row_stop, NULL, &error), FUSION_ERROR_USAGE);
    assert_string_equal(error.text,
                        "found the view action, expected one of docs/record.md; did you mean actions?");
    assert_int_equal(fusion_rows(f, "actions", &unknown, 1, row_stop, NULL, &error), FUSION_ERROR_USAGE);
    assert_string_equal(error.text, "found the column to_partie, expected one of actions in docs/record.md; "
                                    "did you mean to_party?");
    assert_int_equal(fusion_rows(f, "policies", &missing, 1, row_stop, NULL, &error), FUSION_ERROR_USAGE);
    fusion_close(f);
}

/* --- opening -------------------------------------------------------------------------------------------- */

static void test_policy_in_memory(void **state) {
    char *yaml = fixture_read(POLICY "/policy.yaml"), *rules = fixture_read(POLICY "/rules.lua");
    const struct fusion_file files[] = {{"policy.yaml", yaml, strlen(yaml)},
                                        {"README.md", "no policy", 9},
                                        {"rules.lua", rules, strlen(rules)}};
    struct fusion *f =
        open_with(&(struct fusion_config){.files = files, .file_count = 3, .record = path, .instant_ms = T0});
    (void)state;
    free(yaml);
    free(rules);
    feed_is(f, ROCKET("r1"), T0, FUSION_ACCEPTED, 2);
    commit(f);
    fusion_close(f);
    f = open_at(T0); /* it is the policy of the folder: no activation */
    feed_is(f, ROCKET("r2"), T0, FUSION_ACCEPTED, 3);
    fusion_close(f);
}

static void test_policy_refused(void **state) {
    static struct fusion_file many[POLICY_FILES_MAX + 1];
    static char names[POLICY_FILES_MAX + 1][16];
    const struct fusion_file broken = {"policy.yaml", "policy: x\nodd: 1\n", 17};
    struct fusion_config config = {.files = &broken, .file_count = 1, .record = path, .instant_ms = T0};
    (void)state;
    opens_not(&config, FUSION_ERROR_POLICY, "odd");
    assert_string_equal(error.file, "policy.yaml");
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 1);
    config.file_count = 0;
    opens_not(&config, FUSION_ERROR_POLICY, "");
    for (size_t n = 0; n < POLICY_FILES_MAX + 1; n++) {
        (void)snprintf(names[n], sizeof names[n], "%zu.lua", n);
        many[n] = (struct fusion_file){names[n], "", 0};
    }
    config.files = many;
    config.file_count = POLICY_FILES_MAX + 1;
    opens_not(&config, FUSION_ERROR_POLICY, "found 1025 files in the policy, expected at most 1024");
    assert_int_not_equal(access(path, F_OK), 0); /* and no record was touched */
}

static void test_adapter_refused(void **state) {
    char *yaml = fixture_read(POLICY "/policy.yaml");
    const struct fusion_file files[] = {{"policy.yaml", yaml, strlen(yaml)},
                                        {"adapters/odd.lua", "adapter \"even\" {}", 17}};
    (void)state;
    opens_not(&(struct fusion_config){.files = files, .file_count = 2, .record = path, .instant_ms = T0},
              FUSION_ERROR_POLICY, "");
    assert_string_equal(error.file, "adapters/odd.lua");
    free(yaml);
}

static void test_opening_refused(void **state) {
    struct fusion_config config = {.folder = "tests/fixtures/none", .record = path, .instant_ms = T0};
    (void)state;
    opens_not(&config, FUSION_ERROR_POLICY, "");
    config.folder = POLICY;
    config.record = folder;
    opens_not(&config, FUSION_ERROR_RECORD, "is not a file");
    config.record = path;
    config.instant_ms = FUSION_LAST;
    opens_not(&config, FUSION_ERROR_USAGE, "within the years 1 to 9999");
    struct fusion *f;
    assert_int_equal(fusion_open(&config, &f, NULL), FUSION_ERROR_USAGE);
    fusion_close(NULL);
}

static void test_numbers_with_a_comma(void **state) {
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8")) { /* tests/run says where it is */
        print_message("# no locale de_DE.UTF-8\n");
        skip();
    }
    struct fusion_config config = {.folder = POLICY, .record = path, .instant_ms = T0};
    opens_not(&config, FUSION_ERROR_USAGE, "decimal point ','");
    (void)setlocale(LC_NUMERIC, "C");
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        T(test_version),
        T(test_never_and_last),
        T(test_the_whole_way),
        T(test_outcomes),
        T(test_a_repeat_lets_steps_fire),
        T(test_a_newline_within),
        T(test_time_does_not_go_back),
        T(test_instants_out_of_range),
        T(test_history),
        T(test_held),
        T(test_salts_and_source),
        T(test_restart),
        T(test_one_writer),
        T(test_apart),
        T(test_rows),
        T(test_rows_refused),
        T(test_policy_in_memory),
        T(test_policy_refused),
        T(test_adapter_refused),
        T(test_opening_refused),
        T(test_numbers_with_a_comma),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
