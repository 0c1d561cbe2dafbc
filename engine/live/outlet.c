/* outlet.c: see live/outlet.h. */
#include "outlet.h"

#include <unistd.h>

void outlet_release(struct outlet *o) {
    buffer_release(&o->lines);
}

bool outlet_is_stuck(const struct outlet *o) {
    return o->written < o->lines.size;
}

/* The batch as far as the reader takes it; when it is all out, the record learns so. */
static int batch_write(struct outlet *o, struct error *e) {
    size_t written = 0;
    struct bytes rest = bytes_slice(buffer_bytes(&o->lines), o->written, o->lines.size);
    int code = o->sink.write(&o->sink, rest, &written, e);
    o->written += written;
    if (code < 0 || outlet_is_stuck(o))
        return code;
    return record_emitted(o->record, e);
}

/* The next batch. *count: lines in it. */
static int batch_take(struct outlet *o, size_t *count, struct error *e) {
    buffer_clear(&o->lines);
    o->written = 0;
    return record_pending(o->record, PENDING_MAX, &o->lines, count, e);
}

int outlet_flush(struct outlet *o, struct error *e) {
    int code = outlet_is_stuck(o) ? batch_write(o, e) : 0;
    for (size_t count = 1; code == 0 && count > 0 && !outlet_is_stuck(o);) {
        code = batch_take(o, &count, e);
        if (code == 0 && count > 0)
            code = batch_write(o, e);
        o->emitted += count;
    }
    return code;
}

int outlet_finish(struct outlet *o, const struct clock_port *port, struct error *e) {
    int64_t grace_end = INSTANT_NONE;
    for (;;) {
        int code = outlet_flush(o, e);
        if (code < 0 || !outlet_is_stuck(o))
            return code;
        int64_t left = -1;
        if (port->ended(port->context)) {
            int64_t now = port->boot_ms(port->context);
            grace_end = grace_end == INSTANT_NONE ? now + WRITE_GRACE_MS : grace_end;
            left = grace_end - now;
            if (left <= 0)
                return 1;
        }
        (void)port->wait_out(port->context, o->sink.fd, left);
    }
}

int actions_emit(struct record *record, uint64_t *emitted, struct error *e) {
    struct outlet o = {.record = record, .sink = sink_of_descriptor(STDOUT_FILENO)};
    int code = outlet_finish(&o, &clock_port_real, e);
    *emitted += o.emitted;
    outlet_release(&o);
    return code;
}
