/*
 * statements.c: every statement of the writer, in one table, and how they are run.
 *
 * Nothing is copied when it is bound: it must live until the statement was run.
 */
#include "record_db.h"

#include <string.h>

static const char *const statement_texts[STATEMENT_COUNT] = {
    [STATEMENT_BEGIN] = "BEGIN IMMEDIATE",
    [STATEMENT_COMMIT] = "COMMIT",
    [STATEMENT_ROLLBACK] = "ROLLBACK",
    [STATEMENT_ENTRY] =
        "INSERT INTO entries(n, at, kind, incident, key, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [STATEMENT_PAYLOAD] = "INSERT INTO payloads(n, salt, bytes) VALUES (?1, ?2, ?3)",
    [STATEMENT_DOCUMENT] = FOLD_DOCUMENT("documents"),
    [STATEMENT_TOUCHED] = "INSERT INTO touched(incident, n) VALUES ('I-' || ?1, ?2)",
    [STATEMENT_REPEAT] =
        "INSERT INTO repeats(n, count) VALUES (?1, 1) ON CONFLICT(n) DO UPDATE SET count = count + 1",
    [STATEMENT_REPEATED] = "INSERT INTO repeats(n, count) VALUES (?1, ?2)",
    [STATEMENT_EMITTED] = "UPDATE cursors SET entry = ?1, k = ?2 WHERE name = 'emitted'",
    [STATEMENT_SESSION] = "INSERT INTO sessions(kind, first, emits) VALUES (?1, ?2, ?3)",
    [STATEMENT_SOURCE] = "INSERT INTO sources(session, input, name) VALUES (?1, ?2, ?3)"
                         " ON CONFLICT(session, input) DO UPDATE SET name = excluded.name",
    [STATEMENT_RECALL_KEY] = "SELECT e.body, p.salt FROM entries e LEFT JOIN payloads p ON p.n = e.n"
                             " WHERE e.key = ?1 ORDER BY e.n LIMIT ?2",
    [STATEMENT_RECALL_DOCUMENT] = "SELECT document FROM documents WHERE id = ?1",
    [STATEMENT_LAST_ENTRY] = "SELECT n, at FROM entries ORDER BY n DESC LIMIT 1",
    [STATEMENT_LAST_INCIDENT] = "SELECT max(id) FROM documents",
    [STATEMENT_LAST_POLICY] =
        "SELECT n, body ->> '$.digest', body ->> '$.semantics' FROM entries"
        " WHERE kind = 'policy' AND body ->> '$.accepted' IS NOT 0 ORDER BY n DESC LIMIT 1",
    [STATEMENT_LAST_EMITTED] = "SELECT entry, k FROM cursors WHERE name = 'emitted'",
    [STATEMENT_KEYS] = "SELECT key FROM entries WHERE key IS NOT NULL",
    [STATEMENT_OPENED_FROM] =
        "SELECT id, document ->> '$.opened_at' FROM documents WHERE id >= ?1 ORDER BY id LIMIT 1",
    /* Those that are awake at ?1, and the others from number ?2 on. */
    [STATEMENT_AWAKE] = "SELECT id, dormant IS NULL OR dormant > ?1, document FROM documents"
                        " WHERE dormant IS NULL OR dormant > ?1 OR id >= ?2 ORDER BY id",
    [STATEMENT_QUARANTINED] =
        "SELECT at, body ->> '$.actions[0].to[0]' FROM entries WHERE kind = 'quarantine' ORDER BY n DESC",
    /* Within an entry json_each gives actions in their order: a sort by k would read all before the first. */
    [STATEMENT_PENDING] =
        "SELECT entry, k, at, incident, track, verb, to_party, to_role, rung, because, drill, text FROM acted"
        " WHERE entry BETWEEN ?1 AND ?3 AND (entry > ?1 OR k > ?2) AND emits ORDER BY entry LIMIT ?4",
    /* The id of a quarantined line is read from the line itself; its sender is known only where all of it
       could be read. */
    [STATEMENT_RECEIPT] =
        "SELECT replace(strftime('%Y-%m-%dT%H:%M:%fZ', e.at / 1000.0, 'unixepoch'), '.000Z', 'Z'),"
        " CASE e.kind WHEN 'message' THEN"
        " substr(e.body ->> '$.message.from', 1, instr((e.body ->> '$.message.from') || '/', '/') - 1) || ':'"
        " || (e.body ->> '$.message.id')"
        " WHEN 'quarantine' THEN (e.body ->> '$.from') || ':' ||"
        " (SELECT CASE WHEN json_valid(l.text) THEN"
        " CASE WHEN json_type(l.text, '$.id') = 'text' AND length(l.text ->> '$.id') <= 128"
        " THEN l.text ->> '$.id' END END"
        " FROM (SELECT CAST(bytes AS TEXT) AS text FROM payloads WHERE n = ?1) l) END,"
        " 'I-' || e.incident, (SELECT d.document ->> '$.cases.0.track' FROM documents d WHERE d.id = "
        "e.incident),"
        " e.body ->> '$.effect', e.body ->> '$.reason', e.body ->> '$.detail'"
        " FROM entries e WHERE e.n = ?1",
};

