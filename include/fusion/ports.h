/*
 * ports.h: the real world: files, streams, the clock, signals, randomness. Nothing else touches them.
 */
#ifndef FUSION_PORTS_H
#define FUSION_PORTS_H

#include <fusion/frame.h>

/* Lines of a stream, in bounded memory: a line over LINE_BYTES_MAX is read past, hashed, and its head kept.
 */
struct lines;
struct line {
    struct bytes bytes; /* without newline and CR; a head when too long; valid until the next call */
    uint64_t number, size;
    enum line_condition condition; /* LINE_TRUNCATED: the last, and no newline behind it */
    struct digest sha256;          /* only with LINE_TOO_LONG */
};
/* `path` `-` is stdin. */
int lines_open(const char *path, struct lines **out, struct error *e) CHECKED;
void lines_close(struct lines *l);
/* 1: a line; 0: end of input; 2: nothing there yet (only a stream that is not ready); negative: error. */
int lines_next(struct lines *l, struct line *out, struct error *e) CHECKED;
int lines_fd(const struct lines *l);
bool line_is_blank(struct bytes line); /* nothing but white space */
/* Bytes handed out so far and in all (0 when unknown), for a progress bar. */
void lines_progress(const struct lines *l, uint64_t *read, uint64_t *size);

/* Rows of a file of records: CSV by RFC 4180, TSV, one JSON object a line, or a JSON array of objects. */
struct rows;
struct table_row {
    int64_t number;            /* from 1; the header is not one */
    const struct bytes *names; /* CSV, TSV */
    const struct bytes *values;
    size_t count;
    const struct json *object; /* NDJSON, JSON */
    struct bytes raw;          /* the bytes of the row, as far as kept: LINE_BYTES_MAX */
    uint64_t raw_size;         /* of the whole row, without its newline */
    const char *fault; /* why it is no row (a JSON fault, fewer fields than columns); NULL: it is one */
};
struct adapter;
int rows_open(const char *path, const struct adapter *adapter, struct rows **out, struct error *e) CHECKED;
void rows_close(struct rows *r);
int rows_next(struct rows *r, struct table_row *out, struct error *e) CHECKED; /* as lines_next */
int rows_fd(const struct rows *r);
void rows_progress(const struct rows *r, uint64_t *read, uint64_t *size);

/* A whole file, at most `most` bytes, owned by `arena`. */
int file_read(const char *path, size_t most, struct arena *arena, struct bytes *out, struct error *e) CHECKED;
/* The files of a policy folder that affect decisions; owned by `arena`. */
int folder_read(const char *path, struct arena *arena, struct policy_file **files, size_t *count,
                struct error *e) CHECKED;

/* The machine's clock behind a struct, so that tests script it. */
struct clock_port {
    int64_t (*wall_ms)(void *context);
    int64_t (*boot_ms)(void *context); /* CLOCK_BOOTTIME: goes on in sleep, never steps */
    /* Wait until `fd` can be read, a signal came, or `timeout_ms` passed (-1: no limit). 1 readable, 0 not.
     */
    int (*wait)(void *context, int fd, int64_t timeout_ms);
    void *context;
};
extern const struct clock_port clock_port_real;

void signals_install(void); /* SIGTERM, SIGINT end politely; SIGPIPE is ignored */
bool signals_ended(void);   /* one of the two came */
/* All of `text`, waiting for a slow reader. 0; 1: the reader did not read and a signal asked us to end;
 * negative: error, or the reader is gone. */
int descriptor_write(int fd, struct bytes text, struct error *e) CHECKED;
int random_bytes(unsigned char *out, size_t size, struct error *e) CHECKED;

#endif
