/* answer.c: what the cell asks back of a record: the entries of a message, the document of an incident. */
#include "record_db.h"

#include <fusion/json.h>
#include <fusion/limits.h>

/* The rows that answer, copied one behind the other: SQLite's bytes live until the next row only, and all
 * rows go into one frame. */
struct found {
    struct buffer bytes;
    size_t body_end[RECALL_ENTRIES_MAX], salt_end[RECALL_ENTRIES_MAX], count;
};

/* Is it an object in JSON? The cell would take a body that it cannot read for none, and its message for new.
 */
static bool is_whole(struct bytes body) {
    struct arena arena = ARENA_EMPTY;
    const struct json *tree = NULL;
    struct json_fault fault;
    bool whole = json_parse(&arena, body, &json_limits_own, &tree, &fault) == 0 && tree->type == JSON_OBJECT;
    arena_release(&arena);
    return whole;
}

static int found_read(struct record *r, sqlite3_stmt *s, struct found *f, struct error *e) {
    int code;
    while ((code = statement_next(r, s, e)) > 0) {
        assert(f->count < RECALL_ENTRIES_MAX);
        if (!is_whole(statement_bytes(s, 0)))
            return error_set(
                e, ERROR_RECORD,
                "%s is damaged: what was asked of it cannot be read; `fusion rebuild --check` says where",
                r->path);
        buffer_append(&f->bytes, statement_bytes(s, 0));
        f->body_end[f->count] = f->bytes.size;
        if (sqlite3_column_count(s) > 1)
            buffer_append(&f->bytes, statement_bytes(s, 1));
        f->salt_end[f->count++] = f->bytes.size;
    }
    return code;
}

static void found_put(const struct found *f, const struct frame_recall *asked, struct buffer *answer) {
    struct recalled recalled[RECALL_ENTRIES_MAX];
    struct bytes all = buffer_bytes(&f->bytes);
    size_t from = 0;
    for (size_t i = 0; i < f->count; i++) {
        recalled[i].body = bytes_slice(all, from, f->body_end[i]);
        recalled[i].salt = bytes_slice(all, f->body_end[i], f->salt_end[i]);
        from = f->salt_end[i];
    }
    frame_put_recalled(answer, asked, recalled, f->count);
}

int record_recall(struct store *store, const struct frame_recall *asked, struct buffer *answer,
                  struct error *e) {
    struct record *r = (struct record *)store;
    assert(asked->kind <= RECALL_INCIDENT);
    bool by_key = asked->kind == RECALL_MESSAGE;
    sqlite3_stmt *s = record_statement(r, by_key ? STATEMENT_RECALL_KEY : STATEMENT_RECALL_DOCUMENT);
    struct found found = {.count = 0};
    sqlite3_bind_int64(s, 1, (sqlite3_int64)asked->key);
    if (by_key)
        sqlite3_bind_int64(s, 2, RECALL_ENTRIES_MAX);
    int code = found_read(r, s, &found, e);
    if (code == 0 && !buffer_failed(&found.bytes))
        found_put(&found, asked, answer);
    if (code == 0 && (buffer_failed(&found.bytes) || buffer_failed(answer)))
        code = error_memory(e);
    buffer_release(&found.bytes);
    return code;
}
