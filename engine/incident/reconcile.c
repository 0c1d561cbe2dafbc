/* reconcile.c: clocks follow from obligations, in one place. See reconcile.h. */
#include "reconcile.h"

#include "account.h"
#include "case.h"
#include "clock.h"
#include "obligations.h"
#include "responses.h"
#include <state/fields.h>

/* How the urgency of a case has changed since it was last looked at. */
enum change { AS_GRAVE, GRAVER, LESS_GRAVE };

/* The case at hand. */
struct look {
    struct draft *d;
    struct incident *i;
    uint32_t kase;
    enum change change;
    struct obligations owes;
    struct parties asked; /* whose acknowledgement was asked for just now */
    word_id acknowledged;
    unsigned met;
};

static struct kase *case_of(const struct look *l) {
    return &l->i->cases[l->kase];
}

/* ---- how grave ---- */

/* Is the urgency one of a policy before this one, which the track has no more? Then the case keeps what it
 * was set by. */
static bool is_of_another_policy(const struct look *l, const struct track *t) {
    word_id urgency = l->i->cases[l->kase].urgency;
    return urgency && track_gravity(t, urgency) == t->urgency_count;
}

static enum change urgency_follow(struct look *l) {
    struct kase *k = case_of(l);
    const struct track *t = policy_track(l->d->policy, k->track);
    word_id now = case_urgency_now(l->d->policy, l->i, k), before = k->urgency;
    if (!t || now == before || is_of_another_policy(l, t))
        return AS_GRAVE;
    k->urgency = now;
    k->changed |= CASE_CHANGED_URGENCY;
    return !before || track_gravity(t, now) < track_gravity(t, before) ? GRAVER : LESS_GRAVE;
}

static void severity_follow(struct draft *d, struct incident *i) {
    int severity = incident_severity_now(i);
    if (severity == i->severity)
        return;
    i->severity = severity;
    i->changed |= INCIDENT_CHANGED_SEVERITY;
    draft_touch(d, i);
}

/* ---- clocks that are alive ---- */

static const struct owed *owed_find(const struct look *l, const struct clock *c) {
    for (size_t n = 0; n < l->owes.count; n++)
        if (l->owes.list[n].spec->milestone == c->milestone && l->owes.list[n].party == c->party)
            return &l->owes.list[n];
    return NULL;
}

/* Met by what was said before it was set, it is owed no more, rather than met. */
static void clock_conclude(struct look *l, struct clock *c, bool met, int64_t met_ms) {
    bool counts = met && (met_ms == INSTANT_NONE || met_ms >= c->set_ms);
    enum clock_state state = !counts                     ? CLOCK_CANCELLED
                             : c->state == CLOCK_OVERDUE ? CLOCK_MET_LATE
                                                         : CLOCK_MET;
    clock_end(c, state, l->d->at_ms);
    case_of(l)->changed |= CASE_CHANGED_CLOCKS;
    l->met += counts;
}

/* A clock that no urgency of the track sets: a rule added it, or an earlier policy set it. It is met by what
 * comes after its setting, and owed until then. */
static bool clock_is_apart(const struct look *l, const struct clock *c) {
    const struct track *t = policy_track(l->d->policy, case_of(l)->track);
    bool owes = !c->party || obligations_first(&l->owes, c->party);
    if (t && (is_of_another_policy(l, t) ||
              (l->i->policy_entry != l->d->policy_entry && !owed_find(l, c) && owes)))
        return true;
    for (size_t u = 0; t && !c->by_rule && u < t->urgency_count; u++)
        for (size_t n = 0; n < t->urgencies[u].clock_count; n++)
            if (t->urgencies[u].clocks[n].milestone == c->milestone)
                return false;
    return true;
}

/* A clock that a rule proposed for a statement which is in force no more. */
static bool clock_is_gone(const struct look *l, const struct clock *c) {
    uint32_t place = c->by_rule ? statement_place(l->i, c->by_rule, 0) : l->i->statement_count;
    return place < l->i->statement_count && !statement_binds(&l->i->statements[place], case_of(l));
}

static void clock_follow(struct look *l, uint32_t at) {
    struct clock *c = &case_of(l)->clocks[at];
    const struct owed *owed = owed_find(l, c);
    int64_t met_ms = INSTANT_NONE;
    if (clock_is_gone(l, c)) {
        clock_conclude(l, c, false, INSTANT_NONE);
    } else if (clock_is_apart(l, c)) {
        if (obligations_clock_met(&l->owes, c, &met_ms))
            clock_conclude(l, c, true, met_ms);
    } else if (!owed || owed->met) {
        clock_conclude(l, c, owed != NULL, owed ? owed->met_ms : INSTANT_NONE);
    } else if (l->change == GRAVER) {
        clock_raise(l->d, l->i, l->kase, at, owed->spec);
    } else if (l->change == LESS_GRAVE) {
        clock_lower(l->d, l->i, l->kase, at, owed->spec);
    }
}

