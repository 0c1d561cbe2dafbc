/* session.c: see live/session.h. */
#include "session.h"

#include "policy_open.h"

#include <unistd.h>

const char *session_path(const struct options *o) {
    return option_text(o, OPTION_RECORD, "fusion.db");
}

static int store_open(struct session *s, const char *path, const struct session_wish *wish, struct error *e) {
    if (!wish->recorded)
        return spool_open(&s->spool, e);
    int code = record_open(path, wish->mode, &s->record, e);
    return code < 0 ? code : record_session(s->record, wish->kind, wish->emits, e);
}

int session_begin(struct session *s, struct store *store, const struct policy_file *files, size_t count,
                  int64_t instant_ms, struct error *e) {
    s->cell = cell_new();
    if (!s->cell)
        return error_memory(e);
    int code = recorder_new((struct link){cell_link, s->cell}, store, &s->recorder, e);
    return code < 0 ? code : recorder_start(s->recorder, files, count, instant_ms, e);
}

int session_open(struct session *s, const struct options *o, const struct session_wish *wish,
                 const struct policy_file *files, size_t count, struct error *e) {
    const char *path = session_path(o);
    *s = (struct session){0};
    bool fresh = wish->recorded && access(path, F_OK) != 0;
    int code = fresh ? policy_check(o, files, count, NULL, e) : 0;
    if (code == 0)
        code = store_open(s, path, wish, e);
    if (code == 0)
        code = session_begin(s, s->record ? record_store(s->record) : s->spool, files, count,
                             wish->instant_ms, e);
    if (code < 0) {
        session_close(s);
        (void)policy_error_place(o, e);
    }
    return code;
}

void session_close(struct session *s) {
    recorder_free(s->recorder);
    if (s->record)
        record_close(s->record);
    if (s->spool)
        spool_close(s->spool);
    cell_free(s->cell);
    *s = (struct session){0};
}
