/*
 * correct.c: what the sender of an accepted message may do, and what it is told was wrong with it.
 *
 * A word that the policy does not know is no fault of form: the message is kept and handled. But a slip must
 * not pass in silence, so its sender is told the word, and the one that may have been meant.
 */
#include "core.h"

void handling_correct(struct handling *h, uint64_t incident, struct bytes because) {
    draft_act(&h->draft, (struct action){.verb = VERB_CORRECT,
                                         .to = h->draft.message->from,
                                         .incident = incident,
                                         .because = because});
}

static const struct {
    const char *what;
    size_t offset; /* of the word in struct message */
    enum policy_word of;
} fields[] = {
    {"kind", offsetof(struct message, kind), POLICY_KINDS},
    {"track", offsetof(struct message, track), POLICY_TRACKS},
    {"urgency", offsetof(struct message, urgency), POLICY_URGENCIES},
    {"outcome", offsetof(struct message, outcome), POLICY_OUTCOMES},
    {"milestone", offsetof(struct message, milestone), POLICY_MILESTONES},
};

static void word_check(const struct cell *c, struct handling *h, const char *what, struct bytes word,
                       enum policy_word of) {
    const char *known[POLICY_WORDS_MAX + 1];
    policy_words(c->policy, of, known);
    if (!words_listed(known, word))
        handling_correct(h, 0,
                         draft_text(&h->draft, "the policy has no %s \"%.*s\"%s", what, (int)word.size,
                                    word.data, error_offer(word, known, "\"", "\"").text));
}

void words_check(struct cell *c, struct handling *h) {
    const struct message *m = h->draft.message;
    for (size_t n = 0; n < sizeof fields / sizeof *fields; n++) {
        const struct bytes *word = (const struct bytes *)((const char *)m + fields[n].offset);
        bool declared =
            fields[n].of == POLICY_KINDS && policy_kind_declared(c->policy, *word); /* nearly always */
        if (word->size && !declared)
            word_check(c, h, fields[n].what, *word, fields[n].of);
    }
    for (size_t n = 0; n < m->to_count; n++)
        if (m->to[n].role.size && !policy_role(c->policy, &m->to[n]))
            word_check(c, h, "role", m->to[n].role, POLICY_ROLES);
}

bool message_may_be_sent(struct cell *c, struct handling *h) {
    const struct message *m = h->draft.message;
    const struct role *role = policy_role(c->policy, &m->from);
    const char *roles[POLICY_WORDS_MAX + 1];
    if (role && role->sends >> m->type & 1)
        return true;
    struct bytes word = policy_role_word(c->policy, &m->from);
    struct error_offer offer = {.text = ""};
    policy_words(c->policy, POLICY_ROLES, roles);
    if (!words_listed(roles, word))
        offer = error_offer(word, roles, "\"", "\"");
    handling_correct(h, 0,
                     draft_text(&h->draft, "as %.*s it may not send %s%s", (int)word.size, word.data,
                                message_type_word(m->type), offer.text));
    return false;
}

/* ---- who may close ---- */

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

const char *case_stays(const struct handling *h, const struct incident *i, const struct kase *k,
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
