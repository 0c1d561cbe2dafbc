/* obligations.c: who is asked, as a function of what was said. See obligations.h. */
#include "obligations.h"

#include "responses.h"
#include <state/fields.h>

#include <string.h>

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
    obliged = obliged && p && p->owes && draft_may_see(d, i, party);
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

void statement_involve(const struct draft *d, struct statement *said, party_id party) {
    statement_name(d, NULL, said, party, false, true, false);
    statement_order(said);
    said->changed |= STATEMENT_CHANGED_NAMES;
}

static void oblige_all(const struct draft *d, const struct incident *i, struct statement *said) {
    said->names_nobody = true;
    for (size_t n = 0; n < d->policy->party_count; n++)
        if (policy_is_peer(d->policy, d->policy->parties[n].code))
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

/* ---- what stands in a case ---- */

static const struct kase *case_of(const struct obligations *o) {
    return &o->incident->cases[o->kase];
}

static void obliging_add(struct obligations *o, uint32_t place) {
    const struct statement *said = &o->incident->statements[place];
    for (uint32_t n = 0; n < o->obliged.count; n++)
        if (statement_obliges(said, o->obliged.list[n]))
            statement_set_add(&o->obliging[n], place);
}

static void stands_fill(struct obligations *o) {
    o->binding = (struct statement_set){{0}};
    incident_obliged(o->incident, &o->obliged);
    memset(o->obliging, 0, o->obliged.count * sizeof *o->obliging);
    for (uint32_t n = 0; n < o->incident->statement_count; n++)
        if (statement_binds(&o->incident->statements[n], case_of(o))) {
            statement_set_add(&o->binding, n);
            obliging_add(o, n);
        }
}

/* The entry of the first of these statements behind `after`; 0: none is. Places are no order: a merge puts
 * earlier ones behind later ones. */
static uint64_t first_among(const struct obligations *o, const struct statement_set *some, uint64_t after) {
    uint64_t first = 0;
    for (uint32_t n = 0; n < o->incident->statement_count; n++) {
        uint64_t entry = o->incident->statements[n].entry;
        if (statement_set_has(some, n) && entry > after && (!first || entry < first))
            first = entry;
    }
    return first;
}

/* Those that oblige the party; NULL: none does. */
static const struct statement_set *obliging(const struct obligations *o, party_id party) {
    for (uint32_t n = 0; n < o->obliged.count; n++)
        if (o->obliged.list[n] == party)
            return &o->obliging[n];
    return NULL;
}

uint64_t obligations_first(const struct obligations *o, party_id party) {
    const struct statement_set *some = obliging(o, party);
    return some ? first_among(o, some, 0) : 0;
}

uint64_t party_first(const struct incident *i, party_id party) {
    uint64_t first = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if ((!first || said->entry < first) && statement_in_force(said) && statement_obliges(said, party))
            first = said->entry;
    }
    return first;
}

/* ---- since when ---- */

#define NEVER UINT64_MAX

/* The first death among the statements in force in the case, but for those that are kept from some who may
 * see it; 0: none says one. */
static uint64_t first_death(const struct obligations *o) {
    struct statement_set deaths = o->binding;
    for (uint32_t n = 0; n < o->incident->statement_count; n++)
        if (o->incident->statements[n].killed <= 0 || o->incident->statements[n].is_silent)
            deaths.bits[n / 64] &= ~(1ULL << n % 64);
    return first_among(o, &deaths, 0);
}

static uint64_t later(uint64_t a, uint64_t b) {
    return a > b ? a : b;
}

/* The entry since which the case has had this urgency. NEVER: it has not. */
static uint64_t urgency_first(const struct obligations *o, word_id urgency) {
    const struct kase *k = case_of(o);
    /* what raised it is no response to it; a dispute is stated by what opens it */
    uint64_t since = k->raised == urgency ? k->raised_entry + !k->disputed_by : NEVER;
    bool any = k->raised != 0;
    for (uint32_t n = 0; n < o->incident->statement_count; n++) {
        word_id asked = asked_by(&o->incident->statements[n], k);
        any |= asked != 0;
        if (asked == urgency && o->incident->statements[n].entry < since)
            since = o->incident->statements[n].entry;
    }
    if (since == NEVER)
        return !any && k->urgency == urgency ? 0 : NEVER; /* of none, the last */
    return since;
}

