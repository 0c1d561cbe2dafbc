/* policy_load.c: policy_load: the folder, the tree, the table's checks, then the parts one after the other.
 */
#include "load.h"

#include <fusion/limits.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int load_refuse(const struct load *l, struct yaml_mark at, const char *format, ...) {
    char text[sizeof l->e->text];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return error_at(l->e, ERROR_POLICY, POLICY_YAML, at.line, at.column, "%s", text);
}

int load_unknown(const struct load *l, const struct yaml_node *n, const char *what, const char *where,
                 const char *const *words) {
    bool is_key = n->text.data == NULL || n->type != YAML_SCALAR;
    struct bytes text = is_key ? n->key : n->text;
    return load_refuse(l, is_key ? n->named : n->mark, "found the %s %s, expected one declared under `%s`%s",
                       what, yaml_quote(text).text, where, error_offer(text, words, "`", "`").text);
}

int load_word(const struct load *l, struct yaml_mark at, struct bytes text, word_id *out) {
    *out = words_add(l->words, text);
    if (*out)
        return 0;
    return load_refuse(l, at, "found no room for the word %s, expected at most %u words in all policies",
                       yaml_quote(text).text, WORDS_MAX);
}

int load_array(const struct load *l, size_t count, size_t size, void *out_pointer) {
    void *p = arena_array(&l->p->arena, count ? count : 1, size);
    memcpy(out_pointer, &p, sizeof p);
    return p ? 0 : error_memory(l->e);
}

int load_copy(const struct load *l, struct bytes text, struct bytes *out) {
    *out = arena_copy(&l->p->arena, text);
    return out->data ? 0 : error_memory(l->e);
}

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
