/* rows.c: see fusion/ports.h and ports/rows.h. Life cycle, and from the format to its reader. */
#include "rows.h"

#include <stdlib.h>

static const struct {
    int (*next)(struct rows *r, struct table_row *out, struct error *e);
    bool headed; /* rows have columns, and a header unless the adapter names them */
} formats[] = {
    [ROWS_CSV] = {rows_next_csv, true},      [ROWS_TSV] = {rows_next_tsv, true},
    [ROWS_LINES] = {rows_next_lines, false}, [ROWS_NDJSON] = {rows_next_ndjson, false},
    [ROWS_JSON] = {rows_next_json, false},
};

static int source_open(struct rows *r, const char *path, struct error *e) {
    if (!r->archive->encoding)
        return stream_open(&r->in, path, 2 * (size_t)ROW_BYTES_MAX, e);
    int code = decoder_open(path, r->archive->encoding, &r->decoder, e);
    if (code == 0)
        code = stream_make(&r->in, decoder_file(r->decoder)->name, 2 * (size_t)ROW_BYTES_MAX, e);
    return code;
}

int rows_open(const char *path, const struct archive *archive, struct rows **out, struct error *e) {
    struct rows *r = calloc(1, sizeof *r);
    *out = NULL;
    if (!r)
        return error_memory(e);
    r->in.fd = -1;
    r->archive = archive;
    assert((size_t)archive->format < sizeof formats / sizeof *formats);
    r->headed = archive->layout_count > 0 || !formats[archive->format].headed;
    r->values = calloc(COLUMNS_MAX, sizeof *r->values);
    r->fields = calloc(COLUMNS_MAX, sizeof *r->fields);
    int code = r->values && r->fields ? source_open(r, path, e) : error_memory(e);
    if (code < 0) {
        rows_close(r);
        return code;
    }
    *out = r;
    return 0;
}

void rows_close(struct rows *r) {
    if (!r)
        return;
    if (r->passed)
        (void)digest_stream_end(r->passed);
    rows_release_csv(r);
    decoder_close(r->decoder);
    stream_close(&r->in);
    arena_release(&r->names_arena);
    arena_release(&r->step);
    buffer_release(&r->text);
    free(r->values);
    free(r->fields);
    free(r);
}

int rows_next(struct rows *r, struct table_row *out, struct error *e) {
    int got = rows_begin(r, e);
    if (got != 1)
        return got;
    if (r->passed)
        return rows_pass(r, out, e);
    return formats[r->archive->format].next(r, out, e);
}

static const struct stream *file_of(const struct rows *r) {
    return r->decoder ? decoder_file(r->decoder) : &r->in;
}

int rows_fd(const struct rows *r) {
    return file_of(r)->fd;
}

void rows_progress(const struct rows *r, uint64_t *read, uint64_t *size) {
    uint64_t ahead = stream_bytes(&r->in).size; /* decoded bytes are more than those read: near enough */
    *read = file_of(r)->read;
    *read -= ahead < *read ? ahead : *read;
    *size = file_of(r)->size;
}
