/* obligations.c: who is asked, as a function of what was said. See obligations.h. */
#include "obligations.h"

#include <state/fields.h>

/* ---- one statement ---- */

static uint32_t named_place(struct statement *said, party_id party) {
    uint32_t n = 0;
    while (n < said->named_count && said->named[n] != party)
        n++;
    if (n == said->named_count && n < PARTIES_MAX)
        said->named[said->named_count++] = party;
    return n;
}

/* One more party that is named; only declared ones are kept, and never the sender. */
static void statement_name(const struct draft *d, const struct incident *i, struct statement *said,
                           party_id party, bool obliged, bool mentioned, bool accused) {
    const struct policy_party *p = policy_party_find(d->policy, party);
    obliged = obliged && p && p->member && draft_may_see(d, i, party);
    if (!p || party == said->party || !(obliged || mentioned))
        return;
    uint32_t place = named_place(said, party);
    if (place == PARTIES_MAX)
        return; /* no policy declares so many */
    if (mentioned)
        said->mentioned = (uint16_t)(said->mentioned | 1u << place);
    if (accused)
        said->accused = (uint16_t)(said->accused | 1u << place);
    if (obliged)
        said->obliged = (uint16_t)(said->obliged | 1u << place);
}

/* A statement reads back from its document as it was: whom it obliges stands first, then whom it accuses. */
void statement_order(struct statement *said) {
    struct statement in = *said;
    said->named_count = 0;
    said->obliged = said->accused = said->mentioned = 0;
    for (unsigned turn = 0; turn < 3; turn++)
        for (uint32_t n = 0; n < in.named_count; n++) {
            unsigned first = in.obliged >> n & 1 ? 0 : in.accused >> n & 1 ? 1 : 2;
            uint32_t place = said->named_count;
            if (first != turn)
                continue;
            said->named[said->named_count++] = in.named[n];
            said->obliged = (uint16_t)(said->obliged | ((unsigned)in.obliged >> n & 1u) << place);
            said->accused = (uint16_t)(said->accused | ((unsigned)in.accused >> n & 1u) << place);
            said->mentioned = (uint16_t)(said->mentioned | ((unsigned)in.mentioned >> n & 1u) << place);
        }
}

void statement_involve(const struct draft *d, struct statement *said, party_id party) {
    statement_name(d, NULL, said, party, false, true, false);
    statement_order(said);
    said->changed |= STATEMENT_CHANGED_NAMES;
}

static void oblige_all(const struct draft *d, const struct incident *i, struct statement *said) {
    bool alone = true;
    said->names_nobody = true;
    for (size_t n = 0; n < d->policy->party_count; n++)
        alone &= !d->policy->parties[n].member || d->policy->parties[n].supervisor;
    for (size_t n = 0; n < d->policy->party_count; n++)
        if (d->policy->parties[n].member && (alone || !d->policy->parties[n].supervisor))
            statement_name(d, i, said, d->policy->parties[n].code, true, false, false);
}

void statement_oblige(const struct draft *d, const struct incident *i, struct statement *said) {
    const struct message *m = d->message;
    bool addressed = false, member = false, other = false;
    for (size_t n = 0; n < m->to_count; n++)
        addressed |= policy_is_member(d->policy, m->to[n].party) && m->to[n].party != said->party;
    for (size_t n = 0; n < m->actors_count; n++) {
        party_id actor = m->actors[n].party;
        bool named = actor != said->party && actor != PARTY_UNKNOWN;
        member |= named && policy_is_member(d->policy, actor);
        other |= named;
    }
    for (size_t n = 0; n < m->to_count; n++)
        statement_name(d, i, said, m->to[n].party, true, true, false);
    for (size_t n = 0; n < m->actors_count; n++)
        statement_name(d, i, said, m->actors[n].party, !addressed, true, m->actors[n].role == ACTOR_ACTOR);
    bool unknown = false;
    for (size_t n = 0; n < m->actors_count; n++)
        unknown |= m->actors[n].party == PARTY_UNKNOWN;
    if (!addressed && !member && (unknown || !other) && m->type != MESSAGE_UPDATE)
        oblige_all(d, i, said);
    statement_order(said);
}

