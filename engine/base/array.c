/* array.c: see fusion/array.h. */
#include <fusion/array.h>

#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 2u

_Static_assert((ARRAY_ENTRIES_MAX & (ARRAY_ENTRIES_MAX - 1)) == 0, "doubling ends on it, below 2^32");

static void *list_move(struct arena *a, void *old, uint32_t count, uint32_t wanted, size_t size) {
    if (!a)
        return reallocarray(old, wanted, size);
    void *moved = arena_array(a, wanted, size);
    if (moved && count)
        memcpy(moved, old, count * size);
    return moved;
}

bool array_grow(struct arena *a, void *list, uint32_t *capacity, uint32_t most, size_t size) {
    void *entries;
    memcpy(&entries, list, sizeof entries); /* *list is a pointer, but of a type not known here */
    assert(size && most && most <= ARRAY_ENTRIES_MAX);
    assert(*capacity <= most && !entries == !*capacity);
    if (*capacity == most)
        return false;
    uint32_t wanted = *capacity ? *capacity * 2 : CAPACITY_FIRST;
    if (wanted > most)
        wanted = most;
    entries = list_move(a, entries, *capacity, wanted, size);
    if (!entries)
        return false;
    memcpy(list, &entries, sizeof entries);
    *capacity = wanted;
    return true;
}
