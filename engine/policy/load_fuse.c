/* load_fuse.c: when reports are of one happening (the default, and other values for branches of kinds), and
 * when what they say differs. */
#include "load.h"

#include <fusion/limits.h>

static int branch_check(const struct load *l, const struct yaml_node *n) {
    const char *words[KINDS_MAX + 1];
    size_t count = 0;
    for (size_t i = 0; i < l->p->kind_count; i++) {
        struct bytes kind = l->p->kinds[i];
        if (bytes_equal(kind, n->key))
            return 0;
        if (bytes_equal(kind_branch(kind), kind))
            words[count++] = kind.data;
    }
    words[count] = NULL;
    return load_unknown(l, n, "branch", "kinds", words);
}

static int branch_load(struct load *l, const struct yaml_node *n) {
    struct fuse_spec *spec = &l->p->fuse[l->p->fuse_count++];
    *spec = l->p->fuse[0];
    if (yaml_get(n, "window"))
        spec->window_ms = option_value(n, "window", "fuse.branches.BRANCH.window");
    if (yaml_get(n, "distance"))
        spec->distance_m = option_value(n, "distance", "fuse.branches.BRANCH.distance");
    int status = branch_check(l, n);
    return status ? status : load_copy(l, n->key, &spec->branch);
}

int load_fuse(struct load *l) {
    const struct yaml_node *fuse = yaml_get(l->root, "fuse"), *branches = yaml_get(fuse, "branches");
    struct policy *p = l->p;
    int status = load_array(l, 1 + (branches ? (size_t)branches->count : 0), sizeof *p->fuse, &p->fuse);
    if (status)
        return status;
    p->fuse[p->fuse_count++] = (struct fuse_spec){
        .branch = {"", 0},
        .window_ms = option_value(fuse, "window", "fuse.window"),
        .distance_m = option_value(fuse, "distance", "fuse.distance"),
    };
    p->precision_max_m = option_value(fuse, "precision_max", "fuse.precision_max");
    p->fuse_placeless = option_value(fuse, "without_place", "fuse.without_place");
    p->fuse_dates = option_value(fuse, "date_only", "fuse.date_only");
    for (const struct yaml_node *n = branches ? branches->child : NULL; !status && n; n = n->next)
        status = branch_load(l, n);
    for (size_t i = 0; i < p->fuse_count; i++) {
        if (p->fuse[i].window_ms > p->fuse_window_max_ms)
            p->fuse_window_max_ms = p->fuse[i].window_ms;
        if (p->fuse[i].distance_m > p->fuse_distance_max_m)
            p->fuse_distance_max_m = p->fuse[i].distance_m;
    }
    return status;
}

int load_compare(struct load *l) {
    const struct yaml_node *compare = yaml_get(l->root, "compare"), *fields = yaml_get(compare, "fields");
    struct compare_spec *c = &l->p->compare;
    c->place_m = option_value(compare, "place", "compare.place");
    c->time_ms = option_value(compare, "time", "compare.time");
    c->fields = fields ? 0 : (1u << CLAIM_FIELD_COUNT) - 1;
    for (const struct yaml_node *n = fields ? fields->child : NULL; n; n = n->next)
        for (unsigned f = 0; f < CLAIM_FIELD_COUNT; f++)
            if (bytes_is(n->text, claim_field_words[f]))
                c->fields |= 1u << f;
    return 0;
}
