/*
 * step.h: one step of the cell: a line, or one due step of a clock, and all that is decided on the way.
 *
 * Model functions take the step, change incidents and mark what they changed, and collect actions. Nothing is
 * written until the step ends; then engine/cell/entry.c makes one entry of it.
 */
#ifndef INCIDENT_STEP_H
#define INCIDENT_STEP_H

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

struct step {
    struct arena *arena; /* lives until the step ends */
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
    bool failed; /* memory ran out, or a bound was passed: the step cannot be completed */
};

/* `i` will be part of the entry. */
void step_touch(struct step *s, struct incident *i);
/* May this party know of the incident at all? */
bool incident_visible_to(const struct incident *i, party_id party);
/* Tell somebody. What an incident's release list withholds from the receiver is told to the reporters as
 * withheld instead. A repetition within the step is dropped. */
void step_act(struct step *s, struct action a);
/* Every holder of a rung: of `party` alone where it has the rung to itself, else as the role's scope says. */
void step_call(struct step *s, enum verb verb, const struct incident *i, word_id track, word_id rung,
               party_id party, struct bytes because);
/* The liaison of a party. */
void step_tell(struct step *s, enum verb verb, const struct incident *i, word_id track, party_id party,
               struct bytes because);
/* One role of one party. */
void step_tell_role(struct step *s, enum verb verb, const struct incident *i, word_id track,
                    struct address to, struct bytes because);
/* The liaisons of everyone who reported or owes, but the sender of the message. */
void step_tell_involved(struct step *s, enum verb verb, const struct incident *i, word_id track,
                        struct bytes because);
struct bytes step_text(struct step *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
