/* load_notices.c: what may be announced, which bursts fold into a series, and where disputes go. */
#include "load.h"

#include <fusion/limits.h>

/* A pattern that fits no declared kind is a slip of the pen. */
static int pattern_check(const struct load *l, const struct yaml_node *n, struct bytes pattern) {
    const char *words[POLICY_WORDS_MAX + 1];
    for (size_t i = 0; i < l->p->kind_count; i++)
        if (kind_matches(pattern, l->p->kinds[i]))
            return 0;
    policy_words(l->p, POLICY_KINDS, words);
    return load_unknown(l, n, "kind", "kinds", words);
}

static int patterns_load(struct load *l, const struct yaml_node *list, struct patterns *out) {
    int status = load_array(l, list ? list->count : 0, sizeof *out->list, &out->list);
    for (const struct yaml_node *n = list ? list->child : NULL; !status && n; n = n->next) {
        status = pattern_check(l, n, n->text);
        if (!status)
            status = load_copy(l, n->text, &out->list[out->count++]);
    }
    return status;
}

static int notice_load(struct load *l, const struct yaml_node *n, struct notice_spec *out) {
    out->lead_ms = option_value(n, "lead", "notices.kinds.KIND.lead");
    int status = pattern_check(l, n, n->key);
    status = status ? status : load_copy(l, n->key, &out->kind);
    status = status ? status : patterns_load(l, yaml_get(n, "covers"), &out->covers);
    status = status ? status : patterns_load(l, yaml_get(n, "protects"), &out->protects);
    return status ? status : patterns_load(l, yaml_get(n, "conflicts"), &out->conflicts);
}

int load_notices(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "notices"), *kinds = yaml_get(all, "kinds");
    struct policy *p = l->p;
    p->notice_margin.time_ms = option_value(all, "margin_time", "notices.margin_time");
    p->notice_margin.place_m = option_value(all, "margin_place", "notices.margin_place");
    int status = load_array(l, kinds ? kinds->count : 0, sizeof *p->notices, &p->notices);
    for (const struct yaml_node *n = kinds ? kinds->child : NULL; !status && n; n = n->next)
        status = notice_load(l, n, &p->notices[p->notice_count++]);
    return status;
}

int load_series(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "series");
    struct policy *p = l->p;
    int status = load_array(l, all ? all->count : 0, sizeof *p->series, &p->series);
    for (const struct yaml_node *n = all ? all->child : NULL; !status && n; n = n->next) {
        struct series_spec *s = &p->series[p->series_count++];
        const struct yaml_node *within = yaml_get(n, "within");
        s->reports = option_value(n, "reports", "series.KIND.reports");
        s->within_ms = option_value(n, "within", "series.KIND.within");
        int64_t history_ms = option_value(l->root, "history", "history");
        if (s->within_ms > history_ms)
            return load_refuse(l, within->mark, "found %s, expected no longer than `history`",
                               yaml_quote(within->text).text);
        status = pattern_check(l, n, n->key);
        status = status ? status : load_copy(l, n->key, &s->kind);
    }
    return status;
}

/* What a finding says becomes the outcome of the dispute's case, whether its track lists that word or not. */
int load_disputes(struct load *l) {
    const struct yaml_node *disputes = yaml_get(l->root, "disputes");
    l->p->first_death = option_value(l->root, "first_death", "first_death") == 1;
    int status = disputes ? load_route(l, disputes, &l->p->dispute_track, &l->p->dispute_urgency) : 0;
    for (size_t i = 0; !status && disputes && message_finding_words[i]; i++) {
        word_id ignored;
        status = load_word(l, disputes->key_mark, bytes_of(message_finding_words[i]), &ignored);
    }
    return status;
}
