/*
 * received.h: a line that says itself when it was received, so that a replay takes it at that instant.
 *
 * Only the member `received` is put in, or its value replaced: every other byte stays as it came, but for
 * white space that is not significant, which gives way where the line would be too long with it.
 */
#ifndef RERUN_RECEIVED_H
#define RERUN_RECEIVED_H

#include <fusion/json.h>

/* Append `line`, an object whose parsed form is `object`, so that it says `at_ms`. As it stands, where it
 * does already, where its `received` is no instant (it is no message, and stays none) and where the years 1
 * to 9999 do not reach. NULL, or why it cannot be: then `out` is not to be used. Memory: buffer_failed. */
const char *received_set(struct bytes line, const struct json *object, int64_t at_ms, struct buffer *out);

#endif
