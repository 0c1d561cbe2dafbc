/*
 * stream.h: bytes of a file, pipe or terminal through one buffer, without ever waiting.
 *
 * A stream owns its descriptor (but not stdin's) and its buffer. Where nothing is ready it says so, and the
 * caller waits, who also watches the clock and the signals. No flag of a descriptor that other programs may
 * share is changed.
 */
#ifndef PORTS_STREAM_H
#define PORTS_STREAM_H

#include <fusion/error.h>

/* What was read and not yet taken is data[start, end); 0 <= start <= end <= capacity. */
struct stream {
    char name[256];             /* for errors */
    int fd;                     /* -1: there is none */
    bool owned, regular, ended; /* the descriptor is ours; it is of a file; its end was read */
    char *fifo;                 /* the path of a FIFO, which can be opened again; else NULL */
    char *data;
    size_t capacity, start, end;
    uint64_t read, size; /* bytes of the file: read so far, and in all (0: unknown) */
};

/* `path` `-` is stdin. A FIFO is opened whether or not a writer is there yet. Nothing is to be closed where
 * this fails. */
int stream_open(struct stream *s, const char *path, size_t capacity, struct error *e) CHECKED;
/* A stream without a file: whoever has bytes puts them at data + end. `name` is for errors. */
int stream_make(struct stream *s, const char *name, size_t capacity, struct error *e) CHECKED;
void stream_close(struct stream *s); /* also one that is closed */
/* Moves what is there to the front; the room behind it is [end, capacity), and there must be some. */
void stream_room(struct stream *s);
/* At the end, with all bytes taken: 1 when `path` was a FIFO and is open again for its next writer, 0 when it
 * is something that ends, negative: error. */
int stream_reopen(struct stream *s, struct error *e) CHECKED;
/* 1: more bytes behind those there; 0: end of input; 2: nothing ready; negative: error. There must be room.
 */
int stream_fill(struct stream *s, struct error *e) CHECKED;
/* What is there, valid until the stream is filled or closed. */
static inline struct bytes stream_bytes(const struct stream *s) {
    return (struct bytes){s->data + s->start, s->end - s->start};
}
/* Steps behind the first `size` bytes of it. */
static inline void stream_take(struct stream *s, size_t size) {
    assert(size <= s->end - s->start);
    s->start += size;
}

#endif
