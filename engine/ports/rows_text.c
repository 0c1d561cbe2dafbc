/* rows_text.c: rows that are lines: fields without quotes, lines as they are, one JSON object a line. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

/* The fields of a line: all are counted, the first COLUMNS_MAX are kept. False: no memory. */
static bool fields_split(struct rows *r, struct bytes line) {
    buffer_clear(&r->text);
    buffer_append(&r->text, line);
    r->field_count = 0;
    for (size_t at = 0, end; at <= line.size; at = end + 1) {
        const char *separator =
            at < line.size ? memchr(line.data + at, r->archive->separator, line.size - at) : NULL;
        end = separator ? (size_t)(separator - line.data) : line.size;
        if (r->field_count < COLUMNS_MAX)
            r->fields[r->field_count] = (struct field){at, end - at};
        r->field_count++;
    }
    return !r->text.failed;
}

int rows_next_tsv(struct rows *r, struct table_row *out, struct error *e) {
    for (;;) {
        size_t size;
        int got = rows_line_next(r, &size, e);
        if (got == ROW_TOO_LONG && r->headed)
            return rows_pass(r, out, e);
        if (got == ROW_TOO_LONG)
            return error_at(e, ERROR_INPUT, r->in.name, (int)r->line + 1, 0, "a header over %u bytes",
                            ROW_BYTES_MAX);
        if (got != 1)
            return got;
        if (!fields_split(r, rows_trim(bytes_slice(stream_bytes(&r->in), 0, size))))
            return error_memory(e);
        if (!r->headed && r->field_count > COLUMNS_MAX)
            return error_at(e, ERROR_INPUT, r->in.name, (int)r->line + 1, 0,
                            "a header of more than %u columns", COLUMNS_MAX);
        got = rows_fields(r, size, out, e);
        if (got != 0)
            return got;
    }
}

int rows_next_lines(struct rows *r, struct table_row *out, struct error *e) {
    static const struct bytes name = {"line", 4};
    size_t size;
    int got = rows_line_next(r, &size, e);
    if (got == ROW_TOO_LONG)
        return rows_pass(r, out, e);
    if (got != 1)
        return got;
    r->values[0] = rows_trim(bytes_slice(stream_bytes(&r->in), 0, size));
    if (!rows_is_text(r, r->values[0], (struct bytes){NULL, 0}))
        return rows_fault(r, size, out);
    rows_number(r, size, out);
    out->names = &name;
    out->values = r->values;
    out->count = 1;
    return 1;
}

int rows_next_ndjson(struct rows *r, struct table_row *out, struct error *e) {
    size_t size;
    const struct json *object;
    struct json_fault fault;
    int got = rows_line_next(r, &size, e);
    if (got == ROW_TOO_LONG)
        return rows_pass(r, out, e);
    if (got != 1)
        return got;
    struct bytes raw = rows_trim(bytes_slice(stream_bytes(&r->in), 0, size));
    arena_reset(&r->step);
    if (json_parse(&r->step, raw, &json_limits_own, &object, &fault) < 0) {
        if (fault.code == JSON_MEMORY)
            return error_memory(e);
        if (fault.code != JSON_UTF8 || rows_is_text(r, raw, (struct bytes){NULL, 0}))
            (void)snprintf(r->fault, sizeof r->fault, "%s %.100s", json_fault_meaning(fault.code),
                           fault.detail);
        return rows_fault(r, size, out);
    }
    if (object->type != JSON_OBJECT) {
        (void)snprintf(r->fault, sizeof r->fault, "is %s; expected an object", json_type_name(object->type));
        return rows_fault(r, size, out);
    }
    rows_number(r, size, out);
    out->object = object;
    return 1;
}
