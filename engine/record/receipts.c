/*
 * receipts.c: what became of each line, told to its sender once it is committed.
 *
 * A receipt is not kept: one that nobody read is lost with the program, and a sender who gives the line again
 * gets one as a duplicate. Until its entry is committed only its numbers wait; its text is made from the
 * entry.
 */
#include "record_db.h"

#include <stdlib.h>

int record_receipt(struct record *r, const struct receipt *what, struct error *e) {
    if (!r->waiting && !(r->waiting = calloc(GROUP_ENTRIES_MAX, sizeof *r->waiting)))
        return error_memory(e);
    assert(r->waiting_count < GROUP_ENTRIES_MAX);
    assert(what->outcome != OUTCOME_NONE && what->outcome <= OUTCOME_QUARANTINED);
    assert(what->entry > 0 && what->entry <= r->last_n);
    uint64_t behind = what->outcome == OUTCOME_DUPLICATE ? r->last_n : what->entry - 1;
    r->waiting[r->waiting_count++] = (struct waiting_receipt){*what, behind};
    return 0;
}

static void source_put(struct json_writer *w, uint32_t input) {
    struct buffer source = BUFFER_EMPTY;
    json_key(w, "source");
    if (input)
        buffer_append_format(&source, "input %u", input);
    json_write_text(w, input ? buffer_bytes(&source) : BYTES("stdin"));
    buffer_release(&source);
}

/* `s` stands on the row of STATEMENT_RECEIPT. */
static void receipt_write(struct buffer *out, const struct receipt *what, sqlite3_stmt *s) {
    static const char *const outcomes[] = {[OUTCOME_ACCEPTED] = "accepted",
                                           [OUTCOME_DUPLICATE] = "duplicate",
                                           [OUTCOME_QUARANTINED] = "quarantined"};
    static const char *const members[] = {"at", "message", "incident", "case", "effect", "reason", "detail"};
    struct json_writer w = JSON_WRITER(out);
    size_t start = out->size;
    json_open(&w, '{');
    json_key(&w, "receipt");
    json_write_text(&w, bytes_of(outcomes[what->outcome]));
    source_put(&w, what->input);
    json_key(&w, "line");
    json_write_int(&w, (int64_t)what->line);
    json_key(&w, "entry");
    json_write_int(&w, (int64_t)what->entry);
    for (int i = 0; i < (int)(sizeof members / sizeof *members); i++)
        statement_member(&w, members[i], s, i);
    json_close(&w, '}');
    json_escape_controls(out, start);
    buffer_append_char(out, '\n');
}

static int receipt_put(struct record *r, const struct receipt *what, struct buffer *out, struct error *e) {
    sqlite3_stmt *s = record_statement(r, STATEMENT_RECEIPT);
    sqlite3_bind_int64(s, 1, (sqlite3_int64)what->entry);
    int code = statement_next(r, s, e);
    assert(code != 0); /* it is of an entry that is there */
    if (code > 0)
        receipt_write(out, what, s);
    sqlite3_reset(s);
    return code < 0 ? code : 0;
}

int record_receipts_put(struct record *r, uint64_t before_n, struct buffer *out, size_t *count,
                        struct error *e) {
    int code = 0;
    while (code == 0 && r->waiting_first < r->waiting_count) {
        const struct waiting_receipt *next = &r->waiting[r->waiting_first];
        if (next->behind >= before_n || next->what.entry > r->committed_n)
            return 0;
        code = receipt_put(r, &next->what, out, e);
        r->waiting_first++;
        ++*count;
    }
    if (r->waiting_first == r->waiting_count)
        r->waiting_first = r->waiting_count = 0;
    return code;
}
