/* incident_list.c: see incident_list.h. */
#include "incident_list.h"

#include <stdlib.h>
#include <string.h>

/* In the order of numbers, so that a restart finds them as they were. */
bool incident_list_add(struct incident_list *r, struct incident *i) {
    if (r->count == r->capacity) {
        size_t capacity = r->capacity ? r->capacity * 2 : 16;
        struct incident **list = realloc(r->list, capacity * sizeof(struct incident *));
        if (!list)
            return false;
        r->list = list;
        r->capacity = capacity;
    }
    size_t at = r->count++;
    for (; at && r->list[at - 1]->number > i->number; at--)
        r->list[at] = r->list[at - 1];
    r->list[at] = i;
    i->listed = true;
    return true;
}

void incident_list_remove(struct incident_list *r, const struct incident *i) {
    for (size_t at = 0; at < r->count; at++)
        if (r->list[at] == i) {
            memmove(&r->list[at], &r->list[at + 1], (--r->count - at) * sizeof(struct incident *));
            return;
        }
}
