/* clock.c: see fusion/ports.h. The machine's clocks, and the one place that waits. */
#include <fusion/instant.h>
#include <fusion/ports.h>
#include <ports/signals.h>

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

static int real_wait(void *context, int fd, int64_t timeout_ms) {
    (void)context;
    struct pollfd watched[2] = {{.fd = fd, .events = POLLIN}, {.fd = signals_fd(), .events = POLLIN}};
    int limit = timeout_ms < 0 ? -1 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
    return poll(watched, 2, limit) > 0 && watched[0].revents != 0;
}

const struct clock_port clock_port_real = {real_wall_ms, real_boot_ms, real_wait, NULL};
