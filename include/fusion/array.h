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
 * Always: count <= capacity <= most, and the list is NULL exactly while the capacity is 0. The capacity goes
 * 2, 4, 8 ..., so it is a power of two or `most`. Entries keep their order and their bytes, but a list that
 * grows moves: no pointer to an entry is kept across ARRAY_ROOM.
 *
 * The list is the caller's, who releases it with free(). With ARRAY_ROOM_IN it is the arena's: the shorter
 * lists of before stay there too, together smaller than the present one.
 */
#ifndef FUSION_ARRAY_H
#define FUSION_ARRAY_H

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/limits.h>

/* Makes room for one more entry of `list`, which grows if it is full. False, with nothing changed, where it
 * has `most` entries or memory ran out. `most` is from 1 to ARRAY_ENTRIES_MAX, which stands for a list
 * without a bound of its own. New entries are not zeroed. `list` and `capacity` (a uint32_t) are the members
 * themselves: the macro takes their addresses. */
#define ARRAY_ROOM(list, count, capacity, most) ARRAY_ROOM_IN(NULL, list, count, capacity, most)
/* The same for a list in an arena; a NULL arena: in memory from malloc. */
#define ARRAY_ROOM_IN(arena, list, count, capacity, most)                                                    \
    ((count) < (capacity) || array_grow(arena, (void *)&(list), &(capacity), most, sizeof *(list)))

/* For the macros: a full list becomes twice as long. `list` points to the pointer to its entries, of `size`
 * bytes each. */
bool array_grow(struct arena *a, void *list, uint32_t *capacity, uint32_t most, size_t size) CHECKED;

#endif
