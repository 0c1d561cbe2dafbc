/* row_ties.c: which columns have a value in every row, and which value says whether another column has one.
 * See spelling.h.
 *
 * The laws are those of the views (engine/record/views.sql) and of what the engine does (laws.sql);
 * tests/cli/test.t holds the first table to records.
 */
#include "spelling.h"

#include <fusion/words.h>
#include <message/fields.h>

#include <string.h>

/* ---- columns that are never NULL: not in the record of a test, where every entry has an instant ---- */

static const struct {
    const char *view, *names; /* a space between two */
} always[] = {
    {"cases", "incident track urgency state rung opened_at k"},
    {"incidents", "id opened_at kind state reports parties contested title policy status last_report_at"},
    {"clocks", "incident track milestone set_at due_at state k clock"},
    {"actions", "id entry at verb to to_party to_role status text copy"},
    {"decisions", "entry at rule won policy k"},
    {"claims", "incident field party value message entry withdrawn state"},
    {"messages", "entry id from from_party from_role type occurred_at received_at late_ms status "
                 "effect repeats"},
    {"acks", "incident party level at message entry"},
    {"notices", "entry incident party id kind lead state"},
    {"requests", "entry party id kind"},
    {"disputes", "entry incident party id refs state opened_at k"},
    {"quarantine", "entry at source line reason size sha256 repeats"},
    {"links", "entry incident linked how"},
    {"policies", "digest activated_at entry name accepted semantics lua"},
};

bool column_is_always(const char *view, const char *name) {
    size_t i = 0;
    while (i < sizeof always / sizeof *always && strcmp(always[i].view, view) != 0)
        i++;
    assert(i < sizeof always / sizeof *always); /* a new view wants a row */
    for (struct bytes left = bytes_of(always[i].names); left.size;)
        if (bytes_is(bytes_split(&left, ' '), name))
            return true;
    return false;
}

/* ---- one column that says whether there is another ---- */

enum tie {
    ALSO = 1, /* with it, there is the other */
    ONLY = 2, /* without it, there is not */
    EXACTLY = ALSO | ONLY,
    NEVER = 4, /* with it, there is not */
    ELSE = 8,  /* without it, there is */
    EITHER = NEVER | ELSE,
};

static const struct {
    const char *view, *column;
    const char *values[5]; /* of that column, NULL-terminated; none: whatever stands there */
    enum tie tie;
    const char *other;
} ties[] = {
    {"cases", "state", {"closed"}, EXACTLY, "closed_at"},
    {"cases", "state", {"closed"}, EXACTLY, "outcome"},
    {"cases", "closed_at", {NULL}, EXACTLY, "outcome"},
    {"cases", "state", {"closed"}, NEVER, "next_at"},
    {"cases", "state", {"closed"}, NEVER, "next_rung"},
    {"cases", "closed_at", {NULL}, NEVER, "next_at"},
    {"cases", "closed_at", {NULL}, NEVER, "next_rung"},
    {"cases", "outcome", {NULL}, NEVER, "next_at"},
    {"cases", "outcome", {NULL}, NEVER, "next_rung"},
    {"disputes", "state", {"closed"}, EXACTLY, "closed_at"},
    {"disputes", "state", {"closed"}, EXACTLY, "outcome"},
    {"disputes", "closed_at", {NULL}, EXACTLY, "outcome"},
    {"disputes", "closed_at", {NULL}, ONLY, "finding"},
    {"disputes", "outcome", {NULL}, ONLY, "finding"},
    {"incidents", "state", {"closed"}, EXACTLY, "closed_at"},
    {"incidents", "state", {"closed"}, ONLY, "outcome"},
    {"incidents", "closed_at", {NULL}, ONLY, "outcome"},
    {"incidents", "state", {"closed"}, ONLY, "merged_into"},
    {"incidents", "closed_at", {NULL}, ONLY, "merged_into"},
    {"clocks", "state", {"met", "met-late", "cancelled", "expired"}, EXACTLY, "ended_at"},
    {"clocks", "state", {"running", "overdue"}, ONLY, "next_at"},
    {"clocks", "ended_at", {NULL}, NEVER, "next_at"},
    {"links", "how", {"rule"}, EXACTLY, "rule"},
    {"links", "how", {"notice"}, EXACTLY, "detail"},
    {"acks", "level", {"relayed"}, ALSO, "relayed_to"},
    {"actions", "verb", {"escalate"}, ALSO, "rung"},
    {"actions", "verb", {"notify"}, NEVER, "rung"},
    {"actions", "copy", {"1"}, NEVER, "rung"},
    {"decisions", "fault", {NULL}, EITHER, "proposal"},
    {"decisions", "fault", {NULL}, EITHER, "because"},
    {"decisions", "fault", {NULL}, NEVER, "won"},
    {"policies", "accepted", {"1"}, NEVER, "reason"},
};

enum stands { THERE, NOT_THERE, MAY_BE };

/* Does the row ask for something in the column, one of `values` (none: for anything)? */
static enum stands stands_in(const struct expected_row *row, const struct yaml_node *n,
                             const char *const *values) {
    if (bytes_is(n->text, "present"))
        return *values || column_is_always(row->view, n->key.data) ? MAY_BE : THERE;
    if (n->text.size == 0 || bytes_is(n->text, "absent")) /* where nothing won, there is an empty text */
        return NOT_THERE;
    return !*values || words_listed(values, n->text) ? THERE : NOT_THERE;
}

static bool is_broken(enum tie tie, enum stands it, enum stands other) {
    return (tie & ALSO && it == THERE && other == NOT_THERE) ||
           (tie & ONLY && it == NOT_THERE && other == THERE) ||
           (tie & NEVER && it == THERE && other == THERE) ||
           (tie & ELSE && it == NOT_THERE && other == NOT_THERE);
}

static int ties_check(const struct spelling *p, const struct expected_row *row) {
    static const char *const any[] = {NULL};
    for (size_t i = 0; i < sizeof ties / sizeof *ties; i++) {
        const struct yaml_node *n = yaml_get(row->values, ties[i].column),
                               *other = yaml_get(row->values, ties[i].other);
        if (strcmp(ties[i].view, row->view) != 0 || !n || !other ||
            !is_broken(ties[i].tie, stands_in(row, n, ties[i].values), stands_in(row, other, any)))
            continue;
        return row_refuse(p, n, other);
    }
    return 0;
}

int row_refuse(const struct spelling *p, const struct yaml_node *n, const struct yaml_node *other) {
    return scenario_refuse(p->s, other->mark, "found `%s: %.*s` beside `%s: %.*s`, which no row has together",
                           other->key.data, (int)other->text.size, other->text.data, n->key.data,
                           (int)n->text.size, n->text.data);
}

/* ---- what a type of messages needs ---- */

static int needs_check(const struct spelling *p, const struct expected_row *row) {
    const struct yaml_node *type = strcmp(row->view, "messages") == 0 ? yaml_get(row->values, "type") : NULL;
    int index = type ? words_index(type->text, message_type_words) : -1;
    for (const struct yaml_node *n = row->values->child; index >= 0 && n; n = n->next) {
        const struct field *f = field_find(message_fields, n->key);
        if (f && bytes_is(n->text, "absent") && message_needs((enum message_type)index, f))
            return row_refuse(p, type, n);
    }
    return 0;
}

int row_ties_check(const struct spelling *p, const struct expected_row *row) {
    int code = ties_check(p, row);
    return code ? code : needs_check(p, row);
}
