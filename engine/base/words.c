/*
 * words.c: see fusion/words.h. An open-addressed hash table of ids over an array of texts; the table has
 * twice WORDS_MAX slots, so that a search always meets an empty one.
 */
#include <fusion/arena.h>
#include <fusion/limits.h>
#include <fusion/words.h>

#include <assert.h>
#include <stdlib.h>

#define SLOTS (2 * WORDS_MAX)

_Static_assert((SLOTS & (SLOTS - 1)) == 0, "the slot of a hash is taken by a mask");
_Static_assert(WORDS_MAX < UINT16_MAX, "ids are 16 bits wide");

struct words {
    struct arena arena;
    uint32_t count;
    struct bytes texts[WORDS_MAX + 1]; /* by id; [0] is empty */
    word_id slots[SLOTS];
};

bool words_listed(const char *const *list, struct bytes word) {
    while (*list && !bytes_is(word, *list))
        list++;
    return *list != NULL;
}

struct words *words_new(void) {
    return calloc(1, sizeof(struct words));
}

void words_free(struct words *w) {
    if (!w)
        return;
    arena_release(&w->arena);
    free(w);
}

/* Where `text` stands, or the empty slot where it would. FNV-1a. */
static size_t slot_of(const struct words *w, struct bytes text) {
    uint32_t hash = 0x811c9dc5u;
    for (size_t i = 0; i < text.size; i++)
        hash = (hash ^ (unsigned char)text.data[i]) * 0x01000193u;
    size_t at = (hash ^ hash >> 15) & (SLOTS - 1);
    while (w->slots[at] && !bytes_equal(w->texts[w->slots[at]], text))
        at = (at + 1) & (SLOTS - 1);
    return at;
}

word_id words_find(const struct words *w, struct bytes text) {
    return text.size ? w->slots[slot_of(w, text)] : 0;
}

word_id words_add(struct words *w, struct bytes text) {
    if (text.size == 0)
        return 0;
    size_t at = slot_of(w, text);
    if (w->slots[at])
        return w->slots[at];
    if (w->count == WORDS_MAX)
        return 0;
    struct bytes copy = arena_copy(&w->arena, text);
    if (!copy.data)
        return 0;
    word_id id = (word_id)++w->count;
    w->texts[id] = copy;
    return w->slots[at] = id;
}

struct bytes words_text(const struct words *w, word_id id) {
    assert(id <= w->count);
    return w->texts[id];
}
