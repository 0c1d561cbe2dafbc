/* output_table.h: the table of output.h. Arguments are as there. */
#ifndef SCREEN_OUTPUT_TABLE_H
#define SCREEN_OUTPUT_TABLE_H

#include "output.h"

struct output_table;

struct output_table *output_table_new(FILE *to, const char *const *names, size_t count); /* NULL: no memory */
/* Keep or write a row. What goes wrong output_table_end tells. */
void output_table_row(struct output_table *t, const struct bytes *values, const char *types);
/* Write what is left and free the table. False: memory ran out, or something could not be written. */
bool output_table_end(struct output_table *t);

#endif
