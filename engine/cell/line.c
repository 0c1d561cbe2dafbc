/*
 * line.c: one line, from its bytes to the message that is handled: decode, identity, time, references.
 *
 * Until the references are resolved nothing is decided. Time may have moved on and what was recalled be back
 * in memory, but both can be done again without a difference; so a line that needs the record is simply taken
 * again once the answer is there.
 */
#include "core.h"

#include "document.h"

#include <stdio.h>
#include <string.h>

/* What the record answered to this question while the line was pending; NULL: not asked yet. */
static const struct answer *answer_find(const struct cell *c, uint8_t kind, uint64_t key) {
    for (const struct answer *a = c->answers; a; a = a->next)
        if (a->asked.kind == kind && a->asked.key == key)
            return a;
    return NULL;
}

/* Ask the record, and take the line up again when it has answered. */
static int recall(struct cell *c, uint8_t kind, uint64_t key) {
    frame_put_recall(c->out, &(struct frame_recall){kind, key});
    return 1;
}

/* --- identity ------------------------------------------------------------------------------------------- */

static void line_done(struct cell *c, enum line_outcome outcome, uint64_t entry) {
    const struct due *next = schedule_first(&c->state.schedule);
    frame_put_done(c->out, &(struct frame_done){.outcome = (uint8_t)outcome,
                                                .late = c->late,
                                                .running = c->state.clocked_count > 0,
                                                .entry = entry,
                                                .instant_ms = c->state.instant_ms,
                                                .next_ms = next ? next->at_ms : INSTANT_NONE});
    c->pending = false;
}

static bool hex_equal(struct bytes text, const struct digest *d) {
    char hex[DIGEST_TEXT_BYTES];
    digest_text(d, hex);
    return bytes_is(text, hex);
}

/* Is the line that this recalled body commits to the pending one, byte for byte? */
static bool same_bytes(const struct cell *c, const struct recalled *r, const struct json *body) {
    struct digest line = digest_of_two(r->salt, c->line.bytes);
    return hex_equal(json_text(json_get(body, "line")), &line);
}

static const struct json *body_parse(struct cell *c, struct bytes body) {
    const struct json *tree = NULL;
    struct json_fault fault;
    return json_parse(&c->line_arena, body, &json_limits_own, &tree, &fault) == 0 ? tree : NULL;
}

/* The party of a written address, `SYR` or `SYR/head`. */
static party_id address_party(struct bytes address) {
    party_id party = 0;
    (void)party_parse(bytes_split(&address, '/'), &party);
    return party;
}

/* The recalled entry of the message (party, id); NULL when none of those found is it. */
static const struct json *message_body(struct cell *c, const struct answer *a, party_id party,
                                       struct bytes id, const struct recalled **which) {
    for (size_t n = 0; n < a->count; n++) {
        const struct json *body = body_parse(c, a->found[n].body);
        const struct json *m = json_get(body, "message");
        if (!m || !bytes_equal(json_text(json_get(m, "id")), id) ||
            address_party(json_text(json_get(m, "from"))) != party)
            continue;
        if (which)
            *which = &a->found[n];
        return body;
    }
    return NULL;
}

static int64_t body_number(const struct json *body) {
    return json_int_or(json_get(body, "n"), 0);
}

static uint64_t message_key(struct cell *c, party_id party, struct bytes id) {
    struct bytes text = message_key_text(&c->line_arena, party, id);
    if (!text.data)
        c->failed = true;
    struct digest d = digest_of(text);
    return digest_key(&d);
}

/* --- the side door -------------------------------------------------------------------------------------- */

static int line_quarantine(struct cell *c, const struct quarantine *q) {
    bool cut = c->line.size > c->line.bytes.size;
    struct digest sha256 = cut ? c->line.sha256 : digest_of(c->line.bytes);
    uint64_t key = digest_key(&sha256);
    if (filter_has(&c->seen, key)) {
        const struct answer *a = answer_find(c, RECALL_MESSAGE, key);
        if (!a)
            return recall(c, RECALL_MESSAGE, key);
        for (size_t n = 0; n < a->count; n++) {
            const struct json *body = body_parse(c, a->found[n].body);
            if (hex_equal(json_text(json_get(body, "sha256")), &sha256)) {
                line_done(c, OUTCOME_DUPLICATE, (uint64_t)body_number(body));
                return 0;
            }
        }
    }
    if (c->line.instant_ms != INSTANT_NONE)
        deadline_advance(c, c->line.instant_ms);
    struct digest line = digest_of_two((struct bytes){(const char *)c->line.salt, SALT_BYTES}, c->line.bytes);
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
    return line_quarantine(c, &q);
}

/* --- references ----------------------------------------------------------------------------------------- */

