/* series.c: finding the series that a report continues or begins, and counting it. See series.h. */
#include "series.h"

#include "account.h"
#include <state/fields.h>

/* Is the report one more of the same: between the same two parties, with the same release list? */
static bool is_like(const struct incident *first, const struct incident *facts) {
    return !incident_is_closed(first) && first->status == facts->status &&
           pairs_agree(first->pair, facts->pair) && releases_equal(first, facts);
}

static bool harms(const struct message *m) {
    return m->harm.killed > 0 || m->harm.injured > 0 || m->harm.civilian > 0;
}

/* A series that goes on. */
static struct incident *series_running(const struct draft *d, const struct series_spec *spec,
                                       const struct incident *facts) {
    for (size_t n = 0; n < d->state->series.count; n++) {
        struct incident *i = d->state->series.list[n];
        if (kind_matches(spec->kind, bytes_of(i->kind)) && d->at_ms - i->last_report_ms <= spec->within_ms &&
            is_like(i, facts))
            return i;
    }
    return NULL;
}

/* One that begins now, or goes on after its first was closed: enough were opened of late, be they closed
 * since. The first of them that is open takes the rest. */
static struct incident *series_beginning(const struct draft *d, const struct series_spec *spec,
                                         const struct incident *facts) {
    const struct opening *earlier;
    struct incident *first = NULL;
    int64_t opened = 0;
    for (uint32_t back = 0; (earlier = history_recent(&d->state->history, back)); back++) {
        if (earlier->at_ms < d->at_ms - spec->within_ms)
            break;
        if (earlier->type != MESSAGE_REPORT || earlier->status != facts->status ||
            !pairs_agree(earlier->pair, facts->pair) || !kind_matches(spec->kind, bytes_of(earlier->kind)))
            continue;
        struct incident *i = state_find(d->state, earlier->incident);
        bool closed = !i || incident_is_closed(i);
        if (!closed && !is_like(i, facts))
            continue;
        first = closed ? first : i;
        opened++;
    }
    return opened >= spec->reports ? first : NULL;
}

struct incident *series_find(const struct draft *d, const struct incident *facts) {
    const struct series_spec *spec = policy_series(d->policy, bytes_of(facts->kind));
    if (!spec || facts->fuse_never || harms(d->message) || d->at_ms - facts->time_ms > spec->within_ms)
        return NULL; /* an old happening that is reported late is no part of the burst */
    struct incident *running = series_running(d, spec, facts);
    return running ? running : series_beginning(d, spec, facts);
}

struct statement *series_count(struct draft *d, struct incident *i) {
    struct statement *counted = account_count(d, i);
    i->series++;
    i->reports += counted != NULL;
    i->last_report_ms = d->at_ms;
    i->changed |= INCIDENT_CHANGED_SERIES | INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_LAST_REPORT;
    if (!state_series_add(d->state, i))
        d->failed = true;
    draft_touch(d, i);
    return counted;
}
