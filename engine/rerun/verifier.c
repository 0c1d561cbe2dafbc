/* verifier.c: entries compared with those of a record. See rerun/verifier.h. */
#include "verifier.h"

#include "difference.h"

int verifier_mismatch(struct verifier *v, uint64_t n, struct bytes kind, struct bytes what, struct error *e) {
    v->differs = true;
    return error_set(e, ERROR_RECORD, "entry %llu (%.*s) differs at %.*s; the %llu before it are equal",
                     (unsigned long long)n, (int)kind.size, kind.data, (int)what.size, what.data,
                     (unsigned long long)v->produced);
}

/* Append the first column beside the body that differs; nothing where none does. */
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

static int compare(struct verifier *v, const struct log_row *row, const struct frame_entry *entry,
                   struct error *e) {
    struct buffer what = BUFFER_EMPTY;
    if (!difference_tell(row->body, entry->body, &what))
        columns_tell(row, entry, &what);
    int code = what.failed ? error_memory(e) : 0;
    if (code == 0 && what.size)
        code = verifier_mismatch(v, entry->n, row->kind, buffer_bytes(&what), e);
    buffer_release(&what);
    return code;
}

static int verifier_append(struct store *s, const struct frame_entry *entry, struct bytes salt,
                           struct bytes payload, struct error *e) {
    struct verifier *v = (struct verifier *)s;
    struct log_row row;
    if (entry->n > v->last)
        return 0;
    int code = log_next(v->log, &row, e);
    if (code < 0)
        return code;
    if (code == 0 || row.n != entry->n)
        return verifier_mismatch(v, entry->n, BYTES("none"), BYTES("/: found no such entry, expected one"),
                                 e);
    code = compare(v, &row, entry, e);
    code = code ? code : v->into->calls->append(v->into, entry, salt, payload, e);
    if (code == 0)
        v->produced = entry->n;
    return code;
}

/* ---- all else is done by the other store ---- */

static int verifier_repeat(struct store *s, uint64_t n, struct error *e) {
    struct store *into = ((struct verifier *)s)->into;
    return into->calls->repeat(into, n, e);
}

static int verifier_recall(struct store *s, const struct frame_recall *asked, struct buffer *answer,
                           struct error *e) {
    struct store *into = ((struct verifier *)s)->into;
    return into->calls->recall(into, asked, answer, e);
}

static int verifier_commit(struct store *s, struct error *e) {
    struct store *into = ((struct verifier *)s)->into;
    return into->calls->commit(into, e);
}

static int verifier_restore_head(struct store *s, struct buffer *out, struct error *e) {
    struct store *into = ((struct verifier *)s)->into;
    return into->calls->restore_head(into, out, e);
}

static int verifier_restore_state(struct store *s, int64_t history_ms,
                                  int (*take)(void *context, struct bytes frames, struct error *e),
                                  void *context, struct error *e) {
    struct store *into = ((struct verifier *)s)->into;
    return into->calls->restore_state(into, history_ms, take, context, e);
}

static const struct store_calls verifier_calls = {
    .append = verifier_append,
    .repeat = verifier_repeat,
    .recall = verifier_recall,
    .commit = verifier_commit,
    .restore_head = verifier_restore_head,
    .restore_state = verifier_restore_state,
};

struct verifier verifier_of(struct log *log, struct store *into) {
    return (struct verifier){.store = {&verifier_calls}, .into = into, .log = log};
}
