/*
 * vocabulary.h: the words that a test may name, in sets: those of the engine, of the policies, of the test.
 *
 * A test of what is not there holds whatever it names, so a slip in a name would hold for ever. Whatever
 * names one of a closed set is therefore looked up when the test is read. Which column of which view has
 * which set, one table says: view_columns.c; which field of a message, stimulus_words.c.
 */
#ifndef SCENARIO_VOCABULARY_H
#define SCENARIO_VOCABULARY_H

#include "test_run.h"

struct sent_message;

/* The sets, by code and by what an error calls a word of them; behind SET_LISTED what has only a form. */
#define WORD_SETS(X)                                                                                         \
    X(KIND, "kind")                                                                                          \
    X(TRACK, "track")                                                                                        \
    X(URGENCY, "urgency")                                                                                    \
    X(OUTCOME, "outcome")                                                                                    \
    X(MILESTONE, "milestone")                                                                                \
    X(CLOCK_MILESTONE, "milestone that a clock waits for")                                                   \
    X(DISPUTE_OUTCOME, "outcome of a dispute")                                                               \
    X(TRACK_URGENCY, "urgency of that track")                                                                \
    X(TRACK_OUTCOME, "outcome of that track")                                                                \
    X(TRACK_MILESTONE, "milestone of that track")                                                            \
    X(ROLE, "role")                                                                                          \
    X(OPEN_ROLE, "role") /* that any party can have */                                                       \
    X(RUNG, "rung")                                                                                          \
    X(ZONE, "zone")                                                                                          \
    X(RULE, "rule")                                                                                          \
    X(POLICY, "name of a policy")                                                                            \
    X(POLICY_DIGEST, "digest of a policy of this test")                                                      \
    X(LUA, "version of Lua")                                                                                 \
    X(PARTY, "party")           /* declared in the policy, or in a message of the test */                    \
    X(ADDRESS, "PARTY/role")    /* of a role that the party can have */                                      \
    X(RECEIVER, "address")      /* the same, or a bare party */                                              \
    X(POSITION, "PARTY:stance") /* of a dispute */                                                           \
    X(MESSAGE, "message of this test")                                                                       \
    X(MESSAGE_ID, "id of a message of this test")                                                            \
    X(SENT, "earlier message")                                                                               \
    X(ACK, "ack of this test")                                                                               \
    X(NOTICE_ID, "id of a notice of this test")                                                              \
    X(REQUEST_ID, "id of a request of this test")                                                            \
    X(DISPUTE_ID, "id of a dispute of this test")                                                            \
    X(SENT_TYPE, "type of a message of this test")                                                           \
    X(TYPE, "type of a message")                                                                             \
    X(STATUS, "status of a message")                                                                         \
    X(LEVEL, "level")                                                                                        \
    X(EXPLANATION, "explanation")                                                                            \
    X(STANCE, "stance")                                                                                      \
    X(HELD, "word of a meeting")                                                                             \
    X(FINDING, "finding")                                                                                    \
    X(DECISION, "decision")                                                                                  \
    X(VERDICT, "verdict") /* what one of the last six says, or an outcome */                                 \
    X(EFFECT, "effect")                                                                                      \
    X(GRADE, "grade")                                                                                        \
    X(CLAIM_FIELD, "field of claims")                                                                        \
    X(CLAIM_STATE, "state of a claim")                                                                       \
    X(INCIDENT_STATE, "state of an incident")                                                                \
    X(CASE_STATE, "state of a case")                                                                         \
    X(CLOCK_STATE, "state of a clock")                                                                       \
    X(NOTICE_STATE, "state of a notice")                                                                     \
    X(NOTICE_LEAD, "lead of a notice")                                                                       \
    X(NOTICE_SHAPE, "shape of a notice")                                                                     \
    X(NOTICE_MATCH, "match with a notice")                                                                   \
    X(LINK, "link")                                                                                          \
    X(PROPOSAL, "part of a proposal")                                                                        \
    X(VERB, "verb")                                                                                          \
    X(ACTION_STATUS, "status of an action")                                                                  \
    X(REASON, "reason of quarantine")                                                                        \
    X(SOURCE, "source of a line of a test")                                                                  \
    X(FLAG, "flag")                                                                                          \
    X(ACCEPTED, "flag of a policy: one that is refused leaves no row")                                       \
    X(TRUTH, "word")                                                                                         \
    X(OWN, "word") /* that stimuli of the test want unknown */                                               \
    X(LISTED, "")                                                                                            \
    X(NAMED_PARTY, "a party of the policy or of ISO 3166-1")                                                 \
    X(INCIDENT, "an incident such as I-2")                                                                   \
    X(INCIDENT_ITSELF, "an incident such as I-2") /* asked whether it is there */                            \
    X(ACTION_ID, "an action such as 2.1")                                                                    \
    X(NUMBER, "a whole number such as 3 or -3")                                                              \
    X(AMOUNT, "a whole number such as 3")                                                                    \
    X(HARM, "a whole number up to 10000000")                                                                 \
    X(ORDINAL, "a whole number from 1 on")                                                                   \
    X(SEVERITY, "a number from 1 to 5")                                                                      \
    X(LATITUDE, "degrees from -90 to 90 with at most 7 decimals")                                            \
    X(LONGITUDE, "degrees from -180 to 180 with at most 7 decimals")                                         \
    X(INSTANT, "an offset such as 5m, or an instant such as 2026-03-27T02:00:00Z")                           \
    X(PAST, "an offset such as 5m, or an instant such as 2026-03-27T02:00:00Z") /* none to come */           \
    X(DIGEST, "a digest, 64 hexadecimal digits")                                                             \
    X(REFS, "a list of JSON such as [\"ISR:a\",\"I-2\"], of this test")                                      \
    X(FREE, "a text")
