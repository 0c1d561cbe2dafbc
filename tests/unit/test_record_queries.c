/* test_record_queries.c: what readers ask by name: every query is there, with
 * its columns, and is asked again.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "record_story.h"

#define CLOSED_BY 9 /* the entry of the story that closes I-1 */

static char path[64];
static struct record *writer;

/* What a query is bound to, and the columns that it says; NULL: they are taken
 * by their place. */
static const struct {
    enum query query;
    size_t count;
    const char *columns;
} queries[] = {
    {QUERY_LIST, 4,
     "incident opened_at kind title track urgency state rung next_rung "
     "next_at"},
    {QUERY_LIST_TABLE, 4, "next_at next_rung incident title track urgency state rung opened_at"},
    {QUERY_LIST_TRACKS, 0, NULL},
    {QUERY_SHOW_INCIDENT, 1,
     "id opened_at closed_at kind severity state reports parties lat lon place "
     "zone contested title outcome"
     " policy status last_report_at dormant_at merged_into series"},
    {QUERY_SHOW_CLAIMS, 1, "field party value state grade message entry"},
    {QUERY_SHOW_CASES, 1, "track urgency state rung next_rung next_at parent outcome"},
    {QUERY_SHOW_CLOCKS, 1, "track milestone party state due_at ended_at next_at rung"},
    {QUERY_SHOW_NOTICE, 1, "party window_from window_until lead state shape conflicts"},
    {QUERY_SHOW_DISPUTES, 1, "opened_at party positions meetings absent finding closed_at"},
    {QUERY_SHOW_LINKS, 1, "linked how detail entry"},
    {QUERY_SHOW_ACKS, 1, "party level at message relayed_to"},
    {QUERY_SHOW_TIMELINE, 1, "entry at what who about"},
    {QUERY_QUARANTINE_BY_REASON, 0, NULL},
    {QUERY_INCIDENTS_BY_STATE, 0, NULL},
    {QUERY_CASES_BY_TRACK, 0, NULL},
    {QUERY_CLOCKS_BY_STATE, 0, NULL},
    {QUERY_ACTIONS_BY_VERB, 0, NULL},
    {QUERY_TOTALS, 0, NULL},
    {QUERY_SESSIONS, 0, NULL},
    {QUERY_POLICIES, 0, NULL},
    {QUERY_FOREIGN_POLICIES, 2, NULL},
    {QUERY_PAYLOAD, 1, NULL},
    {QUERY_SOURCES, 1, NULL},
    {QUERY_REPEATS, 0, NULL},
};

static int story_setup(void **state) {
    struct error e = ERROR_EMPTY;
    scratch_path(path);
    writer = record_opened(path, RECORD_CREATE);
    assert_int_equal(record_session(writer, SESSION_RUN, true, &e), 0);
    story_tell(record_store(writer), 0, CLOSED_BY - 1);
    committed(writer);
    *state = record_opened(path, RECORD_READ);
    return 0;
}

static int story_teardown(void **state) {
    record_close(*state);
    record_close(writer);
    scratch_remove(path);
    return 0;
}

static int row_pass(void *context, const struct row *row) {
    (void)context;
    assert_true(row->count > 0);
    return 0;
}

static void columns_are(struct record *r, enum query query, const char *expected) {
    struct error e = ERROR_EMPTY;
    struct buffer said = BUFFER_EMPTY;
    const char *const *names;
    size_t count;
    assert_int_equal(record_columns(r, query, &names, &count, &e), 0);
    for (size_t i = 0; i < count; i++)
        buffer_append_format(&said, "%s%s", i ? " " : "", names[i]);
    buffer_append_char(&said, '\0');
    assert_null(names[count]);
    if (expected)
        assert_string_equal(said.data, expected);
    buffer_release(&said);
}

static void test_every_query(void **state) {
    const struct bytes bound[] = {BYTES("1"), BYTES("2"), BYTES(""), BYTES("-1")};
    struct error e = ERROR_EMPTY;
    assert_int_equal(sizeof queries / sizeof *queries, QUERY_COUNT);
    for (size_t i = 0; i < QUERY_COUNT; i++) {
        assert_int_equal(queries[i].query, i);
        columns_are(*state, queries[i].query, queries[i].columns);
        if (record_ask(*state, queries[i].query, bound, queries[i].count, row_pass, NULL, &e) != 0)
            fail_msg("query %zu: %s", i, e.text);
    }
}

static int row_stop(void *context, const struct row *row) {
    (void)row;
    return ++*(int *)context == 1 ? 42 : 0;
}

static void answer_is(struct record *r, enum query query, const char *expected) {
    struct error e = ERROR_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    assert_int_equal(record_ask(r, query, NULL, 0, row_append, &out, &e), 0);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_release(&out);
}

/* A query is kept, its answer is not: once it is given, or was enough, what is
 * written later is seen. */
static void test_asked_again(void **state) {
    struct error e = ERROR_EMPTY;
    int rows = 0;
    answer_is(*state, QUERY_INCIDENTS_BY_STATE, "open|2\n");
    assert_int_equal(record_ask(*state, QUERY_CASES_BY_TRACK, NULL, 0, row_stop, &rows, &e), 42);
    assert_int_equal(rows, 1);
    story_append(record_store(writer), &story[CLOSED_BY - 1], CLOSED_BY);
    committed(writer);
    answer_is(*state, QUERY_INCIDENTS_BY_STATE, "closed|1\ndormant|1\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_query),
        cmocka_unit_test(test_asked_again),
    };
    return cmocka_run_group_tests(tests, story_setup, story_teardown);
}
