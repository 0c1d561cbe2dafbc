/*
 * source.h: where a live cell gets its lines from: stdin, a file, a FIFO; later a socket or a broker.
 *
 * A source never waits. Where there is nothing yet, the loop waits for its descriptor, among all else that
 * it waits for.
 */
#ifndef LIVE_SOURCE_H
#define LIVE_SOURCE_H

#include <fusion/ports.h>

/* What a source gave; the numbers are those of lines_next. */
enum source_got { SOURCE_ENDED = 0, SOURCE_LINE = 1, SOURCE_NOTHING = 2 };

/* A way in. Every function gets `context`. */
struct source {
    /* An enum source_got, or negative. The bytes of *out are valid until the next call. */
    int (*next)(void *context, struct line *out, struct error *e);
    /* For a wait: it can be read when there may be a line. Another descriptor after `reopen`. */
    int (*fd)(const void *context);
    /* At the end. 1: it may go on, with the next writer; 0: the end is the end; negative: error. */
    int (*reopen)(void *context, struct error *e);
    void *context;
};

/* The lines of a file, stdin or a FIFO. `lines` stays its owner's, and must outlive the source. */
struct source source_of_lines(struct lines *lines);

#endif
