/*
 * store.h: where entries go, and what the cell may ask back.
 *
 * Two stores exist: the record (SQLite, record.h) and the spool (an unlinked file, spool.h, for a replay
 * without a record). A store's answers depend on the entries appended so far and on nothing else.
 */
#ifndef FUSION_STORE_H
#define FUSION_STORE_H

#include <fusion/frame.h>

struct store {
    const struct store_calls *calls; /* first member of every store */
};

struct store_calls {
    /* One entry, in order. `salt` (SALT_BYTES) and `payload` are empty for an entry without one. */
    int (*append)(struct store *s, const struct frame_entry *entry, struct bytes salt, struct bytes payload,
                  struct error *e);
    /* Entry n was given once more, byte for byte. */
    int (*repeat)(struct store *s, uint64_t n, struct error *e);
    /* Append the `recalled` frame that answers. */
    int (*recall)(struct store *s, const struct frame_recall *asked, struct buffer *answer, struct error *e);
    /* All since the last commit becomes durable, or nothing of it. */
    int (*commit)(struct store *s, struct error *e);
    /* Restoring: frames for the cell, which has its policy: the head, then all else, given to `take` in
     * chunks of whole frames. */
    int (*restore_head)(struct store *s, struct buffer *out, struct error *e);
    int (*restore_state)(struct store *s, int64_t history_ms,
                         int (*take)(void *context, struct bytes frames, struct error *e), void *context,
                         struct error *e);
};

#endif
