/* row.c: one expected row as a question to a view, and what a finding shows in its place. See expect.h. */
#include "spelling.h"

#include <stdio.h>
#include <string.h>

#define SHOWN_MAX 4u /* rows that a finding shows */

struct question {
    struct selection asked;
    struct column_value values[SELECTION_VALUES_MAX];
    struct buffer said; /* the values, for people */
};

/* Degrees as the record has them: with one decimal at least, and no zero behind another. */
static struct bytes degrees_of(const struct scenario *s, struct bytes text) {
    char written[32];
    struct bytes behind = text, before = bytes_split(&behind, '.');
    if (before.size == text.size)
        behind = BYTES("0");
    while (behind.size > 1 && behind.data[behind.size - 1] == '0')
        behind.size--;
    (void)snprintf(written, sizeof written, "%.*s.%.*s", (int)before.size, before.data, (int)behind.size,
                   behind.data);
    return arena_copy(s->arena, bytes_of(written));
}

/* A value as the record has it: in a column of instants, `5m` is five minutes after the start of the test. */
static struct bytes value_of(const struct scenario *s, enum word_set set, struct bytes text) {
    char written[INSTANT_TEXT_BYTES];
    int64_t at_ms;
    if (set == SET_LATITUDE || set == SET_LONGITUDE)
        return degrees_of(s, text);
    if ((set != SET_INSTANT && set != SET_PAST) ||
        (!scenario_instant(s, text, &at_ms) && !instant_parse(text, &at_ms)))
        return text;
    instant_format(at_ms, written);
    return arena_copy(s->arena, bytes_of(written));
}

static void question_add(const struct scenario *s, struct question *q, const struct yaml_node *n,
                         const struct yaml_node *row) {
    assert(q->asked.count < SELECTION_VALUES_MAX);
    struct column_value *value = &q->values[q->asked.count++];
    value->column = n->key.data;
    if (bytes_is(n->text, "absent"))
        value->form = COLUMN_ABSENT;
    else if (bytes_is(n->text, "present"))
        value->form = COLUMN_PRESENT;
    else
        value->text = value_of(s, column_words(q->asked.view, n->key.data, row).set, n->text);
    buffer_append_format(&q->said, "%s%s: %.*s", q->said.size ? ", " : "", n->key.data, (int)n->text.size,
                         n->text.data);
}

static int question_make(const struct scenario *s, const struct expected_row *row, struct question *q) {
    q->asked.values = q->values;
    for (const struct yaml_node *n = row->values->child; n; n = n->next)
        if (expected_row_has(row, n))
            question_add(s, q, n, row->values);
    return buffer_failed(&q->said) ? error_memory(s->e) : 0;
}

static int row_show(void *context, const struct row *row) {
    struct buffer *out = context;
    buffer_append_text(out, out->size ? "; {" : "{");
    for (size_t i = 0; i < row->count; i++)
        buffer_append_format(out, "%s%s: %.*s", i ? ", " : "", row->names[i],
                             row->values[i].data ? (int)row->values[i].size : 6,
                             row->values[i].data ? row->values[i].data : "absent");
    buffer_append_char(out, '}');
    return 0;
}

/* The test has failed: show the rows that should not be there, or what is there in place of the one that
 * should. */
static int row_fail(struct scenario *s, const struct question *q, struct yaml_mark at, bool wanted) {
    struct buffer found = BUFFER_EMPTY;
    struct selection all = q->asked;
    int64_t rows = 0;
    all.count = wanted ? 0 : all.count;
    int code = selection_count(s->record, &all, &rows, s->e);
    code = code ? code : selection_rows(s->record, &q->asked, !wanted, SHOWN_MAX, row_show, &found, s->e);
    if (rows > SHOWN_MAX)
        buffer_append_format(&found, " and %lld more", (long long)(rows - SHOWN_MAX));
    scenario_fail(s, at, "expected %s %s with {%.*s}, found %.*s", wanted ? "a row of" : "no row of",
                  q->asked.view, (int)q->said.size, q->said.size ? q->said.data : "",
                  found.size ? (int)found.size : 4, found.size ? found.data : "none");
    buffer_release(&found);
    return code;
}

int row_look(struct scenario *s, const struct expected_row *row, struct bytes incident) {
    struct question q = {.asked = {.view = row->view, .incident = incident}};
    int64_t rows = 0;
    int code = question_make(s, row, &q);
    if (code == 0)
        code = selection_count(s->record, &q.asked, &rows, s->e);
    if (code == 0 && (rows > 0) != row->wanted)
        code = row_fail(s, &q, row->values->mark, row->wanted);
    else if (code == 0)
        code = faults_meet(s, row, &q.asked);
    buffer_release(&q.said);
    return code;
}
