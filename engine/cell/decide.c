/*
 * decide.c: proposals into decisions.
 *
 * Track and title: the first in load order that proposes one, unless a later rule overrides. Urgency of a
 * track and severity: the gravest. Sets are united. Where no rule proposes a track, the policy's fallback
 * does; a rule that failed, or a kind that the policy does not declare, adds the fallback to whatever else
 * was proposed.
 */
#include "core.h"

#include <state/fields.h>

#include <stdlib.h>
#include <string.h>

struct route {
    word_id track, urgency; /* urgency 0: the track's default */
    bool further;           /* goes along with the first: a child of its case */
    struct bytes because;
};

struct decision {
    struct route routes[TRACKS_MAX + 1];
    size_t route_count;
    int severity;
    struct bytes title;
};

static int64_t count_past(const void *context, const struct facts *facts, const struct rule_query *q) {
    const struct cell *c = context;
    int64_t within_ms = q->within_ms < c->policy->history_ms ? q->within_ms : c->policy->history_ms;
    const struct point *near = q->near_m >= 0 ? &facts->incident->at : NULL;
    if (near && !facts->incident->has_point)
        return 0;
    return history_count(&c->state.history, q->kind, facts->now_ms - within_ms, q->actor, near, q->near_m);
}

void rules_ask(struct cell *c, struct turn *t, enum rule_event on, const struct kase *k,
               const struct clock *clock) {
    const struct facts facts = {.on = on,
                                .now_ms = t->draft.at_ms,
                                .late_ms = t->draft.late_ms,
                                .policy = c->policy,
                                .message = t->draft.message,
                                .incident = t->incident,
                                .kase = k,
                                .clock = clock,
                                .zone = t->placed ? t->zone : t->incident->zone,
                                .match = &t->match,
                                .spared = &t->spared,
                                .near = t->near,
                                .conflicts = t->conflicts,
                                .conflict_count = t->conflict_count};
    const struct rule_cell asked = {count_past, c};
    struct rule_match *found = NULL;
    size_t count = 0;
    if (rules_run(c->rules, &facts, &asked, &c->arena, &found, &count) != 0) {
        t->draft.failed = true;
        return;
    }
    if (!count)
        return;
    struct rule_match *all = arena_array(&c->arena, t->match_count + count, sizeof *all);
    if (!all) {
        t->draft.failed = true;
        return;
    }
    if (t->match_count)
        memcpy(all, t->matches, t->match_count * sizeof *all);
    memcpy(all + t->match_count, found, count * sizeof *all);
    t->matches = all;
    t->match_count += count;
}

static bool proposes(const struct rule_match *m, enum proposal_key key) {
    return m->proposal && m->proposal->keys >> key & 1;
}

static void match_wins(struct rule_match *m, enum proposal_key key) {
    if (m)
        m->won |= 1u << key;
}

/* The first that proposes this key, or the first of those that override it. */
static struct rule_match *winner(const struct turn *t, enum proposal_key key) {
    struct rule_match *first = NULL;
    for (size_t n = 0; n < t->match_count; n++) {
        if (!proposes(&t->matches[n], key))
            continue;
        if (t->matches[n].proposal->override)
            return &t->matches[n];
        if (!first)
            first = &t->matches[n];
    }
    return first;
}

static struct route *route_add(struct decision *d, word_id track, struct bytes because) {
    for (size_t n = 0; n < d->route_count; n++)
        if (d->routes[n].track == track)
            return &d->routes[n];
    if (d->route_count > TRACKS_MAX)
        return NULL;
    d->routes[d->route_count] = (struct route){.track = track, .because = because};
    return &d->routes[d->route_count++];
}

/* Does this urgency make the route graver? */
static bool route_raise(const struct policy *p, struct route *r, word_id urgency) {
    const struct track *t = policy_track(p, r->track);
    word_id stands = r->urgency;
    if (!urgency || track_gravity(t, urgency) == t->urgency_count)
        return false;
    if (stands && track_gravity(t, urgency) >= track_gravity(t, stands))
        return false;
    r->urgency = urgency;
    return true;
}

static void decide_main_route(const struct cell *c, struct turn *t, struct decision *d) {
    struct rule_match *won = winner(t, PROPOSE_TRACK);
    match_wins(won, PROPOSE_TRACK);
    if (!won || !won->proposal->track)
        return;
    struct route *route = route_add(d, won->proposal->track, won->because);
    struct rule_match *gravest = NULL;
    for (size_t n = 0; n < t->match_count; n++) {
        struct rule_match *m = &t->matches[n];
        bool about = proposes(m, PROPOSE_URGENCY) &&
                     (!proposes(m, PROPOSE_TRACK) || m->proposal->track == route->track);
        if (about && route_raise(c->policy, route, m->proposal->urgency))
            gravest = m;
    }
    match_wins(gravest, PROPOSE_URGENCY);
}

