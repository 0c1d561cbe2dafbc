/* ask.c: the rules are asked about an event of the incident at hand, and what they propose is collected. */
#include "core.h"

#include <string.h>

static int64_t count_past(const void *context, const struct facts *facts, const struct rule_query *q) {
    const struct cell *c = context;
    const struct point *near = q->near_m >= 0 ? &facts->incident->at : NULL;
    if (near && !facts->incident->has_point)
        return 0;
    return history_count(&c->state.history, q->kind, facts->now_ms - q->within_ms, q->actor, near, q->near_m);
}

void rules_ask(struct cell *c, struct handling *h, enum rule_event on, const struct kase *k,
               const struct clock *clock) {
    const struct facts facts = {.on = on,
                                .now_ms = h->draft.at_ms,
                                .late_ms = h->draft.late_ms,
                                .policy = c->policy,
                                .message = h->draft.message,
                                .incident = h->incident,
                                .kase = k,
                                .clock = clock,
                                .zone = h->placed ? h->zone : h->incident->zone,
                                .match = &h->beside.match,
                                .spared = &h->beside.spared,
                                .near = h->beside.near,
                                .conflicts = h->beside.conflicts,
                                .conflict_count = h->beside.conflict_count};
    const struct rule_cell asked = {count_past, c};
    struct rule_match *found = NULL;
    size_t count = 0;
    if (rules_run(c->rules, &facts, &asked, &c->arena, &found, &count) != 0) {
        h->draft.failed = true;
        return;
    }
    if (!count)
        return;
    for (size_t n = 0; n < count; n++)
        found[n].incident = h->incident->number;
    struct rule_match *all = arena_array(&c->arena, h->match_count + count, sizeof *all);
    if (!all) {
        h->draft.failed = true;
        return;
    }
    if (h->match_count)
        memcpy(all, h->matches, h->match_count * sizeof *all);
    memcpy(all + h->match_count, found, count * sizeof *all);
    h->matches = all;
    h->match_count += count;
}
