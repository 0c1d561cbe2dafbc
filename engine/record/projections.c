/*
 * projections.c: the projections made anew from entries, beside those that stand, and compared with them row
 * by row.
 *
 * The new ones are tables made at the beginning of the transaction and dropped at its end. Only rows that
 * differ are written; where only a look was asked for, the transaction is rolled back.
 */
#include "query.h"
#include "record_db.h"

#include <stdio.h>

static const char tables_make[] =
    "CREATE TABLE documents_anew(id INTEGER PRIMARY KEY, dormant INTEGER, document TEXT NOT NULL) STRICT;"
    "CREATE TABLE touched_anew(incident TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (incident, n))"
    " STRICT, WITHOUT ROWID;";
static const char tables_drop[] = "DROP TABLE documents_anew; DROP TABLE touched_anew;";

/* Of one table, as SQL: how many rows it ought to have, the keys of the rows that differ, in order, and how
 * to put these right. */
struct projection {
    const char *table, *count, *differing, *mend;
};
#define WRONG_DOCUMENT                                                                                       \
    " documents_anew a WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.id = a.id"                        \
    " AND d.dormant IS a.dormant AND d.document = a.document)"
#define WRONG_TOUCHED                                                                                        \
    " touched_anew a WHERE NOT EXISTS (SELECT 1 FROM touched t WHERE t.incident = a.incident AND t.n = a.n)"
static const struct projection projections[PROJECTIONS] = {
    {"documents", "SELECT count(*) FROM documents_anew",
     "SELECT 'I-' || id FROM (SELECT a.id AS id FROM" WRONG_DOCUMENT
     " UNION SELECT id FROM documents WHERE id NOT IN (SELECT id FROM documents_anew)) ORDER BY id",
     "DELETE FROM documents WHERE id NOT IN (SELECT id FROM documents_anew);"
     "INSERT OR REPLACE INTO documents SELECT * FROM" WRONG_DOCUMENT},
    {"touched", "SELECT count(*) FROM touched_anew",
     "SELECT incident || ' by entry ' || n FROM (SELECT a.incident AS incident, a.n AS n FROM" WRONG_TOUCHED
     " UNION SELECT incident, n FROM touched WHERE (incident, n) NOT IN (SELECT incident, n FROM "
     "touched_anew))"
     " ORDER BY incident, n",
     "DELETE FROM touched WHERE (incident, n) NOT IN (SELECT incident, n FROM touched_anew);"
     "INSERT INTO touched SELECT * FROM" WRONG_TOUCHED},
};

static int run_all(struct record *r, const char *sql, struct error *e) {
    return sqlite3_exec(r->db, sql, NULL, NULL, NULL) == SQLITE_OK ? 0 : record_fail(r, "write", e);
}

/* --- the fold --------------------------------------------------------------------------------------------
 */

enum { ENTRIES, CHANGES, FOLD, FOLD_COUNT };
static const char *const fold_texts[FOLD_COUNT] = {
    [ENTRIES] = "SELECT n, body FROM entries ORDER BY n",
    [CHANGES] = "SELECT key, value, type FROM json_each(?1, '$.changes')",
    [FOLD] = FOLD_DOCUMENT("documents_anew"),
};

static int fail_entry(struct record *r, uint64_t n, const char *why, struct error *e) {
    return error_set(e, ERROR_RECORD, "entry %llu of %s cannot be read: %s; nothing was changed",
                     (unsigned long long)n, r->path, why);
}

static int change_fold(struct record *r, sqlite3_stmt *const *s, uint64_t n, struct error *e) {
    struct bytes key = statement_bytes(s[CHANGES], 0);
    int64_t incident = 0;
    if (!bytes_begins(key, BYTES("I-")) ||
        !bytes_to_unsigned(bytes_slice(key, 2, key.size), INT64_MAX, &incident) || incident == 0 ||
        !bytes_is(statement_bytes(s[CHANGES], 2), "object"))
        return fail_entry(r, n, "found a change that is none of an incident, expected \"I-1\":{...}", e);
    sqlite3_bind_int64(s[FOLD], 1, incident);
    sqlite3_bind_null(s[FOLD], 2);
    statement_bind_text(s[FOLD], 3, statement_bytes(s[CHANGES], 1));
    int stepped = sqlite3_step(s[FOLD]);
    int code = stepped == SQLITE_DONE ? 0 : record_fail(r, "write", e);
    sqlite3_reset(s[FOLD]);
    return code;
}

static int entry_fold(struct record *r, sqlite3_stmt *const *s, uint64_t n, struct error *e) {
    int stepped, code = 0;
    statement_bind_text(s[CHANGES], 1, statement_bytes(s[ENTRIES], 1));
    while (code == 0 && (stepped = sqlite3_step(s[CHANGES])) == SQLITE_ROW)
        code = change_fold(r, s, n, e);
    if (code == 0 && stepped == SQLITE_ERROR)
        code = fail_entry(r, n, sqlite3_errmsg(r->db), e);
    else if (code == 0 && stepped != SQLITE_DONE)
        code = record_fail(r, "read", e);
    sqlite3_reset(s[CHANGES]);
    return code;
}