static void correct_ref(struct turn *t, const struct ref *r) {
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(r->party, code);
    if (r->incident)
        turn_correct(
            t, 0,
            step_text(&t->step, "refers to I-%llu, which is no incident", (unsigned long long)r->incident));
    else
        turn_correct(t, 0,
                     step_text(&t->step, "refers to %.*s:%.*s, which is no message about an incident",
                               (int)party.size, party.data, (int)r->id.size, r->id.data));
}

/* The recalled entry of the message that a reference names; NULL: there is none, or *asked. */
static const struct json *ref_body(struct cell *c, const struct ref *r, bool *asked) {
    uint64_t key = message_key(c, r->party, r->id);
    if (!filter_has(&c->seen, key))
        return NULL;
    const struct answer *a = answer_find(c, RECALL_MESSAGE, key);
    if (!a) {
        *asked = recall(c, RECALL_MESSAGE, key);
        return NULL;
    }
    return message_body(c, a, r->party, r->id, NULL);
}

/* The number of the incident that a reference is about (0: none, or *asked), and of the entry of the message.
 */
static uint64_t ref_number(struct cell *c, struct turn *t, const struct ref *r, uint64_t *entry,
                           bool *asked) {
    if (r->incident)
        return r->incident;
    const struct json *body = ref_body(c, r, asked);
    if (!body)
        return 0;
    *entry = (uint64_t)body_number(body);
    if (!t->referred) {
        struct bytes type =
            json_text(json_get(json_get(body, "message"), "type")); /* a report is the default */
        bool own = r->party == t->step.message->from.party;
        t->referred = *entry;
        t->referred_home = incident_number_parse(json_text(json_get(body, "incident")));
        t->refers_own = own && (!type.size || bytes_is(type, "notice") || bytes_is(type, "request"));
        t->refers_own_dispute = own && bytes_is(type, "dispute");
    }
    return incident_number_parse(json_text(json_get(body, "incident")));
}

/* An incident by number, out of memory or out of the record. NULL: there is none. */
static struct incident *incident_get(struct cell *c, uint64_t number, bool *asked) {
    struct incident *i = state_find(&c->state, number);
    if (i || !number || number > c->state.incidents || c->fetched_count == FETCHED_MAX)
        return i;
    const struct answer *a = answer_find(c, RECALL_INCIDENT, number);
    if (!a) {
        *asked = recall(c, RECALL_INCIDENT, number);
        return NULL;
    }
    const struct json *document = a->count ? body_parse(c, a->found[0].body) : NULL;
    if (!document)
        return NULL;
    i = document_incident(document, c->words, number);
    if (!i || !state_add(&c->state, c->policy, i))
        c->failed = true;
    bool known = false; /* the dormant leave again whenever the line is taken again */
    for (size_t n = 0; n < c->fetched_count; n++)
        known |= c->fetched[n] == number;
    if (!known)
        c->fetched[c->fetched_count++] = number;
    return i;
}

/* Where an incident, or (not 0) the report of an entry in it, stands now: what was split off left, what was
 * merged is part of another. */
static struct incident *incident_follow(struct cell *c, uint64_t number, uint64_t entry, bool *asked) {
    struct incident *i = incident_get(c, number, asked);
    while (i && !*asked) {
        uint64_t on = i->into;
        for (uint32_t n = 0; entry && n < i->statement_count; n++)
            if (i->statements[n].entry == entry && i->statements[n].moved_to)
                on = i->statements[n].moved_to;
        if (!on)
            break;
        i = incident_get(c, on, asked);
    }
    return *asked ? NULL : i;
}

/* What is over, and was brought back for this line alone, leaves again. */
static void fetched_drop(struct cell *c) {
    for (size_t n = 0; n < c->fetched_count; n++) {
        struct incident *i = state_find(&c->state, c->fetched[n]);
        if (i && incident_is_closed(i))
            state_remove(&c->state, i);
    }
    c->fetched_count = 0;
}

/* The incident in which what a reference names stands; NULL: to this sender it is none, or *asked. */
static struct incident *ref_stands(struct cell *c, struct turn *t, const struct ref *r, uint64_t *entry,
                                   bool *asked) {
    uint64_t number = ref_number(c, t, r, entry, asked);
    struct incident *i = *asked ? NULL : incident_follow(c, number, *entry, asked);
    return i && incident_visible_to(i, t->step.message->from.party) ? i : NULL;
}

/* Every incident that the message refers to, each once. 1 when the record was asked. */
static int refs_resolve(struct cell *c, struct turn *t) {
    const struct message *m = t->step.message;
    bool asked = false;
    for (size_t n = 0; n < m->refs_count; n++) {
        uint64_t entry = 0;
        struct incident *i = ref_stands(c, t, &m->refs[n], &entry, &asked);
        if (asked)
            return 1;
        size_t known = 0;
        while (known < t->target_count && t->targets[known] != i)
            known++;
        if (!i)
            correct_ref(t, &m->refs[n]);
        else if (known == t->target_count)
            t->targets[t->target_count++] = i;
    }
    return 0;
}

