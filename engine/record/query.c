/* query.c: a query is prepared and asked, and its rows handed on. */
#include "query.h"

#include "record_db.h"

#include <string.h>

static int query_fail(struct record *r, struct error *e) {
    return error_set(e, ERROR_RECORD, "%s: %s", r->path, sqlite3_errmsg(r->db));
}

/* The row of a query, empty but for its names. They are copied: SQLite's own last only until SQLite prepares
 * the statement anew, which it does by itself when the schema changes. */
static int row_make(struct prepared *p, struct error *e) {
    size_t count = (size_t)sqlite3_column_count(p->statement);
    const char **names = arena_array(&p->arena, count + 1, sizeof *names);
    p->values = arena_array(&p->arena, count, sizeof *p->values);
    p->types = arena_array(&p->arena, count, 1);
    if (!names || !p->values || !p->types)
        return error_memory(e);
    for (size_t i = 0; i < count; i++) {
        const char *name = sqlite3_column_name(p->statement, (int)i);
        if (!name || !(names[i] = arena_copy(&p->arena, bytes_of(name)).data))
            return error_memory(e);
    }
    p->row = (struct row){count, names, p->values, p->types};
    return 0;
}

/* A query of one statement that only reads. To be released also where this failed. */
static int prepared_make(struct prepared *p, struct record *r, const char *sql, struct error *e) {
    const char *rest = NULL;
    *p = (struct prepared){.arena.block_bytes = ROW_BLOCK_BYTES};
    if (sqlite3_prepare_v2(r->db, sql, -1, &p->statement, &rest) != SQLITE_OK)
        return query_fail(r, e);
    if (!p->statement || rest[strspn(rest, " \t\r\n;")] != '\0' || !sqlite3_stmt_readonly(p->statement) ||
        sqlite3_column_count(p->statement) == 0)
        return error_set(e, ERROR_USAGE, "found '%.200s', expected one statement that only reads", sql);
    return row_make(p, e);
}

int prepared_ready(struct prepared *p, struct record *r, const char *sql, struct error *e) {
    int code = p->statement ? 0 : prepared_make(p, r, sql, e);
    if (code)
        prepared_release(p);
    return code;
}

void prepared_release(struct prepared *p) {
    sqlite3_finalize(p->statement);
    arena_release(&p->arena);
    *p = (struct prepared){0};
}

static bool row_read(struct prepared *p) {
    static const char letters[] = {[SQLITE_INTEGER] = 'i',
                                   [SQLITE_FLOAT] = 'r',
                                   [SQLITE_TEXT] = 't',
                                   [SQLITE_BLOB] = 'b',
                                   [SQLITE_NULL] = 'n'};
    for (size_t i = 0; i < p->row.count; i++) {
        int type = sqlite3_column_type(p->statement, (int)i); /* before it is asked for as text */
        p->types[i] = letters[type];
        p->values[i] = (struct bytes){0};
        if (type == SQLITE_NULL)
            continue;
        const void *data = type == SQLITE_BLOB ? sqlite3_column_blob(p->statement, (int)i)
                                               : sqlite3_column_text(p->statement, (int)i);
        size_t size = (size_t)sqlite3_column_bytes(p->statement, (int)i);
        if (!data && size)
            return false;
        p->values[i] = (struct bytes){data ? data : "", size};
    }
    return true;
}

static int rows_give(struct record *r, struct prepared *p, int (*take)(void *context, const struct row *row),
                     void *context, struct error *e) {
    int stepped, code;
    while ((stepped = sqlite3_step(p->statement)) == SQLITE_ROW) {
        if (!row_read(p))
            return error_memory(e);
        if ((code = take(context, &p->row)) != 0)
            return code;
    }
    return stepped == SQLITE_DONE ? 0 : query_fail(r, e);
}

int prepared_ask(struct prepared *p, struct record *r, const struct bytes *bound, size_t count,
                 int (*take)(void *context, const struct row *row), void *context, struct error *e) {
    assert(!sqlite3_stmt_busy(p->statement)); /* nobody asks what is being answered */
    assert(count == (size_t)sqlite3_bind_parameter_count(p->statement));
    for (size_t i = 0; i < count; i++)
        statement_bind_text(p->statement, (int)i + 1, bound[i]);
    int code = rows_give(r, p, take, context, e);
    sqlite3_reset(p->statement); /* what is bound is bound anew before it is read again */
    return code;
}

int record_query(struct record *r, const char *sql, const struct bytes *bound, size_t count,
                 int (*take)(void *context, const struct row *row), void *context, struct error *e) {
    struct prepared once;
    int code = prepared_make(&once, r, sql, e);
    code = code ? code : prepared_ask(&once, r, bound, count, take, context, e);
    prepared_release(&once);
    return code;
}
