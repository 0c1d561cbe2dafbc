/* trial.c: see property.h. */
#include "property.h"

#include <record/query.h>
#include <rerun/difference.h>

int64_t trial_live_ms(const struct trial *t) {
    return t->live ? STREAM_BEGIN_MS : INSTANT_NONE;
}

void trial_open(const struct trial *t, struct fixture *f) {
    fixture_open(f, t->folder, trial_live_ms(t));
}

void trial_pass(struct fixture *f, int64_t until_ms) {
    struct error e = ERROR_EMPTY;
    int64_t due_ms;
    while ((due_ms = recorder_next_ms(f->recorder)) != INSTANT_NONE && due_ms <= until_ms)
        assert_int_equal(recorder_tick(f->recorder, due_ms, &e), 0);
}

enum line_outcome trial_say_frame(const struct trial *t, struct fixture *f, int64_t at_ms,
                                  struct frame_line frame) {
    if (t->live) {
        trial_pass(f, at_ms);
        f->live_ms = at_ms;
    }
    frame.wall_ms = at_ms;
    return say_frame(f, frame);
}

enum line_outcome trial_say(const struct trial *t, struct fixture *f, size_t n) {
    const struct message_stream_line *line = &t->stream->lines[n];
    return trial_say_frame(t, f, line->at_ms, message_stream_frame(line));
}

void trial_drain(const struct trial *t, struct fixture *f) {
    struct error e = ERROR_EMPTY;
    if (t->live)
        trial_pass(f, INSTANT_LAST);
    else
        drain(f);
    assert_int_equal(recorder_commit(f->recorder, &e), 0);
}

void trial_play(const struct trial *t, struct fixture *f) {
    for (size_t n = 0; n < t->stream->count; n++)
        (void)trial_say(t, f, n);
    trial_drain(t, f);
}

static int row_add(void *context, const struct row *row) {
    for (size_t i = 0; i < row->count; i++) {
        buffer_append(context, row->values[i]);
        buffer_append_char(context, i + 1 < row->count ? '|' : '\n');
    }
    return 0;
}

void record_rows(struct fixture *f, const char *sql, struct buffer *out) {
    struct error e = ERROR_EMPTY;
    if (record_query(f->record, sql, NULL, 0, row_add, out, &e) != 0)
        fail_msg("%s\n%s", e.text, sql);
}

/* The first line of each from where they part. */
static void rows_part(struct bytes *was, struct bytes *is) {
    while (was->size && is->size) {
        struct bytes a = *was, b = *is;
        *was = bytes_split(&a, '\n');
        *is = bytes_split(&b, '\n');
        if (!bytes_equal(*was, *is))
            return;
        *was = a;
        *is = b;
    }
}

void rows_equal(struct fixture *was, struct fixture *is, const char *sql) {
    struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
    record_rows(was, sql, &before);
    record_rows(is, sql, &after);
    struct bytes a = buffer_bytes(&before), b = buffer_bytes(&after);
    if (!bytes_equal(a, b)) {
        rows_part(&a, &b);
        fail_msg("%s\n%.*s\n%.*s", sql, (int)a.size, a.data, (int)b.size, b.data);
    }
    buffer_release(&before);
    buffer_release(&after);
}

int64_t record_number(struct fixture *f, const char *sql) {
    struct buffer text = BUFFER_EMPTY;
    int64_t n = 0;
    record_rows(f, sql, &text);
    assert_true(bytes_to_unsigned(bytes_slice(buffer_bytes(&text), 0, text.size - 1), INT64_MAX, &n));
    buffer_release(&text);
    return n;
}

void record_holds(struct fixture *f, const struct question *questions, size_t count) {
    for (size_t n = 0; n < count; n++) {
        struct buffer found = BUFFER_EMPTY;
        record_rows(f, questions[n].sql, &found);
        if (found.size)
            fail_msg("%s:\n%.*s", questions[n].law, (int)found.size, found.data);
        buffer_release(&found);
    }
}

static int law_broken(void *context, const char *law, struct bytes place, struct bytes found) {
    (void)context;
    fail_msg("%s: %.*s: %.*s", law, (int)place.size, place.data, (int)found.size, found.data);
    return 0;
}

void record_is_right(struct fixture *f) {
    struct error e = ERROR_EMPTY;
    struct rebuild b = {.write = false};
    if (record_laws_ask(f->record, law_broken, NULL, &e) != 0 || record_rebuild(f->record, &b, &e) != 0)
        fail_msg("%s", e.text);
    for (size_t n = 0; n < PROJECTIONS; n++)
        if (b.found[n].differed)
            fail_msg("rebuilt, it differs: %s %s", b.found[n].table, b.found[n].first);
}

void trial_count(const struct trial *t, struct fixture *f) {
    const char *const *happens = t->property->happens;
    for (size_t n = 0; happens && happens[n]; n++)
        t->happened[n] += record_number(f, happens[n]);
}

void bodies_equal(const struct fixture *a, const struct fixture *b, const char *what) {
    struct buffer told = BUFFER_EMPTY;
    for (size_t n = 0; n < a->count && n < b->count; n++)
        if (difference_tell(bytes_of(b->bodies[n]), bytes_of(a->bodies[n]), &told))
            fail_msg("%s, entry %zu: %.*s", what, n + 1, (int)told.size, told.data);
    if (a->count != b->count)
        fail_msg("%s: found %zu entries, expected %zu", what, b->count, a->count);
    buffer_release(&told);
}
