/*
 * ending.c: what ends a case, and what begins it again: closing, taking back a report, reopening. Who may
 * close is correct.c.
 */
#include "core.h"

#include <incident/concern.h>
#include <incident/obligations.h>
#include <incident/reconcile.h>
#include <state/fields.h>

/* ---- closing ---- */

/* Does the sender, being asked, end by its close what is asked of it and no more, since others are asked
 * still? */
static bool party_leaves(struct handling *h, const struct incident *i, uint32_t kase) {
    const struct policy *p = h->draft.policy;
    const struct track *t = policy_track(p, i->cases[kase].track);
    party_id sender = h->draft.message->from.party;
    struct obligations owes;
    if (h->draft.message->type != MESSAGE_CLOSE || !t || sender == policy_supervisor(p) ||
        !track_urgency(t, i->cases[kase].urgency)->closes_party || incident_reports_of(i, sender))
        return false;
    if (!case_obligations(p, i, kase, h->draft.arena, &owes)) {
        h->draft.failed = true;
        return false;
    }
    return obligations_first(&owes, sender) && !obligations_all_left(&owes);
}

/* Returns how many are closed; *left grows by those that the sender closed for itself alone. */
static unsigned cases_close(struct cell *c, struct handling *h, struct incident *i, word_id outcome, bool any,
                            unsigned *left) {
    unsigned closed = 0;
    (void)effect_count(h, i, 0);
    (void)incident_reconcile(&h->draft, i);
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state == CASE_CLOSED || !effect_chooses(h, &i->cases[k]) ||
            case_stays(h, i, &i->cases[k], outcome, any))
            continue;
        if (party_leaves(h, i, k)) {
            ++*left;
            continue;
        }
        case_close(&h->draft, i, k, outcome);
        rules_ask(c, h, RULE_ON_CLOSED, &i->cases[k], NULL);
        closed++;
    }
    return closed;
}

/* The sender is told of what it would have ended and did not. Returns how many cases that are. */
static unsigned stays_tell(struct handling *h, const struct incident *i, word_id outcome, bool any) {
    unsigned told = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct kase *stays = &i->cases[k];
        const char *why = stays->state == CASE_CLOSED ? NULL : case_stays(h, i, stays, outcome, any);
        struct bytes track = words_text(h->draft.words, stays->track);
        if (!why || !effect_chooses(h, stays))
            continue;
        told++;
        handling_correct(h, i->number,
                         draft_text(&h->draft, "%s stays open on the track %.*s, %s",
                                    incident_name(i->number).text, (int)track.size, track.data, why));
    }
    return told;
}

void effect_close(struct cell *c, struct handling *h, struct incident *i) {
    word_id outcome = words_find(c->words, h->draft.message->outcome);
    if (incident_is_closed(i)) {
        effect_correct(h, i, "is closed already");
        return;
    }
    unsigned closed = 0, left = 0;
    if (!i->case_count)
        incident_close(&h->draft, i, outcome);
    else
        closed = cases_close(c, h, i, outcome, false, &left);
    unsigned stay = stays_tell(h, i, outcome, false);
    if (closed || !i->case_count)
        effect_tell(h, i, "closed by a message");
    else if (left)
        effect_tell(h, i, "closed for itself by a message");
    else if (!stay)
        effect_correct(h, i, "has no open case on that track");
}

/* ---- taking back ---- */

static void dispute_withdraw(struct cell *c, struct handling *h, struct incident *i, uint64_t dispute) {
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].disputed_by != dispute || i->cases[k].state == CASE_CLOSED)
            continue;
        case_close(&h->draft, i, k, words_find(c->words, BYTES("withdrawn")));
        rules_ask(c, h, RULE_ON_CLOSED, &i->cases[k], NULL);
        effect_tell(h, i, "dispute withdrawn");
        return;
    }
    effect_correct(h, i, "has no open dispute that this message opened");
}

/* What the sender of a withdrawal may not close stays asked for. */
struct withdrawing {
    const struct handling *h;
    const struct incident *i;
};
static bool stays_asked(void *context, word_id track) {
    const struct withdrawing *w = context;
    uint32_t k = case_on(w->i, track);
    return k < w->i->case_count && w->i->cases[k].state != CASE_CLOSED &&
           case_stays(w->h, w->i, &w->i->cases[k], 0, true);
}

