/* error.c: see fusion/error.h. */
#include <fusion/error.h>
#include <fusion/limits.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int error_fill(struct error *e, int code, const char *file, int line, int column, const char *format,
                      va_list args) {
    assert(code < 0);
    if (!e)
        return code;
    e->code = code;
    e->line = line;
    e->column = column;
    (void)snprintf(e->file, sizeof e->file, "%s", file ? file : "");
    (void)vsnprintf(e->text, sizeof e->text, format, args);
    return code;
}

int error_set(struct error *e, int code, const char *format, ...) {
    va_list args;
    va_start(args, format);
    error_fill(e, code, NULL, 0, 0, format, args);
    va_end(args);
    return code;
}

int error_at(struct error *e, int code, const char *file, int line, int column, const char *format, ...) {
    va_list args;
    va_start(args, format);
    error_fill(e, code, file, line, column, format, args);
    va_end(args);
    return code;
}

int error_memory(struct error *e) {
    return error_set(e, ERROR_MEMORY, "out of memory");
}

void error_print(const struct error *e, struct buffer *out) {
    if (e->file[0]) {
        buffer_append_text(out, e->file);
        if (e->line > 0)
            buffer_append_format(out, ":%d", e->line);
        if (e->line > 0 && e->column > 0)
            buffer_append_format(out, ":%d", e->column);
        buffer_append_text(out, ": ");
    }
    buffer_append_text(out, e->text);
}

static const struct {
    int code;
    const char *name;
    int status;
} error_table[] = {
#define X(code, name, status) {code, name, status},
    ERROR_CODES(X)
#undef X
};

int error_exit_status(int code) {
    for (size_t i = 0; i < sizeof error_table / sizeof *error_table; i++)
        if (error_table[i].code == code)
            return error_table[i].status;
    return code == 0 ? 0 : 3;
}

static bool same_letter(char a, char b) {
    bool letter = (a >= 'a' && a <= 'z') || (a >= 'A' && a <= 'Z');
    return a == b || (letter && (a ^ b) == ('a' ^ 'A'));
}

/* Optimal string alignment: insertions, deletions, changes, and two neighbours exchanged count one each, a
 * letter's case nothing. Three rows suffice; words are short by limits.h. */
static size_t edit_distance(struct bytes a, const char *b) {
    size_t rows[3][KIND_BYTES_MAX + 1], width = strlen(b);
    if (width > KIND_BYTES_MAX || a.size > KIND_BYTES_MAX)
        return SIZE_MAX;
    for (size_t j = 0; j <= width; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= width; j++) {
            size_t least = above[j - 1] + !same_letter(a.data[i - 1], b[j - 1]);
            least = above[j] + 1 < least ? above[j] + 1 : least;
            least = row[j - 1] + 1 < least ? row[j - 1] + 1 : least;
            if (i > 1 && j > 1 && same_letter(a.data[i - 1], b[j - 2]) &&
                same_letter(a.data[i - 2], b[j - 1]) && before[j - 2] + 1 < least)
                least = before[j - 2] + 1;
            row[j] = least;
        }
    }
    return rows[a.size % 3][width];
}

#define SHORT_WORD_BYTES 4u

/* Of two that are as near: the one that only lacks its end, else the first by bytes. */
static bool is_better(struct bytes found, const char *word, const char *best) {
    bool begins = bytes_begins(bytes_of(word), found);
    return begins != bytes_begins(bytes_of(best), found) ? begins : strcmp(word, best) < 0;
}

const char *error_nearest(struct bytes found, const char *const *words) {
    const char *best = NULL;
    size_t least = found.size > SHORT_WORD_BYTES ? 3 : 2; /* two edits make any short word another */
    for (; *words; words++) {
        size_t distance = edit_distance(found, *words);
        bool nearer = distance < least || (best && distance == least && is_better(found, *words, best));
        if (nearer && distance < found.size) {
            least = distance;
            best = *words;
        }
    }
    return best;
}

struct error_offer error_offer(struct bytes found, const char *const *words, const char *before,
                               const char *behind) {
    struct error_offer offer = {""};
    const char *nearest = error_nearest(found, words);
    if (nearest)
        (void)snprintf(offer.text, sizeof offer.text, "; did you mean %s%s%s?", before, nearest, behind);
    return offer;
}
