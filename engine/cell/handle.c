/*
 * handle.c: what each type of message does to the incidents it is about: one row a type.
 */
#include "core.h"

#include "model/account.h"

struct handler {
    bool opens; /* a report, notice or request: opens an incident unless it refers to one */
    void (*effect)(struct cell *c, struct turn *t, struct incident *i);
};

static void tell(struct turn *t, const struct incident *i, const char *what) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(t->step.message->from.party, code);
    struct bytes verdict = message_verdict(t->step.message);
    step_tell_involved(&t->step, VERB_NOTIFY, i, 0,
                       step_text(&t->step, "%s from %.*s%s%.*s", what, (int)party.size, party.data,
                                 verdict.size ? ": " : "", (int)verdict.size,
                                 verdict.size ? verdict.data : ""));
}

/* The cases that a message is about: those of its track, or all. */
static bool case_chosen(const struct turn *t, const struct kase *k) {
    struct bytes track = t->step.message->track;
    return !track.size || bytes_equal(track, words_text(t->step.words, k->track));
}

static void correct(struct turn *t, const struct incident *i, const char *what) {
    turn_correct(t, i->number, step_text(&t->step, "I-%llu %s", (unsigned long long)i->number, what));
}

/* --- effects -------------------------------------------------------------------------------------------- */

/* Milestones are reached by any message that fits: acks, replies, positions, decisions, written accounts. */
static void effect_reach(struct cell *c, struct turn *t, struct incident *i) {
    const struct message *m = t->step.message;
    word_id answered = words_find(c->words, BYTES("answered"));
    bool chosen = false;
    unsigned reached = 0;
    for (uint32_t k = 0; k < i->case_count && !t->step.failed; k++) {
        if (i->cases[k].state == CASE_CLOSED || !case_chosen(t, &i->cases[k]))
            continue;
        chosen = true;
        bool before = case_has_reached(&i->cases[k], answered);
        reached += case_reach(&t->step, i, k);
        if (!before && case_has_reached(&i->cases[k], answered))
            rules_ask(c, t, RULE_ON_ANSWERED, &i->cases[k], NULL);
    }
    if (!chosen && m->track.size)
        correct(t, i, "has no open case on that track");
    else if (m->milestone.size && !reached)
        correct(t, i, "awaits no such milestone from this sender");
    tell(t, i, message_type_word(m->type));
}

/* Recorded and told, and said to be no more than that. */
static void effect_record(struct cell *c, struct turn *t, struct incident *i) {
    effect_reach(c, t, i);
    correct(t, i, "was left as it is: this version records such a message and does no more");
}

/* The facts of the message, and where it says that they were. */
static void message_describe(struct cell *c, struct turn *t, struct incident *facts) {
    incident_describe(c->policy, t->step.message, facts);
    t->placed = facts->has_point;
    t->zone = facts->zone;
}

/* Claims differ that did not before. */
static void contested_ask(struct cell *c, struct turn *t, uint32_t before) {
    if (t->incident->contested & ~before)
        rules_ask(c, t, RULE_ON_CONTESTED, NULL, NULL);
}

static void effect_update(struct cell *c, struct turn *t, struct incident *i) {
    uint32_t contested = i->contested;
    struct incident facts;
    effect_reach(c, t, i);
    message_describe(c, t, &facts);
    incident_place(&t->step, i, &facts);
    account_join(&t->step, i, &facts);
    contested_ask(c, t, contested);
    rules_ask(c, t, RULE_ON_UPDATE, NULL, NULL);
}

static void effect_none(struct cell *c, struct turn *t, struct incident *i) {
    (void)c, (void)t, (void)i;
}

static unsigned cases_close(struct cell *c, struct turn *t, struct incident *i, word_id outcome,
                            bool any_outcome) {
    unsigned closed = 0;
    for (uint32_t k = 0; k < i->case_count; k++) {
        const struct track *track = policy_track(c->policy, i->cases[k].track);
        if (i->cases[k].state == CASE_CLOSED || !case_chosen(t, &i->cases[k]) ||
            !(any_outcome || !track || track_has_outcome(track, outcome)))
            continue;
        (void)case_reach(&t->step, i, k);
        case_close(&t->step, i, k, outcome);
        rules_ask(c, t, RULE_ON_CLOSED, &i->cases[k], NULL);
        closed++;
    }
    return closed;
}

static void effect_close(struct cell *c, struct turn *t, struct incident *i) {
    word_id outcome = words_find(c->words, t->step.message->outcome);
    if (incident_is_closed(i)) {
        correct(t, i, "is closed already");
        return;
    }
    if (!i->case_count)
        incident_close(&t->step, i, outcome);
    else if (!cases_close(c, t, i, outcome, false)) {
        correct(t, i, "has no open case that the policy lets close with this outcome");
        return;
    }
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].state != CASE_CLOSED && case_chosen(t, &i->cases[k])) {
            struct bytes track = words_text(c->words, i->cases[k].track);
            turn_correct(t, i->number,
                         step_text(&t->step, "I-%llu stays open on the track %.*s, which has no such outcome",
                                   (unsigned long long)i->number, (int)track.size, track.data));
        }
    tell(t, i, "closed by a message");
}

