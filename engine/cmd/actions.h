/*
 * actions.h: committed actions, on stdout, one JSON object a line.
 */
#ifndef CMD_ACTIONS_H
#define CMD_ACTIONS_H

#include <fusion/record.h>

/* Every pending action, then the note in the record that they are out, which the next commit makes durable.
 * Adds their number to *emitted. 0; 1: a slow reader and a signal, the rest stays pending; negative: error,
 * and they stay pending too. */
int actions_emit(struct record *record, uint64_t *emitted, struct error *e) CHECKED;

#endif