static void decide_further_routes(const struct cell *c, struct turn *t, struct decision *d) {
    for (size_t n = 0; n < t->match_count; n++) {
        struct rule_match *m = &t->matches[n];
        if (!proposes(m, PROPOSE_ALSO))
            continue;
        match_wins(m, PROPOSE_ALSO);
        for (size_t a = 0; a < m->proposal->also_count; a++) {
            size_t known = d->route_count;
            struct route *route = route_add(d, m->proposal->also[a].track, m->because);
            if (d->route_count > known)
                route->further = true;
            if (route)
                route_raise(c->policy, route, m->proposal->also[a].urgency);
        }
    }
}

/* The reason, and what the report was set beside: another incident that it would have fitted, a notice. */
static struct bytes because_cited(struct turn *t, struct bytes because) {
    const struct notice_match *m = &t->match;
    char outside[INSTANT_TEXT_BYTES] = "";
    if (t->near)
        because = draft_text(&t->draft, "%.*s; near I-%llu", (int)because.size, because.data,
                             (unsigned long long)t->near);
    if (!m->notice)
        return because;
    duration_format(m->outside_ms, outside);
    struct bytes place =
        m->outside_m ? draft_text(&t->draft, ", in place by %lld m", (long long)m->outside_m) : BYTES("");
    struct bytes time = m->outside_ms ? draft_text(&t->draft, ", in time by %s", outside) : BYTES("");
    return draft_text(&t->draft, "%.*s; %s the notice I-%llu%s%s%s%s", (int)because.size, because.data,
                      match_says(m, MATCH_INSIDE) ? "inside" : "outside", (unsigned long long)m->notice,
                      time.data, place.data, m->is_short ? ", which came with insufficient lead" : "",
                      m->is_unrelayed ? ", whose relay is overdue" : "");
}

/* An event that only adds to what is open may raise the urgency of every open case that has the word. */
static void decide_raise_open(struct cell *c, struct turn *t) {
    for (size_t n = 0; n < t->match_count; n++) {
        struct rule_match *m = &t->matches[n];
        if (!proposes(m, PROPOSE_URGENCY) || proposes(m, PROPOSE_TRACK))
            continue;
        for (uint32_t k = 0; k < t->incident->case_count; k++) {
            const struct track *track = policy_track(c->policy, t->incident->cases[k].track);
            if (t->incident->cases[k].state == CASE_CLOSED || !track ||
                track_gravity(track, m->proposal->urgency) == track->urgency_count)
                continue;
            case_raise(&t->draft, t->incident, k, m->proposal->urgency, because_cited(t, m->because));
            match_wins(m, PROPOSE_URGENCY);
        }
    }
}

static void decide_fallback(const struct cell *c, const struct turn *t, bool opening, struct decision *d) {
    bool failed = false;
    for (size_t n = 0; n < t->match_count; n++)
        failed |= t->matches[n].fault.size != 0;
    bool undeclared = opening && !policy_kind_declared(c->policy, bytes_of(t->incident->kind));
    bool silent = opening && !winner(t, PROPOSE_TRACK);
    if (!failed && !undeclared && !silent)
        return;
    struct bytes because = failed       ? BYTES("a rule failed; the policy's fallback")
                           : undeclared ? BYTES("a kind that the policy does not declare; its fallback")
                                        : BYTES("no rule names a track; the policy's fallback");
    struct route *route = route_add(d, c->policy->fallback_track, because);
    if (route)
        route_raise(c->policy, route, c->policy->fallback_urgency);
}

static void decide_values(struct turn *t, struct decision *d) {
    struct rule_match *gravest = NULL;
    for (size_t n = 0; n < t->match_count; n++)
        if (proposes(&t->matches[n], PROPOSE_SEVERITY) && t->matches[n].proposal->severity > d->severity) {
            gravest = &t->matches[n];
            d->severity = gravest->proposal->severity;
        }
    match_wins(gravest, PROPOSE_SEVERITY);
    struct rule_match *titled = winner(t, PROPOSE_TITLE);
    match_wins(titled, PROPOSE_TITLE);
    if (titled)
        d->title = titled->proposal->title;
}

/* --- applying ------------------------------------------------------------------------------------------- */

static void incident_retitle(struct turn *t, const struct decision *d) {
    struct incident *i = t->incident;
    if (d->severity > i->severity) {
        i->severity = d->severity;
        i->changed |= INCIDENT_CHANGED_SEVERITY;
        draft_touch(&t->draft, i);
    }
    if (!d->title.size || (i->title && bytes_is(d->title, i->title)))
        return;
    char *title = strndup(d->title.data, d->title.size);
    if (!title) {
        t->draft.failed = true;
        return;
    }
    free(i->title);
    i->title = title;
    i->changed |= INCIDENT_CHANGED_TITLE;
    draft_touch(&t->draft, i);
}

/* The case of a track; case_count when there is none. A dispute that is over is not taken up again. */
static uint32_t track_case(const struct incident *i, word_id track) {
    uint32_t k = 0;
    while (k < i->case_count &&
           (i->cases[k].track != track || (i->cases[k].disputed_by && i->cases[k].state == CASE_CLOSED)))
        k++;
    return k;
}

