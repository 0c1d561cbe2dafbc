/* record.c: see fusion/record.h. Opening and closing a record, and what a session says of itself. */
#include "record_db.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define APPLICATION_ID 0x46555349 /* `FUSI`, in the header of the file */
#define BUSY_MS        5000

/* Of every connection: nothing of a file is believed that others may have written into it. */
static const char *const guards = "PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON;"
                                  "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;"
                                  "PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY;"
                                  "PRAGMA cache_size = -65536;";
/* Of the writer. Measured at 3 million entries: with pages of 8 KiB and a write-ahead log that is folded in
 * at 64 MiB, a record took 86,000 entries a second; with 4 KiB and 32 MiB, 70,000. Most groups then cost one
 * fsync. secure_delete would zero what is overwritten: documents and indexes, whose content stands in the
 * entries anyway. */
static const char *const journal = "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL;"
                                   "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192;"
                                   "PRAGMA journal_size_limit = 134217728; PRAGMA secure_delete = OFF;";

static int configure(struct record *r, struct error *e) {
    static const struct {
        int option, value;
    } switches[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},      {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0}, {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
    };
    for (size_t i = 0; i < sizeof switches / sizeof *switches; i++)
        if (sqlite3_db_config(r->db, switches[i].option, switches[i].value, NULL) != SQLITE_OK)
            return record_fail(r, "open", e);
    if (!r->writes && sqlite3_db_config(r->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK)
        return record_fail(r, "open", e);
    sqlite3_busy_timeout(r->db, BUSY_MS);
    return sqlite3_exec(r->db, guards, NULL, NULL, NULL) == SQLITE_OK ? 0 : record_fail(r, "open", e);
}

/* The one integer that a pragma or a query gives. */
static int ask(struct record *r, const char *sql, int64_t *out, struct error *e) {
    sqlite3_stmt *s = NULL;
    int code = 0;
    if (sqlite3_prepare_v2(r->db, sql, -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        *out = sqlite3_column_int64(s, 0);
    else
        code = record_fail(r, "read", e);
    sqlite3_finalize(s);
    return code;
}

static int create(struct record *r, struct error *e) {
    char stamp[128];
    (void)snprintf(stamp, sizeof stamp, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                   APPLICATION_ID, RECORD_SCHEMA);
    const char *const steps[] = {journal, "BEGIN IMMEDIATE", record_schema, record_views, stamp, "COMMIT"};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (sqlite3_exec(r->db, steps[i], NULL, NULL, NULL) != SQLITE_OK)
            return record_fail(r, "create", e);
    return 0;
}

/* Is it ours, and of a schema that we know? An empty file becomes a record, if we may write. */
static int identify(struct record *r, struct error *e) {
    int64_t application = 0, schema = 0, tables = 0;
    int code = ask(r, "SELECT count(*) FROM sqlite_schema", &tables, e);
    code = code ? code : ask(r, "PRAGMA application_id", &application, e);
    code = code ? code : ask(r, "PRAGMA user_version", &schema, e);
    if (code)
        return code;
    if (tables == 0 && application == 0 && schema == 0 && r->creates)
        return create(r, e);
    if (application != APPLICATION_ID)
        return error_set(e, ERROR_RECORD, "%s is no record: it is an SQLite file of something else", r->path);
    if (schema > RECORD_SCHEMA)
        return error_set(e, ERROR_RECORD,
                         "%s is of schema %lld, written by a newer Fusion; this one knows %d", r->path,
                         (long long)schema, RECORD_SCHEMA);
    if (schema < 1)
        return error_set(e, ERROR_RECORD, "%s is no record: its schema has no number", r->path);
    if (r->writes && sqlite3_exec(r->db, journal, NULL, NULL, NULL) != SQLITE_OK)
        return record_fail(r, "write", e);
    return 0;
}

/* Our own views, in place of those of the file: an untrusted schema may not use JSON functions before SQLite
 * 3.42, and need not be believed. */
static int views_make(struct record *r, struct error *e) {
    static const char word[] = "CREATE VIEW ";
    struct buffer sql = BUFFER_EMPTY;
    const char *rest = record_views;
    for (const char *at; (at = strstr(rest, word)) != NULL; rest = at + sizeof word - 1) {
        buffer_append(&sql, (struct bytes){rest, (size_t)(at - rest)});
        buffer_append_text(&sql, "CREATE TEMP VIEW ");
    }
    buffer_append(&sql, (struct bytes){rest, strlen(rest) + 1});
    int code = buffer_failed(&sql) ? error_memory(e) : 0;
    if (code == 0 && sqlite3_exec(r->db, sql.data, NULL, NULL, NULL) != SQLITE_OK)
        code = record_fail(r, "open", e);
    buffer_release(&sql);
    return code;
}

static int position_read(struct record *r, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_LAST_ENTRY);
    int code = statement_next(r, s, e);
    if (code > 0)
        r->last_n = r->committed_n = (uint64_t)sqlite3_column_int64(s, 0);
    sqlite3_reset(s);
    if (code < 0)
        return code;
    s = record_statement(r, STATEMENT_LAST_EMITTED);
    code = statement_next(r, s, e);
    if (code > 0)
        r->emitted = r->given =
            (struct action_place){(uint64_t)sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1)};
    sqlite3_reset(s);
    return code < 0 ? code : 0;
}

/* Before SQLite sees the file: what can be said of it more plainly than SQLite does. */
static int inspect(const char *path, enum record_mode mode, struct error *e) {
    struct stat file;
    if (stat(path, &file) != 0) {
        if (errno != ENOENT)
            return error_set(e, ERROR_RECORD, "cannot open %s: %s", path, strerror(errno));
        return mode == RECORD_CREATE || mode == RECORD_WRITE
                   ? 0
                   : error_set(e, ERROR_RECORD, "%s does not exist", path);
    }
    if (mode == RECORD_CREATE)
        return error_set(e, ERROR_RECORD, "%s exists already, and a new record was asked for", path);
    if (!S_ISREG(file.st_mode))
        return error_set(e, ERROR_RECORD, "%s is no record: it is not a file", path);
    if (mode != RECORD_READ && (file.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0)
        return error_set(e, ERROR_RECORD, "%s is read-only", path);
    return 0;
}

/* r->file: the real path, so that a record has one lock by whatever path it is reached, and with a slash in
 * it, so that no name looks like a URI or `:memory:` to SQLite. */
static int path_resolve(struct record *r, const char *path, struct error *e) {
    r->path = strdup(path);
    r->file = realpath(path, NULL);
    if (!r->file && asprintf(&r->file, "%s%s", path[0] == '/' ? "" : "./", path) < 0)
        r->file = NULL;
    return r->path && r->file ? 0 : error_memory(e);
}

/* Opens r->file, and sets up everything that a connection needs. */
static int connect_to(struct record *r, struct error *e) {
    int flags = r->writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    if (sqlite3_open_v2(r->file, &r->db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return r->db ? record_fail(r, "open", e) : error_memory(e);
    if (r->writes && sqlite3_db_readonly(r->db, "main") == 1)
        return error_set(e, ERROR_RECORD, "%s is read-only", r->path);
    int code = configure(r, e);
    code = code ? code : identify(r, e);
    code = code ? code : views_make(r, e);
    if (code || !r->writes)
        return code;
    code = record_statements_prepare(r, e);
    return code ? code : position_read(r, e);
}

static int open_all(struct record *r, const char *path, enum record_mode mode, struct error *e) {
    int code = path_resolve(r, path, e);
    if (!code && r->writes)
        code = holder_take(&r->holder, r->file, path, e);
    if (!code)
        code = inspect(path, mode, e); /* once more: another may have been quicker to the lock */
    return code ? code : connect_to(r, e);
}

static struct record *record_alloc(enum record_mode mode) {
    struct record *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->store.calls = &record_calls;
    r->writes = mode != RECORD_READ;
    r->creates = mode == RECORD_CREATE || mode == RECORD_WRITE;
    r->holder.fd = -1;
    return r;
}

int record_open(const char *path, enum record_mode mode, struct record **out, struct error *e) {
    assert(path && mode <= RECORD_READ);
    *out = NULL;
    int code = inspect(path, mode, e);
    if (code)
        return code;
    struct record *r = record_alloc(mode);
    if (!r)
        return error_memory(e);
    code = open_all(r, path, mode, e);
    if (code)
        record_close(r);
    else
        *out = r;
    return code;
}

/* To SQLite the empty name is a file of its own, which is gone when it is closed. */
int record_scratch(struct record **out, struct error *e) {
    *out = NULL;
    struct record *r = record_alloc(RECORD_CREATE);
    if (!r)
        return error_memory(e);
    r->path = strdup("the record that is not kept");
    r->file = strdup("");
    int code = r->path && r->file ? connect_to(r, e) : error_memory(e);
    if (code)
        record_close(r);
    else
        *out = r;
    return code;
}

int record_empty(struct record *r, struct error *e) {
    /* What refers to others first; entries may be deleted while no trigger forbids it. */
    static const char deletes[] =
        "BEGIN; DELETE FROM sources; DELETE FROM sessions; DELETE FROM cursors; DELETE FROM repeats;"
        "DELETE FROM touched; DELETE FROM documents; DELETE FROM payloads; DELETE FROM entries; COMMIT";
    assert(r->writes && r->file[0] == '\0'); /* not one that is kept */
    if (r->in_transaction)
        record_rollback(r);
    if (sqlite3_db_config(r->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) != SQLITE_OK ||
        sqlite3_exec(r->db, deletes, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_db_config(r->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 1, NULL) != SQLITE_OK)
        return record_fail(r, "empty", e);
    r->emitted = r->given = (struct action_place){0};
    r->emitted_moved = false;
    r->last_n = r->committed_n = r->searched_n = 0;
    r->session = 0;
    r->waiting_first = r->waiting_count = 0;
    return 0;
}

void record_close(struct record *r) {
    if (!r)
        return;
    bool moved = r->emitted_moved && !r->broken && !r->in_transaction;
    if (r->in_transaction)
        record_rollback(r);
    if (moved && record_commit(r, NULL) != 0)
        r->emitted_moved = false; /* those actions go out once more, with the same ids */
    record_statements_release(r);
    record_queries_release(r);
    (void)sqlite3_close(r->db);
    holder_release(&r->holder);
    free(r->waiting);
    free(r->path);
    free(r->file);
    free(r);
}

struct store *record_store(struct record *r) {
    assert(r->writes && r->store.calls == &record_calls);
    return &r->store;
}

int record_session(struct record *r, enum session_kind kind, bool emits, struct error *e) {
    static const char *const words[] = {[SESSION_RUN] = "run", [SESSION_REPLAY] = "replay"};
    assert((size_t)kind < sizeof words / sizeof *words);
    sqlite3_stmt *s = record_statement(r, STATEMENT_SESSION);
    statement_bind_text(s, 1, bytes_of(words[kind]));
    sqlite3_bind_int64(s, 2, (sqlite3_int64)r->last_n + 1);
    sqlite3_bind_int(s, 3, emits);
    int code = record_run(r, STATEMENT_SESSION, e);
    if (code)
        return code;
    r->session = sqlite3_last_insert_rowid(r->db);
    holder_say(&r->holder, words[kind]);
    return 0;
}

int record_source(struct record *r, uint32_t input, const char *name, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_SOURCE);
    assert(r->session > 0 && name);
    sqlite3_bind_int64(s, 1, r->session);
    sqlite3_bind_int64(s, 2, input);
    statement_bind_text(s, 3, bytes_of(name));
    return record_run(r, STATEMENT_SOURCE, e);
}
