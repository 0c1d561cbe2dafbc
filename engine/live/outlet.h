/*
 * outlet.h: what goes out once it is committed: actions and receipts, one JSON object a line.
 *
 * An outlet holds at most one batch of lines, and takes the next only when the reader has all of that: behind
 * a slow reader actions wait in the record and receipts in the numbers of one group, never in memory that
 * grows.
 */
#ifndef LIVE_OUTLET_H
#define LIVE_OUTLET_H

#include "sink.h"
#include <fusion/record.h>

struct outlet {
    struct record *record;
    struct sink sink;
    struct buffer lines; /* the batch */
    size_t written;      /* of its bytes */
    uint64_t emitted;    /* lines that are out since the caller last made that durable */
};

void outlet_release(struct outlet *o);
/* Write what there is until the reader takes no more. What is out is noted in the record, which the next
 * commit makes durable. Negative: error; then the batch stays pending. */
int outlet_flush(struct outlet *o, struct error *e) CHECKED;
bool outlet_is_stuck(const struct outlet *o); /* bytes wait for the reader */
/* Flush and wait until all is out; once a signal asked us to end, no longer than WRITE_GRACE_MS. 0; 1: the
 * rest stays pending; negative: error. */
int outlet_finish(struct outlet *o, const struct clock_port *port, struct error *e) CHECKED;

/* Every pending action on stdout, waiting for its reader. Adds their number to *emitted; otherwise as
 * outlet_finish. */
int actions_emit(struct record *record, uint64_t *emitted, struct error *e) CHECKED;

#endif
