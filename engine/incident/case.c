/* case.c: a case from its opening to its end. See case.h. */
#include "case.h"
#include <state/fields.h>

bool case_has_reached(const struct kase *k, word_id milestone) {
    for (uint32_t n = 0; n < k->reached_count; n++)
        if (k->reached[n].milestone == milestone)
            return true;
    return false;
}

/* Whose clocks there are to be; 0 stands for the case itself. A reporter that is no member is no side. */
static uint32_t clock_owners(const struct draft *d, const struct incident *i, enum each each,
                             party_id out[INCIDENT_PARTIES_MAX + 1]) {
    uint32_t count = 0;
    if (each == EACH_CASE)
        out[count++] = 0;
    if (each == EACH_SIDE && i->party_count && policy_is_member(d->policy, i->parties[0]))
        out[count++] = i->parties[0];
    for (uint32_t n = 0; each != EACH_CASE && n < i->owing_count; n++)
        if (!count || i->owing[n] != out[0])
            out[count++] = i->owing[n];
    return count;
}

/* Is the incident one of those in which the clock is set? */
static bool clock_applies(const struct clock_spec *spec, const struct incident *i) {
    return !spec->opened_by || spec->opened_by >> i->type & 1;
}

static void case_copy(struct draft *d, const struct incident *i, uint32_t kase,
                      const struct clock_spec *spec) {
    for (size_t n = 0; n < spec->copy_count; n++)
        draft_copy(d, i, i->cases[kase].track, spec->copy[n]);
}

void case_add_clock(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec) {
    party_id owners[INCIDENT_PARTIES_MAX + 1];
    uint32_t count = clock_owners(d, i, spec->each, owners);
    if (!clock_applies(spec, i))
        return;
    for (uint32_t n = 0; n < count && !d->failed; n++)
        clock_set(d, i, kase, spec, owners[n]);
    case_copy(d, i, kase, spec);
}

/* The clocks of an urgency that begin with milestone `after` (0: with the case). */
static void clocks_begin(struct draft *d, struct incident *i, uint32_t kase, word_id after) {
    const struct track *t = policy_track(d->policy, i->cases[kase].track);
    if (!t)
        return; /* a track of an earlier policy: its cases go on, and get no new clocks */
    const struct urgency *u = track_urgency(t, i->cases[kase].urgency);
    for (size_t n = 0; n < u->clock_count; n++)
        if (u->clocks[n].after == after && !case_has_reached(&i->cases[kase], u->clocks[n].milestone))
            case_add_clock(d, i, kase, &u->clocks[n]);
}

/* The role of a party that the message addresses; that of a bare party where it names none. */
static struct address addressed(const struct draft *d, party_id party) {
    const struct message *m = d->message;
    for (size_t n = 0; m && n < m->to_count; n++)
        if (m->to[n].party == party && m->to[n].role.size)
            return m->to[n];
    return (struct address){party, policy_bare_role(d->policy)};
}

/* Ask a party to acknowledge where a clock waits for that; else only tell it. */
static void case_ask(struct draft *d, const struct incident *i, uint32_t kase, party_id party,
                     struct bytes because) {
    const struct kase *k = &i->cases[kase];
    word_id acknowledged = words_find(d->words, BYTES("acknowledged"));
    bool asked = false;
    for (uint32_t c = 0; c < k->clock_count; c++)
        asked |= k->clocks[c].milestone == acknowledged && clock_is_alive(&k->clocks[c]) &&
                 (!k->clocks[c].party || k->clocks[c].party == party);
    struct address to = addressed(d, party);
    const struct address *from = d->message ? &d->message->from : NULL;
    const struct bytes sender = from ? policy_role_word(d->policy, from) : BYTES("");
    if (!asked && from && from->party == party && bytes_equal(to.role, sender))
        return; /* the sender knows */
    draft_tell_role(d, asked ? VERB_REQUEST_ACK : VERB_NOTIFY, i, k->track, to, because);
}

static void case_announce(struct draft *d, const struct incident *i, uint32_t kase, struct bytes because) {
    const struct message *m = d->message;
    for (uint32_t n = 0; n < i->owing_count; n++)
        case_ask(d, i, kase, i->owing[n], because);
    for (size_t n = 0; m && n < m->to_count;
         n++) /* who is addressed and may not see it: the sender is told so */
        if (!incident_visible_to(i, m->to[n].party))
            case_ask(d, i, kase, m->to[n].party, because);
}

