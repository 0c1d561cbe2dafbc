/* display.c: characters looked at one by one, by their width. See screen/display.h. */
#include "display.h"

#include <langinfo.h>
#include <locale.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

void display_locale(void) {
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        (void)setlocale(LC_CTYPE, "C.UTF-8");
}

/* Is it a character without a glyph that changes how others are shown: an embedding, override, isolate or
 * mark of Unicode's bidirectional algorithm (UAX 9), a line or paragraph separator, the byte order mark, a
 * tag (U+E0000)? */
static bool is_hidden(wchar_t c) {
    static const wchar_t ranges[][2] = {{0x061c, 0x061c}, {0x200e, 0x200f}, {0x2028, 0x202e},
                                        {0x2066, 0x2069}, {0xfeff, 0xfeff}, {0xe0000, 0xe007f}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (c >= ranges[i][0] && c <= ranges[i][1])
            return true;
    return false;
}

/* Take one character off the front of *text; returns what to show for it, and its width in columns. */
static struct bytes glyph_take(struct bytes *text, size_t *width) {
    static const struct bytes replacement = {"\xef\xbf\xbd", 3};
    wchar_t c;
    mbstate_t state = {0};
    size_t size = mbrtowc(&c, text->data, text->size, &state);
    bool broken = size == (size_t)-1 || size == (size_t)-2;
    if (broken || size == 0)
        size = 1;
    struct bytes glyph = bytes_slice(*text, 0, size);
    *text = bytes_slice(*text, size, text->size);
    *width = 1;
    if (!broken && (c == '\n' || c == '\t'))
        return BYTES(" ");
    int columns = broken ? -1 : wcwidth(c);
    if (columns < 0 || is_hidden(c))
        return replacement;
    *width = (size_t)columns;
    return glyph;
}

size_t display_clean(struct bytes text, size_t width_most, struct buffer *out) {
    size_t width = 0, cut_at = out->size, cut_width = 0; /* where an ellipsis still fits */
    while (text.size > 0) {
        size_t columns;
        struct bytes glyph = glyph_take(&text, &columns);
        if (width + columns > width_most) {
            out->size = cut_at;
            if (width_most == 0)
                return 0;
            buffer_append_text(out, "\xe2\x80\xa6");
            return cut_width + 1;
        }
        buffer_append(out, glyph);
        width += columns;
        if (width < width_most) {
            cut_at = out->size;
            cut_width = width;
        }
    }
    return width;
}

void display_line(FILE *to, const char *format, ...) {
    char *text = NULL;
    struct buffer shown = BUFFER_EMPTY;
    va_list args;
    va_start(args, format);
    int size = vasprintf(&text, format, args);
    va_end(args);
    if (size >= 0) {
        (void)display_clean((struct bytes){text, (size_t)size}, SIZE_MAX, &shown);
        buffer_append_char(&shown, '\n');
        (void)fwrite(shown.data ? shown.data : "", 1, shown.size, to);
        free(text);
    }
    buffer_release(&shown);
}
