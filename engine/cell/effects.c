/* effects.c: acknowledging, answering, bettering, taking back, closing and reopening: what a message does to
 * an incident that it refers to. */
#include "core.h"

#include <incident/account.h>
#include <incident/concern.h>
#include <incident/obligations.h>
#include <incident/reconcile.h>
#include <incident/responses.h>
#include <state/fields.h>

/* ---- what effects share ---- */

static void effect_tell_parties(struct handling *h, const struct incident *i, const struct parties *told,
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

/* May the sender give an outcome by which a complaint is given up? Who complained may, and who is accused by
 * another may not; where no party complained, whoever is not accused. The supervisor may. */
static bool may_concede(const struct handling *h, const struct incident *i) {
    const struct policy *p = h->draft.policy;
    party_id sender = h->draft.message->from.party;
    bool accused = false, any = false;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (!statement_stands(said) || said->party == sender)
            continue; /* what is taken back accuses nobody */
        any |= !said->is_update && policy_is_peer(p, said->party);
        accused |= statement_accuses(said, sender);
    }
    return sender == policy_supervisor(p) || (!accused && (!any || incident_reports_of(i, sender)));
}

/* Why a case stays open that a message would end with this outcome; NULL: it does not. `any`: the outcome
 * need not be one of the track's. */
static const char *case_stays(const struct handling *h, const struct incident *i, const struct kase *k,
                              word_id outcome, bool any) {
    const struct policy *p = h->draft.policy;
    const struct track *track = policy_track(p, k->track);
    const struct address *from = &h->draft.message->from;
    word_id role = words_find(p->words, policy_role_word(p, from));
    const struct role *held = policy_role(p, from);
    if (!track)
        return NULL; /* of an earlier policy */
    const struct urgency *u = track_urgency(track, k->urgency);
    if (urgency_needs_person(u) &&
        (!urgency_closed_by(u, role) || !held || !(held->sends >> MESSAGE_CLOSE & 1)))
        return "which that role may not close at that urgency";
    if (!any && track_by_reporter(track, outcome) && !may_concede(h, i))
        return "which only who complained, or the supervisor, may close so";
    return any || track_has_outcome(track, outcome) ? NULL : "which has no such outcome";
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
static unsigned stays_tell(const struct cell *c, struct handling *h, const struct incident *i,
                           word_id outcome, bool any) {
    unsigned told = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct kase *stays = &i->cases[k];
        const char *why = stays->state == CASE_CLOSED ? NULL : case_stays(h, i, stays, outcome, any);
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
    unsigned closed = 0, left = 0;
    if (!i->case_count)
        incident_close(&h->draft, i, outcome);
    else
        closed = cases_close(c, h, i, outcome, false, &left);
    unsigned stay = stays_tell(c, h, i, outcome, false);
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
    const struct cell *c;
    const struct handling *h;
    const struct incident *i;
};
static bool stays_asked(void *context, word_id track) {
    const struct withdrawing *w = context;
    uint32_t k = case_on(w->i, track);
    return k < w->i->case_count && w->i->cases[k].state != CASE_CLOSED &&
           case_stays(w->h, w->i, &w->i->cases[k], 0, true);
}

static bool report_withdraw(struct cell *c, struct handling *h, struct incident *i,
                            const struct named *report) {
    struct withdrawing w = {c, h, i};
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
            withdrawn += report_withdraw(c, h, i, ref);
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
    (void)stays_tell(c, h, i, outcome, true);
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