enum word_set {
#define X(code, name) SET_##code,
    WORD_SETS(X)
#undef X
        SET_COUNT
};

/* The words of the sets. Zeroed but for `below` and `arena`, it has none. */
struct vocabulary {
    const struct vocabulary *below; /* whose words it has too; NULL: none */
    struct arena *arena;            /* holds all that is added */
    struct word_list {
        const char **words; /* NULL-terminated; NULL where there are none */
        uint32_t count, capacity;
    } lists[SET_LISTED];
    bool failed; /* memory ran out, and a word is missing */
};

/* Add a word, which is copied; vocabulary_add_new: unless it is there. */
void vocabulary_add(struct vocabulary *v, enum word_set set, struct bytes word);
void vocabulary_add_new(struct vocabulary *v, enum word_set set, struct bytes word);
/* Add `before`, `between` and `behind` as one word: `ISR/head`. */
void vocabulary_add_pair(struct vocabulary *v, enum word_set set, struct bytes before, char between,
                         struct bytes behind);
/* Is it a word of this set, which is one of those before SET_LISTED? */
bool vocabulary_has(const struct vocabulary *v, enum word_set set, struct bytes word);
const char *vocabulary_nearest(const struct vocabulary *v, enum word_set set, struct bytes word);
const char *vocabulary_first(const struct vocabulary *v, enum word_set set); /* NULL: it has none */
/* The word at a place of the set, counted over all below it; NULL: there are fewer. */
const char *vocabulary_at(const struct vocabulary *v, enum word_set set, size_t place);
/* Append the words of a set, `a, b or c`. */
void vocabulary_write(const struct vocabulary *v, enum word_set set, struct buffer *out);
const char *word_set_name(enum word_set set); /* of WORD_SETS */

/* A policy of the test from where it comes into force; the words of policies that load later do not count. */
struct in_force {
    int64_t from_ms;          /* INSTANT_NONE: from the start */
    struct vocabulary alone;  /* its words, the test's and the engine's: what a stimulus may say */
    struct vocabulary so_far; /* with those of the policies before it: what the record may have */
    struct in_force *before;  /* NULL: it is the first */
};
/* in_force.c: begin with the words of the first policy, which stand on those of the engine; the test's own
 * are read, and s->policies is the list from the last to the first. */
int in_force_begin(struct scenario *s, const struct vocabulary *first) CHECKED;
/* The policy that a stimulus loads at this instant comes into force. An error where it does not load, which
 * stands at the stimulus; whether a policy that is to be refused is, the test says when it comes to it. */
int in_force_load(struct scenario *s, const struct yaml_node *stimulus, int64_t at_ms) CHECKED;
/* The words that the record may have at this instant; NULL: they were looked up already. */
const struct vocabulary *in_force_by(const struct scenario *s, int64_t at_ms);

/* vocabulary_engine.c: add the words of the engine. */
void vocabulary_add_engine(struct vocabulary *v);
/* vocabulary_policy.c: add those of a policy, and the names of its rules. 0, or negative where it does not
 * load.
 */
int vocabulary_add_policy(struct vocabulary *v, const struct policy_file *files, size_t count,
                          struct error *e) CHECKED;
/* vocabulary_test.c: add those of the test, whose messages are read. */
int vocabulary_add_test(struct vocabulary *v, const struct scenario *s) CHECKED;
/* The message is sent, and may be referred to. */
void vocabulary_add_sent(struct vocabulary *v, const struct sent_message *message);

#endif
