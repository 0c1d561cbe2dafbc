/* faults.c: what went wrong on the way, and is no row that a test would think to ask for: rules that failed,
 * lines that were quarantined. See test_run.h. */
#include "expect.h"

#include <stdio.h>
#include <string.h>

#define FAULTS_TOLD      16u /* of one test */
#define FAULT_NAME_BYTES 48u

/* The column of this name; data NULL where it has no value. */
static struct bytes value_named(const struct row *row, const char *name) {
    size_t i = 0;
    while (strcmp(row->names[i], name) != 0)
        i++;
    assert(i < row->count);
    return row->values[i];
}

/* ---- rules ---- */

/* A fault as the record numbers it: `ENTRY.K`. */
static void fault_name(const struct row *row, char out[FAULT_NAME_BYTES]) {
    struct bytes entry = value_named(row, "entry"), k = value_named(row, "k");
    (void)snprintf(out, FAULT_NAME_BYTES, "%.*s.%.*s", (int)entry.size, entry.data, (int)k.size, k.data);
}

static int met_take(void *context, const struct row *row) {
    struct scenario *s = context;
    char name[FAULT_NAME_BYTES];
    fault_name(row, name);
    buffer_append_format(&s->faults, "%s\n", name);
    return 0;
}

int faults_meet(struct scenario *s, const struct expected_row *row, const struct selection *asked) {
    const struct yaml_node *fault = yaml_get(row->values, "fault"), *rule = yaml_get(row->values, "rule");
    if (!row->wanted || strcmp(row->view, "decisions") != 0 || !fault || bytes_is(fault->text, "absent") ||
        !rule || bytes_is(rule->text, "present"))
        return 0;
    int code = selection_each(s->record, asked, met_take, s, s->e);
    return code == 0 && buffer_failed(&s->faults) ? error_memory(s->e) : code;
}

static bool is_expected(const struct scenario *s, const char *name) {
    for (struct bytes left = buffer_bytes(&s->faults); left.size;)
        if (bytes_is(bytes_split(&left, '\n'), name))
            return true;
    return false;
}

/* The faults of a test as they are told. */
struct telling {
    struct scenario *s;
    size_t count;
};

static int fault_take(void *context, const struct row *row) {
    struct telling *t = context;
    struct bytes at = value_named(row, "at"), fault = value_named(row, "fault"),
                 rule = value_named(row, "rule"), incident = value_named(row, "incident");
    char name[FAULT_NAME_BYTES];
    fault_name(row, name);
    if (is_expected(t->s, name) || ++t->count > FAULTS_TOLD)
        return 0;
    scenario_fail(t->s, t->s->test->mark, "the rule %.*s failed at %.*s%s%.*s: %.*s", (int)rule.size,
                  rule.data, (int)at.size, at.data, incident.size ? " on " : "", (int)incident.size,
                  incident.size ? incident.data : "", (int)fault.size, fault.data);
    return 0;
}

int faults_look(struct scenario *s) {
    struct telling t = {.s = s};
    const struct column_value fault = {.column = "fault", .form = COLUMN_PRESENT};
    int code =
        selection_each(s->record, &(struct selection){.view = "decisions", .values = &fault, .count = 1},
                       fault_take, &t, s->e);
    if (t.count > FAULTS_TOLD)
        scenario_fail(s, s->test->mark, "and rules failed %zu times more", t.count - FAULTS_TOLD);
    return code;
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
