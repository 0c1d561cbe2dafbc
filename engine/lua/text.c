/* text.c: texts of scripts, checked for UTF-8 and made fit for people. See sandbox.h. */
#include "sandbox.h"

/* Bytes of the character at the beginning of `text`; 0: it is a NUL or no strict UTF-8 (RFC 3629). */
static size_t character_size(struct bytes text) {
    const unsigned char *p = (const unsigned char *)text.data;
    if (p[0] < 0x80)
        return p[0] != 0;
    size_t size = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || text.size < size)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xf0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xed && p[1] > 0x9f;
    bool beyond = p[0] == 0xf4 && p[1] > 0x8f;
    return overlong || surrogate || beyond ? 0 : size;
}

bool text_is_utf8(struct bytes text) {
    for (size_t at = 0; at < text.size;) {
        size_t size = character_size(bytes_slice(text, at, text.size));
        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

void text_clean(struct bytes text, char *out, size_t size) {
    size_t used = 0;
    assert(size > 0);
    for (size_t at = 0; at < text.size;) {
        size_t taken = character_size(bytes_slice(text, at, text.size));
        unsigned char first = (unsigned char)text.data[at];
        bool plain = taken > 0 && first >= 0x20 && first != 0x7f;
        if (used + (plain ? taken : 1) >= size)
            break;
        for (size_t i = 0; i < (plain ? taken : 1); i++)
            out[used++] = plain ? text.data[at + i] : '?';
        at += taken ? taken : 1;
    }
    out[used] = '\0';
}
