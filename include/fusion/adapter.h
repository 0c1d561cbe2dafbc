/*
 * adapter.h: foreign rows into messages, by a Lua script of the policy (`adapters/NAME.lua`).
 *
 *     adapter "ucdp-ged" { format = "csv", sort = true, fuse = "never", map = function(row, n) ... end }
 *
 * `map` gets the row (a table by column name; for ndjson and json the object itself) and its number from 1,
 * and returns a table with the fields of a message, or nil and a reason. It runs in the environment of rules,
 * under the same budgets, and keeps no state.
 */
#ifndef FUSION_ADAPTER_H
#define FUSION_ADAPTER_H

#include <fusion/policy.h>

enum row_format { ROWS_CSV, ROWS_TSV, ROWS_NDJSON, ROWS_JSON };

struct adapter;

/* Load adapter `name`: the file adapters/NAME.lua among `files` (which must outlive nothing: it is copied).
 */
int adapter_new(const struct policy_file *files, size_t count, const char *name, struct adapter **out,
                struct error *e) CHECKED;
void adapter_free(struct adapter *a);
enum row_format adapter_format(const struct adapter *a);
bool adapter_sorts(const struct adapter *a); /* its archive is to be sorted by time */
/* Columns given by the adapter, for files without a header; 0: the first row is the header. */
size_t adapter_columns(const struct adapter *a, const struct bytes **names);

/* Map row number `n`. 0: `line` holds the message as one line of JSON without a newline, `fuse` added where
 * the adapter says so. 1: the row was refused (or the script failed on it), and `reason` says why. Negative:
 * memory. */
int adapter_map_row(struct adapter *a, int64_t n, const struct bytes *names, const struct bytes *values,
                    size_t count, struct buffer *line, struct buffer *reason) CHECKED;
int adapter_map_json(struct adapter *a, int64_t n, const struct json *row, struct buffer *line,
                     struct buffer *reason) CHECKED;

#endif