void case_owe(struct draft *d, struct incident *i, uint32_t kase, party_id party) {
    const struct track *t = policy_track(d->policy, i->cases[kase].track);
    const struct urgency *u = t ? track_urgency(t, i->cases[kase].urgency) : NULL;
    for (size_t n = 0; u && n < u->clock_count; n++)
        if (u->clocks[n].each != EACH_CASE && !u->clocks[n].after && clock_applies(&u->clocks[n], i))
            clock_set(d, i, kase, &u->clocks[n], party);
    case_ask(d, i, kase, party, BYTES("a further report"));
    draft_touch(d, i);
}

void case_open(struct draft *d, struct incident *i, word_id track, word_id urgency, uint32_t parent,
               struct bytes because) {
    struct kase *k = incident_case_add(i);
    if (!k) {
        d->failed = true;
        return;
    }
    incident_reopen(d, i); /* an incident with an open case is not closed */
    uint32_t kase = i->case_count - 1;
    const struct track *t = policy_track(d->policy, track);
    assert(t);
    k->track = track;
    k->urgency = track_urgency(t, urgency)->word;
    k->parent = parent;
    k->disputed_by = track == d->policy->dispute_track ? d->n : 0;
    k->opened_ms = d->at_ms;
    k->rung = d->policy->rung_count ? d->policy->rungs[0] : 0;
    k->fresh = true;
    k->changed = CASE_CHANGED_ALL & ~(uint32_t)(CASE_CHANGED_CLOCKS | CASE_CHANGED_REACHED);
    draft_touch(d, i);
    clocks_begin(d, i, kase, 0);
    case_announce(d, i, kase, because);
}

void case_raise(struct draft *d, struct incident *i, uint32_t kase, word_id urgency, struct bytes because) {
    struct kase *k = &i->cases[kase];
    const struct track *t = policy_track(d->policy, k->track);
    if (!t || track_gravity(t, urgency) >= track_gravity(t, k->urgency))
        return;
    k->urgency = urgency;
    k->changed |= CASE_CHANGED_URGENCY;
    draft_touch(d, i);
    const struct urgency *u = track_urgency(t, urgency);
    for (size_t n = 0; n < u->clock_count && !d->failed; n++) {
        bool stands = false;
        if (!clock_applies(&u->clocks[n], i))
            continue;
        for (uint32_t c = 0; c < i->cases[kase].clock_count; c++) {
            if (i->cases[kase].clocks[c].milestone != u->clocks[n].milestone)
                continue;
            stands = true;
            if (clock_is_alive(&i->cases[kase].clocks[c]))
                clock_raise(d, i, kase, c, &u->clocks[n]);
        }
        word_id after = u->clocks[n].after;
        if (!stands && (!after || case_has_reached(&i->cases[kase], after)) &&
            !case_has_reached(&i->cases[kase], u->clocks[n].milestone))
            case_add_clock(d, i, kase, &u->clocks[n]);
        else
            case_copy(d, i, kase, &u->clocks[n]);
    }
    case_announce(d, i, kase, because); /* deadlines came nearer: whoever owes must know */
}

void case_climb(struct draft *d, struct incident *i, uint32_t kase, word_id rung) {
    struct kase *k = &i->cases[kase];
    if (policy_rung_index(d->policy, rung) >= d->policy->rung_count ||
        (k->rung && policy_rung_index(d->policy, k->rung) >= policy_rung_index(d->policy, rung)))
        return;
    k->rung = rung;
    k->changed |= CASE_CHANGED_RUNG;
}

/* --- milestones ----------------------------------------------------------------------------------------- */

static bool sender_is(const struct draft *d, const struct incident *i, enum milestone_from from) {
    party_id sender = d->message->from.party;
    switch (from) {
    case FROM_OWING:
        return incident_lists(i->owing, i->owing_count, sender);
    case FROM_REPORTER:
        return incident_lists(i->parties, i->party_count, sender);
    case FROM_SUPERVISOR:
        return sender == policy_supervisor(d->policy);
    case FROM_ANY:
        break;
    }
    return true;
}

static bool condition_holds(const struct draft *d, const struct incident *i,
                            const struct milestone_condition *c) {
    const struct message *m = d->message;
    bool valued = c->value_count == 0;
    for (size_t n = 0; n < c->value_count; n++)
        valued |= bytes_equal(c->values[n], message_verdict(m));
    return c->type == m->type && m->level >= c->level && valued && sender_is(d, i, c->from);
}

/* Does the message name the milestone itself, and may its sender? Where there are conditions, they say who;
 * where there are none, a member or a party that owes may. */
