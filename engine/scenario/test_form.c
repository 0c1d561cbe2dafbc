/* test_form.c: the parts of a test, checked before it runs. See test_run.h. */
#include "spelling.h"

static const char *const test_keys[] = {"name", "start", "messages", "expect", "counts", "swap", NULL};

static int shape_check(const struct scenario *s, const char *key, enum yaml_type type, bool needed) {
    const struct yaml_node *n = yaml_get(s->test, key);
    if (!n && needed)
        return scenario_refuse(s, s->test->mark, "found a test without `%s`, expected it", key);
    if (n && n->type != type)
        return scenario_refuse(s, n->mark, "`%s` found %s, expected %s", key, yaml_type_name(n->type),
                               yaml_type_name(type));
    return 0;
}

/* A list, or the word `nothing`: it is enough that all is taken, and that the laws hold. */
static int expect_shape_check(const struct scenario *s) {
    const struct yaml_node *n = yaml_get(s->test, "expect");
    if (n && n->type == YAML_SCALAR && bytes_is(n->text, "nothing"))
        return 0;
    return shape_check(s, "expect", YAML_SEQUENCE, false);
}

static int start_read(struct scenario *s) {
    const struct yaml_node *n = yaml_get(s->test, "start");
    if (instant_parse(n->text, &s->start_ms))
        return 0;
    return scenario_refuse(s, n->mark, "found %s, expected an instant such as 2026-03-27T02:00:00Z",
                           yaml_quote(n->text).text);
}

/* Stimuli stand in the order of their instants; *before_ms is that of the one above, and becomes this one's.
 */
static int stimulus_order(const struct scenario *s, const struct yaml_node *stimulus, int64_t *before_ms) {
    const struct yaml_node *at = yaml_get(stimulus, "at");
    int64_t at_ms;
    if (!scenario_instant(s, at->text, &at_ms) || at_ms < *before_ms)
        return scenario_refuse(s, at->mark,
                               "found `at: %.*s`, expected an offset from the start such as 5m, not "
                               "before that of the stimulus above",
                               (int)at->text.size, at->text.data);
    *before_ms = at_ms;
    return 0;
}

static int stimuli_check(struct scenario *s) {
    const struct yaml_node *stimuli = yaml_get(s->test, "messages");
    int64_t before_ms = s->start_ms;
    int code = 0;
    for (const struct yaml_node *n = stimuli->child; code == 0 && n; n = n->next) {
        code = stimulus_check(s, n);
        code = scenario_tell(s, code ? code : stimulus_order(s, n, &before_ms));
    }
    return code;
}

/* What the test itself brings, on top of what the policy has. */
static int words_read(struct scenario *s) {
    if (!s->words)
        return 0;
    struct vocabulary *own = arena_alloc(s->arena, sizeof *own);
    if (!own)
        return error_memory(s->e);
    *own = (struct vocabulary){.below = s->words, .arena = s->arena};
    s->words = own;
    return vocabulary_add_test(own, s);
}

static int swap_check(const struct scenario *s) {
    const struct yaml_node *swap = yaml_get(s->test, "swap"), *n = swap ? swap->child : NULL;
    struct spelling p = {.s = s};
    if (!swap)
        return 0;
    if (swap->count != 2 || n->type != YAML_SCALAR || n->next->type != YAML_SCALAR)
        return scenario_refuse(s, swap->mark, "`swap` found %u entries, expected two parties", swap->count);
    if (bytes_equal(n->text, n->next->text))
        return scenario_refuse(s, n->next->mark, "`swap` found %s twice, expected two parties",
                               yaml_quote(n->text).text);
    int code = spelling_word(&p, n->mark, n->text, SET_PARTY);
    return code ? code : spelling_word(&p, n->next->mark, n->next->text, SET_PARTY);
}

static int counts_check(const struct scenario *s) {
    const struct yaml_node *counts = yaml_get(s->test, "counts");
    int64_t ignored;
    for (const struct yaml_node *n = counts ? counts->child : NULL; n; n = n->next) {
        if (!words_listed(selection_views, n->key))
            return scenario_refuse_key(s, n, selection_views);
        if (n->type != YAML_SCALAR || !bytes_to_unsigned(n->text, INT64_MAX, &ignored))
            return scenario_refuse(s, n->mark, "found %s, expected a number", yaml_quote(n->text).text);
    }
    return 0;
}

/* Can the test fail? Somewhere it says what is to be, or that it wants nothing said. */
static int purpose_check(const struct scenario *s) {
    const struct yaml_node *expect = yaml_get(s->test, "expect"), *counts = yaml_get(s->test, "counts");
    if ((expect && (expect->child || expect->type == YAML_SCALAR)) || (counts && counts->child))
        return 0;
    for (const struct yaml_node *n = yaml_get(s->test, "messages")->child; n; n = n->next)
        if (yaml_get(n, "taken") || yaml_get(n, "refused"))
            return 0;
    return scenario_refuse(s, s->test->mark,
                           "found a test that expects nothing, expected `expect`, `counts`, or `expect: "
                           "nothing` where it is enough that all is taken");
}

int test_check(struct scenario *s) {
    if (s->test->type != YAML_MAPPING)
        return scenario_refuse(s, s->test->mark,
                               "found %s, expected a test (`name:`, `start:`, `messages:` ...)",
                               yaml_type_name(s->test->type));
    int code = scenario_check_keys(s, s->test, test_keys);
    code = code ? code : shape_check(s, "name", YAML_SCALAR, true);
    code = code ? code : shape_check(s, "start", YAML_SCALAR, true);
    code = code ? code : shape_check(s, "messages", YAML_SEQUENCE, true);
    code = code ? code : expect_shape_check(s);
    code = code ? code : shape_check(s, "counts", YAML_MAPPING, false);
    code = code ? code : shape_check(s, "swap", YAML_SEQUENCE, false);
    code = code ? code : start_read(s);
    code = code ? code : words_read(s);
    code = code ? code : scenario_tell(s, swap_check(s));
    code = code ? code : scenario_tell(s, counts_check(s));
    code = code ? code : scenario_tell(s, purpose_check(s));
    return code ? code : stimuli_check(s);
}
