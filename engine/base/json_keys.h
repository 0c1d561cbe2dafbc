/*
 * json_keys.h: the keys of one object while it is read, to find a key that comes twice.
 *
 * A small object is searched along its members, and only when a 64-bit filter says that the key may be there;
 * from JSON_KEYS_WALKED members on there is a hash table, so that no object costs the square of its keys.
 */
#ifndef BASE_JSON_KEYS_H
#define BASE_JSON_KEYS_H

#include <fusion/json.h>
#include <fusion/table.h>

#define JSON_KEYS_WALKED 24u

struct json_keys {
    uint64_t filter;
    struct table *table; /* in the arena; NULL while the object is small */
};

/* Take note of `member`, the last of `object`. JSON_FINE, JSON_DUPLICATE or JSON_MEMORY. */
enum json_fault_code json_keys_add(struct json_keys *k, struct arena *a, const struct json *object,
                                   const struct json *member);

#endif
