/*
 * restore.c: the frames from which a cell is restored.
 *
 * Numbers of incidents and instants of entries only grow, so the incidents opened within the policy's history
 * are those from some number on. It is found by bisection, not by reading them all.
 */
#include "record_db.h"

#include <fusion/instant.h>
#include <fusion/limits.h>
#include <fusion/party.h>

#define CHUNK_BYTES (256u * 1024)
#define CHUNK_KEYS  4096u

/* The instant of the last entry (INSTANT_NONE: none) and the number of incidents. */
static int position_read(struct record *r, struct frame_head *head, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_LAST_ENTRY);
    int code = statement_next(r, s, e);
    head->instant_ms = code > 0 ? sqlite3_column_int64(s, 1) : INSTANT_NONE;
    sqlite3_reset(s);
    if (code < 0)
        return code;
    s = record_statement(r, STATEMENT_LAST_INCIDENT);
    code = statement_next(r, s, e);
    head->incidents = code > 0 ? (uint64_t)sqlite3_column_int64(s, 0) : 0;
    sqlite3_reset(s);
    return code < 0 ? code : 0;
}

int record_restore_head(struct store *store, struct buffer *out, struct error *e) {
    struct record *r = (struct record *)store;
    assert(r->committed_n <= r->last_n);
    struct frame_head head = {.entries = r->last_n};
    int code = position_read(r, &head, e);
    if (code)
        return code;
    sqlite3_stmt *s = record_statement(r, STATEMENT_LAST_POLICY);
    code = statement_next(r, s, e);
    if (code > 0) {
        head.policy_entry = (uint64_t)sqlite3_column_int64(s, 0);
        head.policy_digest = statement_bytes(s, 1);
        head.semantics = (uint32_t)sqlite3_column_int64(s, 2);
    }
    if (code >= 0)
        frame_put_head(out, &head);
    sqlite3_reset(s);
    return code < 0 ? code : buffer_failed(out) ? error_memory(e) : 0;
}

/* Frames on their way to the cell: gathered until there are CHUNK_BYTES of them. */
struct chunk {
    struct buffer frames;
    int (*take)(void *context, struct bytes frames, struct error *e);
    void *context;
};

/* Hands the frames on, if there are at least `from_bytes` of them. */
static int chunk_give(struct chunk *c, size_t from_bytes, struct error *e) {
    if (buffer_failed(&c->frames))
        return error_memory(e);
    if (c->frames.size < from_bytes || c->frames.size == 0)
        return 0;
    int code = c->take(c->context, buffer_bytes(&c->frames), e);
    buffer_clear(&c->frames);
    return code;
}

static int keys_restore(struct record *r, struct chunk *c, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_KEYS);
    uint64_t keys[CHUNK_KEYS];
    size_t count = 0;
    int code;
    while ((code = statement_next(r, s, e)) > 0) {
        keys[count++] = (uint64_t)sqlite3_column_int64(s, 0);
        if (count < CHUNK_KEYS)
            continue;
        frame_put_keys(&c->frames, keys, count);
        count = 0;
        code = chunk_give(c, CHUNK_BYTES, e);
        if (code)
            break;
    }
    sqlite3_reset(s);
    if (code == 0 && count)
        frame_put_keys(&c->frames, keys, count);
    return code ? code : chunk_give(c, 1, e);
}

/* The first incident from number `from` on, and when it was opened: 1, 0 when there is none, or negative. */
static int opened_next(struct record *r, uint64_t from, uint64_t *number, int64_t *opened_ms,
                       struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_OPENED_FROM);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)from);
    int code = statement_next(r, s, e);
    if (code > 0) {
        *number = (uint64_t)sqlite3_column_int64(s, 0);
        *opened_ms = sqlite3_column_int64(s, 1);
    }
    sqlite3_reset(s);
    return code;
}

/* The number from which on all incidents were opened after `after_ms`. */
static int opened_after(struct record *r, uint64_t incidents, int64_t after_ms, uint64_t *out,
                        struct error *e) {
    uint64_t low = 1, high = incidents + 1, number = 0;
    int64_t opened_ms = 0;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        int code = opened_next(r, middle, &number, &opened_ms, e);
        if (code < 0)
            return code;
        if (code == 0 || opened_ms > after_ms)
            high = middle;
        else
            low = number + 1;
    }
    *out = low;
    return 0;
}

static int incidents_restore(struct record *r, int64_t instant_ms, uint64_t recent, struct chunk *c,
                             struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_AWAKE);
    sqlite3_bind_int64(s, 1, instant_ms);
    sqlite3_bind_int64(s, 2, (sqlite3_int64)recent);
    int code;
    while ((code = statement_next(r, s, e)) > 0) {
        frame_put_incident(&c->frames, &(struct frame_incident){
                                           .number = (uint64_t)sqlite3_column_int64(s, 0),
                                           .live = sqlite3_column_int(s, 1) != 0,
                                           .document = statement_bytes(s, 2),
                                       });
        code = chunk_give(c, CHUNK_BYTES, e);
        if (code)
            break;
    }
    sqlite3_reset(s);
    return code ? code : chunk_give(c, 1, e);
}

/* Who was told of a quarantine after `after_ms`; the rows come newest first. */
static int quiet_restore(struct record *r, int64_t after_ms, struct chunk *c, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_QUARANTINED);
    int code;
    while ((code = statement_next(r, s, e)) > 0 && sqlite3_column_int64(s, 0) > after_ms) {
        struct bytes to = statement_bytes(s, 1);
        struct frame_quiet quiet = {.at_ms = sqlite3_column_int64(s, 0)};
        if (party_parse(bytes_split(&to, '/'), &quiet.party))
            frame_put_quiet(&c->frames, &quiet);
    }
    sqlite3_reset(s);
    return code < 0 ? code : chunk_give(c, 1, e);
}

static int64_t instant_before(int64_t instant_ms, int64_t span_ms) {
    return instant_ms < INT64_MIN + span_ms ? INT64_MIN : instant_ms - span_ms;
}

int record_restore_state(struct store *store, int64_t history_ms,
                         int (*take)(void *context, struct bytes frames, struct error *e), void *context,
                         struct error *e) {
    struct record *r = (struct record *)store;
    struct chunk chunk = {.take = take, .context = context};
    assert(take);
    struct frame_head head;
    uint64_t recent = 0;
    int code = position_read(r, &head, e);
    if (code || head.instant_ms == INSTANT_NONE)
        return code;
    code = opened_after(r, head.incidents, instant_before(head.instant_ms, history_ms), &recent, e);
    code = code ? code : keys_restore(r, &chunk, e);
    code = code ? code : incidents_restore(r, head.instant_ms, recent, &chunk, e);
    code = code ? code : quiet_restore(r, instant_before(head.instant_ms, QUARANTINE_QUIET_MS), &chunk, e);
    buffer_release(&chunk.frames);
    return code;
}
