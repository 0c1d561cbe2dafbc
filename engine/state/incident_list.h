/*
 * incident_list.h: open incidents of one sort, in the order of their numbers: the notices, say, or what is
 * the first of a series.
 *
 * A list owns its memory and no incident; zeroed, it is empty.
 */
#ifndef STATE_INCIDENT_LIST_H
#define STATE_INCIDENT_LIST_H

#include <fusion/incident.h>

struct incident_list {
    struct incident **list;
    uint32_t count, capacity;
};

/* `i` is not in it; it is marked as listed. False: out of memory. */
bool incident_list_add(struct incident_list *r, struct incident *i) CHECKED;
/* Nothing, where it is not in it. */
void incident_list_remove(struct incident_list *r, const struct incident *i);

#endif
