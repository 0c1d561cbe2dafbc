/* notice.c: see notice.h. */
#include "notice.h"

#include "area.h"
#include "fields.h"

#include <string.h>

/* ---- what is announced ---- */

/* A polygon or a line of its own. */
static bool shape_copy(struct notice *n, const struct place *place) {
    size_t count = 0;
    if (!place->is_area)
        return true;
    for (size_t r = 0; r < place->ring_count; r++)
        count += place->rings[r].count;
    struct point *points = notice_rings(n, place->ring_count, count);
    if (!points)
        return false;
    n->is_polygon = place->is_polygon;
    n->width_m = place->width_m;
    for (; n->ring_count < place->ring_count; n->ring_count++) {
        const struct ring *from = &place->rings[n->ring_count];
        memcpy(points, from->points, from->count * sizeof *points);
        n->rings[n->ring_count] = (struct ring){points, from->count};
        points += from->count;
    }
    return true;
}

void notice_open(struct step *s, struct incident *i) {
    const struct message *m = s->message;
    const struct notice_spec *spec = policy_notice(s->policy, bytes_of(i->kind));
    int64_t received_ms = s->at_ms - s->late_ms;
    struct notice *n = i->notice = notice_new();
    if (!n || !shape_copy(n, &m->place)) {
        s->failed = true;
        return;
    }
    n->from_ms = m->window.from_ms;
    n->until_ms = m->window.until_ms;
    n->lead_ms = n->from_ms == INSTANT_NONE ? 0 : n->from_ms - received_ms;
    n->is_short = spec && n->lead_ms < spec->lead_ms;
}

bool notice_in_force(const struct incident *i) {
    return i->notice && !i->notice->withdrawn && !incident_is_closed(i);
}

int64_t notice_over_ms(const struct policy *p, const struct incident *i) {
    if (i->notice->until_ms == INSTANT_NONE)
        return INSTANT_NONE;
    return i->notice->until_ms + p->notice_margin.time_ms + p->history_ms;
}

/* ---- reports beside it ---- */

/* How far what was seen lies before or behind the window. A date is the whole of its day. */
static int64_t window_outside_ms(const struct notice *n, const struct incident *facts) {
    int64_t end_ms = facts->until_ms != INSTANT_NONE ? facts->until_ms
                     : facts->time_is_date           ? facts->time_ms + DAY_MS
                                                     : facts->time_ms;
    if (n->from_ms != INSTANT_NONE && end_ms < n->from_ms)
        return n->from_ms - end_ms;
    if (n->until_ms != INSTANT_NONE && facts->time_ms > n->until_ms)
        return facts->time_ms - n->until_ms;
    return 0;
}

/* Whoever may see the report may see the notice: else the match would tell of it. */
static bool is_as_open(const struct incident *notice, const struct incident *facts) {
    if (!notice->released)
        return true;
    for (uint32_t n = 0; n < facts->rel_to_count; n++)
        if (!incident_visible_to(notice, facts->rel_to[n]))
            return false;
    return facts->released;
}

/* May the report be about what this party announced? Not where it alleges another, nor where the party
 * reports itself and alleges nobody: it would know. */
static bool may_be_theirs(const struct incident *notice, const struct incident *facts) {
    party_id actor = facts->pair[0], party = notice->parties[0];
    if (actor == PARTY_UNKNOWN)
        return facts->parties[0] != party;
    return actor == party || (actor == notice->pair[0] && actor != PARTY_UNKNOWN);
}

static bool kind_fits(const struct policy *p, const struct incident *notice, const struct incident *facts,
                      bool protects) {
    const struct notice_spec *spec = policy_notice(p, bytes_of(notice->kind));
    return spec && patterns_match(protects ? &spec->protects : &spec->covers, bytes_of(facts->kind)) &&
           (protects || may_be_theirs(notice, facts));
}

static bool relay_is_overdue(const struct step *s, const struct incident *i) {
    word_id relayed = words_find(s->words, BYTES("relayed"));
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count; c++)
            if (i->cases[k].clocks[c].milestone == relayed && i->cases[k].clocks[c].state == CLOCK_OVERDUE)
                return true;
    return false;
}

