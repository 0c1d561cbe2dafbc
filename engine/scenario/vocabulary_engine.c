/* vocabulary_engine.c: the words that the engine has, whatever the policy. See vocabulary.h. */
#include "vocabulary.h"

#include <fusion/rules.h>
#include <incident/draft.h>
#include <message/fields.h>

/* What only the views say (engine/record/views.sql), and what is no list elsewhere. */
static const char *const claim_states[] = {"contested", "agreed", "single-source", NULL};
static const char *const incident_states[] = {"open", "dormant", "closed", NULL};
static const char *const notice_states[] = {"announced", "active", "over", "withdrawn", "closed", NULL};
static const char *const notice_leads[] = {"sufficient", "insufficient", NULL};
static const char *const notice_shapes[] = {"circle", "polygon", "corridor", NULL};
static const char *const links[] = {"rule",     "notice", "protected", "near",
                                    "conflict", "merge",  "split",     NULL};
static const char *const flags[] = {"0", "1", NULL};
/* What can be in a test, whose actions never go out, and whose lines are whole and come from no adapter. */
static const char *const action_states[] = {"drill", "held", NULL};
static const char *const sources[] = {"stdin", NULL};
static const char *const accepted[] = {"1", NULL};
static const enum quarantine_reason never[] = {QUARANTINE_JSON_UTF8, QUARANTINE_JSON_MEMORY,
                                               QUARANTINE_TOO_LONG, QUARANTINE_TRUNCATED,
                                               QUARANTINE_REFUSED_ROW};
static const char *const truths[] = {"true", "false", NULL};
static const char *const verbs[] = {
#define X(code, word) word,
    VERBS(X) NULL
#undef X
};
#define GRADES(letter) letter "1", letter "2", letter "3", letter "4", letter "5", letter "6"
static const char *const grades[] = {GRADES("A"), GRADES("B"), GRADES("C"), GRADES("D"),
                                     GRADES("E"), GRADES("F"), NULL};

static const struct {
    enum word_set set;
    const char *const *words;
} lists[] = {
    {SET_TYPE, message_type_words},
    {SET_STATUS, status_words},
    {SET_LEVEL, level_words},
    {SET_VERDICT, level_words},
    {SET_FINDING, message_finding_words},
    {SET_EFFECT, effect_words},
    {SET_OUTCOME, track_ending_words},
    {SET_OUTCOME, message_finding_words},
    {SET_CLAIM_FIELD, claim_field_words},
    {SET_CLAIM_STATE, claim_states},
    {SET_INCIDENT_STATE, incident_states},
    {SET_CASE_STATE, case_state_words},
    {SET_CLOCK_STATE, clock_state_words},
    {SET_NOTICE_STATE, notice_states},
    {SET_NOTICE_LEAD, notice_leads},
    {SET_NOTICE_SHAPE, notice_shapes},
    {SET_NOTICE_MATCH, match_words},
    {SET_LINK, links},
    {SET_PROPOSAL, proposal_key_words},
    {SET_VERB, verbs},
    {SET_ACTION_STATUS, action_states},
    {SET_GRADE, grades},
    {SET_SOURCE, sources},
    {SET_FLAG, flags},
    {SET_ACCEPTED, accepted},
    {SET_TRUTH, truths},
};

/* Words that only the table of fields has. */
static const struct {
    enum word_set set;
    enum message_field field;
} fields[] = {
    {SET_EXPLANATION, FIELD_EXPLANATION},
    {SET_STANCE, FIELD_STANCE},
    {SET_HELD, FIELD_HELD},
    {SET_DECISION, FIELD_DECISION},
    {SET_VERDICT, FIELD_EXPLANATION},
    {SET_VERDICT, FIELD_STANCE},
    {SET_VERDICT, FIELD_HELD},
    {SET_VERDICT, FIELD_FINDING},
    {SET_VERDICT, FIELD_DECISION},
};

static void list_add(struct vocabulary *v, enum word_set set, const char *const *words) {
    for (; *words; words++)
        if (**words) /* where a list begins with what stands for none */
            vocabulary_add_new(v, set, bytes_of(*words));
}

static void reasons_add(struct vocabulary *v) {
    static const enum quarantine_reason all[] = {
#define X(code, word, meaning) QUARANTINE_##code,
        JSON_FAULTS(X) MESSAGE_FAULTS(X)
#undef X
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        bool can_be = true;
        for (size_t k = 0; k < sizeof never / sizeof *never; k++)
            can_be &= all[i] != never[k];
        if (can_be)
            vocabulary_add(v, SET_REASON, bytes_of(quarantine_word(all[i])));
    }
}

void vocabulary_add_engine(struct vocabulary *v) {
    reasons_add(v);
    vocabulary_add(v, SET_LUA, bytes_of(rules_language()));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        list_add(v, lists[i].set, lists[i].words);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        list_add(v, fields[i].set, message_fields[fields[i].field].detail);
}
