/* table.c: see fusion/table.h. */
#include <fusion/limits.h>
#include <fusion/table.h>

#include <stdlib.h>

#define CAPACITY_FIRST 16u

_Static_assert(TABLE_ENTRIES_MAX <= UINT32_MAX / 4, "capacities have 32 bits");

void table_release(struct table *t) {
    if (!t->arena)
        free(t->pairs);
    *t = (struct table){.arena = t->arena};
}

/* The place where the search for a key begins: bits of its product with 2^64 / phi (Knuth, The Art of
 * Computer Programming, volume 3, section 6.4), so that keys that follow each other lie apart. The two halves
 * of the key are folded first, so that all its bits count. */
static uint32_t home_of(const struct table *t, uint64_t key) {
    return (uint32_t)((key ^ key >> 32) * 0x9e3779b97f4a7c15u >> 32) & (t->capacity - 1);
}

/* The pair of a key, or the free one where it would stand. The search ends: a quarter is always free. */
static struct table_pair *pair_of(const struct table *t, uint64_t key) {
    uint32_t at = home_of(t, key);
    while (t->pairs[at].value && t->pairs[at].key != key)
        at = (at + 1) & (t->capacity - 1);
    return &t->pairs[at];
}

void *table_find(const struct table *t, uint64_t key) {
    return t->count ? pair_of(t, key)->value : NULL;
}

static struct table_pair *pairs_new(struct arena *a, uint32_t capacity) {
    return a ? arena_array(a, capacity, sizeof(struct table_pair))
             : calloc(capacity, sizeof(struct table_pair));
}

static bool table_grow(struct table *t) {
    struct table grown = {.arena = t->arena, .count = t->count};
    grown.capacity = t->capacity ? t->capacity * 2 : CAPACITY_FIRST;
    grown.pairs = pairs_new(t->arena, grown.capacity);
    if (!grown.pairs)
        return false;
    for (uint32_t at = 0; at < t->capacity; at++)
        if (t->pairs[at].value)
            *pair_of(&grown, t->pairs[at].key) = t->pairs[at];
    table_release(t);
    *t = grown;
    return true;
}

bool table_add(struct table *t, uint64_t key, void *value) {
    assert(value);
    if (t->count == TABLE_ENTRIES_MAX || (t->count >= t->capacity / 4 * 3 && !table_grow(t)))
        return false;
    struct table_pair *pair = pair_of(t, key);
    assert(!pair->value);
    *pair = (struct table_pair){key, value};
    t->count++;
    return true;
}

void table_replace(struct table *t, uint64_t key, void *value) {
    assert(t->count && value);
    struct table_pair *pair = pair_of(t, key);
    assert(pair->value);
    pair->value = value;
}

/* A pair behind the hole that a search from its home would no longer reach moves into the hole, which is then
 * where that pair was (Knuth, volume 3, section 6.4, algorithm R). */
void table_remove(struct table *t, uint64_t key) {
    assert(t->count);
    uint32_t last = t->capacity - 1, hole = (uint32_t)(pair_of(t, key) - t->pairs);
    assert(t->pairs[hole].value);
    for (uint32_t at = (hole + 1) & last; t->pairs[at].value; at = (at + 1) & last) {
        uint32_t probed = (at - home_of(t, t->pairs[at].key)) & last; /* how far it lies from its home */
        if (probed >= ((at - hole) & last)) {
            t->pairs[hole] = t->pairs[at];
            hole = at;
        }
    }
    t->pairs[hole].value = NULL;
    t->count--;
}

void *table_walk(const struct table *t, uint32_t *place) {
    while (*place < t->capacity) {
        void *value = t->pairs[(*place)++].value;
        if (value)
            return value;
    }
    return NULL;
}
