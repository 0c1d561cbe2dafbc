/*
 * location.h: where in a source an error of its loading stands (location.c, location_syntax.c), and its text
 * in words of ours: what was found, what was expected (error_words.c).
 */
#ifndef LUA_LOCATION_H
#define LUA_LOCATION_H

#include "sandbox.h"

/* A place in a source. */
struct location {
    int line, column; /* from 1; columns count characters */
};

/* The first character of a line that is not blank. */
struct location location_of_line(struct bytes source, int line);
/* The token that a locator leads to: where it says that it stands; else from the line of the rule down its
 * path of keys, as far as the source has them, also into a local that a value names; a word that no path
 * leads to where it stands alone in the source; where it has none, the first character of the line that is
 * not blank. */
struct location location_of_locator(struct bytes source, int line, const struct locator *locator);
/* The token at which compiling fails: the last of the shortest beginning of the source that fails in the same
 * way, found by compiling beginnings. `fault` is s->fault of the whole source; `line` is its line, 0: it has
 * none. */
struct location location_of_syntax(struct sandbox *s, const struct source *source, const char *fault,
                                   int line);

/* The character at a place of a source; empty: there is none. */
struct bytes location_character(struct bytes source, struct location at);

/* Append an error of Lua's compiler as what was found and what was expected. `text` is without file and line;
 * `character` is the one at which the compiler stopped. */
void error_words_of_syntax(struct bytes text, struct bytes character, struct buffer *out);
/* The same of a script that failed while it was loaded. */
void error_words_of_failure(struct bytes text, struct buffer *out);

#endif
