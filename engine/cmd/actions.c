/* actions.c: see cmd/actions.h. */
#include <cmd/actions.h>

#include <fusion/ports.h>

#include <unistd.h>

/* At most PENDING_MAX of them; *count says how many are out. */
static int some_emit(struct record *record, struct buffer *lines, size_t *count, struct error *e) {
    buffer_clear(lines);
    int code = record_pending(record, PENDING_MAX, lines, count, e);
    if (code < 0 || *count == 0)
        return code;
    if (lines->failed)
        return error_memory(e);
    code = descriptor_write(STDOUT_FILENO, buffer_bytes(lines), e);
    return code == 0 ? record_emitted(record, e) : code;
}

int actions_emit(struct record *record, uint64_t *emitted, struct error *e) {
    struct buffer lines = BUFFER_EMPTY;
    int code = 0;
    for (size_t count = 1; code == 0 && count > 0;) {
        code = some_emit(record, &lines, &count, e);
        *emitted += code == 0 ? count : 0;
    }
    buffer_release(&lines);
    return code;
}
