/* text.c: texts of scripts, checked for UTF-8 and made fit for people. See sandbox.h. */
#include "sandbox.h"

#include <base/utf8.h>

bool text_is_utf8(struct bytes text) {
    return utf8_fault(text) == text.size;
}

void text_clean(struct bytes text, char *out, size_t size) {
    size_t used = 0;
    assert(size > 0);
    while (text.size && used + 1 < size) {
        size_t whole = utf8_fault(text), fits = utf8_cut(bytes_slice(text, 0, whole), size - 1 - used);
        for (size_t i = 0; i < fits; i++) {
            unsigned char c = (unsigned char)text.data[i];
            out[used++] = c < 0x20 || c == 0x7f ? '?' : (char)c;
        }
        if (fits < whole)
            break;
        if (whole < text.size && used + 1 < size)
            out[used++] = '?';
        text = bytes_slice(text, whole + 1, text.size);
    }
    out[used] = '\0';
}
