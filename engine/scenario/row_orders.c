/* row_orders.c: values of one row that are the same, or stand in an order. See spelling.h.
 *
 * As in row_ties.c, each is a law of the views and of what the engine does (engine/record/laws.sql).
 */
#include "spelling.h"

#include <fusion/words.h>

#include <string.h>

enum relation {
    SAME,
    OTHER,
    BELOW,          /* the number of the first incident is less */
    NOT_BEHIND,     /* the first instant is not behind the second */
    NOT_AFTER_LOOK, /* the first instant is not behind the look */
    TO_COME,        /* the first instant is behind the look, at which all is done that was due */
};

static const struct {
    const char *view, *column,
        *values[7]; /* where the column has one of these, NULL-terminated; NULL: anywhere */
    const char *first;
    enum relation relation;
    const char *second; /* NULL: the look */
} orders[] = {
    {"disputes", NULL, {NULL}, "finding", SAME, "outcome"},
    {"links",
     "how",
     {"notice", "protected", "near", "conflict", "merge", "split"},
     "incident",
     OTHER,
     "linked"},
    {"incidents", NULL, {NULL}, "merged_into", BELOW, "id"},
    {"incidents", NULL, {NULL}, "opened_at", NOT_BEHIND, "closed_at"},
    {"cases", NULL, {NULL}, "opened_at", NOT_BEHIND, "closed_at"},
    {"disputes", NULL, {NULL}, "opened_at", NOT_BEHIND, "closed_at"},
    {"notices", NULL, {NULL}, "window_from", NOT_BEHIND, "window_until"},
    {"clocks", NULL, {NULL}, "set_at", NOT_BEHIND, "ended_at"},
    {"clocks", "state", {"met"}, "ended_at", NOT_BEHIND, "due_at"},
    {"clocks", "state", {"met-late"}, "due_at", NOT_BEHIND, "ended_at"},
    {"clocks", "state", {"overdue"}, "due_at", NOT_AFTER_LOOK, NULL},
    {"clocks", NULL, {NULL}, "next_at", TO_COME, NULL},
    {"cases", NULL, {NULL}, "next_at", TO_COME, NULL},
};

/* Values that say what another column has. */
static const struct {
    const char *view, *column, *value, *other, *says;
} implied[] = {
    {"actions", "copy", "1", "verb", "notify"},
    {"actions", "copy", "1", "because", "copy"},
};

static int64_t instant_of(const struct spelling *p, const struct yaml_node *n) {
    int64_t at_ms = 0;
    (void)spelling_instant(p, n->text, &at_ms); /* its form was looked at */
    return at_ms;
}

/* Does the relation hold? With the look, a second value says nothing. */
static bool is_so(const struct spelling *p, const struct yaml_node *first, enum relation relation,
                  const struct yaml_node *second) {
    switch (relation) {
    case SAME:
        return bytes_equal(first->text, second->text);
    case OTHER:
        return !bytes_equal(first->text, second->text);
    case BELOW:
        return incident_number_parse(first->text) < incident_number_parse(second->text);
    case NOT_BEHIND:
        return instant_of(p, first) <= instant_of(p, second);
    case NOT_AFTER_LOOK:
        return instant_of(p, first) <= p->until_ms;
    case TO_COME:
        break;
    }
    return instant_of(p, first) > p->from_ms;
}

/* One that is to be unknown is in no order. */
static bool is_compared(const struct spelling *p, const struct yaml_node *n) {
    return row_value_is_text(n) && !spelling_is_wanted(p, n->text);
}

static int order_check(const struct spelling *p, const struct expected_row *row, size_t i) {
    const struct yaml_node *when = orders[i].column ? yaml_get(row->values, orders[i].column) : NULL,
                           *first = yaml_get(row->values, orders[i].first),
                           *second = orders[i].second ? yaml_get(row->values, orders[i].second) : NULL;
    if (strcmp(orders[i].view, row->view) != 0 || !is_compared(p, first) ||
        (orders[i].second && !is_compared(p, second)) ||
        (orders[i].column && !(when && words_listed(orders[i].values, when->text))) ||
        is_so(p, first, orders[i].relation, second ? second : first))
        return 0;
    if (second)
        return row_refuse(p, first, second);
    return scenario_refuse(p->s, first->mark, "found `%s: %.*s`, expected one %s the look", orders[i].first,
                           (int)first->text.size, first->text.data,
                           orders[i].relation == TO_COME ? "behind" : "not behind");
}

int row_orders_check(const struct spelling *p, const struct expected_row *row) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof orders / sizeof *orders; i++)
        code = order_check(p, row, i);
    for (size_t i = 0; code == 0 && i < sizeof implied / sizeof *implied; i++) {
        const struct yaml_node *n = yaml_get(row->values, implied[i].column),
                               *other = yaml_get(row->values, implied[i].other);
        if (strcmp(implied[i].view, row->view) == 0 && n && bytes_is(n->text, implied[i].value) && other &&
            !bytes_is(other->text, implied[i].says) && !bytes_is(other->text, "present"))
            code = row_refuse(p, n, other);
    }
    return code;
}
