/*
 * sink.h: where the output of a live cell goes: a descriptor; later a socket or a broker.
 */
#ifndef LIVE_SINK_H
#define LIVE_SINK_H

#include <fusion/ports.h>

struct sink {
    /* As much of `text` as is taken at once, without a wait: *written says how much. Negative: an error, or
     * whoever read it is gone. */
    int (*write)(const struct sink *s, struct bytes text, size_t *written, struct error *e);
    int fd; /* can be written to when more is taken */
    void *context;
};

/* The descriptor stays its owner's. */
struct sink sink_of_descriptor(int fd);

#endif
