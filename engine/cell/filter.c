/* filter.c: see filter.h. */
#include "filter.h"

#include <stdlib.h>

#define BITS_PER_KEY     16u
#define HASHES           8
#define FIRST_LAYER_KEYS 4096u

static size_t layer_keys(size_t layer) {
    return (size_t)FIRST_LAYER_KEYS << layer;
}

/* Double hashing (Kirsch and Mitzenmacher, 2006): bit i is h1 + i * h2, here of the two halves of a key, each
 * of which is evenly spread. */
static size_t layer_bit(uint64_t key, int hash, size_t layer) {
    uint64_t step = (key >> 32 | key << 32) | 1;
    return (size_t)((key + (uint64_t)hash * step) >> 7) & (layer_keys(layer) * BITS_PER_KEY - 1);
}

void filter_release(struct filter *f) {
    for (size_t layer = 0; layer < f->layer_count; layer++)
        free(f->layers[layer]);
    *f = (struct filter){0};
}

bool filter_add(struct filter *f, uint64_t key) {
    if (!f->left) {
        assert(f->layer_count < FILTER_LAYERS_MAX);
        uint64_t *bits = calloc(layer_keys(f->layer_count) * BITS_PER_KEY / 64, sizeof *bits);
        if (!bits)
            return false;
        f->layers[f->layer_count] = bits;
        f->left = layer_keys(f->layer_count++);
    }
    size_t last = f->layer_count - 1;
    for (int hash = 0; hash < HASHES; hash++) {
        size_t bit = layer_bit(key, hash, last);
        f->layers[last][bit / 64] |= (uint64_t)1 << bit % 64;
    }
    f->left--;
    return true;
}

static bool layer_has(const struct filter *f, size_t layer, uint64_t key) {
    for (int hash = 0; hash < HASHES; hash++) {
        size_t bit = layer_bit(key, hash, layer);
        if (!(f->layers[layer][bit / 64] >> bit % 64 & 1))
            return false;
    }
    return true;
}

bool filter_has(const struct filter *f, uint64_t key) {
    for (size_t layer = f->layer_count; layer--;)
        if (layer_has(f, layer, key))
            return true;
    return false;
}
