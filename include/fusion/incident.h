/*
 * incident.h: what happened, its cases on tracks, and their clocks: the state that the cell keeps.
 *
 * An incident, a case and a clock are plain structs. Whoever changes a field marks it in `changed` (bits from
 * engine/state/fields.h); at the end of a draft the marked fields are written into the entry as a JSON merge
 * patch (RFC 7396) of the incident's document, and the marks are cleared. The same tables read a document
 * back. So state, entry and record cannot differ.
 *
 * Instants are milliseconds UTC, INSTANT_NONE where there is none. Words (word_id) are of the policy in
 * force. A thing is `fresh` until it stands in an entry: a field of it that has no value is left out there,
 * where later it would be written as null.
 */
#ifndef FUSION_INCIDENT_H
#define FUSION_INCIDENT_H

#include <fusion/policy.h>

struct fuse_node;

/* What has become of a clock, and of a case (docs/record.md says what each means to users). */
enum clock_state { CLOCK_RUNNING, CLOCK_OVERDUE, CLOCK_MET, CLOCK_MET_LATE, CLOCK_CANCELLED, CLOCK_EXPIRED };
enum case_state { CASE_OPEN, CASE_OVERDUE, CASE_HELD, CASE_CLOSED };
extern const char *const clock_state_words[], *const case_state_words[]; /* by state; NULL-terminated */

/* A step of a clock: when it fires, and whom it calls; the rungs end at the first 0. */
struct clock_step {
    int64_t at_ms;
    word_id rungs[STEP_RUNGS_MAX];
};

/* A clock is alive while running or overdue: it can be met, and may have steps to fire. */
struct clock {
    word_id milestone, rung; /* that meets it; rung: the last one called, 0 before */
    enum clock_state state;
    party_id party; /* who owes; 0 when the case does */
    int64_t set_ms, due_ms, ended_ms;
    uint64_t set_entry; /* the entry that set it; clocks of one entry are in the order of their places */
    bool expires;       /* at due the case ends as `expired`, and nobody is called */
    uint64_t
        by_rule; /* the entry in which a rule added it: it is met once, and asked anew by nothing; 0: none */
    uint8_t step_count, fired; /* fired: how many of the steps, the first ones, have fired */
    uint8_t carried; /* of the fired ones, those that fired in an incident that was merged into this one */
    struct clock_step steps[CLOCK_STEPS_MAX];
    uint32_t changed;
    bool fresh; /* not yet in any entry */
};

/* A milestone that is met in a case, and since when: it follows from what the case owes
 * (engine/incident/obligations.h), and is gone as soon as the milestone is owed anew. */
struct met {
    word_id milestone;
    int64_t at_ms;
};

/* A case: what is to be done about an incident on one track (`case` is a word of C). */
struct kase {
    word_id track, urgency, rung, outcome, next_rung; /* 0: none (yet); rung: the highest that was called */
    enum case_state state;
    uint32_t parent;       /* index of the parent case + 1; 0: none */
    uint64_t origin;       /* the incident that brought it, by a merge; 0: its own */
    uint64_t disputed_by;  /* a dispute: the entry that opened it; 0: none */
    uint64_t disputes;     /* the entry of the first statement that it disputes; 0: of all */
    party_id sides[2];     /* a dispute: who opened it, who said what it disputes; 0: nobody */
    word_id raised;        /* the urgency that events other than statements ask for; 0: none */
    uint64_t raised_entry; /* since which */
    uint64_t closed_entry; /* that closed it last, also when it is open again; 0: none */
    word_id closed_as;     /* once it is open again: how it was closed last; 0: it was not */
    bool raised_concluded; /* it was closed since it was raised */
    int64_t opened_ms, closed_ms, next_ms; /* next_ms: the next step of any clock; INSTANT_NONE: none */
    struct met met[CASE_MET_MAX];
    uint32_t met_count;
    struct clock *clocks;
    uint32_t clock_count, clock_capacity;
    uint32_t changed;
    bool fresh; /* not yet in any entry */
    /* of a draft; not part of the document */
    struct bytes because; /* why those who owe are told of it when the draft ends; empty: they are not */
};

/* What the rules propose for a statement: a track, and how urgent a case there is. */
struct ask {
    word_id track, urgency;
    bool concluded; /* a case that it asked for was closed, and nobody has opened that again */
};

/* What one report, notice, request or update says of an incident, whom it asks, and what the rules proposed
 * for it. The statements of a party, in their order, make its account: the last that it said of each field.
 * The first statement of an incident is that of the message that opened it: unless it is `whole`, it leaves
 * out what already stands in the fields of the incident. */
