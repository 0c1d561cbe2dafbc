/*
 * digest.h: SHA-256, from libcrypto, and what is made of it.
 */
#ifndef FUSION_DIGEST_H
#define FUSION_DIGEST_H

#include <fusion/bytes.h>

#define DIGEST_BYTES      32
#define DIGEST_TEXT_BYTES 65 /* lower-case hex and a NUL */

struct digest {
    unsigned char byte[DIGEST_BYTES];
};

struct digest digest_of(struct bytes b);
struct digest digest_of_two(struct bytes a, struct bytes b); /* SHA-256(a then b): salt and line */
void digest_text(const struct digest *d, char out[DIGEST_TEXT_BYTES]);
bool digest_parse(struct bytes text, struct digest *out); /* what digest_text gives */
uint64_t digest_key(const struct digest *d); /* the first 8 bytes, big-endian: the key of an index */

/* Piecewise, for what does not fit in memory. */
struct digest_stream;
struct digest_stream *digest_stream_new(void); /* NULL when memory ran out */
void digest_stream_add(struct digest_stream *s, struct bytes b);
struct digest digest_stream_end(struct digest_stream *s); /* releases the stream */

#endif
