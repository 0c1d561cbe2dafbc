/* index.c: the numbers of rules by event, and by the kinds that their patterns fit. See index.h. */
#include "index.h"

#include <fusion/array.h>

#include <stdio.h>
#include <stdlib.h>

struct numbers {
    uint32_t *list;
    uint32_t count, capacity;
};

struct index {
    const struct policy *policy;
    struct numbers any[RULE_EVENT_COUNT];
    struct numbers *by_kind[RULE_EVENT_COUNT]; /* in the order of the policy's kinds */
};

struct index *index_new(const struct policy *p) {
    struct index *x = calloc(1, sizeof *x);
    if (!x)
        return NULL;
    x->policy = p;
    for (size_t e = 0; e < RULE_EVENT_COUNT; e++) {
        x->by_kind[e] = calloc(p->kind_count + 1, sizeof *x->by_kind[e]);
        if (!x->by_kind[e]) {
            index_free(x);
            return NULL;
        }
    }
    return x;
}

void index_free(struct index *x) {
    if (!x)
        return;
    for (size_t e = 0; e < RULE_EVENT_COUNT; e++) {
        for (size_t k = 0; x->by_kind[e] && k < x->policy->kind_count; k++)
            free(x->by_kind[e][k].list);
        free(x->by_kind[e]);
        free(x->any[e].list);
    }
    free(x);
}

/* The place of a kind among the policy's, by binary search; kind_count: it is not declared. */
static size_t kind_place(const struct policy *p, struct bytes kind) {
    size_t low = 0, high = p->kind_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = bytes_compare(p->kinds[middle], kind);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return p->kind_count;
}

static bool is_all(struct bytes pattern) {
    return bytes_is(pattern, "*");
}

bool index_knows_pattern(const struct policy *p, struct bytes pattern) {
    struct bytes branch = pattern;
    if (bytes_ends(pattern, BYTES(".*")))
        branch = bytes_slice(pattern, 0, pattern.size - 2);
    return is_all(pattern) || kind_place(p, branch) < p->kind_count;
}

struct kind_pattern index_nearest(const struct policy *p, struct bytes pattern) {
    struct kind_pattern out = {""};
    const char *kinds[POLICY_WORDS_MAX + 1];
    bool branch = bytes_ends(pattern, BYTES(".*"));
    policy_words(p, POLICY_KINDS, kinds);
    const char *nearest = error_nearest(branch ? bytes_slice(pattern, 0, pattern.size - 2) : pattern, kinds);
    if (nearest)
        (void)snprintf(out.text, sizeof out.text, "%s%s", nearest, branch ? ".*" : "");
    return out;
}

static int numbers_add(struct numbers *n, uint32_t number) {
    if (n->count && n->list[n->count - 1] == number)
        return 0;
    if (!ARRAY_ROOM(n->list, n->count, n->capacity, RULES_MAX))
        return -1;
    n->list[n->count++] = number;
    return 0;
}

static int add_pattern(struct index *x, size_t event, uint32_t number, struct bytes pattern) {
    const struct policy *p = x->policy;
    size_t place = kind_place(p, pattern);
    if (place < p->kind_count)
        return numbers_add(&x->by_kind[event][place], number);
    for (size_t k = 0; k < p->kind_count; k++)
        if (kind_matches(pattern, p->kinds[k]) && numbers_add(&x->by_kind[event][k], number) != 0)
            return -1;
    return 0;
}

int index_add(struct index *x, uint32_t number, uint32_t events, const struct bytes *kinds, size_t count) {
    bool any = count == 0;
    for (size_t k = 0; k < count; k++)
        any |= is_all(kinds[k]);
    for (size_t e = 0; e < RULE_EVENT_COUNT; e++) {
        if (!(events >> e & 1))
            continue;
        if (any && numbers_add(&x->any[e], number) != 0)
            return -1;
        for (size_t k = 0; !any && k < count; k++)
            if (add_pattern(x, e, number, kinds[k]) != 0)
                return -1;
    }
    return 0;
}

struct candidates index_find(const struct index *x, enum rule_event on, struct bytes kind) {
    const struct policy *p = x->policy;
    struct candidates c = {.any = x->any[on].list, .any_count = x->any[on].count};
    size_t place = kind_place(p, kind);
    while (place == p->kind_count && kind.size) {
        c.filtered = true;
        while (kind.size && kind.data[kind.size - 1] != '.')
            kind.size--;
        if (kind.size)
            kind.size--;
        place = kind_place(p, kind);
    }
    if (place < p->kind_count) {
        c.of_kind = x->by_kind[on][place].list;
        c.of_kind_count = x->by_kind[on][place].count;
    }
    return c;
}
