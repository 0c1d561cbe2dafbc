/*
 * sent.h: the messages of a test, as it writes them, and when they are sent.
 *
 * Nothing can be asked of a message before it is sent, nor of one that is to be quarantined, but that.
 */
#ifndef SCENARIO_SENT_H
#define SCENARIO_SENT_H

#include "vocabulary.h"

/* A message, or a line that is none, which is bad. */
struct sent_message {
    const struct yaml_node *stimulus, *fields; /* fields NULL: a line that is no message */
    uint64_t number;                           /* among the lines, from 1 */
    int64_t at_ms;
    struct bytes party, id, type;
    bool is_bad; /* it is to be quarantined */
};

/* What a test sends, and its extent. What has no form is told elsewhere; here it is there from the start. */
struct sent {
    struct sent_message *messages; /* in their order */
    size_t count;
    int64_t first_ms; /* of the first message, line or policy; none before it changes the record */
    int64_t end_ms;   /* of the last stimulus or look */
};

/* Read what the test sends into s->sent, for the length of the test. */
int sent_read(struct scenario *s) CHECKED;
/* When is the first message sent that a word of this set names? INSTANT_LAST: never, or it is no such set. */
int64_t sent_first_ms(const struct scenario *s, enum word_set set, struct bytes word);
/* The message of a stimulus; NULL: it sends none. */
const struct sent_message *sent_of(const struct scenario *s, const struct yaml_node *stimulus);
/* From when on can the view have rows? INSTANT_LAST: never; INSTANT_NONE: no single type of messages makes
 * them. */
int64_t sent_fills_ms(const struct scenario *s, const char *view);

#endif
