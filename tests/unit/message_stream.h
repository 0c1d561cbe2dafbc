/*
 * message_stream.h: streams of lines by chance, for the tests of properties: messages of every type with
 * every field, in order and late, repeated and in conflict, and lines that are no message.
 *
 * A stream depends on its plan alone: the same on every machine. Parties, roles, kinds, tracks and whatever
 * else a policy names are those of the policy of the plan; words of closed lists are those of
 * engine/message/fields.h. So it knows no policy, and nothing is written down twice.
 */
#ifndef TESTS_MESSAGE_STREAM_H
#define TESTS_MESSAGE_STREAM_H

#include <fusion/frame.h>

#define STREAM_BEGIN_MS 1767225600000 /* 2026-01-01T00:00:00Z */

/* What a stream is made from. */
struct message_stream_plan {
    uint64_t seed;
    size_t count; /* of lines */
    const struct policy *policy;
};

struct message_stream_line {
    struct bytes bytes; /* the whole of it, without a newline; NUL-terminated behind */
    enum line_condition condition;
    int64_t at_ms;   /* when a live cell gets it; never before that of the line before */
    uint64_t chance; /* the seed of what a test lets happen at this line, whatever lines stand before it */
};

/* Owns its lines. */
struct message_stream {
    struct message_stream_line *lines;
    size_t count;
    struct arena arena;
};

void message_stream_make(struct message_stream *s, const struct message_stream_plan *plan);
void message_stream_free(struct message_stream *s);
/* Somebody who may send messages of this type, as `from` is written; false: nobody may. */
bool message_stream_sender(const struct policy *p, enum message_type type, char out[64]);
/* The line as the recorder is handed it: without an instant, a number and a salt. */
struct frame_line message_stream_frame(const struct message_stream_line *line);

#endif
