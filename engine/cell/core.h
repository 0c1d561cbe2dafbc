/*
 * core.h: the inside of the cell, shared by the files of engine/cell.
 *
 * A frame comes in at cell.c. A line goes through line.c (decode, identity), refs.c (references), handle.c
 * (what each type of message does), decide.c (proposals into decisions), entry.c (the body) and out; a due
 * step comes in at deadline.c and joins at decide.c; that the machine's clock stepped is dealt with in
 * wall.c.
 */
#ifndef FUSION_CELL_CORE_H
#define FUSION_CELL_CORE_H

#include <fusion/cell.h>
#include <fusion/rules.h>

#include "filter.h"
#include "recent.h"
#include <incident/case.h>
#include <incident/notice.h>

/* The instant of an entry made before the cell had one: a bad line at the very start of a history. */
#define AT_UNKNOWN 0

#define CONFLICTS_MAX 16u  /* notices that one notice is told to conflict with */
#define FETCHED_MAX   256u /* that the references of one line lead through */

/* An answer of the record, kept while the line that asked for it is pending. */
struct answer {
    struct frame_recall asked;
    struct recalled *found;
    const struct json **bodies; /* of those found, parsed; NULL: one that cannot be read */
    size_t count;
    struct answer *next;
};

/* The line at hand. It is taken again from its start when the record has answered, but for what stands here:
 * it is decoded once, and each key made once. Its memory is the cell's line_arena. */
struct pending {
    struct frame_line line;
    bool waits;   /* it is not dealt with yet */
    bool decoded; /* the message or the fault below, and the keys */
    bool faulty;
    uint8_t late; /* it came late */
    struct message message;
    struct quarantine fault;
    struct digest key; /* of the message */
    const struct digest
        *ref_keys; /* of its `refs`, then of its `messages`; of an incident by number: unset */
    struct answer *answers;
    uint64_t fetched[FETCHED_MAX]; /* incidents that it brought back into memory, by number */
    size_t fetched_count;
};

/* The cell: what it decides by, what it knows, and the turn at hand. */
struct cell {
    struct words *words;
    struct policy *policy;
    struct rules *rules;
    struct state state;
    struct filter seen;
    struct recent recent;
    struct arena arena;      /* one draft */
    struct arena line_arena; /* one line: the frame, its message, the record's answers */
    struct buffer body;      /* of the entry being written */
    struct buffer *out;      /* answers to the frame at hand */
    uint64_t policy_entry;   /* the activation in force; 0: none yet */
    bool live;               /* instants are those of receipt; in history a step fires at its due instant */
    bool activation_due;     /* an entry for the policy is to be written before any other */
    uint64_t turn;           /* at hand, or the last one */
    struct pending pending;
    bool failed; /* memory ran out in the middle of a draft */
};

/* A line or due step on its way to an entry. */
enum effect {
    EFFECT_NONE,
    EFFECT_OPENED,
    EFFECT_FUSED,
    EFFECT_FOLDED, /* counted in a series */
    EFFECT_ATTACHED,
    EFFECT_NOTED,
    EFFECT_REFUSED
};

/* What a message names, in `refs` or one by one in `messages`: where it stands now. */
struct named {
    uint64_t entry; /* of the message that is named; 0: an incident is, or none that the sender may name */
    uint64_t home;  /* the incident that this entry was about */
    struct incident *stands; /* NULL: nowhere that the sender may see */
    uint64_t about; /* the statement, or the dispute, that it is or is about; 0: none, or all there */
    bool is_own;    /* it is of the sender's own party */
    bool own;       /* it is a report, notice or request of the sender's own */
    bool own_dispute;
};
/* What the message is set beside where it says something of an incident. */
struct beside {
    struct notice_match match, spared; /* the notice that covers the report; that protects from it */
    uint64_t near;                     /* another incident that the report would have fitted; 0: none */
    uint64_t conflicts[CONFLICTS_MAX]; /* notices that this one must not meet, and does */
    size_t conflict_count;
};

/* What a message or a due step asks for, on its way to an entry. */
struct handling {
    struct draft draft;
    enum effect effect;
    struct incident *incident; /* at hand; once it is handled, the one that the entry is about; NULL: none */
    bool placed;               /* the message says where */
    word_id zone;              /* and this is the zone there; 0: none */
    struct rule_match *matches;
    size_t match_count;
    size_t first_match; /* of those that are of the incident at hand: it alone is decided by them */
    size_t said_first,
        said_end; /* of these, those of the statement that the message makes; equal: it makes none */
    struct named refs[LIST_MAX];        /* what `refs` name, one by one */
    struct incident *targets[LIST_MAX]; /* the incidents in which that stands, each once */
    size_t target_count;
    struct named named[LIST_MAX]; /* the reports in `messages` */
    bool about_all;               /* the entry is about every target, and not about the first alone */
    struct beside beside;         /* of the incident at hand; once it is handled, of the entry's own */
    bool wall_matters;            /* what the machine's clock says had a part in what became of the message */
};
/* A new draft, of a message or (NULL) of none. */
void handling_begin(struct cell *c, struct handling *h, const struct message *m);
/* Tell the sender what was wrong with a message that was accepted. `incident` 0: about none. */
void handling_correct(struct handling *h, uint64_t incident, struct bytes because);

