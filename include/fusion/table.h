/*
 * table.h: the one hash table: from keys of 64 bits to pointers.
 *
 * Open addressing with linear probing over pairs of key and value; three quarters full at most, 16 bytes a
 * pair. Any key will do, 0 too, and need not be spread: the table does that. A value is any pointer but NULL,
 * which says that there is none; the table neither owns nor reads what it points to.
 *
 * A text is no key of 64 bits, and two texts may have the same `bytes_hash`. Whoever looks up texts puts each
 * under its hash or, where that is taken, under the next key that is free; searches from the hash on, key by
 * key, comparing texts, until a key is free; and so removes none (engine/base/words.c).
 *
 * Always: a key is in it once, and count <= 3/4 capacity. Zeroed, it is empty, takes its memory from malloc,
 * and is to be released. With `arena` set, its memory is the arena's and nothing needs a release; the smaller
 * pairs of before stay there too, together smaller than the present ones.
 */
#ifndef FUSION_TABLE_H
#define FUSION_TABLE_H

#include <fusion/arena.h>
#include <fusion/error.h>

/* One place of the table. */
struct table_pair {
    uint64_t key;
    void *value; /* NULL: a free place */
};

/* The members are the table's own, but for `arena`, which is set before the first key or never. */
struct table {
    struct table_pair *pairs;
    uint32_t count, capacity; /* the capacity is 0 or a power of two */
    struct arena *arena;      /* NULL: memory from malloc */
};

void table_release(struct table *t); /* it is empty then, and may be used again */
/* The value of a key; NULL: it is not there. */
void *table_find(const struct table *t, uint64_t key);
/* A key that is not there yet. False: no memory, or TABLE_ENTRIES_MAX are there; nothing is changed then. */
bool table_add(struct table *t, uint64_t key, void *value) CHECKED;
/* Another value for a key that is there. */
void table_replace(struct table *t, uint64_t key, void *value);
/* Takes out a key that is there; its value is the caller's to free. */
void table_remove(struct table *t, uint64_t key);
/* All values, one a call; *place is 0 before the first, and NULL comes after the last. The order means
 * nothing, but it depends only on the keys and on how they were added and removed, not on addresses: it is
 * the same in every run. Between two calls nothing is added or removed. */
void *table_walk(const struct table *t, uint32_t *place);

#endif
