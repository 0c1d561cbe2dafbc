/*
 * recorder.h: hands lines to the cell, puts its entries into a store, commits in groups.
 *
 * It knows the cell only as something that answers frames with frames, and no Lua.
 */
#ifndef FUSION_RECORDER_H
#define FUSION_RECORDER_H

#include <fusion/store.h>

/* The other end of the seam: `feed` takes one frame and appends the frames that answer; 0 or negative. */
struct link {
    int (*feed)(void *context, struct bytes frame, struct buffer *answers, struct error *e);
    void *context;
};

/* What came of the lines so far; lines = accepted + duplicates + quarantined. */
struct recorder_counts {
    uint64_t lines, accepted, duplicates, quarantined; /* lines, and what became of them */
    uint64_t late;                                     /* messages that belong before the cell's instant */
    uint64_t entries, deadlines;                       /* all that were written; those of a due step */
};

struct recorder;

/* A recorder that has neither given its cell a policy nor begun. */
int recorder_new(struct link cell, struct recorder **out, struct error *e) CHECKED;
void recorder_free(struct recorder *r); /* NULL is nothing to free; commits nothing */
/* Gives the cell its policy, before there is a store, so that a policy that does not load touches none.
 * `instant_ms` is now, or INSTANT_NONE in history. */
int recorder_policy(struct recorder *r, const struct policy_file *files, size_t count, int64_t instant_ms,
                    struct error *e) CHECKED;
/* Restores the cell from the store, which is written from now on and must outlive the recorder. Live, the
 * steps that came due while the cell was down fire. Once, behind recorder_policy and before all that follows.
 */
int recorder_begin(struct recorder *r, struct store *store, struct error *e) CHECKED;
/* One line; its salt and instant are the caller's, its turn is not. *done says what became of it. Commits
 * when a group is full. */
int recorder_line(struct recorder *r, const struct frame_line *line, struct frame_done *done,
                  struct error *e) CHECKED;
/* Moves the cell on to an instant: every step due at or before it fires. */
int recorder_tick(struct recorder *r, int64_t instant_ms, struct error *e) CHECKED;
/* The machine's clock stepped: at this instant of the cell it says `wall_ms`. */
int recorder_wall(struct recorder *r, int64_t instant_ms, int64_t wall_ms, struct error *e) CHECKED;
/* Entries and repeats are committed in groups of GROUP_ENTRIES_MAX, also within a turn; what is left is
 * committed by this. */
int recorder_commit(struct recorder *r, struct error *e) CHECKED;
/* Live: is it time for recorder_commit? Since the last one a group was committed, so that there is something
 * to let out; or the first entry of the group at hand has waited GROUP_DELAY_MS. */
bool recorder_group_is_over(const struct recorder *r, int64_t now_ms);
int64_t recorder_next_ms(const struct recorder *r);    /* the next due step; INSTANT_NONE: none */
bool recorder_running(const struct recorder *r);       /* some clock has a step to come */
int64_t recorder_instant_ms(const struct recorder *r); /* of the cell; INSTANT_NONE before the first */
const struct recorder_counts *recorder_counts(const struct recorder *r); /* goes on counting */

#endif
