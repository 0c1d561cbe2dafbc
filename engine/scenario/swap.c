/* swap.c: two parties exchanged, in the text of a test and in a policy. See test_run.h. */
#include "test_run.h"

static bool in_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool swap_has_word(struct bytes text, struct bytes word) {
    for (size_t from = 0, to; from < text.size; from = to + 1) {
        for (to = from; to < text.size && in_word(text.data[to]); to++) {
        }
        if (bytes_equal(bytes_slice(text, from, to), word))
            return true;
    }
    return false;
}

struct bytes swap_words(struct arena *arena, struct bytes text, struct bytes a, struct bytes b) {
    struct buffer out = BUFFER_EMPTY;
    for (size_t from = 0, to; from < text.size; from = to) {
        for (to = from; to < text.size && in_word(text.data[to]); to++) {
        }
        struct bytes word = bytes_slice(text, from, to);
        buffer_append(&out, bytes_equal(word, a) ? b : bytes_equal(word, b) ? a : word);
        if (to < text.size && !in_word(text.data[to]))
            buffer_append_char(&out, text.data[to++]);
    }
    struct bytes swapped = {0};
    if (!buffer_failed(&out))
        swapped = arena_copy(arena, buffer_bytes(&out));
    buffer_release(&out);
    return swapped;
}

int scenario_swap_files(const struct scenario *s, const struct policy_file **files, size_t count) {
    struct policy_file *swapped = arena_array(s->arena, count, sizeof *swapped);
    if (!swapped)
        return error_memory(s->e);
    for (size_t i = 0; i < count; i++) {
        swapped[i] = (*files)[i];
        if (bytes_is(swapped[i].name, "policy.yaml"))
            swapped[i].content = swap_words(s->arena, swapped[i].content, s->swap[0], s->swap[1]);
    }
    *files = swapped;
    return 0;
}
