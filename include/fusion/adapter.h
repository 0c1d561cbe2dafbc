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

/* How a file holds its rows. CSV has quotes by RFC 4180; TSV has none, whatever its separator; LINES has one
 * field a row, the line; NDJSON and JSON have objects. */
enum row_format { ROWS_CSV, ROWS_TSV, ROWS_LINES, ROWS_NDJSON, ROWS_JSON };

/* The names of columns that an adapter gives to files without a header. Of several layouts, a row has the one
 * with as many columns as it has fields. An empty name leaves its column out. */
struct layout {
    struct bytes *names;
    size_t count;
};

/* What an adapter says of its files: all that a port needs to read their rows. */
struct archive {
    enum row_format format;
    char separator;       /* CSV, TSV */
    bool sorts;           /* the messages are to be sorted by time */
    uint32_t skip;        /* lines before the header, or before the first row */
    const char *encoding; /* a word of `adapter_encodings`; NULL: UTF-8 */
    struct bytes rows;    /* JSON: the path to the list, `data.items`; empty: the file is the list */
    struct layout *layouts;
    size_t layout_count; /* 0: the first row is the header */
};
/* The encodings that an adapter may name, NULL-terminated; each is a name that iconv knows. */
extern const char *const adapter_encodings[];

struct adapter;

/* Load adapter `name`: the file adapters/NAME.lua among `files`, with the lists it asks for. Copies what it
 * keeps. ERROR_POLICY names file:line:column, what was found and what was expected; then, as with
 * ERROR_MEMORY, *out is NULL. */
int adapter_new(const struct policy_file *files, size_t count, const char *name, struct adapter **out,
                struct error *e) CHECKED;
void adapter_free(struct adapter *a); /* NULL: nothing to free */
/* `NAME` of adapters/NAME.lua, within f->name; empty: the file is no adapter. */
struct bytes adapter_name(const struct policy_file *f);
/* Does every adapter among `files` load? 0, or the first error. To be asked when a policy is put in force, so
 * that a fault is found then and not when an archive is read. */
int adapters_check(const struct policy_file *files, size_t count, struct error *e) CHECKED;
const struct archive *adapter_archive(const struct adapter *a); /* lives as long as the adapter */

/* Map row number `n`, from 1: fields by the names of their columns, or a JSON object. 0: `line` holds the
 * message as one line of JSON without a newline, `fuse` added where the adapter says so. 1: the row was
 * refused (or the script failed on it), and `reason` says why. ERROR_MEMORY. Both buffers are written over.
 */
int adapter_map_row(struct adapter *a, int64_t n, const struct bytes *names, const struct bytes *values,
                    size_t count, struct buffer *line, struct buffer *reason) CHECKED;
int adapter_map_json(struct adapter *a, int64_t n, const struct json *row, struct buffer *line,
                     struct buffer *reason) CHECKED;

#endif
