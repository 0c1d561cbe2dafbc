/*
 * source.h: where a live cell gets its lines from: stdin, a file, a FIFO; later a socket or a broker.
 *
 * A source never waits. Where there is nothing yet, the loop waits for its descriptor, among all else that
 * it waits for.
 */
#ifndef LIVE_SOURCE_H
#define LIVE_SOURCE_H

#include <fusion/ports.h>

enum source_got { SOURCE_ENDED = 0, SOURCE_LINE = 1, SOURCE_NOTHING = 2 };

struct source {
    /* An enum source_got, or negative. The bytes of *out are good until the next call. */
    int (*next)(void *context, struct line *out, struct error *e);
    /* Can be read when there may be a line. Another one after a reopening. */
    int (*fd)(const void *context);
    /* At the end: 1, the next writer is waited for; 0, the end is the end; or negative. */
    int (*reopen)(void *context, struct error *e);
    void *context;
};

/* The lines of a file, stdin or a FIFO. `lines` stays its owner's, and must outlive the source. */
struct source source_of_lines(struct lines *lines);

#endif
