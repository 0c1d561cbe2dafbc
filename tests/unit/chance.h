/*
 * chance.h: chance by a seed, the same on every machine (SplitMix64). Of two draws in one expression C does
 * not say which is first: let each stand in a statement of its own.
 */
#ifndef TESTS_CHANCE_H
#define TESTS_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state; /* the seed, to begin with */
};

static inline uint64_t chance_draw(struct chance *c) {
    uint64_t z = c->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* From 0, below `below`, which is not 0. */
static inline uint32_t pick(struct chance *c, uint32_t below) {
    return (uint32_t)((chance_draw(c) >> 32) * below >> 32);
}

static inline bool once_in(struct chance *c, uint32_t n) {
    return pick(c, n) == 0;
}

#endif
