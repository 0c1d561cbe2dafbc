/*
 * digest.h: SHA-256, from libcrypto, and what is made of it.
 */
#ifndef FUSION_DIGEST_H
#define FUSION_DIGEST_H

#include <fusion/bytes.h>

#define DIGEST_BYTES      32 /* of SHA-256, by FIPS 180-4 */
#define DIGEST_TEXT_BYTES 65 /* lower-case hex and a NUL */

/* A value, compared byte by byte. */
struct digest {
    unsigned char byte[DIGEST_BYTES];
};

struct digest digest_of(struct bytes b);                     /* SHA-256(b) */
struct digest digest_of_two(struct bytes a, struct bytes b); /* SHA-256(a then b): salt and line */
/* In lower-case hex, terminated. */
void digest_text(const struct digest *d, char out[DIGEST_TEXT_BYTES]);
bool digest_parse(struct bytes text, struct digest *out); /* what digest_text gives; false: anything else */
uint64_t digest_key(const struct digest *d); /* the first 8 bytes, big-endian: the key of an index */

/* The digest of what does not fit in memory, piece by piece. */
struct digest_stream;
struct digest_stream *digest_stream_new(void); /* NULL when memory ran out */
void digest_stream_add(struct digest_stream *s, struct bytes b);
struct digest digest_stream_end(struct digest_stream *s); /* of all that was added; frees the stream */

#endif
