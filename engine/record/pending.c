/*
 * pending.c: committed actions on their way to people, each once.
 *
 * How far they are out (the cursor `emitted`) is written with the next commit, so that a live line costs one
 * fsync and not two; after a crash in between, an action goes out again with the same id. Entries without
 * actions are not searched twice.
 */
#include "record_db.h"

#include <stdio.h>

/* One row of STATEMENT_PENDING: entry, k, then the texts of `members`, then drill and text. */
static void action_put(struct buffer *out, sqlite3_stmt *s) {
    static const char *const members[] = {"at",       "incident", "track", "verb",
                                          "to_party", "to_role",  "rung",  "because"};
    enum { FIRST = 2, DRILL = FIRST + (int)(sizeof members / sizeof *members), TEXT };
    struct json_writer w = JSON_WRITER(out);
    size_t start = out->size;
    char id[48];
    int64_t entry = sqlite3_column_int64(s, 0), k = sqlite3_column_int64(s, 1);
    (void)snprintf(id, sizeof id, "%lld.%lld", (long long)entry, (long long)k);
    json_open(&w, '{');
    json_key(&w, "id");
    json_write_text(&w, bytes_of(id));
    json_key(&w, "entry");
    json_write_int(&w, entry);
    for (int i = 0; i < DRILL - FIRST; i++)
        statement_member(&w, members[i], s, FIRST + i);
    json_key(&w, "status");
    json_write_text(&w, sqlite3_column_int(s, DRILL) ? BYTES("drill") : BYTES("emitted"));
    statement_member(&w, "text", s, TEXT);
    json_close(&w, '}');
    json_escape_controls(out, start);
    buffer_append_char(out, '\n');
}

/* From where on to look: behind what was given, or behind what was searched and held no more actions. */
static struct action_place pending_from(const struct record *r) {
    if (r->searched_n > r->given.n)
        return (struct action_place){r->searched_n, ACTIONS_MAX};
    return r->given;
}

/* Actions of committed entries, each behind the receipts that go before it. */
static int actions_put(struct record *r, size_t limit, struct buffer *out, size_t *count, struct error *e) {
    struct action_place from = pending_from(r);
    if (from.n == r->committed_n && from.k >= ACTIONS_MAX)
        return 0;
    sqlite3_stmt *s = record_statement(r, STATEMENT_PENDING);
    size_t actions = 0;
    sqlite3_bind_int64(s, 1, (sqlite3_int64)from.n);
    sqlite3_bind_int64(s, 2, from.k);
    sqlite3_bind_int64(s, 3, (sqlite3_int64)r->committed_n);
    sqlite3_bind_int64(s, 4, (sqlite3_int64)limit);
    int code;
    while ((code = statement_next(r, s, e)) > 0) {
        struct action_place place = {(uint64_t)sqlite3_column_int64(s, 0), sqlite3_column_int64(s, 1)};
        code = record_receipts_put(r, place.n, out, count, e);
        if (code)
            break;
        action_put(out, s);
        r->given = place;
        actions++;
    }
    if (code)
        sqlite3_reset(s);
    *count += actions;
    if (code == 0 && actions < limit)
        r->searched_n = r->committed_n;
    return code;
}

int record_pending(struct record *r, size_t limit, struct buffer *out, size_t *count, struct error *e) {
    assert(limit > 0 && r->committed_n <= r->last_n);
    *count = 0;
    int code = actions_put(r, limit, out, count, e);
    if (code == 0 && r->searched_n == r->committed_n)
        code = record_receipts_put(r, UINT64_MAX, out, count, e);
    return code == 0 && buffer_failed(out) ? error_memory(e) : code;
}

int record_emitted(struct record *r, struct error *e) {
    (void)e;
    assert(r->writes);
    bool moved = r->emitted.n != r->given.n || r->emitted.k != r->given.k;
    r->emitted = r->given;
    r->emitted_moved = r->emitted_moved || moved;
    return 0;
}
