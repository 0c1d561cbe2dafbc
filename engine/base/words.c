/* words.c: see fusion/words.h. */
#include <fusion/arena.h>
#include <fusion/limits.h>
#include <fusion/table.h>
#include <fusion/words.h>

#include <assert.h>
#include <stdlib.h>

_Static_assert(WORDS_MAX < UINT16_MAX, "ids are 16 bits wide");

struct words {
    struct arena arena;
    uint32_t count;
    struct bytes texts[WORDS_MAX + 1]; /* by id; [0] is empty */
    struct table known;                /* those of `texts`, by their hashes */
};

int words_index(struct bytes word, const char *const *list) {
    for (int i = 0; list[i]; i++)
        if (word.size && bytes_is(word, list[i]))
            return i;
    return -1;
}

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
    table_release(&w->known);
    free(w);
}

/* A text stands in the table under its hash or the next key that is free: see fusion/table.h. */
word_id words_find(const struct words *w, struct bytes text) {
    uint64_t key = bytes_hash(text);
    for (const struct bytes *known; (known = table_find(&w->known, key)); key++)
        if (bytes_equal(*known, text))
            return (word_id)(known - w->texts);
    return 0;
}

word_id words_add(struct words *w, struct bytes text) {
    word_id id = words_find(w, text);
    if (id || !text.size || w->count == WORDS_MAX)
        return id;
    uint64_t key = bytes_hash(text);
    while (table_find(&w->known, key))
        key++;
    id = (word_id)(w->count + 1);
    w->texts[id] = arena_copy(&w->arena, text);
    if (!w->texts[id].data || !table_add(&w->known, key, &w->texts[id]))
        return 0;
    w->count++;
    return id;
}

struct bytes words_text(const struct words *w, word_id id) {
    assert(id <= w->count);
    return w->texts[id];
}
