/*
 * decide.c: proposals into decisions.
 *
 * Track and title: the first in load order that proposes one, unless a later rule overrides. Urgency of a
 * track and severity: the gravest. Sets are united. Where no rule proposes a track, the policy's fallback
 * does; a rule that failed, or a kind that the policy does not declare, adds the fallback to whatever else
 * was proposed.
 */
#include "core.h"

#include <incident/account.h>
#include <incident/concern.h>
#include <incident/reconcile.h>
#include <state/fields.h>

#include <stdlib.h>
#include <string.h>

struct route {
    word_id track, urgency; /* urgency 0: the track's default */
    bool further;           /* goes along with the first: a child of its case */
    struct bytes because;
};

/* What a range of matches says together. */
struct decision {
    size_t first, end; /* of the handling's matches */
    bool marks;        /* they are told what they won */
    struct route routes[TRACKS_MAX + 1];
    size_t route_count;
    int severity;
    bool concern;
    struct bytes title;
};

static bool proposes(const struct rule_match *m, enum proposal_key key) {
    return m->proposal && m->proposal->keys >> key & 1;
}

static void match_wins(const struct decision *d, struct rule_match *m, enum proposal_key key) {
    if (m && d->marks)
        m->won |= 1u << key;
}

/* The first that proposes this key, or the first of those that override it. */
static struct rule_match *winner(const struct handling *h, const struct decision *d, enum proposal_key key) {
    struct rule_match *first = NULL;
    for (size_t n = d->first; n < d->end; n++) {
        if (!proposes(&h->matches[n], key))
            continue;
        if (h->matches[n].proposal->override)
            return &h->matches[n];
        if (!first)
            first = &h->matches[n];
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

static void decide_main_route(const struct cell *c, struct handling *h, struct decision *d) {
    struct rule_match *won = winner(h, d, PROPOSE_TRACK);
    match_wins(d, won, PROPOSE_TRACK);
    if (!won || !won->proposal->track)
        return;
    struct route *route = route_add(d, won->proposal->track, won->because);
    struct rule_match *gravest = NULL;
    for (size_t n = d->first; n < d->end; n++) {
        struct rule_match *m = &h->matches[n];
        bool about = proposes(m, PROPOSE_URGENCY) &&
                     (!proposes(m, PROPOSE_TRACK) || m->proposal->track == route->track);
        if (about && route_raise(c->policy, route, m->proposal->urgency))
            gravest = m;
    }
    match_wins(d, gravest, PROPOSE_URGENCY);
}

static void decide_further_routes(const struct cell *c, struct handling *h, struct decision *d) {
    for (size_t n = d->first; n < d->end; n++) {
        struct rule_match *m = &h->matches[n];
        if (!proposes(m, PROPOSE_ALSO))
            continue;
        match_wins(d, m, PROPOSE_ALSO);
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
static struct bytes because_cited(struct handling *h, struct bytes because) {
    const struct notice_match *m = &h->beside.match;
    char outside[INSTANT_TEXT_BYTES] = "";
    if (h->beside.near)
        because = draft_text(&h->draft, "%.*s; near %s", (int)because.size, because.data,
                             incident_name(h->beside.near).text);
    if (!m->notice)
        return because;
    duration_format(m->outside_ms, outside);
    struct bytes place =
        m->outside_m ? draft_text(&h->draft, ", in place by %lld m", (long long)m->outside_m) : BYTES("");
    struct bytes time = m->outside_ms ? draft_text(&h->draft, ", in time by %s", outside) : BYTES("");
    return draft_text(&h->draft, "%.*s; %s the notice %s%s%s%s%s", (int)because.size, because.data,
                      match_says(m, MATCH_INSIDE) ? "inside" : "outside", incident_name(m->notice).text,
                      time.data, place.data, m->is_short ? ", which came with insufficient lead" : "",
                      m->is_unrelayed ? ", whose relay is overdue" : "");
}

static void decide_fallback(const struct cell *c, const struct handling *h, bool opening,
                            struct decision *d) {
    bool failed = false;
    for (size_t n = d->first; n < d->end; n++)
        failed |= h->matches[n].fault.size != 0;
    struct bytes kind = h->draft.message ? h->draft.message->kind : bytes_of(h->incident->kind);
    bool undeclared = opening && !policy_kind_declared(c->policy, kind);
    bool silent = opening && !winner(h, d, PROPOSE_TRACK);
    if (!failed && !undeclared && !silent)
        return;
    struct bytes because = failed       ? BYTES("a rule failed; the policy's fallback")
                           : undeclared ? BYTES("a kind that the policy does not declare; its fallback")
                                        : BYTES("no rule names a track; the policy's fallback");
    struct route *route = route_add(d, c->policy->fallback_track, because);
    if (route)
        route_raise(c->policy, route, c->policy->fallback_urgency);
}

static void decide_values(struct handling *h, struct decision *d) {
    struct rule_match *gravest = NULL;
    for (size_t n = d->first; n < d->end; n++)
        if (proposes(&h->matches[n], PROPOSE_SEVERITY) && h->matches[n].proposal->severity > d->severity) {
            gravest = &h->matches[n];
            d->severity = gravest->proposal->severity;
        }
    match_wins(d, gravest, PROPOSE_SEVERITY);
    for (size_t n = d->first; n < d->end; n++)
        if (proposes(&h->matches[n], PROPOSE_CONCERN)) {
            d->concern = true;
            match_wins(d, &h->matches[n], PROPOSE_CONCERN);
        }
    struct rule_match *titled = winner(h, d, PROPOSE_TITLE);
    match_wins(d, titled, PROPOSE_TITLE);
    if (titled)
        d->title = titled->proposal->title;
}

static struct decision decide(const struct cell *c, struct handling *h, size_t first, size_t end,
                              bool opening, bool marks) {
    struct decision d = {.first = first, .end = end, .marks = marks};
    decide_main_route(c, h, &d);
    decide_further_routes(c, h, &d);
    decide_fallback(c, h, opening, &d);
    decide_values(h, &d);
    return d;
}

/* --- what a statement asks for ----------------------------------------------------------------------------
 */

static void ask_add(const struct policy *p, struct statement *said, word_id track, word_id urgency) {
    const struct track *t = policy_track(p, track);
    if (!t)
        return;
    word_id word = track_urgency(t, urgency)->word;
    for (uint32_t n = 0; n < said->ask_count; n++)
        if (said->asks[n].track == track) {
            if (track_gravity(t, word) < track_gravity(t, said->asks[n].urgency))
                said->asks[n].urgency = word;
            said->asks[n].concluded = false;
            return;
        }
    if (said->ask_count < TRACKS_MAX)
        said->asks[said->ask_count++] = (struct ask){.track = track, .urgency = word};
}

/* An urgency without a track is asked for in every open case that has the word. */
static void asks_add_open(const struct cell *c, const struct handling *h, const struct decision *d,
                          struct statement *said) {
    for (size_t n = d->first; n < d->end; n++) {
        const struct rule_match *m = &h->matches[n];
        for (uint32_t k = 0;
             proposes(m, PROPOSE_URGENCY) && !proposes(m, PROPOSE_TRACK) && k < h->incident->case_count;
             k++) {
            const struct kase *kase = &h->incident->cases[k];
            const struct track *t = policy_track(c->policy, kase->track);
            if (kase->state != CASE_CLOSED && !kase->disputed_by && t &&
                track_gravity(t, m->proposal->urgency) < t->urgency_count)
                ask_add(c->policy, said, kase->track, m->proposal->urgency);
        }
    }
}

void statement_decide(struct cell *c, struct handling *h, struct statement *said, bool opening) {
    const struct decision d = decide(c, h, h->said_first, h->said_end, opening, false);
    for (size_t n = 0; n < d.route_count; n++)
        if (d.routes[n].track != c->policy->dispute_track)
            ask_add(c->policy, said, d.routes[n].track, d.routes[n].urgency);
    if (!opening)
        asks_add_open(c, h, &d, said);
    if (d.severity > said->severity)
        said->severity = d.severity;
    said->concerns |= d.concern;
    said->changed |= STATEMENT_CHANGED_ASKS | STATEMENT_CHANGED_SEVERITY | STATEMENT_CHANGED_CONCERNS;
    h->incident->changed |= INCIDENT_CHANGED_STATEMENTS;
    draft_touch(&h->draft, h->incident);
}

/* --- applying ------------------------------------------------------------------------------------------- */

static void incident_retitle(struct handling *h, const struct decision *d, const struct statement *said) {
    struct incident *i = h->incident;
    if (d->severity > i->raised_severity && (!said || d->severity > said->severity)) {
        i->raised_severity = d->severity;
        i->changed |= INCIDENT_CHANGED_RAISED_SEVERITY;
        draft_touch(&h->draft, i);
    }
    if (d->concern && !said && !i->raised_concern) {
        i->raised_concern = true;
        i->changed |= INCIDENT_CHANGED_RAISED_CONCERN;
        draft_touch(&h->draft, i);
    }
    if (!d->title.size || bytes_is(d->title, i->title))
        return;
    char *title = strndup(d->title.data, d->title.size);
    if (!title) {
        h->draft.failed = true;
        return;
    }
    free(i->title);
    i->title = title;
    i->changed |= INCIDENT_CHANGED_TITLE;
    draft_touch(&h->draft, i);
}

/* The case of a track; case_count when there is none. A dispute that is over is not taken up again. */
static uint32_t track_case(const struct incident *i, word_id track) {
    uint32_t k = 0;
    while (k < i->case_count &&
           (i->cases[k].track != track || (i->cases[k].disputed_by && i->cases[k].state == CASE_CLOSED)))
        k++;
    return k;
}

static bool has_room(const struct handling *h, word_id track) {
    return h->incident->case_count < CASES_MAX &&
           (track != h->draft.policy->dispute_track || incident_disputes(h->incident) < DISPUTES_MAX);
}

/* What its own statement asks for is not raised beside it. */
static void route_raise_case(struct handling *h, uint32_t k, word_id urgency, const struct statement *said,
                             struct bytes because) {
    struct kase *kase = &h->incident->cases[k];
    const struct track *t = policy_track(h->draft.policy, kase->track);
    word_id asked = said && !kase->disputed_by ? statement_ask(said, kase->track) : 0;
    if (!asked || track_gravity(t, urgency) < track_gravity(t, asked))
        case_raise(&h->draft, h->incident, k, urgency, because);
    else if (kase->urgency && track_gravity(t, asked) < track_gravity(t, kase->urgency))
        kase->because = because;
}

static void route_apply(struct handling *h, const struct route *r, const struct statement *said) {
    uint32_t k = track_case(h->incident, r->track);
    struct bytes because = because_cited(h, r->because);
    const struct track *t = policy_track(h->draft.policy, r->track);
    word_id urgency = r->urgency || k == h->incident->case_count ? track_urgency(t, r->urgency)->word : 0;
    if (k == h->incident->case_count && !has_room(h, r->track)) {
        draft_tell_involved(&h->draft, VERB_NOTIFY, h->incident, r->track,
                            BYTES("no room for one more case: only people can route it"));
        return;
    }
    if (k == h->incident->case_count && r->track == h->draft.policy->dispute_track) {
        dispute_open(h, h->incident, urgency, because);
        return;
    }
    if (k == h->incident->case_count)
        k = case_open(&h->draft, h->incident, r->track, r->further && k ? 1 : 0, because);
    else if (h->incident->cases[k].state == CASE_CLOSED)
        case_reopen(&h->draft, h->incident, k, BYTES("reopened"));
    if (urgency && !h->draft.failed)
        route_raise_case(h, k, urgency, said, because);
}

/* An event that only adds to what is open may raise the urgency of every open case that has the word. */
static void raise_open(struct cell *c, struct handling *h, const struct statement *said) {
    for (size_t n = h->first_match; n < h->match_count; n++) {
        struct rule_match *m = &h->matches[n];
        if (!proposes(m, PROPOSE_URGENCY) || proposes(m, PROPOSE_TRACK))
            continue;
        for (uint32_t k = 0; k < h->incident->case_count; k++) {
            const struct track *track = policy_track(c->policy, h->incident->cases[k].track);
            if (h->incident->cases[k].state == CASE_CLOSED || !track ||
                track_gravity(track, m->proposal->urgency) == track->urgency_count)
                continue;
            route_raise_case(h, k, m->proposal->urgency, said, because_cited(h, m->because));
            m->won |= 1u << PROPOSE_URGENCY;
        }
    }
}

static void call_all(struct handling *h, enum verb verb, const struct call *calls, size_t count,
                     word_id track, struct bytes because) {
    for (size_t n = 0; n < count; n++) {
        if (calls[n].party)
            draft_tell_role(&h->draft, verb, h->incident, track,
                            (struct address){calls[n].party, words_text(h->draft.words, calls[n].role)},
                            because);
        else
            draft_tell_rung(&h->draft, verb, h->incident, track, calls[n].role, calls[n].scope, because);
    }
}

/* A clock by name goes to the case of the rule's own track, else to the first; one that runs or was met
 * stays. */
static void clocks_apply(struct handling *h, struct rule_match *m) {
    struct incident *i = h->incident;
    uint32_t k = proposes(m, PROPOSE_TRACK) ? track_case(i, m->proposal->track) : 0;
    if (k >= i->case_count || i->cases[k].state == CASE_CLOSED)
        return;
    for (size_t n = 0; n < m->proposal->clock_count; n++)
        case_add_clock(&h->draft, i, k, &m->proposal->clocks[n]->spec);
    m->won |= 1u << PROPOSE_CLOCK;
}

static void match_apply(struct handling *h, struct rule_match *m, bool silent) {
    const struct proposal *p = m->proposal;
    word_id track = h->incident->case_count ? h->incident->cases[0].track : 0;
    if (p->clock_count && !silent)
        clocks_apply(h, m);
    call_all(h, VERB_NOTIFY, p->notify, p->notify_count, track, because_cited(h, m->because));
    call_all(h, VERB_REQUEST_ACK, p->request_ack, p->request_ack_count, track, m->because);
    if (p->hold)
        draft_tell_involved(&h->draft, VERB_HOLD, h->incident, track, m->because);
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

/* Is it graver than the incident stands, or of a track on which there is no open case? */
static bool decision_is_graver(const struct cell *c, const struct incident *i, const struct decision *d) {
    bool graver = d->severity > i->severity;
    for (size_t n = 0; n < d->route_count; n++)
        graver |= route_adds(c, i, &d->routes[n]);
    return graver;
}

bool decision_adds(const struct cell *c, struct handling *h) {
    const struct decision d = decide(c, h, h->first_match, h->match_count, true, false);
    bool adds =
        decision_is_graver(c, h->incident, &d) || !policy_kind_declared(c->policy, h->draft.message->kind);
    for (size_t n = h->first_match; n < h->match_count; n++) {
        const struct proposal *p = h->matches[n].proposal;
        adds |= p && (p->clock_count || p->notify_count || p->request_ack_count || p->hold);
        h->matches[n].won =
            p ? p->keys & (1u << PROPOSE_TAGS | 1u << PROPOSE_LINK) : 0; /* the rest is not done */
    }
    return adds;
}

/* What is kept from some who may see the incident makes nothing of it graver: they would be called for what
 * they may not see. Who said it hears that it has to stand by itself, and those for whom it is meant hear of
 * it. */
static void decision_keep_silent(struct cell *c, struct handling *h, bool opening) {
    const struct decision d = decide(c, h, h->first_match, h->match_count, opening, false);
    const struct message *m = h->draft.message;
    bool adds = decision_is_graver(c, h->incident, &d) || m->harm.killed > 0; /* a death asks anew */
    for (size_t n = d.first; n < d.end; n++)
        adds |= (proposes(&h->matches[n], PROPOSE_URGENCY) && !proposes(&h->matches[n], PROPOSE_TRACK)) ||
                proposes(&h->matches[n], PROPOSE_CLOCK);
    if (!adds)
        return;
    effect_correct(h, h->incident,
                   "is made no graver by what is kept from some who may see it: report that by itself");
    for (size_t n = 0; n < m->rel_to_count; n++)
        if (m->rel_to[n] != m->from.party)
            draft_tell(&h->draft, VERB_NOTIFY, h->incident, 0, m->rel_to[n],
                       BYTES("graver, and kept from some who may see the incident"));
}

/* The cases, the severity and the title of the incident, as the rules say. */
static void decision_route(struct cell *c, struct handling *h, struct statement *said, bool opening) {
    const struct decision d = decide(c, h, h->first_match, h->match_count, opening, true);
    if (said)
        statement_decide(c, h, said, opening);
    incident_retitle(h, &d, said);
    if (!h->incident->case_count && !incident_is_concerned(c->policy, h->incident))
        return;
    for (size_t n = 0; n < d.route_count && !h->draft.failed; n++)
        route_apply(h, &d.routes[n], said);
    if (said)
        cases_open_asked(&h->draft, h->incident, NULL, BYTES("asked for before it concerned anybody"));
    if (!opening)
        raise_open(c, h, said);
}

void decision_apply(struct cell *c, struct handling *h, bool opening) {
    struct statement *said = draft_statement(&h->draft, h->incident);
    bool silent = said && said->is_silent;
    if (silent)
        decision_keep_silent(c, h, opening);
    else
        decision_route(c, h, said, opening);
    bool concerned = h->incident->case_count || incident_is_concerned(c->policy, h->incident);
    (void)incident_reconcile(&h->draft, h->incident);
    for (size_t n = h->first_match; n < h->match_count && !h->draft.failed && concerned; n++)
        if (h->matches[n].proposal)
            match_apply(h, &h->matches[n], silent);
}
