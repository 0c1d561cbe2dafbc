/* output.c: rows as JSON, NDJSON and CSV; tables are written by output_table.c. See screen/output.h. */
#include "output_table.h"

#include "display.h"
#include <fusion/json.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *const output_format_words[] = {"table", "json", "ndjson", "csv", NULL};

enum output_format output_format_for(FILE *to) {
    return isatty(fileno(to)) ? OUTPUT_TABLE : OUTPUT_NDJSON;
}

struct output {
    FILE *to;
    enum output_format format;
    const char *const *names;
    size_t count;
    bool terminal; /* so CSV is cleaned as a table is; a pipe gets the bytes as they are */
    uint64_t rows;
    struct buffer line; /* the row being written */
    struct output_table *table;
    bool failed;
};

static void line_write(struct output *o) {
    if (o->format == OUTPUT_JSON || o->format == OUTPUT_NDJSON)
        json_escape_controls(&o->line, 0);
    if (o->line.failed || output_bytes(o->to, buffer_bytes(&o->line), NULL) < 0)
        o->failed = true;
    buffer_clear(&o->line);
}

/* A field of CSV by RFC 4180: in quotes where it holds a comma, a quote or a line break. */
static void csv_field(struct output *o, size_t i, struct bytes text) {
    struct buffer shown = BUFFER_EMPTY;
    if (i > 0)
        buffer_append_char(&o->line, ',');
    if (o->terminal) {
        (void)display_clean(text, SIZE_MAX, &shown);
        text = buffer_bytes(&shown);
    }
    bool quoted = false;
    for (size_t k = 0; k < text.size && !quoted; k++)
        quoted = strchr("\",\r\n", text.data[k]) != NULL; /* strchr finds a NUL, too */
    if (quoted)
        buffer_append_char(&o->line, '"');
    for (size_t k = 0; k < text.size; k++) {
        if (text.data[k] == '"')
            buffer_append_char(&o->line, '"');
        buffer_append_char(&o->line, text.data[k]);
    }
    if (quoted)
        buffer_append_char(&o->line, '"');
    o->failed = o->failed || shown.failed;
    buffer_release(&shown);
}

static void csv_row(struct output *o, const struct bytes *values) {
    for (size_t i = 0; i < o->count; i++)
        csv_field(o, i, values[i]);
    buffer_append_text(&o->line, "\r\n");
    line_write(o);
}

static void csv_header(struct output *o) {
    for (size_t i = 0; i < o->count; i++)
        csv_field(o, i, bytes_of(o->names[i]));
    buffer_append_text(&o->line, "\r\n");
    line_write(o);
}

void output_json_value(struct json_writer *w, struct bytes value, char type) {
    if (!value.data || type == 'n')
        json_write_null(w);
    else if (type == 'i' || type == 'r' || type == 'a')
        json_write_raw(w, value);
    else
        json_write_text(w, value);
}

static void json_row(struct output *o, const struct bytes *values, const char *types) {
    if (o->format == OUTPUT_JSON)
        buffer_append_text(&o->line, o->rows == 0 ? "[\n" : ",\n");
    struct json_writer w = JSON_WRITER(&o->line);
    json_open(&w, '{');
    for (size_t i = 0; i < o->count; i++) {
        json_key(&w, o->names[i]);
        output_json_value(&w, values[i], types[i]);
    }
    json_close(&w, '}');
    if (o->format == OUTPUT_NDJSON)
        buffer_append_char(&o->line, '\n');
    line_write(o);
}

int output_new(FILE *to, enum output_format format, const char *const *names, size_t count,
               struct output **out, struct error *e) {
    struct output *o = calloc(1, sizeof *o);
    *out = NULL;
    if (!o)
        return error_memory(e);
    *o = (struct output){
        .to = to, .format = format, .names = names, .count = count, .terminal = isatty(fileno(to)) == 1};
    if (format == OUTPUT_TABLE && !(o->table = output_table_new(to, names, count))) {
        free(o);
        return error_memory(e);
    }
    if (format == OUTPUT_CSV)
        csv_header(o);
    *out = o;
    return 0;
}

void output_row(struct output *o, const struct bytes *values, const char *types) {
    if (o->format == OUTPUT_TABLE)
        output_table_row(o->table, values, types);
    else if (o->format == OUTPUT_CSV)
        csv_row(o, values);
    else
        json_row(o, values, types);
    o->rows++;
}

int output_end(struct output *o, struct error *e) {
    if (o->format == OUTPUT_JSON) {
        buffer_append_text(&o->line, o->rows ? "\n]\n" : "[]\n");
        line_write(o);
    }
    if (o->table && !output_table_end(o->table))
        o->failed = true;
    bool failed = o->failed || fflush(o->to) != 0;
    buffer_release(&o->line);
    free(o);
    return failed ? error_set(e, ERROR_SYSTEM, "cannot write the output: %s", strerror(errno)) : 0;
}
