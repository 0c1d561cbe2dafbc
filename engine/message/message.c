/* message.c: see fusion/message.h. The words of messages, and what can be asked of a decoded one. */
#include <fusion/message.h>
#include <fusion/words.h>

const char *const message_type_words[] = {
#define X(code, word) word,
    MESSAGE_TYPES(X) NULL
#undef X
};

const char *const actor_role_words[] = {"actor", "target", "affected", NULL};
const char *const status_words[] = {"actual", "exercise", "test", NULL};
const char *const level_words[] = {"", "received", "understood", "relayed", "acted", NULL};
const char *const tlp_words[] = {"", "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED", NULL};

#define X(code, word, meaning) word,
static const char *const reasons[] = {"", JSON_FAULTS(X) MESSAGE_FAULTS(X)};
#undef X

const char *quarantine_word(enum quarantine_reason reason) {
    assert((size_t)reason < sizeof reasons / sizeof *reasons);
    return reasons[reason];
}

const char *message_type_word(enum message_type type) {
    assert((unsigned)type < MESSAGE_TYPE_COUNT);
    return message_type_words[type];
}

bool message_type_parse(struct bytes word, enum message_type *out) {
    int index = words_index(word, message_type_words);
    if (index >= 0)
        *out = (enum message_type)index;
    return index >= 0;
}

int64_t message_instant(const struct message *m) {
    const int64_t candidates[] = {m->received_ms, m->sent_ms, m->until_ms};
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
        if (candidates[i] != INSTANT_NONE)
            return candidates[i];
    return m->time_ms;
}

struct bytes message_verdict(const struct message *m) {
    switch (m->type) {
    case MESSAGE_ACK:
        return bytes_of(level_words[m->level]);
    case MESSAGE_REPLY:
        return m->explanation;
    case MESSAGE_POSITION:
        return m->stance;
    case MESSAGE_MEETING:
        return m->held;
    case MESSAGE_FINDING:
        return m->finding;
    case MESSAGE_DECISION:
        return m->decision;
    default:
        return BYTES("");
    }
}
