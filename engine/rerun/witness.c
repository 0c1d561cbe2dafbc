/* witness.c: see rerun/witness.h. */
#include "witness.h"

#include "difference.h"

int witness_find(struct witness *w, uint64_t n, struct bytes kind, struct bytes what, struct error *e) {
    w->differs = true;
    return error_set(e, ERROR_RECORD, "entry %llu (%.*s) differs at %.*s; the %llu before it are equal",
                     (unsigned long long)n, (int)kind.size, kind.data, (int)what.size, what.data,
                     (unsigned long long)w->produced);
}

/* What stands in the columns beside a body is said by the body too. */
static void columns_tell(const struct log_row *row, const struct frame_entry *entry, struct buffer *out) {
    const struct {
        const char *name;
        int64_t found, expected;
    } columns[] = {
        {"at", row->at_ms, entry->at_ms},
        {"incident", (int64_t)row->incident, (int64_t)entry->incident},
        {"key", (int64_t)row->key, (int64_t)entry->key},
    };
    for (size_t i = 0; i < sizeof columns / sizeof *columns && !out->size; i++)
        if (columns[i].found != columns[i].expected)
            buffer_append_format(out, "its column %s: found %lld, expected %lld", columns[i].name,
                                 (long long)columns[i].found, (long long)columns[i].expected);
    if (!out->size && !bytes_is(row->kind, entry_kind_words[entry->kind]))
        buffer_append_format(out, "its column kind: found %.*s, expected %s", (int)row->kind.size,
                             row->kind.data, entry_kind_words[entry->kind]);
}

static int compare(struct witness *w, const struct log_row *row, const struct frame_entry *entry,
                   struct error *e) {
    struct buffer what = BUFFER_EMPTY;
    if (!difference_tell(row->body, entry->body, &what))
        columns_tell(row, entry, &what);
    int code = what.failed ? error_memory(e) : 0;
    if (code == 0 && what.size)
        code = witness_find(w, entry->n, row->kind, buffer_bytes(&what), e);
    buffer_release(&what);
    return code;
}

static int witness_append(struct store *s, const struct frame_entry *entry, struct bytes salt,
                          struct bytes payload, struct error *e) {
    struct witness *w = (struct witness *)s;
    struct log_row row;
    if (entry->n > w->last)
        return 0;
    int code = log_next(w->log, &row, e);
    if (code < 0)
        return code;
    if (code == 0 || row.n != entry->n)
        return witness_find(w, entry->n, BYTES("none"), BYTES("/: found no such entry, expected one"), e);
    code = compare(w, &row, entry, e);
    code = code ? code : w->into->calls->append(w->into, entry, salt, payload, e);
    if (code == 0)
        w->produced = entry->n;
    return code;
}

/* All else is the other store's. */

static int witness_repeat(struct store *s, uint64_t n, struct error *e) {
    struct store *into = ((struct witness *)s)->into;
    return into->calls->repeat(into, n, e);
}

static int witness_recall(struct store *s, const struct frame_recall *asked, struct buffer *answer,
                          struct error *e) {
    struct store *into = ((struct witness *)s)->into;
    return into->calls->recall(into, asked, answer, e);
}

static int witness_commit(struct store *s, struct error *e) {
    struct store *into = ((struct witness *)s)->into;
    return into->calls->commit(into, e);
}

static int witness_restore_head(struct store *s, struct buffer *out, struct error *e) {
    struct store *into = ((struct witness *)s)->into;
    return into->calls->restore_head(into, out, e);
}

static int witness_restore_state(struct store *s, int64_t history_ms,
                                 int (*take)(void *context, struct bytes frames, struct error *e),
                                 void *context, struct error *e) {
    struct store *into = ((struct witness *)s)->into;
    return into->calls->restore_state(into, history_ms, take, context, e);
}

static const struct store_calls witness_calls = {
    .append = witness_append,
    .repeat = witness_repeat,
    .recall = witness_recall,
    .commit = witness_commit,
    .restore_head = witness_restore_head,
    .restore_state = witness_restore_state,
};

struct witness witness_of(struct log *log, struct store *into) {
    return (struct witness){.store = {&witness_calls}, .into = into, .log = log};
}
