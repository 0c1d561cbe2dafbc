/* test_form.c: the parts of a test, checked before it runs. See test_run.h. */
#include "sent.h"
#include "spelling.h"

#include <string.h>

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

/* Offsets and deadlines, each of at most a century, leave no year that can be written. */
#define START_FROM_MS (INSTANT_YEAR_1 + 200 * 366 * DAY_MS)
#define START_TO_MS   (INSTANT_YEAR_9999 - 200 * 366 * DAY_MS)

static int start_read(struct scenario *s) {
    const struct yaml_node *n = yaml_get(s->test, "start");
    bool read = instant_parse(n->text, &s->start_ms);
    if (read && s->start_ms >= START_FROM_MS && s->start_ms <= START_TO_MS)
        return 0;
    if (read)
        return scenario_refuse(
            s, n->mark,
            "found %s, expected an instant of the years 202 to 9798: what counts from it must "
            "have a date",
            yaml_quote(n->text).text);
    return scenario_refuse(s, n->mark, "found %s, expected an instant such as 2026-03-27T02:00:00Z",
                           yaml_quote(n->text).text);
}

/* Stimuli stand in the order of their instants; *before_ms is that of the one above, and becomes this one's.
 */
static int stimulus_order(const struct scenario *s, const struct yaml_node *stimulus, int64_t *before_ms) {
    const struct yaml_node *at = yaml_get(stimulus, "at");
    int64_t at_ms;
    if (!scenario_instant(s, at->text, &at_ms))
        return scenario_refuse(s, at->mark,
                               "found `at: %.*s`, expected an offset from the start such as 5m: " OFFSET_FORM,
                               (int)at->text.size, at->text.data);
    if (at_ms < *before_ms)
        return scenario_refuse(s, at->mark, "found `at: %.*s`, expected none before %s", (int)at->text.size,
                               at->text.data,
                               *before_ms == s->start_ms ? "the start" : "that of the stimulus above");
    *before_ms = at_ms;
    return 0;
}

/* Those behind the stimulus may refer to its message, and are held to the policy that it loads. */
static int stimulus_follow(struct scenario *s, const struct yaml_node *stimulus, int64_t at_ms) {
    if (!s->policies)
        return 0;
    if (yaml_get(stimulus, "load"))
        return in_force_load(s, stimulus, at_ms);
    const struct sent_message *m = sent_of(s, stimulus);
    if (m && !m->is_bad)
        vocabulary_add_sent(s->own, m);
    return s->own->failed ? error_memory(s->e) : 0;
}

/* Behind a policy that does not load nothing can be looked up: it alone is told. */
static int stimuli_check(struct scenario *s) {
    const struct yaml_node *stimuli = yaml_get(s->test, "messages");
    int64_t before_ms = s->start_ms;
    int code = 0;
    for (const struct yaml_node *n = stimuli->child; code == 0 && n; n = n->next) {
        int form = stimulus_check(s, n);
        form = form ? form : stimulus_order(s, n, &before_ms);
        code = scenario_tell(s, form);
        if (form == 0)
            code = stimulus_follow(s, n, before_ms);
    }
    return code;
}

/* Does a word of the node, or below it, stand for the party: `SYR`, `SYR/head`, `SYR:a`? */
static bool names_party(const struct yaml_node *n, struct bytes party) {
    if (bytes_is(n->key, "swap"))
        return false;
    if (n->type == YAML_SCALAR)
        return swap_has_word(n->text, party);
    for (const struct yaml_node *c = n->child; c; c = c->next)
        if (names_party(c, party))
            return true;
    return false;
}

static int swap_check(const struct scenario *s) {
    const struct yaml_node *swap = yaml_get(s->test, "swap"), *n = swap ? swap->child : NULL;
    struct spelling p = {.s = s, .words = in_force_by(s, INSTANT_LAST)};
    if (!swap)
        return 0;
    if (swap->count != 2 || n->type != YAML_SCALAR || n->next->type != YAML_SCALAR)
        return scenario_refuse(s, swap->mark, "`swap` found %u entries, expected two parties", swap->count);
    if (bytes_equal(n->text, n->next->text))
        return scenario_refuse(s, n->next->mark, "`swap` found %s twice, expected two parties",
                               yaml_quote(n->text).text);
    int code = spelling_word(&p, n->mark, n->text, SET_PARTY);
    code = code ? code : spelling_word(&p, n->next->mark, n->next->text, SET_PARTY);
    if (code == 0 && !names_party(s->test, n->text) && !names_party(s->test, n->next->text))
        return scenario_refuse(s, swap->mark,
                               "`swap` found two parties that the test does not name, expected "
                               "one at least: it would run twice alike");
    return code;
}

static int counts_check(const struct scenario *s) {
    const struct yaml_node *counts = yaml_get(s->test, "counts");
    struct spelling p = {.s = s};
    for (const struct yaml_node *n = counts ? counts->child : NULL; n; n = n->next) {
        if (!words_listed(selection_views, n->key))
            return scenario_refuse_key(s, n, selection_views);
        if (n->type != YAML_SCALAR)
            return scenario_refuse(s, n->mark, "found %s, expected a number such as 3",
                                   yaml_type_name(n->type));
        if (!spelling_forms[SET_AMOUNT](&p, n->text, SET_AMOUNT))
            return scenario_refuse(s, n->mark, "found %s, expected a number such as 3",
                                   yaml_quote(n->text).text);
    }
    return 0;
}

/* Can anything happen? Time alone changes nothing. */
static int cause_check(const struct scenario *s) {
    const struct yaml_node *stimuli = yaml_get(s->test, "messages");
    for (const struct yaml_node *n = stimuli->child; n; n = n->next)
        if (stimulus_sort(n) != STIMULUS_RESTART && stimulus_sort(n) != STIMULUS_CLOCK)
            return 0;
    return scenario_refuse(s, stimuli->mark,
                           "found neither a message nor another policy, expected one: nothing would happen");
}

/* Can the test fail? Somewhere it says what is to be, or that it wants nothing said. */
static int purpose_check(const struct scenario *s) {
    const struct yaml_node *expect = yaml_get(s->test, "expect"), *counts = yaml_get(s->test, "counts");
    if ((expect && (expect->child || expect->type == YAML_SCALAR)) || (counts && counts->child))
        return 0;
    for (const struct yaml_node *n = yaml_get(s->test, "messages")->child; n; n = n->next)
        if (stimulus_is_unusual(n))
            return 0;
    return scenario_refuse(s, s->test->mark,
                           "found a test that expects nothing, expected `expect`, `counts`, or `expect: "
                           "nothing` where it is enough that all is taken");
}

static int name_check(const struct scenario *s) {
    const struct yaml_node *name = yaml_get(s->test, "name");
    return name->text.size ? 0
                           : scenario_refuse(s, name->mark,
                                             "`name` found nothing, expected what is said when "
                                             "the test fails");
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
    code = code ? code : name_check(s);
    code = code == 0 && s->words ? sent_read(s) : code;
    code = code == 0 && s->words ? in_force_begin(s, s->words) : code;
    code = code ? code : scenario_tell(s, counts_check(s));
    code = code ? code : scenario_tell(s, cause_check(s));
    code = code ? code : scenario_tell(s, purpose_check(s));
    code = code ? code : stimuli_check(s);
    return code ? code : scenario_tell(s, swap_check(s));
}
