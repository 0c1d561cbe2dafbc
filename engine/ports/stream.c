/* stream.c: see ports/stream.h. */
#include "stream.h"

#include <fusion/ports.h>

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static int stream_fail(const struct stream *s, const char *what, struct error *e) {
    return error_at(e, ERROR_INPUT, s->name, 0, 0, "cannot be %s: %s", what, strerror(errno));
}

/* A FIFO with a name in the file system. A pipe without one can be opened by a path too, below /proc (and
 * /dev/fd); opened again, it would never end. */
static bool is_fifo(int fd, const struct stat *about) {
    struct statfs system;
    return S_ISFIFO(about->st_mode) && fstatfs(fd, &system) == 0 && system.f_type != PIPEFS_MAGIC;
}

static int descriptor_open(struct stream *s, const char *path, struct error *e) {
    struct stat about;
    s->owned = strcmp(path, "-") != 0;
    (void)snprintf(s->name, sizeof s->name, "%s", s->owned ? path : "stdin");
    /* O_NONBLOCK: the open of a FIFO would wait for a writer, while deadlines pass. */
    s->fd = s->owned ? open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : STDIN_FILENO;
    if (s->fd < 0 || fstat(s->fd, &about) != 0)
        return stream_fail(s, "opened", e);
    if (S_ISDIR(about.st_mode))
        return error_at(e, ERROR_INPUT, s->name, 0, 0, "is a folder; expected a file");
    s->regular = S_ISREG(about.st_mode);
    if (s->owned && is_fifo(s->fd, &about) && !(s->fifo = strdup(path)))
        return error_memory(e);
    s->size = s->regular ? (uint64_t)about.st_size : 0;
    return 0;
}

int stream_make(struct stream *s, const char *name, size_t capacity, struct error *e) {
    *s = (struct stream){.fd = -1, .capacity = capacity, .data = malloc(capacity)};
    (void)snprintf(s->name, sizeof s->name, "%s", name);
    return s->data ? 0 : error_memory(e);
}

int stream_open(struct stream *s, const char *path, size_t capacity, struct error *e) {
    int code = stream_make(s, path, capacity, e);
    if (code == 0)
        code = descriptor_open(s, path, e);
    if (code < 0)
        stream_close(s);
    return code;
}

void stream_close(struct stream *s) {
    if (s->owned && s->fd >= 0)
        (void)close(s->fd);
    free(s->fifo);
    free(s->data);
    *s = (struct stream){.fd = -1};
}

/* The new descriptor is there before the old one is closed, so that a writer in between meets a reader. (With
 * one descriptor for reading and writing there would be no end to see: the rest of a writer that was cut off
 * would run into the first line of the next.) */
int stream_reopen(struct stream *s, struct error *e) {
    struct stat about;
    assert(s->ended && s->start == s->end);
    if (!s->fifo)
        return 0;
    int fd = open(s->fifo, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return stream_fail(s, "opened again", e);
    if (fstat(fd, &about) != 0 || !is_fifo(fd, &about)) {
        (void)close(fd);
        return error_at(e, ERROR_INPUT, s->name, 0, 0, "is no FIFO any more");
    }
    (void)close(s->fd);
    s->fd = fd;
    s->ended = false;
    return 1;
}

/* Is there anything to read, or the end, or an error, without waiting? A file always has one of them. */
static bool stream_is_ready(const struct stream *s) {
    struct pollfd watched = {.fd = s->fd, .events = POLLIN};
    return s->regular || poll(&watched, 1, 0) > 0;
}

void stream_room(struct stream *s) {
    if (s->start > 0) {
        memmove(s->data, s->data + s->start, s->end - s->start);
        s->end -= s->start;
        s->start = 0;
    }
    assert(s->end < s->capacity);
}

int stream_fill(struct stream *s, struct error *e) {
    if (s->ended)
        return 0;
    stream_room(s);
    for (;;) {
        if (!stream_is_ready(s))
            return 2;
        ssize_t got = read(s->fd, s->data + s->end, s->capacity - s->end);
        if (got > 0) {
            s->end += (size_t)got;
            s->read += (uint64_t)got;
            return 1;
        }
        if (got == 0) {
            s->ended = true;
            return 0;
        }
        if (errno == EAGAIN || (errno == EINTR && signals_ended()))
            return 2;
        if (errno != EINTR)
            return stream_fail(s, "read", e);
    }
}
