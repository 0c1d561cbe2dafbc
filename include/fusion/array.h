/*
 * array.h: the one growing array: a list of entries, their count, and the capacity of the list.
 *
 * An array is three plain members of whatever struct it belongs to, of which two may stand under names of
 * their own (`cases`, `case_count`, `case_capacity`); zeroed, it is empty. There is one verb, ARRAY_ROOM: it
 * makes room for one more entry, which the caller then writes:
 *
 *     if (!ARRAY_ROOM(h->list, h->count, h->capacity, RULES_MAX))
 *         return error_memory(e);
 *     h->list[h->count++] = rule;
 *
 * Always: count <= capacity <= most, and the list is NULL just where the capacity is 0. The capacity goes
 * 2, 4, 8 ..., so it is a power of two or `most`. Entries keep their places and their bytes; where they lie
 * changes when the list grows, so no pointer to one is kept across ARRAY_ROOM.
 *
 * The list is the caller's, to be released with free(); with ARRAY_ROOM_IN it is the arena's, and the lists
 * that were grown out of stay there, together smaller than the one in force.
 */
#ifndef FUSION_ARRAY_H
#define FUSION_ARRAY_H

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/limits.h>

/* Is there room for one more entry of `list`, now or after it grew? False where it has `most` entries (at
 * most ARRAY_ENTRIES_MAX, the bound of a list that has none of its own) and where memory ran out: then
 * nothing is changed. What comes new is not zeroed. `list` and `capacity` (uint32_t) are named, not pointed
 * to. */
#define ARRAY_ROOM(list, count, capacity, most) ARRAY_ROOM_IN(NULL, list, count, capacity, most)
/* The same for a list in an arena; NULL: in memory of its own. */
#define ARRAY_ROOM_IN(arena, list, count, capacity, most)                                                    \
    ((count) < (capacity) || array_grow(arena, (void *)&(list), &(capacity), most, sizeof *(list)))

/* A full list becomes twice as long. `list` points to the pointer to its entries, of `size` bytes each. */
bool array_grow(struct arena *a, void *list, uint32_t *capacity, uint32_t most, size_t size) CHECKED;

#endif
