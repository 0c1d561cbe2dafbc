/* json_keys.c: see base/json_keys.h. */
#include "json_keys.h"

#include <string.h>

/* Cheap, and enough to tell the keys of a message apart: its size and up to 8 bytes from either end. */
static uint64_t key_sketch(struct bytes key) {
    uint64_t head = 0, tail = 0;
    if (key.size >= 8) {
        memcpy(&head, key.data, 8);
        memcpy(&tail, key.data + key.size - 8, 8);
    } else {
        for (size_t i = 0; i < key.size; i++)
            head = head << 8 | (unsigned char)key.data[i];
    }
    uint64_t mixed = (head ^ (tail << 7 | tail >> 57) ^ key.size) * 0x9e3779b97f4a7c15ULL;
    return mixed ^ mixed >> 32;
}

/* For the table: every byte counts (FNV-1a). */
static uint64_t key_hash(struct bytes key) {
    uint64_t hash = 0xcbf29ce484222325ULL;
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 0x100000001b3ULL;
    return hash ^ hash >> 29;
}

static bool slot_take(struct json_keys *k, const struct json *member) {
    uint64_t at = key_hash(member->key);
    for (;; at++) {
        const struct json **slot = &k->slots[at & (k->slot_count - 1)];
        if (!*slot) {
            *slot = member;
            return true;
        }
        if (bytes_equal((*slot)->key, member->key))
            return false;
    }
}

/* A table of twice the size (or the first), with all members but the last. */
static bool slots_grow(struct json_keys *k, struct arena *a, const struct json *object,
                       const struct json *member) {
    uint32_t count = k->slots ? k->slot_count * 2 : 4 * JSON_KEYS_WALKED;
    while (count & (count - 1))
        count += count & -count;
    k->slots = arena_array(a, count, sizeof *k->slots);
    k->slot_count = count;
    if (!k->slots)
        return false;
    for (const struct json *m = object->child; m != member; m = m->next) {
        bool distinct = slot_take(k, m);
        assert(distinct);
        (void)distinct;
    }
    return true;
}

static bool is_walked_past(const struct json *object, const struct json *member) {
    for (const struct json *m = object->child; m != member; m = m->next)
        if (bytes_equal(m->key, member->key))
            return false;
    return true;
}

enum json_fault_code json_keys_add(struct json_keys *k, struct arena *a, const struct json *object,
                                   const struct json *member) {
    assert(object->count > 0 && !member->next);
    if (object->count <= JSON_KEYS_WALKED) {
        uint64_t bit = 1ULL << (key_sketch(member->key) & 63);
        bool fresh = !(k->filter & bit) || is_walked_past(object, member);
        k->filter |= bit;
        return fresh ? JSON_FINE : JSON_DUPLICATE;
    }
    if ((uint64_t)object->count * 2 > k->slot_count && !slots_grow(k, a, object, member))
        return JSON_MEMORY;
    return slot_take(k, member) ? JSON_FINE : JSON_DUPLICATE;
}
