/* history.c: incidents opened of late, in a ring, for the questions of rules. See state.h. */
#include "state.h"

#include <fusion/array.h>

#include <stdlib.h>
#include <string.h>

/* By its position: 0 is the oldest. */
static struct opening *ring_at(const struct history *h, uint32_t position) {
    return &h->ring[(h->first + position) & (h->capacity - 1)];
}

/* A full ring becomes twice as long. What stands before the first in memory comes after it in time: it moves
 * to the new half, behind what was the end. */
static bool ring_grow(struct history *h) {
    uint32_t before = h->capacity;
    if (!ARRAY_ROOM(h->ring, h->count, h->capacity, ARRAY_ENTRIES_MAX))
        return false;
    memcpy(&h->ring[before], h->ring, h->first * sizeof *h->ring);
    return true;
}

static void opening_describe(struct opening *p, const struct incident *i) {
    p->at = i->at;
    p->has_point = i->has_point;
    memcpy(p->pair, i->pair, sizeof p->pair);
    memcpy(p->kind, i->kind, sizeof p->kind);
}

bool history_add(struct history *h, const struct incident *i, int64_t oldest_ms) {
    assert(h->count <= h->capacity && (h->capacity & (h->capacity - 1)) == 0);
    for (; h->count && ring_at(h, 0)->at_ms < oldest_ms; h->count--)
        h->first = (h->first + 1) & (h->capacity - 1);
    if (h->count == h->capacity && !ring_grow(h))
        return false;
    struct opening *p = ring_at(h, h->count++);
    *p = (struct opening){.at_ms = i->opened_ms, .incident = i->number, .type = i->type, .status = i->status};
    opening_describe(p, i);
    return true;
}

int64_t history_count(const struct history *h, struct bytes kind, int64_t since_ms, party_id actor,
                      const struct point *near, int64_t near_m) {
    int64_t found = 0, near_e7 = near_m * 100; /* a metre is at most 90 of 10^-7 degrees of latitude */
    assert(!near || near_m >= 0);
    for (uint32_t left = h->count; left--;) {
        const struct opening *p = ring_at(h, left);
        if (p->at_ms < since_ms)
            break;
        found += (kind.size == 0 || kind_matches(kind, bytes_of(p->kind))) &&
                 (!actor || p->pair[0] == actor || p->pair[1] == actor) &&
                 (!near || (p->has_point && llabs((int64_t)near->lat_e7 - p->at.lat_e7) <= near_e7 &&
                            place_distance_m(*near, p->at) <= near_m));
    }
    return found;
}

void history_change(struct history *h, const struct incident *i) {
    for (uint32_t at = h->count; at--;)
        if (ring_at(h, at)->incident == i->number) {
            opening_describe(ring_at(h, at), i);
            return;
        }
}

const struct opening *history_recent(const struct history *h, uint32_t back) {
    assert(h->count <= h->capacity);
    return back < h->count ? ring_at(h, h->count - 1 - back) : NULL;
}

void history_release(struct history *h) {
    free(h->ring);
    *h = (struct history){0};
}
