/*
 * state.h: what the cell knows now: open incidents, what is due, where and when they happened.
 *
 * Only incidents that are neither closed nor dormant are here; the others are recalled from the record when a
 * message refers to them. So what is over takes no memory.
 *
 * A struct state owns all of it. What is CHECKED here returns false when memory ran out; the cell ends then,
 * so that nobody sees what was half done.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "incident_list.h"

#include <fusion/table.h>

/* Something that is due: a step of a clock, or that an incident becomes dormant. It stays in the schedule
 * when it no longer holds (the clock was met, the incident closed), and is dropped when its time comes. */
struct due {
    int64_t at_ms;
    uint64_t set_entry, incident; /* the entry that set the clock; the incident's number */
    uint32_t kase, clock;         /* the places in their lists; DUE_SLEEP in `clock`: becoming dormant */
};
#define DUE_SLEEP UINT32_MAX

/* All that is due, in a binary heap: the first is the one that is due first and, of those due at the same
 * instant, was set first. */
struct schedule {
    struct due *heap;
    uint32_t count, capacity;
    uint32_t sweep_at; /* how many rows there may be before those that no longer hold are cleared away */
};

/* The incidents to which a report may belong, by time and place: fuse.c. */
struct fuse_node;
struct fuse_index {
    struct table cells;       /* the first node of each cell, by the hash of the cell's key */
    struct fuse_node *free;   /* nodes to be used again */
    uint32_t level_count[14]; /* of incidents, by their own level */
};

/* What rules may ask about an incident that was opened of late. */
struct opening {
    int64_t at_ms;
    uint64_t incident;
    enum message_type type;
    enum message_status status;
    party_id pair[2];
    struct point at;
    bool has_point;
    char kind[KIND_BYTES_MAX + 1];
};
/* These, the oldest first, in a ring. */
struct history {
    struct opening *ring;
    uint32_t first, count, capacity; /* first: where the oldest stands; the capacity is a power of two */
};

/* The notices in memory by where they are: notices.c. */
struct notice_index {
    struct table cells;        /* the first node of each cell, by the cell */
    struct incident_list wide; /* that reach into too many cells */
};

/* Whom a quarantine was told, and when last. */
struct told {
    party_id party;
    int64_t at_ms;
};

/* What the cell knows now. */
struct state {
    int64_t instant_ms;          /* INSTANT_NONE before the first */
    uint64_t entries, incidents; /* numbers given out */
    struct table open;           /* the incidents, owned, by their numbers */
    size_t clocked_count;        /* incidents with a step of a clock to come */
    struct schedule schedule;
    struct fuse_index fuse;
    struct history history;
    struct incident_list notices; /* those in memory, in force or not */
    struct incident_list series;  /* those in memory that are the first of a series */
    struct notice_index notice_index;
    const struct policy *policy; /* by whose margin the notices stand in their index; NULL before the first */
    struct told told[PARTIES_MAX]; /* whom a quarantine was told, and when last */
    size_t told_count;
};

void state_init(struct state *s);    /* empty, before the first instant */
void state_release(struct state *s); /* frees all of it; it is then as after state_init */

/* The incident of a number; NULL: it is not in memory. */
struct incident *state_find(const struct state *s, uint64_t number);
/* Takes over an incident whose number is not there, and puts it into the schedule and the indexes. */
bool state_add(struct state *s, const struct policy *p, struct incident *i) CHECKED;
void state_remove(struct state *s, struct incident *i); /* out of everything, and frees it */
/* Says whether a clock of this incident has a step to come; to be called whenever that may have changed. */
void state_clocked(struct state *s, struct incident *i, bool clocked);
/* From now on this incident is the first of a series; it may be so already. It is no notice. */
bool state_series_add(struct state *s, struct incident *i) CHECKED;
/* The clock whose next step `d` is; NULL when that no longer holds. */
struct clock *state_due_clock(const struct state *s, const struct due *d);

/* A notice into the index and out of it, by the same policy and while its place is the same; one without a
 * point stands in no cell. */
bool notice_index_add(struct notice_index *x, const struct policy *p, struct incident *i) CHECKED;
void notice_index_remove(struct notice_index *x, const struct policy *p, const struct incident *i);
/* Gives `take` every notice that may be set beside something within `reach_m` of a point: some perhaps more
 * than once, some that turn out to be too far away, in no order. */
void notice_index_near(const struct state *s, struct point p, int64_t reach_m,
                       void (*take)(void *context, const struct incident *notice), void *context);
void notice_index_release(struct notice_index *x); /* the index, not the notices */

bool schedule_add(struct schedule *s, struct due d) CHECKED; /* any instant but INSTANT_NONE */
/* What is next for a clock, by its place and that of its case; nothing where nothing is to come. */
bool schedule_add_clock(struct schedule *s, const struct incident *i, uint32_t kase, uint32_t clock) CHECKED;
/* What is due first, valid until the schedule changes; NULL: nothing. */
const struct due *schedule_first(const struct schedule *s);
void schedule_drop_first(struct schedule *s); /* there is one */
void schedule_release(struct schedule *s);

/* Do two pairs of actor and target agree? In either order; UNK agrees with everybody. */
bool pairs_agree(const party_id a[2], const party_id b[2]);
/* Are two incidents released to the same parties? */
bool releases_equal(const struct incident *a, const struct incident *b);
/* The open incident to which a report belongs: of those that agree with it the nearest in time, then in
 * place, then the one of the lowest number. NULL: none. `report` has the facts of the report in the shape of
 * an incident; *second (where asked for) is the next best, or NULL. Where a place is vaguer than the policy's
 * `precision_max`, the two are only near: such an incident is *second, never the one that is returned. */
struct incident *fuse_find(const struct state *s, const struct policy *p, const struct incident *report,
                           struct incident **second);
/* An incident into the index and out of it; one that may not be compared is left out. To be taken out before
 * its time, place or status changes. */
bool fuse_add(struct fuse_index *x, const struct policy *p, struct incident *i) CHECKED;
void fuse_remove(struct fuse_index *x, struct incident *i);
void fuse_release(struct fuse_index *x); /* the index, not the incidents */

/* Adds the incident that was opened last, and forgets those opened before `oldest_ms`. */
bool history_add(struct history *h, const struct incident *i, int64_t oldest_ms) CHECKED;
/* How many were opened from `since_ms` on, of a kind (a pattern; empty: any), with a party in their pair (0:
 * any) and within `near_m` of a point (NULL: anywhere). */
int64_t history_count(const struct history *h, struct bytes kind, int64_t since_ms, party_id actor,
                      const struct point *near, int64_t near_m);
/* The facts of an incident have changed: rules ask for what is known now. */
void history_change(struct history *h, const struct incident *i);
/* The one opened last for 0, the one before it for 1 ...; NULL behind the oldest. Valid until one is added.
 */
const struct opening *history_recent(const struct history *h, uint32_t back);
void history_release(struct history *h);

#endif
