/*
 * index.h: from an event and a kind to the rules that may match, in load order, whatever else is loaded.
 */
#ifndef RULES_INDEX_H
#define RULES_INDEX_H

#include <fusion/rules.h>

struct index;

/* Rules `of_kind` name this kind, rules of `any` name none; both ascending. For a kind that the policy does
 * not declare they are those of its nearest declared branch, and their patterns are to be `filtered`. */
struct candidates {
    const uint32_t *of_kind, *any;
    size_t of_kind_count, any_count;
    bool filtered;
};

struct index *index_new(const struct policy *p); /* NULL when memory ran out */
void index_free(struct index *x);
/* Add rule `number`, greater than all before, under its events (bit 1 << enum rule_event) and patterns. */
int index_add(struct index *x, uint32_t number, uint32_t events, const struct bytes *kinds,
              size_t count) CHECKED;
struct candidates index_find(const struct index *x, enum rule_event on, struct bytes kind);

/* `fire.mortar`, `fire.*` or `*`, and the policy declares the kind or branch. */
bool index_knows_pattern(const struct policy *p, struct bytes pattern);

#endif
