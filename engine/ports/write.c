/* write.c: see fusion/ports.h. */
#include <fusion/ports.h>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

static bool reader_is_ready(int fd) {
    struct pollfd watched = {.fd = fd, .events = POLLOUT};
    return poll(&watched, 1, 0) > 0;
}

int descriptor_write(int fd, struct bytes text, size_t *written, struct error *e) {
    *written = 0;
    while (text.size > 0 && reader_is_ready(fd)) {
        /* a pipe that can be written takes PIPE_BUF bytes without waiting; O_NONBLOCK is not ours to set, as
         * others may share the descriptor */
        ssize_t put = write(fd, text.data, text.size < PIPE_BUF ? text.size : PIPE_BUF);
        if (put < 0 && (errno == EINTR || errno == EAGAIN))
            return 0;
        if (put < 0 && errno == EPIPE)
            return error_set(e, ERROR_SYSTEM,
                             "nobody reads the output any more; what is not out stays pending "
                             "in the record");
        if (put < 0)
            return error_set(e, ERROR_SYSTEM, "cannot write the output: %s", strerror(errno));
        *written += (size_t)put;
        text = bytes_slice(text, (size_t)put, text.size);
    }
    return 0;
}
