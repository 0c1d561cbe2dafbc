/* expect_form.c: the form of an expectation, and when it is looked at. See test_run.h. */
#include "expect.h"

int expect_check(const struct scenario *s, const struct yaml_node *x, struct expected_span *out) {
    *out = (struct expected_span){INSTANT_LAST, INSTANT_LAST};
    if (x->type != YAML_MAPPING)
        return scenario_refuse(s, x->mark, "found %s, expected an expectation such as {at: 5m, rung: head}",
                               yaml_type_name(x->type));
    static const char *const scalars[] = {"at", "incident", "rule", "not_rule"};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        const struct yaml_node *n = yaml_get(x, scalars[i]);
        if (n && n->type != YAML_SCALAR)
            return scenario_refuse(s, n->mark, "`%s` found %s, expected one value", scalars[i],
                                   yaml_type_name(n->type));
    }
    const struct yaml_node *no = yaml_get(x, "no");
    if (no && no->type != YAML_MAPPING)
        return scenario_refuse(s, no->mark,
                               "`no` found %s, expected rows such as {actions: {verb: escalate}}",
                               yaml_type_name(no->type));
    const struct yaml_node *at = yaml_get(x, "at"), *between = yaml_get(x, "between");
    if (at && scenario_instant(s, at->text, &out->from_ms)) {
        out->to_ms = out->from_ms;
        return 0;
    }
    bool pair = between && between->type == YAML_SEQUENCE && between->count == 2;
    if (!at && pair && scenario_instant(s, between->child->text, &out->from_ms) &&
        scenario_instant(s, between->child->next->text, &out->to_ms) && out->from_ms <= out->to_ms)
        return 0;
    if (at || between)
        return scenario_refuse(s, (at ? at : between)->mark,
                               "found `%s` of another form, expected `at: 5m` or `between: [5m, 30m]`",
                               at ? "at" : "between");
    return 0;
}
