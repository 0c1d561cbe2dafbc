/* load_kinds.c: the tree of kinds as sorted dotted words, and the pairs that may be one happening. */
#include "load.h"

#include <fusion/limits.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int kind_add(struct load *l, const struct bytes *parent, struct bytes word, struct yaml_mark at,
                    struct bytes *out) {
    char text[KIND_BYTES_MAX + 1];
    if (!word_is_formed(word))
        return load_refuse(l, at, "found %s, expected %s", word.size ? yaml_quote(word).text : "nothing",
                           option_type_expected(OPTION_WORD));
    int size = snprintf(text, sizeof text, "%.*s%s%.*s", (int)parent->size, parent->size ? parent->data : "",
                        parent->size ? "." : "", (int)word.size, word.data);
    if (size < 0 || (size_t)size >= sizeof text)
        return load_refuse(l, at, "found a kind longer than %u bytes, expected fewer", KIND_BYTES_MAX);
    struct bytes kind = {text, (size_t)size};
    for (size_t i = 0; i < l->p->kind_count; i++)
        if (bytes_equal(l->p->kinds[i], kind))
            return load_refuse(l, at, "found the kind %s twice, expected it once", yaml_quote(kind).text);
    if (l->p->kind_count == KINDS_MAX)
        return load_refuse(l, at, "found one kind too many, expected at most %u", KINDS_MAX);
    int status = load_copy(l, kind, out);
    if (!status)
        l->p->kinds[l->p->kind_count++] = *out;
    return status;
}

static int leaves_load(struct load *l, const struct bytes *branch, const struct yaml_node *list) {
    int status = 0;
    for (const struct yaml_node *n = list->child; !status && n; n = n->next) {
        struct bytes kind = {NULL, 0};
        if (n->type != YAML_SCALAR)
            return load_refuse(l, n->mark,
                               "found %s, expected a word: deeper kinds are a mapping in place of the list",
                               yaml_type_name(n->type));
        status = kind_add(l, branch, n->text, n->mark, &kind);
    }
    return status;
}

/* Recursion ends with the depth of the tree, YAML_DEPTH_MAX. */
static int branches_load(struct load *l, const struct bytes *parent, const struct yaml_node *mapping) {
    int status = 0;
    for (const struct yaml_node *n = mapping->child; !status && n; n = n->next) {
        struct bytes kind = {NULL, 0};
        if (n->type == YAML_SCALAR)
            return load_refuse(l, n->mark, "found %s, expected the list of its leaves, `[]` when it has none",
                               n->text.size ? yaml_quote(n->text).text : "nothing");
        status = kind_add(l, parent, n->key, n->key_mark, &kind);
        if (!status)
            status = n->type == YAML_MAPPING ? branches_load(l, &kind, n) : leaves_load(l, &kind, n);
    }
    return status;
}

static int by_bytes(const void *a, const void *b) {
    return bytes_compare(*(const struct bytes *)a, *(const struct bytes *)b);
}

int load_kinds(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "kinds");
    const struct bytes root = {NULL, 0};
    if (all->count == 0)
        return load_refuse(l, all->mark, "found no kinds, expected %s", option_type_expected(OPTION_KINDS));
    int status = load_array(l, KINDS_MAX, sizeof *l->p->kinds, &l->p->kinds);
    if (!status)
        status = branches_load(l, &root, all);
    if (!status)
        qsort(l->p->kinds, l->p->kind_count, sizeof *l->p->kinds, by_bytes);
    return status;
}

/* A pattern that fits no declared kind is a slip of the pen. */
static int pattern_check(struct load *l, const struct yaml_node *n) {
    const char *words[KINDS_MAX + 1];
    for (size_t i = 0; i < l->p->kind_count; i++) {
        if (kind_matches(n->text, l->p->kinds[i]))
            return 0;
        words[i] = l->p->kinds[i].data;
    }
    words[l->p->kind_count] = NULL;
    return load_unknown(l, n, "kind", "kinds", words);
}

static int pair_add(struct load *l, const struct yaml_node *a, const struct yaml_node *b) {
    if (bytes_equal(a->text, b->text))
        return load_refuse(l, b->mark, "found %s twice in one group, expected it once",
                           yaml_quote(b->text).text);
    if (l->p->alike_count == ALIKE_MAX)
        return load_refuse(l, b->mark,
                           "found one pair too many, expected at most %u (a group of n has n(n-1)/2)",
                           ALIKE_MAX);
    struct bytes *pair = l->p->alike[l->p->alike_count++];
    int status = load_copy(l, a->text, &pair[0]);
    return status ? status : load_copy(l, b->text, &pair[1]);
}

static int group_load(struct load *l, const struct yaml_node *group) {
    int status = 0;
    for (const struct yaml_node *b = group->child; !status && b; b = b->next) {
        status = pattern_check(l, b);
        for (const struct yaml_node *a = group->child; !status && a != b; a = a->next)
            status = pair_add(l, a, b);
    }
    return status;
}

int load_alike(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "alike");
    int status = load_array(l, ALIKE_MAX, sizeof *l->p->alike, &l->p->alike);
    for (const struct yaml_node *n = all ? all->child : NULL; !status && n; n = n->next)
        status = group_load(l, n);
    return status;
}
