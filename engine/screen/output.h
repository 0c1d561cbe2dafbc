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

enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_NDJSON, OUTPUT_CSV };
extern const char *const output_format_words[]; /* NULL-terminated */

/* Where none is asked for: a table where `to` is a terminal, and ndjson elsewhere. */
enum output_format output_format_for(FILE *to);

struct output;
/* `names` are the columns, for as long as the output lives. */
int output_new(FILE *to, enum output_format format, const char *const *names, size_t count,
               struct output **out, struct error *e) CHECKED;
/* One value a column, NULL data for none. `types` as in record.h: i r t b n a. */
void output_row(struct output *o, const struct bytes *values, const char *types);
/* Write what is left and release. Negative when memory ran out on the way, or `to` cannot be written. */
int output_end(struct output *o, struct error *e) CHECKED;

/* One value of a row as JSON. */
void output_json_value(struct json_writer *w, struct bytes value, char type);

/* output_stream.c: is colour wanted on this stream: a terminal, and no NO_COLOR? */
bool output_is_coloured(FILE *to);
/* Columns of the terminal behind `to`; 0 when it is none. */
size_t output_terminal_width(FILE *to);
/* All of `text` to `to`; negative when it cannot be written. */
int output_bytes(FILE *to, struct bytes text, struct error *e) CHECKED;

#endif
