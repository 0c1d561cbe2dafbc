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

/* Bytes that belong to somebody else: a view is valid as long as they are. */
struct bytes {
    const char *data; /* not terminated; may be NULL when size is 0 */
    size_t size;
};

#define BYTES(literal) ((struct bytes){(literal), sizeof(literal) - 1}) /* a view of a string literal */

struct bytes bytes_of(const char *text); /* a view of a C string; NULL gives the empty view */
struct bytes bytes_slice(struct bytes b, size_t from, size_t to); /* [from, to), clamped to the view */
bool bytes_equal(struct bytes a, struct bytes b); /* empty views are equal, whatever their data */
bool bytes_is(struct bytes b, const char *text);  /* bytes_equal with a C string */
/* Order as by memcmp: negative, 0 or positive. Where one begins the other, the shorter comes first. */
int bytes_compare(struct bytes a, struct bytes b);
uint64_t bytes_hash(struct bytes b); /* FNV-1a: of every byte, and the same on every machine */
/* An empty prefix or suffix fits everything. */
bool bytes_begins(struct bytes b, struct bytes prefix);
bool bytes_ends(struct bytes b, struct bytes suffix);
/* The part of *rest before the first `separator`; *rest becomes what is behind it. Without a separator: all
 * of *rest, which becomes empty. */
struct bytes bytes_split(struct bytes *rest, char separator);
/* A decimal integer without sign or space, at most `max`; false, *out untouched, when it is anything else. */
bool bytes_to_unsigned(struct bytes b, int64_t max, int64_t *out);

/* Bytes of its own, to which others are appended. Zeroed, it is empty; whoever has it releases it. */
struct buffer {
    char *data; /* not terminated; NULL before the first byte, and elsewhere after each growth */
    size_t size, capacity;
    bool failed; /* memory ran out since the buffer was made or cleared */
};

#define BUFFER_EMPTY ((struct buffer){0}) /* owns no memory yet */

void buffer_release(struct buffer *b); /* frees the memory: it is empty then, and may be used again */
void buffer_clear(struct buffer *b);   /* keeps the memory, forgets the content and the failure */
/* Room for `more` bytes behind the content; false where memory ran out, now or earlier. */
bool buffer_reserve(struct buffer *b, size_t more);
/* At the end: bytes, a C string (NULL: nothing), one byte, printf's text without its NUL, a decimal integer.
 * Nothing is appended to a buffer that has failed. */
void buffer_append(struct buffer *b, struct bytes more);
void buffer_append_text(struct buffer *b, const char *text);
void buffer_append_char(struct buffer *b, char c);
void buffer_append_format(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_append_int(struct buffer *b, int64_t value);
/* Is something missing, since memory ran out? To be asked before the content is used. */
static inline bool buffer_failed(const struct buffer *b) {
    return b->failed;
}
/* A view of the content, valid until the buffer is appended to or released. */
static inline struct bytes buffer_bytes(const struct buffer *b) {
    return (struct bytes){b->data, b->size};
}

#endif
