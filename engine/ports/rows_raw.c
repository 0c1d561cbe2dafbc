/* rows_raw.c: rows as they stand in the file: lines of the text, and what is kept of a row. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

/* ---- the text ---- */

int rows_fill(struct rows *r, struct error *e) {
    return r->decoder ? decoder_fill(r->decoder, &r->in, e) : stream_fill(&r->in, e);
}

void rows_take(struct rows *r, size_t size) {
    struct bytes rest = bytes_slice(stream_bytes(&r->in), 0, size);
    for (const char *at; rest.size && (at = memchr(rest.data, '\n', rest.size));) {
        r->line++;
        rest = bytes_slice(rest, (size_t)(at - rest.data) + 1, rest.size);
    }
    stream_take(&r->in, size);
}

struct bytes rows_trim(struct bytes line) {
    if (bytes_ends(line, BYTES("\n")))
        line.size--;
    if (bytes_ends(line, BYTES("\r")))
        line.size--;
    return line;
}

int rows_line(struct rows *r, size_t from, size_t *to, struct error *e) {
    size_t scanned = from;
    for (;;) {
        struct bytes there = stream_bytes(&r->in), fresh = bytes_slice(there, scanned, there.size);
        const char *newline = fresh.size ? memchr(fresh.data, '\n', fresh.size) : NULL;
        *to = newline ? (size_t)(newline - there.data) + 1 : there.size;
        if (*to > ROW_BYTES_MAX)
            return ROW_TOO_LONG;
        if (newline)
            return 1;
        scanned = there.size;
        int got = rows_fill(r, e);
        if (got == 0)
            return scanned > from;
        if (got != 1)
            return got;
    }
}

int rows_line_next(struct rows *r, size_t *size, struct error *e) {
    for (;;) {
        int got = rows_line(r, 0, size, e);
        if (got != 1 || rows_trim(bytes_slice(stream_bytes(&r->in), 0, *size)).size > 0)
            return got;
        rows_take(r, *size);
    }
}

/* ---- what is kept of a row ---- */

void rows_keep(struct table_row *out, struct bytes whole) {
    out->raw = bytes_slice(whole, 0, LINE_BYTES_MAX);
    out->raw_size = whole.size;
    if (whole.size > LINE_BYTES_MAX)
        out->sha256 = digest_of(whole);
}

void rows_number(struct rows *r, size_t size, struct table_row *out) {
    *out = (struct table_row){.number = ++r->number, .line = r->line + 1};
    rows_keep(out, rows_trim(bytes_slice(stream_bytes(&r->in), 0, size)));
    rows_take(r, size);
}

int rows_fault(struct rows *r, size_t size, struct table_row *out) {
    rows_number(r, size, out);
    out->fault = r->fault;
    return 1;
}

static int pass_begin(struct rows *r, struct error *e) {
    buffer_clear(&r->text);
    buffer_append(&r->text, bytes_slice(stream_bytes(&r->in), 0, LINE_BYTES_MAX));
    r->passed = r->text.failed ? NULL : digest_stream_new();
    r->passed_bytes = 0;
    r->passed_return = false;
    return r->passed ? 0 : error_memory(e);
}

/* More bytes of the row, its newline not among them. */
static void pass_add(struct rows *r, struct bytes part) {
    if (part.size == 0)
        return;
    if (r->passed_return)
        digest_stream_add(r->passed, BYTES("\r"));
    r->passed_bytes += r->passed_return;
    r->passed_return = bytes_ends(part, BYTES("\r"));
    part.size -= r->passed_return;
    r->passed_bytes += part.size;
    digest_stream_add(r->passed, part);
}

int rows_pass(struct rows *r, struct table_row *out, struct error *e) {
    if (!r->passed && pass_begin(r, e) < 0)
        return ERROR_MEMORY;
    for (;;) {
        struct bytes there = stream_bytes(&r->in);
        const char *newline = there.size ? memchr(there.data, '\n', there.size) : NULL;
        size_t size = newline ? (size_t)(newline - there.data) : there.size;
        pass_add(r, bytes_slice(there, 0, size));
        stream_take(&r->in, size + (newline != NULL));
        int got = newline ? 0 : rows_fill(r, e);
        if (got == 2 || got < 0)
            return got;
        if (got == 0)
            break;
    }
    (void)snprintf(r->fault, sizeof r->fault, "a row over %u bytes", ROW_BYTES_MAX);
    *out = (struct table_row){.number = ++r->number,
                              .line = ++r->line,
                              .raw = buffer_bytes(&r->text),
                              .raw_size = r->passed_bytes,
                              .sha256 = digest_stream_end(r->passed),
                              .fault = r->fault};
    r->passed = NULL;
    return 1;
}
