/*
 * dispute.c: a party disputes what another says, and what comes of it: positions, a meeting, a finding.
 *
 * A dispute is a child case on the policy's track for disputes; its clocks are the policy's. It is opened by
 * a message, or by a rule that proposes the track. It ends by a finding of a role that may send one, by its
 * own withdrawal, or by being closed. Silence, absence and a passed deadline decide nothing.
 */
#include "core.h"

#include <incident/obligations.h>
#include <state/fields.h>

/* The only open dispute; case_count: there is none, or more than one. */
static uint32_t only_dispute(const struct incident *i, unsigned *open) {
    uint32_t only = i->case_count;
    *open = 0;
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].disputed_by && i->cases[k].state != CASE_CLOSED) {
            only = k;
            ++*open;
        }
    return *open == 1 ? only : i->case_count;
}

void dispute_describe(const struct handling *h, const struct incident *i, struct kase *k) {
    const struct message *m = h->draft.message;
    k->sides[0] = m ? m->from.party : 0;
    for (uint32_t n = 0; n < i->statement_count;
         n++) /* by the number of the incident: all that is said there */
        if (statement_in_force(&i->statements[n]) && (!k->disputes || i->statements[n].entry < k->disputes))
            k->disputes = i->statements[n].entry;
    for (size_t n = 0; m && n < m->refs_count; n++) {
        if (h->refs[n].stands != i || !h->refs[n].entry)
            continue;
        k->sides[1] = m->refs[n].party;
        k->disputes = h->refs[n].about;
        for (uint32_t other = 0; other < i->case_count; other++)
            if (&i->cases[other] != k && i->cases[other].disputed_by == k->disputes)
                k->disputes = i->cases[other].disputes;
        break;
    }
    k->changed |= CASE_CHANGED_SIDES | CASE_CHANGED_DISPUTES;
}

/* Is what the message disputes in dispute already? */
static bool stands_already(const struct handling *h, const struct incident *i) {
    struct kase new = {.track = 0};
    dispute_describe(h, i, &new);
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct kase *old = &i->cases[k];
        if (old->disputed_by && old->state != CASE_CLOSED && old->disputes == new.disputes)
            return true;
    }
    return false;
}

/* The case that is disputed: of the message's track, else the first that is open, else the first. + 1; 0:
 * none. */
static uint32_t disputed_case(const struct handling *h, const struct incident *i) {
    uint32_t first = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].disputed_by || !effect_chooses(h, &i->cases[k]))
            continue;
        if (i->cases[k].state != CASE_CLOSED)
            return k + 1;
        if (!first)
            first = k + 1;
    }
    return first;
}

void dispute_open(struct handling *h, struct incident *i, word_id urgency, struct bytes because) {
    uint32_t k = case_open(&h->draft, i, h->draft.policy->dispute_track, disputed_case(h, i), because);
    if (h->draft.failed)
        return;
    case_raise(&h->draft, i, k, urgency, because);
    dispute_describe(h, i, &i->cases[k]);
}

void effect_dispute(struct cell *c, struct handling *h, struct incident *i) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(h->draft.message->from.party, code);
    struct bytes because = draft_text(&h->draft, "disputed by %.*s", (int)party.size, party.data);
    if (!c->policy->dispute_track)
        effect_correct(h, i, "was left as it is: the policy knows no disputes");
    else if (stands_already(h, i))
        effect_correct(h, i, "has this dispute open: the message stands with it, and opens no second one");
    else if (incident_disputes(i) >= DISPUTES_MAX)
        effect_correct(h, i, "has been disputed too often for one more");
    else
        dispute_open(h, i, c->policy->dispute_urgency, because);
    draft_tell_involved(&h->draft, VERB_NOTIFY, i, c->policy->dispute_track, because);
    rules_ask(c, h, RULE_ON_DISPUTE, NULL, NULL);
}

void effect_position(struct cell *c, struct handling *h, struct incident *i) {
    effect_respond(c, h, i);
    rules_ask(c, h, RULE_ON_POSITION, NULL, NULL);
}

void effect_meeting(struct cell *c, struct handling *h, struct incident *i) {
    effect_respond(c, h, i);
    rules_ask(c, h, RULE_ON_MEETING, NULL, NULL);
}

/* Does the message name this dispute, by what opened it or is about it? */
static bool names_dispute(const struct handling *h, const struct incident *i, const struct kase *k) {
    for (size_t n = 0; n < h->draft.message->refs_count && k->disputed_by; n++)
        if (h->refs[n].stands == i && h->refs[n].about == k->disputed_by)
            return true;
    return false;
}

/* The open disputes that the finding is on, as bits of places: those that it names; where it names none, the
 * only one. `several`: it names none, and there are more. */
static uint32_t found_disputes(const struct handling *h, const struct incident *i, bool *several) {
    bool named = false;
    unsigned open;
    uint32_t found = 0, only = only_dispute(i, &open);
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (!names_dispute(h, i, &i->cases[k]))
            continue;
        named = true;
        if (i->cases[k].state != CASE_CLOSED)
            found |= 1u << k;
    }
    *several = !named && open > 1;
    return named || only == i->case_count ? found : 1u << only;
}

void effect_finding(struct cell *c, struct handling *h, struct incident *i) {
    bool several = false;
    uint32_t found = found_disputes(h, i, &several);
    if (several) {
        effect_correct(h, i, "has several open disputes: the finding names none, and ends none");
        effect_tell(h, i, message_type_word(h->draft.message->type));
        rules_ask(c, h, RULE_ON_FINDING, NULL, NULL);
        return;
    }
    effect_respond(c, h, i);
    for (uint32_t k = 0; k < i->case_count; k++)
        if (found >> k & 1) {
            case_close(&h->draft, i, k, words_find(c->words, h->draft.message->finding));
            rules_ask(c, h, RULE_ON_CLOSED, &i->cases[k], NULL);
        }
    if (!found)
        effect_correct(h, i, "has no open dispute: the finding is recorded, and ends nothing");
    rules_ask(c, h, RULE_ON_FINDING, NULL, NULL);
}
