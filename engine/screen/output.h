/*
 * output.h: rows of data for people and programs, in four formats from one writer.
 *
 * A table measures its first TABLE_ROWS_MEASURED rows and then streams; json, ndjson and csv stream from the
 * start. Whatever a record holds, no control character is passed on to a terminal: a table, and CSV on a
 * terminal, show it as U+FFFD, and JSON writes it as \uXXXX.
 */
#ifndef SCREEN_OUTPUT_H
#define SCREEN_OUTPUT_H

#include <fusion/json.h>

#include <stdio.h>

/* How rows are written; json is one array. */
enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_NDJSON, OUTPUT_CSV };
extern const char *const output_format_words[]; /* by enum output_format; NULL-terminated */

/* The format where none is asked for: a table on a terminal, else ndjson. */
enum output_format output_format_for(FILE *to);

struct output;
/* An output of rows with `count` columns; `names` must outlive it. On an error (no memory) *out is NULL. */
int output_new(FILE *to, enum output_format format, const char *const *names, size_t count,
               struct output **out, struct error *e) CHECKED;
/* Write a row: a value a column, with NULL data where there is none. `types` has a letter a column, as struct
 * row of record.h. What goes wrong output_end tells. */
void output_row(struct output *o, const struct bytes *values, const char *types);
/* Write what is left and free the output. Negative: memory ran out since output_new, or `to` cannot be
 * written. */
int output_end(struct output *o, struct error *e) CHECKED;

/* Write one value of a row as JSON, by its letter. */
void output_json_value(struct json_writer *w, struct bytes value, char type);

/* output_stream.c: is colour wanted on this stream? It is on a terminal, unless NO_COLOR (no-color.org) is
 * set. */
bool output_is_coloured(FILE *to);
/* The width in columns of the terminal behind `to`; 0: it is none. */
size_t output_terminal_width(FILE *to);
/* Write all of `text`; negative: it cannot be written. */
int output_bytes(FILE *to, struct bytes text, struct error *e) CHECKED;

#endif
