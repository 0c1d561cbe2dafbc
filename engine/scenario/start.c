/* start.c: the cell and the recorder of a test: started, stopped, and started again. See test_run.h. */
#include "test_run.h"

int scenario_start(struct scenario *s) {
    s->cell = cell_new();
    if (!s->cell)
        return error_memory(s->e);
    int64_t now_ms = s->now_ms < s->start_ms ? s->start_ms : s->now_ms;
    int code = recorder_new((struct link){cell_feed, s->cell}, &s->recorder, s->e);
    code = code ? code : recorder_policy(s->recorder, s->files, s->file_count, now_ms, s->e);
    return code ? code : recorder_begin(s->recorder, record_store(s->record), s->e);
}

void scenario_stop(struct scenario *s) {
    recorder_free(s->recorder);
    cell_free(s->cell);
    s->recorder = NULL;
    s->cell = NULL;
}

int scenario_restart(struct scenario *s) {
    int code = recorder_commit(s->recorder, s->e);
    scenario_stop(s);
    return code ? code : scenario_start(s);
}
