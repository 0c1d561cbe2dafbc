/*
 * decode.h: a file in another encoding, as a stream of UTF-8, by iconv and in bounded memory.
 *
 * A byte that is no character becomes UNDECODED and its two hex digits: no UTF-8 holds that byte, so whoever
 * reads the text finds the place, and two rows that differ stay different.
 */
#ifndef PORTS_DECODE_H
#define PORTS_DECODE_H

#include "stream.h"

#define UNDECODED '\xff' /* in front of the two hex digits */

struct decoder;
/* `encoding` is a name that iconv knows. *out is NULL where this fails. */
int decoder_open(const char *path, const char *encoding, struct decoder **out, struct error *e) CHECKED;
void decoder_close(struct decoder *d);          /* NULL is nothing to close */
struct stream *decoder_file(struct decoder *d); /* the file as it is; the decoder's own */
/* Fills `text` (made by stream_make) with what is decoded; returns as stream_fill. */
int decoder_fill(struct decoder *d, struct stream *text, struct error *e) CHECKED;

#endif
