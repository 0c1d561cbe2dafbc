/* test_laws.c: the laws of a record hold, and each is seen to be broken. */
#include "cell_fixture.h"

#include <sqlite3.h>

static const char *const night[] = {
    "{'id':'s1','from':'SYR','to':['ISR'],'time':'2026-03-26T08:00:00Z','kind':'fire.small-arms'}",
    "{'id':'s1b','from':'SYR','to':['ISR'],'time':'2026-03-26T08:01:00Z','kind':'fire.small-arms',"
    "'refs':['I-1']}",
    "{'id':'i1','type':'ack','from':'ISR','time':'2026-03-26T08:02:00Z','refs':['SYR:s1'],"
    "'level':'received'}",
    "{'id':'s2','type':'withdraw','from':'SYR','time':'2026-03-26T08:03:00Z','refs':['SYR:s1b'],"
    "'reason':'the same'}",
    "{'id':'u1','from':'USA','time':'2026-03-26T09:00:00Z','kind':'intelligence.tip',"
    "'to':['ISR'],'marking':{'rel_to':['ISR']}}",
    "{'id':'i0','type':'ack','from':'ISR','time':'2026-03-26T09:00:00.250Z','refs':['USA:u1'],"
    "'level':'received'}",
    "{'id':'x1','knid':1}",
    "{'id':'i2','from':'ISR','time':'2026-03-26T10:00:00Z','kind':'trade.supply'}",
    "{'id':'i3','type':'close','from':'ISR/head','time':'2026-03-26T10:01:00Z','refs':['I-3'],"
    "'outcome':'withdrawn'}",
    "{'id':'i5','type':'notice','from':'ISR','time':'2026-03-26T10:10:00Z','kind':'force.exercise',"
    "'window':{'from':'2026-03-28'},'place':{'lat':33,'lon':36,'radius_m':900}}",
    "{'id':'i4','type':'reply','from':'ISR','time':'2026-03-26T10:30:00Z','refs':['SYR:s1']}",
};

#define DOCUMENT(id, path, value)                                                                            \
    "UPDATE documents SET document = json_set(document, '$." path "', " value ") WHERE id = " #id
#define BODY(kind, path, value)                                                                              \
    "UPDATE entries SET body = json_set(body, '$." path "', " value ") WHERE kind = '" kind                  \
    "' AND n = (SELECT max(n) FROM entries WHERE kind = '" kind "')"

