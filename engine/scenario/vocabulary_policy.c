/* vocabulary_policy.c: the words that a policy has. See vocabulary.h. */
#include "vocabulary.h"

#include <fusion/rules.h>
#include <message/fields.h>

/* Which set gets which words of the policy. */
static const struct {
    enum word_set set;
    enum policy_word words;
} lists[] = {
    {SET_KIND, POLICY_KINDS},       {SET_TRACK, POLICY_TRACKS},     {SET_URGENCY, POLICY_URGENCIES},
    {SET_OUTCOME, POLICY_OUTCOMES}, {SET_VERDICT, POLICY_OUTCOMES}, {SET_MILESTONE, POLICY_MILESTONES},
    {SET_ROLE, POLICY_ROLES},       {SET_RUNG, POLICY_RUNGS},       {SET_ZONE, POLICY_ZONES},
};

static void add_lists(struct vocabulary *v, const struct policy *p) {
    const char *words[POLICY_WORDS_MAX + 1];
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        size_t count = policy_words(p, lists[i].words, words);
        for (size_t w = 0; w < count; w++)
            vocabulary_add_new(v, lists[i].set,
                               bytes_of(words[w])); /* several tracks have the same outcome */
    }
}

static void add_under(struct vocabulary *v, const struct policy *p, enum word_set set, word_id track,
                      word_id word) {
    vocabulary_add_pair(v, set, words_text(p->words, track), '/', words_text(p->words, word));
}

/* A clock that cases of the track may have. */
static void add_clock(struct vocabulary *v, const struct policy *p, const struct track *t,
                      const struct clock_spec *clock) {
    vocabulary_add_new(v, SET_CLOCK_MILESTONE, words_text(p->words, clock->milestone));
    add_under(v, p, SET_TRACK_MILESTONE, t->word, clock->milestone);
}

/* A word in which cases of the track may end. */
static void add_outcome(struct vocabulary *v, const struct policy *p, const struct track *t,
                        struct bytes outcome) {
    vocabulary_add_pair(v, SET_TRACK_OUTCOME, words_text(p->words, t->word), '/', outcome);
    if (t->word == p->dispute_track)
        vocabulary_add_new(v, SET_DISPUTE_OUTCOME, outcome);
}

/* What can be on a track: rules may add any clock that has a name to its cases, a dispute may end in what was
 * found, and every case as the engine ends them. */
static void add_track(struct vocabulary *v, const struct policy *p, const struct track *t) {
    for (size_t i = 0; i < t->urgency_count; i++) {
        const struct urgency *u = &t->urgencies[i];
        add_under(v, p, SET_TRACK_URGENCY, t->word, u->word);
        for (size_t c = 0; c < u->clock_count; c++)
            add_clock(v, p, t, &u->clocks[c]);
    }
    for (size_t i = 0; i < p->clock_count; i++)
        add_clock(v, p, t, &p->clocks[i].spec);
    for (size_t i = 0; i < t->outcome_count; i++)
        add_outcome(v, p, t, words_text(p->words, t->outcomes[i]));
    const char *const *const endings[] = {track_ending_words,
                                          t->word == p->dispute_track ? message_finding_words : NULL};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        for (const char *const *word = endings[i]; word && *word; word++)
            add_outcome(v, p, t, bytes_of(*word));
}

/* A party in each role that it can have, and with each stance that it can take. */
static void add_party(struct vocabulary *v, const struct policy *p, const struct policy_party *party) {
    const char *const *stances = message_fields[FIELD_STANCE].detail;
    char text[PARTY_BYTES_MAX + 1];
    struct bytes code = party_text(party->code, text);
    vocabulary_add_new(v, SET_PARTY, code);
    vocabulary_add_new(v, SET_RECEIVER, code);
    for (size_t i = 0; i < p->role_count; i++) {
        const struct address a = {party->code, words_text(p->words, p->roles[i].word)};
        if (policy_role(p, &a) != &p->roles[i]) /* none, or that of its other sort of parties */
            continue;
        vocabulary_add_pair(v, SET_ADDRESS, code, '/', a.role);
        vocabulary_add_pair(v, SET_RECEIVER, code, '/', a.role);
    }
    for (size_t i = 0; stances[i]; i++)
        vocabulary_add_pair(v, SET_POSITION, code, ':', bytes_of(stances[i]));
}

/* What any party may be, also one that the policy does not declare. */
static void add_open_roles(struct vocabulary *v, const struct policy *p) {
    for (size_t i = 0; i < p->role_count; i++) {
        const struct address a = {PARTY_UNKNOWN, words_text(p->words, p->roles[i].word)};
        if (policy_role(p, &a))
            vocabulary_add_new(v, SET_OPEN_ROLE, a.role);
    }
}

static void add_rules(struct vocabulary *v, const struct rules *r) {
    for (size_t i = 0; i < rules_count(r); i++)
        vocabulary_add(v, SET_RULE, rules_name(r, i));
}

static int policy_add(struct vocabulary *v, const struct policy *p, struct words *words, struct error *e) {
    struct rules *rules;
    int code = rules_new(p, words, &rules, e);
    vocabulary_add(v, SET_POLICY, p->name);
    vocabulary_add(v, SET_POLICY_DIGEST, bytes_of(p->digest));
    add_lists(v, p);
    add_open_roles(v, p);
    for (size_t i = 0; i < p->track_count; i++)
        add_track(v, p, &p->tracks[i]);
    for (size_t i = 0; i < p->party_count; i++)
        add_party(v, p, &p->parties[i]);
    if (code == 0)
        add_rules(v, rules);
    rules_free(rules);
    return code == 0 && v->failed ? error_memory(e) : code;
}

int vocabulary_add_policy(struct vocabulary *v, const struct policy_file *files, size_t count,
                          struct error *e) {
    struct words *words = words_new();
    struct policy *policy = NULL;
    int code = words ? policy_load(files, count, words, &policy, e) : error_memory(e);
    if (policy)
        code = policy_add(v, policy, words, e);
    policy_free(policy);
    words_free(words);
    return code;
}
