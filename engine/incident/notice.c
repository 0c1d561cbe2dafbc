/* notice.c: notices opened, matched with reports, and set against each other. See notice.h. */
#include "notice.h"

#include <message/area.h>
#include <state/fields.h>

#include <string.h>

struct area notice_area(const struct incident *i) {
    const struct notice *n = i->notice;
    int64_t precision_m = i->precision_m > 0 ? i->precision_m : 0;
    if (!n || !n->ring_count)
        return (struct area){.at = i->at, .reach_m = precision_m}; /* a radius is part of the precision */
    return (struct area){.is_polygon = n->is_polygon,
                         .rings = n->rings,
                         .ring_count = n->ring_count,
                         .at = i->at,
                         .reach_m = n->width_m > 0 ? (n->width_m + 1) / 2 : 0};
}

/* ---- what is announced ---- */

/* A copy of the message's polygon or line; nothing to do for a circle. */
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

void notice_open(struct draft *d, struct incident *i) {
    const struct message *m = d->message;
    const struct notice_spec *spec = policy_notice(d->policy, bytes_of(i->kind));
    int64_t received_ms = d->at_ms - d->late_ms;
    struct notice *n = i->notice = notice_new();
    if (!n || !shape_copy(n, &m->place)) {
        d->failed = true;
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

/* ---- matches ---- */

/* How far the time of a report lies outside the window; 0: within. A date stands for the whole of its day. */
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

bool notice_is_as_open(const struct incident *notice, const struct incident *facts) {
    if (!notice->released)
        return true;
    for (uint32_t n = 0; n < facts->rel_to_count; n++)
        if (!incident_visible_to(notice, facts->rel_to[n]))
            return false;
    return facts->released;
}

/* May the report be about what this party announced? Not where the report alleges another actor; nor where
 * the party itself reports and alleges nobody, since it would know. */
static bool may_be_theirs(const struct incident *notice, const struct incident *facts) {
    party_id actor = facts->pair[0], party = incident_reporter(notice);
    if (actor == PARTY_UNKNOWN)
        return incident_reporter(facts) != party;
    return actor == party || (actor == notice->pair[0] && actor != PARTY_UNKNOWN);
}

static bool kind_fits(const struct policy *p, const struct incident *notice, const struct incident *facts,
                      bool protects) {
    const struct notice_spec *spec = policy_notice(p, bytes_of(notice->kind));
    return spec && patterns_match(protects ? &spec->protects : &spec->covers, bytes_of(facts->kind)) &&
           (protects || may_be_theirs(notice, facts));
}

static bool relay_is_overdue(const struct draft *d, const struct incident *i) {
    word_id relayed = words_find(d->words, BYTES("relayed"));
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count; c++)
            if (i->cases[k].clocks[c].milestone == relayed && i->cases[k].clocks[c].state == CLOCK_OVERDUE)
                return true;
    return false;
}

/* May the two be matched at all? */
static bool is_comparable(const struct incident *notice, const struct incident *facts) {
    return notice_in_force(notice) && notice->status == facts->status && notice->has_point &&
           facts->has_point && notice_is_as_open(notice, facts);
}

/* A vague place makes nothing announced: it counts up to the policy's bound, and whole only for what was to
 * be spared. */
static int64_t precision_counted_m(const struct policy *p, const struct incident *facts, bool protects) {
    int64_t precision_m = facts->precision_m > 0 ? facts->precision_m : 0;
    return protects || precision_m < p->precision_max_m ? precision_m : p->precision_max_m;
}

static struct notice_match match_make(const struct draft *d, const struct incident *notice,
                                      const struct incident *facts, bool protects) {
    const struct area area = notice_area(notice);
    int64_t away_m = area_outside_m(&area, facts->at);
    int64_t precision_m = precision_counted_m(d->policy, facts, protects);
    struct notice_match m = {.notice = notice->number,
                             .party = incident_reporter(notice),
                             .outside_ms = window_outside_ms(notice->notice, facts),
                             .outside_m = away_m > precision_m ? away_m - precision_m : 0,
                             .is_short = notice->notice->is_short,
                             .is_unrelayed = relay_is_overdue(d, notice)};
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

/* A search for the notice that fits a report best. */
struct matching {
    const struct draft *draft;
    const struct incident *facts;
    bool protects;
    struct notice_match best;
};

static void match_take(void *context, const struct incident *notice) {
    struct matching *search = context;
    const struct policy *p = search->draft->policy;
    const struct notice_margin margin = search->protects
                                            ? (struct notice_margin){0, 0}
                                            : p->notice_margin; /* only what lies inside is protected */
    int64_t over_ms = notice_over_ms(p, notice);
    if (over_ms != INSTANT_NONE && over_ms <= search->draft->at_ms)
        return; /* over, and in memory for another reason */
    if (!is_comparable(notice, search->facts) ||
        window_outside_ms(notice->notice, search->facts) > margin.time_ms ||
        !kind_fits(p, notice, search->facts, search->protects))
        return;
    struct notice_match m = match_make(search->draft, notice, search->facts, search->protects);
    if (m.outside_m <= margin.place_m && match_is_better(&m, &search->best))
        search->best = m;
}

struct notice_match notice_match(const struct draft *d, const struct incident *facts, bool protects,
                                 const struct incident *named) {
    struct matching search = {.draft = d, .facts = facts, .protects = protects};
    if (named && !protects && is_comparable(named, facts))
        return match_make(d, named, facts, false);
    if (facts->has_point)
        notice_index_near(d->state, facts->at, facts->precision_m > 0 ? facts->precision_m : 0, match_take,
                          &search);
    return search.best;
}

/* ---- conflicts ---- */

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
    const struct area one = notice_area(a), other = notice_area(b);
    return areas_apart_m(&one, &other) == 0;
}

/* A search for the notices that one conflicts with; `out` is in order of their numbers. */
struct conflicting {
    const struct draft *draft;
    const struct incident *mine, **out;
    size_t count, most;
};

static void conflict_take(void *context, const struct incident *other) {
    struct conflicting *search = context;
    const struct incident *mine = search->mine;
    const struct policy *p = search->draft->policy;
    if (other == mine || !notice_in_force(other) || other->status != mine->status ||
        !windows_meet(mine->notice, other->notice) || !areas_meet(mine, other) ||
        !(excludes(p, mine, other) || excludes(p, other, mine)))
        return;
    size_t at = 0;
    while (at < search->count && search->out[at]->number < other->number)
        at++;
    if (at == search->most || (at < search->count && search->out[at] == other))
        return;
    search->count += search->count < search->most;
    for (size_t n = search->count - 1; n > at; n--)
        search->out[n] = search->out[n - 1];
    search->out[at] = other;
}

size_t notice_conflicts(const struct draft *d, const struct incident *i, const struct incident **out,
                        size_t most) {
    struct conflicting search = {.draft = d, .mine = i, .out = out, .most = most};
    if (i->has_point)
        notice_index_near(d->state, i->at, i->precision_m > 0 ? i->precision_m : 0, conflict_take, &search);
    return search.count;
}
