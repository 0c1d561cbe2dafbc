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

static char path[SCRATCH_PATH_BYTES];
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
    {QUERY_LIST_UNCASED, 4, "incident opened_at kind title state reports parties place"},
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
    {QUERY_UNCASED_BY_BRANCH, 0, NULL},
    {QUERY_CLOCKS_BY_STATE, 0, NULL},
    {QUERY_ACTIONS_BY_VERB, 0, NULL},
    {QUERY_TOTALS, 0, NULL},
    {QUERY_SESSIONS, 0, NULL},
    {QUERY_SESSION_OF, 1, NULL},
    {QUERY_POLICIES, 0, NULL},
    {QUERY_FOREIGN_POLICIES, 2, NULL},
    {QUERY_PAYLOAD, 1, NULL},
    {QUERY_SOURCES, 1, NULL},
    {QUERY_REPEATS, 0, NULL},
    {QUERY_NOTIFIED, 3, NULL},
    {QUERY_BARE_ROLE, 0, NULL},
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

static void selected_are(struct record *r, const struct selection *s, bool fitting, const char *expected) {
    struct error e = ERROR_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    if (selection_rows(r, s, fitting, 2, row_append, &out, &e) != 0)
        buffer_append_text(&out, strstr(e.text, "no such"));
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buffer_release(&out);
}

/* The columns are the asker's to name, and a name of none is an error and no SQL. */
static void test_selection(void **state) {
    const struct column_value told[] = {{"to", COLUMN_IS, BYTES("ISR/alternate")},
                                        {"because", COLUMN_ABSENT, {0}},
                                        {"entry", COLUMN_PRESENT, {0}}},
                              nearest[] = {{"entry", COLUMN_IS, BYTES("5")},
                                           {"because", COLUMN_ABSENT, {0}},
                                           {"rung", COLUMN_PRESENT, {0}}},
                              numbered = {"entry", COLUMN_IS, BYTES("4")},
                              quoted = {"verb", COLUMN_IS, BYTES("x' OR '1' = '1")},
                              unknown = {"verb\" FROM actions --", COLUMN_PRESENT, {0}};
    selected_are(*state, &(struct selection){"actions", BYTES(""), told, 3}, true,
                 "ISR/alternate|~|4|4.1|I-1\n");
    selected_are(*state, &(struct selection){"actions", BYTES("I-2"), told, 1}, true, "");
    selected_are(*state, &(struct selection){"actions", BYTES(""), &numbered, 1}, true,
                 "4|4.1|I-1|ISR/alternate\n4|4.2|I-1|ISR/head\n");
    selected_are(*state, &(struct selection){"actions", BYTES("I-2"), &numbered, 1}, true, "");
    selected_are(*state, &(struct selection){"actions", BYTES("I-2"), &numbered, 1}, false,
                 "3|3.1|I-2|SYR/liaison\n5|5.1|I-2|ISR/liaison\n");
    /* what is nearest comes first */
    selected_are(*state, &(struct selection){"actions", BYTES("I-1"), &numbered, 1}, false,
                 "4|4.1|I-1|ISR/alternate\n4|4.2|I-1|ISR/head\n");
    selected_are(*state, &(struct selection){"actions", BYTES(""), nearest, 3}, false,
                 "2|~|liaison|2.2|I-1|ISR/liaison\n4|~|alternate|4.1|I-1|ISR/alternate\n");
    selected_are(*state, &(struct selection){"actions", BYTES(""), &quoted, 1}, true, "");
    selected_are(*state, &(struct selection){"actions", BYTES(""), &unknown, 1}, true,
                 "no such column: verb\" FROM actions --");
    selected_are(*state, &(struct selection){"policies", BYTES("I-1"), NULL, 0}, true,
                 "no such column: incident");
}

/* All columns of each row, whatever it was found by. */
static void test_selection_each(void **state) {
    const struct column_value of[] = {{"to", COLUMN_IS, BYTES("ISR/alternate")}},
                              unknown = {"odd", COLUMN_ABSENT, {0}};
    struct error e = ERROR_EMPTY;
    struct buffer out = BUFFER_EMPTY;
    assert_int_equal(
        selection_each(*state, &(struct selection){"actions", BYTES("I-1"), of, 1}, row_append, &out, &e), 0);
    buffer_append_char(&out, '\0');
    assert_string_equal(
        out.data, "4.1|4|2026-03-27T02:05:00Z|I-1|de-escalation|escalate|ISR|alternate|alternate|~|"
                  "pending|I-1 (de-escalation): not acknowledged by 2026-03-27T02:05:00Z; ISR/alternate is "
                  "called. This notice authorises nothing.|0\n");
    buffer_release(&out);
    assert_int_equal(
        selection_each(*state, &(struct selection){"actions", BYTES(""), &unknown, 1}, row_append, &out, &e),
        ERROR_RECORD);
}

static void test_selection_count(void **state) {
    const struct column_value awake = {"closed_at", COLUMN_ABSENT, {0}};
    struct error e = ERROR_EMPTY;
    int64_t count = 0;
    assert_int_equal(selection_count(*state, &(struct selection){.view = "incidents"}, &count, &e), 0);
    assert_int_equal(count, 2);
    assert_int_equal(
        selection_count(*state, &(struct selection){"incidents", BYTES("I-2"), &awake, 1}, &count, &e), 0);
    assert_int_equal(count, 1);
}

/* All views of the record are there, and their columns as users read them. */
static void test_selection_columns(void **state) {
    struct error e = ERROR_EMPTY;
    const char *const *names;
    for (size_t i = 0; i < SELECTION_VIEWS; i++) {
        if (selection_columns(*state, selection_views[i], &names, &e) != 0)
            fail_msg("%s: %s", selection_views[i], e.text);
        assert_true(selection_has(selection_views[i], names, names[0]));
    }
    assert_null(selection_views[SELECTION_VIEWS]);
    assert_int_equal(selection_columns(*state, "actions", &names, &e), 0);
    assert_true(selection_has("actions", names, "to"));
    assert_false(selection_has("actions", names, "from"));
    assert_false(selection_has("actions", names, "*"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_query),     cmocka_unit_test(test_asked_again),
        cmocka_unit_test(test_selection),       cmocka_unit_test(test_selection_each),
        cmocka_unit_test(test_selection_count), cmocka_unit_test(test_selection_columns),
    };
    return cmocka_run_group_tests(tests, story_setup, story_teardown);
}
