/*
 * progress.h: a bar on stderr for long work, where a person watches.
 */
#ifndef SCREEN_PROGRESS_H
#define SCREEN_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool shown, drawn;
    const char *noun; /* what is counted: `lines` */
    unsigned skipped;
    int64_t begun_ms, drawn_ms;
};

struct progress progress_begin(const char *noun,
                               bool quiet); /* nothing is shown when quiet, or off a terminal */
/* `done` of `all` bytes (0: unknown) and `count` lines so far; draws at most ten times a second. */
void progress_draw(struct progress *p, uint64_t done, uint64_t all, uint64_t count);
/* Take the bar away. Returns the ms since the beginning. */
int64_t progress_end(struct progress *p);

#endif
