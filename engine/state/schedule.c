/*
 * schedule.c: what is due, in a binary heap ordered by (due, entry that set it, place in the incident).
 *
 * Rows are never taken out early: what no longer holds is dropped when it comes up, or all at once when the
 * heap would otherwise grow.
 */
#include "state.h"

#include <fusion/array.h>

#include <stdlib.h>

static bool due_before(const struct due *a, const struct due *b) {
    if (a->at_ms != b->at_ms)
        return a->at_ms < b->at_ms;
    if (a->set_entry != b->set_entry)
        return a->set_entry < b->set_entry;
    if (a->incident != b->incident)
        return a->incident < b->incident;
    return a->kase != b->kase ? a->kase < b->kase : a->clock < b->clock;
}

/* The root of the heap comes before its children. */
static bool root_is_first(const struct schedule *s) {
    return (s->count < 2 || !due_before(&s->heap[1], s->heap)) &&
           (s->count < 3 || !due_before(&s->heap[2], s->heap));
}

bool schedule_add(struct schedule *s, struct due d) {
    assert(d.at_ms != INSTANT_NONE);
    if (!ARRAY_ROOM(s->heap, s->count, s->capacity, ARRAY_ENTRIES_MAX))
        return false;
    uint32_t at = s->count++;
    for (; at && due_before(&d, &s->heap[(at - 1) / 2]); at = (at - 1) / 2)
        s->heap[at] = s->heap[(at - 1) / 2];
    s->heap[at] = d;
    return true;
}

bool schedule_add_clock(struct schedule *s, const struct incident *i, uint32_t kase, uint32_t clock) {
    assert(kase < i->case_count && clock < i->cases[kase].clock_count);
    const struct clock *c = &i->cases[kase].clocks[clock];
    int64_t next_ms = clock_next_ms(c);
    return next_ms == INSTANT_NONE ||
           schedule_add(s, (struct due){next_ms, c->set_entry, i->number, kase, clock});
}

const struct due *schedule_first(const struct schedule *s) {
    return s->count ? s->heap : NULL;
}

void schedule_drop_first(struct schedule *s) {
    assert(s->count);
    struct due last = s->heap[--s->count];
    uint32_t at = 0;
    for (uint32_t child; (child = 2 * at + 1) < s->count; at = child) {
        if (child + 1 < s->count && due_before(&s->heap[child + 1], &s->heap[child]))
            child++;
        if (!due_before(&s->heap[child], &last))
            break;
        s->heap[at] = s->heap[child];
    }
    if (s->count)
        s->heap[at] = last;
    assert(root_is_first(s));
}

void schedule_release(struct schedule *s) {
    free(s->heap);
    *s = (struct schedule){0};
}
