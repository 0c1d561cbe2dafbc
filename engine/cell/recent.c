/* recent.c: see recent.h. */
#include "recent.h"

#include <stdlib.h>
#include <string.h>

static size_t place_of(const struct digest *key) {
    _Static_assert((RECENT_MESSAGES & (RECENT_MESSAGES - 1)) == 0, "a power of two");
    return (size_t)digest_key(key) & (RECENT_MESSAGES - 1);
}

void recent_release(struct recent *r) {
    free(r->places);
    r->places = NULL;
}

bool recent_put(struct recent *r, const struct digest *key, struct recent_message message) {
    if (!r->places && !(r->places = calloc(RECENT_MESSAGES, sizeof *r->places)))
        return false;
    memcpy(message.key, key->byte, RECENT_KEY_BYTES);
    r->places[place_of(key)] = message;
    return true;
}

const struct recent_message *recent_find(const struct recent *r, const struct digest *key) {
    if (!r->places)
        return NULL;
    const struct recent_message *place = &r->places[place_of(key)];
    /* the key of an empty place is all zeros, that of no message is */
    return memcmp(place->key, key->byte, RECENT_KEY_BYTES) == 0 ? place : NULL;
}
