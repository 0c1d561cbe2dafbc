/* json_keys.c: see base/json_keys.h. */
#include "json_keys.h"

#include <string.h>

/* A cheap hash that tells the keys of a message apart: of a key's size and up to 8 bytes from either end. */
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

/* A key stands in the table under its hash or the next that is free (see fusion/table.h). The cast is safe:
 * a table does not write to its values. */
static enum json_fault_code member_add(struct table *t, const struct json *member) {
    uint64_t at = bytes_hash(member->key);
    for (const struct json *other; (other = table_find(t, at)); at++)
        if (bytes_equal(other->key, member->key))
            return JSON_DUPLICATE;
    return table_add(t, at, (void *)member) ? JSON_FINE : JSON_MEMORY;
}

/* Adds the last member to the table; the first time, when there is none yet, all members. */
static enum json_fault_code table_take(struct json_keys *k, struct arena *a, const struct json *object,
                                       const struct json *last) {
    enum json_fault_code code = JSON_FINE;
    if (!k->table && !(k->table = arena_alloc(a, sizeof *k->table)))
        return JSON_MEMORY;
    k->table->arena = a;
    for (const struct json *m = k->table->count ? last : object->child; m && code == JSON_FINE; m = m->next)
        code = member_add(k->table, m);
    return code;
}

/* Does no member before this one have its key? */
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
    return table_take(k, a, object, member);
}
