/*
 * incident.h: what happened, its cases on tracks, and their clocks: the state that the cell keeps.
 *
 * An incident, a case and a clock are plain structs. Whoever changes a field marks it in `changed` (bits from
 * engine/model/fields.h); at the end of a step the marked fields are written into the
 * entry as a JSON merge patch (RFC 7396) of the incident's document, and the marks are cleared. The same
 * tables read a document back. So state, entry and record cannot differ.
 */
#ifndef FUSION_INCIDENT_H
#define FUSION_INCIDENT_H

#include <fusion/policy.h>

struct fuse_node;

enum clock_state { CLOCK_RUNNING, CLOCK_OVERDUE, CLOCK_MET, CLOCK_MET_LATE, CLOCK_CANCELLED, CLOCK_EXPIRED };
enum case_state { CASE_OPEN, CASE_OVERDUE, CASE_HELD, CASE_CLOSED };
extern const char *const clock_state_words[], *const case_state_words[]; /* NULL-terminated */

struct clock_step {
    int64_t at_ms;
    word_id rungs[STEP_RUNGS_MAX];
};

/* A clock is alive while running or overdue: it can be met, and may have steps to fire. */
struct clock {
    word_id milestone, rung; /* rung: the last one called, 0 before */
    enum clock_state state;
    party_id party; /* who owes; 0 when the case does */
    int64_t set_ms, due_ms, ended_ms;
    uint64_t set_entry; /* with its place in the incident, the order of setting */
    bool expires;
    uint8_t step_count, fired; /* steps fired so far */
    struct clock_step steps[CLOCK_STEPS_MAX];
    uint32_t changed;
    bool fresh; /* not yet in any entry */
};

struct reached {
    word_id milestone;
    int64_t at_ms;
};

struct kase {
    word_id track, urgency, rung, outcome, next_rung;
    enum case_state state;
    uint32_t parent;                       /* index of the parent case + 1; 0: none */
    int64_t opened_ms, closed_ms, next_ms; /* next_ms: the next step of any clock; INSTANT_NONE: none */
    struct reached reached[CASE_REACHED_MAX];
    uint32_t reached_count;
    struct clock *clocks;
    uint32_t clock_count, clock_capacity;
    uint32_t changed;
    bool fresh; /* not yet in any entry */
};

/* What one party says of an incident, put together from its reports and updates: the last it said of each
 * field. The first reporter's also takes from the incident what it does not say again, unless it is bare: it
 * took a report back, and nothing that it said before counts. */
struct account {
    party_id party, pair[2]; /* actor and target; UNK where not alleged */
    char kind[KIND_BYTES_MAX + 1];
    int64_t time_ms, until_ms, lat_e7, lon_e7;      /* INSTANT_NONE where not said */
    int64_t precision_m, killed, injured, civilian; /* -1 where not said */
    bool time_is_date, bare;
    uint32_t reports; /* of this party, that stand */
    uint32_t changed;
    bool fresh; /* not yet in any entry */
};

struct incident {
    uint64_t number;       /* I-number */
    uint64_t policy_entry; /* the activation under which it was opened */
    char kind[KIND_BYTES_MAX + 1];
    char *title, *place_name; /* owned; NULL: none */
    word_id zone, outcome;
    int severity; /* 0: not said; 1 to 5 */
    enum message_status status;
    int64_t opened_ms, closed_ms, last_report_ms;
    int64_t dormant_ms; /* from when it is dormant; INSTANT_NONE while a clock has a step to come, and once
                           closed */
    /* facts of the first report, by which later ones are compared */
    int64_t time_ms, until_ms;
    bool time_is_date, has_point, fuse_never;
    struct point at;
    int64_t precision_m;
    party_id pair[2];                      /* actor and target; UNK where not alleged */
    party_id rel_to[INCIDENT_PARTIES_MAX]; /* its release list, when `released` */
    bool released;
    uint32_t rel_to_count;
    party_id parties[INCIDENT_PARTIES_MAX]; /* that reported, in order of their first report */
    party_id owing[INCIDENT_PARTIES_MAX];   /* that owe acknowledgements, by the first report */
    uint32_t party_count, owing_count, reports;
    uint64_t withdrawn[WITHDRAWN_MAX]; /* entries of reports that their senders took back */
    uint32_t withdrawn_count;
    struct account *accounts;
    uint32_t account_count, account_capacity;
    uint32_t contested, agreed; /* bits 1 << enum claim_field */
    struct kase *cases;
    uint32_t case_count, case_capacity;
    uint32_t changed;
    bool fresh; /* not yet in any entry */
    /* the state's own; not part of the document */
    bool clocked; /* counted among those with a step to come */
    struct incident *next_in_table;
    struct fuse_node *fuse_nodes; /* of the fusion index; NULL: not in it */
};

struct incident *incident_new(uint64_t number); /* NULL when memory ran out */
void incident_free(struct incident *i);
/* A zeroed case or clock at the end of the list; NULL when memory ran out or the bound is reached. */
struct kase *incident_case_add(struct incident *i);
struct clock *case_clock_add(struct kase *k);
struct account *incident_account_add(struct incident *i); /* blank */
struct account account_blank(party_id party);             /* it has said nothing yet */
bool incident_lists(const party_id *list, uint32_t count, party_id party);
bool clock_is_alive(const struct clock *c);
/* When something will next happen to a clock by itself: its next step, or `due` while it is running.
 * INSTANT_NONE: nothing will (it ended, or is overdue and has called everyone it can). */
int64_t clock_next_ms(const struct clock *c);
bool incident_has_pending_step(const struct incident *i);
bool incident_is_closed(const struct incident *i);

#endif
