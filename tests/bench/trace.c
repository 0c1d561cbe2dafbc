/*
 * trace.c: linked into a program with `-Wl,--wrap` of each function below, it writes the program's calls to
 * SQLite to $SQLITE_TRACE, and makes them. What SQLite calls within itself is not seen, as it should be.
 */
#include "trace.h"

#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The program calls __wrap_NAME where it says NAME, and __real_NAME is SQLite's own. */
#define WRAP(name, parameters)                                                                               \
    int __real_##name parameters;                                                                            \
    int __wrap_##name parameters;                                                                            \
    int __wrap_##name parameters

static FILE *trace;
static sqlite3 *connection; /* one at a time */
static sqlite3_stmt *statements[TRACE_STATEMENTS_MAX];
static uint16_t statement_count;

static void give_up(const char *what) {
    (void)fprintf(stderr, "trace: %s\n", what);
    abort();
}

static void call_write(struct call c, const void *bytes, size_t size) {
    static const char zeros[8];
    if (!trace && !(trace = fopen(getenv("SQLITE_TRACE") ? getenv("SQLITE_TRACE") : "", "wb")))
        give_up("expected SQLITE_TRACE to name a file to write");
    if (size > UINT32_MAX)
        give_up("a value of more than 4 GiB");
    c.size = (uint32_t)size;
    if (fwrite(&c, sizeof c, 1, trace) != 1 || (size && fwrite(bytes, size, 1, trace) != 1) ||
        fwrite(zeros, 1, call_span(&c) - sizeof c - size, trace) != call_span(&c) - sizeof c - size)
        give_up("cannot write the trace");
}

static uint16_t statement_number(sqlite3_stmt *s) {
    uint16_t i = 0;
    while (i < statement_count && statements[i] != s)
        i++;
    if (i == statement_count)
        give_up("a statement that was never prepared");
    return i;
}

/* --- the connection -------------------------------------------------------------------- */

WRAP(sqlite3_open_v2, (const char *file, sqlite3 **db, int flags, const char *vfs)) {
    if (connection || vfs)
        give_up("a second connection, or one of a VFS by name");
    call_write((struct call){.type = CALL_OPEN, .number = flags}, NULL, 0);
    int code = __real_sqlite3_open_v2(file, db, flags, vfs);
    connection = *db;
    return code;
}

/* Of the switches: those with a value and a place for what it was before. */
WRAP(sqlite3_db_config, (sqlite3 * db, int option, ...)) {
    va_list arguments;
    va_start(arguments, option);
    int value = va_arg(arguments, int);
    int *before = va_arg(arguments, int *);
    va_end(arguments);
    call_write((struct call){.type = CALL_CONFIG, .number = option, .column = (uint8_t)value}, NULL, 0);
    return __real_sqlite3_db_config(db, option, value, before);
}

WRAP(sqlite3_busy_timeout, (sqlite3 * db, int ms)) {
    call_write((struct call){.type = CALL_TIMEOUT, .number = ms}, NULL, 0);
    return __real_sqlite3_busy_timeout(db, ms);
}

typedef int row_call(void *, int, char **, char **);
WRAP(sqlite3_exec, (sqlite3 * db, const char *sql, row_call *take, void *context, char **error)) {
    call_write((struct call){.type = CALL_EXEC}, sql, strlen(sql) + 1);
    return __real_sqlite3_exec(db, sql, take, context, error);
}

WRAP(sqlite3_close, (sqlite3 * db)) {
    call_write((struct call){.type = CALL_CLOSE}, NULL, 0);
    if (fclose(trace) != 0)
        give_up("cannot write the trace");
    return __real_sqlite3_close(db);
}

/* --- statements ------------------------------------------------------------------------ */

/* As the program does it: a text that ends in a NUL, and nothing behind the statement. */
static void prepare_write(const char *sql, int size, unsigned flags) {
    if (statement_count == TRACE_STATEMENTS_MAX || size >= 0)
        give_up("too many statements, or a text whose size is given");
    call_write((struct call){.type = CALL_PREPARE, .number = flags, .statement = statement_count}, sql,
               strlen(sql) + 1);
}

WRAP(sqlite3_prepare_v3,
     (sqlite3 * db, const char *sql, int size, unsigned flags, sqlite3_stmt **out, const char **rest)) {
    prepare_write(sql, size, flags);
    int code = __real_sqlite3_prepare_v3(db, sql, size, flags, out, rest);
    statements[statement_count++] = *out;
    return code;
}

WRAP(sqlite3_prepare_v2, (sqlite3 * db, const char *sql, int size, sqlite3_stmt **out, const char **rest)) {
    return __wrap_sqlite3_prepare_v3(db, sql, size, 0, out, rest);
}

WRAP(sqlite3_step, (sqlite3_stmt * s)) {
    int code = __real_sqlite3_step(s);
    call_write((struct call){.type = CALL_STEP, .statement = statement_number(s), .number = code}, NULL, 0);
    return code;
}

WRAP(sqlite3_reset, (sqlite3_stmt * s)) {
    call_write((struct call){.type = CALL_RESET, .statement = statement_number(s)}, NULL, 0);
    return __real_sqlite3_reset(s);
}

WRAP(sqlite3_finalize, (sqlite3_stmt * s)) {
    if (s) {
        uint16_t number = statement_number(s);
        struct effort effort = {sqlite3_stmt_status(s, SQLITE_STMTSTATUS_RUN, 0),
                                sqlite3_stmt_status(s, SQLITE_STMTSTATUS_VM_STEP, 0)};
        call_write((struct call){.type = CALL_FINALIZE, .statement = number}, &effort, sizeof effort);
        statements[number] = NULL; /* its address may come again */
    }
    return __real_sqlite3_finalize(s);
}

/* --- bindings -------------------------------------------------------------------------- */

static void binding_write(enum call_type type, sqlite3_stmt *s, int column, int64_t number, const void *bytes,
                          size_t size) {
    call_write((struct call){.type = (uint8_t)type,
                             .column = (uint8_t)column,
                             .statement = statement_number(s),
                             .number = number},
               bytes, size);
}

WRAP(sqlite3_bind_int64, (sqlite3_stmt * s, int column, sqlite3_int64 value)) {
    binding_write(CALL_INTEGER, s, column, value, NULL, 0);
    return __real_sqlite3_bind_int64(s, column, value);
}

WRAP(sqlite3_bind_int, (sqlite3_stmt * s, int column, int value)) {
    return __wrap_sqlite3_bind_int64(s, column, value);
}

WRAP(sqlite3_bind_null, (sqlite3_stmt * s, int column)) {
    binding_write(CALL_NULL, s, column, 0, NULL, 0);
    return __real_sqlite3_bind_null(s, column);
}

WRAP(sqlite3_bind_text64, (sqlite3_stmt * s, int column, const char *text, sqlite3_uint64 size,
                           sqlite3_destructor_type release, unsigned char encoding)) {
    binding_write(CALL_TEXT, s, column, 0, text, (size_t)size);
    return __real_sqlite3_bind_text64(s, column, text, size, release, encoding);
}

WRAP(sqlite3_bind_blob64, (sqlite3_stmt * s, int column, const void *bytes, sqlite3_uint64 size,
                           sqlite3_destructor_type release)) {
    binding_write(CALL_BLOB, s, column, 0, bytes, (size_t)size);
    return __real_sqlite3_bind_blob64(s, column, bytes, size, release);
}