/* ---- clocks to be set ---- */

/* The clock of the case for what is owed: that which runs, else the one that was set last; NULL: none. */
static struct clock *clock_last(const struct look *l, const struct owed *o) {
    struct kase *k = case_of(l);
    struct clock *last = clock_alive(k, o->spec->milestone, o->party);
    for (uint32_t n = 0; n < k->clock_count && !(last && clock_is_alive(last)); n++)
        if (k->clocks[n].milestone == o->spec->milestone && k->clocks[n].party == o->party &&
            (!last || k->clocks[n].set_entry >= last->set_entry))
            last = &k->clocks[n];
    return last;
}

/* A clock that ended without having been met, and is met by what was said elsewhere in the meantime. */
static void clock_was_met(struct look *l, struct clock *c, const struct owed *o) {
    if (!c || c->state != CLOCK_CANCELLED || o->met < c->set_entry || o->met_ms == INSTANT_NONE ||
        o->met_ms < c->set_ms)
        return;
    c->state = o->met_ms >= c->due_ms ? CLOCK_MET_LATE : CLOCK_MET;
    c->ended_ms = o->met_ms;
    c->changed |= CLOCK_CHANGED_STATE | CLOCK_CHANGED_ENDED;
    case_of(l)->changed |= CASE_CHANGED_CLOCKS;
}

static void owed_follow(struct look *l, const struct owed *o, bool *begun) {
    struct clock *last = clock_last(l, o);
    bool met_before = last && (last->state == CLOCK_MET || last->state == CLOCK_MET_LATE);
    if (last && clock_is_alive(last))
        return;
    if (o->met) {
        clock_was_met(l, last, o);
        return;
    }
    if (last && last->state == CLOCK_EXPIRED && last->set_entry > case_of(l)->closed_entry)
        return;
    /* no longer met: as first set, unless it is asked anew just now, or was by what came behind a close */
    bool again = met_before && (last->set_entry >= o->since ||
                                (o->since < l->d->n && last->set_entry > case_of(l)->closed_entry));
    int64_t first_ms = again ? last->set_ms : l->d->at_ms;
    if (!clock_set(l->d, l->i, l->kase, o->spec, o->party, first_ms))
        return;
    if (o->spec->milestone == l->acknowledged && o->party)
        parties_add(&l->asked, o->party);
    else if (o->spec->milestone == l->acknowledged)
        incident_obliged(l->i, &l->asked);
    *begun = true;
}

static void copies_send(struct look *l, const struct clock_spec *spec) {
    for (size_t n = 0; n < spec->copy_count; n++)
        draft_copy(l->d, l->i, case_of(l)->track, spec->copy[n]);
}

/* All that is owed of one milestone; where it begins by itself, its copies go out. */
static void milestone_follow(struct look *l, size_t first, size_t *next) {
    const struct clock_spec *spec = l->owes.list[first].spec;
    bool set = false;
    for (*next = first; *next < l->owes.count && l->owes.list[*next].spec == spec; ++*next)
        owed_follow(l, &l->owes.list[*next], &set);
    if (set && spec->after)
        copies_send(l, spec);
}

/* When a case says why, the copies of its urgency go out, even where nobody owes. */
static void copies_follow(struct look *l) {
    const struct track *t = policy_track(l->d->policy, case_of(l)->track);
    const struct urgency *u = t ? track_urgency(t, case_of(l)->urgency) : NULL;
    if (!case_of(l)->because.size && l->change != GRAVER)
        return;
    for (size_t n = 0; u && n < u->clock_count; n++)
        if (!u->clocks[n].after && clock_applies(&u->clocks[n], l->i))
            copies_send(l, &u->clocks[n]);
}

/* ---- what is met ---- */

static struct met *met_find(struct kase *k, word_id milestone) {
    for (uint32_t n = 0; n < k->met_count; n++)
        if (k->met[n].milestone == milestone)
            return &k->met[n];
    return NULL;
}

/* What was met before keeps its instant. */
static void met_follow(struct look *l) {
    struct kase *k = case_of(l);
    for (size_t n = 0; n < l->d->policy->milestone_count; n++) {
        word_id milestone = l->d->policy->milestones[n].word;
        int64_t at_ms = INSTANT_NONE;
        bool is_met = obligations_met(&l->owes, milestone, &at_ms);
        struct met *m = met_find(k, milestone);
        if (is_met == (m && m->at_ms != INSTANT_NONE) || (!m && k->met_count == CASE_MET_MAX))
            continue;
        if (!m)
            m = &k->met[k->met_count++];
        *m = (struct met){milestone, !is_met ? INSTANT_NONE : at_ms == INSTANT_NONE ? l->d->at_ms : at_ms};
        k->changed |= CASE_CHANGED_MET;
        l->met += is_met;
    }
}

