/*
 * handle.c: what each type of message does to the incidents it is about: one row a type.
 */
#include "core.h"

struct handler {
    bool opens; /* a report, notice or request: opens an incident unless it refers to one */
    bool once;  /* the effect is of all that it refers to at once */
    effect_of *effect;
};

static const struct handler handlers[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = {.opens = true},
    [MESSAGE_NOTICE] = {.opens = true},
    [MESSAGE_REQUEST] = {.opens = true},
    [MESSAGE_ACK] = {.effect = effect_reach},
    [MESSAGE_REPLY] = {.effect = effect_reach},
    [MESSAGE_POSITION] = {.effect = effect_position},
    [MESSAGE_MEETING] = {.effect = effect_meeting},
    [MESSAGE_FINDING] = {.effect = effect_finding},
    [MESSAGE_DECISION] = {.effect = effect_reach},
    [MESSAGE_DISPUTE] = {.effect = effect_dispute},
    [MESSAGE_UPDATE] = {.effect = effect_update},
    [MESSAGE_WITHDRAW] = {.effect = effect_withdraw},
    [MESSAGE_CLOSE] = {.effect = effect_close},
    [MESSAGE_REOPEN] = {.effect = effect_reopen},
    [MESSAGE_MERGE] = {.once = true, .effect = effect_merge},
    [MESSAGE_SPLIT] = {.once = true, .effect = effect_split},
    [MESSAGE_NOTE] = {.effect = effect_reach},
    [MESSAGE_HOLD] = {.effect = effect_record},
    [MESSAGE_CLOCK] = {0},
};

/* A note that refers to nothing goes to whom it addresses. */
static void message_note(struct turn *t) {
    const struct message *m = t->draft.message;
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(m->from.party, code);
    struct bytes because =
        draft_text(&t->draft, "%s from %.*s", message_type_word(m->type), (int)party.size, party.data);
    t->effect = EFFECT_NOTED;
    for (size_t n = 0; n < m->to_count; n++)
        if (m->to[n].party != m->from.party)
            draft_act(&t->draft, (struct action){VERB_NOTIFY, m->to[n], 0, 0, 0, because});
}

/* What is only exercised or tested never touches what is real. */
static void targets_real(struct turn *t) {
    size_t kept = 0;
    for (size_t n = 0; n < t->target_count; n++) {
        if (t->draft.message->status == STATUS_ACTUAL || t->targets[n]->status != STATUS_ACTUAL)
            t->targets[kept++] = t->targets[n];
        else
            effect_correct(t, t->targets[n], "is real: an exercise or test has no effect on it");
    }
    t->target_count = kept;
}

/* A message counts in the cases that it has opened, too. */
static void opened_reach(struct turn *t, struct incident *i, uint32_t cases) {
    for (uint32_t k = cases; k < i->case_count && !t->draft.failed; k++)
        (void)case_reach(&t->draft, i, k);
}

static void effect_apply(struct cell *c, struct turn *t, const struct handler *h, struct incident *i) {
    size_t matches = t->match_count;
    uint32_t cases = i->case_count;
    t->incident = i;
    h->effect(c, t, i);
    if (t->match_count > matches)
        decision_apply(c, t, false);
    if (!h->once)
        opened_reach(t, i, cases);
}

void message_handle(struct cell *c, struct turn *t) {
    const struct message *m = t->draft.message;
    const struct handler *h = &handlers[m->type];
    words_check(c, t);
    for (size_t n = 0; n < t->target_count; n++)
        draft_touch(&t->draft, t->targets[n]);
    targets_real(t);
    if (h->opens) {
        message_open(c, t);
        return;
    }
    if (!m->refs_count) {
        message_note(t);
        return;
    }
    t->effect = t->target_count ? EFFECT_ATTACHED : EFFECT_REFUSED;
    for (size_t n = 0; n < (h->once && t->target_count ? 1 : t->target_count) && !t->draft.failed; n++)
        if (h->effect)
            effect_apply(c, t, h, t->targets[n]);
    t->incident = t->target_count ? t->targets[0] : NULL;
}
