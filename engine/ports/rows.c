/* rows.c: see fusion/ports.h and ports/rows.h. Life cycle, lines within the stream, and tables of fields. */
#include <ports/rows.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    int (*next)(struct rows *r, struct table_row *out, struct error *e);
    bool table; /* rows have columns */
} formats[] = {
    [ROWS_CSV] = {rows_next_csv, true},
    [ROWS_TSV] = {rows_next_tsv, true},
    [ROWS_NDJSON] = {rows_next_ndjson, false},
    [ROWS_JSON] = {rows_next_json, false},
};

/* Columns that the adapter names; without them the first row will. */
static int names_take(struct rows *r, const struct adapter *adapter, struct error *e) {
    const struct bytes *names = NULL;
    size_t count = adapter_columns(adapter, &names);
    r->headed = count > 0 || !formats[r->format].table;
    if (count == 0)
        return 0;
    if (count > COLUMNS_MAX)
        return error_set(e, ERROR_LIMIT, "the adapter names %zu columns; expected at most %u", count,
                         COLUMNS_MAX);
    r->names = arena_array(&r->names_arena, count, sizeof *r->names);
    if (!r->names)
        return error_memory(e);
    for (size_t i = 0; i < count; i++) {
        r->names[i] = arena_copy(&r->names_arena, names[i]);
        if (!r->names[i].data)
            return error_memory(e);
    }
    r->columns = count;
    return 0;
}

int rows_open(const char *path, const struct adapter *adapter, struct rows **out, struct error *e) {
    struct rows *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r)
        return error_memory(e);
    r->in.fd = -1;
    r->format = adapter_format(adapter);
    assert((size_t)r->format < sizeof formats / sizeof *formats);
    r->values = calloc(COLUMNS_MAX, sizeof *r->values);
    r->fields = calloc(COLUMNS_MAX, sizeof *r->fields);
    int code = r->values && r->fields ? names_take(r, adapter, e) : error_memory(e);
    if (code == 0)
        code = stream_open(&r->in, path, 2 * (size_t)ROW_BYTES_MAX, e);
    if (code < 0) {
        rows_close(r);
        return code;
    }
    *out = r;
    return 0;
}

void rows_close(struct rows *r) {
    if (!r)
        return;
    rows_release_csv(r);
    stream_close(&r->in);
    arena_release(&r->names_arena);
    arena_release(&r->step);
    buffer_release(&r->text);
    free(r->values);
    free(r->fields);
    free(r);
}

int rows_next(struct rows *r, struct table_row *out, struct error *e) {
    if (r->passing)
        return rows_pass(r, out, e);
    return formats[r->format].next(r, out, e);
}

int rows_fd(const struct rows *r) {
    return r->in.fd;
}

void rows_progress(const struct rows *r, uint64_t *read, uint64_t *size) {
    *read = r->in.read - stream_bytes(&r->in).size;
    *size = r->in.size;
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
        int got = stream_fill(&r->in, e);
        if (got == 0)
            return scanned > from;
        if (got != 1)
            return got;
    }
}

/* What quarantine shows of a row. */
static struct bytes raw_cut(struct bytes raw) {
    return bytes_slice(rows_trim(raw), 0, LINE_BYTES_MAX);
}

int rows_fault(struct rows *r, size_t size, struct table_row *out) {
    struct bytes raw = bytes_slice(stream_bytes(&r->in), 0, size);
    *out = (struct table_row){
        .number = ++r->number, .raw = raw_cut(raw), .raw_size = rows_trim(raw).size, .fault = r->fault};
    stream_take(&r->in, size);
    return 1;
}

int rows_pass(struct rows *r, struct table_row *out, struct error *e) {
    if (!r->passing) {
        buffer_clear(&r->text);
        buffer_append(&r->text, bytes_slice(stream_bytes(&r->in), 0, LINE_BYTES_MAX));
        if (r->text.failed)
            return error_memory(e);
        r->passing = true;
        r->passed_bytes = 0;
    }
    for (;;) {
        struct bytes there = stream_bytes(&r->in);
        const char *newline = there.size ? memchr(there.data, '\n', there.size) : NULL;
        size_t passed = newline ? (size_t)(newline - there.data) : there.size;
        r->passed_bytes += passed;
        r->passed_last = passed ? there.data[passed - 1] : r->passed_last;
        stream_take(&r->in, passed + (newline != NULL));
        int got = newline ? 0 : stream_fill(&r->in, e);
        if (got == 2 || got < 0)
            return got;
        if (got == 0)
            break;
    }
    r->passing = false;
    (void)snprintf(r->fault, sizeof r->fault, "a row over %u bytes", ROW_BYTES_MAX);
    *out = (struct table_row){.number = ++r->number,
                              .raw = buffer_bytes(&r->text),
                              .raw_size = r->passed_bytes - (r->passed_last == '\r'),
                              .fault = r->fault};
    return 1;
}

static struct bytes field_bytes(const struct rows *r, size_t i) {
    return (struct bytes){r->text.data + r->fields[i].at, r->fields[i].size};
}

/* A name that stands twice would leave a column that no adapter can reach. */
static int header_take(struct rows *r, struct error *e) {
    r->names = arena_array(&r->names_arena, r->field_count, sizeof *r->names);
    if (!r->names)
        return error_memory(e);
    for (size_t i = 0; i < r->field_count; i++) {
        struct bytes name = field_bytes(r, i);
        if (i == 0 && bytes_begins(name, BYTES("\xef\xbb\xbf"))) /* spreadsheets begin a file so */
            name = bytes_slice(name, 3, name.size);
        r->names[i] = arena_copy(&r->names_arena, name);
        if (!r->names[i].data)
            return error_memory(e);
        for (size_t k = 0; k < i; k++)
            if (bytes_equal(r->names[k], name))
                return error_at(e, ERROR_INPUT, r->in.name, 1, 0, "column `%.64s` stands twice in the header",
                                r->names[i].data);
    }
    r->columns = r->field_count;
    r->headed = true;
    return 0;
}

int rows_fields(struct rows *r, size_t size, struct table_row *out, struct error *e) {
    if (!r->headed) {
        int code = header_take(r, e);
        stream_take(&r->in, size);
        return code;
    }
    if (r->field_count != r->columns) {
        (void)snprintf(r->fault, sizeof r->fault, "%zu fields; expected %zu as in the header", r->field_count,
                       r->columns);
        return rows_fault(r, size, out);
    }
    for (size_t i = 0; i < r->field_count; i++)
        r->values[i] = field_bytes(r, i);
    struct bytes raw = bytes_slice(stream_bytes(&r->in), 0, size);
    *out = (struct table_row){.number = ++r->number,
                              .names = r->names,
                              .values = r->values,
                              .count = r->columns,
                              .raw = raw_cut(raw),
                              .raw_size = rows_trim(raw).size};
    stream_take(&r->in, size);
    return 1;
}
