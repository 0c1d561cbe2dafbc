/* json_controls.c: see fusion/json.h. JSON that cannot drive the terminal it is printed on. */
#include <fusion/json.h>

#include <string.h>

/* The characters to escape, as UTF-8: the bytes that a range begins with, and its last byte from `least` to
 * `most`. */
static const struct {
    const char *begins;
    unsigned char least, most;
    uint16_t first; /* the character of `least` */
} ranges[] = {
    {"", 0x7f, 0x7f, 0x7f},           /* DEL */
    {"\xc2", 0x80, 0x9f, 0x80},       /* C1: CSI among them */
    {"\xd8", 0x9c, 0x9c, 0x61c},      /* Arabic letter mark */
    {"\xe2\x80", 0x8e, 0x8f, 0x200e}, /* left-to-right and right-to-left marks */
    {"\xe2\x80", 0xaa, 0xae, 0x202a}, /* embeddings and overrides */
    {"\xe2\x81", 0xa6, 0xa9, 0x2066}, /* isolates */
};

/* The size of the control that `text` begins with, in bytes; *which is its code point. 0: none. */
static size_t control_size(struct bytes text, unsigned *which) {
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        size_t before = strlen(ranges[i].begins);
        if (text.size <= before || memcmp(text.data, ranges[i].begins, before) != 0)
            continue;
        unsigned char last = (unsigned char)text.data[before];
        if (last < ranges[i].least || last > ranges[i].most)
            continue;
        *which = ranges[i].first + (unsigned)(last - ranges[i].least);
        return before + 1;
    }
    return 0;
}

static bool may_begin(char c) {
    return c == '\x7f' || c == '\xc2' || c == '\xd8' || c == '\xe2';
}

/* Where the next control stands from `at` on, with its size and code point; text.size: nowhere. */
static size_t control_find(struct bytes text, size_t at, size_t *size, unsigned *which) {
    for (; at < text.size; at++)
        if (may_begin(text.data[at]) && (*size = control_size(bytes_slice(text, at, text.size), which)) > 0)
            return at;
    return text.size;
}

void json_escape_controls(struct buffer *out, size_t from) {
    struct bytes text = bytes_slice(buffer_bytes(out), from, out->size);
    struct buffer kept = BUFFER_EMPTY;
    size_t size = 0;
    unsigned which = 0;
    size_t at = control_find(text, 0, &size, &which);
    if (at == text.size)
        return;
    buffer_append(&kept, text);
    out->size = from + at;
    for (text = buffer_bytes(&kept); at < text.size;) {
        buffer_append_format(out, "\\u%04x", which);
        size_t next = at + size;
        at = control_find(text, next, &size, &which);
        buffer_append(out, bytes_slice(text, next, at));
    }
    out->failed = out->failed || kept.failed;
    buffer_release(&kept);
}
