/*
 * state.h: what the cell knows now: open incidents, what is due, where and when they happened.
 *
 * Only incidents that are neither closed nor dormant are here; the others are recalled from the record when a
 * message refers to them. So memory is flat in all that is over.
 */
#ifndef STATE_STATE_H
#define STATE_STATE_H

#include "incident_list.h"

#include <fusion/table.h>

/* What is due, ordered by (due, entry that set it, place in the incident). A row that no longer holds (the
 * clock was met, the incident closed) is dropped when it comes up. */
struct due {
    int64_t at_ms;
    uint64_t set_entry, incident;
    uint32_t kase, clock; /* DUE_SLEEP in `clock`: the incident becomes dormant */
};
#define DUE_SLEEP UINT32_MAX

struct schedule {
    struct due *heap;
    uint32_t count, capacity;
    uint32_t sweep_at; /* how many rows there may be before those that no longer hold are cleared away */
};

struct fuse_node;
struct fuse_index {
    struct table cells;
    struct fuse_node *free;  /* nodes to be used again */
    uint32_t level_count[8]; /* incidents whose own level this is */
};

/* Incidents opened of late, oldest first, for the rules' questions. */
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
struct history {
    struct opening *ring;
    uint32_t first, count, capacity; /* the capacity is a power of two */
};

/* The notices in memory by where they are: notices.c. */
struct notice_index {
    struct table cells;
    struct incident_list wide; /* that reach into too many cells */
};

struct told {
    party_id party;
    int64_t at_ms;
};

struct state {
    int64_t instant_ms;          /* INSTANT_NONE before the first */
    uint64_t entries, incidents; /* numbers given out */
    struct table open;           /* the incidents, owned, by their numbers */
    size_t clocked_count;        /* incidents with a step of a clock to come */
    struct schedule schedule;
    struct fuse_index fuse;
    struct history history;
    struct incident_list notices, series; /* that are in memory */
    struct notice_index notice_index;
    const struct policy *policy;   /* by whose margin the notices stand in their index */
    struct told told[PARTIES_MAX]; /* whom a quarantine was told, and when last */
    size_t told_count;
};

void state_init(struct state *s);
void state_release(struct state *s);

/* Incidents by number. `state_add` takes ownership, and puts it into the schedule and the fusion index. */
struct incident *state_find(const struct state *s, uint64_t number);
bool state_add(struct state *s, const struct policy *p, struct incident *i) CHECKED;
void state_remove(struct state *s, struct incident *i); /* and frees it */
/* Does a clock of this incident have a step to come? Said whenever that may have changed. */
void state_clocked(struct state *s, struct incident *i, bool clocked);

bool notice_index_add(struct notice_index *x, const struct policy *p, struct incident *i) CHECKED;
void notice_index_remove(struct notice_index *x, const struct policy *p, const struct incident *i);
/* Every notice that may be set beside something within `reach_m` of a point, perhaps more than once, in no
 * order. */
void notice_index_near(const struct state *s, struct point p, int64_t reach_m,
                       void (*take)(void *context, const struct incident *notice), void *context);
void notice_index_release(struct notice_index *x);

/* `i` is the first of a series from now on. */
bool state_series_add(struct state *s, struct incident *i) CHECKED;

/* The clock whose next step `d` is, or NULL when that no longer holds. */
struct clock *state_due_clock(const struct state *s, const struct due *d);

bool schedule_add(struct schedule *s, struct due d) CHECKED;
bool schedule_add_clock(struct schedule *s, const struct incident *i, uint32_t kase, uint32_t clock) CHECKED;
const struct due *schedule_first(const struct schedule *s); /* NULL: nothing */
void schedule_drop_first(struct schedule *s);
void schedule_release(struct schedule *s);

/* What is compared when a report comes: its facts in the shape of an incident's. */
bool pairs_agree(const party_id a[2], const party_id b[2]); /* unordered, UNK as a wildcard */
bool releases_equal(const struct incident *a, const struct incident *b);
struct incident *fuse_find(const struct state *s, const struct policy *p, const struct incident *report,
                           struct incident **second); /* the next best, where it is asked for */
bool fuse_comparable(const struct policy *p, const struct incident *i);
bool fuse_add(struct fuse_index *x, const struct policy *p, struct incident *i) CHECKED;
void fuse_remove(struct fuse_index *x, struct incident *i);
void fuse_release(struct fuse_index *x);

bool history_add(struct history *h, const struct incident *i, int64_t oldest_ms) CHECKED;
int64_t history_count(const struct history *h, struct bytes kind, int64_t since_ms, party_id actor,
                      const struct point *near, int64_t near_m);
/* The facts of an incident have changed: rules ask for what is known now. */
void history_change(struct history *h, const struct incident *i);
/* The one opened last for 0, the one before it for 1 ...; NULL behind the oldest. */
const struct opening *history_recent(const struct history *h, uint32_t back);
void history_release(struct history *h);

#endif