static bool report_withdraw(struct handling *h, struct incident *i, const struct named *report) {
    struct withdrawing w = {h, i};
    if (!incident_withdraw(&h->draft, i, report->entry, report->about, stays_asked, &w)) {
        effect_correct(h, i, "stands: that report was withdrawn or left before, or too many were withdrawn");
        return false;
    }
    if (i->notice) {
        i->notice->withdrawn = true;
        i->changed |= INCIDENT_CHANGED_NOTICE;
    }
    return true;
}

/* Cases that only what was taken back asked for end with it. */
static void unasked_close(struct cell *c, struct handling *h, struct incident *i) {
    word_id withdrawn = words_find(c->words, BYTES("withdrawn"));
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state == CASE_CLOSED || case_is_asked(c->policy, i, &i->cases[k]) ||
            case_stays(h, i, &i->cases[k], withdrawn, true))
            continue;
        case_settle(&h->draft, i, k);
        case_lapse(&h->draft, i, k, withdrawn);
        rules_ask(c, h, RULE_ON_CLOSED, &i->cases[k], NULL);
    }
}

/* The open dispute that this message opened, which need not be of type `dispute`. */
static bool opened_dispute(const struct incident *i, uint64_t entry) {
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].disputed_by == entry && i->cases[k].state != CASE_CLOSED)
            return true;
    return false;
}

/* What stands in the incident is taken back, one by one: disputes and reports of the sender's own. Returns
 * how many reports that were. */
static unsigned own_withdraw(struct cell *c, struct handling *h, struct incident *i) {
    unsigned withdrawn = 0;
    bool any = false, others = false;
    for (size_t n = 0; n < h->draft.message->refs_count; n++) {
        const struct named *ref = &h->refs[n];
        if (ref->stands != i)
            continue;
        bool dispute = ref->own_dispute || (ref->is_own && opened_dispute(i, ref->entry));
        any |= ref->own || dispute;
        others |= ref->entry && !ref->own && !dispute;
        if (dispute)
            dispute_withdraw(c, h, i, ref->entry);
        else if (ref->own)
            withdrawn += report_withdraw(h, i, ref);
    }
    if (!any || others)
        effect_correct(h, i,
                       "stands: a party can withdraw a report, notice or request of its own, by its id");
    return withdrawn;
}

/* A party takes reports of its own back. When the last one that stood goes, what came of it ends. */
void effect_withdraw(struct cell *c, struct handling *h, struct incident *i) {
    word_id outcome = words_find(c->words, BYTES("withdrawn"));
    uint32_t contested = i->contested;
    struct parties told; /* as long as what they were asked stands */
    unsigned left = 0;
    incident_told(i, &told);
    if (!own_withdraw(c, h, i))
        return;
    effect_tell_parties(h, i, &told, "withdrawal");
    contested_ask(c, h, contested);
    if (i->reports)
        unasked_close(c, h, i);
    (void)incident_reconcile(&h->draft, i);
    if (i->reports || incident_is_closed(i))
        return;
    if (!i->case_count) {
        incident_close(&h->draft, i, outcome);
        return;
    }
    (void)cases_close(c, h, i, outcome, true, &left);
    (void)stays_tell(h, i, outcome, true);
}

/* ---- reopening ---- */

void effect_reopen(struct cell *c, struct handling *h, struct incident *i) {
    bool reopened = false;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state != CASE_CLOSED || !effect_chooses(h, &i->cases[k]))
            continue;
        case_reopen(&h->draft, i, k, BYTES("reopened"));
        if (!i->cases[k].disputed_by)
            asks_conclude(i, i->cases[k].track, false);
        rules_ask(c, h, RULE_ON_REOPENED, &i->cases[k], NULL);
        reopened = true;
    }
    if (!i->case_count && incident_is_closed(i)) {
        incident_reopen(&h->draft, i);
        reopened = true;
    }
    (void)incident_reconcile(&h->draft, i);
    if (reopened)
        effect_tell(h, i, "reopened by a message");
    else
        effect_correct(h, i, "has no closed case to reopen");
}
