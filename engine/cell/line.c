/*
 * line.c: one line, from its bytes to the message that is handled: decode, identity, time, references.
 *
 * Until the references are resolved nothing is decided. Time may have moved on and what was recalled be back
 * in memory, but both can be done again without a difference; so a line that needs the record is simply taken
 * again once the answer is there.
 */
#include "recall.h"

#include <stdio.h>
#include <string.h>

/* --- identity ------------------------------------------------------------------------------------------- */

static void line_done(struct cell *c, enum line_outcome outcome, uint64_t entry) {
    const struct due *next = schedule_first(&c->state.schedule);
    frame_put_done(c->out, &(struct frame_done){.turn = c->turn,
                                                .outcome = (uint8_t)outcome,
                                                .late = c->pending.late,
                                                .running = c->state.clocked_count > 0,
                                                .entry = entry,
                                                .instant_ms = c->state.instant_ms,
                                                .next_ms = next ? next->at_ms : INSTANT_NONE});
    c->pending.waits = false;
}

static bool hex_equal(struct bytes text, const struct digest *d) {
    char hex[DIGEST_TEXT_BYTES];
    digest_text(d, hex);
    return bytes_is(text, hex);
}

/* Is the line that this recalled body commits to the pending one, byte for byte? */
static bool same_bytes(const struct cell *c, const struct recalled *r, const struct json *body) {
    struct digest line = digest_of_two(r->salt, c->pending.line.bytes);
    return hex_equal(json_text(json_get(body, "line")), &line);
}

/* --- the side door -------------------------------------------------------------------------------------- */

static int line_quarantine(struct cell *c, const struct quarantine *q) {
    bool cut = c->pending.line.size > c->pending.line.bytes.size;
    struct digest sha256 = cut ? c->pending.line.sha256 : digest_of(c->pending.line.bytes);
    uint64_t key = digest_key(&sha256);
    if (filter_has(&c->seen, key)) {
        const struct answer *a = answer_find(c, RECALL_MESSAGE, key);
        if (!a)
            return recall(c, RECALL_MESSAGE, key);
        for (size_t n = 0; n < a->count; n++) {
            const struct json *body = a->bodies[n];
            if (hex_equal(json_text(json_get(body, "sha256")), &sha256)) {
                line_done(c, OUTCOME_DUPLICATE, (uint64_t)body_number(body));
                return 0;
            }
        }
    }
    if (c->pending.line.instant_ms != INSTANT_NONE)
        deadline_advance(c, c->pending.line.instant_ms);
    else if (c->state.instant_ms !=
             INSTANT_NONE) /* what a session that was cut off left to fire comes first */
        deadline_advance(c, c->state.instant_ms);
    struct digest line =
        digest_of_two((struct bytes){(const char *)c->pending.line.salt, SALT_BYTES}, c->pending.line.bytes);
    entry_write_quarantine(c, q, &line, &sha256);
    line_done(c, OUTCOME_QUARANTINED, c->state.entries);
    return 0;
}

static int line_refuse(struct cell *c, enum quarantine_reason reason, struct bytes detail, party_id from) {
    struct quarantine q = {.reason = reason, .from = from};
    size_t size = detail.size < sizeof q.detail ? detail.size : sizeof q.detail - 1;
    while (size && size < detail.size && ((unsigned char)detail.data[size] & 0xc0) == 0x80)
        size--; /* cut between characters */
    if (size)
        memcpy(q.detail, detail.data, size);
    const struct message *m = &c->pending.message;
    if (c->pending.decoded && !c->pending.faulty) {
        quarantine_tell(&q, m->kind, m->harm.killed, m->harm.injured);
        q.is_marked = m->released;
    }
    return line_quarantine(c, &q);
}

/* --- the line ------------------------------------------------------------------------------------------- */

/* The keys of all that the message names: its own, and of its references. */
static void keys_make(struct cell *c) {
    struct pending *p = &c->pending;
    const struct message *m = &p->message;
    size_t count = m->refs_count + m->messages_count;
    struct digest *keys = arena_array(&c->line_arena, count, sizeof *keys);
    p->key = message_digest(c, m->from.party, m->id);
    p->ref_keys = keys;
    if (!keys)
        c->failed = true;
    for (size_t n = 0; n < count && !c->failed; n++) {
        const struct ref *r = n < m->refs_count ? &m->refs[n] : &m->messages[n - m->refs_count];
        if (!r->incident)
            keys[n] = message_digest(c, r->party, r->id);
    }
}

