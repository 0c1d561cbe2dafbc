/* load_clocks.c: one clock, from the keys of CLOCK; and the clocks that rules may add by name. */
#include "load.h"

#include <fusion/limits.h>

static int late_load(const struct load *l, const struct yaml_node *late, struct clock_spec *out) {
    const struct offset *before = NULL;
    for (const struct yaml_node *n = late ? late->child : NULL; n; n = n->next) {
        struct step_spec *s = &out->steps[out->step_count++];
        bool decoded = offset_parse(n->key, &s->at);
        assert(decoded && out->step_count <= STEPS_MAX);
        (void)decoded;
        if (before && before->from == s->at.from && s->at.ms <= before->ms)
            return load_refuse(l, n->key_mark,
                               "found the step %s, expected one later than the step before it",
                               yaml_quote(n->key).text);
        before = &s->at;
        int status = load_rung_list(l, n, s->rungs, &s->rung_count);
        if (status)
            return status;
    }
    return 0;
}

/* A clock that only ends the case calls nobody, so nothing else may stand beside it. */
static int expiry_check(const struct load *l, const struct yaml_node *n) {
    static const char *const excluded[] = {"each", "due", "late"};
    for (size_t i = 0; i < sizeof excluded / sizeof *excluded; i++) {
        const struct yaml_node *other = yaml_get(n, excluded[i]);
        if (other)
            return load_refuse(l, other->key_mark,
                               "found `%s` beside `expires`, expected `expires` without it", excluded[i]);
    }
    return 0;
}

static void opened_by_load(const struct yaml_node *list, struct clock_spec *out) {
    for (const struct yaml_node *n = list ? list->child : NULL; n; n = n->next)
        for (unsigned type = 0; option_openers[type]; type++)
            if (bytes_is(n->text, option_openers[type]))
                out->opened_by |= 1u << type;
}

static int due_load(const struct load *l, const struct yaml_node *n, struct clock_spec *out) {
    const struct yaml_node *expires = yaml_get(n, "expires"), *due = expires ? expires : yaml_get(n, "due");
    bool decoded = due && offset_parse(due->text, &out->due);
    assert(!due || decoded);
    out->has_due = decoded;
    out->expires = expires;
    if (expires)
        return expiry_check(l, n);
    if (!due && !yaml_get(n, "late"))
        return load_refuse(l, n->key_mark,
                           "found the clock %s without an end, expected `late`, `due` or `expires`",
                           yaml_quote(n->key).text);
    return 0;
}

static int after_load(const struct load *l, const struct yaml_node *n, struct clock_spec *out) {
    if (!n)
        return 0;
    int status = load_milestone_ref(l, n, &out->after);
    if (!status && out->after == out->milestone)
        return load_refuse(l, n->mark,
                           "found a clock set after its own milestone, expected another milestone");
    return status;
}

int load_clock(const struct load *l, const struct yaml_node *n, word_id milestone, struct clock_spec *out) {
    const struct yaml_node *copy = yaml_get(n, "copy");
    *out = (struct clock_spec){.milestone = milestone};
    out->each = (enum each)option_value(n, "each", "CLOCK.each");
    opened_by_load(yaml_get(n, "opened_by"), out);
    int status = due_load(l, n, out);
    if (!status)
        status = after_load(l, yaml_get(n, "after"), out);
    if (!status)
        status = late_load(l, yaml_get(n, "late"), out);
    if (!status && copy)
        status = load_rung_list(l, copy, out->copy, &out->copy_count);
    return status;
}

int load_named_clocks(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "clocks");
    int status = load_array(l, all ? all->count : 0, sizeof *l->p->clocks, &l->p->clocks);
    for (const struct yaml_node *n = all ? all->child : NULL; !status && n; n = n->next) {
        struct named_clock *c = &l->p->clocks[l->p->clock_count++];
        word_id milestone = 0;
        status = load_word(l, n->key_mark, n->key, &c->word);
        if (!status)
            status = load_milestone_ref(l, yaml_get(n, "milestone"), &milestone);
        if (!status)
            status = load_clock(l, n, milestone, &c->spec);
    }
    return status;
}
