/* expect_form.c: the form of an expectation. See test_run.h. */
#include "sent.h"
#include "spelling.h"

#include <string.h>

static int type_refuse(const struct scenario *s, const struct yaml_node *n, const char *expected) {
    return scenario_refuse(s, n->mark, "`%s` found %s, expected %s", n->key.data, yaml_type_name(n->type),
                           expected);
}

/* ---- keys, and what stands under them ---- */

/* What a key must have: one value, or a list that says who is told. */
static int words_check(const struct scenario *s, const struct yaml_node *x) {
    static const char *const scalars[] = {"at", "incident", "rule", "not_rule"};
    static const char *const named[] = {"rule", "not_rule"};
    const struct yaml_node *n;
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        if ((n = yaml_get(x, scalars[i])) && n->type != YAML_SCALAR)
            return type_refuse(s, n, "one value");
    for (size_t i = 0; i < sizeof named / sizeof *named; i++)
        if ((n = yaml_get(x, named[i])) && (bytes_is(n->text, "absent") || bytes_is(n->text, "present")))
            return scenario_refuse(s, n->mark, "`%s` found %s, expected a name", named[i],
                                   yaml_quote(n->text).text);
    n = yaml_get(x, "notified");
    if (n && n->type != YAML_SEQUENCE)
        return type_refuse(s, n, "a list such as [SYR/head]");
    for (const struct yaml_node *c = n ? n->child : NULL; c; c = c->next)
        if (c->type != YAML_SCALAR)
            return scenario_refuse(s, c->mark,
                                   "`notified` found %s in its list, expected one such as SYR/head",
                                   yaml_type_name(c->type));
    n = yaml_get(x, "no");
    if (n && n->type != YAML_MAPPING)
        return type_refuse(s, n, "rows such as {actions: {verb: escalate}}");
    return 0;
}

/* Under the name of a view: a row, or a list of them. */
static int view_check(const struct scenario *s, const struct yaml_node *rows) {
    if (rows->type == YAML_MAPPING)
        return 0;
    if (rows->type != YAML_SEQUENCE || !rows->child)
        return scenario_refuse(
            s, rows->mark, "`%s` found %s, expected a row such as {state: open}, or a list of them",
            rows->key.data, rows->type == YAML_SEQUENCE ? "an empty list" : yaml_type_name(rows->type));
    for (const struct yaml_node *row = rows->child; row; row = row->next)
        if (row->type != YAML_MAPPING)
            return scenario_refuse(s, row->mark,
                                   "`%s` found %s in its list, expected a row such as {state: open}",
                                   rows->key.data, yaml_type_name(row->type));
    return rows_differ_check(s, rows);
}

/* Each key of the expectation, or of what is under `no`, that is a view. */
static int views_check(const struct scenario *s, const struct yaml_node *x) {
    int code = 0;
    for (const struct yaml_node *n = x ? x->child : NULL; code == 0 && n; n = n->next)
        if (words_listed(selection_views, n->key))
            code = view_check(s, n);
    return code;
}

/* The key of an expectation that is neither a word of it, nor a view, nor a column of `cases`. */
static int key_refuse(const struct scenario *s, const struct yaml_node *key, const char *const *columns) {
    const char *const *const lists[] = {columns, selection_views, expect_words};
    const char *near = NULL;
    for (size_t i = 0; !near && i < sizeof lists / sizeof *lists; i++)
        near = error_nearest(key->key, lists[i]);
    return scenario_refuse(s, key->key_mark,
                           "found the unknown key %s, expected a column of `cases`, a view or a word such as "
                           "`notified`%s%s%s",
                           yaml_quote(key->key).text, near ? "; did you mean `" : "", near ? near : "",
                           near ? "`?" : "");
}

/* ---- rows ---- */

/* An expectation whose rows are checked. */
struct checking {
    const struct scenario *s;
    const struct yaml_node *expectation;
    const struct yaml_node *incident; /* that the expectation is about; NULL: any */
    const char *const *columns;       /* of the row's view */
    size_t rows, values;              /* so far; values: of the row */
    struct spelling spelling;
};

static int value_check(struct checking *c, const struct expected_row *row, const struct yaml_node *n) {
    if (!selection_has(row->view, c->columns, n->key.data))
        return row->is_expectation ? key_refuse(c->s, n, c->columns)
                                   : scenario_refuse_key(c->s, n, c->columns);
    if (n->type != YAML_SCALAR)
        return type_refuse(c->s, n, "one value");
    if (bytes_is(n->key, "value") && !yaml_get(row->values, "field") && !bytes_is(n->text, "present"))
        return scenario_refuse(
            c->s, n->mark, "found `value` without `field`, expected both: what it may be, its field says");
    if (++c->values > SELECTION_VALUES_MAX)
        return scenario_refuse(c->s, n->mark, "found more values, expected at most %u of one row",
                               SELECTION_VALUES_MAX);
    if (bytes_is(n->text, "absent") && column_is_always(row->view, n->key.data))
        return scenario_refuse(c->s, n->mark, "found `absent`, expected a value: every row of `%s` has `%s`",
                               row->view, n->key.data);
    return spelling_value(&c->spelling, n, column_words(row->view, n->key.data, row->values));
}

/* Beside `incident` every row is about that one. */
static int incident_check(const struct checking *c, const struct expected_row *row) {
    if (!c->incident)
        return 0;
    const char *column = selection_incident(row->view, c->columns);
    if (!column)
        return scenario_refuse(c->s, row->values->mark,
                               "found a row of `%s` beside `incident`, expected it in an expectation of its "
                               "own: such a row is about no incident",
                               row->view);
    const struct yaml_node *other = row->is_expectation ? NULL : yaml_get(row->values, column);
    if (other && !bytes_equal(other->text, c->incident->text))
        return scenario_refuse(c->s, other->mark, "found %s beside `incident: %.*s`, expected one of them",
                               yaml_quote(other->text).text, (int)c->incident->text.size,
                               c->incident->text.data);
    return 0;
}

