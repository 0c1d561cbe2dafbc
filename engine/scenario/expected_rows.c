/* expected_rows.c: the rows that an expectation asks for, one after the other. See expect.h. */
#include "expect.h"

const char *const expect_words[] = {"at",       "between", "incident", "notified", "rule",
                                    "not_rule", "no",      "unknown",  NULL};

bool expected_row_has(const struct expected_row *row, const struct yaml_node *key) {
    return !row->is_expectation ||
           (!words_listed(expect_words, key->key) && !words_listed(selection_views, key->key));
}

/* Who takes the rows. */
struct taker {
    int (*take)(void *context, const struct expected_row *row);
    void *context;
};

/* A row of the expectation itself: is any key of it a column of `cases`? */
static int own_give(const struct taker *t, const struct yaml_node *x) {
    const struct expected_row row = {"cases", x, .is_expectation = true, .wanted = true};
    for (const struct yaml_node *n = x->child; n; n = n->next)
        if (expected_row_has(&row, n))
            return t->take(t->context, &row);
    return 0;
}

/* A row under a view's name, or several of them, each on its own. */
static int view_give(const struct taker *t, const struct yaml_node *rows, bool wanted) {
    struct expected_row row = {rows->key.data, rows, .wanted = wanted};
    if (rows->type == YAML_MAPPING)
        return t->take(t->context, &row);
    int code = 0;
    for (row.values = rows->child; code == 0 && row.values; row.values = row.values->next)
        code = t->take(t->context, &row);
    return code;
}

static int views_give(const struct taker *t, const struct yaml_node *x, bool wanted) {
    int code = 0;
    for (const struct yaml_node *n = x->child; code == 0 && n; n = n->next)
        if (words_listed(selection_views, n->key))
            code = view_give(t, n, wanted);
    return code;
}

/* A decision of the rule that `key` names. */
static int rule_give(const struct taker *t, const struct yaml_node *x, const char *key, bool wanted) {
    const struct yaml_node *n = yaml_get(x, key);
    if (!n)
        return 0;
    struct yaml_node name = *n, row = {.type = YAML_MAPPING, .mark = n->mark, .count = 1, .child = &name};
    name.key = BYTES("rule");
    name.next = NULL;
    return t->take(t->context, &(struct expected_row){"decisions", &row, .wanted = wanted});
}

int expected_rows(const struct yaml_node *x, int (*take)(void *context, const struct expected_row *row),
                  void *context) {
    const struct taker t = {take, context};
    const struct yaml_node *no = yaml_get(x, "no");
    int code = own_give(&t, x);
    code = code ? code : views_give(&t, x, true);
    code = code == 0 && no ? views_give(&t, no, false) : code;
    code = code ? code : rule_give(&t, x, "rule", true);
    return code ? code : rule_give(&t, x, "not_rule", false);
}
