/*
 * decode.h: a file in another encoding, as a stream of UTF-8, by iconv and in bounded memory.
 *
 * A byte that is no character becomes UNDECODED and its two hex digits: no UTF-8 holds that byte, so whoever
 * reads the text finds the place, and two rows that differ stay different.
 */
#ifndef PORTS_DECODE_H
#define PORTS_DECODE_H

#include "stream.h"

#define UNDECODED '\xff'

struct decoder;
int decoder_open(const char *path, const char *encoding, struct decoder **out, struct error *e) CHECKED;
void decoder_close(struct decoder *d);
struct stream *decoder_file(struct decoder *d); /* the file as it is */
/* As stream_fill, for the text. */
int decoder_fill(struct decoder *d, struct stream *text, struct error *e) CHECKED;

#endif
