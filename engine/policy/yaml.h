/*
 * yaml.h: policy.yaml as a small tree, from libyaml's events (yaml.c alone includes libyaml).
 *
 * A tree has mappings, sequences and scalars, and every node knows its line and column. What makes YAML mean
 * more than it says is refused: anchors, aliases, tags, directives, merge keys, duplicate keys, keys that are
 * no scalars, several documents. A scalar is text; what it is to be, the option table says (options_table.h).
 */
#ifndef FUSION_POLICY_YAML_H
#define FUSION_POLICY_YAML_H

#include <fusion/arena.h>
#include <fusion/error.h>

/* What a node is. */
enum yaml_type { YAML_SCALAR, YAML_SEQUENCE, YAML_MAPPING };

/* A place in a file (`mark` is libyaml's word). */
struct yaml_mark {
    int line, column; /* from 1, in characters */
};

/* A node of the tree: read-only, and in the arena it was parsed into. */
struct yaml_node {
    enum yaml_type type;
    uint32_t count;                 /* of children */
    struct yaml_mark mark;          /* of the value */
    struct yaml_mark key_mark;      /* of its key, in a mapping; else as `mark` */
    struct bytes key;               /* NUL-terminated behind; empty outside a mapping */
    struct bytes text;              /* of a scalar; NUL-terminated behind */
    struct yaml_node *child, *next; /* the first child; the next of the same parent. NULL: none */
};

/* Parse one document whose root is a mapping. ERROR_POLICY with `file`, line and column, or ERROR_MEMORY:
 * then *out is NULL. The tree lives in `a` and keeps nothing of `text`. */
int yaml_parse(struct arena *a, const char *file, struct bytes text, const struct yaml_node **out,
               struct error *e) CHECKED;

/* The member of a mapping, or NULL (also when `mapping` is NULL or no mapping). */
const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);
const char *yaml_type_name(enum yaml_type type); /* "a list", ... for error texts */

/* The place of a byte of any text, for errors: of JSON too. */
struct yaml_mark yaml_mark_of_byte(struct bytes text, size_t offset);

/* Text of the policy as an error may show it: between backquotes, on one line, valid UTF-8, not too long. */
struct yaml_quote {
    char text[64];
};
struct yaml_quote yaml_quote(struct bytes text);

#endif
