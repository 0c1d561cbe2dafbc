/*
 * sink.h: where the output of a live cell goes: a descriptor; later a socket or a broker.
 */
#ifndef LIVE_SINK_H
#define LIVE_SINK_H

#include <fusion/ports.h>

/* A way out that never waits. */
struct sink {
    /* Writes as much of `text` as is taken at once: *written says how much. Negative: an error, or whoever
     * read it is gone. */
    int (*write)(const struct sink *s, struct bytes text, size_t *written, struct error *e);
    int fd; /* for a wait: it can be written to when more is taken */
    void *context;
};

/* Into a descriptor, which stays its owner's and must be open as long as the sink is used. */
struct sink sink_of_descriptor(int fd);

#endif
