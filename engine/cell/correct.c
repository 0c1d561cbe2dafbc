/*
 * correct.c: what the sender of an accepted message is told was wrong with it.
 *
 * A word that the policy does not know is no fault of form: the message is kept and handled. But a slip must
 * not pass in silence, so its sender is told the word, and the one that may have been meant.
 */
#include "core.h"

void turn_correct(struct turn *t, uint64_t incident, struct bytes because) {
    step_act(&t->step, (struct action){VERB_CORRECT, t->step.message->from, incident, 0, 0, because});
}

/* Words of the policy, NULL-terminated, in the step's arena; NULL when memory ran out. */
struct word_list {
    const char **words;
    size_t count;
};

static struct word_list list_new(struct turn *t, size_t most) {
    struct word_list l = {arena_array(t->step.arena, most + 1, sizeof(const char *)), 0};
    t->step.failed |= !l.words;
    return l;
}

static void list_add(struct word_list *l, struct bytes word) {
    if (l->words) /* words and kinds of a policy are NUL-terminated */
        l->words[l->count++] = word.data;
}

static struct word_list list_kinds(const struct cell *c, struct turn *t) {
    struct word_list l = list_new(t, c->policy->kind_count);
    for (size_t n = 0; n < c->policy->kind_count; n++)
        list_add(&l, c->policy->kinds[n]);
    return l;
}

static struct word_list list_tracks(const struct cell *c, struct turn *t) {
    struct word_list l = list_new(t, c->policy->track_count);
    for (size_t n = 0; n < c->policy->track_count; n++)
        list_add(&l, words_text(c->words, c->policy->tracks[n].word));
    return l;
}

static struct word_list list_urgencies(const struct cell *c, struct turn *t) {
    struct word_list l = list_new(t, c->policy->track_count * URGENCIES_MAX);
    for (size_t n = 0; n < c->policy->track_count; n++)
        for (size_t u = 0; u < c->policy->tracks[n].urgency_count; u++)
            list_add(&l, words_text(c->words, c->policy->tracks[n].urgencies[u].word));
    return l;
}

static struct word_list list_outcomes(const struct cell *c, struct turn *t) {
    struct word_list l = list_new(t, c->policy->track_count * OUTCOMES_MAX);
    for (size_t n = 0; n < c->policy->track_count; n++)
        for (size_t o = 0; o < c->policy->tracks[n].outcome_count; o++)
            list_add(&l, words_text(c->words, c->policy->tracks[n].outcomes[o]));
    return l;
}

static struct word_list list_milestones(const struct cell *c, struct turn *t) {
    struct word_list l = list_new(t, c->policy->milestone_count);
    for (size_t n = 0; n < c->policy->milestone_count; n++)
        list_add(&l, words_text(c->words, c->policy->milestones[n].word));
    return l;
}

static struct word_list list_roles(const struct cell *c, struct turn *t) {
    struct word_list l = list_new(t, c->policy->role_count);
    for (size_t n = 0; n < c->policy->role_count; n++)
        list_add(&l, words_text(c->words, c->policy->roles[n].word));
    return l;
}

static const struct {
    const char *what;
    size_t offset; /* of the word in struct message */
    struct word_list (*known)(const struct cell *c, struct turn *t);
} fields[] = {
    {"kind", offsetof(struct message, kind), list_kinds},
    {"track", offsetof(struct message, track), list_tracks},
    {"urgency", offsetof(struct message, urgency), list_urgencies},
    {"outcome", offsetof(struct message, outcome), list_outcomes},
    {"milestone", offsetof(struct message, milestone), list_milestones},
};

static bool list_has(const struct word_list *l, struct bytes word) {
    for (size_t n = 0; n < l->count; n++)
        if (bytes_is(word, l->words[n]))
            return true;
    return false;
}

bool message_may_be_sent(struct cell *c, struct turn *t) {
    const struct message *m = t->step.message;
    const struct role *role = policy_role(c->policy, &m->from);
    if (role && role->sends >> m->type & 1)
        return true;
    struct bytes word = m->from.role.size ? m->from.role : BYTES("liaison");
    struct word_list roles = list_roles(c, t);
    struct error_offer offer = {.text = ""};
    if (roles.words && !list_has(&roles, word))
        offer = error_offer(word, roles.words, "\"", "\"");
    turn_correct(t, 0,
                 step_text(&t->step, "as %.*s it may not send %s%s", (int)word.size, word.data,
                           message_type_word(m->type), offer.text));
    return false;
}

static void word_check(struct turn *t, const char *what, struct bytes word, struct word_list known) {
    if (!known.words || list_has(&known, word))
        return;
    turn_correct(t, 0,
                 step_text(&t->step, "the policy has no %s \"%.*s\"%s", what, (int)word.size, word.data,
                           error_offer(word, known.words, "\"", "\"").text));
}

void words_check(struct cell *c, struct turn *t) {
    const struct message *m = t->step.message;
    for (size_t n = 0; n < sizeof fields / sizeof *fields; n++) {
        const struct bytes *word = (const struct bytes *)((const char *)m + fields[n].offset);
        bool declared =
            fields[n].known == list_kinds && policy_kind_declared(c->policy, *word); /* the common case */
        if (word->size && !declared)
            word_check(t, fields[n].what, *word, fields[n].known(c, t));
    }
    for (size_t n = 0; n < m->to_count; n++)
        if (m->to[n].role.size && !policy_role(c->policy, &m->to[n]))
            word_check(t, "role", m->to[n].role, list_roles(c, t));
}
