/*
 * signals.c: see fusion/ports.h.
 *
 * The handler notes the signal and writes one byte into a pipe that nobody reads. So a wait that watches the
 * pipe ends at once also where the signal came before it began, and none is missed between a look at
 * signals_ended and the wait.
 */
#include "signals.h"

#include <fusion/ports.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static volatile sig_atomic_t ended;
static int note[2] = {-1, -1};

static void on_end(int number) {
    int kept = errno;
    (void)number;
    ended = 1;
    (void)!write(note[1], "", 1);
    errno = kept;
}

void signals_install(void) {
    if (note[0] < 0 && pipe2(note, O_CLOEXEC | O_NONBLOCK) != 0)
        return;                                    /* no descriptor left: whatever comes next will say so */
    struct sigaction end = {.sa_handler = on_end}; /* no SA_RESTART: what waits is to wake up */
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    (void)sigaction(SIGTERM, &end, NULL);
    (void)sigaction(SIGINT, &end, NULL);
    (void)sigaction(SIGPIPE, &ignore, NULL);
}

bool signals_ended(void) {
    return ended != 0;
}

int signals_fd(void) {
    return note[0];
}
