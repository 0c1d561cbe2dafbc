/* rows_json.c: a file that is one JSON value: read whole, then the objects of its list one by one. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

/* 1: the whole file is in r->text; 2: not yet; negative: error. */
static int file_gather(struct rows *r, struct error *e) {
    for (;;) {
        struct bytes there = stream_bytes(&r->in);
        if (r->text.size + there.size > JSON_FILE_BYTES_MAX)
            return error_at(e, ERROR_LIMIT, r->in.name, 0, 0,
                            "is over %u bytes; expected a smaller JSON array, or one object a line (ndjson)",
                            JSON_FILE_BYTES_MAX);
        buffer_append(&r->text, there);
        if (r->text.failed)
            return error_memory(e);
        stream_take(&r->in, there.size);
        int got = rows_fill(r, e);
        if (got == 0)
            return 1;
        if (got != 1)
            return got;
    }
}

static int line_of(struct bytes text, size_t offset) {
    int line = 1;
    for (size_t i = 0; i < offset && i < text.size; i++)
        line += text.data[i] == '\n';
    return line;
}

static const struct json *member_find(const struct json *object, struct bytes name) {
    if (object->type != JSON_OBJECT)
        return NULL;
    for (const struct json *n = object->child; n; n = n->next)
        if (bytes_equal(n->key, name))
            return n;
    return NULL;
}

static int member_refuse(const struct rows *r, const struct json *object, struct bytes name,
                         struct error *e) {
    const char *names[JSON_KEYS_MAX + 1];
    size_t count = 0;
    if (object->type != JSON_OBJECT)
        return error_at(e, ERROR_INPUT, r->in.name, 0, 0,
                        "is %s where `rows` of the adapter looks for `%.*s`; expected an object",
                        json_type_name(object->type), (int)name.size, name.data);
    for (const struct json *n = object->child; n && count < JSON_KEYS_MAX; n = n->next)
        names[count++] = n->key.data;
    names[count] = NULL;
    const char *nearest = error_nearest(name, names);
    return error_at(e, ERROR_INPUT, r->in.name, 0, 0,
                    "has no `%.*s`, where `rows` of the adapter looks for it%s%.64s%s", (int)name.size,
                    name.data, nearest ? "; did you mean `" : "", nearest ? nearest : "",
                    nearest ? "`?" : "");
}

/* The list to which `rows` of the adapter leads, member by member. */
static int list_find(struct rows *r, const struct json *at, struct error *e) {
    struct bytes path = r->archive->rows;
    while (path.size) {
        struct bytes name = bytes_split(&path, '.');
        const struct json *next = member_find(at, name);
        if (!next)
            return member_refuse(r, at, name, e);
        at = next;
    }
    if (at->type != JSON_ARRAY)
        return error_at(e, ERROR_INPUT, r->in.name, 1, 0, "is %s; expected a list of objects%s",
                        json_type_name(at->type),
                        at->type == JSON_OBJECT && !r->archive->rows.size
                            ? " (`rows` of the adapter says in which member it stands)"
                            : "");
    r->next_object = at->child;
    return 0;
}

static int file_parse(struct rows *r, struct error *e) {
    static const struct json_limits limits = {JSON_OWN_DEPTH_MAX, JSON_FILE_KEYS_MAX};
    const struct json *tree;
    struct json_fault fault;
    struct bytes text = buffer_bytes(&r->text);
    if (json_parse(&r->names_arena, text, &limits, &tree, &fault) == 0)
        return list_find(r, tree, e);
    int line = line_of(text, fault.offset);
    if (fault.code == JSON_UTF8 && !rows_is_text(r, text, (struct bytes){NULL, 0}))
        return error_at(e, ERROR_INPUT, r->in.name, line, 0, "%s", r->fault);
    return error_at(e, fault.code == JSON_MEMORY ? ERROR_MEMORY : ERROR_INPUT, r->in.name, line, 0, "%s %s",
                    json_fault_meaning(fault.code), fault.detail);
}

int rows_next_json(struct rows *r, struct table_row *out, struct error *e) {
    if (!r->gathered) {
        int got = file_gather(r, e);
        if (got != 1)
            return got;
        int code = file_parse(r, e);
        if (code < 0)
            return code;
        r->gathered = true;
    }
    const struct json *object = r->next_object;
    if (!object)
        return 0;
    r->next_object = object->next;
    buffer_clear(&r->text);
    struct json_writer writer = JSON_WRITER(&r->text);
    json_write_tree(&writer, object);
    if (r->text.failed)
        return error_memory(e);
    *out = (struct table_row){.number = ++r->number};
    rows_keep(out, buffer_bytes(&r->text));
    if (object->type == JSON_OBJECT) {
        out->object = object;
        return 1;
    }
    (void)snprintf(r->fault, sizeof r->fault, "is %s; expected an object", json_type_name(object->type));
    out->fault = r->fault;
    return 1;
}
