/* rows_json.c: a file that is one JSON array of objects: read whole, then given out one by one. */
#include <ports/rows.h>

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
        int got = stream_fill(&r->in, e);
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

static int file_parse(struct rows *r, struct error *e) {
    static const struct json_limits limits = {JSON_OWN_DEPTH_MAX, JSON_FILE_KEYS_MAX};
    const struct json *array;
    struct json_fault fault;
    struct bytes text = buffer_bytes(&r->text);
    if (json_parse(&r->names_arena, text, &limits, &array, &fault) < 0)
        return error_at(e, fault.code == JSON_MEMORY ? ERROR_MEMORY : ERROR_INPUT, r->in.name,
                        line_of(text, fault.offset), 0, "%s %s", json_fault_meaning(fault.code),
                        fault.detail);
    if (array->type != JSON_ARRAY)
        return error_at(e, ERROR_INPUT, r->in.name, 1, 0, "is %s; expected a list of objects",
                        json_type_name(array->type));
    r->next_object = array->child;
    return 0;
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
    *out = (struct table_row){.number = ++r->number,
                              .raw = bytes_slice(buffer_bytes(&r->text), 0, LINE_BYTES_MAX),
                              .raw_size = r->text.size};
    if (object->type == JSON_OBJECT) {
        out->object = object;
        return 1;
    }
    (void)snprintf(r->fault, sizeof r->fault, "is %s; expected an object", json_type_name(object->type));
    out->fault = r->fault;
    return 1;
}
