/*
 * adapter.h: foreign rows into messages, by a Lua script of the policy (`adapters/NAME.lua`).
 *
 *     adapter "ucdp-ged" { format = "csv", sort = true, fuse = "never", map = function(row, n) ... end }
 *
 * `map` gets the row (a table by column name; for ndjson and json the object itself) and its number from 1,
 * and returns a table with the fields of a message, or nil and a reason. It runs in the environment of rules,
 * under the same budgets, and keeps no state. docs/rules.md says what each key means.
 */
#ifndef FUSION_ADAPTER_H
#define FUSION_ADAPTER_H

#include <fusion/policy.h>

/* CSV has quotes by RFC 4180; TSV has none, whatever its separator. */
enum row_format { ROWS_CSV, ROWS_TSV, ROWS_LINES, ROWS_NDJSON, ROWS_JSON };

/* Columns that the adapter names, for files without a header: a row has those of its number of fields. */
struct layout {
    struct bytes *names;
    size_t count;
};

/* What an adapter says of its files. */
struct archive {
    enum row_format format;
    char separator;       /* CSV, TSV */
    bool sorts;           /* the rows are to be sorted by time */
    uint32_t skip;        /* lines before the header, or before the first row */
    const char *encoding; /* a word of `adapter_encodings`; NULL: UTF-8 */
    struct bytes rows;    /* JSON: the path to the list, `data.items`; empty: the file is the list */
    struct layout *layouts;
    size_t layout_count; /* 0: the first row is the header */
};
/* The encodings that an adapter may name, NULL-terminated; each is a name that iconv knows. */
extern const char *const adapter_encodings[];

struct adapter;

/* Load adapter `name`: the file adapters/NAME.lua among `files`, with the lists it asks for (all of it is
 * copied). */
int adapter_new(const struct policy_file *files, size_t count, const char *name, struct adapter **out,
                struct error *e) CHECKED;
void adapter_free(struct adapter *a);
/* `NAME` of adapters/NAME.lua; empty where the file is no adapter. */
struct bytes adapter_name(const struct policy_file *f);
/* Does every adapter among `files` load? Whoever puts a policy in force asks, so that a fault is found with
 * the policy and not when its archive is read. */
int adapters_check(const struct policy_file *files, size_t count, struct error *e) CHECKED;
const struct archive *adapter_archive(const struct adapter *a); /* lives as long as the adapter */

/* Map row number `n`. 0: `line` holds the message as one line of JSON without a newline, `fuse` added where
 * the adapter says so. 1: the row was refused (or the script failed on it), and `reason` says why. Negative:
 * memory. */
int adapter_map_row(struct adapter *a, int64_t n, const struct bytes *names, const struct bytes *values,
                    size_t count, struct buffer *line, struct buffer *reason) CHECKED;
int adapter_map_json(struct adapter *a, int64_t n, const struct json *row, struct buffer *line,
                     struct buffer *reason) CHECKED;

#endif
