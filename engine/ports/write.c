/* write.c: see fusion/ports.h. */
#include <fusion/ports.h>
#include <ports/signals.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* 1: some bytes will be taken at once (or an error be given); 0: a signal came and still nobody reads. */
static int reader_await(int fd) {
    struct pollfd watched[2] = {{.fd = fd, .events = POLLOUT}, {.fd = signals_fd(), .events = POLLIN}};
    while (!signals_ended()) {
        if (poll(watched, 2, -1) > 0 && watched[0].revents)
            return 1;
    }
    return poll(watched, 1, WRITE_GRACE_MS) > 0;
}

int descriptor_write(int fd, struct bytes text, struct error *e) {
    while (text.size > 0) {
        if (!reader_await(fd))
            return 1;
        /* a pipe that can be written takes PIPE_BUF bytes without waiting */
        ssize_t put = write(fd, text.data, text.size < PIPE_BUF ? text.size : PIPE_BUF);
        if (put < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (put < 0 && errno == EPIPE)
            return error_set(e, ERROR_SYSTEM, "nobody reads the output any more");
        if (put < 0)
            return error_set(e, ERROR_SYSTEM, "cannot write the output: %s", strerror(errno));
        text = bytes_slice(text, (size_t)put, text.size);
    }
    return 0;
}
