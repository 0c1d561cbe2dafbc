/*
 * message_stream_maker.h: what makes a stream, one line after the other. message_stream.c chooses what is
 * said and by whom, message_stream_fields.c says each field, message_stream_where.c those of time and place,
 * and message_stream_bad.c makes lines that are no message.
 */
#ifndef TESTS_MESSAGE_STREAM_MAKER_H
#define TESTS_MESSAGE_STREAM_MAKER_H

#include "chance.h"
#include "message_stream.h"

#include <message/fields.h>

#define SENDERS_MAX  256u
#define SPOTS        6u /* places where most of it happens */
#define BIT(row)     (1ULL << FIELD_##row)
#define TYPE(type)   (1u << MESSAGE_##type)
#define PARTY_ABROAD "FRA" /* a party that may be named, and that policies do not declare */

/* Who may send what. */
struct sender {
    char text[PARTY_BYTES_MAX + WORD_BYTES_MAX + 2]; /* `ISR/head` */
    const char *party;
    uint32_t sends; /* bit 1 << enum message_type */
};

/* A message that was said. */
struct said {
    const char *party; /* NULL: the line was no message */
    enum message_type type;
};

/* Words of the policy, with how many there are. */
struct choice {
    const char *words[POLICY_WORDS_MAX + 1];
    uint32_t count;
};

struct maker {
    struct chance chance;
    const struct policy *policy;
    struct choice kinds, tracks, urgencies, outcomes, milestones, roles;
    struct sender senders[SENDERS_MAX];
    uint32_t sender_count, party_count;
    struct point spots[SPOTS];
    const char *focus[3];          /* the kinds of most of what is said; the first may be announced */
    struct said *said;             /* by the number of the line */
    uint32_t recent[4], recent_at; /* messages that were referred to of late: much happens to a few */
    uint32_t joined[6], joined_at; /* messages that a merge named */
    uint32_t burst;                /* reports of a series that are still to come */
    const char *burst_kind;
    int64_t now_ms;
    /* the line at hand: */
    struct buffer line; /* where ' stands for " */
    uint32_t n;         /* its number */
    enum message_type type;
    const struct sender *from;
    int64_t time_ms;
    uint64_t also;  /* fields that another one asks for */
    uint32_t first; /* the message that it refers to first; UINT32_MAX: any */
};

static inline bool once(struct maker *m, uint32_t n) {
    return once_in(&m->chance, n);
}
#define ADD(...) buffer_append_format(&m->line, __VA_ARGS__) /* to the line at hand */

/* message_stream_fields.c: how a field is said: `"kind":"fire"`, without a comma. By enum message_field. */
extern void (*const field_says[FIELD_COUNT])(struct maker *m, const struct field *f);
/* message_stream_where.c, of the same form: */
void say_until(struct maker *m, const struct field *f);
void say_instant(struct maker *m, const struct field *f);
void say_need_by(struct maker *m, const struct field *f);
void say_window(struct maker *m, const struct field *f);
void say_place(struct maker *m, const struct field *f);
void time_say(struct maker *m, const char *name, int64_t at_ms);
/* One of the words; NULL where there is none. */
const char *choice_pick(struct maker *m, const struct choice *c);
/* A message said before of one of these types (bits; 0: of any); UINT32_MAX: none was found. */
uint32_t said_pick(struct maker *m, uint32_t types);
/* A kind that is `of` a table of the policy (notices, series); NULL: none was met. */
const char *kind_pick(struct maker *m, bool (*of)(const struct policy *p, struct bytes kind));
bool kind_is_notice(const struct policy *p, struct bytes kind);
bool kind_is_series(const struct policy *p, struct bytes kind);

/* message_stream_bad.c: makes the line at hand, a message, into a line that is none, and says how it came. */
enum line_condition line_spoil(struct maker *m);

#endif
