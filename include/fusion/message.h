/*
 * message.h: one input line, decoded and checked in form.
 *
 * A message is a plain value: slices into the arena of its line, instants in ms UTC, parties packed. Absent
 * numbers and instants are INSTANT_NONE or -1, absent texts are empty. What policy makes of it (kinds, roles,
 * tracks) is decided later; form is all that is checked here. docs/messages.md has the table for users.
 */
#ifndef FUSION_MESSAGE_H
#define FUSION_MESSAGE_H

#include <fusion/instant.h>
#include <fusion/json.h>
#include <fusion/party.h>
#include <fusion/place.h>

/* The types, by code and word. */
#define MESSAGE_TYPES(X)                                                                                     \
    X(REPORT, "report")                                                                                      \
    X(NOTICE, "notice")                                                                                      \
    X(REQUEST, "request")                                                                                    \
    X(ACK, "ack")                                                                                            \
    X(REPLY, "reply")                                                                                        \
    X(POSITION, "position")                                                                                  \
    X(MEETING, "meeting")                                                                                    \
    X(FINDING, "finding")                                                                                    \
    X(DECISION, "decision")                                                                                  \
    X(DISPUTE, "dispute")                                                                                    \
    X(UPDATE, "update")                                                                                      \
    X(WITHDRAW, "withdraw")                                                                                  \
    X(CLOSE, "close")                                                                                        \
    X(REOPEN, "reopen")                                                                                      \
    X(MERGE, "merge")                                                                                        \
    X(SPLIT, "split")                                                                                        \
    X(NOTE, "note")                                                                                          \
    X(HOLD, "hold")                                                                                          \
    X(CLOCK, "clock")

/* In the order of MESSAGE_TYPES; a report is the default. */
enum message_type {
#define X(code, word) MESSAGE_##code,
    MESSAGE_TYPES(X)
#undef X
        MESSAGE_TYPE_COUNT
};

/* Why a line is quarantined, beyond JSON_FAULTS: code, stable reason word, meaning. */
#define MESSAGE_FAULTS(X)                                                                                    \
    X(NOT_OBJECT, "not-object", "is JSON, but no object")                                                    \
    X(TOO_LONG, "too-long", "is longer than 65,536 bytes")                                                   \
    X(TRUNCATED, "truncated", "ends without a newline and is not whole")                                     \
    X(UNKNOWN_FIELD, "unknown-field", "has a field that messages do not have")                               \
    X(MISSING_FIELD, "missing-field", "lacks a field that its type needs")                                   \
    X(WRONG_TYPE, "wrong-type", "has a value of the wrong JSON type")                                        \
    X(WRONG_FORM, "wrong-form", "has a value of the right type that is not of the form asked for")           \
    X(NUMBER_RANGE, "number-range", "has a number out of range")                                             \
    X(UNKNOWN_PARTY, "unknown-party",                                                                        \
      "names a party that the policy neither declares nor lets be named (as shipped, any of ISO 3166-1 may " \
      "be)")                                                                                                 \
    X(FUTURE_TIME, "future-time", "has a time more than 5 minutes ahead of a live cell")                     \
    X(ID_CONFLICT, "id-conflict", "repeats an id with other bytes")                                          \
    X(REFUSED_ROW, "refused-row", "is a row that the adapter refused")

/* The reasons of JSON_FAULTS and MESSAGE_FAULTS, in their order; none is 0. */
enum quarantine_reason {
    QUARANTINE_NONE = 0,
#define X(code, word, meaning) QUARANTINE_##code,
    JSON_FAULTS(X) MESSAGE_FAULTS(X)
#undef X
};
/* The stable word of a reason. */
const char *quarantine_word(enum quarantine_reason reason);

/* Why a line is no message. */
struct quarantine {
    enum quarantine_reason reason;
    char detail[256]; /* field, what was found, what was expected */
    party_id from;    /* 0 where it cannot be read */
    char tells[160];  /* what else can be read of it: its kind, its harm, as `fire.mortar, 3 killed`; may be
                         empty */
    bool is_marked;   /* so that only its sender may be told that */
};

/* What can be read of the line all the same; a kind that is none is left out, harm that is not above 0, too.
 */
void quarantine_tell(struct quarantine *q, struct bytes kind, int64_t killed, int64_t injured);

/* Words of closed lists: what an actor did or suffered, whether it is meant, how far an acknowledgement goes,
 * and the Traffic Light Protocol 2.0. The words are in the lists below, at the same places. */
