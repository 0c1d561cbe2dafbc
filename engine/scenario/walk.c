/* walk.c: one test from start to end, its instants one after the other. See test_run.h. */
#include "expect.h"

#define EXPECTATIONS_MAX 1024u

/* ---- one test: its walk ---- */

struct walk {
    const struct yaml_node *stimulus; /* the next; NULL: none is left */
    const struct yaml_node *expectations[EXPECTATIONS_MAX];
    struct expected_span spans[EXPECTATIONS_MAX];
    size_t count;
};

static int walk_begin(struct scenario *s, struct walk *w) {
    const struct yaml_node *all = yaml_get(s->test, "expect");
    w->stimulus = yaml_get(s->test, "messages")->child;
    w->count = 0;
    for (const struct yaml_node *n = all ? all->child : NULL; n; n = n->next) {
        if (w->count == EXPECTATIONS_MAX)
            return scenario_refuse(s, n->mark, "found more expectations, expected at most %u of one test",
                                   EXPECTATIONS_MAX);
        w->expectations[w->count] = n;
        int code = scenario_tell(s, expect_check(s, n, &w->spans[w->count++]));
        if (code < 0)
            return code;
    }
    return 0;
}

static int64_t stimulus_ms(const struct scenario *s, const struct yaml_node *stimulus) {
    int64_t at_ms = INSTANT_LAST;
    if (stimulus)
        (void)scenario_instant(s, yaml_get(stimulus, "at")->text, &at_ms);
    return at_ms;
}

/* The next instant at which there is a stimulus, an end of a span, or a due step of a clock on the way to one
 * of these; INSTANT_LAST: none. */
static int64_t walk_next_ms(const struct scenario *s, const struct walk *w) {
    int64_t next = stimulus_ms(s, w->stimulus), due = recorder_next_ms(s->recorder);
    for (size_t i = 0; i < w->count; i++) {
        const struct expected_span *x = &w->spans[i];
        if (x->from_ms == INSTANT_LAST)
            continue;
        if (x->from_ms > s->now_ms && x->from_ms < next)
            next = x->from_ms;
        if (x->to_ms > s->now_ms && x->to_ms < next)
            next = x->to_ms;
    }
    bool more = next != INSTANT_LAST; /* steps due behind the last of these are not walked to */
    return more && due != INSTANT_NONE && due > s->now_ms && due < next ? due : next;
}

/* Look at the expectations of this instant, or of the end. */
static int look(struct scenario *s, const struct walk *w, bool at_end) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < w->count; i++) {
        const struct expected_span *x = &w->spans[i];
        bool now = at_end ? x->from_ms == INSTANT_LAST : s->now_ms >= x->from_ms && s->now_ms <= x->to_ms;
        if (now)
            code = expect_look(s, w->expectations[i], x);
        if (code == 0 && at_end)
            code = expect_incidents(s, w->expectations[i], true);
    }
    return code;
}

/* Move on to an instant: what is due, the stimuli, what these made due at once, and then the expectations. */
static int walk_on(struct scenario *s, struct walk *w, int64_t at_ms) {
    s->now_ms = at_ms;
    int code = recorder_tick(s->recorder, at_ms, s->e);
    while (code == 0 && stimulus_ms(s, w->stimulus) == at_ms) {
        code = stimulus_take(s, w->stimulus);
        w->stimulus = w->stimulus->next;
    }
    code = code ? code : recorder_tick(s->recorder, at_ms, s->e);
    return code == 0 ? look(s, w, false) : code;
}

/* Whatever a test expects, its record must also keep the laws of every record (record_laws_ask). */
static int law_broken(void *context, const char *law, struct bytes place, struct bytes found) {
    struct scenario *s = context;
    scenario_fail(s, s->test->mark, "the record breaks the law that %s: %.*s: %.*s", law, (int)place.size,
                  place.data, (int)found.size, found.data);
    return 0;
}

static int walk_all(struct scenario *s) {
    struct walk *w = arena_alloc(s->arena, sizeof *w);
    const struct yaml_node *counts = yaml_get(s->test, "counts");
    if (!w)
        return error_memory(s->e);
    int code = walk_begin(s, w);
    if (code < 0 || s->refused)
        return code;
    s->now_ms = s->start_ms - 1; /* so that what stands at the start is still to come */
    for (int64_t next; code == 0 && (next = walk_next_ms(s, w)) != INSTANT_LAST;)
        code = walk_on(s, w, next);
    code = code ? code : look(s, w, true);
    code = code == 0 && counts ? expect_counts(s, counts) : code;
    code = code ? code : faults_look(s);
    return code == 0 ? record_laws_ask(s->record, law_broken, s, s->e) : code;
}

int test_run(struct scenario *s) {
    int code = test_check(s);
    if (code < 0)
        return code;
    s->now_ms = s->start_ms;
    s->record = s->host->record;
    code = record_empty(s->record, s->e);
    code = code ? code : record_session(s->record, SESSION_RUN, false, s->e);
    code = code ? code : record_source(s->record, 0, "test", s->e);
    code = code ? code : scenario_start(s);
    code = code ? code : walk_all(s);
    scenario_stop(s);
    return code;
}
