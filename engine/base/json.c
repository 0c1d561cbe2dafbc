/*
 * json.c: see fusion/json.h. Reading; the only file that knows yajl.
 *
 * The text is copied once into the arena, and yajl's events point into that copy: a string without escapes
 * stays there, and its closing quote, which yajl has passed by then, becomes its NUL. Nodes are taken from
 * the arena in chunks, and what yajl itself allocates lies on the stack, so that a message takes two or three
 * pieces of the arena and no malloc.
 */
#include "json_keys.h"
#include "utf8.h"
#include <fusion/json.h>
#include <fusion/limits.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#define NODES_A_CHUNK 16u
#define SCRATCH_BYTES 3072u /* yajl was seen to take 700 for a text of usual depth, 2800 with escapes */

const struct json_limits json_limits_message = {JSON_DEPTH_MAX, JSON_KEYS_MAX};
const struct json_limits json_limits_own = {JSON_OWN_DEPTH_MAX, JSON_OWN_KEYS_MAX};

/* An open array or object. */
struct frame {
    struct json_keys keys;
    struct json *node, *last;
};

struct scratch {
    size_t used;
    _Alignas(max_align_t) char bytes[SCRATCH_BYTES];
};

struct parser {
    struct arena *arena;
    const struct json_limits *limits;
    struct json_fault *fault;
    yajl_handle yajl;
    char *copy;
    size_t copy_size;
    unsigned depth, keys;
    struct json *root, *spare;
    unsigned spare_count;
    struct frame frames[JSON_OWN_DEPTH_MAX];
    struct scratch scratch;
};

/* yajl's allocator: a piece of the scratch while it has room, then malloc. The size of a piece stands in
 * front of it, for realloc; pieces of the scratch are not used again. */
union piece {
    size_t size;
    max_align_t align;
};

static bool scratch_holds(const struct scratch *s, const void *p) {
    return (uintptr_t)p - (uintptr_t)s->bytes < sizeof s->bytes;
}

static void *scratch_malloc(void *context, size_t size) {
    struct scratch *s = context;
    size_t bytes = (sizeof(union piece) + size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
    union piece *p = NULL;
    if (bytes <= sizeof s->bytes - s->used) {
        p = (union piece *)(void *)(s->bytes + s->used);
        s->used += bytes;
    } else {
        p = malloc(bytes);
    }
    if (!p)
        return NULL;
    p->size = size;
    return p + 1;
}

static void scratch_free(void *context, void *memory) {
    if (memory && !scratch_holds(context, memory))
        free((union piece *)memory - 1);
}

static void *scratch_realloc(void *context, void *memory, size_t size) {
    void *fresh = scratch_malloc(context, size);
    if (!fresh || !memory)
        return fresh;
    size_t held = ((union piece *)memory - 1)->size;
    memcpy(fresh, memory, held < size ? held : size);
    scratch_free(context, memory);
    return fresh;
}

static int fault_set(struct parser *p, enum json_fault_code code, size_t offset, const char *detail) {
    p->fault->code = code;
    p->fault->offset = offset;
    utf8_show(bytes_of(detail), sizeof p->fault->detail - 1, p->fault->detail);
    return -1;
}

/* Ends the parse from within an event: yajl stops at 0. */
static int event_refuse(struct parser *p, enum json_fault_code code, struct bytes detail) {
    p->fault->code = code;
    p->fault->offset = yajl_get_bytes_consumed(p->yajl);
    utf8_show(detail, sizeof p->fault->detail - 1, p->fault->detail);
    return 0;
}

/* A fresh node, linked behind the last one of the open array or object. */
static struct json *node_link(struct parser *p) {
    if (p->spare_count == 0) {
        p->spare = arena_array(p->arena, NODES_A_CHUNK, sizeof *p->spare);
        if (!p->spare)
            return NULL;
        p->spare_count = NODES_A_CHUNK;
    }
    struct json *node = p->spare++;
    p->spare_count--;
    if (p->depth == 0)
        return p->root = node;
    struct frame *f = &p->frames[p->depth - 1];
    if (f->last)
        f->last->next = node;
    else
        f->node->child = node;
    f->last = node;
    f->node->count++;
    return node;
}

/* The node of a value: in an object its key has made it already. */
static struct json *node_value(struct parser *p, enum json_type type) {
    struct frame *f = p->depth ? &p->frames[p->depth - 1] : NULL;
    struct json *node = f && f->node->type == JSON_OBJECT ? f->last : node_link(p);
    if (!node)
        event_refuse(p, JSON_MEMORY, BYTES(""));
    else
        node->type = type;
    return node;
}

/* yajl's text as a view that lasts: within the copy, or, where yajl decoded an escape elsewhere, in a copy of
 * its own. */
static bool text_keep(struct parser *p, const unsigned char *data, size_t size, bool terminate,
                      struct bytes *out) {
    uintptr_t at = (uintptr_t)data - (uintptr_t)p->copy;
    if (at < p->copy_size) {
        *out = (struct bytes){p->copy + at, size};
        if (terminate)
            p->copy[at + size] = '\0';
        return true;
    }
    *out = arena_copy(p->arena, (struct bytes){(const char *)data, size});
    return out->data || event_refuse(p, JSON_MEMORY, BYTES(""));
}

static int on_null(void *context) {
    return node_value(context, JSON_NULL) != NULL;
}

static int on_boolean(void *context, int value) {
    return node_value(context, value ? JSON_TRUE : JSON_FALSE) != NULL;
}

static int on_number(void *context, const char *text, size_t size) {
    struct json *node = node_value(context, JSON_NUMBER);
    return node && text_keep(context, (const unsigned char *)text, size, false, &node->text);
}

static int on_string(void *context, const unsigned char *text, size_t size) {
    struct json *node = node_value(context, JSON_STRING);
    return node && text_keep(context, text, size, true, &node->text);
}

static int container_open(struct parser *p, enum json_type type) {
    if (p->depth == p->limits->depth)
        return event_refuse(p, JSON_DEPTH, BYTES(""));
    struct json *node = node_value(p, type);
    if (node)
        p->frames[p->depth++] = (struct frame){.node = node};
    return node != NULL;
}

static int on_object(void *context) {
    return container_open(context, JSON_OBJECT);
}

static int on_array(void *context) {
    return container_open(context, JSON_ARRAY);
}

static int on_close(void *context) {
    struct parser *p = context;
    assert(p->depth > 0);
    p->depth--;
    return 1;
}

static int on_key(void *context, const unsigned char *text, size_t size) {
    struct parser *p = context;
    assert(p->depth > 0);
    struct frame *f = &p->frames[p->depth - 1];
    if (p->keys == p->limits->keys)
        return event_refuse(p, JSON_KEYS, BYTES(""));
    p->keys++;
    struct json *node = node_link(p);
    if (!node)
        return event_refuse(p, JSON_MEMORY, BYTES(""));
    if (!text_keep(p, text, size, true, &node->key))
        return 0;
    switch (json_keys_add(&f->keys, p->arena, f->node, node)) {
    case JSON_FINE:
        return 1;
    case JSON_DUPLICATE:
        return event_refuse(p, JSON_DUPLICATE, node->key);
    default:
        return event_refuse(p, JSON_MEMORY, BYTES(""));
    }
}

static const yajl_callbacks events = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_close,
    .yajl_start_array = on_array,
    .yajl_end_array = on_close,
};

