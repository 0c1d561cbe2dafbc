/*
 * sorter.h: lines kept in memory, to be taken out in the order of their instants.
 */
#ifndef HISTORY_SORTER_H
#define HISTORY_SORTER_H

#include <fusion/frame.h>

struct pile;

struct pile *pile_new(void); /* NULL: no memory */
void pile_free(struct pile *p);
/* Copies the line. Its instant is the message's; a line that is none keeps the instant of the line before. */
int pile_add(struct pile *p, const struct frame_line *line, struct error *e) CHECKED;
/* By instant; lines of one instant stay in the order in which they came. */
void pile_sort(struct pile *p);
size_t pile_count(const struct pile *p);
int64_t pile_last_ms(const struct pile *p); /* the latest of a sorted pile; INSTANT_NONE: no message in it */
const struct frame_line *pile_line(const struct pile *p, size_t i);

#endif