int record_fail(struct record *r, const char *doing, struct error *e) {
    int code = sqlite3_errcode(r->db);
    if (code == SQLITE_NOMEM)
        return error_memory(e);
    if (code == SQLITE_NOTADB)
        return error_set(e, ERROR_RECORD, "%s is no record: it is not an SQLite file", r->path);
    if (code == SQLITE_FULL)
        return error_set(e, ERROR_SYSTEM, "cannot %s %s: the disk is full", doing, r->path);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        return error_set(e, ERROR_RECORD, "cannot %s %s: another program has it locked", doing, r->path);
    return error_set(e, ERROR_RECORD, "cannot %s %s: %s", doing, r->path, sqlite3_errmsg(r->db));
}

int record_statements_prepare(struct record *r, struct error *e) {
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        assert(statement_texts[i]);
        if (sqlite3_prepare_v3(r->db, statement_texts[i], -1, SQLITE_PREPARE_PERSISTENT, &r->statements[i],
                               NULL) != SQLITE_OK)
            return record_fail(r, "use", e);
    }
    return 0;
}

void record_statements_release(struct record *r) {
    for (size_t i = 0; i < STATEMENT_COUNT; i++)
        sqlite3_finalize(r->statements[i]);
}

sqlite3_stmt *record_statement(struct record *r, enum statement which) {
    assert(r->writes && r->statements[which]);
    return r->statements[which];
}

int record_run(struct record *r, enum statement which, struct error *e) {
    sqlite3_stmt *s = record_statement(r, which);
    int stepped = sqlite3_step(s);
    assert(stepped != SQLITE_ROW);
    if (stepped == SQLITE_DONE) {
        sqlite3_reset(s);
        return 0;
    }
    int code = record_fail(r, "write", e);
    bool full = sqlite3_errcode(r->db) == SQLITE_FULL;
    sqlite3_reset(s);
    record_rollback(r);
    r->broken = !full; /* once there is room, it can go on from the last commit */
    return code;
}

int statement_next(struct record *r, sqlite3_stmt *s, struct error *e) {
    int stepped = sqlite3_step(s);
    if (stepped == SQLITE_ROW)
        return 1;
    int code = stepped == SQLITE_DONE ? 0 : record_fail(r, "read", e);
    sqlite3_reset(s);
    return code;
}

/* Nothing is written after a failure: a kernel that failed to write may say the next time that all is well.
 */
static int refuse_broken(struct record *r, struct error *e) {
    return error_set(e, ERROR_RECORD, "%s is not written any more: an earlier write failed", r->path);
}

int record_begin(struct record *r, struct error *e) {
    if (r->broken)
        return refuse_broken(r, e);
    if (r->in_transaction)
        return 0;
    int code = record_run(r, STATEMENT_BEGIN, e);
    r->in_transaction = code == 0;
    return code;
}

static int emitted_write(struct record *r, struct error *e) {
    if (!r->emitted_moved)
        return 0;
    int code = record_begin(r, e);
    if (code)
        return code;
    sqlite3_stmt *s = record_statement(r, STATEMENT_EMITTED);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)r->emitted.n);
    sqlite3_bind_int64(s, 2, r->emitted.k);
    return record_run(r, STATEMENT_EMITTED, e);
}

int record_commit(struct record *r, struct error *e) {
    assert(r->committed_n <= r->last_n);
    if (r->broken)
        return refuse_broken(r, e);
    int code = emitted_write(r, e);
    if (code || !r->in_transaction)
        return code;
    code = record_run(r, STATEMENT_COMMIT, e);
    if (code)
        return code;
    r->in_transaction = r->emitted_moved = false;
    r->committed_n = r->last_n;
    return 0;
}

void record_rollback(struct record *r) {
    if (!sqlite3_get_autocommit(r->db)) {
        sqlite3_stmt *s = record_statement(r, STATEMENT_ROLLBACK);
        (void)sqlite3_step(s);
        sqlite3_reset(s);
    }
    r->in_transaction = false;
    r->last_n = r->committed_n;
}

void statement_bind_number(sqlite3_stmt *s, int at, uint64_t value) {
    if (value == 0)
        sqlite3_bind_null(s, at);
    else
        sqlite3_bind_int64(s, at, (sqlite3_int64)value);
}

void statement_bind_text(sqlite3_stmt *s, int at, struct bytes text) {
    sqlite3_bind_text64(s, at, text.data ? text.data : "", text.size, SQLITE_STATIC, SQLITE_UTF8);
}

struct bytes statement_bytes(sqlite3_stmt *s, int column) {
    const void *data = sqlite3_column_blob(s, column);
    return (struct bytes){data, (size_t)sqlite3_column_bytes(s, column)};
}

void statement_member(struct json_writer *w, const char *key, sqlite3_stmt *s, int column) {
    json_key(w, key);
    if (sqlite3_column_type(s, column) == SQLITE_NULL)
        json_write_null(w);
    else
        json_write_text(w, statement_bytes(s, column));
}