/* Before the first message the record has a policy, and no more. */
static int first_check(const struct checking *c, const char *what, struct yaml_mark at) {
    char elapsed[INSTANT_TEXT_BYTES];
    if (!c->spelling.words || c->spelling.until_ms >= c->s->sent->first_ms || strcmp(what, "policies") == 0)
        return 0;
    duration_format(c->s->sent->first_ms - c->s->start_ms, elapsed);
    return scenario_refuse(c->s, at,
                           "found a look at `%s` before anything happens, expected one from %s on, when the "
                           "first message is sent",
                           what, elapsed);
}

/* Can anything of the test be a row of the view? A word that is to be unknown says that nothing is. */
static int fill_check(struct checking *c, const struct expected_row *row) {
    struct spelling *p = &c->spelling;
    int64_t from_ms = p->words ? sent_fills_ms(c->s, row->view) : INSTANT_NONE;
    if ((from_ms != INSTANT_LAST && from_ms <= p->until_ms) || spelling_meet(p, bytes_of(row->view)) ||
        p->met)
        return 0;
    return scenario_refuse(
        c->s, row->values->mark,
        "found a row of `%s`, which nothing that is sent by then can fill, expected another "
        "view; if it is meant, name `%s` under `unknown`",
        row->view, row->view);
}

static int row_check(void *context, const struct expected_row *row) {
    struct checking *c = context;
    int code = selection_columns(c->s->record, row->view, &c->columns, c->s->e);
    c->rows++;
    c->values = 0;
    for (const struct yaml_node *n = row->values->child; code == 0 && n; n = n->next)
        if (expected_row_has(row, n))
            code = value_check(c, row, n);
    code = code ? code : row_laws_check(&c->spelling, row);
    code = code ? code : incident_check(c, row);
    code = code ? code : first_check(c, row->view, row->values->mark);
    code = code ? code : fill_check(c, row);
    code = code ? code : row_message_check(&c->spelling, row);
    return code ? code : row_opposed_check(c->s, c->expectation, row);
}

/* ---- the whole ---- */

static int no_check(const struct scenario *s, const struct yaml_node *no) {
    int code = no ? scenario_check_keys(s, no, selection_views) : 0;
    return code ? code : views_check(s, no);
}

/* Do two addresses mean the same? A bare party is in its first rung. */
static bool is_same_receiver(const struct spelling *p, struct bytes a, struct bytes b) {
    const char *rung = vocabulary_first(p->words, SET_RUNG);
    struct bytes role_a = a, role_b = b, party_a = bytes_split(&role_a, '/'),
                 party_b = bytes_split(&role_b, '/');
    role_a = party_a.size == a.size ? bytes_of(rung) : role_a;
    role_b = party_b.size == b.size ? bytes_of(rung) : role_b;
    return bytes_equal(party_a, party_b) && bytes_equal(role_a, role_b);
}

static int receiver_check(struct spelling *p, const struct yaml_node *list, const struct yaml_node *n) {
    for (const struct yaml_node *before = list->child; p->words && before != n; before = before->next)
        if (is_same_receiver(p, before->text, n->text))
            return scenario_refuse(p->s, n->mark, "`notified` found %s beside %s, expected each once",
                                   yaml_quote(n->text).text, yaml_quote(before->text).text);
    return spelling_word(p, n->mark, n->text, SET_RECEIVER);
}

/* The words that stand in no row. */
static int words_look_up(struct spelling *p, const struct yaml_node *x) {
    const struct yaml_node *incident = yaml_get(x, "incident"), *notified = yaml_get(x, "notified");
    int code = incident ? spelling_word(p, incident->mark, incident->text, SET_INCIDENT) : 0;
    for (const struct yaml_node *n = notified ? notified->child : NULL; code == 0 && n; n = n->next)
        code = receiver_check(p, notified, n);
    return code;
}

int expect_check(const struct scenario *s, const struct yaml_node *x, struct expected_span *out) {
    struct checking c = {.s = s, .expectation = x, .incident = yaml_get(x, "incident"), .spelling = {.s = s}};
    if (x->type != YAML_MAPPING)
        return scenario_refuse(s, x->mark, "found %s, expected an expectation such as {at: 5m, rung: head}",
                               yaml_type_name(x->type));
    int code = words_check(s, x);
    code = code ? code : expect_span_read(s, x, out);
    code = code ? code : views_check(s, x);
    code = code ? code : no_check(s, yaml_get(x, "no"));
    code = code ? code : spelling_begin(&c.spelling, x);
    c.spelling.from_ms = out->from_ms == INSTANT_LAST && s->sent ? s->sent->end_ms : out->from_ms;
    c.spelling.until_ms = out->to_ms == INSTANT_LAST && s->sent ? s->sent->end_ms : out->to_ms;
    c.spelling.words = in_force_by(s, out->to_ms);
    code = code ? code : words_look_up(&c.spelling, x);
    if (code == 0 && yaml_get(x, "notified"))
        code = first_check(&c, "notified", yaml_get(x, "notified")->key_mark);
    code = code ? code : expected_rows(x, row_check, &c);
    code = code ? code : spelling_end(&c.spelling);
    if (code == 0 && c.rows == 0 && !yaml_get(x, "notified"))
        return scenario_refuse(
            s, x->mark, "found an expectation of nothing, expected a row, a rule, or who is `notified`");
    return code;
}