static bool has_room(const struct turn *t, word_id track) {
    return t->incident->case_count < CASES_MAX &&
           (track != t->draft.policy->dispute_track || incident_disputes(t->incident) < DISPUTES_MAX);
}

static void route_apply(struct turn *t, const struct route *r) {
    uint32_t k = track_case(t->incident, r->track);
    struct bytes because = because_cited(t, r->because);
    if (k == t->incident->case_count && !has_room(t, r->track)) {
        draft_tell_involved(&t->draft, VERB_NOTIFY, t->incident, r->track,
                            BYTES("no room for one more case: only people can route it"));
        return;
    }
    if (k == t->incident->case_count) {
        case_open(&t->draft, t->incident, r->track, r->urgency, r->further && k ? 1 : 0, because);
        return;
    }
    if (t->incident->cases[k].state == CASE_CLOSED)
        case_reopen(&t->draft, t->incident, k);
    if (r->urgency)
        case_raise(&t->draft, t->incident, k, r->urgency, because);
}

static void call_all(struct turn *t, enum verb verb, const struct call *calls, size_t count, word_id track,
                     struct bytes because) {
    for (size_t n = 0; n < count; n++) {
        if (calls[n].party)
            draft_tell_role(&t->draft, verb, t->incident, track,
                            (struct address){calls[n].party, words_text(t->draft.words, calls[n].role)},
                            because);
        else
            draft_call(&t->draft, verb, t->incident, track, calls[n].role, 0, because);
    }
}

/* A clock by name goes to the case of the rule's own track, else to the first; one that runs or was met
 * stays. */
static void clocks_apply(struct turn *t, struct rule_match *m) {
    struct incident *i = t->incident;
    uint32_t k = proposes(m, PROPOSE_TRACK) ? track_case(i, m->proposal->track) : 0;
    if (k >= i->case_count || i->cases[k].state == CASE_CLOSED)
        return;
    for (size_t n = 0; n < m->proposal->clock_count; n++)
        if (!case_has_reached(&i->cases[k], m->proposal->clocks[n]->spec.milestone))
            case_add_clock(&t->draft, i, k, &m->proposal->clocks[n]->spec);
    match_wins(m, PROPOSE_CLOCK);
}

static void match_apply(struct turn *t, struct rule_match *m) {
    const struct proposal *p = m->proposal;
    word_id track = t->incident->case_count ? t->incident->cases[0].track : 0;
    if (p->clock_count)
        clocks_apply(t, m);
    call_all(t, VERB_NOTIFY, p->notify, p->notify_count, track, because_cited(t, m->because));
    call_all(t, VERB_REQUEST_ACK, p->request_ack, p->request_ack_count, track, m->because);
    if (p->hold)
        draft_tell_involved(&t->draft, VERB_HOLD, t->incident, track, m->because);
    m->won |= p->keys & (1u << PROPOSE_TAGS | 1u << PROPOSE_LINK | 1u << PROPOSE_NOTIFY |
                         1u << PROPOSE_REQUEST_ACK | 1u << PROPOSE_HOLD);
}

static bool route_adds(const struct cell *c, const struct incident *i, const struct route *r) {
    uint32_t k = track_case(i, r->track);
    const struct track *track = policy_track(c->policy, r->track);
    return k == i->case_count || i->cases[k].state == CASE_CLOSED || !track ||
           track_gravity(track, track_urgency(track, r->urgency)->word) <
               track_gravity(track, i->cases[k].urgency);
}

bool decision_adds(const struct cell *c, struct turn *t) {
    struct decision d = {0};
    decide_main_route(c, t, &d);
    decide_further_routes(c, t, &d);
    decide_fallback(c, t, true, &d);
    decide_values(t, &d);
    bool adds =
        d.severity > t->incident->severity || !policy_kind_declared(c->policy, t->draft.message->kind);
    for (size_t n = 0; n < d.route_count; n++)
        adds |= route_adds(c, t->incident, &d.routes[n]);
    for (size_t n = 0; n < t->match_count; n++) {
        const struct proposal *p = t->matches[n].proposal;
        adds |= p && (p->clock_count || p->notify_count || p->request_ack_count || p->hold);
        t->matches[n].won =
            p ? p->keys & (1u << PROPOSE_TAGS | 1u << PROPOSE_LINK) : 0; /* the rest is not done */
    }
    return adds;
}

void decision_apply(struct cell *c, struct turn *t, bool opening) {
    struct decision d = {0};
    decide_main_route(c, t, &d);
    decide_further_routes(c, t, &d);
    decide_fallback(c, t, opening, &d);
    decide_values(t, &d);
    incident_retitle(t, &d);
    bool concerned =
        t->incident->case_count || (t->draft.message && incident_concerns_members(&t->draft, t->incident));
    if (!concerned)
        return;
    for (size_t n = 0; n < d.route_count && !t->draft.failed; n++)
        route_apply(t, &d.routes[n]);
    if (!opening)
        decide_raise_open(c, t);
    for (size_t n = 0; n < t->match_count && !t->draft.failed; n++)
        if (t->matches[n].proposal)
            match_apply(t, &t->matches[n]);
}
