/* utf8.c: see base/utf8.h. */
#include "utf8.h"

#include <string.h>

#define EACH_BYTE(b) (0x0101010101010101ULL * (b))

/* Eight bytes of plain ASCII: none above 0x7f, none below 0x20, no backslash. */
static bool plain_eight(const unsigned char *p) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    uint64_t below_space = (w - EACH_BYTE(0x20)) & ~w;
    uint64_t other = w ^ EACH_BYTE('\\');
    uint64_t backslash = (other - EACH_BYTE(1)) & ~other;
    return ((w | below_space | backslash) & EACH_BYTE(0x80)) == 0;
}

/* The lead bytes of more than one byte: how many follow, and which second byte the shortest form may have
 * (Unicode 15, table 3-7). */
static const struct {
    unsigned char first, last, follow, second_min, second_max;
} leads[] = {
    {0xc2, 0xdf, 1, 0x80, 0xbf}, {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
    {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf}, {0xf0, 0xf0, 3, 0x90, 0xbf},
    {0xf1, 0xf3, 3, 0x80, 0xbf}, {0xf4, 0xf4, 3, 0x80, 0x8f},
};

/* The size of the character at p, or 0 when it is none. */
static size_t sequence_size(const unsigned char *p, size_t left) {
    for (size_t i = 0; i < sizeof leads / sizeof *leads; i++) {
        if (*p < leads[i].first || *p > leads[i].last)
            continue;
        size_t size = leads[i].follow + 1u;
        if (left < size || p[1] < leads[i].second_min || p[1] > leads[i].second_max)
            return 0;
        for (size_t k = 2; k < size; k++)
            if ((p[k] & 0xc0) != 0x80)
                return 0;
        return size;
    }
    return 0;
}

/* Eight bytes of ASCII, none of them NUL. */
static bool ascii_eight(const unsigned char *p) {
    uint64_t w;
    memcpy(&w, p, sizeof w);
    return ((w | (w - EACH_BYTE(1))) & EACH_BYTE(0x80)) == 0;
}

size_t utf8_fault(struct bytes text) {
    const unsigned char *p = (const unsigned char *)text.data;
    size_t at = 0;
    while (at < text.size) {
        if (text.size - at >= 8 && ascii_eight(p + at)) {
            at += 8;
            continue;
        }
        size_t size = p[at] < 0x80 ? p[at] != 0 : sequence_size(p + at, text.size - at);
        if (size == 0)
            break;
        at += size;
    }
    return at;
}

/* The code unit of `\uXXXX` at p, or -1 when it is something else (which the grammar then judges). */
static int unit_escaped(const unsigned char *p, size_t left) {
    int unit = 0;
    if (left < 6 || p[0] != '\\' || p[1] != 'u')
        return -1;
    for (size_t i = 2; i < 6; i++) {
        int letter = p[i] | 0x20;
        if (p[i] >= '0' && p[i] <= '9')
            unit = unit * 16 + p[i] - '0';
        else if (letter >= 'a' && letter <= 'f')
            unit = unit * 16 + letter - 'a' + 10;
        else
            return -1;
    }
    return unit;
}

/* How many bytes the escape at p takes; 0 for half a surrogate pair. A backslash outside a string is refused
 * by the grammar, so the bytes alone suffice here. */
static size_t escape_size(const unsigned char *p, size_t left) {
    if (left > 1 && p[1] == '\\')
        return 2;
    int unit = unit_escaped(p, left);
    if (unit < 0xd800 || unit > 0xdfff)
        return unit < 0 ? 1 : 6;
    int low = unit <= 0xdbff ? unit_escaped(p + 6, left - 6) : -1;
    return low >= 0xdc00 && low <= 0xdfff ? 12 : 0;
}

/* One byte, character or escape that is not plain; its size, or 0 with *code set. */
static size_t unit_size(const unsigned char *p, size_t left, enum json_fault_code *code) {
    size_t size = 1;
    if (*p >= 0x80) {
        size = sequence_size(p, left);
        *code = JSON_UTF8;
    } else if (*p == '\\') {
        size = escape_size(p, left);
        *code = JSON_SURROGATE;
    } else if (*p < 0x20 && *p != '\t' && *p != '\n' && *p != '\r') {
        size = 0;
        *code = *p ? JSON_MALFORMED : JSON_NUL;
    }
    return size;
}

enum json_fault_code utf8_scan(struct bytes text, size_t *offset) {
    const unsigned char *p = (const unsigned char *)text.data;
    enum json_fault_code code = JSON_FINE;
    *offset = 0;
    if (bytes_begins(text, BYTES("\xef\xbb\xbf")))
        return JSON_BOM;
    for (size_t i = 0; i < text.size;) {
        if (text.size - i >= 8 && plain_eight(p + i)) {
            i += 8;
            continue;
        }
        size_t size = unit_size(p + i, text.size - i, &code);
        if (size == 0) {
            *offset = i;
            return code;
        }
        i += size;
    }
    return JSON_FINE;
}

size_t utf8_cut(struct bytes text, size_t most) {
    if (text.size <= most)
        return text.size;
    while (most > 0 && ((unsigned char)text.data[most] & 0xc0) == 0x80)
        most--;
    return most;
}

void utf8_show(struct bytes text, size_t most, char *out) {
    size_t size = utf8_cut(text, most), used = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text.data[i];
        bool c1 = c == 0xc2 && i + 1 < size && (unsigned char)text.data[i + 1] < 0xa0;
        i += c1; /* U+0080 to U+009F: two bytes, and terminals obey them */
        out[used++] = c < 0x20 || c == 0x7f || c1 ? '?' : (char)c;
    }
    out[used] = '\0';
}
