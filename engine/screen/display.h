/*
 * display.h: text as a terminal shows it.
 */
#ifndef SCREEN_DISPLAY_H
#define SCREEN_DISPLAY_H

#include <fusion/bytes.h>

#include <stddef.h>
#include <stdio.h>

/* For wide characters: the user's locale if it is UTF-8, else C.UTF-8. Once, at the start. */
void display_locale(void);
/* Append `text` with whatever could move a cursor, change a colour or turn the direction of writing made
 * visible as U+FFFD; a line break becomes a space. Cut, with an ellipsis, to `width_most` columns.
 * Returns the columns it takes. */
size_t display_clean(struct bytes text, size_t width_most, struct buffer *out);
/* One line for a person: formatted, cleaned as a whole, and ended. For whatever may hold bytes of users:
 * names of files, texts of errors. */
void display_line(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
