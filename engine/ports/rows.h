/*
 * rows.h: inside of the row reader: what the formats share.
 *
 * A format takes rows from the front of the text. Of a row that cannot be read, only the first line is given
 * up: it is given out with its fault, and reading goes on at the next line, so that a lost quote swallows no
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

/* A value of the row at hand. */
struct field {
    size_t at, size; /* in `text` of the rows */
};

/* A file that is read row by row: the state of all formats. */
struct rows {
    const struct archive *archive;
    struct stream in;        /* the text: the file itself, or what the decoder makes of it */
    struct decoder *decoder; /* NULL: the file is UTF-8 */
    uint64_t line;           /* lines of the file that were taken so far */
    int64_t number;          /* of the last row */
    char fault[320];         /* of the last row that had one */
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
    /* a row over ROW_BYTES_MAX is read past, up to its newline; `passed` is NULL while there is none */
    struct digest_stream *passed;
    uint64_t passed_bytes;
    bool passed_return; /* its last byte so far is a carriage return: part of the newline, or of the row */
    /* CSV: `fed` bytes of the text went through the parser for this row, its first line `first_line` long */
    struct csv_parser csv;
    bool csv_made, csv_no_memory;
    size_t fed, first_line, csv_rows;
    /* JSON: `gathered` once the whole file was read and parsed */
    bool gathered;
    const struct json *next_object;
};

/* Reads more of the text; returns as stream_fill. */
int rows_fill(struct rows *r, struct error *e) CHECKED;
/* Steps behind the first `size` bytes of the text, and counts their lines. */
void rows_take(struct rows *r, size_t size);
/* Reads the beginning of the file, unless that is done: what is no text is an error; a byte order mark and
 * the lines to skip are stepped over. 1: the first line of the table is next; 2: not yet; negative: error. */
int rows_begin(struct rows *r, struct error *e) CHECKED;

/* A result besides those of stream_fill: a line of the file is longer than a row may be. */
#define ROW_TOO_LONG 3
/* Where the line ends that begins at `from` of the text there: *to is behind its newline, or the end of
 * input. 1: so it is; 0: the input ends at `from`; 2: not yet; ROW_TOO_LONG; negative: error. */
int rows_line(struct rows *r, size_t from, size_t *to, struct error *e) CHECKED;
/* Steps over empty lines to the next one that is not, of *size bytes with its newline; returns as rows_line.
 */
int rows_line_next(struct rows *r, size_t *size, struct error *e) CHECKED;
/* A view without the newline (and CR) at its end. */
struct bytes rows_trim(struct bytes line);

/* Fills in what is kept of a row whose bytes are `whole`: the first of them, its size, its digest. */
void rows_keep(struct table_row *out, struct bytes whole);
/* The first `size` bytes of the text are the next row: numbers it, keeps it, steps behind it. */
void rows_number(struct rows *r, size_t size, struct table_row *out);
/* The same for a row that is refused; r->fault says why. Returns 1. */
int rows_fault(struct rows *r, size_t size, struct table_row *out);
/* The same for a line that is too long, which is read past. 1: it is over; 2: its end is not there yet, to be
 * called again; negative: error. */
int rows_pass(struct rows *r, struct table_row *out, struct error *e) CHECKED;
/* The fields of a whole row of `size` bytes are read. 0: it is the header; 1: it is in *out; negative: error.
 */
int rows_fields(struct rows *r, size_t size, struct table_row *out, struct error *e) CHECKED;
/* Is `text` UTF-8? If not, r->fault says which byte of `column` (may be empty) is none. */
bool rows_is_text(struct rows *r, struct bytes text, struct bytes column);

/* The formats: each the next row of its own, as rows_next, from the first line of the table on. */
int rows_next_csv(struct rows *r, struct table_row *out, struct error *e) CHECKED;
void rows_release_csv(struct rows *r); /* the parser of CSV, if there is one */
int rows_next_tsv(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_lines(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_ndjson(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_next_json(struct rows *r, struct table_row *out, struct error *e) CHECKED;

#endif
