/*
 * draft.h: the entry in the making: of a line, or of one due step of a clock.
 *
 * Whatever changes an incident is given the draft: it keeps which incidents change, and collects the actions.
 * Nothing is written until it ends; then engine/cell/entry.c makes one entry of it. Where memory runs out or
 * a bound is passed, `failed` is set, functions go on without doing more, and no entry is made.
 */
#ifndef INCIDENT_DRAFT_H
#define INCIDENT_DRAFT_H

#include <fusion/frame.h>
#include <fusion/incident.h>

#include <state/state.h>

/* What an action asks of its receiver: code, word. */
#define VERBS(X)                                                                                             \
    X(NOTIFY, "notify")                                                                                      \
    X(REQUEST_ACK, "request-ack")                                                                            \
    X(ESCALATE, "escalate")                                                                                  \
    X(REMIND, "remind")                                                                                      \
    X(WITHHOLD, "withhold")                                                                                  \
    X(HOLD, "hold")                                                                                          \
    X(CORRECT, "correct")                                                                                    \
    X(CLOSE, "close")
enum verb {
#define X(code, word) VERB_##code,
    VERBS(X)
#undef X
};
const char *verb_word(enum verb v); /* its word, which lives for ever */

/* Somebody is told something, once the entry is committed. Texts live as long as the draft. */
struct action {
    enum verb verb;
    struct address to;
    uint64_t incident;    /* 0: none */
    word_id track, rung;  /* rung: as which the receiver is called; 0: called as none. 0: no track */
    struct bytes because; /* the reasons, for people, joined by `; ` */
    bool copy;            /* for information, by the clock of a policy: then there is no reason */
};

/* The draft. */
struct draft {
    struct arena *arena; /* of the draft: gone when it ends */
    const struct policy *policy;
    const struct words *words;
    struct state *state;
    uint64_t n;                    /* the number that its entry will have */
    int64_t at_ms;                 /* the cell's instant: "now" */
    int64_t late_ms;               /* how long before it the message was received, or the step was due */
    uint64_t policy_entry;         /* the entry that put the policy in force */
    const struct message *message; /* NULL in a deadline */
    struct incident *touched[ENTRY_CHANGES_MAX]; /* in the order they were first changed */
    size_t touched_count;
    struct action actions[ACTIONS_MAX];
    size_t action_count;
    uint64_t
        said_entry; /* the statement in which the message stands together with others; 0: in one of its own */
    bool unreconciled; /* a response or a clock of a rule came since an incident was reconciled */
    bool failed;       /* memory ran out, or a bound was passed: no entry can be made of it */
};

/* The incident will be part of the entry: the fields marked as changed are written. Twice is once. */
void draft_touch(struct draft *d, struct incident *i);
/* May this party know of the incident, by its release list? Whoever reported it may. */
bool incident_visible_to(const struct incident *i, party_id party);
/* May it be told, by the release list of the incident and by that of the draft's message? */
bool draft_may_see(const struct draft *d, const struct incident *i, party_id party);
/* Collect an action as it is, whatever any release list says. A receiver whose role the policy does not know
 * gets the role of a bare party. One who would be told the same twice is told once, with both reasons. */
void draft_act(struct draft *d, struct action a);
/* The functions below tell only those who may be told, by the release lists of incident and message; of
 * anybody else, the sender of the message (without one, the reporters) is told that it was withheld. Tell one
 * holder; where the party cannot have the role, that of a bare party stands in. */
void draft_act_on(struct draft *d, const struct incident *i, struct action a, struct address to);
/* Send the holders of a rung a copy. */
void draft_copy(struct draft *d, const struct incident *i, word_id track, word_id rung);
/* Call the holders of a rung: that of `party` alone (0: of nobody in particular) where each member has its
 * own, else those that enum role_scope says. Returns the highest rung that was called; 0: nobody was. */
word_id draft_call(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                   party_id party, struct bytes because);
/* Tell the holders of a rung, of these parties; SCOPE_INVOLVED: of those that the role says. */
void draft_tell_rung(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                     enum role_scope scope, struct bytes because);
/* Tell a bare party: the holder of the first rung. */
void draft_tell(struct draft *d, enum verb verb, const struct incident *i, word_id track, party_id party,
                struct bytes because);
/* Tell one role of one party. */
void draft_tell_role(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                     struct address to, struct bytes because);
/* Tell everyone who is obliged or made a statement, as bare parties, but the sender of the message. */
void draft_tell_involved(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                         struct bytes because);
/* A text in the draft's arena, cut between characters where it is too long. */
struct bytes draft_text(struct draft *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
