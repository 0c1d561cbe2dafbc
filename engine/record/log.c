/* log.c: the log read in order, by those who execute it again. */
#include "record_db.h"

#include <stdlib.h>

struct log {
    struct record *record;
    sqlite3_stmt *statement;
};

int record_freeze(struct record *r, struct error *e) {
    static const char look[] = "BEGIN; SELECT 1 FROM entries LIMIT 1"; /* it is the first look that freezes */
    assert(!r->writes);
    return sqlite3_exec(r->db, look, NULL, NULL, NULL) == SQLITE_OK ? 0 : record_fail(r, "read", e);
}

int log_open(struct record *r, struct log **out, struct error *e) {
    static const char rows[] = "SELECT e.n, e.at, e.incident, e.key, e.kind, e.body, p.salt, p.bytes"
                               " FROM entries e LEFT JOIN payloads p ON p.n = e.n ORDER BY e.n";
    struct log *l = *out = calloc(1, sizeof *l);
    if (!l)
        return error_memory(e);
    l->record = r;
    if (sqlite3_prepare_v2(r->db, rows, -1, &l->statement, NULL) == SQLITE_OK)
        return 0;
    int code = record_fail(r, "read", e);
    log_close(l);
    *out = NULL;
    return code;
}

int log_next(struct log *l, struct log_row *row, struct error *e) {
    sqlite3_stmt *s = l->statement;
    int code = statement_next(l->record, s, e);
    if (code <= 0)
        return code;
    *row = (struct log_row){.n = (uint64_t)sqlite3_column_int64(s, 0),
                            .at_ms = sqlite3_column_int64(s, 1),
                            .incident = (uint64_t)sqlite3_column_int64(s, 2),
                            .key = (uint64_t)sqlite3_column_int64(s, 3),
                            .kind = statement_bytes(s, 4),
                            .body = statement_bytes(s, 5)};
    if (sqlite3_column_type(s, 7) == SQLITE_NULL)
        return 1;
    row->salt = statement_bytes(s, 6);
    row->payload = statement_bytes(s, 7);
    if (!row->payload.data)
        row->payload.data = ""; /* a line of no bytes is there all the same */
    return 1;
}

void log_close(struct log *l) {
    if (!l)
        return;
    sqlite3_finalize(l->statement);
    free(l);
}

int record_repeated(struct record *r, uint64_t n, uint64_t count, struct error *e) {
    int code = record_begin(r, e);
    if (code)
        return code;
    sqlite3_stmt *s = record_statement(r, STATEMENT_REPEATED);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)n);
    sqlite3_bind_int64(s, 2, (sqlite3_int64)count);
    return record_run(r, STATEMENT_REPEATED, e);
}
