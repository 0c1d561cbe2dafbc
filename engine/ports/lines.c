/* lines.c: see fusion/ports.h. Lines of a stream, whatever their length, in the memory of one buffer. */
#include "stream.h"
#include <fusion/ports.h>

#include <stdlib.h>
#include <string.h>

struct lines {
    struct stream in;
    size_t scanned; /* of the bytes there: holds no newline */
    uint64_t number;
    /* of a line that is being read past; `passed` is NULL while there is none */
    struct digest_stream *passed;
    uint64_t passed_bytes;
    size_t head_bytes;
    char head[LINE_HEAD_BYTES];
};

int lines_open(const char *path, struct lines **out, struct error *e) {
    struct lines *l = calloc(1, sizeof *l);
    *out = NULL;
    if (!l)
        return error_memory(e);
    int code = stream_open(&l->in, path, STREAM_BYTES, e);
    if (code < 0) {
        free(l);
        return code;
    }
    *out = l;
    return 0;
}

void lines_close(struct lines *l) {
    if (!l)
        return;
    if (l->passed)
        (void)digest_stream_end(l->passed);
    stream_close(&l->in);
    free(l);
}

int lines_fd(const struct lines *l) {
    return l->in.fd;
}

int lines_reopen(struct lines *l, struct error *e) {
    return stream_reopen(&l->in, e);
}

void lines_progress(const struct lines *l, uint64_t *read, uint64_t *size) {
    *read = l->in.read - stream_bytes(&l->in).size;
    *size = l->in.size;
}

bool line_is_blank(struct bytes line) {
    static const char spaces[] = {' ', '\t', '\r', '\n', '\v', '\f'};
    for (size_t i = 0; i < line.size; i++)
        if (!memchr(spaces, line.data[i], sizeof spaces))
            return false;
    return true;
}

/* The next `size` bytes belong to a line that is too long: they go into its digest, and the line's first ones
 * into its head. */
static int line_pass(struct lines *l, size_t size, struct error *e) {
    struct bytes part = bytes_slice(stream_bytes(&l->in), 0, size);
    if (!l->passed) {
        l->passed = digest_stream_new();
        if (!l->passed)
            return error_memory(e);
        l->passed_bytes = 0;
        l->head_bytes = size < sizeof l->head ? size : sizeof l->head;
        memcpy(l->head, part.data, l->head_bytes);
    }
    digest_stream_add(l->passed, part);
    l->passed_bytes += size;
    stream_take(&l->in, size);
    l->scanned = 0;
    return 0;
}

static int line_passed(struct lines *l, struct line *out) {
    *out = (struct line){.bytes = {l->head, l->head_bytes},
                         .number = ++l->number,
                         .size = l->passed_bytes,
                         .condition = LINE_TOO_LONG,
                         .sha256 = digest_stream_end(l->passed)};
    l->passed = NULL;
    return 1;
}

/* The line is the next `size` bytes, its newline (if any) behind them. */
static int line_end(struct lines *l, size_t size, bool newline, struct line *out, struct error *e) {
    struct bytes whole = bytes_slice(stream_bytes(&l->in), 0, size);
    if (newline && bytes_ends(whole, BYTES("\r")))
        whole.size--;
    bool too_long = l->passed || whole.size > LINE_BYTES_MAX;
    if (too_long && line_pass(l, size, e) < 0)
        return ERROR_MEMORY;
    stream_take(&l->in, (too_long ? 0 : size) + newline);
    l->scanned = 0;
    if (too_long)
        return line_passed(l, out);
    *out = (struct line){.bytes = whole,
                         .number = ++l->number,
                         .size = whole.size,
                         .condition = newline ? LINE_WHOLE : LINE_TRUNCATED};
    return 1;
}

int lines_next(struct lines *l, struct line *out, struct error *e) {
    for (;;) {
        struct bytes there = stream_bytes(&l->in), fresh = bytes_slice(there, l->scanned, there.size);
        const char *newline = fresh.size ? memchr(fresh.data, '\n', fresh.size) : NULL;
        if (newline)
            return line_end(l, (size_t)(newline - there.data), true, out, e);
        l->scanned = there.size;
        /* one byte more than the longest line may be the CR of its end */
        if ((l->passed ? there.size : there.size > LINE_BYTES_MAX + 1) && line_pass(l, there.size, e) < 0)
            return ERROR_MEMORY;
        int got = stream_fill(&l->in, e);
        if (got == 2 || got < 0)
            return got;
        if (got == 0)
            return l->scanned || l->passed ? line_end(l, l->scanned, false, out, e) : 0;
    }
}
