/*
 * rules.h: the Lua host. Rules propose; the engine decides.
 *
 * The only user of Lua but the adapters. A policy's *.lua files are compiled once, in the byte order of their
 * names, into an environment built from an allow-list; each `rule "name" { ... }` is found through an index
 * by event and kind. A run calls only the rules of that event and kind whose `where` holds. Nothing that a
 * rule does outlives its call; no C memory is held across a call into Lua.
 */
#ifndef FUSION_RULES_H
#define FUSION_RULES_H

#include <fusion/incident.h>

/* What rules are asked about, by their `on`: code, word. docs/rules.md says when. */
#define RULE_EVENTS(X)                                                                                       \
    X(REPORT, "report")                                                                                      \
    X(NOTICE, "notice")                                                                                      \
    X(REQUEST, "request")                                                                                    \
    X(UPDATE, "update")                                                                                      \
    X(FUSED, "fused")         /* a report joined an incident; asked after `report` */                        \
    X(CONTESTED, "contested") /* claims of an incident differ */                                             \
    X(OVERDUE, "overdue")     /* a clock passed its due instant */                                           \
    X(ANSWERED, "answered")                                                                                  \
    X(POSITION, "position")                                                                                  \
    X(DISPUTE, "dispute")                                                                                    \
    X(MEETING, "meeting")                                                                                    \
    X(FINDING, "finding")                                                                                    \
    X(CLOSED, "closed")                                                                                      \
    X(REOPENED, "reopened")

/* The same as numbers: RULE_ON_REPORT ... */
enum rule_event {
#define X(code, word) RULE_ON_##code,
    RULE_EVENTS(X)
#undef X
        RULE_EVENT_COUNT
};

/* What a rule may read, for one run. It points to what others own. */
struct facts {
    enum rule_event on;
    int64_t now_ms, late_ms; /* late: how long before now the message was received, or the step was due */
    const struct policy *policy;
    const struct message *message;    /* NULL for an event without one (overdue) */
    const struct incident *incident;  /* never NULL */
    const struct kase *kase;          /* overdue, answered, closed, reopened; else NULL */
    const struct clock *clock;        /* overdue; else NULL */
    word_id zone;                     /* of the message's place; where it has none, the incident's; 0: none */
    const struct notice_match *match; /* with the notice that covers the report; NULL: not asked */
    const struct notice_match *spared; /* the same with the notice that protects from it */
    uint64_t near;                     /* another incident that the report fits as well; 0: none */
    const uint64_t *conflicts;         /* numbers of the notices that this one conflicts with */
    size_t conflict_count;
};

/* What `cell.count` of a rule asks: how many incidents were opened within the last `within_ms` (at most the
 * policy's history_ms), the present one included. */
struct rule_query {
    struct bytes kind; /* pattern; empty: any */
    int64_t within_ms;
    int64_t near_m; /* from the place of the present incident; -1: anywhere */
    party_id actor; /* alleged actor or target; 0: any */
};
/* Who answers it. */
struct rule_cell {
    int64_t (*count)(const void *context, const struct facts *facts, const struct rule_query *query);
    const void *context;
};

/* Whom a rule wants told: a role of one party, or a rung, of the parties that policy_role_scope says or that
 * the rule says by word: `members:head`, `every:head`. */
struct call {
    party_id party; /* 0: `role` is a rung */
    word_id role;
    enum role_scope scope; /* of a rung: SCOPE_MEMBERS, SCOPE_EVERY; SCOPE_INVOLVED: as the role says */
};

/* A further case that a rule proposes. */
struct also {
    word_id track, urgency; /* urgency 0: the track's default */
};

/* All that a rule can propose: code, key in the table. */
#define PROPOSAL_KEYS(X)                                                                                     \
    X(TRACK, "track")                                                                                        \
    X(ALSO, "also")                                                                                          \
    X(URGENCY, "urgency")                                                                                    \
    X(SEVERITY, "severity")                                                                                  \
    X(CONCERN, "concern")                                                                                    \
    X(TAGS, "tags")                                                                                          \
    X(LINK, "link")                                                                                          \
    X(CLOCK, "clock")                                                                                        \
    X(NOTIFY, "notify")                                                                                      \
    X(REQUEST_ACK, "request_ack")                                                                            \
    X(HOLD, "hold")                                                                                          \
    X(TITLE, "title")                                                                                        \
    X(OVERRIDE, "override")
enum proposal_key {
#define X(code, word) PROPOSE_##code,
    PROPOSAL_KEYS(X)
#undef X
        PROPOSAL_KEY_COUNT
};
extern const char *const proposal_key_words[]; /* by enum proposal_key; NULL-terminated */
extern const char *const rule_event_words[];   /* by enum rule_event; NULL-terminated */

/* What one rule proposes. Members whose key is not in `keys` mean nothing. */
struct proposal {
    uint32_t keys; /* bit 1 << enum proposal_key */
    word_id track; /* 0: `none`, no case */
    word_id urgency;
    int severity; /* 1 to 5 */
    bool concern, hold, override;
    struct bytes title;
    struct also *also;
    struct bytes *tags;
    uint64_t *links; /* incident numbers */
    const struct named_clock **clocks;
    struct call *notify, *request_ack;
    size_t also_count, tag_count, link_count, clock_count, notify_count, request_ack_count;
};

/* A rule that matched, or that failed: then `fault` says how, and it proposes nothing. */
struct rule_match {
    struct bytes rule, because;
    struct bytes json; /* the proposal as canonical JSON */
    struct bytes fault;
    const struct proposal *proposal; /* NULL when it failed */
    uint64_t incident;               /* the one that the event was of; the cell fills it */
    uint32_t won; /* bit 1 << enum proposal_key: what of it was decided; the cell fills it */
};

struct rules;

/* Compile the rules of a policy, which must outlive them; `words` are the policy's. ERROR_POLICY names
 * file:line, what was found and what was expected; then, as with ERROR_MEMORY, *out is NULL. */
int rules_new(const struct policy *p, struct words *words, struct rules **out, struct error *e) CHECKED;
void rules_free(struct rules *r); /* NULL: nothing to free */
/* The language and its version, as recorded with an activation: `Lua 5.4`. */
const char *rules_language(void);
size_t rules_count(const struct rules *r); /* how many were compiled */
/* The name of one of them, from 0, in load order; it lives as long as the rules. */
struct bytes rules_name(const struct rules *r, size_t at);
/* A new line begins: all runs until the next one share one budget of instructions, memory and output. */
void rules_line(struct rules *r);
/* Run the rules of facts->on. Matches are in `a`, in load order, at most RULE_MATCHES_MAX; those beyond
 * become one fault. `cell` may be NULL: then cell.count fails. 0 or ERROR_MEMORY: what a rule does wrong is a
 * fault, no error. */
int rules_run(struct rules *r, const struct facts *facts, const struct rule_cell *cell, struct arena *a,
              struct rule_match **matches, size_t *count) CHECKED;

#endif
