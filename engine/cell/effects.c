/* effects.c: acknowledging, answering, bettering, taking back, closing and reopening: what a message does to
 * an incident that it refers to. */
#include "core.h"

#include <incident/account.h>
#include <state/fields.h>

/* ---- what effects share ---- */

void effect_tell(struct handling *h, const struct incident *i, const char *what) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(h->draft.message->from.party, code);
    struct bytes verdict = message_verdict(h->draft.message);
    draft_tell_involved(&h->draft, VERB_NOTIFY, i, 0,
                        draft_text(&h->draft, "%s from %.*s%s%.*s", what, (int)party.size, party.data,
                                   verdict.size ? ": " : "", (int)verdict.size,
                                   verdict.size ? verdict.data : ""));
}

void effect_correct(struct handling *h, const struct incident *i, const char *what) {
    handling_correct(h, i->number, draft_text(&h->draft, "%s %s", incident_name(i->number).text, what));
}

/* The cases that a message is about: those of its track, or all. */
bool effect_chooses(const struct handling *h, const struct kase *k) {
    struct bytes track = h->draft.message->track;
    return !track.size || bytes_equal(track, words_text(h->draft.words, k->track));
}

void message_describe(struct cell *c, struct handling *h, struct incident *facts) {
    incident_describe(c->policy, h->draft.message, facts);
    h->placed = facts->has_point;
    h->zone = facts->zone;
}

void contested_ask(struct cell *c, struct handling *h, uint32_t before) {
    if (h->incident->contested & ~before)
        rules_ask(c, h, RULE_ON_CONTESTED, NULL, NULL);
}

/* ---- milestones ---- */

/* Milestones are reached by any message that fits: acks, replies, positions, decisions, written accounts. */
void effect_reach(struct cell *c, struct handling *h, struct incident *i) {
    const struct message *m = h->draft.message;
    word_id answered = words_find(c->words, BYTES("answered"));
    bool chosen = false;
    unsigned reached = 0;
    for (uint32_t k = 0; k < i->case_count && !h->draft.failed; k++) {
        if (i->cases[k].state == CASE_CLOSED || !effect_chooses(h, &i->cases[k]))
            continue;
        chosen = true;
        bool before = case_has_reached(&i->cases[k], answered);
        reached += case_reach(&h->draft, i, k);
        if (!before && case_has_reached(&i->cases[k], answered))
            rules_ask(c, h, RULE_ON_ANSWERED, &i->cases[k], NULL);
    }
    if (!chosen && m->track.size)
        effect_correct(h, i, "has no open case on that track");
    else if (m->milestone.size && !reached)
        effect_correct(h, i, "awaits no such milestone from this sender");
    effect_tell(h, i, message_type_word(m->type));
}

/* Recorded and told, and said to be no more than that. */
void effect_record(struct cell *c, struct handling *h, struct incident *i) {
    effect_reach(c, h, i);
    effect_correct(h, i, "was left as it is: this version records such a message and does no more");
}

/* ---- bettering ---- */

/* What an update says of an incident that was set beside a notice is set beside it, too: at its time, and
 * where it was seen. */
static void update_match(struct handling *h, const struct incident *i, const struct incident *facts) {
    struct incident seen = *i;
    if (facts->has_point) {
        seen.has_point = true;
        seen.at = facts->at;
        seen.precision_m = facts->precision_m;
    }
    h->beside.match = notice_match(&h->draft, &seen, false, NULL);
    h->beside.spared = notice_match(&h->draft, &seen, true, NULL);
}

void effect_update(struct cell *c, struct handling *h, struct incident *i) {
    const struct message *m = h->draft.message;
    uint32_t contested = i->contested;
    struct incident facts;
    effect_reach(c, h, i);
    message_describe(c, h, &facts);
    if (i->notice &&
        (facts.has_point || m->window.from_ms != INSTANT_NONE || m->window.until_ms != INSTANT_NONE)) {
        effect_correct(h, i, "is a notice, and stands as it was acknowledged: withdraw it, and send another");
        return;
    }
    incident_place(&h->draft, i, &facts);
    const struct named *about = ref_in(h, i);
    account_join(&h->draft, i, &facts, about ? about->entry : 0);
    if (i->type == MESSAGE_REPORT)
        update_match(h, i, &facts);
    contested_ask(c, h, contested);
    rules_ask(c, h, RULE_ON_UPDATE, NULL, NULL);
}

