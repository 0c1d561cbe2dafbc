/* row.c: one expected row as a question in SQL, and what is shown when the answer is no. */
#include "expect.h"

#include <stdio.h>
#include <string.h>

#define VIEW_COLUMNS_MAX 64u
#define SHOWN_MAX        4u /* rows that stand there in place of the expected one */

const char *const expect_views[] = {"cases",    "incidents",  "clocks", "actions",  "decisions",
                                    "claims",   "messages",   "acks",   "notices",  "requests",
                                    "disputes", "quarantine", "links",  "policies", NULL};
const char *const expect_words[] = {"at", "between", "incident", "notified", "rule", "not_rule", "no", NULL};
/* Names that stand for no column of their own. */
static const struct {
    const char *view, *name, *expression;
} aliases[] = {
    {"actions", "to", "(to_party || '/' || to_role)"},
    {"messages", "from", "(from_party || '/' || from_role)"},
};

struct columns {
    char text[1024];
    const char *names[VIEW_COLUMNS_MAX + 1];
};

static int columns_take(void *context, const struct row *row) {
    struct columns *c = context;
    char *rest = c->text;
    (void)snprintf(c->text, sizeof c->text, "%.*s", (int)row->values[0].size, row->values[0].data);
    for (size_t i = 0; i < VIEW_COLUMNS_MAX && (c->names[i] = strsep(&rest, ",")); i++) {
    }
    return 0;
}

static int columns_read(const struct scenario *s, const char *view, struct columns *c) {
    struct bytes bound = bytes_of(view);
    *c = (struct columns){0};
    return record_query(s->record, "SELECT group_concat(name) FROM pragma_table_info(?)", &bound, 1,
                        columns_take, c, s->e);
}

/* The SQL of a key: a column, or what an alias stands for; NULL when it is neither. */
static const char *expression_of(const char *view, const struct columns *c, const char *key) {
    for (size_t i = 0; i < sizeof aliases / sizeof *aliases; i++)
        if (strcmp(aliases[i].view, view) == 0 && strcmp(key, aliases[i].name) == 0)
            return aliases[i].expression;
    for (size_t i = 0; c->names[i]; i++)
        if (strcmp(key, c->names[i]) == 0)
            return c->names[i];
    return NULL;
}

struct question {
    struct buffer where, shown, said; /* conditions; the columns asked about; both for people */
    struct bytes values[ROW_VALUES_MAX + 1];
    size_t count;
};

static void question_release(struct question *q) {
    buffer_release(&q->where);
    buffer_release(&q->shown);
    buffer_release(&q->said);
}

/* Instants of a test are offsets: in a column of instants, `5m` is five minutes behind the start. */
static struct bytes value_of(const struct scenario *s, const char *column, struct bytes text) {
    size_t size = strlen(column);
    static const char *const others[] = {"at", "window_from", "window_until", "need_by", NULL};
    bool instant =
        words_listed(others, bytes_of(column)) || (size > 3 && strcmp(column + size - 3, "_at") == 0);
    char written[INSTANT_TEXT_BYTES];
    int64_t at_ms;
    if (!instant || !scenario_instant(s, text, &at_ms))
        return text;
    instant_format(at_ms, written);
    return arena_copy(s->arena, bytes_of(written));
}

static int question_add(const struct scenario *s, struct question *q, const struct yaml_node *n,
                        const char *expression) {
    if (n->type != YAML_SCALAR)
        return scenario_refuse(s, n->mark, "`%s` found %s, expected one value", n->key.data,
                               yaml_type_name(n->type));
    if (q->count == ROW_VALUES_MAX)
        return scenario_refuse(s, n->mark, "found more values, expected at most %u of one row",
                               ROW_VALUES_MAX);
    const char *glue = q->where.size ? "AND" : "WHERE";
    if (bytes_is(n->text, "absent") || bytes_is(n->text, "present")) {
        buffer_append_format(&q->where, " %s %s IS %s", glue, expression,
                             bytes_is(n->text, "absent") ? "NULL" : "NOT NULL");
    } else {
        buffer_append_format(&q->where, " %s CAST(%s AS TEXT) = ?", glue, expression);
        q->values[q->count++] = value_of(s, n->key.data, n->text);
    }
    buffer_append_format(&q->shown, "%s%s AS \"%s\"", q->shown.size ? ", " : "", expression, n->key.data);
    buffer_append_format(&q->said, "%s%s: %.*s", q->said.size ? ", " : "", n->key.data, (int)n->text.size,
                         n->text.data);
    return 0;
}

static int question_make(const struct scenario *s, const char *view, const struct yaml_node *row,
                         struct question *q) {
    struct columns columns;
    bool is_expectation = strcmp(view, "cases") == 0;
    int code = columns_read(s, view, &columns);
    for (const struct yaml_node *n = row->child; code == 0 && n; n = n->next) {
        const char *expression = expression_of(view, &columns, n->key.data);
        if (is_expectation && (words_listed(expect_words, n->key) || words_listed(expect_views, n->key)))
            continue;
        code = expression ? question_add(s, q, n, expression) : scenario_refuse_key(s, n, columns.names);
    }
    return code;
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

static int answer_take(void *context, const struct row *row) {
    *(bool *)context = row->values[0].size != 1 || row->values[0].data[0] != '0';
    return 0;
}

/* `SELECT what FROM view` with the first `size` bytes of the conditions and their `count` values. */
static int question_ask(struct scenario *s, const char *view, const struct question *q, const char *what,
                        size_t size, size_t count, int (*take)(void *context, const struct row *row),
                        void *context) {
    struct buffer sql = BUFFER_EMPTY;
    buffer_append_format(&sql, "SELECT %s FROM %s%.*s LIMIT %u", what, view, (int)size,
                         size ? q->where.data : "", SHOWN_MAX);
    buffer_append_char(&sql, '\0');
    int code = buffer_failed(&sql) ? error_memory(s->e)
                                   : record_query(s->record, sql.data, q->values, count, take, context, s->e);
    buffer_release(&sql);
    return code;
}

int row_look(struct scenario *s, const char *view, const struct yaml_node *row, struct bytes incident,
             bool wanted) {
    struct question q = {0};
    struct buffer found = BUFFER_EMPTY;
    bool there = false;
    if (incident.size) {
        buffer_append_format(&q.where, " WHERE %s = ?", strcmp(view, "incidents") == 0 ? "id" : "incident");
        q.values[q.count++] = incident;
    }
    size_t about_size = q.where.size, about_count = q.count;
    int code = question_make(s, view, row, &q);
    buffer_append_text(&q.shown, q.shown.size ? "" : "*");
    buffer_append_char(&q.shown, '\0');
    if (code == 0 && (buffer_failed(&q.where) || buffer_failed(&q.shown) || buffer_failed(&q.said)))
        code = error_memory(s->e);
    if (code == 0)
        code = question_ask(s, view, &q, "count(*)", q.where.size, q.count, answer_take, &there);
    if (code == 0 &&
        there != wanted) { /* shown: the rows that should not be there, or what is in place of it */
        code = question_ask(s, view, &q, q.shown.data, wanted ? about_size : q.where.size,
                            wanted ? about_count : q.count, row_show, &found);
        scenario_find(s, row->mark, "expected %s %s with {%.*s}, found %.*s",
                      wanted ? "a row of" : "no row of", view, (int)q.said.size,
                      q.said.size ? q.said.data : "", found.size ? (int)found.size : 4,
                      found.size ? found.data : "none");
    }
    question_release(&q);
    buffer_release(&found);
    return code;
}
