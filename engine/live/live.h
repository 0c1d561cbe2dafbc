/*
 * live.h: the loop of a live cell: lines in, deadlines at their instant, actions and receipts out.
 *
 * It waits in one place, for whichever comes first: a line, a deadline, a reader that was slow, a signal. All
 * that it knows of the world comes through what it is given here, so that a test gives it a scripted clock.
 */
#ifndef LIVE_LIVE_H
#define LIVE_LIVE_H

#include "live_clock.h"
#include "outlet.h"
#include "source.h"
#include <fusion/recorder.h>

#include <stdio.h>

#define SALTS_AT_ONCE 256u /* one system call for so many lines */

/* A live cell. Whoever runs it sets what is given and zeroes the rest. */
struct live {
    /* given; all of it must outlive the loop */
    const struct clock_port *port;
    struct recorder *recorder; /* has begun, over `record` */
    struct record *record;
    struct source source;
    uint32_t input; /* the number of the source, as in frame_line */
    struct sink sink;
    FILE *err;     /* what its operator is told */
    bool receipts; /* a line of output for each line that counts */
    bool lingers;  /* at the end of input, stay until no clock runs */
    /* filled */
    uint64_t blank; /* lines of nothing but white space, which are passed over */
    /* the loop's own */
    struct live_clock clock;
    struct outlet outlet;
    bool over; /* the source has ended */
    struct arena scratch;
    size_t salts_left;
    unsigned char salts[SALTS_AT_ONCE * SALT_BYTES];
};

/* Runs until the input ends (and, lingering, no clock runs any more) or a signal comes. All lines that were
 * taken are committed, also when it ends by an error, as long as the record still takes them. 0 or negative.
 */
int live_run(struct live *l, struct error *e) CHECKED;
void live_release(struct live *l); /* frees what is the loop's own */

#endif
