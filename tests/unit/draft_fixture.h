/*
 * draft_fixture.h: the small policy of tests/fixtures/cell, an empty state and one draft after the other in
 * it, for the tests of what happens to incidents, which need no cell.
 *
 * A test says a message, as JSON with ' for ", and so begins the next draft at the message's own instant;
 * then it calls what it tests.
 */
#ifndef TESTS_DRAFT_FIXTURE_H
#define TESTS_DRAFT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include <fusion/ports.h>
#include <incident/account.h>
#include <incident/case.h>
#include <incident/incident.h>
#include <incident/obligations.h>
#include <incident/reconcile.h>
#include <incident/responses.h>

#include "json_text.h"

#ifndef DRAFT_POLICY
#define DRAFT_POLICY "tests/fixtures/cell" /* a folder; a test may name another in front of this header */
#endif

#define T0 1774576800000 /* 2026-03-27T02:00:00Z */

/* A report of the night by `from`, at `time` (`02:00`), with more members. */
#define FIRE(from, time, more)                                                                               \
    "{'id':'r','from':'" from "','time':'2026-03-27T" time ":00Z','kind':'fire.mortar'" more "}"

#define MERGE(time)                                                                                          \
    "{'id':'m','type':'merge','from':'USA/supervisor','reason':'one','refs':['I-1','I-2'],"                  \
    "'time':'2026-03-27T" time ":00Z'}"

/* Something about the first incident, with more members. */
#define SAYS(type, from, time, more)                                                                         \
    "{'id':'k','type':'" type "','from':'" from "','time':'2026-03-27T" time ":00Z','refs':['I-1']" more "}"
#define TO(parties) ",'to':[" parties "]"

/* What the policy of tests/fixtures/cell leaves out. */
#define MORE_POLICY                                                                                          \
    "series: {talks.consult: {reports: 2, within: 6h}}\n"                                                    \
    "notices:\n"                                                                                             \
    "  margin_time: 2h\n"                                                                                    \
    "  margin_place: 10km\n"                                                                                 \
    "  kinds:\n"                                                                                             \
    "    airspace.*: {lead: 1h, covers: [airspace.*, fire.*], conflicts: [fire.*]}\n"                        \
    "    fire.*: {lead: 24h, covers: [fire.*]}\n"                                                            \
    "    tip.*: {protects: [fire.*]}\n"

static struct words *words;
static struct policy *policy;
static struct state state;
static struct draft draft;
static struct message message; /* of the draft */
static struct arena arena;     /* of all drafts, until the end */

static inline party_id party(const char *code) {
    party_id id = 0;
    assert_true(party_parse(bytes_of(code), &id));
    return id;
}

static inline word_id word(const char *text) {
    word_id id = words_find(words, bytes_of(text));
    assert_int_not_equal(id, 0);
    return id;
}

static inline void policy_extend(struct policy_file *f) {
    size_t size = f->content.size + sizeof MORE_POLICY;
    char *text = arena_alloc(&arena, size);
    assert_non_null(text);
    (void)snprintf(text, size, "%.*s%s", (int)f->content.size, f->content.data, MORE_POLICY);
    f->content = bytes_of(text);
}

static inline int draft_setup(void **unused) {
    struct policy_file *files;
    size_t count;
    struct error e = ERROR_EMPTY;
    (void)unused;
    state_init(&state);
    words = words_new();
    assert_int_equal(folder_read(DRAFT_POLICY, &arena, &files, &count, &e), 0);
    for (size_t n = 0; n < count; n++)
        if (bytes_is(files[n].name, "policy.yaml"))
            policy_extend(&files[n]);
    if (policy_load(files, count, words, &policy, &e) != 0)
        fail_msg("%s:%d: %s", e.file, e.line, e.text);
    draft = (struct draft){.n = 1};
    return 0;
}

static inline int draft_teardown(void **unused) {
    (void)unused;
    state_release(&state);
    policy_free(policy);
    words_free(words);
    arena_release(&arena);
    return 0;
}

/* The next draft, at an instant and of no message. */
static inline void begin_at(int64_t at_ms) {
    draft = (struct draft){
        .arena = &arena, .policy = policy, .words = words, .state = &state, .n = draft.n + 1, .at_ms = at_ms};
}

/* The next draft, of this message; `facts` (unless NULL) is what it says in the shape of an incident. */
static inline void begin(const char *text, struct incident *facts) {
    const struct party_lookup known = policy_party_lookup(policy);
    struct quarantine fault;
    struct bytes line = json_copy(&arena, bytes_of(text));
    if (message_decode(&arena, line, &known, &message, &fault) != 0)
        fail_msg("%s: %s", text, fault.detail);
    begin_at(message_instant(&message));
    draft.message = &message;
    if (facts)
        incident_describe(policy, &message, facts);
}