/* ---- who is told ---- */

/* Why somebody is asked where nothing says so, by the type of the message. */
static const char *const reasons[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = "a further report",
    [MESSAGE_NOTICE] = "a further report",
    [MESSAGE_REQUEST] = "a further report",
    [MESSAGE_UPDATE] = "an update",
    [MESSAGE_MERGE] = "merged",
    [MESSAGE_SPLIT] = "split",
    [MESSAGE_WITHDRAW] = "a withdrawal",
    [MESSAGE_REOPEN] = "reopened",
};

static struct bytes reason_of(const struct look *l) {
    const struct message *m = l->d->message;
    struct bytes because = case_of(l)->because;
    if (because.size)
        return because;
    return m && reasons[m->type] ? bytes_of(reasons[m->type]) : BYTES("asked anew");
}

/* Has the draft told it of this case? It is reconciled more than once. */
static bool was_told(const struct look *l, party_id party) {
    for (size_t n = 0; n < l->d->action_count; n++) {
        const struct action *a = &l->d->actions[n];
        if (a->to.party == party && a->incident == l->i->number && a->track == l->i->cases[l->kase].track)
            return true;
    }
    return false;
}

/* A declared party that is no member owes nothing, and is told of what names it. */
static void outsider_tell(struct look *l, party_id party) {
    const struct policy_party *p = policy_party_find(l->d->policy, party);
    if (p && !p->member && party != l->d->message->from.party && !was_told(l, party))
        case_ask(l->d, l->i, l->kase, party, reason_of(l));
}

/* Everybody who is obliged where the case says why, or became graver; else whose clock was just set. */
static void asked_tell(struct look *l) {
    struct kase *k = case_of(l);
    const struct message *m = l->d->message;
    bool all = k->because.size || l->change == GRAVER;
    const struct statement *said = m ? draft_statement(l->d, l->i) : NULL;
    if (said && said->entry != l->d->n)
        said = NULL; /* it stands together with what was told before */
    struct parties obliged;
    incident_obliged(l->i, &obliged);
    for (uint32_t n = 0; n < obliged.count; n++)
        if (all || parties_have(&l->asked, obliged.list[n]) ||
            (said && obligations_first(&l->owes, obliged.list[n]) == said->entry &&
             !was_told(l, obliged.list[n])))
            case_ask(l->d, l->i, l->kase, obliged.list[n], reason_of(l));
    for (size_t n = 0; said && n < m->to_count; n++)
        outsider_tell(l, m->to[n].party);
    for (size_t n = 0; said && n < m->actors_count; n++)
        outsider_tell(l, m->actors[n].party);
    for (size_t n = 0; all && m && n < m->to_count; n++)
        if (!parties_have(&obliged, m->to[n].party) && policy_party_find(l->d->policy, m->to[n].party))
            /* it is told; or, kept from it, the sender hears so */
            case_ask(l->d, l->i, l->kase, m->to[n].party, reason_of(l));
    k->because = BYTES("");
}

/* ---- all of it ---- */

static unsigned case_reconcile(struct draft *d, struct incident *i, uint32_t kase) {
    struct look l = {
        .d = d, .i = i, .kase = kase, .acknowledged = words_find(d->words, BYTES("acknowledged"))};
    l.change = urgency_follow(&l);
    if (!case_obligations(d->policy, i, kase, d->arena, &l.owes)) {
        d->failed = true;
        return 0;
    }
    for (uint32_t n = 0, count = case_of(&l)->clock_count; n < count && !d->failed; n++)
        if (clock_is_alive(&case_of(&l)->clocks[n]))
            clock_follow(&l, n);
    for (size_t n = 0; n < l.owes.count && !d->failed;)
        milestone_follow(&l, n, &n);
    copies_follow(&l);
    met_follow(&l);
    asked_tell(&l);
    if (case_of(&l)->changed)
        draft_touch(d, i);
    return l.met;
}

void case_settle(struct draft *d, struct incident *i, uint32_t kase) {
    struct look l = {.d = d, .i = i, .kase = kase};
    if (!case_of(&l)->closed_as)
        return;
    (void)urgency_follow(&l);
    if (case_obligations(d->policy, i, kase, d->arena, &l.owes))
        met_follow(&l);
    else
        d->failed = true;
}

unsigned incident_reconcile(struct draft *d, struct incident *i) {
    unsigned met = 0;
    severity_follow(d, i);
    for (uint32_t k = 0; k < i->case_count && !d->failed; k++)
        if (i->cases[k].state != CASE_CLOSED)
            met += case_reconcile(d, i, k);
    d->unreconciled = false;
    return met;
}
