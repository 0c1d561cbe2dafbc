/*
 * rows.h: inside of the row reader: what the formats share.
 *
 * A format takes rows from the front of the text. A row that cannot be read is one line of the file: it is
 * given out with its fault, and reading goes on at the next line, so that a lost quote swallows no
 * neighbours.
 */
#ifndef PORTS_ROWS_H
#define PORTS_ROWS_H

#include "decode.h"
#include "stream.h"
#include <fusion/adapter.h>
#include <fusion/json.h>
#include <fusion/ports.h>

#include <csv.h>

struct field {
    size_t at, size; /* in `text` */
};

struct rows {
    const struct archive *archive;
    struct stream in;        /* the text: the file itself, or what the decoder makes of it */
    struct decoder *decoder; /* NULL: the file is UTF-8 */
    uint64_t line;           /* of the file, taken so far */
    int64_t number;
    char fault[320];
    /* the beginning of the file */
    size_t begun; /* steps of rows_begin that are done */
    uint32_t skipped;
    /* tables */
    struct arena names_arena, step;
    struct bytes *names;  /* `columns` of them */
    struct bytes *values; /* of the row given out */
    struct field *fields; /* COLUMNS_MAX */
    size_t columns, field_count;
    bool headed;        /* the header was read, or needs none */
    struct buffer text; /* decoded fields; a JSON file; a row's JSON; the head of a row that is passed */
    /* behind the head of a row over ROW_BYTES_MAX, up to its newline; `passed` is NULL while there is none */
    struct digest_stream *passed;
    uint64_t passed_bytes;
    bool passed_return; /* a carriage return that may belong to the newline is held back */
    /* CSV: `fed` bytes of the text went through the parser for this row, its first line `first_line` long */
    struct csv_parser csv;
    bool csv_made, csv_no_memory;
    size_t fed, first_line, csv_rows;
    /* JSON: `gathered` once the whole file was read and parsed */
    bool gathered;
    const struct json *next_object;
};

/* More of the text, as stream_fill. */
int rows_fill(struct rows *r, struct error *e) CHECKED;
/* Step behind the first `size` bytes of the text, and count their lines. */
void rows_take(struct rows *r, size_t size);
/* What is no text ends in an error; a byte order mark and the lines to skip are stepped over. 1: the first
 * line of the table is next; 2 or negative. */
int rows_begin(struct rows *r, struct error *e) CHECKED;

/* A line of a file that is longer than a row may be. */
#define ROW_TOO_LONG 3
/* Where the line that begins at `from` (of the bytes there) ends: *to is behind its newline, or the end of
 * input. 1; 0: nothing there any more; 2: not yet; ROW_TOO_LONG; negative: error. */
int rows_line(struct rows *r, size_t from, size_t *to, struct error *e) CHECKED;
/* The next line that is not blank, `size` bytes with its newline. */
int rows_line_next(struct rows *r, size_t *size, struct error *e) CHECKED;
/* A view without the newline (and CR) at its end. */
struct bytes rows_trim(struct bytes line);

/* What is kept of a row whose bytes are `whole`, its size and its digest. */
void rows_keep(struct table_row *out, struct bytes whole);
/* The first `size` bytes of the text are the next row: number it, keep it, step behind it. */
void rows_number(struct rows *r, size_t size, struct table_row *out);
/* The same, refused for r->fault. Returns 1. */
int rows_fault(struct rows *r, size_t size, struct table_row *out);
/* The same for a line that is too long, as far as it is there. 1, 2 or negative. */
int rows_pass(struct rows *r, struct table_row *out, struct error *e) CHECKED;
/* The fields are a whole row of `size` bytes: the header, then 0, or a row in *out, then 1. */
int rows_fields(struct rows *r, size_t size, struct table_row *out, struct error *e) CHECKED;
/* Is `text` UTF-8? If not, r->fault says which byte of `column` (may be empty) is none. */
bool rows_is_text(struct rows *r, struct bytes text, struct bytes column);

int rows_next_csv(struct rows *r, struct table_row *out, struct error *e) CHECKED;
void rows_release_csv(struct rows *r);
int rows_next_tsv(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_lines(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_ndjson(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_json(struct rows *r, struct table_row *out, struct error *e) CHECKED;

#endif
