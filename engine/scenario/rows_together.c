/* rows_together.c: rows of one expectation of which one says what another says, or the opposite. See
 * spelling.h.
 */
#include "spelling.h"

#include <string.h>

/* Is the value asked for in this row, too? */
static bool is_asked(const struct expected_row *row, const struct yaml_node *n) {
    const struct yaml_node *other = yaml_get(row->values, n->key.data);
    return other && expected_row_has(row, other) &&
           (bytes_equal(other->text, n->text) || (bytes_is(n->text, "present") && row_value_is_text(other)));
}

/* Does whatever fits `row` fit `other`, too? */
static bool implies(const struct expected_row *row, const struct expected_row *other) {
    for (const struct yaml_node *n = other->values->child; n; n = n->next)
        if (expected_row_has(other, n) && !is_asked(row, n))
            return false;
    return strcmp(row->view, other->view) == 0;
}

int rows_differ_check(const struct scenario *s, const struct yaml_node *rows) {
    struct expected_row row = {.view = rows->key.data}, before = row;
    for (row.values = rows->child; row.values; row.values = row.values->next)
        for (before.values = rows->child; before.values != row.values; before.values = before.values->next)
            if (implies(&row, &before) || implies(&before, &row))
                return scenario_refuse(
                    s, row.values->mark,
                    "found the same row twice, or one that says more of it, expected each once: "
                    "one row would fit both");
    return 0;
}

/* A row under `no`, and whether it is wanted, too. */
struct opposing {
    const struct scenario *s;
    const struct expected_row *row;
};

static int opposing_take(void *context, const struct expected_row *row) {
    const struct opposing *o = context;
    if (!row->wanted || !implies(row, o->row))
        return 0;
    return scenario_refuse(o->s, o->row->values->mark,
                           "found a row of `%s` under `no` that the same expectation asks for", row->view);
}

int row_opposed_check(const struct scenario *s, const struct yaml_node *expectation,
                      const struct expected_row *row) {
    struct opposing o = {s, row};
    return row->wanted ? 0 : expected_rows(expectation, opposing_take, &o);
}
