/*
 * sorter.h: lines kept in memory, to be taken out in the order of their instants.
 */
#ifndef HISTORY_SORTER_H
#define HISTORY_SORTER_H

#include <fusion/frame.h>

struct sorter;

struct sorter *sorter_new(void); /* NULL: no memory */
void sorter_free(struct sorter *p);
/* Copies the line. Its instant is the message's; a line that is none keeps the instant of the line before. */
int sorter_add(struct sorter *p, const struct frame_line *line, struct error *e) CHECKED;
/* By instant; lines of one instant stay in the order in which they came. */
void sorter_sort(struct sorter *p);
size_t sorter_count(const struct sorter *p);
int64_t sorter_last_ms(
    const struct sorter *p); /* the latest of a sorter that was sorted; INSTANT_NONE: no message in it */
const struct frame_line *sorter_line(const struct sorter *p, size_t i);

#endif
