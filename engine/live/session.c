/* session.c: see live/session.h. */
#include "session.h"

#include <fusion/spool.h>

int session_load(struct session *s, const struct policy_source *policy, int64_t instant_ms, struct error *e) {
    *s = (struct session){.cell = cell_new()};
    if (!s->cell)
        return error_memory(e);
    int code = recorder_new((struct link){cell_feed, s->cell}, &s->recorder, e);
    code = code ? code : recorder_policy(s->recorder, policy->files, policy->count, instant_ms, e);
    return code < 0 ? policy_source_place(policy, e) : 0;
}

static int store_open(struct session *s, const struct session_config *config, struct error *e) {
    if (!config->path && !config->asked)
        return spool_open(&s->spool, e);
    int code =
        config->path ? record_open(config->path, config->mode, &s->record, e) : record_scratch(&s->record, e);
    return code < 0 ? code : record_session(s->record, config->kind, config->emits, e);
}

int session_begin(struct session *s, struct store *store, struct error *e) {
    return recorder_begin(s->recorder, store, e);
}

int session_open(struct session *s, const struct session_config *config, struct error *e) {
    int code = store_open(s, config, e);
    return code ? code : session_begin(s, s->record ? record_store(s->record) : s->spool, e);
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
