/* difference.c: two trees of JSON walked side by side. See rerun/difference.h. */
#include "difference.h"

#include <string.h>

#define VALUE_BYTES_MAX 160u /* shown of one value */

/* The place of the walk in both trees: the pointer grows on the way down and shrinks on the way up. */
struct place {
    struct buffer *out;
    struct buffer pointer;
};

/* One reference token, as RFC 6901 names the parts of a pointer. */
static void token_append(struct buffer *pointer, struct bytes key) {
    buffer_append_char(pointer, '/');
    for (size_t i = 0; i < key.size; i++) {
        if (key.data[i] == '~' || key.data[i] == '/')
            buffer_append_text(pointer, key.data[i] == '~' ? "~0" : "~1");
        else
            buffer_append_char(pointer, key.data[i]);
    }
}

static void value_append(struct buffer *out, const struct json *node) {
    struct buffer text = BUFFER_EMPTY;
    struct json_writer w = JSON_WRITER(&text);
    if (!node) {
        buffer_append_text(out, "nothing");
        return;
    }
    json_write_tree(&w, node);
    size_t size = text.size;
    if (size > VALUE_BYTES_MAX)
        for (size = VALUE_BYTES_MAX; size && ((unsigned char)text.data[size] & 0xc0) == 0x80;)
            size--; /* cut between characters */
    buffer_append(out, (struct bytes){text.data, size});
    if (size < text.size)
        buffer_append_text(out, "...");
    buffer_release(&text);
}

/* Append that the two differ here; true. NULL: there is nothing. */
static bool differ(struct place *p, const struct json *found, const struct json *expected) {
    buffer_append(p->out, p->pointer.size ? buffer_bytes(&p->pointer) : BYTES("/"));
    buffer_append_text(p->out, ": found ");
    value_append(p->out, found);
    buffer_append_text(p->out, ", expected ");
    value_append(p->out, expected);
    return true;
}

static bool node_differs(struct place *p, const struct json *found, const struct json *expected);

static bool child_differs(struct place *p, struct bytes key, const struct json *found,
                          const struct json *expected) {
    size_t size = p->pointer.size;
    token_append(&p->pointer, key);
    bool differs = node_differs(p, found, expected);
    p->pointer.size = size;
    return differs;
}

static const struct json *member(const struct json *object, struct bytes key) {
    for (const struct json *m = object->child; m; m = m->next)
        if (bytes_equal(m->key, key))
            return m;
    return NULL;
}

static bool object_differs(struct place *p, const struct json *found, const struct json *expected) {
    for (const struct json *m = found->child; m; m = m->next)
        if (child_differs(p, m->key, m, member(expected, m->key)))
            return true;
    for (const struct json *m = expected->child; m; m = m->next)
        if (!member(found, m->key))
            return child_differs(p, m->key, NULL, m);
    return false;
}

static bool array_differs(struct place *p, const struct json *found, const struct json *expected) {
    const struct json *f = found->child, *x = expected->child;
    for (int64_t i = 0; f || x; i++) {
        struct buffer index = BUFFER_EMPTY;
        buffer_append_int(&index, i);
        bool differs = child_differs(p, buffer_bytes(&index), f, x);
        buffer_release(&index);
        if (differs)
            return true;
        f = f ? f->next : NULL;
        x = x ? x->next : NULL;
    }
    return false;
}

static bool node_differs(struct place *p, const struct json *found, const struct json *expected) {
    if (!found || !expected || found->type != expected->type)
        return differ(p, found, expected);
    if (found->type == JSON_OBJECT)
        return object_differs(p, found, expected);
    if (found->type == JSON_ARRAY)
        return array_differs(p, found, expected);
    return !bytes_equal(found->text, expected->text) && differ(p, found, expected);
}

bool difference_tell(struct bytes found, struct bytes expected, struct buffer *out) {
    struct arena arena = ARENA_EMPTY;
    struct place place = {.out = out};
    const struct json *f = NULL, *x = NULL;
    struct json_fault fault;
    if (bytes_equal(found, expected))
        return false;
    if (json_parse(&arena, found, &json_limits_own, &f, &fault) != 0)
        buffer_append_format(out, "/: found a body that %s (byte %zu), expected the one of the execution",
                             json_fault_meaning(fault.code), fault.offset);
    else if (json_parse(&arena, expected, &json_limits_own, &x, &fault) != 0)
        buffer_append_text(out, "/: expected a body that is no JSON");
    else if (!node_differs(&place, f, x))
        buffer_append_text(out, "/: found the same members in other bytes, expected canonical JSON");
    buffer_release(&place.pointer);
    arena_release(&arena);
    return true;
}
