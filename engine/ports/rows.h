/*
 * rows.h: inside of the row reader: what the formats share.
 *
 * A format takes rows from the front of the stream. A row that cannot be read is one line of the file: it is
 * given out with its fault, and reading goes on at the next line, so that a lost quote swallows no
 * neighbours.
 */
#ifndef PORTS_ROWS_H
#define PORTS_ROWS_H

#include <fusion/adapter.h>
#include <fusion/json.h>
#include <fusion/ports.h>
#include <ports/stream.h>

#include <csv.h>

struct field {
    size_t at, size; /* in `text` */
};

struct rows {
    struct stream in;
    enum row_format format;
    struct arena names_arena, step;
    struct bytes *names;  /* `columns` of them */
    struct bytes *values; /* of the row given out */
    struct field *fields; /* COLUMNS_MAX */
    size_t columns, field_count;
    bool headed;  /* the header was read, or needs none */
    bool passing; /* behind the head of a row over ROW_BYTES_MAX, up to its newline */
    uint64_t passed_bytes;
    char passed_last;
    int64_t number;
    struct buffer text; /* decoded fields; a JSON file; a row's JSON */
    char fault[192];
    /* CSV: `fed` bytes of the stream went through the parser for this row, its first line `first_line` long
     */
    struct csv_parser csv;
    bool csv_made, csv_no_memory;
    size_t fed, first_line, csv_rows;
    /* JSON: `gathered` once the whole file was read and parsed */
    bool gathered;
    const struct json *next_object;
};

/* A line of a file that is longer than a row may be. */
#define ROW_TOO_LONG 3
/* Where the line that begins at `from` (of the bytes there) ends: *to is behind its newline, or the end of
 * input. 1; 0: nothing there any more; 2: not yet; ROW_TOO_LONG; negative: error. */
int rows_line(struct rows *r, size_t from, size_t *to, struct error *e) CHECKED;
/* Give out the first `size` bytes as a row with r->fault, and go on behind them. Returns 1. */
int rows_fault(struct rows *r, size_t size, struct table_row *out);
/* The same for a line that is too long, as far as it is there. 1, 2 or negative. */
int rows_pass(struct rows *r, struct table_row *out, struct error *e) CHECKED;
/* The fields are a whole row of `size` bytes: the header, then 0, or a row in *out, then 1. */
int rows_fields(struct rows *r, size_t size, struct table_row *out, struct error *e) CHECKED;
/* A view without the newline (and CR) at its end. */
struct bytes rows_trim(struct bytes line);

int rows_next_csv(struct rows *r, struct table_row *out, struct error *e) CHECKED;
void rows_release_csv(struct rows *r);
int rows_next_tsv(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_ndjson(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_json(struct rows *r, struct table_row *out, struct error *e) CHECKED;

#endif