/* The entry since which the urgency asks what it asks: its first, or, where the policy says so, the first
 * death. NEVER: the case has not had it. */
static uint64_t urgency_since(const struct obligations *o, word_id urgency) {
    uint64_t since = urgency_first(o, urgency);
    return later(since, since && since != NEVER && o->policy->first_death ? first_death(o) : 0);
}

/* The first of these statements behind the last close of the case; 0: none. */
static uint64_t asked_after_close(const struct obligations *o, const struct statement_set *some) {
    return case_of(o)->closed_entry ? first_among(o, some, case_of(o)->closed_entry) : 0;
}

/* Since when the case owes what its urgency asks. */
static uint64_t case_since(const struct obligations *o) {
    uint64_t since = urgency_since(o, case_of(o)->urgency);
    return later(since == NEVER ? 0 : since, asked_after_close(o, &o->binding));
}

/* ---- what meets it ---- */

/* A response of a party (0: of anybody) about any of these statements; a dispute has its responses to itself.
 */
static struct meeting given(const struct obligations *o, word_id milestone, uint64_t since, party_id party,
                            const struct statement_set *about) {
    const struct wanted wanted = {.milestone = milestone,
                                  .since = since,
                                  .party = party,
                                  .about = case_of(o)->disputed_by ? NULL : about};
    return response_first(o->incident, o->kase, &wanted);
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
static const struct statement *own_receipt(const struct obligations *o, party_id party) {
    const struct statement *own = NULL;
    for (uint32_t n = 0; n < o->incident->statement_count; n++) {
        const struct statement *said = &o->incident->statements[n];
        if (!statement_set_has(&o->binding, n))
            continue;
        if (statement_obliges(said, party) &&
            !(said->names_nobody && !policy_is_member(o->policy, said->party)))
            return NULL;
        if (!own && said->party == party && !said->is_update && !said->withdrawn)
            own = said;
    }
    return own;
}

static void owed_of_party(const struct obligations *o, struct owed *owed) {
    const struct statement_set *about =
        owed->spec->each == EACH_SIDE ? &o->binding : obliging(o, owed->party);
    const struct meeting met = given(o, owed->spec->milestone, owed->since, owed->party, about);
    const struct statement *own = NULL;
    if (!met.entry && owed->spec->each == EACH_PARTY &&
        milestone_is_receipt(o->policy, owed->spec->milestone))
        own = own_receipt(o, owed->party);
    owed->met = own ? later(own->entry, owed->since) : met.entry;
    owed->met_ms = met.at_ms; /* of a report of its own: when it was noticed */
}

/* The entry of the first statement in force in the case by which another names the party as actor; 0: none
 * does. */
static uint64_t accused_first(const struct obligations *o, party_id party) {
    uint64_t first = 0;
    for (uint32_t n = 0; n < o->incident->statement_count; n++) {
        const struct statement *said = &o->incident->statements[n];
        if (statement_set_has(&o->binding, n) && (!first || said->entry < first) &&
            statement_accuses(said, party))
            first = said->entry;
    }
    return first;
}

/* Since when the obliged party in this place must answer by itself: obliged, and accused by another, be it by
 * the same statement or not; 0: it need not. */
static uint64_t must_answer_since(const struct obligations *o, uint32_t place) {
    uint64_t accused = accused_first(o, o->obliged.list[place]);
    uint64_t obliged = accused ? first_among(o, &o->obliging[place], 0) : 0;
    return obliged ? later(accused, obliged) : 0;
}

/* The answer of the obliged party in this place to what obliges it. */
static struct meeting own_answer(const struct obligations *o, uint32_t place, word_id milestone,
                                 uint64_t since) {
    return given(o, milestone, since, o->obliged.list[place], &o->obliging[place]);
}

/* A milestone of the case: somebody whom it admits has responded; where that counts because its sender owes,
 * so has every obliged party that another accuses. The entry; 0: not met. */
static struct meeting case_met(const struct obligations *o, word_id milestone, uint64_t since) {
    const struct statement_set *about = case_of(o)->disputed_by ? NULL : &o->binding;
    const struct wanted unowed = {.milestone = milestone, .since = since, .unowed = true, .about = about};
    struct meeting last = response_first(o->incident, o->kase, &unowed);
    if (last.entry)
        return last;
    last = given(o, milestone, since, 0, about);
    for (uint32_t n = 0; n < o->obliged.count && last.entry; n++) {
        if (!must_answer_since(o, n))
            continue;
        const struct meeting own = own_answer(o, n, milestone, since);
        if (!own.entry || own.entry > last.entry)
            last = own;
    }
    return last;
}

void obligations_silent(const struct obligations *o, word_id milestone, struct parties *out) {
    const struct milestone *m = policy_milestone(o->policy, milestone);
    bool owing = false;
    *out = (struct parties){.count = 0};
    for (size_t n = 0; m && n < m->condition_count; n++)
        owing |= m->conditions[n].from == FROM_OWING;
    for (unsigned accused = 2; owing && accused-- && !out->count;) /* is nobody accused, any may answer */
        for (uint32_t n = 0; n < o->obliged.count; n++)
            if ((!accused || must_answer_since(o, n)) && !own_answer(o, n, milestone, o->since).entry)
                parties_add(out, o->obliged.list[n]);
}

uint64_t obligations_clock_met(const struct obligations *o, const struct clock *c, int64_t *met_ms) {
    const struct meeting met = c->party ? given(o, c->milestone, c->set_entry, c->party, &o->binding)
                                        : case_met(o, c->milestone, c->set_entry);
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

/* The case owes it. */
static void owe_case(struct obligations *o, const struct clock_spec *spec, uint64_t since) {
    since = later(since, asked_after_close(o, &o->binding));
    const struct meeting met = case_met(o, spec->milestone, since);
    o->list[o->count++] = (struct owed){.spec = spec, .since = since, .met = met.entry, .met_ms = met.at_ms};
}

static void owe_party(struct obligations *o, const struct clock_spec *spec, party_id party, uint64_t since) {
    struct owed *owed = &o->list[o->count++];
    *owed = (struct owed){.spec = spec, .party = party, .since = since};
    owed_of_party(o, owed);
}

/* The entry in which the party closed the case for itself, since that was closed last; 0: it did not. */
static uint64_t left_at(const struct obligations *o, party_id party) {
    const struct track *t = policy_track(o->policy, case_of(o)->track);
    word_id closing =
        t && track_urgency(t, case_of(o)->urgency)->closes_party ? policy_closing(o->policy) : 0;
    uint64_t left = 0;
    for (uint32_t n = 0; n < o->incident->response_count && closing; n++) {
        const struct response *r = &o->incident->responses[n];
        if (r->milestone == closing && r->party == party && r->cases >> o->kase & 1)
            left = later(left, r->entry);
    }
    return left > case_of(o)->closed_entry ? left : 0;
}

bool obligations_all_left(const struct obligations *o) {
    for (uint32_t n = 0; n < o->obliged.count; n++)
        if (first_among(o, &o->obliging[n], left_at(o, o->obliged.list[n])))
            return false;
    return true;
}

/* Each obliged party owes from its first such statement in force, or from `since` where that is later; what
 * it closed for itself, not any more. */
static void owe_parties(struct obligations *o, const struct clock_spec *spec, uint64_t since) {
    for (uint32_t n = 0; n < o->obliged.count; n++) {
        uint64_t first = first_among(o, &o->obliging[n], left_at(o, o->obliged.list[n]));
        if (first)
            owe_party(o, spec, o->obliged.list[n],
                      later(later(since, first), asked_after_close(o, &o->obliging[n])));
    }
}

static void owe_sides(struct obligations *o, const struct clock_spec *spec, uint64_t since) {
    struct parties sides;
    case_sides(o->policy, o->incident, case_of(o), &sides);
    for (uint32_t n = 0; n < sides.count; n++)
        owe_party(o, spec, sides.list[n], since);
}

static void (*const owes[])(struct obligations *, const struct clock_spec *, uint64_t) = {
    [EACH_CASE] = owe_case, [EACH_PARTY] = owe_parties, [EACH_SIDE] = owe_sides};

/* Had, when one of these responses was given, every party answered that had to by then? */
static bool case_was_met(const struct obligations *o, word_id milestone, uint64_t since) {
    for (uint32_t r = 0; r < o->incident->response_count; r++) {
        const struct response *response = &o->incident->responses[r];
        const struct meeting m = response_since(response, since);
        bool all = m.entry && response->milestone == milestone && response->cases >> o->kase & 1 &&
                   (case_of(o)->disputed_by || statement_sets_meet(&response->about, &o->binding));
        for (uint32_t n = 0; n < o->obliged.count && all; n++) {
            uint64_t must = must_answer_since(o, n);
            const struct meeting own = own_answer(o, n, milestone, since);
            all = !must || must > m.entry || (own.entry && own.entry <= m.entry);
        }
        if (all)
            return true;
    }
    return false;
}

/* Was all that is owed of one milestone, which stands in the list from `from` on, ever met: at some entry, by
 * all who owed then? Who comes to owe later does not undo it. The first such entry; 0: it was not. */
static uint64_t all_met(const struct obligations *o, size_t from, word_id milestone, int64_t *at_ms) {
    uint64_t first = 0;
    for (size_t n = from; n < o->count; n++) {
        uint64_t at = o->list[n].met;
        bool all = at && o->list[n].spec->milestone == milestone && (!first || at < first);
        for (size_t k = from; k < o->count && all; k++)
            if (o->list[k].spec->milestone == milestone && o->list[k].since <= at)
                all = o->list[k].met && o->list[k].met <= at;
        if (!all)
            continue;
        first = at;
        *at_ms = o->list[n].met_ms;
    }
    return first;
}

/* How the track asks for a milestone; NULL: it does not. */
static const struct clock_spec *spec_of(const struct track *t, word_id milestone) {
    for (size_t u = 0; u < t->urgency_count; u++)
        for (size_t n = 0; n < t->urgencies[u].clock_count; n++)
            if (t->urgencies[u].clocks[n].milestone == milestone)
                return &t->urgencies[u].clocks[n];
    return NULL;
}

/* Has what begins with this milestone at an urgency begun: was that met once since the case has had the
 * urgency, and since the last close? That it is asked anew, or of more, ends nothing that runs. */
static bool has_begun(struct obligations *o, const struct track *t, word_id after, word_id urgency) {
    int64_t at_ms;
    size_t before = o->count;
    if (obligations_met(o, after, &at_ms))
        return true;
    const struct clock_spec *spec = spec_of(t, after);
    uint64_t since = urgency_first(o, urgency);
    if (!spec || spec->each == EACH_CASE)
        return case_was_met(o, after, later(since, asked_after_close(o, &o->binding)));
    owes[spec->each](o, spec, since);
    bool met = all_met(o, before, after, &at_ms) != 0;
    o->count = before;
    return met;
}

/* Of each milestone what the gravest urgency asks; `after`: of those that begin with another. `since`: that
 * of each urgency. */
static void owe_all(struct obligations *o, const struct track *t, const uint64_t *since, bool after) {
    for (size_t u = 0; u < t->urgency_count; u++)
        for (size_t n = 0; since[u] != NEVER && n < t->urgencies[u].clock_count; n++) {
            const struct clock_spec *spec = &t->urgencies[u].clocks[n];
            if ((spec->after != 0) == after && clock_applies(spec, o->incident) &&
                !is_listed(o, spec->milestone) &&
                (!after || has_begun(o, t, spec->after, t->urgencies[u].word)))
                owes[spec->each](o, spec, since[u]);
        }
}

bool case_obligations(const struct policy *p, const struct incident *i, uint32_t kase, struct arena *a,
                      struct obligations *out) {
    const struct track *t = policy_track(p, i->cases[kase].track);
    uint64_t since[URGENCIES_MAX];
    size_t most = 0;
    out->policy = p;
    out->incident = i;
    out->kase = kase;
    out->list = NULL;
    out->count = 0;
    stands_fill(out);
    out->since = case_since(out);
    for (size_t u = 0; t && u < t->urgency_count; u++) { /* the case, the parties, or two sides besides */
        since[u] = urgency_since(out, t->urgencies[u].word);
        if (since[u] != NEVER)
            most += t->urgencies[u].clock_count * (out->obliged.count + i->statement_count + 2);
    }
    if (most && !(out->list = arena_array(a, most, sizeof *out->list)))
        return false;
    for (unsigned after = 0; t && after < 2; after++)
        owe_all(out, t, since, after != 0);
    return true;
}

bool obligations_met(const struct obligations *o, word_id milestone, int64_t *at_ms) {
    for (size_t n = 0; n < o->count; n++)
        if (o->list[n].spec->milestone == milestone)
            return all_met(o, 0, milestone, at_ms) != 0;
    if (!o->incident->response_count)
        return false;
    const struct meeting met = case_met(o, milestone, o->since);
    *at_ms = met.at_ms;
    return met.entry != 0;
}
