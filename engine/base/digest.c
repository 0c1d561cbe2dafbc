/*
 * digest.c: see fusion/digest.h. The only file that knows libcrypto.
 *
 * libcrypto's 1.1.0 interface is asked for by its documented switch: its state is a plain struct, so that a
 * digest allocates nothing, cannot fail and reads no configuration file, which a locked process could not.
 */
#define OPENSSL_API_COMPAT 0x10100000L

#include <fusion/digest.h>

#include <assert.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(DIGEST_BYTES == SHA256_DIGEST_LENGTH, "a digest is SHA-256");

struct digest_stream {
    SHA256_CTX state;
};

static void stream_begin(struct digest_stream *s) {
    int done = SHA256_Init(&s->state);
    assert(done == 1);
    (void)done;
}

void digest_stream_add(struct digest_stream *s, struct bytes b) {
    int done = b.size ? SHA256_Update(&s->state, b.data, b.size) : 1;
    assert(done == 1);
    (void)done;
}

static struct digest stream_finish(struct digest_stream *s) {
    struct digest d;
    int done = SHA256_Final(d.byte, &s->state);
    assert(done == 1);
    (void)done;
    return d;
}

struct digest digest_of_two(struct bytes a, struct bytes b) {
    struct digest_stream s;
    stream_begin(&s);
    digest_stream_add(&s, a);
    digest_stream_add(&s, b);
    return stream_finish(&s);
}

struct digest digest_of(struct bytes b) {
    return digest_of_two(b, (struct bytes){NULL, 0});
}

void digest_text(const struct digest *d, char out[DIGEST_TEXT_BYTES]) {
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        out[2 * i] = hex[d->byte[i] >> 4];
        out[2 * i + 1] = hex[d->byte[i] & 15];
    }
    out[DIGEST_TEXT_BYTES - 1] = '\0';
}

bool digest_parse(struct bytes text, struct digest *out) {
    static const char hex[] = "0123456789abcdef";
    if (text.size != DIGEST_TEXT_BYTES - 1)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        const char *digit = text.data[i] ? strchr(hex, text.data[i]) : NULL;
        if (!digit)
            return false;
        unsigned value = (unsigned)(digit - hex);
        out->byte[i / 2] = (unsigned char)(i % 2 ? out->byte[i / 2] | value : value << 4);
    }
    return true;
}

uint64_t digest_key(const struct digest *d) {
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | d->byte[i];
    return key;
}

struct digest_stream *digest_stream_new(void) {
    struct digest_stream *s = malloc(sizeof *s);
    if (s)
        stream_begin(s);
    return s;
}

struct digest digest_stream_end(struct digest_stream *s) {
    struct digest d = stream_finish(s);
    free(s);
    return d;
}
