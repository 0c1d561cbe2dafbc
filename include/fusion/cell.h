/*
 * cell.h: the cell: a pure function of policy, state, line and instant, behind frames.
 *
 * `cell_feed` takes one frame and appends the frames it answers with. It reads no file, no clock and no
 * environment, and never blocks: what it needs from the record it asks for by a `recall` frame and goes on
 * when the `recalled` frame comes. The same frames in give the same frames out on every machine.
 */
#ifndef FUSION_CELL_H
#define FUSION_CELL_H

#include <fusion/frame.h>

struct cell;

/* A cell that knows nothing yet: first it takes a policy. NULL when memory ran out. */
struct cell *cell_new(void);
void cell_free(struct cell *c); /* NULL is nothing to free */
/* The `feed` of a recorder's link, for a recorder that has the cell in its own process: `cell` is a struct
 * cell. One frame in; the frames that answer are appended. 0, or ERROR_FRAME (bytes that are no frame, or out
 * of turn) or ERROR_MEMORY: then the cell can only be freed. */
int cell_feed(void *cell, struct bytes frame, struct buffer *answers, struct error *e) CHECKED;

/* What became of a message, as its entry says (docs/record.md): by enum effect, `""` for none;
 * NULL-terminated. */
extern const char *const effect_words[];

#endif