/* A party takes a report of its own back. When it was the last one that stood, what came of it ends. */
static void effect_withdraw(struct cell *c, struct turn *t, struct incident *i) {
    if (t->refers_own != i->number) {
        correct(t, i, "stands: a party can withdraw a report, notice or request of its own, by its id");
        return;
    }
    if (!incident_withdraw(&t->step, i, t->referred)) {
        correct(t, i, "stands: that report was withdrawn before, or too many were");
        return;
    }
    tell(t, i, "withdrawal");
    if (i->reports || incident_is_closed(i))
        return;
    word_id outcome = words_add(c->words, BYTES("withdrawn"));
    if (!i->case_count)
        incident_close(&t->step, i, outcome);
    else
        (void)cases_close(c, t, i, outcome, true);
}

static void effect_reopen(struct cell *c, struct turn *t, struct incident *i) {
    bool reopened = false;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state != CASE_CLOSED || !case_chosen(t, &i->cases[k]))
            continue;
        case_reopen(&t->step, i, k);
        rules_ask(c, t, RULE_ON_REOPENED, &i->cases[k], NULL);
        reopened = true;
    }
    if (!i->case_count && incident_is_closed(i)) {
        incident_reopen(&t->step, i);
        reopened = true;
    }
    if (reopened)
        tell(t, i, "reopened by a message");
    else
        correct(t, i, "has no closed case to reopen");
}

static const struct handler handlers[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = {true, effect_none},     [MESSAGE_NOTICE] = {true, effect_none},
    [MESSAGE_REQUEST] = {true, effect_none},    [MESSAGE_ACK] = {false, effect_reach},
    [MESSAGE_REPLY] = {false, effect_reach},    [MESSAGE_POSITION] = {false, effect_reach},
    [MESSAGE_MEETING] = {false, effect_reach},  [MESSAGE_FINDING] = {false, effect_reach},
    [MESSAGE_DECISION] = {false, effect_reach}, [MESSAGE_DISPUTE] = {false, effect_record},
    [MESSAGE_UPDATE] = {false, effect_update},  [MESSAGE_WITHDRAW] = {false, effect_withdraw},
    [MESSAGE_CLOSE] = {false, effect_close},    [MESSAGE_REOPEN] = {false, effect_reopen},
    [MESSAGE_MERGE] = {false, effect_record},   [MESSAGE_SPLIT] = {false, effect_record},
    [MESSAGE_NOTE] = {false, effect_reach},     [MESSAGE_HOLD] = {false, effect_record},
    [MESSAGE_CLOCK] = {false, effect_none},
};

/* --- dispatch ------------------------------------------------------------------------------------------- */

static enum rule_event opening_event(enum message_type type) {
    return type == MESSAGE_NOTICE    ? RULE_ON_NOTICE
           : type == MESSAGE_REQUEST ? RULE_ON_REQUEST
                                     : RULE_ON_REPORT;
}

/* A report joins the incident that it names, or the one it matches; else it opens one, as notices and
 * requests do. */
static void message_open(struct cell *c, struct turn *t, struct incident *named) {
    struct incident facts;
    message_describe(c, t, &facts);
    t->incident = named ? named : fuse_find(&c->state, c->policy, &facts);
    uint32_t contested = t->incident ? t->incident->contested : 0;
    t->effect = named ? EFFECT_ATTACHED : t->incident ? EFFECT_FUSED : EFFECT_OPENED;
    if (t->incident)
        incident_join(&t->step, t->incident, &facts);
    else
        t->incident = incident_open(&t->step, &facts);
    if (t->step.failed)
        return;
    rules_ask(c, t, opening_event(t->step.message->type), NULL, NULL);
    if (t->effect != EFFECT_OPENED) {
        rules_ask(c, t, RULE_ON_FUSED, NULL, NULL);
        tell(t, t->incident, "a further report");
    }
    contested_ask(c, t, contested);
    decision_apply(c, t, !t->incident->case_count);
}

/* A note that refers to nothing goes to whom it addresses. */
static void message_note(struct turn *t) {
    const struct message *m = t->step.message;
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(m->from.party, code);
    struct bytes because =
        step_text(&t->step, "%s from %.*s", message_type_word(m->type), (int)party.size, party.data);
    t->effect = EFFECT_NOTED;
    for (size_t n = 0; n < m->to_count; n++)
        if (m->to[n].party != m->from.party)
            step_act(&t->step, (struct action){VERB_NOTIFY, m->to[n], 0, 0, 0, because});
}

/* What is only exercised or tested never touches what is real. */
static size_t targets_real(struct turn *t, struct incident **targets, size_t count) {
    size_t kept = 0;
    for (size_t n = 0; n < count; n++) {
        if (t->step.message->status == STATUS_ACTUAL || targets[n]->status != STATUS_ACTUAL)
            targets[kept++] = targets[n];
        else
            correct(t, targets[n], "is real: an exercise or test has no effect on it");
    }
    return kept;
}

void message_handle(struct cell *c, struct turn *t, struct incident **targets, size_t count) {
    const struct message *m = t->step.message;
    const struct handler *h = &handlers[m->type];
    words_check(c, t);
    for (size_t n = 0; n < count; n++)
        step_touch(&t->step, targets[n]);
    count = targets_real(t, targets, count);
    if (h->opens) {
        message_open(c, t, count ? targets[0] : NULL);
        return;
    }
    if (!m->refs_count) {
        message_note(t);
        return;
    }
    t->effect = count ? EFFECT_ATTACHED : EFFECT_REFUSED;
    for (size_t n = 0; n < count && !t->step.failed; n++) {
        t->incident = targets[n];
        size_t before = t->match_count;
        h->effect(c, t, targets[n]);
        if (t->match_count > before)
            decision_apply(c, t, false);
    }
    t->incident = count ? targets[0] : NULL;
}
