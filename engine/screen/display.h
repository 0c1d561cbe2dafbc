/*
 * display.h: text made fit for a terminal, whatever bytes it holds.
 */
#ifndef SCREEN_DISPLAY_H
#define SCREEN_DISPLAY_H

#include <fusion/bytes.h>

#include <stddef.h>
#include <stdio.h>

/* Set the locale by which characters are told apart and measured: the user's if it is UTF-8, else C.UTF-8. To
 * be called once, at the start of the program. */
void display_locale(void);
/* Append `text` with whatever could move a cursor, change a colour or turn the direction of writing made
 * visible as U+FFFD; line breaks and tabs become spaces. Cut to `width_most` columns, with an ellipsis.
 * Returns how many columns of the terminal it takes. */
size_t display_clean(struct bytes text, size_t width_most, struct buffer *out);
/* Print one line for a person: formatted as by printf, then cleaned as a whole, then a newline. To be used
 * for all that may hold bytes of users: names of files, texts of errors. */
void display_line(FILE *to, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
