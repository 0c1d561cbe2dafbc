/* sorter.c: lines in memory, sorted by the instants of their messages. See history/sorter.h. */
#include "sorter.h"

#include <fusion/array.h>

#include <stdlib.h>

/* A line to be sorted. */
struct item {
    int64_t at_ms;
    uint32_t order; /* in which it came */
    struct frame_line *line;
};

struct sorter {
    struct item *items;
    uint32_t count, capacity;
    uint64_t bytes;
    int64_t last_ms;             /* of the last message that was added */
    struct arena lines, scratch; /* the lines kept; the message at hand */
};

_Static_assert(SORT_BYTES_MAX / sizeof(struct frame_line) <= ARRAY_ENTRIES_MAX,
               "SORT_BYTES_MAX is reached first");

struct sorter *sorter_new(void) {
    struct sorter *p = calloc(1, sizeof *p);
    if (p) {
        p->last_ms = INSTANT_NONE;
        p->lines.block_bytes = 64 * ARENA_BLOCK_BYTES;
    }
    return p;
}

void sorter_free(struct sorter *p) {
    if (!p)
        return;
    arena_release(&p->lines);
    arena_release(&p->scratch);
    free(p->items);
    free(p);
}

/* Every party is taken: which a policy declares does not matter for the time of a message. */
static bool any_party(const void *context, party_id party) {
    (void)context;
    (void)party;
    return true;
}

static int64_t line_instant(struct sorter *p, const struct frame_line *line) {
    const struct party_lookup anyone = {.declared = any_party};
    struct message m;
    struct quarantine fault;
    arena_reset(&p->scratch);
    if (line->condition == LINE_WHOLE && message_decode(&p->scratch, line->bytes, &anyone, &m, &fault) == 0)
        p->last_ms = message_instant(&m);
    return p->last_ms;
}

int sorter_add(struct sorter *p, const struct frame_line *line, struct error *e) {
    p->bytes += line->bytes.size + line->reason.size + sizeof *line;
    if (p->bytes > SORT_BYTES_MAX)
        return error_set(e, ERROR_LIMIT,
                         "too much to sort in memory; expected at most %llu bytes (sort the files, "
                         "then replay them as they are)",
                         SORT_BYTES_MAX);
    struct frame_line *kept = arena_alloc(&p->lines, sizeof *kept);
    if (!kept || !ARRAY_ROOM(p->items, p->count, p->capacity, ARRAY_ENTRIES_MAX))
        return error_memory(e);
    *kept = *line;
    kept->bytes = arena_copy(&p->lines, line->bytes);
    kept->reason = arena_copy(&p->lines, line->reason);
    if (!kept->bytes.data || !kept->reason.data)
        return error_memory(e);
    p->items[p->count] = (struct item){line_instant(p, line), p->count, kept};
    p->count++;
    return 0;
}

static int item_order(const void *a, const void *b) {
    const struct item *left = a, *right = b;
    if (left->at_ms != right->at_ms)
        return left->at_ms < right->at_ms ? -1 : 1;
    return left->order < right->order ? -1 : left->order > right->order;
}

void sorter_sort(struct sorter *p) {
    if (p->count)
        qsort(p->items, p->count, sizeof *p->items, item_order);
}

size_t sorter_count(const struct sorter *p) {
    return p->count;
}

int64_t sorter_last_ms(const struct sorter *p) {
    return p->count ? p->items[p->count - 1].at_ms : INSTANT_NONE;
}

const struct frame_line *sorter_line(const struct sorter *p, size_t i) {
    assert(i < p->count);
    return p->items[i].line;
}
