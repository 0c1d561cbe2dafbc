/*
 * ports.h: the real world: files, streams, the clock, signals, randomness. Nothing else touches them.
 */
#ifndef FUSION_PORTS_H
#define FUSION_PORTS_H

#include <fusion/frame.h>

/* Lines of a stream, in bounded memory: of a line over LINE_BYTES_MAX only the digest and the first
 * LINE_HEAD_BYTES are kept. */
struct lines;
/* One of them. */
struct line {
    struct bytes bytes;    /* without newline and CR; a head when too long; valid until the next call */
    uint64_t number, size; /* from 1; of the whole line, in bytes */
    enum line_condition condition; /* LINE_TRUNCATED: the last, and no newline behind it */
    struct digest sha256;          /* of the whole line; only with LINE_TOO_LONG */
};
/* `path` `-` is stdin. *out is NULL where this fails. */
int lines_open(const char *path, struct lines **out, struct error *e) CHECKED;
void lines_close(struct lines *l); /* NULL is nothing to close */
/* 1: a line; 0: end of input; 2: nothing there yet (only a stream that is not ready); negative: error. */
int lines_next(struct lines *l, struct line *out, struct error *e) CHECKED;
int lines_fd(const struct lines *l); /* for a wait, after 2; another one after lines_reopen */
/* At the end: 1 when this is a FIFO, opened again for its next writer (numbers of lines go on); 0 when the
 * end is the end; negative: error. */
int lines_reopen(struct lines *l, struct error *e) CHECKED;
bool line_is_blank(struct bytes line); /* nothing but white space */
/* Bytes handed out so far and in all (0 when unknown), for a progress bar. */
void lines_progress(const struct lines *l, uint64_t *read, uint64_t *size);

/* Rows of a file of records, in one of the formats of fusion/adapter.h. A file in another encoding than UTF-8
 * is decoded before anything looks at it: the bytes of its rows are then UTF-8 too. */
struct rows;
/* One of them; all that it points to is valid until the next call. */
struct table_row {
    int64_t number;            /* from 1; the header is not one */
    uint64_t line;             /* of the file, where the row begins, from 1; 0: not known */
    const struct bytes *names; /* CSV, TSV, lines; a column whose name is empty has none */
    const struct bytes *values;
    size_t count;
    const struct json *object; /* NDJSON, JSON */
    struct bytes raw;          /* the bytes of the row, the first LINE_BYTES_MAX of them */
    uint64_t raw_size;         /* of the whole row, without its newline */
    struct digest sha256;      /* of the whole row; only where `raw` is not the whole */
    const char *fault; /* why it is no row (a JSON fault, fewer fields than columns); NULL: it is one */
};
struct archive;
/* `path` `-` is stdin; `archive` must outlive the rows. *out is NULL where this fails. */
int rows_open(const char *path, const struct archive *archive, struct rows **out, struct error *e) CHECKED;
void rows_close(struct rows *r); /* NULL is nothing to close */
/* As those of lines. A fault of the file as a whole (it is no text, has a wrong header) is an error, that of
 * a row is the row's. */
int rows_next(struct rows *r, struct table_row *out, struct error *e) CHECKED;
int rows_fd(const struct rows *r);
void rows_progress(const struct rows *r, uint64_t *read, uint64_t *size);

/* A whole file, at most `most` bytes, owned by `arena`; `-` is stdin. */
int file_read(const char *path, size_t most, struct arena *arena, struct bytes *out, struct error *e) CHECKED;
/* The files of a policy folder that affect decisions, sorted by name; owned by `arena`. */
int folder_read(const char *path, struct arena *arena, struct policy_file **files, size_t *count,
                struct error *e) CHECKED;

/* The machine's clocks, and what waits, behind a struct, so that tests script them. Every function gets
 * `context`. */
struct clock_port {
    int64_t (*wall_ms)(void *context); /* CLOCK_REALTIME: what people call the time; may step */
    int64_t (*boot_ms)(void *context); /* CLOCK_BOOTTIME: goes on in sleep, never steps */
    /* Wait until `fd` can be read (-1: nothing can), a signal came, or `timeout_ms` passed (-1: no limit).
     * 1 readable, 0 not. */
    int (*wait)(void *context, int fd, int64_t timeout_ms);
    int (*wait_out)(void *context, int fd, int64_t timeout_ms); /* the same until it can be written */
    bool (*ended)(void *context); /* a signal asked us to end: from then on no wait ends by a signal */
    void *context;
};
extern const struct clock_port clock_port_real; /* the machine's own; its context is NULL */

void signals_install(void); /* from now on SIGTERM and SIGINT are only noted, and SIGPIPE is ignored */
bool signals_ended(void);   /* one of the two came */
/* Writes as much of `text` as the reader takes at once, without a wait: *written says how much. Negative:
 * error, or the reader is gone. */
int descriptor_write(int fd, struct bytes text, size_t *written, struct error *e) CHECKED;
int random_bytes(unsigned char *out, size_t size, struct error *e) CHECKED; /* from the kernel, unguessable */

#endif
