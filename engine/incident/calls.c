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

/* Holders are called in an order that comes of the incident and not of the policy, so that exchanging two
 * parties exchanges their places: who is obliged, who said something, who is named, then the others.
 * draft_act drops who comes twice. */
static void holders_act(struct draft *d, const struct incident *i, struct action a, party_id party) {
    const struct policy *p = d->policy;
    enum role_scope scope = policy_role_scope(p, a.rung);
    struct bytes role = words_text(d->words, a.rung);
    struct parties involved;
    bool any = false;
    if (party && (scope == SCOPE_INVOLVED || scope == SCOPE_MEMBERS)) {
        draft_act_on(d, i, a, (struct address){party, role});
        return;
    }
    incident_involved(p, i, &involved);
    for (uint32_t n = 0; n < involved.count; n++) {
        const struct policy_party *holder = policy_party_find(p, involved.list[n]);
        if (!holder || !holds(holder, scope, false) || !is_meant(i, holder, scope))
            continue;
        any = true;
        draft_act_on(d, i, a, (struct address){holder->code, role});
    }
    if (scope == SCOPE_INVOLVED && !any)
        scope = SCOPE_MEMBERS; /* where nobody is involved, all are */
    for (size_t n = 0; n < p->party_count; n++)
        if (holds(&p->parties[n], scope, true))
            draft_act_on(d, i, a, (struct address){p->parties[n].code, role});
}

void draft_call(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                party_id party, struct bytes because) {
    holders_act(d, i, (struct action){.verb = verb, .track = track, .rung = rung, .because = because}, party);
}

void draft_copy(struct draft *d, const struct incident *i, word_id track, word_id rung) {
    holders_act(d, i, (struct action){.verb = VERB_NOTIFY, .track = track, .rung = rung, .copy = true}, 0);
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