static bool named_as(const struct statement *s, uint16_t bits, party_id party) {
    for (uint32_t n = 0; n < s->named_count; n++)
        if (s->named[n] == party)
            return bits >> n & 1;
    return false;
}

bool statement_obliges(const struct statement *s, party_id party) {
    return named_as(s, s->obliged, party);
}

bool statement_accuses(const struct statement *s, party_id party) {
    return named_as(s, s->accused, party);
}

word_id statement_ask(const struct statement *s, word_id track) {
    for (uint32_t n = 0; n < s->ask_count; n++)
        if (s->asks[n].track == track)
            return s->asks[n].urgency;
    return 0;
}

bool statement_binds(const struct statement *s, const struct kase *k) {
    return !s->moved_to && (!s->withdrawn || statement_ask(s, k->track));
}

bool statement_in_force(const struct statement *s) {
    return !s->moved_to && (!s->withdrawn || s->ask_count);
}

/* ---- parties ---- */

static void add_obliged(const struct incident *i, struct parties *out) {
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        for (uint32_t k = 0; k < said->named_count && statement_in_force(said); k++)
            if (said->obliged >> k & 1)
                parties_add(out, said->named[k]);
    }
}

void incident_obliged(const struct incident *i, struct parties *out) {
    out->count = 0;
    add_obliged(i, out);
}

void incident_told(const struct incident *i, struct parties *out) {
    incident_obliged(i, out);
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].moved_to)
            parties_add(out, i->statements[n].party);
}

static const struct zone *zone_of(const struct policy *p, word_id word) {
    for (size_t n = 0; n < p->zone_count; n++)
        if (p->zones[n].word == word)
            return &p->zones[n];
    return NULL;
}

/* `all`: also those who are only obliged as all are. */
static void add_involved(const struct policy *p, const struct incident *i, bool all, struct parties *out) {
    const struct zone *zone = zone_of(p, i->zone);
    if (all)
        add_obliged(i, out);
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_in_force(&i->statements[n]) && policy_party_find(p, i->statements[n].party))
            parties_add(out, i->statements[n].party);
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        for (uint32_t k = 0; k < said->named_count && statement_in_force(said); k++)
            if (all || !said->names_nobody || said->mentioned >> k & 1)
                parties_add(out, said->named[k]);
    }
    for (size_t n = 0; zone && n < zone->side_count; n++)
        parties_add(out, zone->sides[n]);
}

void incident_involved(const struct policy *p, const struct incident *i, struct parties *out) {
    out->count = 0;
    add_involved(p, i, true, out);
}

bool incident_is_concerned(const struct policy *p, const struct incident *i) {
    struct parties involved = {.count = 0};
    add_involved(p, i, false, &involved);
    for (uint32_t n = 0; n < involved.count; n++)
        if (policy_is_member(p, involved.list[n]))
            return true;
    return false;
}

void case_sides(const struct policy *p, const struct incident *i, const struct kase *k, struct parties *out) {
    out->count = 0;
    if (!k->disputed_by) {
        for (uint32_t n = 0; n < i->statement_count; n++)
            if (statement_binds(&i->statements[n], k) && !i->statements[n].is_update &&
                policy_is_member(p, i->statements[n].party))
                parties_add(out, i->statements[n].party);
        add_obliged(i, out);
        return;
    }
    for (size_t n = 0; n < 2; n++)
        if (policy_is_member(p, k->sides[n]))
            parties_add(out, k->sides[n]);
    if (policy_is_member(p, k->sides[1]))
        return;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        bool all = !k->sides[1], disputed = statement_in_force(said) && (all || said->entry == k->disputes);
        if (disputed && all && policy_is_member(p, said->party))
            parties_add(out, said->party);
        for (uint32_t at = 0; disputed && at < said->named_count; at++)
            if (said->obliged >> at & 1 && (!all || !policy_is_member(p, said->party)))
                parties_add(out, said->named[at]);
    }
}

/* ---- how grave ---- */

