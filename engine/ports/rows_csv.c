/*
 * rows_csv.c: values between separators, with quotes by RFC 4180, through libcsv in its strict mode.
 *
 * libcsv is fed line by line. When a line ends and libcsv has not ended a row with it, its newline stood
 * within quotes and the row goes on. So the bytes of each row are known, and where a fault is found, only the
 * row's first line is given up.
 */
#include "rows.h"

#include <stdio.h>

static void on_field(void *data, size_t size, void *context) {
    struct rows *r = context;
    if (r->field_count < COLUMNS_MAX)
        r->fields[r->field_count] = (struct field){r->text.size, size};
    r->field_count++;
    buffer_append(&r->text, (struct bytes){data, size});
}

static void on_row(int end, void *context) {
    struct rows *r = context;
    (void)end;
    r->csv_rows++;
}

/* libcsv would cut blanks off a field; in RFC 4180 they are part of it. */
static int is_blank(unsigned char c) {
    (void)c;
    return 0;
}

void rows_release_csv(struct rows *r) {
    if (r->csv_made)
        csv_free(&r->csv);
    r->csv_made = false;
}

/* Ready for the first line of a row. A parser that met a fault is made anew. */
static int row_begin(struct rows *r, bool fault, struct error *e) {
    if (fault)
        rows_release_csv(r);
    if (!r->csv_made) {
        if (csv_init(&r->csv, CSV_STRICT | CSV_STRICT_FINI) != 0)
            return error_memory(e);
        csv_set_space_func(&r->csv, is_blank);
        csv_set_delim(&r->csv, (unsigned char)r->archive->separator);
        r->csv_made = true;
    }
    r->fed = r->first_line = r->csv_rows = r->field_count = 0;
    buffer_clear(&r->text);
    return 0;
}

/* Give up the first line of the row. */
static int row_refuse(struct rows *r, const char *why, struct table_row *out, struct error *e) {
    size_t size = r->first_line;
    if (!r->headed)
        return error_at(e, ERROR_INPUT, r->in.name, (int)r->line + 1, 0, "%s in the header", why);
    (void)snprintf(r->fault, sizeof r->fault, "%s", why);
    int code = row_begin(r, true, e);
    return code < 0 ? code : rows_fault(r, size, out);
}

/* Feeds libcsv bytes [r->fed, to) of the text; without a newline they are the end of input, and end the last
 * row. NULL, or what is wrong with them. */
static const char *row_feed(struct rows *r, size_t to) {
    struct bytes line = bytes_slice(stream_bytes(&r->in), r->fed, to);
    bool last = !bytes_ends(line, BYTES("\n"));
    size_t taken = csv_parse(&r->csv, line.data, line.size, on_field, on_row, r);
    bool whole = taken == line.size && (!last || csv_fini(&r->csv, on_field, on_row, r) == 0);
    r->csv_no_memory = r->text.failed || csv_error(&r->csv) == CSV_ENOMEM;
    if (r->first_line == 0)
        r->first_line = to;
    r->fed = to;
    if (!whole)
        return taken == line.size ? "a quoted field that never ends" : "a quote that stands wrong";
    if (r->csv_rows > 1)
        return "a carriage return within a row";
    return r->field_count > COLUMNS_MAX ? "more than 1024 fields" : NULL;
}

/* What stops a row before its end. */
static const char *row_stopped(int got) {
    return got == ROW_TOO_LONG ? "a row over 1 MiB (a quoted field that never ends?)"
                               : "a quoted field that never ends";
}

int rows_next_csv(struct rows *r, struct table_row *out, struct error *e) {
    for (;;) {
        size_t to;
        if (r->fed == 0 && row_begin(r, false, e) < 0)
            return ERROR_MEMORY;
        int got = rows_line(r, r->fed, &to, e);
        if (got == 2 || got < 0 || (got == 0 && r->fed == 0))
            return got;
        if (got == ROW_TOO_LONG && r->fed == 0 && r->headed)
            return rows_pass(r, out, e);
        const char *wrong = got == 1 ? row_feed(r, to) : row_stopped(got);
        if (r->csv_no_memory)
            return error_memory(e);
        if (wrong)
            return row_refuse(r, wrong, out, e);
        bool blank = rows_trim(bytes_slice(stream_bytes(&r->in), 0, to)).size == 0;
        if (r->csv_rows == 0 && !blank)
            continue; /* the newline stood within quotes */
        r->fed = 0;
        if (blank)
            rows_take(r, to);
        got = blank ? 0 : rows_fields(r, to, out, e);
        if (got != 0)
            return got;
    }
}