static int entries_fold(struct record *r, sqlite3_stmt *const *s, struct rebuild *b, struct error *e) {
    int code;
    while ((code = statement_next(r, s[ENTRIES], e)) > 0) {
        uint64_t n = (uint64_t)sqlite3_column_int64(s[ENTRIES], 0);
        if (n != b->entries + 1)
            return fail_entry(r, b->entries + 1, "it is missing", e);
        b->entries = n;
        code = entry_fold(r, s, n, e);
        if (code < 0)
            return code;
        if (b->progress)
            b->progress(b->context, n, r->last_n);
    }
    return code;
}

/* `dormant` is filled in last, from the whole documents: DORMANT_CLOSED, an instant, or NULL while awake. */
static int dormant_set(struct record *r, struct error *e) {
    return run_all(r,
                   "UPDATE documents_anew SET dormant = CASE WHEN document ->> '$.closed_at' IS NULL"
                   " THEN document ->> '$.dormant_at' ELSE -9223372036854775807 END",
                   e);
}

/* Which entries touched which other incidents: appending, the frame says it; here the bodies do. */
static const char touched_text[] =
    "INSERT OR IGNORE INTO touched_anew(incident, n)"
    " SELECT c.key, e.n FROM entries e, json_each(e.body, '$.changes') c"
    " WHERE c.key IS NOT 'I-' || e.incident"
    " UNION"
    " SELECT a.value ->> '$.incident', e.n FROM entries e, json_each(e.body, '$.actions') a"
    " WHERE a.value ->> '$.incident' IS NOT NULL"
    " AND a.value ->> '$.incident' IS NOT 'I-' || e.incident"
    " UNION"
    " SELECT r.value ->> '$.incident', e.n FROM entries e, json_each(e.body, '$.rules') r"
    " WHERE r.value ->> '$.incident' IS NOT NULL"
    " UNION"
    " SELECT a.value, e.n FROM entries e, json_each(e.body, '$.also') a";

static int touched_fold(struct record *r, struct error *e) {
    return sqlite3_exec(r->db, touched_text, NULL, NULL, NULL) == SQLITE_OK ? 0 : record_fail(r, "read", e);
}

static int fold(struct record *r, struct rebuild *b, struct error *e) {
    sqlite3_stmt *s[FOLD_COUNT] = {NULL};
    int code = 0;
    for (int i = 0; code == 0 && i < FOLD_COUNT; i++)
        if (sqlite3_prepare_v2(r->db, fold_texts[i], -1, &s[i], NULL) != SQLITE_OK)
            code = record_fail(r, "read", e);
    code = code ? code : entries_fold(r, s, b, e);
    for (int i = 0; i < FOLD_COUNT; i++)
        sqlite3_finalize(s[i]);
    code = code ? code : dormant_set(r, e);
    return code ? code : touched_fold(r, e);
}

/* --- against what stands ---------------------------------------------------------------------------------
 */

static int count_take(void *context, const struct row *row) {
    struct projection_found *f = context;
    int64_t rows = 0;
    (void)bytes_to_unsigned(row->values[0], INT64_MAX, &rows);
    f->rows = (uint64_t)rows;
    return 0;
}

static int differing_take(void *context, const struct row *row) {
    struct projection_found *f = context;
    if (f->differed++ == 0)
        (void)snprintf(f->first, sizeof f->first, "%.*s", (int)row->values[0].size, row->values[0].data);
    return 0;
}

static int projection_compare(struct record *r, const struct projection *p, struct projection_found *f,
                              struct error *e) {
    *f = (struct projection_found){.table = p->table};
    int code = record_query(r, p->count, NULL, 0, count_take, f, e);
    return code ? code : record_query(r, p->differing, NULL, 0, differing_take, f, e);
}

static int rebuild_all(struct record *r, struct rebuild *b, struct error *e) {
    int code = run_all(r, tables_make, e);
    code = code ? code : fold(r, b, e);
    for (size_t i = 0; code == 0 && i < PROJECTIONS; i++) {
        code = projection_compare(r, &projections[i], &b->found[i], e);
        if (code == 0 && b->write && b->found[i].differed)
            code = run_all(r, projections[i].mend, e);
    }
    return code ? code : run_all(r, tables_drop, e);
}

int record_rebuild(struct record *r, struct rebuild *b, struct error *e) {
    assert(r->writes && !r->in_transaction);
    b->entries = 0;
    bool differed = false;
    int code = record_begin(r, e);
    code = code ? code : rebuild_all(r, b, e);
    for (size_t i = 0; code == 0 && i < PROJECTIONS; i++)
        differed |= b->found[i].differed > 0;
    if (code == 0 && b->write && differed)
        return record_commit(r, e);
    record_rollback(r); /* the file does not grow by what was only looked at */
    return code;
}