int incident_severity_now(const struct incident *i) {
    int gravest = i->raised_severity;
    bool any = gravest > 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        any |= statement_in_force(said);
        if (statement_in_force(said) && said->severity > gravest)
            gravest = said->severity;
    }
    return any ? gravest : i->severity;
}

/* A dispute is as urgent as the policy says; statements ask for no dispute. */
static word_id asked_by(const struct statement *s, const struct kase *k) {
    return k->disputed_by || !statement_binds(s, k) ? 0 : statement_ask(s, k->track);
}

word_id case_urgency_now(const struct policy *p, const struct incident *i, const struct kase *k) {
    const struct track *t = policy_track(p, k->track);
    word_id gravest = k->raised;
    for (uint32_t n = 0; t && n < i->statement_count; n++) {
        word_id asked = asked_by(&i->statements[n], k);
        if (asked && (!gravest || track_gravity(t, asked) < track_gravity(t, gravest)))
            gravest = asked;
    }
    if (!gravest)
        gravest = k->urgency;
    return t ? track_urgency(t, gravest)->word : gravest;
}

/* ---- since when ---- */

#define NEVER UINT64_MAX

/* The entry of the first statement in force in the case, of those behind `after` that oblige the party (0: of
 * all); 0: none. Places are no order: a merge puts earlier ones behind later ones. */
static uint64_t statement_first(const struct incident *i, const struct kase *k, party_id party,
                                uint64_t after) {
    uint64_t first = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (said->entry > after && (!first || said->entry < first) &&
            (k ? statement_binds(said, k) : statement_in_force(said)) &&
            (!party || statement_obliges(said, party)))
            first = said->entry;
    }
    return first;
}

/* The entry of the first death that a statement in force tells of; 0: of none. */
static uint64_t first_death(const struct incident *i, const struct kase *k) {
    uint64_t first = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (said->killed > 0 && (!first || said->entry < first) && statement_binds(said, k))
            first = said->entry;
    }
    return first;
}

/* Since which entry this urgency has been asked for; NEVER: it is not. */
static uint64_t urgency_since(const struct policy *p, const struct incident *i, const struct kase *k,
                              word_id urgency) {
    /* what raised it is no response to it; a dispute is stated by what opens it */
    uint64_t since = k->raised == urgency ? k->raised_entry + !k->disputed_by : NEVER;
    bool any = k->raised != 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        word_id asked = asked_by(&i->statements[n], k);
        any |= asked != 0;
        if (asked == urgency && i->statements[n].entry < since)
            since = i->statements[n].entry;
    }
    if (since == NEVER)
        return !any && k->urgency == urgency ? 0 : NEVER; /* of none, the last */
    uint64_t death = p->first_death ? first_death(i, k) : 0;
    return death > since ? death : since;
}

/* The first statement behind the last close of the case, of those that oblige the party (0: of all); 0: none.
 */
static uint64_t asked_after_close(const struct incident *i, const struct kase *k, party_id party) {
    return k->closed_entry ? statement_first(i, k, party, k->closed_entry) : 0;
}

static uint64_t later(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

/* Since when the case owes what its urgency asks. */
static uint64_t case_since(const struct policy *p, const struct incident *i, const struct kase *k) {
    uint64_t since = urgency_since(p, i, k, k->urgency);
    return later(since == NEVER ? 0 : since, asked_after_close(i, k, 0));
}

/* ---- what meets it ---- */

/* Is the response, given in this case, about a statement in force there; with a party, about one that
 * obliges it? A dispute has its responses to itself. */
static bool response_is_about(const struct incident *i, const struct kase *k, const struct response *r,
                              party_id party) {
    if (k->disputed_by)
        return true;
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_set_has(&r->about, n) && statement_binds(&i->statements[n], k) &&
            (!party || statement_obliges(&i->statements[n], party)))
            return true;
    return false;
}

/* Which responses are meant: of a party about what obliges it; of a party, about whatever; of anybody; of
 * anybody, but those alone that count whoever owes. */
enum meant { OF_OBLIGED, OF_PARTY, OF_ANYBODY, OF_ANYBODY_UNOWED };

