/* output_table.h: the table format of output.h. */
#ifndef SCREEN_OUTPUT_TABLE_H
#define SCREEN_OUTPUT_TABLE_H

#include "output.h"

struct output_table;

struct output_table *output_table_new(FILE *to, const char *const *names, size_t count); /* NULL: no memory */
void output_table_row(struct output_table *t, const struct bytes *values, const char *types);
bool output_table_end(struct output_table *t); /* releases; false when something could not be written */

#endif
