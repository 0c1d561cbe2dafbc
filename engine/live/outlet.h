/*
 * outlet.h: what goes out once it is committed: actions and receipts, one JSON object a line.
 *
 * An outlet holds at most one batch of lines, and takes the next only when the reader has all of that. So
 * what waits for a slow reader does not grow in memory: actions wait in the record, and of receipts there are
 * no more than one group of lines has.
 */
#ifndef LIVE_OUTLET_H
#define LIVE_OUTLET_H

#include "sink.h"
#include <fusion/record.h>

/* Whoever makes one sets record and sink, which must outlive it, and zeroes the rest. */
struct outlet {
    struct record *record;
    struct sink sink;
    struct buffer lines; /* the batch */
    size_t written;      /* of its bytes */
    uint64_t emitted;    /* lines that are out since the caller last made that durable */
};

void outlet_release(struct outlet *o); /* frees the batch; what is not out stays pending in the record */
/* Writes what there is until the reader takes no more. What is out is noted in the record, which the next
 * commit makes durable. Negative: error; then the batch stays pending. */
int outlet_flush(struct outlet *o, struct error *e) CHECKED;
bool outlet_is_stuck(const struct outlet *o); /* bytes wait for the reader */
/* Flushes and waits until all is out; once a signal asked us to end, no longer than WRITE_GRACE_MS. 0: all is
 * out; 1: the rest stays pending; negative: error. */
int outlet_finish(struct outlet *o, const struct clock_port *port, struct error *e) CHECKED;

/* Puts every pending action on stdout, and waits for its reader; returns as outlet_finish. Adds their number
 * to *emitted. */
int actions_emit(struct record *record, uint64_t *emitted, struct error *e) CHECKED;

#endif
