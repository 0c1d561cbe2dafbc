/* draft.c: whom an entry tells what. See draft.h. */
#include "draft.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const verb_words[] = {
#define X(code, word) word,
    VERBS(X)
#undef X
};

const char *verb_word(enum verb v) {
    return verb_words[v];
}

void draft_touch(struct draft *d, struct incident *i) {
    for (size_t at = 0; at < d->touched_count; at++)
        if (d->touched[at] == i)
            return;
    if (d->touched_count == ENTRY_CHANGES_MAX)
        d->failed = true;
    else
        d->touched[d->touched_count++] = i;
}

bool incident_visible_to(const struct incident *i, party_id party) {
    return !i->released || incident_lists(i->rel_to, i->rel_to_count, party) ||
           incident_lists(i->parties, i->party_count, party);
}

/* May this party be told, by the release list of the incident and by that of the message? */
static bool may_be_told(const struct draft *d, const struct incident *i, party_id party) {
    const struct message *m = d->message;
    bool released = !m || !m->released || m->from.party == party;
    for (size_t n = 0; !released && n < m->rel_to_count; n++)
        released = m->rel_to[n] == party;
    return released && incident_visible_to(i, party);
}

static bool action_equal(const struct action *a, const struct action *b) {
    return a->verb == b->verb && a->to.party == b->to.party && bytes_equal(a->to.role, b->to.role) &&
           a->incident == b->incident && a->track == b->track && a->rung == b->rung &&
           ((a->verb != VERB_WITHHOLD && a->verb != VERB_CORRECT) || bytes_equal(a->because, b->because));
}

void draft_act(struct draft *d, struct action a) {
    if (!a.to.role.size || !policy_role(d->policy, &a.to))
        a.to.role = policy_bare_role(d->policy);
    for (size_t at = 0; at < d->action_count; at++) {
        if (!action_equal(&d->actions[at], &a))
            continue;
        if (bytes_is(d->actions[at].because, "copy"))
            d->actions[at].because = a.because; /* any reason says more than that */
        return;
    }
    if (d->action_count == ACTIONS_MAX)
        d->failed = true;
    else
        d->actions[d->action_count++] = a;
}

/* Tell the sender of the message, else the reporters, from whom it was kept. */
static void withhold(struct draft *d, const struct incident *i, word_id track, word_id rung, party_id from) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(from, code);
    struct bytes because = draft_text(d, "not released to %.*s", (int)party.size, party.data);
    for (uint32_t n = 0; n < (d->message ? 1 : i->party_count); n++) {
        party_id told = d->message ? d->message->from.party : i->parties[n];
        draft_act(d, (struct action){VERB_WITHHOLD, {told, BYTES("")}, i->number, track, rung, because});
    }
}

/* Tell one holder, unless a release list keeps it from that party. Where the party cannot have the role, the
 * role of a bare party stands in. */
static void act_on(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                   struct address to, struct bytes because) {
    if (verb == VERB_NOTIFY)
        rung = 0; /* a copy is no rung */
    if (!policy_role(d->policy, &to))
        to.role = policy_bare_role(d->policy);
    if (may_be_told(d, i, to.party))
        draft_act(d, (struct action){verb, to, i->number, track, rung, because});
    else
        withhold(d, i, track, rung, to.party);
}

static bool holds(const struct policy_party *party, enum role_scope scope) {
    if (scope == SCOPE_SUPERVISOR)
        return party->supervisor;
    return party->member && (scope == SCOPE_EVERY || !party->supervisor);
}

/* Holders are called in an order that comes of the incident and not of the policy, so that exchanging two
 * parties exchanges their places: who owes, who reported, then the others. draft_act drops who comes twice.
 */
void draft_call(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                party_id party, struct bytes because) {
    const struct policy *p = d->policy;
    enum role_scope scope = policy_role_scope(p, rung);
    struct bytes role = words_text(d->words, rung);
    if (party && scope == SCOPE_MEMBERS) {
        act_on(d, verb, i, track, rung, (struct address){party, role}, because);
        return;
    }
    const struct {
        const party_id *list;
        uint32_t count;
    } first[] = {{i->owing, i->owing_count}, {i->parties, i->party_count}};
    for (size_t f = 0; f < 2; f++)
        for (uint32_t n = 0; n < first[f].count; n++) {
            const struct policy_party *holder = policy_party_find(p, first[f].list[n]);
            if (holder && holds(holder, scope))
                act_on(d, verb, i, track, rung, (struct address){holder->code, role}, because);
        }
    for (size_t n = 0; n < p->party_count; n++)
        if (holds(&p->parties[n], scope))
            act_on(d, verb, i, track, rung, (struct address){p->parties[n].code, role}, because);
}

void draft_tell_role(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                     struct address to, struct bytes because) {
    act_on(d, verb, i, track, words_find(d->words, to.role), to, because);
}

void draft_tell(struct draft *d, enum verb verb, const struct incident *i, word_id track, party_id party,
                struct bytes because) {
    draft_tell_role(d, verb, i, track, (struct address){party, policy_bare_role(d->policy)}, because);
}

void draft_tell_involved(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                         struct bytes because) {
    party_id sender = d->message ? d->message->from.party : 0;
    for (uint32_t n = 0; n < i->party_count; n++)
        if (i->parties[n] != sender)
            draft_tell(d, verb, i, track, i->parties[n], because);
    for (uint32_t n = 0; n < i->owing_count; n++)
        if (i->owing[n] != sender)
            draft_tell(d, verb, i, track, i->owing[n], because);
}

struct bytes draft_text(struct draft *d, const char *format, ...) {
    char text[REASON_BYTES_MAX + 512]; /* a rule's reason, and what is said with it */
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t kept = size < 0 ? 0 : (size_t)size < sizeof text ? (size_t)size : sizeof text - 1;
    while (kept && kept < (size_t)size && ((unsigned char)text[kept] & 0xc0) == 0x80)
        kept--; /* cut between characters */
    struct bytes copy = arena_copy(d->arena, (struct bytes){text, kept});
    if (!copy.data)
        d->failed = true;
    return copy;
}
