/*
 * library.h: the functions that scripts of adapters have beside the environment of rules.
 */
#ifndef ADAPTERS_LIBRARY_H
#define ADAPTERS_LIBRARY_H

#include <lua/sandbox.h>

/* number, trim, split, optional, is_country (library.c); ends with NULL. */
extern const luaL_Reg library_functions[];
/* date, days (date.c); ends with NULL. */
extern const luaL_Reg library_dates[];

/* Take a digit off the front of *text, ASCII, Arabic or Persian (U+0660, U+06F0), and return its value; -1:
 * there is none. */
int digit_take(struct bytes *text);

#endif
