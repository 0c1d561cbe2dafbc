/* calls.c: who holds a rung: of the parties involved, or of more by the policy's word. See draft.h. */
#include "concern.h"
#include "obligations.h"

/* Whose holders of a rung are called: `wide` those that are no matter of who is involved. */
static bool holds(const struct policy_party *party, enum role_scope scope, bool wide) {
    switch (scope) {
    case SCOPE_SUPERVISOR:
        return party->supervisor;
    case SCOPE_WITH_SUPERVISOR:
        return party->member && (!wide || party->supervisor);
    case SCOPE_MEMBERS:
        return party->member && !party->supervisor;
    case SCOPE_EVERY:
    case SCOPE_INVOLVED:
        break;
    }
    return party->member && (scope == SCOPE_EVERY || !wide);
}

/* Of the members involved, those that a rung of the involved means: the supervisor only where it is obliged.
 */
static bool is_meant(const struct incident *i, const struct policy_party *p, enum role_scope scope) {
    struct parties obliged;
    if (!p->member || scope != SCOPE_INVOLVED || !p->supervisor)
        return true;
    incident_obliged(i, &obliged);
    return parties_have(&obliged, p->code);
}

/* One holder of the action's rung. Where the party lacks it, the next above that it or the supervisor holds
 * is called, and the reason says so: never a lower one under another's name. Who is only told is told as what
 * it is. */
static word_id holder_act(struct draft *d, const struct incident *i, struct action a, party_id party) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes name = party_text(party, code), role = words_text(d->words, a.rung);
    struct rung_holder holder = {party, a.rung};
    if (a.verb == VERB_ESCALATE)
        holder = policy_holder(d->policy, party, a.rung);
    if (holder.party != party || holder.rung != a.rung)
        a.because = draft_text(d, "%.*s; %.*s has no %.*s", (int)a.because.size, a.because.data,
                               (int)name.size, name.data, (int)role.size, role.data);
    a.rung = holder.rung;
    draft_act_on(d, i, a, (struct address){holder.party, words_text(d->words, holder.rung)});
    return holder.rung;
}

static word_id higher(const struct policy *p, word_id a, word_id b) {
    return !a || policy_rung_index(p, b) > policy_rung_index(p, a) ? b : a;
}

/* Of an incident of which all was taken back, a dispute may be open: it is a matter of its sides. */
static word_id sides_act(struct draft *d, const struct incident *i, struct action a) {
    word_id highest = 0;
    for (uint32_t k = 0; k < i->case_count; k++)
        for (size_t n = 0; n < 2; n++)
            if (i->cases[k].disputed_by && i->cases[k].state != CASE_CLOSED &&
                policy_is_member(d->policy, i->cases[k].sides[n]))
                highest = higher(d->policy, highest, holder_act(d, i, a, i->cases[k].sides[n]));
    return highest;
}

/* Holders are called in an order that comes of the incident and not of the policy, so that exchanging two
 * parties exchanges their places: who is obliged, who said something, who is named, then the others.
 * draft_act drops who comes twice. Returns the highest rung that was called; 0: nobody was. */
static word_id holders_act(struct draft *d, const struct incident *i, struct action a, party_id party,
                           enum role_scope scope) {
    const struct policy *p = d->policy;
    struct parties involved;
    word_id highest = 0;
    if (party && (scope == SCOPE_INVOLVED || scope == SCOPE_MEMBERS))
        return holder_act(d, i, a, party);
    incident_involved(p, i, &involved);
    for (uint32_t n = 0; n < involved.count; n++) {
        const struct policy_party *holder = policy_party_find(p, involved.list[n]);
        if (holder && holds(holder, scope, false) && is_meant(i, holder, scope))
            highest = higher(p, highest, holder_act(d, i, a, holder->code));
    }
    if (scope == SCOPE_INVOLVED && !highest)
        highest = sides_act(d, i, a);
    if (scope == SCOPE_INVOLVED && !highest)
        scope = SCOPE_MEMBERS; /* where nobody is involved, all are */
    for (size_t n = 0; n < p->party_count; n++)
        if (holds(&p->parties[n], scope, true))
            highest = higher(p, highest, holder_act(d, i, a, p->parties[n].code));
    return highest;
}

word_id draft_call(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                   party_id party, struct bytes because) {
    return holders_act(d, i, (struct action){.verb = verb, .track = track, .rung = rung, .because = because},
                       party, policy_role_scope(d->policy, rung));
}

void draft_tell_rung(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                     enum role_scope scope, struct bytes because) {
    if (scope == SCOPE_INVOLVED)
        scope = policy_role_scope(d->policy, rung);
    (void)holders_act(d, i, (struct action){.verb = verb, .track = track, .rung = rung, .because = because},
                      0, scope);
}

void draft_copy(struct draft *d, const struct incident *i, word_id track, word_id rung) {
    (void)holders_act(d, i, (struct action){.verb = VERB_NOTIFY, .track = track, .rung = rung, .copy = true},
                      0, policy_role_scope(d->policy, rung));
}

void draft_tell_involved(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                         struct bytes because) {
    party_id sender = d->message ? d->message->from.party : 0;
    struct parties told;
    incident_told(i, &told);
    for (uint32_t n = 0; n < told.count; n++)
        if (told.list[n] != sender)
            draft_tell(d, verb, i, track, told.list[n], because);
}
