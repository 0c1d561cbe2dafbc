/* append.c: entries into the record: the row of the log, its payload, and the fold. */
#include "record_db.h"

static int entry_write(struct record *r, const struct frame_entry *entry, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_ENTRY);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)entry->n);
    sqlite3_bind_int64(s, 2, entry->at_ms);
    statement_bind_text(s, 3, bytes_of(entry_kind_words[entry->kind]));
    statement_bind_number(s, 4, entry->incident);
    statement_bind_number(s, 5, entry->key);
    statement_bind_text(s, 6, entry->body);
    return record_run(r, STATEMENT_ENTRY, e);
}

static int payload_write(struct record *r, uint64_t n, struct bytes salt, struct bytes payload,
                         struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_PAYLOAD);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)n);
    sqlite3_bind_blob64(s, 2, salt.data, salt.size, SQLITE_STATIC);
    sqlite3_bind_blob64(s, 3, payload.data ? payload.data : "", payload.size, SQLITE_STATIC);
    return record_run(r, STATEMENT_PAYLOAD, e);
}

/* One patch into an incident's document. */
static int record_fold(struct record *r, uint64_t incident, int64_t dormant_ms, struct bytes patch,
                       struct error *e) {
    assert(incident > 0 && r->in_transaction);
    sqlite3_stmt *s = record_statement(r, STATEMENT_DOCUMENT);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)incident);
    if (dormant_ms == INSTANT_NONE)
        sqlite3_bind_null(s, 2);
    else
        sqlite3_bind_int64(s, 2, dormant_ms);
    statement_bind_text(s, 3, patch);
    return record_run(r, STATEMENT_DOCUMENT, e);
}

static int touches_write(struct record *r, const struct frame_entry *entry, struct error *e) {
    int code = 0;
    for (uint32_t i = 0; i < entry->touch_count && code == 0; i++) {
        sqlite3_stmt *s = record_statement(r, STATEMENT_TOUCHED);
        sqlite3_bind_int64(s, 1, (sqlite3_int64)entry->touches[i]);
        sqlite3_bind_int64(s, 2, (sqlite3_int64)entry->n);
        code = record_run(r, STATEMENT_TOUCHED, e);
    }
    return code;
}

static int changes_fold(struct record *r, const struct frame_entry *entry, struct error *e) {
    for (uint32_t i = 0; i < entry->change_count; i++) {
        const struct entry_change *c = &entry->changes[i];
        assert(c->offset <= entry->body.size && c->size <= entry->body.size - c->offset);
        struct bytes patch = bytes_slice(entry->body, c->offset, (size_t)c->offset + c->size);
        int code = record_fold(r, c->incident, c->dormant_ms, patch, e);
        if (code)
            return code;
    }
    return touches_write(r, entry, e);
}

static int record_append(struct store *store, const struct frame_entry *entry, struct bytes salt,
                         struct bytes payload, struct error *e) {
    struct record *r = (struct record *)store;
    assert(r->committed_n <= r->last_n);
    assert(entry->kind <= ENTRY_CLOCK_STEP);
    assert(entry->change_count <= ENTRY_CHANGES_MAX && entry->touch_count <= ENTRY_TOUCHES_MAX);
    assert(salt.size == 0 || salt.size == SALT_BYTES);
    if (entry->n != r->last_n + 1)
        return error_set(e, ERROR_FRAME, "found entry %llu, expected %llu", (unsigned long long)entry->n,
                         (unsigned long long)r->last_n + 1);
    int code = record_begin(r, e);
    code = code ? code : entry_write(r, entry, e);
    if (!code && salt.size)
        code = payload_write(r, entry->n, salt, payload, e);
    code = code ? code : changes_fold(r, entry, e);
    if (code == 0)
        r->last_n = entry->n;
    return code;
}

static int record_repeat(struct store *store, uint64_t n, struct error *e) {
    struct record *r = (struct record *)store;
    assert(n > 0 && n <= r->last_n);
    int code = record_begin(r, e);
    if (code)
        return code;
    sqlite3_bind_int64(record_statement(r, STATEMENT_REPEAT), 1, (sqlite3_int64)n);
    return record_run(r, STATEMENT_REPEAT, e);
}

static int record_store_commit(struct store *store, struct error *e) {
    return record_commit((struct record *)store, e);
}

const struct store_calls record_calls = {
    .append = record_append,
    .repeat = record_repeat,
    .recall = record_recall,
    .commit = record_store_commit,
    .restore_head = record_restore_head,
    .restore_state = record_restore_state,
};