static const struct {
    const char *damage, *law;
} damages[] = {
    {"DELETE FROM entries WHERE n = 3", "entries are numbered from 1 without a gap"},
    {"UPDATE entries SET at = at - 1000000000 WHERE n = 4", "time never goes back"},
    {"UPDATE entries SET kind = 'fault' WHERE n = 2", "a body says what its row says"},
    {"UPDATE entries SET incident = 2 WHERE n = 2", "a body says what its row says"},
    {"DELETE FROM payloads WHERE n = 2", "what a body commits to is kept, and no more"},
    {"INSERT INTO payloads VALUES (999, x'00', x'00')", "what a body commits to is kept, and no more"},
    {DOCUMENT(1, "reports", "2"), "an incident has as many reports as stand in it"},
    {DOCUMENT(3, "into", "4"),
     "what was merged is closed, and part of an incident that was opened before it"},
    {DOCUMENT(2, "into", "1"),
     "what was merged is closed, and part of an incident that was opened before it"},
    {"UPDATE documents SET document = json_set(document, '$.statements', (SELECT json(document -> "
     "'$.statements') FROM documents WHERE id = 1)) WHERE id = 3",
     "a report stands in one incident"},
    {"UPDATE entries SET body = json_set(body, '$.effect', 'folded', '$.actions[0].verb', 'escalate') WHERE "
     "n = 2",
     "what is counted in a series calls nobody"},
    {DOCUMENT(4, "notice.lead_ms", "5"), "the lead of a notice counts from its receipt"},
    {BODY("message", "protected", "'I-1'"), "a report is set beside a notice"},
    {DOCUMENT(1, "cases.0.disputed_by", "999"), "a dispute is opened by a message, and found by a finding"},
    {DOCUMENT(3, "cases.0.state", "'open'"),
     "a closed incident has an outcome, an instant, and no open case"},
    {DOCUMENT(1, "cases.0.outcome", "'explained'"),
     "a case is closed with an outcome at an instant, or with neither"},
    {DOCUMENT(1, "cases.0.state", "'overdue'"), "a case is overdue as long as one of its clocks is"},
    {DOCUMENT(1, "cases.0.state", "'closed'"), "a closed case has no clock that runs"},
    {DOCUMENT(1, "cases.0.clocks.0.state", "'running'"),
     "a clock that runs has not ended, and one that ended says when, not before it was set"},
    {DOCUMENT(1, "cases.0.clocks.1.state", "'met'"), "met is before due, met-late behind it"},
    {DOCUMENT(2, "cases.0.next_at", "1"), "no step is left behind the cell's instant"},
    {"INSERT INTO entries SELECT n + 1000, at, kind, incident, key, body FROM entries WHERE kind = "
     "'deadline'",
     "a clock fires each step once"},
    {DOCUMENT(1, "cases.0.clocks.1.fired", "9"),
     "a clock has fired as many steps as entries say since it was set"},
    {BODY("message", "actions[0].verb", "'escalate'"), "only a deadline escalates, and it is due"},
    {BODY("deadline", "due", "9e15"), "only a deadline escalates, and it is due"},
    {BODY("message", "actions[0].to", "json('[]')"), "every action says to whom and why"},
    {BODY("message", "actions[0].because", "''"), "every action says to whom and why"},
    {BODY("message", "actions[0].k", "7"),
     "the actions of an entry are numbered from 1, one for each receiver"},
    {DOCUMENT(2, "rel_to", "json('[\"SYR\"]')"), "nobody is told of what a marking keeps from it"},
    {"UPDATE entries SET body = json_set(body, '$.changes', json('{\"I-1\":{\"cases\":{\"0\":{\"clocks\":"
     "{\"1\":{\"state\":\"met\"}}}}}}')) WHERE n = 2",
     "a further report or update ends no clock but its sender's own, or one of a milestone that it names"},
    {DOCUMENT(1, "cases.0.met.reviewed", "1"), "a case waits for no milestone that it has met"},
    {DOCUMENT(4, "cases.0.clocks.0.party", "'OBS'"),
     "who owes by itself is obliged by a statement, or a side"},
    {DOCUMENT(1, "responses.0.about", "json('[77]')"), "what was answered stands where it was answered"},
};

static int broken_add(void *context, const char *law, struct bytes place, struct bytes found) {
    struct buffer *all = context;
    assert_true(place.size && found.size);
    buffer_append_format(all, "%s\n", law);
    return 0;
}

/* What the laws say of the record at a path, one line a finding. */
static void laws_ask(const char *path, struct buffer *all) {
    struct record *r;
    struct error e = ERROR_EMPTY;
    assert_int_equal(record_open(path, RECORD_READ, &r, &e), 0);
    if (record_laws_ask(r, broken_add, all, &e) != 0)
        fail_msg("%s", e.text);
    buffer_append_char(all, '\0');
    record_close(r);
}

static void execute(const char *path, const char *sql) {
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
    sqlite3_close(db);
}

static void every_law_is_seen_to_be_broken(void **unused) {
    (void)unused;
    struct fixture f;
    struct error e = ERROR_EMPTY;
    struct buffer said = BUFFER_EMPTY;
    char path[SCRATCH_PATH_BYTES], copy[SCRATCH_PATH_BYTES], sql[256];
    fixture_open(&f, "rules", INSTANT_NONE);
    for (size_t n = 0; n < sizeof night / sizeof *night; n++)
        (void)say(&f, night[n]);
    assert_int_equal(recorder_commit(f.recorder, &e), 0);
    (void)snprintf(path, sizeof path, "%s/r.db", f.folder);
    (void)snprintf(copy, sizeof copy, "%s/copy.db", f.folder);
    laws_ask(path, &said);
    assert_string_equal(said.data, "");
    for (size_t n = 0; n < sizeof damages / sizeof *damages; n++) {
        (void)snprintf(sql, sizeof sql, "VACUUM INTO '%s'", copy);
        execute(path, sql);
        execute(copy, "DROP TRIGGER entries_no_update; DROP TRIGGER entries_no_delete");
        execute(copy, damages[n].damage);
        buffer_clear(&said);
        laws_ask(copy, &said);
        if (!strstr(said.data, damages[n].law))
            fail_msg("%s: the law that %s is not found broken; found:\n%s", damages[n].damage, damages[n].law,
                     said.data);
        (void)unlink(copy);
    }
    buffer_release(&said);
    fixture_close(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_law_is_seen_to_be_broken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
