/* effects.c: acknowledging, answering, bettering, taking back, closing and reopening: what a message does to
 * an incident that it refers to. */
#include "core.h"

#include <incident/account.h>
#include <state/fields.h>

/* ---- what effects share ---- */

void effect_tell(struct turn *t, const struct incident *i, const char *what) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(t->draft.message->from.party, code);
    struct bytes verdict = message_verdict(t->draft.message);
    draft_tell_involved(&t->draft, VERB_NOTIFY, i, 0,
                        draft_text(&t->draft, "%s from %.*s%s%.*s", what, (int)party.size, party.data,
                                   verdict.size ? ": " : "", (int)verdict.size,
                                   verdict.size ? verdict.data : ""));
}

void effect_correct(struct turn *t, const struct incident *i, const char *what) {
    turn_correct(t, i->number, draft_text(&t->draft, "I-%llu %s", (unsigned long long)i->number, what));
}

/* The cases that a message is about: those of its track, or all. */
bool effect_chooses(const struct turn *t, const struct kase *k) {
    struct bytes track = t->draft.message->track;
    return !track.size || bytes_equal(track, words_text(t->draft.words, k->track));
}

void message_describe(struct cell *c, struct turn *t, struct incident *facts) {
    incident_describe(c->policy, t->draft.message, facts);
    t->placed = facts->has_point;
    t->zone = facts->zone;
}

void contested_ask(struct cell *c, struct turn *t, uint32_t before) {
    if (t->incident->contested & ~before)
        rules_ask(c, t, RULE_ON_CONTESTED, NULL, NULL);
}

/* ---- milestones ---- */

/* Milestones are reached by any message that fits: acks, replies, positions, decisions, written accounts. */
void effect_reach(struct cell *c, struct turn *t, struct incident *i) {
    const struct message *m = t->draft.message;
    word_id answered = words_find(c->words, BYTES("answered"));
    bool chosen = false;
    unsigned reached = 0;
    for (uint32_t k = 0; k < i->case_count && !t->draft.failed; k++) {
        if (i->cases[k].state == CASE_CLOSED || !effect_chooses(t, &i->cases[k]))
            continue;
        chosen = true;
        bool before = case_has_reached(&i->cases[k], answered);
        reached += case_reach(&t->draft, i, k);
        if (!before && case_has_reached(&i->cases[k], answered))
            rules_ask(c, t, RULE_ON_ANSWERED, &i->cases[k], NULL);
    }
    if (!chosen && m->track.size)
        effect_correct(t, i, "has no open case on that track");
    else if (m->milestone.size && !reached)
        effect_correct(t, i, "awaits no such milestone from this sender");
    effect_tell(t, i, message_type_word(m->type));
}

/* Recorded and told, and said to be no more than that. */
void effect_record(struct cell *c, struct turn *t, struct incident *i) {
    effect_reach(c, t, i);
    effect_correct(t, i, "was left as it is: this version records such a message and does no more");
}

/* ---- bettering ---- */

/* What an update says of an incident that was set beside a notice is set beside it, too: at its time, and
 * where it was seen. */
static void update_match(struct turn *t, const struct incident *i, const struct incident *facts) {
    struct incident seen = *i;
    if (facts->has_point) {
        seen.has_point = true;
        seen.at = facts->at;
        seen.precision_m = facts->precision_m;
    }
    t->match = notice_match(&t->draft, &seen, false, NULL);
    t->spared = notice_match(&t->draft, &seen, true, NULL);
}

void effect_update(struct cell *c, struct turn *t, struct incident *i) {
    const struct message *m = t->draft.message;
    uint32_t contested = i->contested;
    struct incident facts;
    effect_reach(c, t, i);
    message_describe(c, t, &facts);
    if (i->notice &&
        (facts.has_point || m->window.from_ms != INSTANT_NONE || m->window.until_ms != INSTANT_NONE)) {
        effect_correct(t, i, "is a notice, and stands as it was acknowledged: withdraw it, and send another");
        return;
    }
    incident_place(&t->draft, i, &facts);
    account_join(&t->draft, i, &facts, i == t->referred_stands ? t->referred : 0);
    if (i->type == MESSAGE_REPORT)
        update_match(t, i, &facts);
    contested_ask(c, t, contested);
    rules_ask(c, t, RULE_ON_UPDATE, NULL, NULL);
}

/* ---- closing ---- */

/* Why a case stays open that a message would end with this outcome; NULL: it does not. `any`: the outcome
 * need not be one of the track's. */