/* Once, however often the line is taken again. */
static void line_decode(struct cell *c) {
    struct pending *p = &c->pending;
    const struct party_lookup parties = policy_party_lookup(c->policy);
    if (p->decoded)
        return;
    p->decoded = true;
    p->faulty = message_decode(&c->line_arena, p->line.bytes, &parties, &p->message, &p->fault) != 0;
    if (!p->faulty)
        keys_make(c);
}

/* 0: new, 1: the record was asked, 2: dealt with (a repeat, or a conflict). */
static int line_identify(struct cell *c, const struct message *m) {
    uint64_t key = digest_key(&c->pending.key);
    if (!filter_has(&c->seen, key))
        return 0;
    const struct answer *a = answer_find(c, RECALL_MESSAGE, key);
    if (!a)
        return recall(c, RECALL_MESSAGE, key);
    const struct recalled *which = NULL;
    const struct json *body = message_body(a, m->from.party, m->id, &which);
    if (!body)
        return 0;
    if (same_bytes(c, which, body)) {
        line_done(c, OUTCOME_DUPLICATE, (uint64_t)body_number(body));
        return 2;
    }
    char detail[128];
    int size = snprintf(detail, sizeof detail, "the id was given before, in entry %lld, with other bytes",
                        (long long)body_number(body));
    return line_refuse(c, QUARANTINE_ID_CONFLICT, (struct bytes){detail, (size_t)size}, m->from.party) ? 1
                                                                                                       : 2;
}

/* The instant of the line: the cell is moved on to it. How late the message came, if it did. */
static int64_t line_advance(struct cell *c, const struct message *m) {
    int64_t at_ms =
        c->pending.line.instant_ms != INSTANT_NONE ? c->pending.line.instant_ms : message_instant(m);
    int64_t late_ms =
        c->state.instant_ms != INSTANT_NONE && at_ms < c->state.instant_ms ? c->state.instant_ms - at_ms : 0;
    deadline_advance(c, at_ms);
    if (late_ms)
        c->pending.late = true; /* stays so when the line is taken again after a recall */
    return late_ms;
}

static int line_handle(struct cell *c, const struct message *m) {
    struct handling h;
    int64_t late_ms = line_advance(c, m);
    handling_begin(c, &h, m);
    h.draft.late_ms = late_ms;
    if (!message_may_be_sent(c, &h))
        h.effect = EFFECT_REFUSED;
    else if (refs_resolve(c, &h) != 0 || named_resolve(c, &h) != 0)
        return 1;
    else
        message_handle(c, &h);
    bool follows = wall_follow(c, &h);
    h.wall_matters = wall_matters(c, &h);
    struct digest line =
        digest_of_two((struct bytes){(const char *)c->pending.line.salt, SALT_BYTES}, c->pending.line.bytes);
    entry_write_message(c, &h, &line);
    fetched_drop(c);
    uint64_t entry = c->state.entries;
    if (follows)
        deadline_advance(c, c->pending.line.wall_ms);
    line_done(c, OUTCOME_ACCEPTED, entry);
    return 0;
}

#define DETAIL_BYTES 96u

/* What was found of a line that did not come whole; of a refused row, the adapter's words. */
static struct bytes condition_detail(const struct cell *c, char room[DETAIL_BYTES]) {
    if (c->pending.line.reason.size)
        return c->pending.line.reason;
    if (c->pending.line.condition == LINE_TOO_LONG)
        (void)snprintf(room, DETAIL_BYTES, "found a line of %llu bytes, expected at most %u",
                       (unsigned long long)c->pending.line.size, LINE_BYTES_MAX);
    else
        (void)snprintf(room, DETAIL_BYTES, "found the end of the input within a line, expected a newline");
    return bytes_of(room);
}

int line_take(struct cell *c) {
    static const enum quarantine_reason conditions[] = {[LINE_TOO_LONG] = QUARANTINE_TOO_LONG,
                                                        [LINE_TRUNCATED] = QUARANTINE_TRUNCATED,
                                                        [LINE_REFUSED] = QUARANTINE_REFUSED_ROW};
    const struct frame_line *line = &c->pending.line;
    const struct message *m = &c->pending.message;
    if (line->condition != LINE_WHOLE)
        return line_refuse(c, conditions[line->condition], condition_detail(c, (char[DETAIL_BYTES]){0}), 0);
    line_decode(c);
    if (c->failed)
        return 0;
    if (c->pending.faulty)
        return line_quarantine(c, &c->pending.fault);
    int known = line_identify(c, m);
    if (known)
        return known == 1;
    if (is_future(c, m, line->instant_ms) && is_future(c, m, line->wall_ms))
        return line_refuse(c, QUARANTINE_FUTURE_TIME,
                           BYTES("time: found an instant more than 5 minutes ahead"), m->from.party);
    return line_handle(c, m);
}
