/* source.c: see live/source.h. */
#include "source.h"

static int next(void *context, struct line *out, struct error *e) {
    _Static_assert(SOURCE_LINE == 1 && SOURCE_ENDED == 0 && SOURCE_NOTHING == 2, "as lines_next says");
    return lines_next(context, out, e);
}

static int fd(const void *context) {
    return lines_fd(context);
}

static int reopen(void *context, struct error *e) {
    return lines_reopen(context, e);
}

struct source source_of_lines(struct lines *lines) {
    return (struct source){.next = next, .fd = fd, .reopen = reopen, .context = lines};
}