static bool word_reaches(const struct draft *d, const struct incident *i, const struct milestone *milestone) {
    party_id sender = d->message->from.party;
    if (!bytes_equal(d->message->milestone, words_text(d->words, milestone->word)))
        return false;
    for (size_t n = 0; n < milestone->condition_count; n++)
        if (sender_is(d, i, milestone->conditions[n].from))
            return true;
    return !milestone->condition_count &&
           (policy_is_member(d->policy, sender) || incident_lists(i->owing, i->owing_count, sender));
}

static bool message_reaches(const struct draft *d, const struct incident *i,
                            const struct milestone *milestone) {
    if (word_reaches(d, i, milestone))
        return true;
    for (size_t n = 0; n < milestone->condition_count; n++)
        if (condition_holds(d, i, &milestone->conditions[n]))
            return true;
    return false;
}

/* Meet the clocks of a milestone that are the case's own or the sender's. True: none that runs is left. */
static bool clocks_meet(struct draft *d, struct kase *k, word_id milestone, bool *met) {
    bool left = false;
    for (uint32_t n = 0; n < k->clock_count; n++) {
        struct clock *c = &k->clocks[n];
        if (c->milestone != milestone || !clock_is_alive(c))
            continue;
        if (c->party && c->party != d->message->from.party) {
            left = true;
            continue;
        }
        clock_end(c, c->state == CLOCK_OVERDUE ? CLOCK_MET_LATE : CLOCK_MET, d->at_ms);
        k->changed |= CASE_CHANGED_CLOCKS;
        *met = true;
    }
    return !left;
}

/* Is the milestone still to be reached, or owed by a party that came to owe after it was reached? */
static bool is_awaited(const struct kase *k, word_id milestone) {
    for (uint32_t n = 0; n < k->clock_count; n++)
        if (k->clocks[n].milestone == milestone && clock_is_alive(&k->clocks[n]))
            return true;
    return !case_has_reached(k, milestone);
}

unsigned case_reach(struct draft *d, struct incident *i, uint32_t kase) {
    unsigned reached = 0;
    for (size_t n = 0; n < d->policy->milestone_count; n++) {
        const struct milestone *milestone = &d->policy->milestones[n];
        struct kase *k = &i->cases[kase];
        bool met = false;
        if (!is_awaited(k, milestone->word) || !message_reaches(d, i, milestone))
            continue;
        bool all = clocks_meet(d, k, milestone->word, &met);
        reached += met || all;
        if (all && !case_has_reached(k, milestone->word) && k->reached_count < CASE_REACHED_MAX) {
            k->reached[k->reached_count++] = (struct reached){milestone->word, d->at_ms};
            k->changed |= CASE_CHANGED_REACHED;
            clocks_begin(d, i, kase, milestone->word);
        }
        draft_touch(d, i);
    }
    return reached;
}

/* --- the end -------------------------------------------------------------------------------------------- */

static bool all_closed(const struct incident *i) {
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].state != CASE_CLOSED)
            return false;
    return true;
}

void case_close(struct draft *d, struct incident *i, uint32_t kase, word_id outcome) {
    struct kase *k = &i->cases[kase];
    for (uint32_t c = 0; c < k->clock_count; c++)
        if (clock_is_alive(&k->clocks[c])) {
            clock_end(&k->clocks[c], CLOCK_CANCELLED, d->at_ms);
            k->changed |= CASE_CHANGED_CLOCKS;
        }
    k->state = CASE_CLOSED;
    k->closed_ms = d->at_ms;
    k->outcome = outcome;
    k->changed |= CASE_CHANGED_STATE | CASE_CHANGED_CLOSED | CASE_CHANGED_OUTCOME;
    draft_touch(d, i);
    if (all_closed(i))
        incident_close(d, i, outcome);
}

void case_reopen(struct draft *d, struct incident *i, uint32_t kase) {
    struct kase *k = &i->cases[kase];
    k->state = CASE_OPEN;
    k->closed_ms = INSTANT_NONE;
    k->outcome = 0;
    k->changed |= CASE_CHANGED_STATE | CASE_CHANGED_CLOSED | CASE_CHANGED_OUTCOME;
    incident_reopen(d, i);
    draft_touch(d, i);
    clocks_begin(d, i, kase, 0);
    for (uint32_t n = 0; n < i->cases[kase].reached_count; n++)
        clocks_begin(d, i, kase, i->cases[kase].reached[n].milestone);
    case_announce(d, i, kase, BYTES("reopened"));
}
