/*
 * location.h: where in a source an error of its loading stands, and how it is told: what was found, what was
 * expected.
 */
#ifndef LUA_LOCATION_H
#define LUA_LOCATION_H

#include "sandbox.h"

struct location {
    int line, column; /* from 1 */
};

/* The first character of a line that is not blank. */
struct location location_of_line(struct bytes source, int line);
/* What was looked for when the error was raised, as far as it stands there; else as location_of_line. */
struct location location_of_locator(struct bytes source, int line, const struct locator *locator);
/* The token at which compiling fails: found by compiling less of the source. `fault` is what the whole of it
 * gave, from `line` on or without one (0). */
struct location location_of_syntax(struct sandbox *s, const struct source *source, const char *fault,
                                   int line);

/* `text` of Lua's compiler, or of a script that failed, told as found and expected. */
void error_words_of_syntax(struct bytes text, struct buffer *out);
void error_words_of_failure(struct bytes text, struct buffer *out);

#endif
