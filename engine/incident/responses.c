/* responses.c: which messages count towards which milestones, and keeping them. See responses.h. */
#include "responses.h"

#include "obligations.h"
#include <state/fields.h>

#include <string.h>

/* ---- what fits a milestone ---- */

/* How a message counts: not at all, because its sender owes, or whoever owes. */
enum count { COUNTS_NOT, COUNTS_OWED, COUNTS };

static bool owes_of(const struct incident *i, const struct statement_set *about, party_id party) {
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_set_has(about, n) && statement_obliges(&i->statements[n], party))
            return true;
    return false;
}

static enum count sender_counts(const struct draft *d, const struct incident *i,
                                const struct statement_set *about, enum milestone_from from) {
    party_id sender = d->message->from.party;
    switch (from) {
    case FROM_OWING:
        return owes_of(i, about, sender) ? COUNTS_OWED : COUNTS_NOT;
    case FROM_REPORTER:
        return incident_reports_of(i, sender) ? COUNTS : COUNTS_NOT;
    case FROM_SUPERVISOR:
        return sender == policy_supervisor(d->policy) ? COUNTS : COUNTS_NOT;
    case FROM_ANY:
        break;
    }
    return COUNTS;
}

/* A message that merely names the milestone stands for an ack or a reply of its sender. */
static bool condition_fits(const struct message *m, const struct milestone_condition *c, bool named) {
    bool valued = c->value_count == 0;
    if (named && (c->type == MESSAGE_ACK || c->type == MESSAGE_REPLY))
        return c->type != m->type || m->level >= c->level;
    for (size_t n = 0; n < c->value_count; n++)
        valued |= bytes_equal(c->values[n], message_verdict(m));
    return c->type == m->type && m->level >= c->level && valued;
}

static enum count message_counts(const struct draft *d, const struct incident *i,
                                 const struct statement_set *about, const struct milestone *milestone) {
    const struct message *m = d->message;
    bool named = bytes_equal(m->milestone, words_text(d->words, milestone->word));
    enum count most = COUNTS_NOT;
    if (!milestone->condition_count)
        return named && policy_is_member(d->policy, m->from.party) ? COUNTS : COUNTS_NOT;
    for (size_t n = 0; n < milestone->condition_count; n++) {
        const struct milestone_condition *c = &milestone->conditions[n];
        enum count counts = condition_fits(m, c, named) ? sender_counts(d, i, about, c->from) : COUNTS_NOT;
        most = counts > most ? counts : most;
    }
    return most;
}

/* ---- keeping ---- */

uint32_t statement_place(const struct incident *i, uint64_t entry, party_id party) {
    uint32_t counted = i->statement_count;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        if (i->statements[n].entry == entry)
            return n;
        if (i->statements[n].counted && i->statements[n].party == party && i->statements[n].entry < entry)
            counted = n;
    }
    return counted;
}

struct statement_set statements_in_force(const struct incident *i) {
    struct statement_set all = {{0}};
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_in_force(&i->statements[n]))
            statement_set_add(&all, n);
    return all;
}

static bool set_is_empty(const struct statement_set *s) {
    uint64_t any = 0;
    for (size_t n = 0; n < STATEMENTS_MAX / 64; n++)
        any |= s->bits[n];
    return !any;
}

/* Is everything of the second in the first? */
static bool set_holds(const struct statement_set *all, const struct statement_set *some) {
    uint64_t beside = 0;
    for (size_t n = 0; n < STATEMENTS_MAX / 64; n++)
        beside |= some->bits[n] & ~all->bits[n];
    return !beside;
}

/* The later one about the same statements takes the place of the earlier, and remembers when that was, unless
 * the earlier counts for more. */
static void response_yield(struct incident *i, struct response *old, struct response *new) {
    bool yields = old->cases && old->party == new->party && old->milestone == new->milestone &&
                  !(old->cases & ~new->cases) && (old->is_owed || !new->is_owed) &&
                  old->entry <= new->entry &&
                  (old->entry == new->entry ? set_holds(&new->about, &old->about)
                                            : memcmp(&old->about, &new->about, sizeof old->about) == 0);
    if (!yields)
        return;
    uint64_t first = old->first ? old->first : old->entry;
    if (first != new->entry && (!new->first || first < new->first)) {
        new->first = first;
        new->first_ms = old->first ? old->first_ms : old->at_ms;
    }
    old->cases = 0; /* its place is free */
    old->changed |= RESPONSE_CHANGED_CASES;
    i->changed |= INCIDENT_CHANGED_RESPONSES;
}

