/*
 * bytes.h: views of bytes and buffers that grow.
 *
 * `struct bytes` is a view: it owns nothing and is passed by value. `struct buffer` owns its memory.
 * A buffer never fails halfway: when memory runs out it remembers that it failed, takes nothing more,
 * and its user asks once, at the end, with `buffer_failed`.
 */
#ifndef FUSION_BYTES_H
#define FUSION_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
    const char *data; /* not terminated; may be NULL when size is 0 */
    size_t size;
};

#define BYTES(literal) ((struct bytes){(literal), sizeof(literal) - 1})

struct bytes bytes_of(const char *text); /* a view of a C string; NULL gives the empty view */
struct bytes bytes_slice(struct bytes b, size_t from, size_t to); /* [from, to), clamped to the view */
bool bytes_equal(struct bytes a, struct bytes b);
bool bytes_is(struct bytes b, const char *text);
int bytes_compare(struct bytes a, struct bytes b); /* as memcmp, a prefix first */
uint64_t bytes_hash(struct bytes b);               /* every byte counts; the same on every machine */
bool bytes_begins(struct bytes b, struct bytes prefix);
bool bytes_ends(struct bytes b, struct bytes suffix);
/* The part of *rest before the first `separator`; *rest is moved behind it. Without one, all of *rest. */
struct bytes bytes_split(struct bytes *rest, char separator);
/* A decimal integer without sign or space, at most `max`; false when it is anything else. */
bool bytes_to_unsigned(struct bytes b, int64_t max, int64_t *out);

struct buffer {
    char *data;
    size_t size, capacity;
    bool failed;
};

#define BUFFER_EMPTY ((struct buffer){0})

void buffer_release(struct buffer *b);
void buffer_clear(struct buffer *b); /* keeps the memory, forgets the content and the failure */
bool buffer_reserve(struct buffer *b, size_t more);
void buffer_append(struct buffer *b, struct bytes more);
void buffer_append_text(struct buffer *b, const char *text);
void buffer_append_char(struct buffer *b, char c);
void buffer_append_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_append_int(struct buffer *b, int64_t value);
static inline bool buffer_failed(const struct buffer *b) {
    return b->failed;
}
static inline struct bytes buffer_bytes(const struct buffer *b) {
    return (struct bytes){b->data, b->size};
}

#endif
