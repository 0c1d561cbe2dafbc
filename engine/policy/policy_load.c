/* policy_load.c: a whole policy: its files, the tree of policy.yaml, the checks of the option table, then the
 * parts one after the other (LOAD_PARTS of load.h). Its smallest parts, the name and the limits, stand here.
 */
#include "load.h"

#include <stdlib.h>

int load_name(struct load *l) {
    return load_copy(l, yaml_get(l->root, "policy")->text, &l->p->name);
}

int load_limits(struct load *l) {
    const struct yaml_node *n = yaml_get(l->root, "limits");
    l->p->history_ms = option_value(l->root, "history", "history");
    l->p->limits = (struct policy_limits){
        .instructions = option_value(n, "instructions", "limits.instructions"),
        .memory_bytes = option_value(n, "memory", "limits.memory"),
        .output_bytes = option_value(n, "output", "limits.output"),
    };
    return 0;
}

static int (*const parts[])(struct load *l) = {
#define X(part) load_##part,
    LOAD_PARTS(X)
#undef X
};

static int policy_fill(struct policy *p, struct words *words, struct arena *scratch, struct error *e) {
    const struct policy_file *yaml = folder_find(p, BYTES(POLICY_YAML));
    struct load l = {.p = p, .words = words, .scratch = scratch, .e = e};
    if (!yaml)
        return error_at(e, ERROR_POLICY, POLICY_YAML, 0, 0,
                        "found no such file in the policy's folder, expected it to declare the policy");
    int status = yaml_parse(scratch, POLICY_YAML, yaml->content, &l.root, e);
    if (!status)
        status = options_check(POLICY_YAML, l.root, e);
    for (size_t i = 0; !status && i < sizeof parts / sizeof *parts; i++)
        status = parts[i](&l);
    return status;
}

int policy_load(const struct policy_file *files, size_t count, struct words *words, struct policy **out,
                struct error *e) {
    struct arena scratch = ARENA_EMPTY;
    struct policy *p = calloc(1, sizeof *p);
    *out = NULL;
    if (!p)
        return error_memory(e);
    p->words = words;
    int status = folder_take(p, files, count, e);
    if (!status)
        status = policy_fill(p, words, &scratch, e);
    arena_release(&scratch);
    if (status) {
        policy_free(p);
        return status;
    }
    *out = p;
    return 0;
}

void policy_free(struct policy *p) {
    if (!p)
        return;
    arena_release(&p->arena);
    free(p);
}
