/*
 * filter.h: has this key been seen? A Bloom filter in front of `recall`, 2 bytes a key.
 *
 * "No" is certain, so a new message costs no look-up in the record; "yes" is wrong about once in 1,700 times
 * for each layer that is full, and is settled by the recall. Layers double in size as keys come; nothing is
 * ever taken out.
 */
#ifndef FUSION_CELL_FILTER_H
#define FUSION_CELL_FILTER_H

#include <fusion/error.h>

#define FILTER_LAYERS_MAX 40 /* the last would hold more keys than there is memory for */

/* Zeroed, it is empty. */
struct filter {
    uint64_t *layers[FILTER_LAYERS_MAX];
    size_t layer_count, left; /* keys that the last layer still takes */
};

/* Frees its layers; it is empty again. */
void filter_release(struct filter *f);
bool filter_add(struct filter *f, uint64_t key) CHECKED; /* false: out of memory */
/* Was this key added, or, rarely, another that shares its bits? */
bool filter_has(const struct filter *f, uint64_t key);

#endif