/* The reports that the message names one by one, and what brought each to where it stands. */
static int named_resolve(struct cell *c, struct turn *t) {
    const struct message *m = t->step.message;
    bool asked = false;
    for (size_t n = 0; n < m->messages_count; n++) {
        struct named *named = &t->named[n];
        *named = (struct named){0, NULL};
        if (m->messages[n].incident)
            continue; /* an incident is no report */
        named->stands = ref_stands(c, t, &m->messages[n], &named->entry, &asked);
        for (uint32_t k = 0; named->stands && k < named->stands->statement_count && !asked; k++)
            if (named->stands->statements[k].entry == named->entry && named->stands->statements[k].came_with)
                (void)incident_get(c, named->stands->statements[k].came_with, &asked);
        if (asked)
            return 1;
    }
    return 0;
}

/* --- the line ------------------------------------------------------------------------------------------- */

/* 0: new, 1: the record was asked, 2: dealt with (a repeat, or a conflict). */
static int line_identify(struct cell *c, const struct message *m) {
    uint64_t key = message_key(c, m->from.party, m->id);
    if (!filter_has(&c->seen, key))
        return 0;
    const struct answer *a = answer_find(c, RECALL_MESSAGE, key);
    if (!a)
        return recall(c, RECALL_MESSAGE, key);
    const struct recalled *which = NULL;
    const struct json *body = message_body(c, a, m->from.party, m->id, &which);
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
    int64_t at_ms = c->line.instant_ms != INSTANT_NONE ? c->line.instant_ms : message_instant(m);
    int64_t late_ms =
        c->state.instant_ms != INSTANT_NONE && at_ms < c->state.instant_ms ? c->state.instant_ms - at_ms : 0;
    deadline_advance(c, at_ms);
    if (late_ms)
        c->late = true; /* stays so when the line is taken again after a recall */
    return late_ms;
}

static int line_handle(struct cell *c, const struct message *m) {
    struct turn t;
    int64_t late_ms = line_advance(c, m);
    turn_begin(c, &t, m);
    t.step.late_ms = late_ms;
    if (!message_may_be_sent(c, &t))
        t.effect = EFFECT_REFUSED;
    else if (refs_resolve(c, &t) != 0 || named_resolve(c, &t) != 0)
        return 1;
    else
        message_handle(c, &t);
    bool follows = wall_follow(c, &t);
    struct digest line = digest_of_two((struct bytes){(const char *)c->line.salt, SALT_BYTES}, c->line.bytes);
    entry_write_message(c, &t, &line);
    fetched_drop(c);
    uint64_t entry = c->state.entries;
    if (follows)
        deadline_advance(c, c->line.wall_ms);
    line_done(c, OUTCOME_ACCEPTED, entry);
    return 0;
}

#define DETAIL_BYTES 96u

/* What was found of a line that did not come whole; of a refused row, the adapter's words. */
static struct bytes condition_detail(const struct cell *c, char room[DETAIL_BYTES]) {
    if (c->line.reason.size)
        return c->line.reason;
    if (c->line.condition == LINE_TOO_LONG)
        (void)snprintf(room, DETAIL_BYTES, "found a line of %llu bytes, expected at most %u",
                       (unsigned long long)c->line.size, LINE_BYTES_MAX);
    else
        (void)snprintf(room, DETAIL_BYTES, "found the end of the input within a line, expected a newline");
    return bytes_of(room);
}

int line_take(struct cell *c) {
    static const enum quarantine_reason conditions[] = {[LINE_TOO_LONG] = QUARANTINE_TOO_LONG,
                                                        [LINE_TRUNCATED] = QUARANTINE_TRUNCATED,
                                                        [LINE_REFUSED] = QUARANTINE_REFUSED_ROW};
    struct party_lookup parties = policy_party_lookup(c->policy);
    struct message m;
    struct quarantine fault;
    if (c->line.condition != LINE_WHOLE)
        return line_refuse(c, conditions[c->line.condition], condition_detail(c, (char[DETAIL_BYTES]){0}), 0);
    if (message_decode(&c->line_arena, c->line.bytes, &parties, &m, &fault) != 0)
        return line_quarantine(c, &fault);
    int known = line_identify(c, &m);
    if (known)
        return known == 1;
    if (is_future(c, &m, c->line.instant_ms) && is_future(c, &m, c->line.wall_ms))
        return line_refuse(c, QUARANTINE_FUTURE_TIME,
                           BYTES("time: found an instant more than 5 minutes ahead"), m.from.party);
    return line_handle(c, &m);
}
