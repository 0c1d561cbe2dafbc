/* state.c: the open incidents by number, and what follows from having one. See state.h. */
#include "state.h"

#include <stdlib.h>

void state_init(struct state *s) {
    *s = (struct state){.instant_ms = INSTANT_NONE};
}

void state_release(struct state *s) {
    uint32_t place = 0;
    for (struct incident *i; (i = table_walk(&s->open, &place));)
        incident_free(i);
    table_release(&s->open);
    schedule_release(&s->schedule);
    fuse_release(&s->fuse);
    history_release(&s->history);
    notice_index_release(&s->notice_index);
    free(s->notices.list);
    free(s->series.list);
    state_init(s);
}

struct incident *state_find(const struct state *s, uint64_t number) {
    return table_find(&s->open, number);
}

struct clock *state_due_clock(const struct state *s, const struct due *d) {
    struct incident *i = state_find(s, d->incident);
    if (!i || d->kase >= i->case_count || d->clock >= i->cases[d->kase].clock_count)
        return NULL;
    struct clock *c = &i->cases[d->kase].clocks[d->clock];
    return clock_next_ms(c) == d->at_ms && c->set_entry == d->set_entry ? c : NULL;
}

void state_clocked(struct state *s, struct incident *i, bool clocked) {
    assert(s->clocked_count >= (size_t)i->clocked);
    s->clocked_count += (size_t)clocked;
    s->clocked_count -= (size_t)i->clocked;
    i->clocked = clocked;
}

static bool notice_list(struct state *s, const struct policy *p, struct incident *i) {
    assert(!s->policy || s->policy == p); /* a cell has one policy all its life */
    s->policy = p;
    return incident_list_add(&s->notices, i) && notice_index_add(&s->notice_index, p, i);
}

bool state_series_add(struct state *s, struct incident *i) {
    assert(i->series > 0 && state_find(s, i->number) == i);
    return i->listed || incident_list_add(&s->series, i);
}

bool state_add(struct state *s, const struct policy *p, struct incident *i) {
    assert(!i->listed && !i->clocked && !i->fuse_nodes); /* of no state yet */
    if (!table_add(&s->open, i->number, i))
        return false;
    state_clocked(s, i, !incident_is_closed(i) && incident_has_pending_step(i));
    if (!fuse_add(&s->fuse, p, i) || (i->notice && !notice_list(s, p, i)) ||
        (i->series && !state_series_add(s, i)))
        return false;
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count; c++)
            if (!schedule_add_clock(&s->schedule, i, k, c))
                return false;
    return i->dormant_ms == INSTANT_NONE ||
           schedule_add(&s->schedule, (struct due){i->dormant_ms, 0, i->number, 0, DUE_SLEEP});
}

/* Clears the rows that no longer hold out of the heap, whenever it has doubled since the last time. */
static void schedule_sweep(struct state *s) {
    struct schedule *old = &s->schedule, kept = {0};
    if (old->count < old->sweep_at || old->count < 1024)
        return;
    for (uint32_t at = 0; at < old->count; at++) {
        const struct due *d = &old->heap[at];
        const struct incident *i = d->clock == DUE_SLEEP ? state_find(s, d->incident) : NULL;
        bool holds = i ? i->dormant_ms == d->at_ms : state_due_clock(s, d) != NULL;
        if (holds && !schedule_add(&kept, *d)) {
            schedule_release(&kept);
            return; /* no memory to tidy up with: the heap stays as it is */
        }
    }
    schedule_release(old);
    kept.sweep_at = 2 * kept.count;
    s->schedule = kept;
}

void state_remove(struct state *s, struct incident *i) {
    assert(state_find(s, i->number) == i);
    table_remove(&s->open, i->number);
    state_clocked(s, i, false);
    fuse_remove(&s->fuse, i);
    if (i->notice)
        notice_index_remove(&s->notice_index, s->policy, i);
    if (i->listed) {
        incident_list_remove(&s->notices, i);
        incident_list_remove(&s->series, i);
    }
    incident_free(i);
    schedule_sweep(s);
}
