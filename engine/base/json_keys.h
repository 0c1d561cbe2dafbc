/*
 * json_keys.h: the keys of one object while it is read, to find a key that comes twice.
 *
 * A small object is searched member by member, and only when a 64-bit filter says that the key may be there;
 * an object of more than JSON_KEYS_WALKED members gets a hash table, so that none costs the square of its
 * keys.
 */
#ifndef BASE_JSON_KEYS_H
#define BASE_JSON_KEYS_H

#include <fusion/json.h>
#include <fusion/table.h>

#define JSON_KEYS_WALKED 24u /* members of an object that needs no table */

/* What is known of the keys so far; zeroed, there are none. */
struct json_keys {
    uint64_t filter;     /* a bit for each key, by its sketch; two keys may share one */
    struct table *table; /* in the arena; NULL while the object is small */
};

/* Take note of `member`, which was just added as the last of `object`. JSON_FINE, JSON_DUPLICATE or
 * JSON_MEMORY. */
enum json_fault_code json_keys_add(struct json_keys *k, struct arena *a, const struct json *object,
                                   const struct json *member);

#endif
