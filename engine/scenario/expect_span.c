/* expect_span.c: when an expectation is looked at. See test_run.h. */
#include "test_run.h"

static int offset_read(const struct scenario *s, const struct yaml_node *n, int64_t *out_ms) {
    if (n->type != YAML_SCALAR)
        return scenario_refuse(s, n->mark, "found %s, expected an offset from the start such as 5m",
                               yaml_type_name(n->type));
    if (!scenario_instant(s, n->text, out_ms))
        return scenario_refuse(s, n->mark,
                               "found %s, expected an offset from the start such as 5m: " OFFSET_FORM,
                               yaml_quote(n->text).text);
    return *out_ms >= s->start_ms
               ? 0
               : scenario_refuse(s, n->mark,
                                 "found an instant before the start, expected one that the test comes to: "
                                 "nothing is looked at before");
}

static int pair_read(const struct scenario *s, const struct yaml_node *between, struct expected_span *out) {
    if (between->type != YAML_SEQUENCE || between->count != 2)
        return scenario_refuse(s, between->mark, "`between` found %s, expected two offsets such as [5m, 30m]",
                               between->type == YAML_SEQUENCE ? "a list of another length"
                                                              : yaml_type_name(between->type));
    const struct yaml_node *to = between->child->next;
    int code = offset_read(s, between->child, &out->from_ms);
    code = code ? code : offset_read(s, to, &out->to_ms);
    return code || out->from_ms <= out->to_ms
               ? code
               : scenario_refuse(s, to->mark, "found the end %s before the beginning, expected them in order",
                                 yaml_quote(to->text).text);
}

int expect_span_read(const struct scenario *s, const struct yaml_node *x, struct expected_span *out) {
    const struct yaml_node *at = yaml_get(x, "at"), *between = yaml_get(x, "between");
    *out = (struct expected_span){INSTANT_LAST, INSTANT_LAST};
    if (!at && !between)
        return 0;
    if (at && between)
        return scenario_refuse(s, between->key_mark,
                               "found `between` beside `at`, expected one of them: when it is looked at");
    if (between)
        return pair_read(s, between, out);
    int code = offset_read(s, at, &out->from_ms);
    out->to_ms = out->from_ms;
    return code;
}
