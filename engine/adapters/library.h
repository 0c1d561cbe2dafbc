/*
 * library.h: what the scripts of adapters need beside the environment of rules.
 */
#ifndef ADAPTERS_LIBRARY_H
#define ADAPTERS_LIBRARY_H

#include <lua/sandbox.h>

/* number, trim, split, optional, is_country */
extern const luaL_Reg library_functions[];
/* date, days */
extern const luaL_Reg library_dates[];

/* The digit at the front of *text, of ASCII, Arabic or Persian, which is taken off; -1: there is none. */
int digit_take(struct bytes *text);

#endif
