/* incident_list.c: see incident_list.h. */
#include "incident_list.h"

#include <fusion/array.h>

#include <string.h>

/* In the order of numbers, so that a restart finds them as they were. */
bool incident_list_add(struct incident_list *r, struct incident *i) {
    if (!ARRAY_ROOM(r->list, r->count, r->capacity, ARRAY_ENTRIES_MAX))
        return false;
    uint32_t at = r->count++;
    for (; at && r->list[at - 1]->number > i->number; at--)
        r->list[at] = r->list[at - 1];
    assert(!at || r->list[at - 1]->number < i->number); /* not in it twice */
    r->list[at] = i;
    i->listed = true;
    return true;
}

void incident_list_remove(struct incident_list *r, const struct incident *i) {
    assert(r->count <= r->capacity);
    for (uint32_t at = 0; at < r->count; at++)
        if (r->list[at] == i) {
            memmove(&r->list[at], &r->list[at + 1], (--r->count - at) * sizeof(struct incident *));
            return;
        }
}
