/* clock_port.c: see fusion/ports.h. The machine's clocks, and the one place that waits. */
#include "signals.h"
#include <fusion/instant.h>
#include <fusion/ports.h>

#include <limits.h>
#include <poll.h>
#include <time.h>

static int64_t clock_read_ms(clockid_t which) {
    struct timespec now;
    if (clock_gettime(which, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

static int64_t real_wall_ms(void *context) {
    (void)context;
    return clock_read_ms(CLOCK_REALTIME);
}

static int64_t real_boot_ms(void *context) {
    (void)context;
    return clock_read_ms(CLOCK_BOOTTIME);
}

/* 1: fd is ready; 0: the time is over, or a signal came. Once one came, signals_fd stays readable for ever,
 * and so is no longer watched. */
static int descriptor_wait(int fd, short events, int64_t timeout_ms) {
    struct pollfd watched[2] = {{.fd = fd, .events = events}, {.fd = signals_fd(), .events = POLLIN}};
    int limit = timeout_ms < 0 ? -1 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
    return poll(watched, signals_ended() ? 1 : 2, limit) > 0 && watched[0].revents != 0;
}

static int real_wait(void *context, int fd, int64_t timeout_ms) {
    (void)context;
    return descriptor_wait(fd, POLLIN, timeout_ms);
}

static int real_wait_out(void *context, int fd, int64_t timeout_ms) {
    (void)context;
    return descriptor_wait(fd, POLLOUT, timeout_ms);
}

static bool real_ended(void *context) {
    (void)context;
    return signals_ended();
}

const struct clock_port clock_port_real = {
    .wall_ms = real_wall_ms,
    .boot_ms = real_boot_ms,
    .wait = real_wait,
    .wait_out = real_wait_out,
    .ended = real_ended,
};
