/*
 * difference.h: where two JSON texts part, told to a person.
 */
#ifndef RERUN_DIFFERENCE_H
#define RERUN_DIFFERENCE_H

#include <fusion/json.h>

/* Append the place of the first difference as a JSON pointer (RFC 6901), with what was found there and what
 * was expected: `/late: found 60000, expected nothing`. False when there is none, to the byte. */
bool difference_tell(struct bytes found, struct bytes expected, struct buffer *out);

#endif
