/* case.c: a case from its opening to its end. See case.h. */
#include "case.h"

#include "concern.h"
#include "obligations.h"
#include <state/fields.h>

uint32_t case_on(const struct incident *i, word_id track) {
    uint32_t k = 0;
    while (k < i->case_count && (i->cases[k].track != track || i->cases[k].disputed_by))
        k++;
    return k;
}

uint32_t case_open(struct draft *d, struct incident *i, word_id track, uint32_t parent,
                   struct bytes because) {
    struct kase *k = incident_case_add(i);
    if (!k) {
        d->failed = true;
        return i->case_count;
    }
    incident_reopen(d, i); /* an incident with an open case is not closed */
    assert(policy_track(d->policy, track));
    k->track = track;
    k->parent = parent;
    k->disputed_by = track == d->policy->dispute_track ? d->n : 0;
    k->opened_ms = d->at_ms;
    k->rung = d->policy->rung_count ? d->policy->rungs[0] : 0;
    k->fresh = true;
    k->changed = CASE_CHANGED_ALL & ~(uint32_t)(CASE_CHANGED_CLOCKS | CASE_CHANGED_MET);
    k->because = because;
    draft_touch(d, i);
    return i->case_count - 1;
}

void cases_open_asked(struct draft *d, struct incident *i, const struct incident *beside,
                      struct bytes because) {
    for (uint32_t n = 0; n < i->statement_count; n++)
        for (uint32_t a = 0; a < i->statements[n].ask_count && !d->failed; a++) {
            word_id track = i->statements[n].asks[a].track;
            uint32_t there = case_on(i, track);
            if (!statement_in_force(&i->statements[n]) || i->statements[n].asks[a].concluded ||
                track == d->policy->dispute_track || !policy_track(d->policy, track))
                continue;
            if (there < i->case_count && i->cases[there].state == CASE_CLOSED)
                case_reopen(d, i, there, because);
            else if (there == i->case_count && !(beside && case_on(beside, track) < beside->case_count))
                (void)case_open(d, i, track, a && i->case_count ? 1 : 0, because);
        }
}

void asks_conclude(struct incident *i, word_id track, bool concluded) {
    for (uint32_t n = 0; n < i->statement_count; n++)
        for (uint32_t a = 0; a < i->statements[n].ask_count; a++) {
            struct ask *ask = &i->statements[n].asks[a];
            if ((track && ask->track != track) || ask->concluded == concluded || i->statements[n].moved_to)
                continue;
            ask->concluded = concluded;
            i->statements[n].changed |= STATEMENT_CHANGED_ASKS;
            i->changed |= INCIDENT_CHANGED_STATEMENTS;
        }
}

static bool is_asked_still(const struct statement *s, word_id track) {
    for (uint32_t n = 0; n < s->ask_count; n++)
        if (s->asks[n].track == track)
            return !s->asks[n].concluded;
    return false;
}

bool case_is_asked(const struct policy *p, const struct incident *i, const struct kase *k) {
    if (k->disputed_by || (k->raised && !k->raised_concluded))
        return true;
    for (uint32_t n = 0; n < i->statement_count && incident_is_concerned(p, i); n++)
        if (statement_in_force(&i->statements[n]) && is_asked_still(&i->statements[n], k->track))
            return true;
    return false;
}

void case_raise(struct draft *d, struct incident *i, uint32_t kase, word_id urgency, struct bytes because) {
    struct kase *k = &i->cases[kase];
    const struct track *t = policy_track(d->policy, k->track);
    if (!t || (k->raised && track_gravity(t, urgency) >= track_gravity(t, k->raised)))
        return;
    if (!k->urgency || track_gravity(t, urgency) < track_gravity(t, k->urgency))
        k->because = because;
    k->raised = track_urgency(t, urgency)->word;
    k->raised_entry = d->n;
    k->raised_concluded = false;
    k->changed |= CASE_CHANGED_RAISED | CASE_CHANGED_RAISED_BY | CASE_CHANGED_RAISED_CONCLUDED;
    draft_touch(d, i);
}

/* The role of a party that the message addresses; that of a bare party where it names none. */
static struct address addressed(const struct draft *d, party_id party) {
    const struct message *m = d->message;
    for (size_t n = 0; m && n < m->to_count; n++)
        if (m->to[n].party == party && m->to[n].role.size)
            return m->to[n];
    return (struct address){party, policy_bare_role(d->policy)};
}