/* May the report be set beside it at all? */
static bool is_comparable(const struct incident *notice, const struct incident *facts) {
    return notice_in_force(notice) && notice->status == facts->status && notice->has_point &&
           facts->has_point && is_as_open(notice, facts);
}

static struct notice_match match_make(const struct step *s, const struct incident *notice,
                                      const struct incident *facts) {
    const struct area area = area_of(notice);
    int64_t away_m = area_outside_m(&area, facts->at);
    int64_t precision_m = facts->precision_m > 0 ? facts->precision_m : 0;
    struct notice_match m = {.notice = notice->number,
                             .party = notice->parties[0],
                             .outside_ms = window_outside_ms(notice->notice, facts),
                             .outside_m = away_m > precision_m ? away_m - precision_m : 0,
                             .is_short = notice->notice->is_short,
                             .is_unrelayed = relay_is_overdue(s, notice)};
    memcpy(m.kind, notice->kind, sizeof m.kind);
    return m;
}

static bool match_is_better(const struct notice_match *a, const struct notice_match *b) {
    if (!b->notice || a->outside_ms != b->outside_ms)
        return !b->notice || a->outside_ms < b->outside_ms;
    if (a->outside_m != b->outside_m)
        return a->outside_m < b->outside_m;
    if (a->is_short != b->is_short)
        return !a->is_short;
    return a->notice < b->notice;
}

struct notice_match notice_match(const struct step *s, const struct incident *facts, bool protects,
                                 const struct incident *named) {
    const struct notice_margin margin = protects
                                            ? (struct notice_margin){0, 0}
                                            : s->policy->notice_margin; /* to be spared is what lies within */
    struct notice_match best = {0};
    if (named && !protects && is_comparable(named, facts))
        return match_make(s, named, facts);
    for (size_t n = 0; n < s->state->notices.count; n++) {
        const struct incident *notice = s->state->notices.list[n];
        int64_t over_ms = notice_over_ms(s->policy, notice);
        if (over_ms != INSTANT_NONE && over_ms <= s->at_ms)
            continue; /* in memory only since something else refers to it */
        if (!is_comparable(notice, facts) || !kind_fits(s->policy, notice, facts, protects) ||
            window_outside_ms(notice->notice, facts) > margin.time_ms)
            continue;
        struct notice_match m = match_make(s, notice, facts);
        if (m.outside_m <= margin.place_m && match_is_better(&m, &best))
            best = m;
    }
    return best;
}

/* ---- notices beside each other ---- */

static bool windows_meet(const struct notice *a, const struct notice *b) {
    return (a->until_ms == INSTANT_NONE || b->from_ms == INSTANT_NONE || b->from_ms <= a->until_ms) &&
           (b->until_ms == INSTANT_NONE || a->from_ms == INSTANT_NONE || a->from_ms <= b->until_ms);
}

static bool excludes(const struct policy *p, const struct incident *a, const struct incident *b) {
    const struct notice_spec *spec = policy_notice(p, bytes_of(a->kind));
    return spec && patterns_match(&spec->conflicts, bytes_of(b->kind));
}

static bool areas_meet(const struct incident *a, const struct incident *b) {
    int64_t reach_m = (a->precision_m > 0 ? a->precision_m : 0) + (b->precision_m > 0 ? b->precision_m : 0);
    if (place_distance_m(a->at, b->at) > reach_m)
        return false; /* the circles around them do not meet */
    const struct area one = area_of(a), other = area_of(b);
    return areas_apart_m(&one, &other) == 0;
}

size_t notice_conflicts(const struct step *s, const struct incident *i, const struct incident **out,
                        size_t most) {
    size_t count = 0;
    for (size_t n = 0; n < s->state->notices.count && count < most; n++) {
        const struct incident *other = s->state->notices.list[n];
        if (other != i && notice_in_force(other) && other->status == i->status && other->has_point &&
            i->has_point && (excludes(s->policy, i, other) || excludes(s->policy, other, i)) &&
            windows_meet(i->notice, other->notice) && areas_meet(i, other))
            out[count++] = other;
    }
    return count;
}
