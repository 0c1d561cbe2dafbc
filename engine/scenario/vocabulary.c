/* vocabulary.c: sets of words. See vocabulary.h. */
#include "vocabulary.h"

#include <fusion/array.h>
#include <fusion/words.h>

const char *word_set_name(enum word_set set) {
    static const char *const names[] = {
#define X(code, name) name,
        WORD_SETS(X)
#undef X
    };
    return names[set];
}

void vocabulary_add(struct vocabulary *v, enum word_set set, struct bytes word) {
    struct word_list *l = &v->lists[set];
    assert(set < SET_LISTED);
    struct bytes copy = arena_copy(v->arena, word);
    /* with room for the NULL behind it */
    if (!copy.data || !ARRAY_ROOM_IN(v->arena, l->words, l->count + 1, l->capacity, ARRAY_ENTRIES_MAX)) {
        v->failed = true;
        return;
    }
    l->words[l->count++] = copy.data;
    l->words[l->count] = NULL;
}

void vocabulary_add_new(struct vocabulary *v, enum word_set set, struct bytes word) {
    if (!vocabulary_has(v, set, word))
        vocabulary_add(v, set, word);
}

void vocabulary_add_pair(struct vocabulary *v, enum word_set set, struct bytes before, char between,
                         struct bytes behind) {
    struct buffer word = BUFFER_EMPTY;
    buffer_append(&word, before);
    buffer_append_char(&word, between);
    buffer_append(&word, behind);
    v->failed |= buffer_failed(&word);
    vocabulary_add(v, set, buffer_bytes(&word));
    buffer_release(&word);
}

bool vocabulary_has(const struct vocabulary *v, enum word_set set, struct bytes word) {
    for (; v; v = v->below)
        if (v->lists[set].words && words_listed(v->lists[set].words, word))
            return true;
    return false;
}

const char *vocabulary_nearest(const struct vocabulary *v, enum word_set set, struct bytes word) {
    const char *near = NULL;
    for (; v && !near; v = v->below)
        if (v->lists[set].words)
            near = error_nearest(word, v->lists[set].words);
    return near;
}

const char *vocabulary_first(const struct vocabulary *v, enum word_set set) {
    while (v && !v->lists[set].words)
        v = v->below;
    return v ? v->lists[set].words[0] : NULL;
}

const char *vocabulary_at(const struct vocabulary *v, enum word_set set, size_t place) {
    for (; v && place >= v->lists[set].count; v = v->below)
        place -= v->lists[set].count;
    return v ? v->lists[set].words[place] : NULL;
}

/* Policies have the same words; each is written once, where it stands lowest. */
static bool is_first(const struct vocabulary *v, enum word_set set, const char *word) {
    return !v->below || !vocabulary_has(v->below, set, bytes_of(word));
}

void vocabulary_write(const struct vocabulary *v, enum word_set set, struct buffer *out) {
    uint32_t left = 0;
    for (const struct vocabulary *each = v; each; each = each->below)
        for (uint32_t i = 0; i < each->lists[set].count; i++)
            left += is_first(each, set, each->lists[set].words[i]);
    for (; v; v = v->below)
        for (uint32_t i = 0; i < v->lists[set].count; i++) {
            if (!is_first(v, set, v->lists[set].words[i]))
                continue;
            buffer_append_text(out, v->lists[set].words[i]);
            buffer_append_text(out, left > 2 ? ", " : left == 2 ? " or " : "");
            left--;
        }
}
