/* effects.c: acknowledging, answering and bettering: what a message does to an incident that it refers to,
 * and what such effects share. Closing, taking back and reopening are ending.c. */
#include "core.h"

#include <incident/account.h>
#include <incident/concern.h>
#include <incident/obligations.h>
#include <incident/reconcile.h>
#include <incident/responses.h>
#include <state/fields.h>

/* ---- what effects share ---- */

void effect_tell_parties(struct handling *h, const struct incident *i, const struct parties *told,
                         const char *what) {
    char code[PARTY_BYTES_MAX + 1];
    party_id sender = h->draft.message->from.party;
    struct bytes party = party_text(sender, code);
    struct bytes verdict = message_verdict(h->draft.message);
    struct bytes because =
        draft_text(&h->draft, "%s from %.*s%s%.*s", what, (int)party.size, party.data,
                   verdict.size ? ": " : "", (int)verdict.size, verdict.size ? verdict.data : "");
    for (uint32_t n = 0; n < told->count; n++)
        if (told->list[n] != sender)
            draft_tell(&h->draft, VERB_NOTIFY, i, 0, told->list[n], because);
}

void effect_tell(struct handling *h, const struct incident *i, const char *what) {
    struct parties told;
    incident_told(i, &told);
    effect_tell_parties(h, i, &told, what);
}

void effect_correct(struct handling *h, const struct incident *i, const char *what) {
    handling_correct(h, i->number, draft_text(&h->draft, "%s %s", incident_name(i->number).text, what));
}

/* Whom it addresses is told, also where there is no case. Its sender hears whom it addresses in vain: who may
 * not see the incident, and who is no party of the cell. */
void effect_addressed(struct handling *h, const struct incident *i) {
    const struct message *m = h->draft.message;
    for (size_t n = 0; n < m->to_count; n++) {
        char code[PARTY_BYTES_MAX + 1];
        if (!policy_party_find(h->draft.policy, m->to[n].party))
            handling_correct(h, i->number,
                             draft_text(&h->draft,
                                        "%s is addressed to %.*s, which is no party of this cell: it is "
                                        "neither asked nor told",
                                        incident_name(i->number).text,
                                        (int)party_text(m->to[n].party, code).size,
                                        party_text(m->to[n].party, code).data));
        else if (!i->case_count || (h->effect != EFFECT_OPENED && !incident_visible_to(i, m->to[n].party)))
            draft_tell(&h->draft, VERB_NOTIFY, i, 0, m->to[n].party, BYTES("addressed"));
    }
}

/* Where the place is none of this cell, its sender hears so: degrees that were exchanged, or left at 0, 0. */
void effect_astray(struct handling *h, const struct incident *i, const struct incident *facts) {
    const struct policy *p = h->draft.policy;
    const struct point turned = {facts->at.lon_e7, facts->at.lat_e7};
    if (!facts->has_point || !policy_is_astray(p, facts->at))
        return;
    bool zero = !facts->at.lat_e7 && !facts->at.lon_e7,
         within = p->area.ring_count && !policy_is_astray(p, turned);
    handling_correct(h, i->number,
                     draft_text(&h->draft, "%s is placed %s, so it joins no other by place%s",
                                incident_name(i->number).text,
                                zero ? "at 0, 0" : "outside the area of this cell",
                                within ? "; with latitude and longitude exchanged it would lie within" : ""));
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

/* The disputes here that the message names, by the messages that opened them or are about them: bits of
 * places; `numbered`: it refers to the incident itself. */
static uint32_t disputes_named(const struct handling *h, const struct incident *i, bool *numbered) {
    uint32_t named = 0;
    for (size_t n = 0; n < h->draft.message->refs_count; n++) {
        if (h->refs[n].stands != i)
            continue;
        *numbered |= !h->refs[n].entry;
        for (uint32_t k = 0; k < i->case_count; k++)
            if (i->cases[k].disputed_by && i->cases[k].disputed_by == h->refs[n].about)
                named |= 1u << k;
    }
    return named;
}

/* The statements of the incident that the message is about; by its number, all. */
static struct statement_set statements_about(const struct handling *h, const struct incident *i) {
    struct statement_set about = {{0}};
    for (size_t n = 0; n < h->draft.message->refs_count; n++) {
        const struct named *ref = &h->refs[n];
        if (ref->stands != i)
            continue;
        if (!ref->entry || !ref->about)
            return statements_in_force(i);
        uint32_t place = statement_place(i, ref->about, h->draft.message->refs[n].party);
        for (uint32_t k = 0; k < i->case_count; k++)
            if (i->cases[k].disputed_by == ref->about)
                place = statement_place(i, i->cases[k].disputes, 0);
        if (place < i->statement_count)
            statement_set_add(&about, place);
    }
    for (uint32_t n = 0; n < i->statement_count; n++) { /* and reports that refer to these */
        bool refers = i->statements[n].about && !i->statements[n].is_update;
        uint32_t of = refers ? statement_place(i, i->statements[n].about, 0) : i->statement_count;
        if (of < i->statement_count && statement_set_has(&about, of))
            statement_set_add(&about, n);
    }
    return about;
}

/* Is the dispute about one of these statements? */
static bool dispute_is_about(const struct incident *i, const struct kase *k,
                             const struct statement_set *about) {
    uint32_t place = statement_place(i, k->disputes, 0);
    return !k->sides[1] || (place < i->statement_count && statement_set_has(about, place));
}

/* The open cases in which the message counts: of its track, or all; of disputes those that it names, else
 * those of what it is about; of a close, those that it may end. */
static uint32_t cases_chosen(const struct handling *h, const struct incident *i,
                             const struct statement_set *about) {
    bool numbered = false;
    uint32_t disputes = disputes_named(h, i, &numbered), chosen = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct kase *kase = &i->cases[k];
        bool meant = !kase->disputed_by || (disputes ? disputes >> k & 1 : dispute_is_about(i, kase, about));
        bool ends = h->draft.message->type != MESSAGE_CLOSE ||
                    !case_stays(h, i, kase, words_find(h->draft.words, h->draft.message->outcome), false);
        if (kase->state != CASE_CLOSED && effect_chooses(h, kase) && meant && ends)
            chosen |= 1u << k;
    }
    return chosen;
}

