/* rows_table.c: fields into a row: the header, the columns an adapter names, and whether all of it is text.
 */
#include "rows.h"

#include <base/utf8.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct bytes field_bytes(const struct rows *r, size_t i) {
    return (struct bytes){r->text.data + r->fields[i].at, r->fields[i].size};
}

bool rows_is_text(struct rows *r, struct bytes text, struct bytes column) {
    size_t at = utf8_fault(text);
    unsigned value;
    if (at == text.size)
        return true;
    const char *bad = text.data + at;
    const char *encoding = r->archive->encoding ? r->archive->encoding : "UTF-8";
    bool marked = r->archive->encoding && *bad == UNDECODED && text.size - at >= 3 && bad[1] != '\0';
    value = marked ? (unsigned)strtoul((char[]){bad[1], bad[2], '\0'}, NULL, 16) : (unsigned char)*bad;
    (void)snprintf(r->fault, sizeof r->fault, "%s%.*s%sthe byte 0x%02x is no %s%s",
                   column.size ? "column `" : "", (int)(column.size < 64 ? column.size : 64),
                   column.size ? column.data : "", column.size ? "`: " : "", value, encoding,
                   r->archive->encoding || value == 0 ? "" : "; the adapter can name another `encoding`");
    return false;
}

/* A name that stands twice would leave a column that no adapter can reach. Empty names may: they name none.
 */
static int name_check(struct rows *r, size_t i, struct error *e) {
    int line = (int)r->line + 1;
    if (!rows_is_text(r, r->names[i], (struct bytes){NULL, 0}))
        return error_at(e, ERROR_INPUT, r->in.name, line, 0, "the name of column %zu: %s", i + 1, r->fault);
    for (size_t k = 0; k < i; k++)
        if (r->names[i].size && bytes_equal(r->names[k], r->names[i]))
            return error_at(e, ERROR_INPUT, r->in.name, line, 0,
                            "column `%.64s` stands twice in the header (%zu and %zu), expected it once; an "
                            "adapter can `skip` the header and name the `columns`",
                            r->names[i].data, k + 1, i + 1);
    return 0;
}

static int header_take(struct rows *r, struct error *e) {
    r->names = arena_array(&r->names_arena, r->field_count, sizeof *r->names);
    if (!r->names)
        return error_memory(e);
    for (size_t i = 0; i < r->field_count; i++) {
        r->names[i] = arena_copy(&r->names_arena, field_bytes(r, i));
        if (!r->names[i].data)
            return error_memory(e);
        int code = name_check(r, i, e);
        if (code < 0)
            return code;
    }
    r->columns = r->field_count;
    r->headed = true;
    return 0;
}

/* The columns for this number of fields; false, with r->fault, when there are none. */
static bool columns_find(struct rows *r) {
    const struct archive *a = r->archive;
    size_t used;
    if (!a->layout_count && r->field_count == r->columns)
        return true;
    for (size_t i = 0; i < a->layout_count; i++)
        if (a->layouts[i].count == r->field_count) {
            r->names = a->layouts[i].names;
            r->columns = r->field_count;
            return true;
        }
    used = (size_t)snprintf(r->fault, sizeof r->fault, "%zu fields; expected ", r->field_count);
    if (!a->layout_count)
        (void)snprintf(r->fault + used, sizeof r->fault - used, "%zu as in the header", r->columns);
    for (size_t i = 0; i < a->layout_count; i++)
        used += (size_t)snprintf(r->fault + used, sizeof r->fault - used, "%s%zu%s", i ? " or " : "",
                                 a->layouts[i].count, i + 1 < a->layout_count ? "" : " as in `columns`");
    return false;
}

int rows_fields(struct rows *r, size_t size, struct table_row *out, struct error *e) {
    if (!r->headed) {
        int code = header_take(r, e);
        rows_take(r, size);
        return code;
    }
    if (!columns_find(r))
        return rows_fault(r, size, out);
    for (size_t i = 0; i < r->field_count; i++)
        r->values[i] = field_bytes(r, i);
    struct bytes all = buffer_bytes(&r->text);
    if (utf8_fault(all) < all.size)
        for (size_t i = 0; i < r->field_count; i++)
            if (!rows_is_text(r, r->values[i], r->names[i]))
                return rows_fault(r, size, out);
    rows_number(r, size, out);
    out->names = r->names;
    out->values = r->values;
    out->count = r->columns;
    return 1;
}
