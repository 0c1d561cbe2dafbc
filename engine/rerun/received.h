/*
 * received.h: a line that says itself when it was received, so that a replay takes it at that instant.
 *
 * Only the member `received` is put in, or its value replaced. Every other byte stays as it came; only where
 * the line would be too long, white space that is not significant is dropped.
 */
#ifndef RERUN_RECEIVED_H
#define RERUN_RECEIVED_H

#include <fusion/json.h>

/* Append `line`, an object whose parsed form is `object`, with `received` saying `at_ms`. The line is
 * appended as it stands where it says so already, where its `received` is no instant (so that it is no
 * message, and stays none) and where `at_ms` is beyond the years 1 to 9999. Returns NULL, or why it cannot be
 * done: then what was appended is not to be used. Without memory the buffer has failed. */
const char *received_set(struct bytes line, const struct json *object, int64_t at_ms, struct buffer *out);

#endif
