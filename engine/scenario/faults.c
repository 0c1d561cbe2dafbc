/* faults.c: what went wrong on the way, and is no row that a test would think to ask for: rules that failed,
 * lines that were quarantined. See test_run.h. */
#include "expect.h"

#include <stdio.h>
#include <string.h>

#define FAULTS_TOLD 16u /* of one test, each rule once */

/* The column of this name; data NULL where it has no value. */
static struct bytes value_named(const struct row *row, const char *name) {
    size_t i = 0;
    while (strcmp(row->names[i], name) != 0)
        i++;
    assert(i < row->count);
    return row->values[i];
}

/* ---- rules ---- */

/* The faults of a test as they are told. */
struct telling {
    struct scenario *s;
    struct bytes rule; /* of the one that is looked at */
    struct bytes told[FAULTS_TOLD];
    size_t count;
};

/* 1: the row expects a fault of the rule, or of any. */
static int row_expects(void *context, const struct expected_row *row) {
    const struct telling *t = context;
    if (!row->wanted || strcmp(row->view, "decisions") != 0)
        return 0;
    const struct yaml_node *fault = yaml_get(row->values, "fault"), *rule = yaml_get(row->values, "rule");
    return fault && !bytes_is(fault->text, "absent") && (!rule || bytes_equal(rule->text, t->rule));
}

static bool is_expected(struct telling *t) {
    const struct yaml_node *all = yaml_get(t->s->test, "expect");
    for (const struct yaml_node *n = all ? all->child : NULL; n; n = n->next)
        if (expected_rows(n, row_expects, t))
            return true;
    return false;
}

static bool is_told(const struct telling *t) {
    for (size_t i = 0; i < t->count; i++)
        if (bytes_equal(t->told[i], t->rule))
            return true;
    return t->count == FAULTS_TOLD;
}

static int fault_take(void *context, const struct row *row) {
    struct telling *t = context;
    struct bytes at = value_named(row, "at"), fault = value_named(row, "fault");
    t->rule = value_named(row, "rule");
    if (is_told(t) || is_expected(t))
        return 0;
    scenario_fail(t->s, t->s->test->mark, "the rule %.*s failed at %.*s: %.*s", (int)t->rule.size,
                  t->rule.data, (int)at.size, at.data, (int)fault.size, fault.data);
    t->told[t->count] = arena_copy(t->s->arena, t->rule);
    return t->told[t->count++].data ? 0 : error_memory(t->s->e);
}

int faults_look(struct scenario *s) {
    struct telling t = {.s = s};
    const struct column_value fault = {.column = "fault", .form = COLUMN_PRESENT};
    return selection_each(s->record, &(struct selection){.view = "decisions", .values = &fault, .count = 1},
                          fault_take, &t, s->e);
}

/* ---- lines ---- */

static int reason_take(void *context, const struct row *row) {
    struct buffer *out = context;
    struct bytes detail = value_named(row, "detail");
    buffer_append(out, value_named(row, "reason"));
    buffer_append_text(out, detail.size ? ": " : "");
    buffer_append(out, detail);
    return 0;
}

int fault_of_line(struct scenario *s, uint64_t line, struct buffer *out) {
    char number[24];
    (void)snprintf(number, sizeof number, "%llu", (unsigned long long)line);
    const struct column_value is = {.column = "line", .form = COLUMN_IS, .text = bytes_of(number)};
    int code = selection_each(s->record, &(struct selection){.view = "quarantine", .values = &is, .count = 1},
                              reason_take, out, s->e);
    return code == 0 && buffer_failed(out) ? error_memory(s->e) : code;
}
