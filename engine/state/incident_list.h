/*
 * incident_list.h: incidents of one sort that are in memory, in the order of their numbers: the notices, say,
 * or the first incidents of series.
 */
#ifndef STATE_INCIDENT_LIST_H
#define STATE_INCIDENT_LIST_H

#include <fusion/incident.h>

/* A list owns `list`, to be released with free(), but no incident. Zeroed, it is empty. */
struct incident_list {
    struct incident **list;
    uint32_t count, capacity;
};

/* Puts an incident that is not in the list into it, and marks it as listed. False: out of memory. */
bool incident_list_add(struct incident_list *r, struct incident *i) CHECKED;
/* Takes an incident out; where it is not in the list, nothing happens. */
void incident_list_remove(struct incident_list *r, const struct incident *i);

#endif
