/*
 * store.h: where entries go, and what the cell may ask back.
 *
 * Two stores exist: the record (SQLite, record.h) and the spool (an unlinked file, spool.h, for a replay
 * without a record). A store's answers depend on the entries appended so far and on nothing else. Its calls
 * return 0, or a negative code.
 */
#ifndef FUSION_STORE_H
#define FUSION_STORE_H

#include <fusion/frame.h>

/* The first member of every store: a pointer to one is a pointer to the other. */
struct store {
    const struct store_calls *calls;
};

/* What a store can do; none is NULL. */
struct store_calls {
    /* One entry, numbered one more than the last. `salt` (SALT_BYTES) and `payload` are empty for an entry
     * without one. */
    int (*append)(struct store *s, const struct frame_entry *entry, struct bytes salt, struct bytes payload,
                  struct error *e);
    /* The line of entry n came once more, byte for byte. */
    int (*repeat)(struct store *s, uint64_t n, struct error *e);
    /* Appends the `recalled` frame that answers to `answer`. */
    int (*recall)(struct store *s, const struct frame_recall *asked, struct buffer *answer, struct error *e);
    /* All since the last commit becomes durable, or nothing of it. */
    int (*commit)(struct store *s, struct error *e);
    /* Frames from which a cell that has its policy is restored: the head, appended to `out`. */
    int (*restore_head)(struct store *s, struct buffer *out, struct error *e);
    /* And all else, given to `take` in chunks of whole frames; what it returns, unless 0, ends it.
     * `history_ms` is how far back the policy's rules may look. */
    int (*restore_state)(struct store *s, int64_t history_ms,
                         int (*take)(void *context, struct bytes frames, struct error *e), void *context,
                         struct error *e);
};

#endif
