/*
 * handle.c: what each type of message does to the incidents it is about: one row a type.
 */
#include "core.h"

#include <incident/account.h>
#include <incident/reconcile.h>

struct handler {
    bool opens; /* a report, notice or request: opens an incident unless it refers to one */
    bool once;  /* the effect is of all that it refers to at once */
    bool names; /* it counts towards a milestone only where it names one */
    effect_of *effect;
};

static const struct handler handlers[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = {.opens = true},
    [MESSAGE_NOTICE] = {.opens = true},
    [MESSAGE_REQUEST] = {.opens = true},
    [MESSAGE_ACK] = {.effect = effect_respond},
    [MESSAGE_REPLY] = {.effect = effect_respond},
    [MESSAGE_POSITION] = {.effect = effect_position},
    [MESSAGE_MEETING] = {.effect = effect_meeting},
    [MESSAGE_FINDING] = {.effect = effect_finding},
    [MESSAGE_DECISION] = {.effect = effect_respond},
    [MESSAGE_DISPUTE] = {.effect = effect_dispute},
    [MESSAGE_UPDATE] = {.effect = effect_update},
    [MESSAGE_WITHDRAW] = {.names = true, .effect = effect_withdraw},
    [MESSAGE_CLOSE] = {.effect = effect_close},
    [MESSAGE_REOPEN] = {.names = true, .effect = effect_reopen},
    [MESSAGE_MERGE] = {.once = true, .names = true, .effect = effect_merge},
    [MESSAGE_SPLIT] = {.once = true, .names = true, .effect = effect_split},
    [MESSAGE_NOTE] = {.effect = effect_respond},
    [MESSAGE_HOLD] = {.effect = effect_record},
    [MESSAGE_CLOCK] = {0},
};

/* A note that refers to nothing goes to whom it addresses. */
static void message_note(struct handling *h) {
    const struct message *m = h->draft.message;
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(m->from.party, code);
    struct bytes because =
        draft_text(&h->draft, "%s from %.*s", message_type_word(m->type), (int)party.size, party.data);
    h->effect = EFFECT_NOTED;
    for (size_t n = 0; n < m->to_count; n++)
        if (m->to[n].party != m->from.party)
            draft_act(&h->draft, (struct action){.verb = VERB_NOTIFY, .to = m->to[n], .because = because});
}

/* What is only exercised or tested never touches what is real. */
static void targets_real(struct handling *h) {
    size_t kept = 0;
    for (size_t n = 0; n < h->target_count; n++) {
        if (h->draft.message->status == STATUS_ACTUAL || h->targets[n]->status != STATUS_ACTUAL)
            h->targets[kept++] = h->targets[n];
        else
            effect_correct(h, h->targets[n], "is real: an exercise or test has no effect on it");
    }
    h->target_count = kept;
}

/* What is decided of one incident is decided by its own matches and notices alone. */
static void effect_apply(struct cell *c, struct handling *h, const struct handler *by, struct incident *i) {
    uint32_t cases = i->case_count;
    h->first_match = h->match_count;
    h->said_first = h->said_end = h->first_match;
    h->beside = (struct beside){.near = 0};
    h->incident = i;
    by->effect(c, h, i);
    bool decided = h->match_count > h->first_match || draft_statement(&h->draft, i);
    if (decided)
        decision_apply(c, h, false); /* which reconciles */
    if (by->names && h->draft.message->milestone.size && h->effect != EFFECT_REFUSED)
        (void)effect_count(h, i, 0);
    else if (!by->once && i->case_count > cases)
        (void)effect_count(h, i, cases); /* in the cases that it has opened, too */
    if (!decided || h->draft.unreconciled)
        (void)incident_reconcile(&h->draft, i);
}

/* The entry is about the first; what that was set beside is what it says. */
static void effects_apply(struct cell *c, struct handling *h, const struct handler *by) {
    struct beside first = {.near = 0};
    size_t count = by->once && h->target_count ? 1 : h->target_count;
    for (size_t n = 0; n < count && !h->draft.failed && by->effect; n++) {
        effect_apply(c, h, by, h->targets[n]);
        if (n == 0)
            first = h->beside;
    }
    h->about_all = true;
    h->beside = first;
    h->incident = h->target_count ? h->targets[0] : NULL;
}

void message_handle(struct cell *c, struct handling *h) {
    const struct message *m = h->draft.message;
    const struct handler *by = &handlers[m->type];
    words_check(c, h);
    for (size_t n = 0; n < h->target_count; n++)
        draft_touch(&h->draft, h->targets[n]);
    targets_real(h);
    if (by->opens) {
        message_open(c, h);
        return;
    }
    if (!m->refs_count) {
        message_note(h);
        return;
    }
    h->effect = h->target_count ? EFFECT_ATTACHED : EFFECT_REFUSED;
    effects_apply(c, h, by);
}
