/* decode.c: see ports/decode.h. */
#include "decode.h"

#include <fusion/limits.h>

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MARK_BYTES 3 /* UNDECODED and two digits */

struct decoder {
    struct stream file;
    iconv_t converter;
    size_t unit; /* bytes of the smallest character */
};

int decoder_open(const char *path, const char *encoding, struct decoder **out, struct error *e) {
    struct decoder *d = calloc(1, sizeof *d);
    *out = NULL;
    if (!d)
        return error_memory(e);
    d->file.fd = -1;
    d->unit = strncmp(encoding, "utf-16", 6) == 0 ? 2 : 1;
    d->converter = iconv_open("UTF-8", encoding);
    int code = 0;
    if (d->converter == (iconv_t)-1)
        code = error_set(e, ERROR_SYSTEM, "this machine cannot decode %s: %s", encoding, strerror(errno));
    if (code == 0)
        code = stream_open(&d->file, path, STREAM_BYTES, e);
    if (code < 0) {
        decoder_close(d);
        return code;
    }
    *out = d;
    return 0;
}

void decoder_close(struct decoder *d) {
    if (!d)
        return;
    if (d->converter != (iconv_t)-1)
        (void)iconv_close(d->converter);
    stream_close(&d->file);
    free(d);
}

struct stream *decoder_file(struct decoder *d) {
    return &d->file;
}

/* The first bytes there (one, or the two of UTF-16) are no character: marks each of them in the text and
 * steps behind them. False where the text has no room. */
static bool byte_mark(struct decoder *d, struct stream *text) {
    struct bytes there = stream_bytes(&d->file);
    size_t size = there.size < d->unit ? there.size : d->unit;
    if (text->capacity - text->end < MARK_BYTES * size + 1)
        return false;
    for (size_t i = 0; i < size; i++) {
        text->data[text->end] = UNDECODED;
        (void)snprintf(text->data + text->end + 1, MARK_BYTES, "%02x",
                       (unsigned)(unsigned char)there.data[i]);
        text->end += MARK_BYTES;
    }
    stream_take(&d->file, size);
    return true;
}

/* As much of what is there as can be decoded now. */
static void text_make(struct decoder *d, struct stream *text) {
    for (;;) {
        char *in = d->file.data + d->file.start, *out = text->data + text->end;
        size_t left = d->file.end - d->file.start, room = text->capacity - text->end;
        size_t made = iconv(d->converter, &in, &left, &out, &room);
        int why = made == (size_t)-1 ? errno : 0;
        text->end = text->capacity - room;
        stream_take(&d->file, stream_bytes(&d->file).size - left);
        bool cut = why == EINVAL && d->file.ended; /* half a character, and nothing behind it */
        if (!(why == EILSEQ || cut) || !byte_mark(d, text))
            return;
    }
}

/* At the end of the file: iconv holds a letter back while a point may follow that makes one character with it
 * (windows-1255), and gives it now. 1: there was one; 0: the end. */
static int text_end(struct decoder *d, struct stream *text) {
    char *out = text->data + text->end;
    size_t before = text->end, room = text->capacity - text->end;
    (void)iconv(d->converter, NULL, NULL, &out, &room);
    text->end = text->capacity - room;
    text->ended = true;
    return text->end > before;
}

int decoder_fill(struct decoder *d, struct stream *text, struct error *e) {
    if (text->ended)
        return 0;
    stream_room(text);
    size_t before = text->end;
    for (;;) {
        text_make(d, text);
        if (text->end > before)
            return 1;
        int got = stream_fill(&d->file, e);
        if (got == 2 || got < 0)
            return got;
        if (got == 0 && stream_bytes(&d->file).size == 0)
            return text_end(d, text);
    }
}