/* Frame in, in full or not at all: 0, or 1 when a recall was sent and the line waits for the answer. */
int line_take(struct cell *c);
/* Every step due at or before `to_ms` fires, each as an entry; then the instant is `to_ms` (INSTANT_LAST: the
 * instant of the last step). */
void deadline_advance(struct cell *c, int64_t to_ms);

/* The machine's clock stepped: an entry that alarms the supervisor. */
void wall_stepped(struct cell *c, int64_t wall_ms);
/* Live: does the message say that it is of more than FUTURE_MS_MAX behind `now_ms`? The pending line is too
 * early when it is so by the cell's instant and by the machine's clock. */
bool is_future(const struct cell *c, const struct message *m, int64_t now_ms);
/* Did the machine's clock matter to what became of the message? */
bool wall_matters(const struct cell *c, const struct handling *h);
/* The sender of an accepted `clock` message to a live cell is told what comes of it. True: once its entry is
 * written, time moves on to the machine's. */
bool wall_follow(struct cell *c, struct handling *h);

/* refs.c: every incident that the message refers to, each once, into the handling's targets; and the reports
 * that it names one by one, into the handling's named. 1 when the record was asked. */
int refs_resolve(struct cell *c, struct handling *h);
/* The first message that the one at hand refers to and that stands in this incident; NULL: none. */
const struct named *ref_in(const struct handling *h, const struct incident *i);
int named_resolve(struct cell *c, struct handling *h);
bool message_is_statement(enum message_type type); /* a report, notice, request or update */
/* What is over, and was brought back for the line alone, leaves again. */
void fetched_drop(struct cell *c);

/* dispute.c: open a case of a dispute, by the message at hand or (without one) by a rule: who disputes what.
 */
void dispute_open(struct handling *h, struct incident *i, word_id urgency, struct bytes because);
void dispute_describe(const struct handling *h, const struct incident *i, struct kase *k);

/* What a message does, once its references are resolved to incidents (the handling's targets). */
void message_handle(struct cell *c, struct handling *h);
/* report.c: a report, notice or request opens an incident, or joins the one it names or matches. */
void message_open(struct cell *c, struct handling *h);
/* What a message of a type does to an incident that it refers to; one row a type in handle.c. */
typedef void effect_of(struct cell *c, struct handling *h, struct incident *i);
effect_of effect_respond, effect_record, effect_update;                    /* effects.c */
effect_of effect_withdraw, effect_close, effect_reopen;                    /* ending.c */
effect_of effect_position, effect_meeting, effect_finding, effect_dispute; /* dispute.c */
effect_of effect_merge, effect_split; /* regroup.c; of all targets at once */
/* What these share (effects.c): telling those involved, telling the sender why not, the case of its choice.
 */
void effect_tell(struct handling *h, const struct incident *i, const char *what);
void effect_tell_parties(struct handling *h, const struct incident *i, const struct parties *told,
                         const char *what);
void effect_correct(struct handling *h, const struct incident *i, const char *what);
void effect_astray(struct handling *h, const struct incident *i, const struct incident *facts);
void effect_addressed(struct handling *h, const struct incident *i);
/* It counts towards milestones in its cases from place `first` on; returns in how many. */
unsigned effect_count(struct handling *h, struct incident *i, uint32_t first);
bool effect_chooses(const struct handling *h, const struct kase *k);
void message_describe(struct cell *c, struct handling *h, struct incident *facts);
/* Claims differ that did not before. */
void contested_ask(struct cell *c, struct handling *h, uint32_t before);
bool message_may_be_sent(struct cell *c, struct handling *h);
/* Why a case stays open that the message would end with this outcome; NULL: it does not. `any`: the outcome
 * need not be one of the track's */
const char *case_stays(const struct handling *h, const struct incident *i, const struct kase *k,
                       word_id outcome, bool any);
/* Tell the sender of words that the policy does not know. */
void words_check(struct cell *c, struct handling *h);

/* Run the rules for an event, and add their matches to the handling's. */
void rules_ask(struct cell *c, struct handling *h, enum rule_event on, const struct kase *k,
               const struct clock *clock);
/* From the matches of the incident at hand: cases opened and raised, people told. `opening`: the event is one
 * on which a case must come of it, by the policy's fallback if by no rule. */
void decision_apply(struct cell *c, struct handling *h, bool opening);
/* What the rules propose for the statement, from the matches of its own event: its asks and its severity. */
void statement_decide(struct cell *c, struct handling *h, struct statement *said, bool opening);
/* Would they do anything to it that was not done yet? */
bool decision_adds(const struct cell *c, struct handling *h);

/* Bodies, docs/record.md. Each ends the draft: settles what changed, writes the entry, forgets what is over.
 */
void entry_write_message(struct cell *c, struct handling *h, const struct digest *line);
struct fired {
    uint32_t kase, clock;
    int step; /* -1: only the due instant passed */
    int64_t due_ms;
};
void entry_write_deadline(struct cell *c, struct handling *h, const struct fired *fired);
void entry_write_quarantine(struct cell *c, const struct quarantine *q, const struct digest *line,
                            const struct digest *sha256);
void entry_write_policy(struct cell *c);
void entry_write_clock_step(struct cell *c, struct handling *h, int64_t wall_ms, int64_t ahead_ms);
/* The supervisor's own role, in the supervisor's party. */
struct address supervisor_address(const struct cell *c);

#endif
