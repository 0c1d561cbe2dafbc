/*
 * selection.c: rows of a view by what stands in its columns.
 *
 * No SQL comes from the asker: the name of a view or column is looked up, and what is written into the SQL is
 * the name that was found. The values are bound.
 */
#include "query.h"
#include "record_db.h"

#include <stdio.h>
#include <string.h>

const char *const selection_views[SELECTION_VIEWS + 1] = {
    "cases", "incidents", "clocks",   "actions",  "decisions",  "claims", "messages",
    "acks",  "notices",   "requests", "disputes", "quarantine", "links",  "policies"};
/* Names that stand for no column of their own. */
static const struct {
    const char *view, *name, *expression;
} aliases[] = {
    {"actions", "to", "(to_party || '/' || to_role)"},
    {"messages", "from", "(from_party || '/' || from_role)"},
};

/* The columns that tell the rows of a view apart, at the place of the view; a space between two. */
static const char *const apart[SELECTION_VIEWS] = {"incident track",
                                                   "id",
                                                   "incident track milestone party",
                                                   "id incident to",
                                                   "entry incident rule",
                                                   "message field",
                                                   "from id",
                                                   "message incident",
                                                   "party id",
                                                   "party id",
                                                   "incident party",
                                                   "line",
                                                   "entry incident linked how",
                                                   "entry name"};

static size_t view_place(const char *view) {
    size_t place = 0;
    while (place < SELECTION_VIEWS && strcmp(selection_views[place], view) != 0)
        place++;
    assert(place < SELECTION_VIEWS);
    return place;
}

int selection_columns(struct record *r, const char *view, const char *const **names, struct error *e) {
    size_t place = view_place(view);
    char sql[64];
    (void)snprintf(sql, sizeof sql, "SELECT * FROM %s", selection_views[place]);
    int code = prepared_ready(&r->views[place], r, sql, e);
    *names = r->views[place].row.names;
    return code;
}

/* The SQL of a name: a column, or what an alias stands for; NULL when it is neither. */
static const char *expression_of(const char *view, const char *const *columns, const char *name) {
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].view, view) == 0 && strcmp(aliases[i].name, name) == 0)
            return aliases[i].expression;
    while (*columns && strcmp(*columns, name) != 0)
        columns++;
    return *columns;
}

bool selection_has(const char *view, const char *const *columns, const char *name) {
    return expression_of(view, columns, name) != NULL;
}

const char *selection_incident(const char *view, const char *const *columns) {
    const char *name = strcmp(view, "incidents") == 0 ? "id" : "incident";
    return selection_has(view, columns, name) ? name : NULL;
}

/* A selection on its way to SQL, and what is bound in it. */
struct selecting {
    struct record *record;
    const struct selection *asked;
    const char *const *columns; /* of the view */
    struct buffer sql;
    struct bytes bound[SELECTION_VALUES_MAX + 1];
    size_t count;
};

static int expression_find(const struct selecting *q, const char *name, const char **out, struct error *e) {
    *out = expression_of(q->asked->view, q->columns, name);
    return *out ? 0 : error_set(e, ERROR_RECORD, "%s: no such column: %s", q->record->path, name);
}

static bool is_asked(const struct selection *s, struct bytes name) {
    for (size_t i = 0; i < s->count; i++)
        if (bytes_is(name, s->values[i].column))
            return true;
    return false;
}

/* The columns that tell rows apart, behind those that are asked about. */
static int apart_put(struct selecting *q, struct error *e) {
    int code = 0;
    for (struct bytes left = bytes_of(apart[view_place(q->asked->view)]); code == 0 && left.size;) {
        struct bytes word = bytes_split(&left, ' ');
        const char *expression;
        char name[32];
        (void)snprintf(name, sizeof name, "%.*s", (int)word.size, word.data);
        code = expression_find(q, name, &expression, e);
        if (code == 0 && !is_asked(q->asked, word))
            buffer_append_format(&q->sql, ", %s AS \"%s\"", expression, name);
    }
    return code;
}

/* Each value as a column of its own name; all columns where none is asked about. */
static int shown_put(struct selecting *q, struct error *e) {
    const char *expression;
    int code = 0;
    for (size_t i = 0; code == 0 && i < q->asked->count; i++) {
        const char *name = q->asked->values[i].column;
        code = expression_find(q, name, &expression, e);
        if (code == 0)
            buffer_append_format(&q->sql, "%s%s AS \"%s\"", i ? ", " : "", expression, name);
    }
    if (q->asked->count)
        return code ? code : apart_put(q, e);
    buffer_append_char(&q->sql, '*');
    return 0;
}

