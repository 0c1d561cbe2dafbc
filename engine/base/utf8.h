/*
 * utf8.h: the raw bytes of a text, before any grammar: strict UTF-8 and what JSON may not hold anywhere.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <fusion/json.h>

/* The first fault of a JSON text, in one pass: a byte order mark, NUL, a control byte (JSON_MALFORMED), what
 * is no strict UTF-8 (an overlong form, a surrogate, anything above U+10FFFF), an escape of half a surrogate
 * pair. JSON_FINE: none. *offset is where the fault stands. */
enum json_fault_code utf8_scan(struct bytes text, size_t *offset);
/* Where the first byte stands that is no part of strict UTF-8, or is NUL; text.size: nowhere. */
size_t utf8_fault(struct bytes text);
/* The size of the longest beginning of `text` of at most `most` bytes that cuts no character. */
size_t utf8_cut(struct bytes text, size_t most);
/* Bytes from outside for an error text: at most `most` of them, control characters as `?`, and a NUL; so
 * `out` has room for most + 1. */
void utf8_show(struct bytes text, size_t most, char *out);

#endif