struct statement {
    uint64_t entry;              /* of the message */
    uint64_t about;              /* the entry of the statement that it refers to; 0: it names none */
    uint64_t came_with;          /* the incident that brought it, by a merge; 0: its own */
    uint64_t moved_to;           /* the incident where it stands since a split; 0: here */
    party_id party, pair[2];     /* actor and target; 0 where not said; UNK: that nobody knows whom */
    party_id named[PARTIES_MAX]; /* declared parties that it names or obliges, its sender left out */
    /* of `named`, as bits: those it asks; those it names as actor; those that it names, or whose notice it
     * matches, and does not only ask as it asks all */
    uint16_t obliged, accused, mentioned;
    uint8_t named_count, ask_count;
    bool names_nobody;           /* so that it obliges all members */
    bool concerns;               /* a rule says that it concerns the parties, whoever is named */
    int severity;                /* 0: not said */
    struct ask asks[TRACKS_MAX]; /* once withdrawn, those of cases that its sender may not close */
    uint32_t counted;            /* reports that stand together in it and are compared with nothing; 0: one */
    char kind[KIND_BYTES_MAX + 1];
    int64_t time_ms, until_ms, lat_e7, lon_e7;      /* INSTANT_NONE where not said */
    int64_t precision_m, killed, injured, civilian; /* -1 where not said */
    bool time_is_date, is_update, withdrawn, whole;
    bool is_silent; /* kept from a member that may see the incident, and so compared with nothing */
    uint32_t changed;
    bool fresh; /* not yet in any entry */
};

/* Some of the statements of an incident, by their places. */
struct statement_set {
    uint64_t bits[STATEMENTS_MAX / 64];
};

/* A message that counts towards a milestone, in some cases, for the statements that it was about. Of those of
 * one party and milestone about the same statements the latest is kept, and when the first was. */
struct response {
    word_id milestone;
    party_id party;
    bool is_owed; /* it counts because its sender owes: every accused party may have to give its own */
    uint64_t entry, first; /* first: of the same party before, that gave way to this one; 0: none */
    int64_t at_ms, first_ms;
    uint32_t cases; /* by their places, as bits */
    struct statement_set about;
    uint32_t changed;
    bool fresh; /* not yet in any entry */
};

/* What is announced: when, where, and how long ahead. The place is a circle around the incident's point, or
 * an area of its own. */
struct notice {
    int64_t from_ms, until_ms; /* of the window; INSTANT_NONE: open on that side */
    int64_t lead_ms;           /* from its receipt to the beginning of the window; negative: behind it */
    bool is_short;             /* less than the policy asked for then */
    bool withdrawn;
    int64_t width_m; /* of a corridor; -1: none */
    bool is_polygon;
    struct ring *rings; /* owned; NULL: a circle */
    size_t ring_count;
};

/* A report set beside a notice: how what was seen differs from what was announced. */
struct notice_match {
    uint64_t notice; /* its incident; 0: there is none */
    party_id party;  /* whose notice */
    char kind[KIND_BYTES_MAX + 1];
    int64_t outside_ms, outside_m; /* beyond its window and its area, less the precisions; 0: inside */
    bool is_short, is_unrelayed;   /* less lead than asked for; a clock for its relay is overdue */
};
/* What there is to say of a match; each: its code, its word. */
#define MATCH_WORDS(X)                                                                                       \
    X(INSIDE, "inside")                                                                                      \
    X(OUTSIDE_TIME, "outside-time")                                                                          \
    X(OUTSIDE_PLACE, "outside-place")                                                                        \
    X(INSUFFICIENT_LEAD, "insufficient-lead")                                                                \
    X(OVERDUE_RELAY, "overdue-relay")
enum match_word {
#define X(code, word) MATCH_##code,
    MATCH_WORDS(X)
#undef X
        MATCH_WORD_COUNT
};
extern const char *const match_words[]; /* by enum match_word; NULL-terminated */
/* Is this word true of the match? None is where there is no notice. */
bool match_says(const struct notice_match *m, enum match_word word);
/* Inside, and nothing else to say: it is what was announced. */
bool match_is_announced(const struct notice_match *m);

