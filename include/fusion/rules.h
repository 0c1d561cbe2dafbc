/*
 * rules.h: the Lua host. Rules propose; the engine decides.
 *
 * The only user of Lua but the adapters. A policy's *.lua files are compiled once, in the byte order of their
 * names, into an environment built from an allow-list; each `rule "name" { ... }` becomes a row of an index
 * by event and kind. A run calls only the rules of that event and kind whose `where` holds. Nothing that a
 * rule does outlives its call; no C memory is held across a call into Lua.
 */
#ifndef FUSION_RULES_H
#define FUSION_RULES_H

#include <fusion/incident.h>

#define RULE_EVENTS(X)                                                                                       \
    X(REPORT, "report")                                                                                      \
    X(NOTICE, "notice")                                                                                      \
    X(REQUEST, "request")                                                                                    \
    X(UPDATE, "update")                                                                                      \
    X(FUSED, "fused")         /* a report joined an incident; comes after `report` */                        \
    X(CONTESTED, "contested") /* claims of an incident differ */                                             \
    X(OVERDUE, "overdue")     /* a clock passed its due instant */                                           \
    X(ANSWERED, "answered")                                                                                  \
    X(POSITION, "position")                                                                                  \
    X(DISPUTE, "dispute")                                                                                    \
    X(MEETING, "meeting")                                                                                    \
    X(FINDING, "finding")                                                                                    \
    X(CLOSED, "closed")                                                                                      \
    X(REOPENED, "reopened")

enum rule_event {
#define X(code, word) RULE_ON_##code,
    RULE_EVENTS(X)
#undef X
        RULE_EVENT_COUNT
};

/* What a rule may look at. Read-only; valid for one run. */
struct facts {
    enum rule_event on;
    int64_t now_ms, late_ms;
    const struct policy *policy;
    const struct message *message;   /* NULL for an event without one (overdue) */
    const struct incident *incident; /* never NULL */
    const struct kase *kase;         /* overdue, answered, closed, reopened; else NULL */
    const struct clock *clock;       /* overdue; else NULL */
    word_id zone;                    /* that holds the message's place; without one, the incident's */
    const struct notice_match *match, *spared; /* the notice that covers the report; that protects from it */
    uint64_t near;             /* another incident that the report would have fitted; 0: none */
    const uint64_t *conflicts; /* notices that this one must not meet, and does */
    size_t conflict_count;
};

/* What a rule may ask of the cell: incidents opened within the last `within_ms` (at most the policy's
 * history), the present one included. */
struct rule_query {
    struct bytes kind; /* pattern; empty: any */
    int64_t within_ms;
    int64_t near_m; /* from the place of the present incident; -1: anywhere */
    party_id actor; /* alleged actor or target; 0: any */
};
struct rule_cell {
    int64_t (*count)(const void *context, const struct facts *facts, const struct rule_query *query);
    const void *context;
};

/* A rung word (`head`: of every member party but the supervisor's) or a party's role. */
struct call {
    party_id party; /* 0: every member */
    word_id role;
};

struct also {
    word_id track, urgency; /* urgency 0: the track's default */
};

/* The closed vocabulary: key, bit, for the `won` column */
#define PROPOSAL_KEYS(X)                                                                                     \
    X(TRACK, "track")                                                                                        \
    X(ALSO, "also")                                                                                          \
    X(URGENCY, "urgency")                                                                                    \
    X(SEVERITY, "severity")                                                                                  \
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
extern const char *const proposal_key_words[]; /* NULL-terminated */
extern const char *const rule_event_words[];   /* NULL-terminated */

struct proposal {
    uint32_t keys; /* bit 1 << enum proposal_key: what was proposed */
    word_id track; /* 0 with PROPOSE_TRACK set: "none" */
    word_id urgency;
    int severity; /* 1 to 5 */
    bool hold, override;
    struct bytes title;
    struct also *also;
    struct bytes *tags;
    uint64_t *links; /* incident numbers */
    const struct named_clock **clocks;
    struct call *notify, *request_ack;
    size_t also_count, tag_count, link_count, clock_count, notify_count, request_ack_count;
};

/* One rule that matched, in load order; or that failed: then `fault` says how and it proposes nothing. */
struct rule_match {
    struct bytes rule, because;
    struct bytes json; /* the proposal as canonical JSON */
    struct bytes fault;
    const struct proposal *proposal; /* NULL when it failed */
    uint32_t won;                    /* bit 1 << enum proposal_key; filled by the decision */
};

struct rules;

/* Compile the rules of a policy, which must outlive them. Errors name file:line, found, expected. */
int rules_new(const struct policy *p, struct words *words, struct rules **out, struct error *e) CHECKED;
void rules_free(struct rules *r);
/* The language and its version, as recorded with an activation: `Lua 5.4`. */
const char *rules_language(void);
size_t rules_count(const struct rules *r);
/* Run every rule for this event. Matches are in `a`, at most RULE_MATCHES_MAX; further ones are one fault.
 * The budget (instructions, memory, output) is of one line: `rules_line` begins a new one. */
void rules_line(struct rules *r);
int rules_run(struct rules *r, const struct facts *facts, const struct rule_cell *cell, struct arena *a,
              struct rule_match **matches, size_t *count) CHECKED;

#endif