/* What meets something: the entry, 0: nothing; and when. */
struct meeting {
    uint64_t entry;
    int64_t at_ms;
};

/* When the response was given first from `since` on; entry 0: it was not. */
static struct meeting response_since(const struct response *r, uint64_t since) {
    if (r->first && r->first >= since)
        return (struct meeting){r->first, r->first_ms};
    return r->entry >= since ? (struct meeting){r->entry, r->at_ms} : (struct meeting){0, INSTANT_NONE};
}

/* The first response towards a milestone from `since` on. */
static struct meeting response_first(const struct incident *i, uint32_t kase, word_id milestone,
                                     party_id party, uint64_t since, enum meant meant) {
    const struct kase *k = &i->cases[kase];
    struct meeting first = {0, INSTANT_NONE};
    for (uint32_t n = 0; n < i->response_count; n++) {
        const struct response *r = &i->responses[n];
        const struct meeting m = response_since(r, since);
        if (m.entry && r->milestone == milestone && r->cases >> kase & 1 &&
            (meant >= OF_ANYBODY || r->party == party) && !(meant == OF_ANYBODY_UNOWED && r->is_owed) &&
            (!first.entry || m.entry < first.entry) &&
            response_is_about(i, k, r, meant == OF_OBLIGED ? party : 0))
            first = m;
    }
    return first;
}

/* Does an ack of the lowest level reach the milestone? Then so does a report of one's own, where what obliges
 * comes of no member and names nobody. */
static bool milestone_is_receipt(const struct policy *p, word_id milestone) {
    const struct milestone *m = policy_milestone(p, milestone);
    for (size_t n = 0; m && n < m->condition_count; n++)
        if (m->conditions[n].type == MESSAGE_ACK && m->conditions[n].level <= LEVEL_RECEIVED)
            return true;
    return false;
}

/* The party's own report of the same, where that is receipt of all that obliges it; NULL: it is not. */
static const struct statement *own_receipt(const struct policy *p, const struct incident *i,
                                           const struct kase *k, party_id party) {
    const struct statement *own = NULL;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (!statement_binds(said, k))
            continue;
        if (statement_obliges(said, party) && !(said->names_nobody && !policy_is_member(p, said->party)))
            return NULL;
        if (!own && said->party == party && !said->is_update && !said->withdrawn)
            own = said;
    }
    return own;
}

static void owed_of_party(const struct policy *p, const struct incident *i, uint32_t kase, struct owed *o) {
    const struct kase *k = &i->cases[kase];
    const struct meeting met = response_first(i, kase, o->spec->milestone, o->party, o->since,
                                              o->spec->each == EACH_SIDE ? OF_PARTY : OF_OBLIGED);
    const struct statement *own = NULL;
    if (!met.entry && o->spec->each == EACH_PARTY && milestone_is_receipt(p, o->spec->milestone))
        own = own_receipt(p, i, k, o->party);
    o->met = own ? later(own->entry, o->since) : met.entry;
    o->met_ms = met.at_ms; /* of a report of its own: when it was noticed */
}

/* The entry of the first statement in force in the case by which another names the party as actor; 0: none
 * does. */
static uint64_t accused_first(const struct incident *i, const struct kase *k, party_id party) {
    uint64_t first = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (statement_accuses(said, party) && (!first || said->entry < first) && statement_binds(said, k))
            first = said->entry;
    }
    return first;
}

/* Since when the party must answer by itself: obliged, and accused by another, be it by the same statement or
 * not; 0: it need not. */
static uint64_t must_answer_since(const struct incident *i, const struct kase *k, party_id party) {
    uint64_t accused = accused_first(i, k, party), obliged = statement_first(i, k, party, 0);
    return accused && obliged ? later(accused, obliged) : 0;
}

/* A milestone of the case: somebody whom it admits has responded; where that counts because its sender owes,
 * so has every obliged party that another accuses. The entry; 0: not met. */
