/* sink.c: see live/sink.h. */
#include "sink.h"

static int write_descriptor(const struct sink *s, struct bytes text, size_t *written, struct error *e) {
    return descriptor_write(s->fd, text, written, e);
}

struct sink sink_of_descriptor(int fd) {
    return (struct sink){.write = write_descriptor, .fd = fd};
}