static const char *case_stays(const struct cell *c, const struct turn *t, const struct kase *k,
                              word_id outcome, bool any) {
    const struct track *track = policy_track(c->policy, k->track);
    const struct address *from = &t->draft.message->from;
    word_id role = words_find(c->words, from->role.size ? from->role : BYTES("liaison"));
    const struct role *held = policy_role(c->policy, from);
    if (!track)
        return NULL; /* of an earlier policy */
    const struct urgency *u = track_urgency(track, k->urgency);
    if (urgency_needs_person(u) &&
        (!urgency_closed_by(u, role) || !held || !(held->sends >> MESSAGE_CLOSE & 1)))
        return "which that role may not close at that urgency";
    return any || track_has_outcome(track, outcome) ? NULL : "which has no such outcome";
}

static unsigned cases_close(struct cell *c, struct turn *t, struct incident *i, word_id outcome, bool any) {
    unsigned closed = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state == CASE_CLOSED || !effect_chooses(t, &i->cases[k]) ||
            case_stays(c, t, &i->cases[k], outcome, any))
            continue;
        (void)case_reach(&t->draft, i, k);
        case_close(&t->draft, i, k, outcome);
        rules_ask(c, t, RULE_ON_CLOSED, &i->cases[k], NULL);
        closed++;
    }
    return closed;
}

/* The sender is told of what it would have ended and did not. Returns how many cases that are. */
static unsigned stays_tell(const struct cell *c, struct turn *t, const struct incident *i, word_id outcome,
                           bool any) {
    unsigned told = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct kase *stays = &i->cases[k];
        const char *why = stays->state == CASE_CLOSED ? NULL : case_stays(c, t, stays, outcome, any);
        struct bytes track = words_text(c->words, stays->track);
        if (!why || !effect_chooses(t, stays))
            continue;
        told++;
        turn_correct(t, i->number,
                     draft_text(&t->draft, "I-%llu stays open on the track %.*s, %s",
                                (unsigned long long)i->number, (int)track.size, track.data, why));
    }
    return told;
}

void effect_close(struct cell *c, struct turn *t, struct incident *i) {
    word_id outcome = words_find(c->words, t->draft.message->outcome);
    if (incident_is_closed(i)) {
        effect_correct(t, i, "is closed already");
        return;
    }
    unsigned closed = 0;
    if (!i->case_count)
        incident_close(&t->draft, i, outcome);
    else
        closed = cases_close(c, t, i, outcome, false);
    unsigned stay = stays_tell(c, t, i, outcome, false);
    if (closed || !i->case_count)
        effect_tell(t, i, "closed by a message");
    else if (!stay)
        effect_correct(t, i, "has no open case on that track");
}

/* ---- taking back ---- */

static void dispute_withdraw(struct cell *c, struct turn *t, struct incident *i) {
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].disputed_by != t->referred || i->cases[k].state == CASE_CLOSED)
            continue;
        case_close(&t->draft, i, k, words_find(c->words, BYTES("withdrawn")));
        rules_ask(c, t, RULE_ON_CLOSED, &i->cases[k], NULL);
        effect_tell(t, i, "dispute withdrawn");
        return;
    }
    effect_correct(t, i, "has no open dispute that this message opened");
}

/* A party takes a report of its own back. When it was the last one that stood, what came of it ends. */
void effect_withdraw(struct cell *c, struct turn *t, struct incident *i) {
    word_id outcome = words_find(c->words, BYTES("withdrawn"));
    if (i == t->referred_stands && t->refers_own_dispute) {
        dispute_withdraw(c, t, i);
        return;
    }
    if (i != t->referred_stands || !t->refers_own) {
        effect_correct(t, i,
                       "stands: a party can withdraw a report, notice or request of its own, by its id");
        return;
    }
    uint32_t contested = i->contested;
    if (!incident_withdraw(&t->draft, i, t->referred, t->referred_home)) {
        effect_correct(t, i,
                       "stands: that report was withdrawn before, is only counted in it, or too many were");
        return;
    }
    if (i->notice) {
        i->notice->withdrawn = true;
        i->changed |= INCIDENT_CHANGED_NOTICE;
    }
    effect_tell(t, i, "withdrawal");
    contested_ask(c, t, contested);
    if (i->reports || incident_is_closed(i))
        return;
    if (!i->case_count) {
        incident_close(&t->draft, i, outcome);
        return;
    }
    (void)cases_close(c, t, i, outcome, true);
    (void)stays_tell(c, t, i, outcome, true);
}

/* ---- reopening ---- */

void effect_reopen(struct cell *c, struct turn *t, struct incident *i) {
    bool reopened = false;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state != CASE_CLOSED || !effect_chooses(t, &i->cases[k]))
            continue;
        case_reopen(&t->draft, i, k);
        rules_ask(c, t, RULE_ON_REOPENED, &i->cases[k], NULL);
        reopened = true;
    }
    if (!i->case_count && incident_is_closed(i)) {
        incident_reopen(&t->draft, i);
        reopened = true;
    }
    if (reopened)
        effect_tell(t, i, "reopened by a message");
    else
        effect_correct(t, i, "has no closed case to reopen");
}