static struct meeting case_met(const struct incident *i, uint32_t kase, word_id milestone, uint64_t since) {
    const struct kase *k = &i->cases[kase];
    const struct meeting nothing = {0, INSTANT_NONE};
    struct meeting last = response_first(i, kase, milestone, 0, since, OF_ANYBODY_UNOWED);
    struct parties obliged;
    if (last.entry)
        return last;
    last = response_first(i, kase, milestone, 0, since, OF_ANYBODY);
    if (!last.entry)
        return nothing;
    incident_obliged(i, &obliged);
    for (uint32_t n = 0; n < obliged.count; n++) {
        if (!must_answer_since(i, k, obliged.list[n]))
            continue;
        const struct meeting own = response_first(i, kase, milestone, obliged.list[n], since, OF_OBLIGED);
        if (!own.entry)
            return nothing;
        last = own.entry > last.entry ? own : last;
    }
    return last;
}

void case_silent(const struct policy *p, const struct incident *i, uint32_t kase, word_id milestone,
                 struct parties *out) {
    const struct kase *k = &i->cases[kase];
    const struct milestone *m = policy_milestone(p, milestone);
    uint64_t since = case_since(p, i, k);
    struct parties obliged;
    bool owing = false;
    *out = (struct parties){.count = 0};
    for (size_t n = 0; m && n < m->condition_count; n++)
        owing |= m->conditions[n].from == FROM_OWING;
    if (!owing)
        return;
    incident_obliged(i, &obliged);
    for (unsigned accused = 2;
         accused-- && !out->count;) /* where nobody is accused, any of them may answer */
        for (uint32_t n = 0; n < obliged.count; n++)
            if ((!accused || must_answer_since(i, k, obliged.list[n])) &&
                !response_first(i, kase, milestone, obliged.list[n], since, OF_OBLIGED).entry)
                parties_add(out, obliged.list[n]);
}

uint64_t clock_met_since(const struct incident *i, uint32_t kase, const struct clock *c, int64_t *met_ms) {
    const struct meeting met = c->party
                                   ? response_first(i, kase, c->milestone, c->party, c->set_entry, OF_PARTY)
                                   : case_met(i, kase, c->milestone, c->set_entry);
    *met_ms = met.at_ms;
    return met.entry;
}

/* ---- what a case owes ---- */

bool clock_applies(const struct clock_spec *spec, const struct incident *i) {
    return !spec->opened_by || spec->opened_by >> i->type & 1;
}

static bool is_listed(const struct obligations *o, word_id milestone) {
    for (size_t n = 0; n < o->count; n++)
        if (o->list[n].spec->milestone == milestone)
            return true;
    return false;
}

/* Since when a party owes: its first such statement in force, or `since` where that is later; 0: it does not.
 */
static uint64_t party_since(const struct incident *i, const struct kase *k, party_id party, uint64_t since) {
    uint64_t first = statement_first(i, k, party, 0);
    return first ? later(later(since, first), asked_after_close(i, k, party)) : 0;
}

uint64_t party_first(const struct incident *i, const struct kase *k, party_id party) {
    return statement_first(i, k, party, 0);
}

static void owe(const struct policy *p, const struct incident *i, uint32_t kase, struct obligations *o,
                const struct clock_spec *spec, uint64_t since) {
    const struct kase *k = &i->cases[kase];
    struct parties who = {.count = 0};
    if (spec->each == EACH_CASE) {
        struct owed *owed = &o->list[o->count++];
        *owed = (struct owed){.spec = spec, .since = later(since, asked_after_close(i, k, 0))};
        const struct meeting met = case_met(i, kase, spec->milestone, owed->since);
        owed->met = met.entry;
        owed->met_ms = met.at_ms;
        return;
    }
    if (spec->each == EACH_SIDE)
        case_sides(p, i, k, &who);
    else
        incident_obliged(i, &who);
    for (uint32_t n = 0; n < who.count; n++) {
        uint64_t from = spec->each == EACH_PARTY ? party_since(i, k, who.list[n], since) : since;
        if (spec->each == EACH_PARTY && !from)
            continue;
        struct owed *owed = &o->list[o->count++];
        *owed = (struct owed){.spec = spec, .party = who.list[n], .since = from};
        owed_of_party(p, i, kase, owed);
    }
}

