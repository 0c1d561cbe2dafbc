/*
 * index.h: from an event and a kind to the rules that may match, at a cost that does not grow with the other
 * rules.
 */
#ifndef RULES_INDEX_H
#define RULES_INDEX_H

#include <fusion/rules.h>

struct index;

/* The numbers of the rules that name this kind, and of those that name none; both ascending, owned by the
 * index. For a kind that the policy does not declare, `of_kind` are those of its nearest declared branch, and
 * `filtered` says that their patterns are still to be compared with the kind. */
struct candidates {
    const uint32_t *of_kind, *any;
    size_t of_kind_count, any_count;
    bool filtered;
};

struct index *index_new(const struct policy *p); /* NULL when memory ran out */
void index_free(struct index *x);                /* NULL: nothing to free */
/* Add rule `number`, greater than all before, under its events (bit 1 << enum rule_event) and `count`
 * patterns of kinds (0: any kind). Not 0: no memory. */
int index_add(struct index *x, uint32_t number, uint32_t events, const struct bytes *kinds,
              size_t count) CHECKED;
/* The rules for this event and kind; valid until the next index_add. */
struct candidates index_find(const struct index *x, enum rule_event on, struct bytes kind);

/* Is it `*`, or the pattern `fire.mortar` or `fire.*` of a kind or branch that the policy declares? */
bool index_knows_pattern(const struct policy *p, struct bytes pattern);
/* A pattern as an error offers it. */
struct kind_pattern {
    char text[KIND_BYTES_MAX + sizeof ".*"];
};
/* Of those that it knows, the nearest to one that it does not; empty: none is near. */
struct kind_pattern index_nearest(const struct policy *p, struct bytes pattern);

#endif
