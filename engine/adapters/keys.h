/*
 * keys.h: what stands in the braces of `adapter "name" { ... }`.
 */
#ifndef ADAPTERS_KEYS_H
#define ADAPTERS_KEYS_H

#include <lua/script.h>

#include <fusion/adapter.h>

struct adapter_keys {
    struct archive archive; /* in the arena of the script */
    bool fuse_never;
    int map; /* reference */
};

/* Read the table on top of the stack; raises what is wrong with it. */
void adapter_keys_read(struct script *s, struct adapter_keys *out);

#endif
