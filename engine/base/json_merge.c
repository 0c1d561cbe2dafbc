/*
 * json_merge.c: see fusion/json.h. JSON merge patches, as RFC 7396 section 2 defines them.
 *
 * Keys that stay keep their place and new ones come behind, which is what SQLite's json_patch() does too: the
 * record folds there, the spool folds here, and both must come to the same bytes.
 */
#include <fusion/json.h>

static const struct json *member_find(const struct json *object, struct bytes key) {
    if (!object || object->type != JSON_OBJECT)
        return NULL;
    for (const struct json *m = object->child; m; m = m->next)
        if (bytes_equal(m->key, key))
            return m;
    return NULL;
}

/* A node of its own, so that its `next` and `key` can differ; what is below it is shared. */
static struct json *node_copy(struct arena *a, const struct json *node) {
    struct json *copy = arena_alloc(a, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *node;
    copy->next = NULL;
    return copy;
}

static struct json *merge(struct arena *a, const struct json *target, const struct json *patch);

/* The members of an object under construction: where the next one goes. */
struct members {
    struct json *object;
    const struct json **end;
};

static bool member_add(struct members *m, struct json *node, struct bytes key) {
    if (!node)
        return false;
    node->key = key;
    *m->end = node;
    m->end = &node->next;
    m->object->count++;
    return true;
}

static bool members_kept(struct arena *a, struct members *out, const struct json *target,
                         const struct json *patch) {
    for (const struct json *t = target->child; t; t = t->next) {
        const struct json *change = member_find(patch, t->key);
        if (change && change->type == JSON_NULL)
            continue;
        if (!member_add(out, change ? merge(a, t, change) : node_copy(a, t), t->key))
            return false;
    }
    return true;
}

static bool members_new(struct arena *a, struct members *out, const struct json *target,
                        const struct json *patch) {
    for (const struct json *p = patch->child; p; p = p->next) {
        if (p->type == JSON_NULL || member_find(target, p->key))
            continue;
        if (!member_add(out, merge(a, NULL, p), p->key))
            return false;
    }
    return true;
}

/* Recursion is bounded: no patch is deeper than the limits it was read with. */
static struct json *merge(struct arena *a, const struct json *target, const struct json *patch) {
    struct json *object = node_copy(a, patch);
    if (!object || patch->type != JSON_OBJECT)
        return object;
    struct members members = {object, &object->child};
    object->child = NULL;
    object->count = 0;
    bool is_object = target && target->type == JSON_OBJECT;
    if (is_object && !members_kept(a, &members, target, patch))
        return NULL;
    return members_new(a, &members, target, patch) ? object : NULL;
}

const struct json *json_merge(struct arena *a, const struct json *target, const struct json *patch) {
    return merge(a, target, patch);
}
