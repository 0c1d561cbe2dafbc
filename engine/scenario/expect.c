/* expect.c: expectations: questions to the views of the record.
 *
 *     {at: 5m, track: de-escalation, rung: head, notified: [SYR/head]}
 *
 * Columns of the view `cases` are keys of the expectation itself; a row of any other view is a mapping under
 * the name of the view; what is under `no` must not be in the record. A row fits when it has every value that
 * is written.
 */
#include "expect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- people ---- */

struct people {
    char names[PEOPLE_MAX][64];
    size_t count;
};

static void people_add(struct people *p, struct bytes name) {
    for (size_t i = 0; i < p->count; i++)
        if (bytes_is(name, p->names[i]))
            return;
    if (p->count < PEOPLE_MAX)
        (void)snprintf(p->names[p->count++], sizeof *p->names, "%.*s", (int)name.size, name.data);
}

static int people_take(void *context, const struct row *row) {
    people_add(context, row->values[0]);
    return 0;
}

static int by_name(const void *a, const void *b) {
    return strcmp(a, b);
}

static void people_write(const struct people *p, struct buffer *out) {
    buffer_append_char(out, '[');
    for (size_t i = 0; i < p->count; i++)
        buffer_append_format(out, "%s%s", i ? ", " : "", p->names[i]);
    buffer_append_char(out, ']');
    buffer_append_char(out, '\0');
}

/* Those of the list; a bare party is who holds the role that it means. */
static int people_read(struct scenario *s, const struct yaml_node *list, struct people *out) {
    struct people role = {0};
    int code = record_ask(s->record, QUERY_BARE_ROLE, NULL, 0, people_take, &role, s->e);
    for (const struct yaml_node *c = list->child; code == 0 && c; c = c->next) {
        char full[2 * sizeof *out->names];
        bool bare = !memchr(c->text.data, '/', c->text.size);
        (void)snprintf(full, sizeof full, "%.*s%s%s", (int)c->text.size, c->text.data, bare ? "/" : "",
                       bare ? role.names[0] : "");
        people_add(out, bytes_of(full));
    }
    return code;
}

/* Is the list exactly those who were called or told within the span, copies left out? */
static int notified_look(struct scenario *s, const struct yaml_node *n, struct bytes incident,
                         const struct expected_span *span) {
    struct people *wanted = arena_alloc(s->arena, sizeof *wanted),
                  *found = arena_alloc(s->arena, sizeof *found);
    char from[24], to[24];
    if (!wanted || !found)
        return error_memory(s->e);
    (void)snprintf(from, sizeof from, "%lld",
                   (long long)(span->from_ms == INSTANT_LAST ? s->start_ms : span->from_ms));
    (void)snprintf(to, sizeof to, "%lld", (long long)s->now_ms);
    struct bytes bound[] = {bytes_of(from), bytes_of(to), incident.data ? incident : BYTES("")};
    int code = record_ask(s->record, QUERY_NOTIFIED, bound, 3, people_take, found, s->e);
    code = code ? code : people_read(s, n, wanted);
    qsort(wanted->names, wanted->count, sizeof *wanted->names, by_name);
    qsort(found->names, found->count, sizeof *found->names, by_name);
    if (code < 0 || (wanted->count == found->count &&
                     memcmp(wanted->names, found->names, wanted->count * sizeof *wanted->names) == 0))
        return code;
    struct buffer lists = BUFFER_EMPTY;
    people_write(wanted, &lists);
    size_t second = lists.size;
    people_write(found, &lists);
    if (!buffer_failed(&lists))
        scenario_fail(s, n->mark, "expected notified %s, found %s", lists.data, lists.data + second);
    buffer_release(&lists);
    return 0;
}

/* ---- looking ---- */

/* An expectation that is looked at. */
struct looking {
    struct scenario *s;
    struct bytes incident; /* that it is about; empty: any */
};

static int row_take(void *context, const struct expected_row *row) {
    const struct looking *l = context;
    return row_look(l->s, row, l->incident);
}

int expect_look(struct scenario *s, const struct yaml_node *x, const struct expected_span *span) {
    const struct yaml_node *incident = yaml_get(x, "incident"), *notified = yaml_get(x, "notified");
    struct looking l = {s, incident ? incident->text : (struct bytes){0}};
    int code = expected_rows(x, row_take, &l);
    /* People are summed up, and incidents looked for, at the end of the span. */
    bool over = span->from_ms == INSTANT_LAST || s->now_ms == span->to_ms;
    code = code == 0 && over && notified ? notified_look(s, notified, l.incident, span) : code;
    return code == 0 && over ? expect_incidents(s, x, false) : code;
}

int expect_counts(struct scenario *s, const struct yaml_node *counts) {
    int code = 0;
    for (const struct yaml_node *n = counts->child; code == 0 && n; n = n->next) {
        int64_t wanted, found = 0;
        bool read = bytes_to_unsigned(n->text, INT64_MAX, &wanted);
        assert(read); /* when the test was checked */
        (void)read;
        code = selection_count(s->record, &(struct selection){.view = n->key.data}, &found, s->e);
        if (code == 0 && wanted != found)
            scenario_fail(s, n->mark, "expected %lld %s, found %lld", (long long)wanted, n->key.data,
                          (long long)found);
    }
    return code;
}
