/* fusion_rows.c: fusion_rows: the program's question as a selection of the record, and its rows as C strings.
 */
#include "embed.h"

#include <string.h>

struct asking {
    struct fusion *f;
    int (*take)(void *context, const struct fusion_row *row);
    void *context;
    struct error *e;
};

/* --- the question --------------------------------------------------------------------------------------- */

static int view_check(const char *view, struct error *e) {
    if (words_listed(selection_views, bytes_of(view)))
        return 0;
    struct error_offer offer = error_offer(bytes_of(view), selection_views, "", "");
    return error_set(e, ERROR_USAGE, "found the view %s, expected one of docs/record.md%s", view, offer.text);
}

static int columns_check(struct fusion *f, const char *view, const struct fusion_filter *filters,
                         size_t count, struct error *e) {
    const char *const *columns;
    int code = selection_columns(f->session.record, view, &columns, e);
    for (size_t i = 0; code == 0 && i < count; i++) {
        const char *found = filters[i].column;
        struct error_offer offer = error_offer(bytes_of(found), columns, "", "");
        if (!selection_has(view, columns, found))
            code = error_set(e, ERROR_USAGE, "found the column %s, expected one of %s in docs/record.md%s",
                             found, view, offer.text);
    }
    return code;
}

/* The column that says which incident a row is about: what it is has an index. */
static bool is_incident(const char *view, const struct fusion_filter *filter) {
    const char *name = strcmp(view, "incidents") == 0 ? "id" : "incident";
    return strcmp(filter->column, name) == 0 && filter->value && filter->value[0];
}

static void filter_put(struct selection *s, struct column_value *values, const struct fusion_filter *filter) {
    if (s->incident.size == 0 && is_incident(s->view, filter))
        s->incident = bytes_of(filter->value);
    else
        values[s->count++] = (struct column_value){filter->column, filter->value ? COLUMN_IS : COLUMN_ABSENT,
                                                   bytes_of(filter->value)};
}

/* --- the answer ----------------------------------------------------------------------------------------- */

/* The values of a row as C strings in the arena. */
static int values_copy(struct asking *a, const struct row *row, struct fusion_row *out) {
    struct arena *arena = &a->f->row;
    arena_reset(arena);
    const char **values = arena_array(arena, row->count, sizeof *values);
    size_t *sizes = arena_array(arena, row->count, sizeof *sizes);
    if (!values || !sizes)
        return error_memory(a->e);
    for (size_t i = 0; i < row->count; i++) {
        sizes[i] = row->values[i].size;
        if (row->values[i].data && !(values[i] = arena_copy(arena, row->values[i]).data))
            return error_memory(a->e);
    }
    *out = (struct fusion_row){row->count, row->names, values, sizes};
    return 0;
}

static int row_hand(void *context, const struct row *row) {
    struct asking *a = context;
    struct fusion_row handed;
    int code = values_copy(a, row, &handed);
    if (code)
        return code;
    a->f->asking = true;
    code = a->take(a->context, &handed);
    a->f->asking = false;
    assert(code >= 0); /* below 0 are errors, and they are ours */
    return code;
}

int fusion_rows(struct fusion *f, const char *view, const struct fusion_filter *filters, size_t count,
                int (*take)(void *context, const struct fusion_row *row), void *context,
                struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    struct asking a = {f, take, context, &e};
    struct column_value values[SELECTION_VALUES_MAX];
    struct selection s = {.view = view, .values = values};
    assert(f && !f->asking && view && take && (filters || count == 0) && count <= FUSION_FILTERS_MAX);
    int code = view_check(view, &e);
    code = code ? code : columns_check(f, view, filters, count, &e);
    for (size_t i = 0; code == 0 && i < count; i++)
        filter_put(&s, values, &filters[i]);
    code = code ? code : selection_each(f->session.record, &s, row_hand, &a, &e);
    return code > 0 ? code : embed_tell(&e, error);
}