/* It counts in the cases from place `first` on. Returns in how many. */
unsigned effect_count(struct handling *h, struct incident *i, uint32_t first) {
    struct statement_set about = statements_about(h, i);
    uint32_t chosen = cases_chosen(h, i, &about) >> first << first;
    unsigned count = 0;
    for (uint32_t k = 0; k < i->case_count; k++)
        count += chosen >> k & 1;
    if (!responses_take(&h->draft, i, chosen, &about))
        effect_correct(h, i, "has too many answers for one more: it is recorded, and meets nothing");
    return count;
}

static bool case_is_answered(const struct kase *k, word_id answered) {
    for (uint32_t n = 0; n < k->met_count; n++)
        if (k->met[n].milestone == answered && k->met[n].at_ms != INSTANT_NONE)
            return true;
    return false;
}

/* Milestones are met by any message that fits: acks, replies, positions, decisions, written accounts. */
void effect_respond(struct cell *c, struct handling *h, struct incident *i) {
    const struct message *m = h->draft.message;
    word_id answered = words_find(c->words, BYTES("answered"));
    uint32_t before = 0;
    for (uint32_t k = 0; k < i->case_count; k++)
        before |= (uint32_t)case_is_answered(&i->cases[k], answered) << k;
    unsigned chosen = effect_count(h, i, 0);
    unsigned met = incident_reconcile(&h->draft, i);
    for (uint32_t k = 0; k < i->case_count && !h->draft.failed; k++)
        if (!(before >> k & 1) && case_is_answered(&i->cases[k], answered))
            rules_ask(c, h, RULE_ON_ANSWERED, &i->cases[k], NULL);
    if (!chosen && m->track.size)
        effect_correct(h, i, "has no open case on that track");
    else if (m->milestone.size && !met)
        effect_correct(h, i, "awaits no such milestone from this sender");
    effect_tell(h, i, message_type_word(m->type));
}

/* Recorded and told, and said to be no more than that. */
void effect_record(struct cell *c, struct handling *h, struct incident *i) {
    effect_respond(c, h, i);
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

/* Does a statement in force ask for a case there, be it concluded or not? */
static bool track_is_asked(const struct incident *i, word_id track) {
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (statement_in_force(&i->statements[n]) && statement_ask(&i->statements[n], track))
            return true;
    return false;
}

/* Who is asked for the first time by what is said of a closed case is asked all the same: it is open again.
 */
static void update_reopen(struct handling *h, struct incident *i) {
    const struct statement *said = draft_statement(&h->draft, i);
    bool newly = false;
    for (uint32_t n = 0; said && n < said->named_count; n++)
        newly |= said->obliged >> n & 1 && party_first(i, said->named[n]) == said->entry;
    for (uint32_t k = 0; newly && k < i->case_count; k++)
        if (i->cases[k].state == CASE_CLOSED && !i->cases[k].disputed_by &&
            track_is_asked(i, i->cases[k].track)) {
            case_reopen(&h->draft, i, k, BYTES("an update"));
            asks_conclude(i, i->cases[k].track, false);
        }
}

void effect_update(struct cell *c, struct handling *h, struct incident *i) {
    const struct message *m = h->draft.message;
    uint32_t contested = i->contested;
    struct incident facts;
    effect_respond(c, h, i);
    message_describe(c, h, &facts);
    if (i->notice &&
        (facts.has_point || m->window.from_ms != INSTANT_NONE || m->window.until_ms != INSTANT_NONE)) {
        effect_correct(h, i, "is a notice, and stands as it was acknowledged: withdraw it, and send another");
        return;
    }
    incident_place(&h->draft, i, &facts);
    const struct named *about = ref_in(h, i);
    if (!account_join(&h->draft, i, &facts, about ? about->about : 0))
        effect_correct(h, i, "has too many reports for one more: it is recorded, and asks nobody");
    effect_addressed(h, i);
    effect_astray(h, i, &facts);
    if (i->type == MESSAGE_REPORT)
        update_match(h, i, &facts);
    update_reopen(h, i);
    contested_ask(c, h, contested);
    h->said_first = h->match_count;
    rules_ask(c, h, RULE_ON_UPDATE, NULL, NULL);
    h->said_end = h->match_count;
}