/* The rules propose this for what the draft's message says of the incident. */
static inline void asked(struct incident *i, const char *track, const char *urgency) {
    struct statement *said = draft_statement(&draft, i);
    assert_non_null(said);
    said->asks[said->ask_count++] = (struct ask){.track = word(track), .urgency = word(urgency)};
}

/* The message opens an incident, as a case on the track if that is not NULL. */
static inline struct incident *opened(const char *text, const char *track, const char *urgency) {
    struct incident facts;
    begin(text, &facts);
    struct incident *i = incident_open(&draft, &facts);
    assert_non_null(i);
    if (track) {
        asked(i, track, urgency);
        (void)case_open(&draft, i, word(track), 0, BYTES("opened"));
    }
    (void)incident_reconcile(&draft, i);
    assert_false(draft.failed);
    return i;
}

/* The message is a further report of the incident. Returns its entry. */
static inline uint64_t joined(struct incident *i, const char *text) {
    struct incident facts;
    begin(text, &facts);
    assert_true(incident_join(&draft, i, &facts, 0));
    (void)incident_reconcile(&draft, i);
    assert_false(draft.failed);
    return draft.n;
}

/* A further report for which the rules propose something, too. */
static inline uint64_t joined_asking(struct incident *i, const char *text, const char *track,
                                     const char *urgency) {
    uint64_t entry = joined(i, text);
    asked(i, track, urgency);
    (void)incident_reconcile(&draft, i);
    assert_false(draft.failed);
    return entry;
}

/* The incident is looked at anew, at an instant and of no message. Returns what is met by it. */
static inline unsigned reconciled(struct incident *i, int64_t at_ms) {
    begin_at(at_ms);
    unsigned met = incident_reconcile(&draft, i);
    assert_false(draft.failed);
    return met;
}

/* As if a statement had never been made. */
static inline void unsaid(struct incident *i, uint32_t place) {
    i->statements[place].withdrawn = true;
    i->statements[place].ask_count = 0;
}

/* What somebody says of these statements of the incident counts in its open cases. Returns how much it meets.
 */
static inline unsigned responded_about(struct incident *i, const struct statement_set *about,
                                       const char *text) {
    uint32_t open = 0;
    begin(text, NULL);
    for (uint32_t k = 0; k < i->case_count; k++)
        open |= (uint32_t)(i->cases[k].state != CASE_CLOSED) << k;
    (void)responses_take(&draft, i, open, about);
    unsigned met = incident_reconcile(&draft, i);
    assert_false(draft.failed);
    return met;
}

/* What somebody says of all that stands there. */
static inline unsigned responded(struct incident *i, const char *text) {
    struct statement_set about = statements_in_force(i);
    return responded_about(i, &about, text);
}

/* What somebody says of the statement of this entry. */
static inline unsigned responded_to(struct incident *i, uint64_t entry, const char *text) {
    struct statement_set about = {{0}};
    statement_set_add(&about, statement_place(i, entry, 0));
    return responded_about(i, &about, text);
}

/* The last clock of a case for this milestone and party (NULL: of the case), alive or not; NULL: there was
 * none. */
static inline struct clock *clock_last(const struct incident *i, uint32_t kase, const char *milestone,
                                       const char *of) {
    const struct kase *k = &i->cases[kase];
    for (uint32_t n = k->clock_count; n--;)
        if (k->clocks[n].milestone == word(milestone) && k->clocks[n].party == (of ? party(of) : 0))
            return &k->clocks[n];
    return NULL;
}

/* Is the milestone met in the case? */
static inline bool is_met(const struct incident *i, uint32_t kase, const char *milestone) {
    const struct kase *k = &i->cases[kase];
    for (uint32_t n = 0; n < k->met_count; n++)
        if (k->met[n].milestone == word(milestone))
            return k->met[n].at_ms != INSTANT_NONE;
    return false;
}

/* For what is withdrawn: nothing of it stays asked for. */
static inline bool keeps_nothing(void *unused, word_id track) {
    (void)unused;
    (void)track;
    return false;
}

/* Whom the draft tells what: `notify ISR/liaison, escalate SYR/head`. */
static inline const char *told(void) {
    static char all[4096];
    size_t used = 0;
    all[0] = '\0';
    for (size_t n = 0; n < draft.action_count; n++) {
        const struct action *a = &draft.actions[n];
        char code[PARTY_BYTES_MAX + 1];
        struct bytes to = party_text(a->to.party, code);
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%s %.*s/%.*s", n ? ", " : "",
                                 verb_word(a->verb), (int)to.size, to.data, (int)a->to.role.size,
                                 a->to.role.data);
        assert_true(used < sizeof all);
    }
    return all;
}

#endif