/* yajl's own words, up to the end of their first line. */
static int fault_malformed(struct parser *p, size_t at) {
    unsigned char *words = yajl_get_error(p->yajl, 0, NULL, 0);
    if (words)
        words[strcspn((char *)words, "\n")] = '\0';
    fault_set(p, JSON_MALFORMED, at, words ? (char *)words : "");
    if (words)
        yajl_free_error(p->yajl, words);
    return -1;
}

static int parser_run(struct parser *p) {
    yajl_status status = yajl_parse(p->yajl, (unsigned char *)p->copy, p->copy_size);
    size_t at = yajl_get_bytes_consumed(p->yajl);
    if (status == yajl_status_ok) {
        status = yajl_complete_parse(p->yajl);
        at = p->copy_size;
    }
    if (status == yajl_status_client_canceled)
        return -1;
    if (status == yajl_status_error)
        return fault_malformed(p, at);
    assert(p->root && p->depth == 0);
    return 0;
}

int json_parse(struct arena *a, struct bytes text, const struct json_limits *limits, const struct json **out,
               struct json_fault *fault) {
    assert(limits->depth <= JSON_OWN_DEPTH_MAX);
    struct parser p; /* not zeroed: the frames and the scratch are large, and set before they are read */
    size_t offset;
    p.arena = a, p.limits = limits, p.fault = fault;
    p.depth = p.keys = p.spare_count = 0;
    p.root = p.spare = NULL;
    p.scratch.used = 0;
    *out = NULL;
    *fault = (struct json_fault){.code = utf8_scan(text, &offset)};
    if (fault->code != JSON_FINE)
        return fault_set(&p, fault->code, offset, fault->code == JSON_MALFORMED ? "a control byte" : "");
    struct bytes copy = arena_copy(a, text);
    yajl_alloc_funcs memory = {scratch_malloc, scratch_realloc, scratch_free, &p.scratch};
    p.yajl = copy.data ? yajl_alloc(&events, &memory, &p) : NULL;
    if (!p.yajl)
        return fault_set(&p, JSON_MEMORY, 0, "");
    yajl_config(p.yajl, yajl_dont_validate_strings, 1); /* utf8_scan did, and better */
    p.copy = (char *)(uintptr_t)copy.data;              /* ours, just made */
    p.copy_size = copy.size;
    int result = parser_run(&p);
    yajl_free(p.yajl);
    if (result == 0)
        *out = p.root;
    return result;
}

#define X(code, word, meaning) meaning,
static const char *const meanings[] = {"", JSON_FAULTS(X)};
#undef X

const char *json_fault_meaning(enum json_fault_code code) {
    assert((size_t)code < sizeof meanings / sizeof *meanings);
    return meanings[code];
}