/* Is there already a response that counts as much, for as many statements, in as many cases? */
static bool response_is_known(const struct incident *i, const struct response *new) {
    for (uint32_t n = 0; n < i->response_count; n++) {
        const struct response *old = &i->responses[n];
        bool covers = old->entry == new->entry && old->party == new->party &&
                      old->milestone == new->milestone && old->is_owed == new->is_owed &&
                      !(new->cases & ~old->cases);
        if (covers && set_holds(&old->about, &new->about))
            return true;
    }
    return false;
}

static struct response *response_oldest(struct incident *i) {
    struct response *oldest = i->responses;
    for (uint32_t n = 0; n < i->response_count; n++)
        if (i->responses[n].entry < oldest->entry)
            oldest = &i->responses[n];
    return oldest;
}

/* False: there is no room; `must`: the oldest makes room. */
static bool response_put(struct draft *d, struct incident *i, struct response new, bool must) {
    struct response *place = NULL;
    if (response_is_known(i, &new))
        return true;
    for (uint32_t n = 0; n < i->response_count; n++) {
        response_yield(i, &i->responses[n], &new);
        if (!place && !i->responses[n].cases)
            place = &i->responses[n];
    }
    if (!place && i->response_count == RESPONSES_MAX && !must)
        return false;
    if (!place && i->response_count == RESPONSES_MAX)
        place = response_oldest(i);
    if (!place && !(place = incident_response_add(i))) {
        d->failed = true;
        return true;
    }
    new.fresh = place->fresh;
    new.changed = RESPONSE_CHANGED_ALL;
    *place = new;
    i->changed |= INCIDENT_CHANGED_RESPONSES;
    d->unreconciled = true;
    draft_touch(d, i);
    return true;
}

/* Of what the response is about, the statements that oblige its sender. */
static struct statement_set obliging(const struct incident *i, const struct statement_set *about,
                                     party_id party) {
    struct statement_set out = {{0}};
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_set_has(about, n) && statement_obliges(&i->statements[n], party))
            statement_set_add(&out, n);
    return out;
}

bool responses_take(struct draft *d, struct incident *i, uint32_t cases, const struct statement_set *about) {
    party_id party = d->message->from.party;
    bool room = true;
    for (size_t n = 0; cases && n < d->policy->milestone_count; n++) {
        enum count counts = message_counts(d, i, about, &d->policy->milestones[n]);
        bool owed = counts == COUNTS_OWED;
        if (counts == COUNTS_NOT)
            continue;
        room &= response_put(d, i,
                             (struct response){.first_ms = INSTANT_NONE,
                                               .milestone = d->policy->milestones[n].word,
                                               .party = party,
                                               .is_owed = owed,
                                               .entry = d->n,
                                               .at_ms = d->at_ms,
                                               .cases = cases,
                                               .about = owed ? obliging(i, about, party) : *about},
                             false);
    }
    return room;
}

void responses_follow(struct draft *d, struct incident *to, const struct incident *from,
                      const struct place_map *map) {
    for (uint32_t n = 0; n < from->response_count && !d->failed; n++) {
        struct response r = from->responses[n];
        struct statement_set about = {{0}};
        uint32_t cases = 0;
        for (uint32_t k = 0; k < from->case_count; k++)
            if (r.cases >> k & 1 && map->cases[k] != PLACE_NONE)
                cases |= 1u << map->cases[k];
        for (uint32_t s = 0; s < from->statement_count; s++)
            if (statement_set_has(&r.about, s) && map->statements[s] != PLACE_NONE)
                statement_set_add(&about, map->statements[s]);
        if (!cases || (set_is_empty(&about) && !set_is_empty(&r.about)))
            continue;
        r.cases = cases;
        r.about = about;
        (void)response_put(d, to, r, true);
    }
}

/* ---- what meets a milestone ---- */

struct meeting response_since(const struct response *r, uint64_t since) {
    if (r->first && r->first >= since)
        return (struct meeting){r->first, r->first_ms};
    return r->entry >= since ? (struct meeting){r->entry, r->at_ms} : (struct meeting){0, INSTANT_NONE};
}

struct meeting response_first(const struct incident *i, uint32_t kase, const struct wanted *w) {
    struct meeting first = {0, INSTANT_NONE};
    for (uint32_t n = 0; n < i->response_count; n++) {
        const struct response *r = &i->responses[n];
        if (r->milestone != w->milestone || !(r->cases >> kase & 1) || (w->party && r->party != w->party) ||
            (w->unowed && r->is_owed) || (w->about && !statement_sets_meet(&r->about, w->about)))
            continue;
        const struct meeting m = response_since(r, w->since);
        if (m.entry && (!first.entry || m.entry < first.entry))
            first = m;
    }
    return first;
}