void case_ask(struct draft *d, const struct incident *i, uint32_t kase, party_id party,
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

/* Whose clocks there are to be; 0 stands for the case itself. */
static void clock_owners(const struct draft *d, const struct incident *i, const struct kase *k,
                         enum each each, struct parties *out) {
    *out = (struct parties){.count = 0};
    if (each == EACH_CASE)
        out->list[out->count++] = 0;
    else if (each == EACH_SIDE)
        case_sides(d->policy, i, k, out);
    else
        incident_obliged(i, out);
}

/* Does a clock for the same run, or is that met? */
static bool is_waited_for(const struct kase *k, word_id milestone, party_id party) {
    for (uint32_t n = 0; n < k->clock_count; n++) {
        const struct clock *c = &k->clocks[n];
        bool met = c->state == CLOCK_MET || c->state == CLOCK_MET_LATE;
        if (c->milestone == milestone && c->party == party && (met || clock_is_alive(c)))
            return true;
    }
    for (uint32_t n = 0; n < k->met_count; n++)
        if (k->met[n].milestone == milestone && k->met[n].at_ms != INSTANT_NONE)
            return true;
    return false;
}

void case_add_clock(struct draft *d, struct incident *i, uint32_t kase, const struct clock_spec *spec) {
    struct parties owners;
    bool applies = clock_applies(spec, i);
    clock_owners(d, i, &i->cases[kase], spec->each, &owners);
    for (uint32_t n = 0; n < owners.count && applies && !d->failed; n++)
        if (!is_waited_for(&i->cases[kase], spec->milestone, owners.list[n]) &&
            clock_set(d, i, kase, spec, owners.list[n], d->at_ms)) {
            i->cases[kase].clocks[i->cases[kase].clock_count - 1].by_rule = d->n;
            d->unreconciled = true;
        }
    for (size_t n = 0; n < spec->copy_count && applies; n++)
        draft_copy(d, i, i->cases[kase].track, spec->copy[n]);
}

void case_climb(struct draft *d, struct incident *i, uint32_t kase, word_id rung) {
    struct kase *k = &i->cases[kase];
    if (policy_rung_index(d->policy, rung) >= d->policy->rung_count ||
        (k->rung && policy_rung_index(d->policy, k->rung) >= policy_rung_index(d->policy, rung)))
        return;
    k->rung = rung;
    k->changed |= CASE_CHANGED_RUNG;
}

/* --- the end -------------------------------------------------------------------------------------------- */

static bool all_closed(const struct incident *i) {
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].state != CASE_CLOSED)
            return false;
    return true;
}

/* It went elsewhere with what asked for it, by a merge or a split, rather than being closed by somebody. */
static bool is_moved(const struct draft *d, word_id outcome) {
    return outcome == words_find(d->words, BYTES("merged")) ||
           outcome == words_find(d->words, BYTES("split"));
}

static void case_end(struct draft *d, struct incident *i, uint32_t kase, word_id outcome) {
    struct kase *k = &i->cases[kase];
    for (uint32_t c = 0; c < k->clock_count; c++)
        if (clock_is_alive(&k->clocks[c])) {
            clock_end(&k->clocks[c], CLOCK_CANCELLED, d->at_ms);
            k->changed |= CASE_CHANGED_CLOCKS;
        }
    k->state = CASE_CLOSED;
    k->closed_ms = d->at_ms;
    k->because = BYTES("");
    k->outcome = outcome;
    k->closed_as = 0;
    k->changed |= CASE_CHANGED_STATE | CASE_CHANGED_CLOSED | CASE_CHANGED_OUTCOME | CASE_CHANGED_CLOSED_AS;
    draft_touch(d, i);
    if (all_closed(i))
        incident_close(d, i, outcome);
}

void case_close(struct draft *d, struct incident *i, uint32_t kase, word_id outcome) {
    struct kase *k = &i->cases[kase];
    if (!is_moved(d, outcome)) {
        k->closed_entry = d->n;
        k->raised_concluded = k->raised != 0;
        k->changed |= CASE_CHANGED_CLOSED_BY | CASE_CHANGED_RAISED_CONCLUDED;
        if (!k->disputed_by)
            asks_conclude(i, k->track, true);
    }
    case_end(d, i, kase, outcome);
}

void case_lapse(struct draft *d, struct incident *i, uint32_t kase, word_id outcome) {
    const struct kase *k = &i->cases[kase];
    case_end(d, i, kase, k->closed_as ? k->closed_as : outcome);
}

void case_reopen(struct draft *d, struct incident *i, uint32_t kase, struct bytes because) {
    struct kase *k = &i->cases[kase];
    k->state = CASE_OPEN;
    k->closed_ms = INSTANT_NONE;
    if (!is_moved(d, k->outcome))
        k->closed_as = k->outcome;
    k->outcome = 0;
    k->because = because;
    k->changed |= CASE_CHANGED_CLOSED_AS | CASE_CHANGED_STATE | CASE_CHANGED_CLOSED | CASE_CHANGED_OUTCOME;
    incident_reopen(d, i);
    draft_touch(d, i);
}
