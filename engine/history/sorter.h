/*
 * sorter.h: lines kept in memory, to be taken out in the order of their instants.
 */
#ifndef HISTORY_SORTER_H
#define HISTORY_SORTER_H

#include <fusion/frame.h>

struct sorter;

struct sorter *sorter_new(void);    /* NULL: no memory */
void sorter_free(struct sorter *p); /* NULL: nothing to free */
/* Keep a copy of a line. Its instant is that of its message; a line that is no message gets that of the line
 * before. ERROR_LIMIT beyond SORT_BYTES_MAX, or ERROR_MEMORY. */
int sorter_add(struct sorter *p, const struct frame_line *line, struct error *e) CHECKED;
/* Sort by instant; lines of one instant stay in the order in which they came. To be called once, when all are
 * in. */
void sorter_sort(struct sorter *p);
size_t sorter_count(const struct sorter *p); /* lines in it */
/* The latest instant, once it was sorted; INSTANT_NONE: there is no message in it. */
int64_t sorter_last_ms(const struct sorter *p);
/* Line `i`, from 0; it lives as long as the sorter. */
const struct frame_line *sorter_line(const struct sorter *p, size_t i);

#endif
