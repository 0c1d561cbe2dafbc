/* bytes.c: see fusion/bytes.h. */
#include <fusion/bytes.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct bytes bytes_of(const char *text) {
    return (struct bytes){text, text ? strlen(text) : 0};
}

struct bytes bytes_slice(struct bytes b, size_t from, size_t to) {
    if (to > b.size)
        to = b.size;
    if (from > to)
        from = to;
    return (struct bytes){b.data ? b.data + from : NULL, to - from};
}

bool bytes_equal(struct bytes a, struct bytes b) {
    return a.size == b.size && (a.size == 0 || (a.data && b.data && memcmp(a.data, b.data, a.size) == 0));
}

bool bytes_is(struct bytes b, const char *text) {
    return bytes_equal(b, bytes_of(text));
}

int bytes_compare(struct bytes a, struct bytes b) {
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

/* FNV-1a of 64 bits, by Fowler, Noll and Vo. */
uint64_t bytes_hash(struct bytes b) {
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < b.size; i++)
        hash = (hash ^ (unsigned char)b.data[i]) * 0x100000001b3u;
    return hash;
}

bool bytes_begins(struct bytes b, struct bytes prefix) {
    return b.size >= prefix.size && bytes_equal(bytes_slice(b, 0, prefix.size), prefix);
}

bool bytes_ends(struct bytes b, struct bytes suffix) {
    return b.size >= suffix.size && bytes_equal(bytes_slice(b, b.size - suffix.size, b.size), suffix);
}

struct bytes bytes_split(struct bytes *rest, char separator) {
    const char *at = rest->size ? memchr(rest->data, separator, rest->size) : NULL;
    struct bytes head = *rest;
    if (!at) {
        *rest = bytes_slice(head, head.size, head.size);
        return head;
    }
    size_t split = (size_t)(at - head.data);
    *rest = bytes_slice(head, split + 1, head.size);
    return bytes_slice(head, 0, split);
}

bool bytes_to_unsigned(struct bytes b, int64_t max, int64_t *out) {
    int64_t value = 0;
    if (b.size == 0)
        return false;
    for (size_t i = 0; i < b.size; i++) {
        if (b.data[i] < '0' || b.data[i] > '9')
            return false;
        int digit = b.data[i] - '0';
        if (digit > max || value > (max - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

void buffer_release(struct buffer *b) {
    free(b->data);
    *b = BUFFER_EMPTY;
}

void buffer_clear(struct buffer *b) {
    b->size = 0;
    b->failed = false;
}

bool buffer_reserve(struct buffer *b, size_t more) {
    if (b->failed || more > SIZE_MAX / 4 - b->size)
        return b->failed = true, false;
    if (b->capacity - b->size >= more)
        return true;
    size_t capacity = b->capacity ? b->capacity : 256;
    while (capacity - b->size < more)
        capacity *= 2;
    char *grown = realloc(b->data, capacity);
    if (!grown)
        return b->failed = true, false;
    b->data = grown;
    b->capacity = capacity;
    return true;
}

void buffer_append(struct buffer *b, struct bytes more) {
    if (more.size == 0 || !buffer_reserve(b, more.size))
        return;
    memcpy(b->data + b->size, more.data, more.size);
    b->size += more.size;
}

void buffer_append_text(struct buffer *b, const char *text) {
    buffer_append(b, bytes_of(text));
}

void buffer_append_char(struct buffer *b, char c) {
    if (buffer_reserve(b, 1))
        b->data[b->size++] = c;
}

void buffer_append_format(struct buffer *b, const char *format, ...) {
    va_list args;
    va_start(args, format);
    int needed = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (needed < 0 || !buffer_reserve(b, (size_t)needed + 1)) {
        b->failed = true;
        return;
    }
    va_start(args, format);
    (void)vsnprintf(b->data + b->size, (size_t)needed + 1, format, args);
    va_end(args);
    b->size += (size_t)needed;
}

void buffer_append_int(struct buffer *b, int64_t value) {
    char digits[24];
    size_t at = sizeof digits;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    do {
        digits[--at] = (char)('0' + left % 10);
        left /= 10;
    } while (left);
    if (value < 0)
        digits[--at] = '-';
    buffer_append(b, (struct bytes){digits + at, sizeof digits - at});
}
