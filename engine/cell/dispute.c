/*
 * dispute.c: a party disputes what another says, and what comes of it: positions, a meeting, a finding.
 *
 * A dispute is a child case on the policy's track for disputes; its clocks are the policy's. It is opened by
 * a message, or by a rule that proposes the track. It ends by a finding of a role that may send one, by its
 * own withdrawal, or by being closed. Silence, absence and a passed deadline decide nothing.
 */
#include "core.h"

static uint32_t open_dispute(const struct incident *i) {
    uint32_t k = i->case_count;
    while (k-- > 0)
        if (i->cases[k].disputed_by && i->cases[k].state != CASE_CLOSED)
            return k;
    return i->case_count;
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

void effect_dispute(struct cell *c, struct handling *h, struct incident *i) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(h->draft.message->from.party, code);
    struct bytes because = draft_text(&h->draft, "disputed by %.*s", (int)party.size, party.data);
    if (!c->policy->dispute_track)
        effect_correct(h, i, "was left as it is: the policy knows no disputes");
    else if (open_dispute(i) < i->case_count)
        effect_correct(h, i, "has an open dispute: this message stands with it, and opens no second one");
    else if (incident_disputes(i) >= DISPUTES_MAX)
        effect_correct(h, i, "has been disputed too often for one more");
    else
        case_open(&h->draft, i, c->policy->dispute_track, c->policy->dispute_urgency, disputed_case(h, i),
                  because);
    draft_tell_involved(&h->draft, VERB_NOTIFY, i, c->policy->dispute_track, because);
    rules_ask(c, h, RULE_ON_DISPUTE, NULL, NULL);
}

void effect_position(struct cell *c, struct handling *h, struct incident *i) {
    effect_reach(c, h, i);
    rules_ask(c, h, RULE_ON_POSITION, NULL, NULL);
}

void effect_meeting(struct cell *c, struct handling *h, struct incident *i) {
    effect_reach(c, h, i);
    rules_ask(c, h, RULE_ON_MEETING, NULL, NULL);
}

/* Does the message refer to the one that opened this case? */
static bool names_dispute(const struct handling *h, const struct kase *k) {
    for (size_t n = 0; k->disputed_by && n < h->draft.message->refs_count; n++)
        if (h->refs[n].entry == k->disputed_by)
            return true;
    return false;
}

/* The open dispute that the finding is on: one that it refers to; where it refers to none, the last. */
static uint32_t found_dispute(const struct handling *h, const struct incident *i) {
    bool named = false;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (!names_dispute(h, &i->cases[k]))
            continue;
        if (i->cases[k].state != CASE_CLOSED)
            return k;
        named = true;
    }
    return named ? i->case_count : open_dispute(i);
}

void effect_finding(struct cell *c, struct handling *h, struct incident *i) {
    effect_reach(c, h, i);
    uint32_t k = found_dispute(h, i);
    if (k < i->case_count) {
        case_close(&h->draft, i, k, words_find(c->words, h->draft.message->finding));
        rules_ask(c, h, RULE_ON_CLOSED, &i->cases[k], NULL);
    } else {
        effect_correct(h, i, "has no open dispute: the finding is recorded, and ends nothing");
    }
    rules_ask(c, h, RULE_ON_FINDING, NULL, NULL);
}