/* An incident, with all that belongs to it. On the heap; owned by the state once state_add has taken it. */
struct incident {
    uint64_t number;       /* from 1; people see I-1 */
    uint64_t policy_entry; /* the activation under which it was opened */
    char kind[KIND_BYTES_MAX + 1];
    char *title, *place_name; /* owned; NULL: none */
    word_id zone, outcome;
    int severity;        /* 0: not said; 1 to 5 */
    int raised_severity; /* by events other than statements; 0: not */
    bool raised_concern; /* by a rule on such an event: it concerns the parties, whoever is named */
    enum message_status status;
    int64_t opened_ms, closed_ms, last_report_ms;
    int64_t dormant_ms; /* from when on it is dormant; INSTANT_NONE while a clock has a step to come, while it
                           is a notice without an end, and once closed */
    enum message_type type; /* of the message that opened it */
    uint64_t entry;         /* of that message */
    uint64_t into;          /* the incident that it was merged into; 0: none */
    /* facts of the first report, by which later ones are compared */
    int64_t time_ms, until_ms;
    bool time_is_date, has_point, fuse_never;
    struct point at;
    int64_t precision_m;
    party_id pair[2];              /* actor and target; UNK where not alleged */
    party_id rel_to[RELEASED_MAX]; /* its release list, when `released` */
    bool released;
    uint32_t rel_to_count;
    party_id reporter; /* of facts that are no incident yet: their sender; else see incident_reporter */
    uint32_t reports;
    uint64_t withdrawn[WITHDRAWN_MAX]; /* entries of reports that their senders took back */
    uint32_t withdrawn_count;
    uint32_t series;       /* reports that were only counted: not 0 for the first incident of a burst */
    struct notice *notice; /* owned; NULL: none */
    struct statement *statements; /* from the first message on; never none */
    uint32_t statement_count, statement_capacity;
    struct response *responses;
    uint32_t response_count, response_capacity;
    uint32_t contested, agreed; /* fields on which parties differ or agree: bits 1 << enum claim_field */
    struct kase *cases;
    uint32_t case_count, case_capacity;
    uint64_t changed;
    bool fresh; /* not yet in any entry */
    /* the state's own; not part of the document */
    bool clocked;                 /* counted among those with a step to come */
    bool listed;                  /* in a list of notices or of series, and in one of them only */
    struct fuse_node *fuse_nodes; /* of the fusion index; NULL: not in it */
};

struct incident *incident_new(uint64_t number); /* empty, its instants INSTANT_NONE; NULL: no memory */
void incident_free(struct incident *i);         /* and all that it owns; NULL is nothing to free */
/* An empty case, clock or statement at the end of its list, with instants INSTANT_NONE; valid until the next
 * is added. NULL when memory ran out or the bound of limits.h is reached. */
struct kase *incident_case_add(struct incident *i);
struct clock *case_clock_add(struct kase *k);
struct statement *incident_statement_add(struct incident *i);
struct response *incident_response_add(struct incident *i);
/* A statement in which the party has said nothing yet. */
struct statement statement_blank(party_id party);
struct notice *notice_new(void); /* without a window or an area; NULL when memory ran out */
/* Makes room in n->rings for so many rings, and behind them for all their points, which are returned; both
 * are for the caller to fill. NULL when memory ran out. Called once of a notice. */
struct point *notice_rings(struct notice *n, size_t rings, size_t points);
/* Is a party in a list? */
bool incident_lists(const party_id *list, uint32_t count, party_id party);
/* Some parties, each once. */
struct parties {
    party_id list[INVOLVED_MAX];
    uint32_t count;
};
/* Adds a party, unless it is there, or INVOLVED_MAX are. */
void parties_add(struct parties *to, party_id party);
bool parties_have(const struct parties *p, party_id party);
/* Statement `n` with all that it says, also what it borrows of the incident's own facts. */
struct statement statement_whole(const struct incident *i, uint32_t n);
bool statement_stands(const struct statement *s); /* neither withdrawn nor gone with a split */
/* Puts the parties that it names into the order in which its document keeps them; to be called after one was
 * added. */
void statement_order(struct statement *said);
/* Does the statement oblige, accuse this party? */
bool statement_obliges(const struct statement *s, party_id party);
bool statement_accuses(const struct statement *s, party_id party);
/* The urgency that it asks for on a track; 0: it asks for no case there. */
word_id statement_ask(const struct statement *s, word_id track);
/* Is it in force in this case? In any case, or with no case at all? */
bool statement_binds(const struct statement *s, const struct kase *k);
bool statement_in_force(const struct statement *s);
/* Who sent the first report that stands here; where none does, the first. */
party_id incident_reporter(const struct incident *i);
/* Whose reports, notices and requests are here, withdrawn or not, in the order of their first. */
void incident_reporters(const struct incident *i, struct parties *out);
/* How many reports of a party (0: of all) stand here, those that are only counted, too. */
uint32_t incident_reports_of(const struct incident *i, party_id party);
bool statement_set_has(const struct statement_set *s, uint32_t place);
void statement_set_add(struct statement_set *s, uint32_t place);
bool statement_sets_meet(const struct statement_set *a, const struct statement_set *b);
bool clock_is_alive(const struct clock *c); /* running or overdue */
/* When something will next happen to a clock by itself: its next step, or `due` while it is running.
 * INSTANT_NONE: nothing will (it ended, or is overdue and has called everyone it can). */
int64_t clock_next_ms(const struct clock *c);
bool incident_has_pending_step(const struct incident *i); /* has any clock such an instant? */
bool incident_is_closed(const struct incident *i);
uint32_t incident_disputes(const struct incident *i); /* cases that are disputes, open or not */

#endif
