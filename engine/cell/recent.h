/*
 * recent.h: where the messages stand that were taken last, by their keys, so that a reference to one of them
 * asks the record nothing.
 *
 * A table of RECENT_MESSAGES places: a message takes the place that its key says, from whatever stood there.
 * What is not here may still be in the record. Nothing that is decided depends on what is here.
 */
#ifndef CELL_RECENT_H
#define CELL_RECENT_H

#include <fusion/digest.h>
#include <fusion/limits.h>
#include <fusion/message.h>

#define RECENT_KEY_BYTES 16u /* of a digest: two messages that share so much of theirs cannot be made */

/* What a reference needs to know of the message that it names. */
struct recent_message {
    unsigned char key[RECENT_KEY_BYTES];
    uint64_t entry;    /* 0: the place is empty */
    uint64_t incident; /* that the entry is about; 0: none */
    uint64_t about;    /* the statement or dispute that it is, or is about; 0: none, or all of the incident */
    enum message_type type;
};
/* Zeroed, it is empty. */
struct recent {
    struct recent_message *places; /* NULL before the first */
};

/* Frees its places; it is empty again. */
void recent_release(struct recent *r);
/* `key` is the digest of the message's key text, and takes the place of message.key. False: memory ran out,
 * and nothing changed. */
bool recent_put(struct recent *r, const struct digest *key, struct recent_message message) CHECKED;
/* NULL: not here. Good until the next message is put. */
const struct recent_message *recent_find(const struct recent *r, const struct digest *key);

#endif
