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

/* The sets, by code and by what an error calls a word of them; behind SET_LISTED what has only a form. */
#define WORD_SETS(X)                                                                                         \
    X(KIND, "kind")                                                                                          \
    X(TRACK, "track")                                                                                        \
    X(URGENCY, "urgency")                                                                                    \
    X(OUTCOME, "outcome")                                                                                    \
    X(MILESTONE, "milestone")                                                                                \
    X(ROLE, "role")                                                                                          \
    X(OPEN_ROLE, "role") /* that any party can have */                                                       \
    X(RUNG, "rung")                                                                                          \
    X(ZONE, "zone")                                                                                          \
    X(RULE, "rule")                                                                                          \
    X(PARTY, "party")           /* declared in the policy, or in a message of the test */                    \
    X(ADDRESS, "PARTY/role")    /* of a role that the party can have */                                      \
    X(RECEIVER, "address")      /* the same, or a bare party */                                              \
    X(POSITION, "PARTY:stance") /* of a dispute */                                                           \
    X(MESSAGE, "message of this test")                                                                       \
    X(MESSAGE_ID, "id of a message of this test")                                                            \
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
    X(FLAG, "flag")                                                                                          \
    X(TRUTH, "word")                                                                                         \
    X(OWN, "word") /* that stimuli of the test want unknown */                                               \
    X(LISTED, "")                                                                                            \
    X(NAMED_PARTY, "a party of the policy or of ISO 3166-1")                                                 \
    X(INCIDENT, "an incident such as I-2")                                                                   \
    X(INCIDENT_ITSELF, "an incident such as I-2") /* asked whether it is there */                            \
    X(NUMBER, "a number such as 3")                                                                          \
    X(DECIMAL, "a number such as 33.1")                                                                      \
    X(INSTANT, "an offset such as 5m, or an instant such as 2026-03-27T02:00:00Z")                           \
    X(PAST, "an offset such as 5m, or an instant such as 2026-03-27T02:00:00Z") /* none to come */           \
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
/* Add a party that no policy declares, in each role that any party can have. */
void vocabulary_add_stranger(struct vocabulary *v, struct bytes code);
/* Is it a word of this set, which is one of those before SET_LISTED? */
bool vocabulary_has(const struct vocabulary *v, enum word_set set, struct bytes word);
const char *vocabulary_nearest(const struct vocabulary *v, enum word_set set, struct bytes word);
/* Append the words of a set, `a, b or c`. */
void vocabulary_write(const struct vocabulary *v, enum word_set set, struct buffer *out);
const char *word_set_name(enum word_set set); /* of WORD_SETS */

/* vocabulary_engine.c: add the words of the engine. */
void vocabulary_add_engine(struct vocabulary *v);
/* vocabulary_policy.c: add those of a policy, and the names of its rules. 0, or negative where it does not
 * load.
 */
int vocabulary_add_policy(struct vocabulary *v, const struct policy_file *files, size_t count,
                          struct error *e) CHECKED;
/* vocabulary_test.c: add those of the test: its messages, and the policies that it loads. */
int vocabulary_add_test(struct vocabulary *v, const struct scenario *s) CHECKED;

#endif