/* Had, when one of these responses was given, every party answered that had to by then? A milestone that
 * begins with this one has begun, whoever is accused later. */
static bool case_was_met(const struct incident *i, uint32_t kase, word_id milestone, uint64_t since) {
    const struct kase *k = &i->cases[kase];
    struct parties obliged;
    incident_obliged(i, &obliged);
    for (uint32_t r = 0; r < i->response_count; r++) {
        const struct meeting given = response_since(&i->responses[r], since);
        bool all = given.entry && i->responses[r].milestone == milestone &&
                   i->responses[r].cases >> kase & 1 && response_is_about(i, k, &i->responses[r], 0);
        for (uint32_t n = 0; n < obliged.count && all; n++) {
            uint64_t must = must_answer_since(i, k, obliged.list[n]);
            const struct meeting own = response_first(i, kase, milestone, obliged.list[n], since, OF_OBLIGED);
            all = !must || must > given.entry || (own.entry && own.entry <= given.entry);
        }
        if (all)
            return true;
    }
    return false;
}

/* Has what begins with this milestone begun? */
static bool has_begun(const struct policy *p, const struct incident *i, uint32_t kase,
                      const struct obligations *o, word_id after) {
    int64_t at_ms;
    return case_has_met(p, i, kase, o, after, &at_ms) ||
           case_was_met(i, kase, after, case_since(p, i, &i->cases[kase]));
}

bool case_obligations(const struct policy *p, const struct incident *i, uint32_t kase, struct arena *a,
                      struct obligations *out) {
    const struct kase *k = &i->cases[kase];
    const struct track *t = policy_track(p, k->track);
    *out = (struct obligations){.list = NULL};
    if (!t)
        return true;
    struct parties obliged;
    size_t most = 0;
    incident_obliged(i, &obliged);
    for (size_t u = 0; u < t->urgency_count; u++) /* of each the case, the parties, or two sides besides */
        most += t->urgencies[u].clock_count * (obliged.count + i->statement_count + 2);
    if (most && !(out->list = arena_array(a, most, sizeof *out->list)))
        return false;
    for (unsigned after = 0; after < 2;
         after++) /* of one milestone the gravest, and what begins with the case */
        for (size_t u = 0; u < t->urgency_count; u++) {
            uint64_t since = urgency_since(p, i, k, t->urgencies[u].word);
            for (size_t n = 0; since != NEVER && n < t->urgencies[u].clock_count; n++) {
                const struct clock_spec *spec = &t->urgencies[u].clocks[n];
                if (!spec->after == (after == 0) && clock_applies(spec, i) &&
                    !is_listed(out, spec->milestone) && (!after || has_begun(p, i, kase, out, spec->after)))
                    owe(p, i, kase, out, spec, since);
            }
        }
    return true;
}

/* Was what is owed of the milestone ever all met: at some entry, by all who owed then? Who comes to owe later
 * does not undo it. 0: it was not. */
static uint64_t all_met(const struct obligations *o, word_id milestone, int64_t *at_ms) {
    uint64_t first = 0;
    for (size_t n = 0; n < o->count; n++) {
        uint64_t at = o->list[n].met;
        bool all = at && o->list[n].spec->milestone == milestone && (!first || at < first);
        for (size_t k = 0; k < o->count && all; k++)
            if (o->list[k].spec->milestone == milestone && o->list[k].since <= at)
                all = o->list[k].met && o->list[k].met <= at;
        if (!all)
            continue;
        first = at;
        *at_ms = o->list[n].met_ms;
    }
    return first;
}

bool case_has_met(const struct policy *p, const struct incident *i, uint32_t kase,
                  const struct obligations *o, word_id milestone, int64_t *at_ms) {
    for (size_t n = 0; n < o->count; n++)
        if (o->list[n].spec->milestone == milestone)
            return all_met(o, milestone, at_ms) != 0;
    if (!i->response_count)
        return false;
    const struct meeting met = case_met(i, kase, milestone, case_since(p, i, &i->cases[kase]));
    *at_ms = met.at_ms;
    return met.entry != 0;
}
