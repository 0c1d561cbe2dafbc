/* draft.c: whom an entry tells what. See draft.h. */
#include "draft.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define REASON_JOIN "; "

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
    return !i->released || incident_lists(i->rel_to, i->rel_to_count, party);
}

bool draft_may_see(const struct draft *d, const struct incident *i, party_id party) {
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

/* The part of *rest before the next REASON_JOIN; *rest is moved behind that. */
static struct bytes reason_split(struct bytes *rest) {
    const char *join = memmem(rest->data, rest->size, REASON_JOIN, sizeof REASON_JOIN - 1);
    size_t size = join ? (size_t)(join - rest->data) : rest->size;
    struct bytes part = bytes_slice(*rest, 0, size);
    *rest = bytes_slice(*rest, join ? size + sizeof REASON_JOIN - 1 : size, rest->size);
    return part;
}

static bool reason_stands(struct bytes reasons, struct bytes part) {
    while (reasons.size)
        if (bytes_equal(reason_split(&reasons), part))
            return true;
    return false;
}

/* Whole, however many there are: nobody is to miss a reason. What stands there already is not said again. */
static void reason_add(struct draft *d, struct action *a, struct bytes reason) {
    struct buffer joined = BUFFER_EMPTY;
    buffer_append(&joined, a->because);
    while (reason.size) {
        struct bytes part = reason_split(&reason);
        if (reason_stands(buffer_bytes(&joined), part))
            continue;
        if (joined.size)
            buffer_append_text(&joined, REASON_JOIN);
        buffer_append(&joined, part);
    }
    struct bytes copy = arena_copy(d->arena, buffer_bytes(&joined));
    if (joined.failed || !copy.data)
        d->failed = true;
    else
        a->because = copy;
    buffer_release(&joined);
}

void draft_act(struct draft *d, struct action a) {
    if (!a.to.role.size || !policy_role(d->policy, &a.to))
        a.to.role = policy_bare_role(d->policy);
    for (size_t at = 0; at < d->action_count; at++) {
        struct action *same = &d->actions[at];
        if (!action_equal(same, &a))
            continue;
        same->copy = same->copy && a.copy; /* a reason says more */
        if (a.because.size && !bytes_equal(same->because, a.because))
            reason_add(d, same, a.because);
        return;
    }
    if (d->action_count == ACTIONS_MAX)
        d->failed = true;
    else
        d->actions[d->action_count++] = a;
}

/* Tell the sender of the message, else the reporters, from whom it was kept. */
static void withhold(struct draft *d, const struct incident *i, const struct action *a) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(a->to.party, code);
    struct bytes because = draft_text(d, "not released to %.*s", (int)party.size, party.data);
    struct parties told = {.list = {d->message ? d->message->from.party : 0}, .count = 1};
    if (!d->message)
        incident_reporters(i, &told);
    for (uint32_t n = 0; n < told.count; n++) {
        draft_act(d, (struct action){.verb = VERB_WITHHOLD,
                                     .to = {told.list[n], BYTES("")},
                                     .incident = i->number,
                                     .track = a->track,
                                     .rung = a->rung,
                                     .because = because});
    }
}

void draft_act_on(struct draft *d, const struct incident *i, struct action a, struct address to) {
    a.incident = i->number;
    a.to = to;
    if (a.verb == VERB_NOTIFY)
        a.rung = 0; /* who is only told is not called */
    if (!policy_role(d->policy, &a.to))
        a.to.role = policy_bare_role(d->policy);
    if (draft_may_see(d, i, to.party))
        draft_act(d, a);
    else
        withhold(d, i, &a);
}

void draft_tell_role(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                     struct address to, struct bytes because) {
    word_id rung = words_find(d->words, to.role);
    draft_act_on(d, i, (struct action){.verb = verb, .track = track, .rung = rung, .because = because}, to);
}

void draft_tell(struct draft *d, enum verb verb, const struct incident *i, word_id track, party_id party,
                struct bytes because) {
    draft_tell_role(d, verb, i, track, (struct address){party, policy_bare_role(d->policy)}, because);
}

struct bytes draft_text(struct draft *d, const char *format, ...) {
    char text[REASON_BYTES_MAX + 512];   /* a rule's reason, and what is said with it */
    const size_t most = sizeof text - 2; /* so that the byte behind a cut is one of the text's */
    va_list args;
    va_start(args, format);
    int size = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    size_t kept = size < 0 ? 0 : (size_t)size < most ? (size_t)size : most;
    while (kept && kept < (size_t)size && ((unsigned char)text[kept] & 0xc0) == 0x80)
        kept--; /* cut between characters */
    struct bytes copy = arena_copy(d->arena, (struct bytes){text, kept});
    if (!copy.data)
        d->failed = true;
    return copy;
}
