/* query.c: rows for those who read. */
#include "record_db.h"

#include <stdlib.h>
#include <string.h>

struct query {
    sqlite3_stmt *statement;
    struct row row;
    const char **names;
    struct bytes *values;
    char *types;
};

static int query_fail(struct record *r, struct error *e) {
    return error_set(e, ERROR_RECORD, "%s: %s", r->path, sqlite3_errmsg(r->db));
}

static int query_prepare(struct record *r, const char *sql, struct query *q, struct error *e) {
    const char *rest = NULL;
    if (sqlite3_prepare_v2(r->db, sql, -1, &q->statement, &rest) != SQLITE_OK)
        return query_fail(r, e);
    if (!q->statement || rest[strspn(rest, " \t\r\n;")] != '\0' || !sqlite3_stmt_readonly(q->statement) ||
        sqlite3_column_count(q->statement) == 0)
        return error_set(e, ERROR_USAGE, "found '%.200s', expected one statement that only reads", sql);
    size_t count = (size_t)sqlite3_column_count(q->statement);
    q->names = calloc(count, sizeof *q->names);
    q->values = calloc(count, sizeof *q->values);
    q->types = calloc(count, 1);
    if (!q->names || !q->values || !q->types)
        return error_memory(e);
    for (size_t i = 0; i < count; i++)
        if (!(q->names[i] = sqlite3_column_name(q->statement, (int)i)))
            return error_memory(e);
    q->row = (struct row){count, q->names, q->values, q->types};
    return 0;
}

static bool query_read(struct query *q) {
    static const char letters[] = {[SQLITE_INTEGER] = 'i',
                                   [SQLITE_FLOAT] = 'r',
                                   [SQLITE_TEXT] = 't',
                                   [SQLITE_BLOB] = 'b',
                                   [SQLITE_NULL] = 'n'};
    for (size_t i = 0; i < q->row.count; i++) {
        int type = sqlite3_column_type(q->statement, (int)i); /* before it is asked for as text */
        q->types[i] = letters[type];
        q->values[i] = (struct bytes){0};
        if (type == SQLITE_NULL)
            continue;
        const void *data = type == SQLITE_BLOB ? sqlite3_column_blob(q->statement, (int)i)
                                               : sqlite3_column_text(q->statement, (int)i);
        size_t size = (size_t)sqlite3_column_bytes(q->statement, (int)i);
        if (!data && size)
            return false;
        q->values[i] = (struct bytes){data ? data : "", size};
    }
    return true;
}

static int query_run(struct record *r, struct query *q, int (*take)(void *context, const struct row *row),
                     void *context, struct error *e) {
    int stepped, code;
    while ((stepped = sqlite3_step(q->statement)) == SQLITE_ROW) {
        if (!query_read(q))
            return error_memory(e);
        if ((code = take(context, &q->row)) != 0)
            return code;
    }
    return stepped == SQLITE_DONE ? 0 : query_fail(r, e);
}

int record_query(struct record *r, const char *sql, const struct bytes *bound, size_t bound_count,
                 int (*take)(void *context, const struct row *row), void *context, struct error *e) {
    struct query q = {0};
    int code = query_prepare(r, sql, &q, e);
    assert(code || bound_count == (size_t)sqlite3_bind_parameter_count(q.statement));
    for (size_t i = 0; !code && i < bound_count; i++)
        statement_bind_text(q.statement, (int)i + 1, bound[i]);
    code = code ? code : query_run(r, &q, take, context, e);
    sqlite3_finalize(q.statement);
    free(q.names);
    free(q.values);
    free(q.types);
    return code;
}
