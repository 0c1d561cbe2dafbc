/*
 * floor.c: `floor TRACE RECORD [rows]`: what a trace asked of SQLite, asked again of a new file, and nothing
 * else: no JSON, no Lua, no cell. The trace is in memory before the time is taken.
 *
 * That the work is the same is checked, not said: each step must return what it returned to the program, and
 * each statement must have run as often and taken as many steps of SQLite's machine. Prints, by tabs:
 *
 *     time       WALL_NS CPU_NS
 *     statement  RUNS STEPS  RUNS STEPS  TABLE ROWS  SQL     here, in the trace; rows written, with `rows`
 * only
 */
#include "trace.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct statement {
    sqlite3_stmt *handle;
    const char *sql;
    struct effort here, there;
    char table[64]; /* the one it writes to; counted with `rows` only */
    int64_t rows;
};

static struct statement statements[TRACE_STATEMENTS_MAX];
static uint16_t statement_count;
static sqlite3 *db;
static const char *path;
static bool counts_rows;

static _Noreturn void give_up(const char *what, const char *detail) {
    (void)fprintf(stderr, "floor: %s: %s\n", what, detail);
    exit(3);
}

/* --- one function a call --------------------------------------------------------------- */

static const char *bytes_of_call(const struct call *c) {
    return (const char *)(c + 1);
}

/* Of the statement that is being prepared: which table it writes to. */
static int table_note(void *context, int action, const char *table, const char *b, const char *c,
                      const char *d) {
    (void)context, (void)b, (void)c, (void)d;
    struct statement *s = &statements[statement_count];
    bool writes = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
    if (writes && statement_count < TRACE_STATEMENTS_MAX && strncmp(table, "sqlite_", 7) != 0)
        (void)snprintf(s->table, sizeof s->table, "%s", table);
    return SQLITE_OK;
}

static int call_open(const struct call *c) {
    int code = sqlite3_open_v2(path, &db, (int)c->number, NULL);
    if (code == SQLITE_OK && counts_rows)
        sqlite3_set_authorizer(db, table_note, NULL);
    return code;
}

static int call_config(const struct call *c) {
    return sqlite3_db_config(db, (int)c->number, (int)c->column, NULL);
}

static int call_timeout(const struct call *c) {
    return sqlite3_busy_timeout(db, (int)c->number);
}

static int call_exec(const struct call *c) {
    return sqlite3_exec(db, bytes_of_call(c), NULL, NULL, NULL);
}

static int call_prepare(const struct call *c) {
    struct statement *s = &statements[c->statement];
    s->sql = bytes_of_call(c);
    s->table[0] = '\0';
    int code = sqlite3_prepare_v3(db, s->sql, -1, (unsigned)c->number, &s->handle, NULL);
    statement_count = (uint16_t)(c->statement + 1);
    return code;
}

static int call_integer(const struct call *c) {
    return sqlite3_bind_int64(statements[c->statement].handle, c->column, c->number);
}

static int call_null(const struct call *c) {
    return sqlite3_bind_null(statements[c->statement].handle, c->column);
}

static int call_text(const struct call *c) {
    return sqlite3_bind_text64(statements[c->statement].handle, c->column, bytes_of_call(c), c->size,
                               SQLITE_STATIC, SQLITE_UTF8);
}

static int call_blob(const struct call *c) {
    return sqlite3_bind_blob64(statements[c->statement].handle, c->column, bytes_of_call(c), c->size,
                               SQLITE_STATIC);
}

static int call_step(const struct call *c) {
    struct statement *s = &statements[c->statement];
    int code = sqlite3_step(s->handle);
    if (counts_rows && code == SQLITE_DONE && s->table[0])
        s->rows += sqlite3_changes64(db);
    return code == (int)c->number ? SQLITE_OK : SQLITE_MISMATCH;
}

static int call_reset(const struct call *c) {
    return sqlite3_reset(statements[c->statement].handle);
}

static int call_finalize(const struct call *c) {
    struct statement *s = &statements[c->statement];
    s->here = (struct effort){sqlite3_stmt_status(s->handle, SQLITE_STMTSTATUS_RUN, 0),
                              sqlite3_stmt_status(s->handle, SQLITE_STMTSTATUS_VM_STEP, 0)};
    memcpy(&s->there, bytes_of_call(c), sizeof s->there);
    return sqlite3_finalize(s->handle);
}

static int call_close(const struct call *c) {
    (void)c;
    return sqlite3_close(db);
}

static int (*const calls[])(const struct call *) = {
    [CALL_OPEN] = call_open,   [CALL_CONFIG] = call_config,   [CALL_TIMEOUT] = call_timeout,
    [CALL_EXEC] = call_exec,   [CALL_PREPARE] = call_prepare, [CALL_INTEGER] = call_integer,
    [CALL_NULL] = call_null,   [CALL_TEXT] = call_text,       [CALL_BLOB] = call_blob,
    [CALL_STEP] = call_step,   [CALL_RESET] = call_reset,     [CALL_FINALIZE] = call_finalize,
    [CALL_CLOSE] = call_close,
};

/* --- the whole ------------------------------------------------------------------------- */

static const char *trace_load(const char *name, size_t *size) {
    struct stat file;
    int fd = open(name, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &file) != 0 || file.st_size == 0)
        give_up(name, "cannot be read");
    *size = (size_t)file.st_size;
    void *at = mmap(NULL, *size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    if (at == MAP_FAILED)
        give_up(name, "does not fit into memory");
    (void)close(fd);
    return at;
}

static void trace_run(const char *at, size_t size) {
    for (const char *end = at + size; at < end;) {
        const struct call *c = (const struct call *)(const void *)at;
        int code = calls[c->type](c);
        if (code != SQLITE_OK)
            give_up(code == SQLITE_MISMATCH ? "a step ended otherwise than in the trace" : "a call failed",
                    sqlite3_errmsg(db));
        at += call_span(c);
    }
}

static int64_t clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Returns how many statements did not do here what they did in the trace. */
static int statements_print(void) {
    int differ = 0;
    for (uint16_t i = 0; i < statement_count; i++) {
        const struct statement *s = &statements[i];
        differ += s->here.runs != s->there.runs || s->here.steps != s->there.steps;
        printf("statement\t%lld\t%lld\t%lld\t%lld\t%s\t%lld\t%s\n", (long long)s->here.runs,
               (long long)s->here.steps, (long long)s->there.runs, (long long)s->there.steps,
               s->table[0] ? s->table : "-", (long long)s->rows, s->sql);
    }
    return differ;
}

int main(int argc, char **argv) {
    size_t size;
    counts_rows = argc == 4 && strcmp(argv[3], "rows") == 0;
    if (argc != 3 && !counts_rows)
        give_up("found other arguments", "expected TRACE RECORD [rows]");
    const char *trace = trace_load(argv[1], &size);
    path = argv[2];
    if (access(path, F_OK) == 0)
        give_up(path, "exists already, expected the name of a new file");
    int64_t wall = clock_ns(CLOCK_MONOTONIC), cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID);
    trace_run(trace, size);
    cpu = clock_ns(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    wall = clock_ns(CLOCK_MONOTONIC) - wall;
    printf("time\t%lld\t%lld\n", (long long)wall, (long long)cpu);
    if (statements_print())
        give_up(argv[1], "a statement ran otherwise than in the trace");
    return 0;
}
