/* rows_begin.c: the beginning of a file: is it text at all, its byte order mark, the lines to skip. */
#include "rows.h"

#include <string.h>

#define MAGIC_BYTES 6u /* that tell what a file is */
#define MARK_BYTES  3u /* of a byte order mark in UTF-8 */

/* What people give by mistake, by its first bytes. */
static const struct {
    struct bytes magic;
    const char *found, *what_to_do;
} signatures[] = {
    {{"\x1f\x8b", 2}, "a gzip file", "unpack it: zcat FILE | fusion ... -"},
    {{"PK\x03\x04", 4},
     "a zip file (as .xlsx is)",
     "unpack it: unzip -p FILE | fusion ... -; of a spreadsheet save the CSV"},
    {{"BZh", 3}, "a bzip2 file", "unpack it: bzcat FILE | fusion ... -"},
    {{"\xfd"
      "7zXZ",
      5},
     "an xz file",
     "unpack it: xzcat FILE | fusion ... -"},
    {{"\x28\xb5\x2f\xfd", 4}, "a zstd file", "unpack it: zstdcat FILE | fusion ... -"},
    {{"\xd0\xcf\x11\xe0", 4}, "an old Office file (as .xls is)", "save the spreadsheet as CSV"},
    {{"%PDF", 4}, "a PDF file", "convert it to text"},
    {{"SQLite", 6}, "an SQLite file", "write its table as CSV: sqlite3 -csv -header FILE 'SELECT ...'"},
    {{"PAR1", 4}, "a Parquet file", "convert it to CSV"},
};

/* Reads until so many bytes are there, or the end: 1; 2: not yet; negative: error. */
static int await(struct rows *r, struct stream *s, size_t size, struct error *e) {
    int got = 1;
    while (stream_bytes(s).size < size && got == 1)
        got = s == &r->in ? rows_fill(r, e) : stream_fill(s, e);
    return got == 0 ? 1 : got;
}

static int magic_check(struct rows *r, struct error *e) {
    struct stream *file = r->decoder ? decoder_file(r->decoder) : &r->in;
    int got = await(r, file, MAGIC_BYTES, e);
    if (got != 1)
        return got;
    struct bytes there = stream_bytes(file);
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (bytes_begins(there, signatures[i].magic))
            return error_at(e, ERROR_INPUT, file->name, 0, 0, "found %s, expected text; %s",
                            signatures[i].found, signatures[i].what_to_do);
    bool wide = bytes_begins(there, BYTES("\xff\xfe")) || bytes_begins(there, BYTES("\xfe\xff"));
    if (wide && !r->decoder)
        return error_at(e, ERROR_INPUT, file->name, 1, 0,
                        "found a file in UTF-16, expected UTF-8; say encoding = \"utf-16\" in the adapter");
    return 1;
}

/* Spreadsheets begin a file with a byte order mark. */
static int mark_skip(struct rows *r, struct error *e) {
    int got = await(r, &r->in, MARK_BYTES, e);
    if (got == 1 && bytes_begins(stream_bytes(&r->in), BYTES("\xef\xbb\xbf")))
        stream_take(&r->in, MARK_BYTES);
    return got;
}

static int lines_skip(struct rows *r, struct error *e) {
    for (; r->skipped < r->archive->skip; r->skipped++) {
        size_t size;
        struct table_row line;
        int got = r->passed ? ROW_TOO_LONG : rows_line(r, 0, &size, e);
        if (got == 1)
            rows_take(r, size);
        else if (got == ROW_TOO_LONG)
            got = rows_pass(r, &line, e);
        if (got == 0)
            break;
        if (got != 1)
            return got;
    }
    r->number = 0;
    return 1;
}

int rows_begin(struct rows *r, struct error *e) {
    static int (*const steps[])(struct rows *, struct error *) = {magic_check, mark_skip, lines_skip};
    for (; r->begun < sizeof steps / sizeof *steps; r->begun++) {
        int got = steps[r->begun](r, e);
        if (got != 1)
            return got;
    }
    return 1;
}
