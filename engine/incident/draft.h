/*
 * draft.h: the entry in the making: of a line, or of one due step of a clock.
 *
 * What happens to incidents is done with a draft at hand: it is told which incidents change, and collects the
 * actions. Nothing is written until it ends; then engine/cell/entry.c makes one entry of it.
 */
#ifndef INCIDENT_DRAFT_H
#define INCIDENT_DRAFT_H

#include <fusion/frame.h>
#include <fusion/incident.h>

#include <state/state.h>

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
const char *verb_word(enum verb v);

struct action {
    enum verb verb;
    struct address to;
    uint64_t incident; /* 0: none */
    word_id track, rung;
    struct bytes because;
};

struct draft {
    struct arena *arena; /* lives until the draft ends */
    const struct policy *policy;
    const struct words *words;
    struct state *state;
    uint64_t n; /* the number that its entry will have */
    int64_t at_ms;
    int64_t late_ms; /* how far behind that the message came, or the step fires */
    uint64_t policy_entry;
    const struct message *message;               /* NULL in a deadline */
    struct incident *touched[ENTRY_CHANGES_MAX]; /* in the order they were first changed */
    size_t touched_count;
    struct action actions[ACTIONS_MAX];
    size_t action_count;
    bool failed; /* memory ran out, or a bound was passed: no entry can be made of it */
};

/* `i` will be part of the entry: what is marked in it is written. */
void draft_touch(struct draft *d, struct incident *i);
/* May this party know of the incident at all? */
bool incident_visible_to(const struct incident *i, party_id party);
/* Tell somebody. What an incident's release list withholds from the receiver is told to the reporters as
 * withheld instead. A repetition within the draft is dropped. */
void draft_act(struct draft *d, struct action a);
/* Every holder of a rung: of `party` alone where it has the rung to itself, else as the role's scope says. */
void draft_call(struct draft *d, enum verb verb, const struct incident *i, word_id track, word_id rung,
                party_id party, struct bytes because);
/* A bare party: its first role. */
void draft_tell(struct draft *d, enum verb verb, const struct incident *i, word_id track, party_id party,
                struct bytes because);
/* One role of one party. */
void draft_tell_role(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                     struct address to, struct bytes because);
/* Everyone who reported or owes, as bare parties, but the sender of the message. */
void draft_tell_involved(struct draft *d, enum verb verb, const struct incident *i, word_id track,
                         struct bytes because);
struct bytes draft_text(struct draft *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
