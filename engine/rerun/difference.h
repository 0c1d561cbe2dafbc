/*
 * difference.h: the first difference of two JSON texts, for people.
 */
#ifndef RERUN_DIFFERENCE_H
#define RERUN_DIFFERENCE_H

#include <fusion/json.h>

/* Append the place of the first difference as a JSON pointer (RFC 6901), with what was found there and what
 * was expected: `/late: found 60000, expected nothing`. False: they are equal to the byte, and nothing is
 * appended. */
bool difference_tell(struct bytes found, struct bytes expected, struct buffer *out);

#endif
