/*
 * progress.h: a progress bar on stderr for long work, where that is a terminal.
 */
#ifndef SCREEN_PROGRESS_H
#define SCREEN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* The bar. */
struct progress {
    bool shown, drawn;          /* is it to be shown at all; does it stand there now? */
    const char *noun;           /* what is counted: `lines` */
    unsigned skipped;           /* calls of progress_draw since the clock was asked */
    int64_t begun_ms, drawn_ms; /* of the machine's boot clock */
};

/* Begin, and start the clock; `noun` must outlive the bar. Nothing is shown when `quiet`, or off a terminal.
 */
struct progress progress_begin(const char *noun, bool quiet);
/* `done` of `all` (0: unknown) is done, and `count` so far. To be called often: it draws ten times a second
 * at most. */
void progress_draw(struct progress *p, uint64_t done, uint64_t all, uint64_t count);
/* Remove the bar. Returns the milliseconds since progress_begin. */
int64_t progress_end(struct progress *p);

#endif
