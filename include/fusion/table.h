/*
 * table.h: the one hash table: from keys of 64 bits to pointers.
 *
 * Open addressing with linear probing over pairs of key and value; three quarters full at most, 16 bytes a
 * pair. Any key will do, 0 too, and need not be spread: the table does that. A value is any pointer but NULL,
 * which says that there is none; the table neither owns nor reads what it points to.
 *
 * A text is no key of 64 bits, and two texts may have the same `bytes_hash`: whoever looks up texts puts each
 * under its hash or the next key that was free when it came, compares, and takes none out (base/words.c).
 *
 * Always: a key is in it once, and count <= 3/4 capacity. Zeroed it is empty, takes its memory from malloc,
 * and wants `table_release`. With an `arena` it takes it there, releases nothing, and what it grew out of
 * stays behind, together smaller than what is in force.
 */
#ifndef FUSION_TABLE_H
#define FUSION_TABLE_H

#include <fusion/arena.h>
#include <fusion/error.h>

struct table_pair {
    uint64_t key;
    void *value; /* NULL: a free place */
};

struct table {
    struct table_pair *pairs;
    uint32_t count, capacity; /* the capacity is 0 or a power of two */
    struct arena *arena;
};

void table_release(struct table *t); /* it is empty then, and may be used again */
/* The value of a key; NULL: it is not there. */
void *table_find(const struct table *t, uint64_t key);
/* A key that is not there yet. False: no memory, or TABLE_ENTRIES_MAX are there; nothing is changed then. */
bool table_add(struct table *t, uint64_t key, void *value) CHECKED;
/* Another value for a key that is there. */
void table_replace(struct table *t, uint64_t key, void *value);
/* A key that is there. */
void table_remove(struct table *t, uint64_t key);
/* All values, one a call; *place is 0 at first. NULL behind the last. The order means nothing, but it follows
 * from the keys and the calls alone, never from where anything lies. Nothing is added or removed meanwhile.
 */
void *table_walk(const struct table *t, uint32_t *place);

#endif
