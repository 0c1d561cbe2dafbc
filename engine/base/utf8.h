/*
 * utf8.h: the raw bytes of a text, before any grammar: strict UTF-8 and what JSON may not hold anywhere.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <fusion/json.h>

/* One pass over a JSON text: byte order mark, NUL, control bytes (JSON_MALFORMED), UTF-8 (no overlong form,
 * no surrogate, nothing above U+10FFFF), and escapes of half a surrogate pair. *offset is set at a fault. */
enum json_fault_code utf8_scan(struct bytes text, size_t *offset);
/* Where the first byte stands that is no part of strict UTF-8, or is NUL; text.size: nowhere. */
size_t utf8_fault(struct bytes text);
/* The size of the longest beginning of `text` of at most `most` bytes that cuts no character. */
size_t utf8_cut(struct bytes text, size_t most);
/* Bytes from outside for an error text: at most `most` bytes and a NUL, control characters as `?`. */
void utf8_show(struct bytes text, size_t most, char *out);

#endif