/* ---- closing ---- */

/* Why a case stays open that a message would end with this outcome; NULL: it does not. `any`: the outcome
 * need not be one of the track's. */
static const char *case_stays(const struct cell *c, const struct handling *h, const struct kase *k,
                              word_id outcome, bool any) {
    const struct track *track = policy_track(c->policy, k->track);
    const struct address *from = &h->draft.message->from;
    word_id role = words_find(c->words, policy_role_word(c->policy, from));
    const struct role *held = policy_role(c->policy, from);
    if (!track)
        return NULL; /* of an earlier policy */
    const struct urgency *u = track_urgency(track, k->urgency);
    if (urgency_needs_person(u) &&
        (!urgency_closed_by(u, role) || !held || !(held->sends >> MESSAGE_CLOSE & 1)))
        return "which that role may not close at that urgency";
    return any || track_has_outcome(track, outcome) ? NULL : "which has no such outcome";
}

static unsigned cases_close(struct cell *c, struct handling *h, struct incident *i, word_id outcome,
                            bool any) {
    unsigned closed = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state == CASE_CLOSED || !effect_chooses(h, &i->cases[k]) ||
            case_stays(c, h, &i->cases[k], outcome, any))
            continue;
        (void)case_reach(&h->draft, i, k);
        case_close(&h->draft, i, k, outcome);
        rules_ask(c, h, RULE_ON_CLOSED, &i->cases[k], NULL);
        closed++;
    }
    return closed;
}

/* The sender is told of what it would have ended and did not. Returns how many cases that are. */
static unsigned stays_tell(const struct cell *c, struct handling *h, const struct incident *i,
                           word_id outcome, bool any) {
    unsigned told = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct kase *stays = &i->cases[k];
        const char *why = stays->state == CASE_CLOSED ? NULL : case_stays(c, h, stays, outcome, any);
        struct bytes track = words_text(c->words, stays->track);
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
    unsigned closed = 0;
    if (!i->case_count)
        incident_close(&h->draft, i, outcome);
    else
        closed = cases_close(c, h, i, outcome, false);
    unsigned stay = stays_tell(c, h, i, outcome, false);
    if (closed || !i->case_count)
        effect_tell(h, i, "closed by a message");
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

static bool report_withdraw(struct handling *h, struct incident *i, const struct named *report) {
    if (!incident_withdraw(&h->draft, i, report->entry, report->home)) {
        effect_correct(h, i,
                       "stands: that report was withdrawn before, is only counted in it, or too many were");
        return false;
    }
    if (i->notice) {
        i->notice->withdrawn = true;
        i->changed |= INCIDENT_CHANGED_NOTICE;
    }
    return true;
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
        any |= ref->own || ref->own_dispute;
        others |= ref->entry && !ref->own && !ref->own_dispute;
        if (ref->own_dispute)
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
    if (!own_withdraw(c, h, i))
        return;
    effect_tell(h, i, "withdrawal");
    contested_ask(c, h, contested);
    if (i->reports || incident_is_closed(i))
        return;
    if (!i->case_count) {
        incident_close(&h->draft, i, outcome);
        return;
    }
    (void)cases_close(c, h, i, outcome, true);
    (void)stays_tell(c, h, i, outcome, true);
}

/* ---- reopening ---- */

void effect_reopen(struct cell *c, struct handling *h, struct incident *i) {
    bool reopened = false;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state != CASE_CLOSED || !effect_chooses(h, &i->cases[k]))
            continue;
        case_reopen(&h->draft, i, k);
        rules_ask(c, h, RULE_ON_REOPENED, &i->cases[k], NULL);
        reopened = true;
    }
    if (!i->case_count && incident_is_closed(i)) {
        incident_reopen(&h->draft, i);
        reopened = true;
    }
    if (reopened)
        effect_tell(h, i, "reopened by a message");
    else
        effect_correct(h, i, "has no closed case to reopen");
}
