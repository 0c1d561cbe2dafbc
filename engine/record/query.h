/*
 * query.h: a query of any text, for engine/record itself and for unit tests. Everybody else asks by name, or
 * for a selection: see fusion/record.h.
 */
#ifndef RECORD_QUERY_H
#define RECORD_QUERY_H

#include <fusion/record.h>

/* As record_ask. The text is one statement that only reads. */
int record_query(struct record *r, const char *sql, const struct bytes *bound, size_t count,
                 int (*take)(void *context, const struct row *row), void *context, struct error *e) CHECKED;

#endif
