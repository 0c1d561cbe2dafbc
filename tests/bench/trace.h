/*
 * trace.h: what a program asked of SQLite, call by call, as bytes in a file.
 *
 * A trace is a sequence of calls in the order in which they were made. Each is a struct call, then `size`
 * bytes (a text, a blob, the counts of a statement), then zeros up to the next multiple of 8: read in place,
 * nothing is ever unaligned. It is read on the machine that wrote it, at once, and is no format to keep.
 */
#ifndef BENCH_TRACE_H
#define BENCH_TRACE_H

#include <stddef.h>
#include <stdint.h>

#define TRACE_STATEMENTS_MAX 256

enum call_type {
    CALL_OPEN,    /* number: flags */
    CALL_CONFIG,  /* number: option; column: its value */
    CALL_TIMEOUT, /* number: ms */
    CALL_EXEC,    /* bytes: SQL */
    CALL_PREPARE, /* number: flags; bytes: SQL */
    CALL_INTEGER, /* number; and of all bindings, column: the parameter */
    CALL_NULL,
    CALL_TEXT, /* bytes */
    CALL_BLOB, /* bytes */
    CALL_STEP, /* number: what SQLite returned */
    CALL_RESET,
    CALL_FINALIZE, /* bytes: struct effort */
    CALL_CLOSE
};

struct call {
    uint8_t type; /* enum call_type */
    uint8_t column;
    uint16_t statement; /* its number: the place of its CALL_PREPARE among all of them, from 0 */
    uint32_t size;
    int64_t number;
};

/* What SQLite itself says of a statement: how often it ran, and how many steps its machine took for it. */
struct effort {
    int64_t runs, steps;
};

static inline size_t call_span(const struct call *c) {
    return sizeof *c + ((c->size + 7u) & ~(size_t)7);
}

#endif