/* The condition that a row is about the incident. The column is not cast to text, so that an index finds it.
 */
static int incident_put(struct selecting *q, struct error *e) {
    const char *name = selection_incident(q->asked->view, q->columns);
    if (!name)
        return error_set(e, ERROR_RECORD, "%s: no such column: incident", q->record->path);
    buffer_append_format(&q->sql, " AND %s = ?", name);
    q->bound[q->count++] = q->asked->incident;
    return 0;
}

/* `before`, and the condition that the column has the value. */
static int value_put(struct selecting *q, const char *before, const struct column_value *v, struct error *e) {
    static const struct {
        const char *before, *behind;
    } forms[] = {[COLUMN_IS] = {"(CAST(", " AS TEXT) IS ?)"},
                 [COLUMN_PRESENT] = {"(", " IS NOT NULL)"},
                 [COLUMN_ABSENT] = {"(", " IS NULL)"}};
    const char *expression;
    int code = expression_find(q, v->column, &expression, e);
    if (code)
        return code;
    buffer_append_format(&q->sql, "%s%s%s%s", before, forms[v->form].before, expression,
                         forms[v->form].behind);
    if (v->form == COLUMN_IS)
        q->bound[q->count++] = v->text;
    return 0;
}

/* `FROM view WHERE ...`: the rows about the incident; those alone that have the values, if `fitting`. */
static int rows_put(struct selecting *q, bool fitting, struct error *e) {
    const struct selection *s = q->asked;
    assert(s->count <= SELECTION_VALUES_MAX);
    buffer_append_format(&q->sql, " FROM %s WHERE true", selection_views[view_place(s->view)]);
    int code = s->incident.size ? incident_put(q, e) : 0;
    for (size_t i = 0; code == 0 && fitting && i < s->count; i++)
        code = value_put(q, " AND ", &s->values[i], e);
    return code;
}

/* Those that have the most of the values come first. */
static int nearest_put(struct selecting *q, struct error *e) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < q->asked->count; i++)
        code = value_put(q, i ? " + " : " ORDER BY ", &q->asked->values[i], e);
    if (q->asked->count)
        buffer_append_text(&q->sql, " DESC");
    return code;
}

static int selecting_ask(struct selecting *q, int (*take)(void *context, const struct row *row),
                         void *context, struct error *e) {
    buffer_append_char(&q->sql, '\0');
    if (buffer_failed(&q->sql))
        return error_memory(e);
    return record_query(q->record, q->sql.data, q->bound, q->count, take, context, e);
}

static int count_take(void *context, const struct row *row) {
    bool counted = bytes_to_unsigned(row->values[0], INT64_MAX, context);
    assert(counted);
    (void)counted;
    return 0;
}

int selection_count(struct record *r, const struct selection *s, int64_t *out, struct error *e) {
    struct selecting q = {.record = r, .asked = s};
    int code = selection_columns(r, s->view, &q.columns, e);
    buffer_append_text(&q.sql, "SELECT count(*)");
    code = code ? code : rows_put(&q, true, e);
    code = code ? code : selecting_ask(&q, count_take, out, e);
    buffer_release(&q.sql);
    return code;
}

int selection_rows(struct record *r, const struct selection *s, bool fitting, unsigned limit,
                   int (*take)(void *context, const struct row *row), void *context, struct error *e) {
    struct selecting q = {.record = r, .asked = s};
    int code = selection_columns(r, s->view, &q.columns, e);
    buffer_append_text(&q.sql, "SELECT ");
    code = code ? code : shown_put(&q, e);
    code = code ? code : rows_put(&q, fitting, e);
    code = code || fitting ? code : nearest_put(&q, e);
    buffer_append_format(&q.sql, " LIMIT %u", limit);
    code = code ? code : selecting_ask(&q, take, context, e);
    buffer_release(&q.sql);
    return code;
}

int selection_each(struct record *r, const struct selection *s,
                   int (*take)(void *context, const struct row *row), void *context, struct error *e) {
    struct selecting q = {.record = r, .asked = s};
    int code = selection_columns(r, s->view, &q.columns, e);
    buffer_append_text(&q.sql, "SELECT *");
    code = code ? code : rows_put(&q, true, e);
    code = code ? code : selecting_ask(&q, take, context, e);
    buffer_release(&q.sql);
    return code;
}
