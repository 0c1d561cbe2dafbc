/* arena.c: see fusion/arena.h. */
#include <fusion/arena.h>
#include <fusion/limits.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *next;
    size_t size, used;
    _Alignas(max_align_t) char data[];
};

void arena_release(struct arena *a) {
    assert(!a->first == !a->current);
    for (struct arena_block *b = a->first; b;) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
    a->first = a->current = NULL;
}

void arena_reset(struct arena *a) {
    assert(!a->first == !a->current);
    for (struct arena_block *b = a->first; b; b = b->next)
        b->used = 0;
    a->current = a->first;
}

static struct arena_block *block_add(struct arena *a, size_t size) {
    size_t usual = a->block_bytes ? a->block_bytes : ARENA_BLOCK_BYTES;
    size_t bytes = size > usual ? size : usual;
    struct arena_block *b = malloc(sizeof *b + bytes);
    if (!b)
        return NULL;
    b->size = bytes;
    b->used = 0;
    b->next = a->current ? a->current->next : NULL;
    if (a->current)
        a->current->next = b;
    else
        a->first = b;
    return a->current = b;
}

void *arena_alloc(struct arena *a, size_t size) {
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX - align)
        return NULL;
    size = (size + align - 1) & ~(align - 1);
    struct arena_block *b = a->current;
    while (b && b->size - b->used < size && b->next)
        b = a->current = b->next;
    if (!b || b->size - b->used < size)
        b = block_add(a, size);
    if (!b)
        return NULL;
    void *p = b->data + b->used;
    b->used += size;
    assert(b->used <= b->size && ((uintptr_t)p & (align - 1)) == 0);
    return memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t count, size_t size) {
    if (size && count > SIZE_MAX / size)
        return NULL;
    return arena_alloc(a, count * size);
}

struct bytes arena_copy(struct arena *a, struct bytes b) {
    assert(b.data || b.size == 0);
    char *p = b.size < SIZE_MAX ? arena_alloc(a, b.size + 1) : NULL;
    if (!p)
        return (struct bytes){NULL, 0};
    if (b.size)
        memcpy(p, b.data, b.size);
    return (struct bytes){p, b.size};
}