enum actor_role { ACTOR_ACTOR, ACTOR_TARGET, ACTOR_AFFECTED };
enum message_status { STATUS_ACTUAL, STATUS_EXERCISE, STATUS_TEST };
enum ack_level { LEVEL_NONE, LEVEL_RECEIVED, LEVEL_UNDERSTOOD, LEVEL_RELAYED, LEVEL_ACTED };
enum tlp { TLP_NONE, TLP_CLEAR, TLP_GREEN, TLP_AMBER, TLP_AMBER_STRICT, TLP_RED };

/* An alleged actor. */
struct actor {
    party_id party;
    enum actor_role role;
    struct bytes name;
};

/* When something announced takes place. */
struct span {
    int64_t from_ms, until_ms; /* INSTANT_NONE where absent */
};

/* A point or an area, with what is known of its extent. */
struct place {
    bool present, is_area, is_polygon;      /* an area is a polygon or a line with a width */
    struct point at;                        /* of a point */
    int64_t precision_m, radius_m, width_m; /* -1 where absent */
    struct bytes name;
    struct ring *rings; /* of an area: the rings of a polygon, or one line */
    size_t ring_count;
};

/* Who was harmed, as far as it is said. */
struct harm {
    int64_t killed, injured; /* -1 where absent */
    int civilian;            /* 1, 0, or -1 where absent */
};

/* Who or what a request asks to have looked at. */
struct subject {
    struct bytes name, role;
};

/* `PARTY:id` (a message) or `I-n` (an incident). */
struct ref {
    party_id party;
    struct bytes id;
    uint64_t incident; /* 0 for a message */
};

struct message {
    struct bytes id;
    enum message_type type;
    struct address from;
    struct address *to;
    int64_t time_ms, until_ms, sent_ms, received_ms, need_by_ms;
    bool time_is_date; /* the hour is not known */
    struct span window;
    struct bytes kind, code, urgency, grade, track, milestone, outcome, reason;
    struct actor *actors;
    struct place place;
    struct harm harm;
    enum tlp tlp;
    bool released; /* rel_to was given, even an empty one */
    party_id *rel_to, *relayed_to, *absent;
    enum message_status status;
    const struct json *text; /* string or {language: string}; NULL where absent */
    struct ref *refs, *messages;
    enum ack_level level;
    struct bytes explanation, stance, held, finding,
        decision; /* words of their closed lists; empty where absent */
    struct subject *subjects;
    int64_t seq;     /* -1 where absent */
    bool fuse_never; /* `"fuse":"never"`: from a source that is already fused */
    const struct json *data;
    size_t to_count, actors_count, rel_to_count, relayed_to_count, absent_count, refs_count, messages_count,
        subjects_count;
};

/* Who beside the declared parties may be named in a message: those assigned in ISO 3166-1, nobody, or any
 * code. */
enum undeclared { UNDECLARED_ISO, UNDECLARED_REFUSE, UNDECLARED_NAME_ONLY };
/* Is this party known: declared, or one of these? The policy answers; `context` is its. */
struct party_lookup {
    bool (*declared)(const void *context, party_id party);
    const void *context;
    const char *const *codes; /* of those declared, NULL-terminated, for "did you mean"; NULL: not said */
    enum undeclared undeclared;
};

/* Decode and check one line. 0 with *out filled, or -1 with *fault filled (`from` as far as it could be
 * read). */
int message_decode(struct arena *a, struct bytes line, const struct party_lookup *parties,
                   struct message *out, struct quarantine *fault) CHECKED;
/* The instant of a message in history: received, else sent, else until, else time. */
int64_t message_instant(const struct message *m);
const char *message_type_word(enum message_type type);
bool message_type_parse(struct bytes word, enum message_type *out);
/* The one word that says what came of it: the level of an ack, the explanation of a reply, the stance of a
 * position, what a meeting, finding or decision was. Empty where it has none. */
struct bytes message_verdict(const struct message *m);
extern const char *const message_finding_words[], *const message_type_words[]; /* NULL-terminated */
extern const char *const actor_role_words[], *const status_words[], *const level_words[], *const tlp_words[];
/* `I-17`: how people say and write the number of an incident, and back; 0 when it is none. */
struct incident_name {
    char text[24];
    size_t size;
};
struct incident_name incident_name(uint64_t number);
uint64_t incident_number_parse(struct bytes text);
/* `PARTY:id` as one text in the arena: the key of a message. data is NULL when memory ran out. */
struct bytes message_key_text(struct arena *a, party_id party, struct bytes id);
/* The facts of a message as the member `message` of an entry's body; free text is left out. docs/record.md.
 */
void message_write(const struct message *m, struct json_writer *w);

#endif
