/*
 * arena.h: memory with one life time.
 *
 * Everything taken from an arena lives until the arena is reset or released; nothing is freed alone.
 * The life times are those of docs/architecture.md: the process, an incident, a line, a draft. Blocks are
 * kept over a reset, so that a steady stream allocates nothing.
 */
#ifndef FUSION_ARENA_H
#define FUSION_ARENA_H

#include <fusion/bytes.h>

struct arena_block;

/* Zeroed, it is empty. Its blocks come from malloc, the first when something is taken. */
struct arena {
    struct arena_block *first, *current;
    size_t block_bytes; /* the size of a fresh block; 0 means ARENA_BLOCK_BYTES */
};

#define ARENA_EMPTY ((struct arena){0}) /* owns no memory yet */

/* Frees everything; the arena is empty then, and may be used again. */
void arena_release(struct arena *a);
/* Gives up all that was taken and keeps the blocks, for what is taken next. */
void arena_reset(struct arena *a);
/* Zeroed memory aligned for any type; NULL when memory ran out. `size` 0 gives a valid pointer. */
void *arena_alloc(struct arena *a, size_t size) __attribute__((warn_unused_result, malloc));
/* The same for `count` entries of `size` bytes each; NULL also where no size_t holds their product. */
void *arena_array(struct arena *a, size_t count, size_t size) __attribute__((warn_unused_result));
/* A copy with a terminating NUL behind it (not counted); data is NULL when memory ran out. */
struct bytes arena_copy(struct arena *a, struct bytes b) __attribute__((warn_unused_result));

#endif
