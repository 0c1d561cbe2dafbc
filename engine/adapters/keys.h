/*
 * keys.h: the keys in the braces of `adapter "name" { ... }`.
 */
#ifndef ADAPTERS_KEYS_H
#define ADAPTERS_KEYS_H

#include <lua/script.h>

#include <fusion/adapter.h>

/* What they say. */
struct adapter_keys {
    struct archive archive; /* in the arena of the script */
    bool fuse_never;        /* `fuse = "never"` */
    int map;                /* the function, as a reference in the registry */
};

/* [table] -> [table]. Read it; within sandbox_call, raises what is wrong with it. */
void adapter_keys_read(struct script *s, struct adapter_keys *out);

#endif
