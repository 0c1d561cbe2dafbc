/* message_form.c: see message/message_form.h. The path to a value, the telling of faults, objects and lists.
 */
#include "message_form.h"
#include <base/utf8.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define SHOWN_BYTES 40u /* of a value from outside, in a detail */

void path_enter(struct decoding *d, const char *name, size_t index) {
    assert(d->depth < PATH_DEPTH_MAX);
    d->path[d->depth].name = name;
    d->path[d->depth++].index = index;
}

void path_leave(struct decoding *d) {
    assert(d->depth > 0);
    d->depth--;
}

/* A bounded text that is cut rather than overrun. */
struct note {
    char *text;
    size_t size, capacity;
};

__attribute__((format(printf, 2, 0))) static void note_add_list(struct note *n, const char *format,
                                                                va_list args) {
    int wanted = vsnprintf(n->text + n->size, n->capacity - n->size, format, args);
    assert(wanted >= 0);
    size_t left = n->capacity - n->size - 1;
    n->size += (size_t)wanted < left ? (size_t)wanted : left;
}

__attribute__((format(printf, 2, 3))) static void note_add(struct note *n, const char *format, ...) {
    va_list args;
    va_start(args, format);
    note_add_list(n, format, args);
    va_end(args);
}

/* `actors[2].party` */
static void note_path(struct note *n, const struct decoding *d) {
    for (unsigned i = 0; i < d->depth; i++) {
        if (d->path[i].name)
            note_add(n, "%s%s", i ? "." : "", d->path[i].name);
        if (d->path[i].index != PATH_NO_INDEX)
            note_add(n, "[%zu]", d->path[i].index);
    }
}

static void note_value(struct note *n, const struct json *found) {
    char shown[SHOWN_BYTES + 1];
    utf8_show(found->text, SHOWN_BYTES, shown);
    const char *more = found->text.size > SHOWN_BYTES ? "..." : "";
    if (found->type == JSON_STRING)
        note_add(n, "\"%s%s\"", shown, more);
    else if (found->type == JSON_NUMBER)
        note_add(n, "%s%s", shown, more);
    else if (found->type == JSON_ARRAY)
        note_add(n, "a list of %u", (unsigned)found->count);
    else
        note_add(n, "%s", json_type_name(found->type));
}

static struct note detail_begin(struct decoding *d, enum quarantine_reason reason) {
    d->fault->reason = reason;
    return (struct note){d->fault->detail, 0, sizeof d->fault->detail};
}

/* Whatever was cut off, the detail stays valid UTF-8. */
static bool detail_end(struct note *n) {
    if (n->size == n->capacity - 1)
        while (n->size > 0 && ((unsigned char)n->text[n->size - 1] & 0x80))
            n->size--;
    n->text[n->size] = '\0';
    return false;
}

static struct note fail_begin(struct decoding *d, enum quarantine_reason reason, const struct json *found) {
    struct note n = detail_begin(d, reason);
    note_path(&n, d);
    note_add(&n, ": found ");
    note_value(&n, found);
    note_add(&n, ", expected ");
    return n;
}

bool form_fail(struct decoding *d, enum quarantine_reason reason, const struct json *found,
               const char *expected, ...) {
    struct note n = fail_begin(d, reason, found);
    va_list args;
    va_start(args, expected);
    note_add_list(&n, expected, args);
    va_end(args);
    return detail_end(&n);
}

bool form_fail_near(struct decoding *d, enum quarantine_reason reason, const struct json *found,
                    struct bytes word, const char *const *words, const char *expected) {
    struct note n = fail_begin(d, reason, found);
    note_add(&n, "%s%s", expected, words ? error_offer(word, words, "\"", "\"").text : "");
    return detail_end(&n);
}

bool form_wrong_type(struct decoding *d, const struct json *found, const char *expected) {
    struct note n = detail_begin(d, QUARANTINE_WRONG_TYPE);
    note_path(&n, d);
    note_add(&n, ": found %s, expected %s", json_type_name(found->type), expected);
    return detail_end(&n);
}

bool form_missing(struct decoding *d, const char *name, const char *whose) {
    struct note n = detail_begin(d, QUARANTINE_MISSING_FIELD);
    note_path(&n, d);
    note_add(&n, "%s%s: found nothing, expected a value: %s needs it", d->depth ? "." : "", name, whose);
    return detail_end(&n);
}

bool form_no_memory(struct decoding *d) {
    struct note n = detail_begin(d, QUARANTINE_JSON_MEMORY);
    return detail_end(&n);
}

/* `a, b or c` */
static void note_names(struct note *n, const char *const *names) {
    for (size_t i = 0; names[i]; i++)
        note_add(n, "%s%s", !i ? "" : names[i + 1] ? ", " : " or ", names[i]);
}

/* A message has too many fields to list; what has none of its own may stand in its `data`. */
static bool fail_unknown(struct decoding *d, struct bytes key, const struct field *fields) {
    const char *names[FIELD_COUNT + 1] = {NULL};
    char shown[SHOWN_BYTES + 1];
    for (size_t i = 0; fields[i].name.data; i++)
        names[i] = fields[i].name.data;
    struct note n = detail_begin(d, QUARANTINE_UNKNOWN_FIELD);
    utf8_show(key, SHOWN_BYTES, shown);
    note_add(&n, "found the unknown field \"");
    note_path(&n, d);
    note_add(&n, "%s%s%s\", expected ", d->depth ? "." : "", shown, key.size > SHOWN_BYTES ? "..." : "");
    if (d->depth == 0) /* of the message itself */
        note_add(&n, "a field of docs/messages.md, or it within \"data\"");
    else
        note_names(&n, names);
    note_add(&n, "%s", error_offer(key, names, "\"", "\"").text);
    return detail_end(&n);
}

static bool list_decode(struct decoding *d, const struct json *node, const struct field *f, void *base) {
    if (node->type != JSON_ARRAY)
        return form_wrong_type(d, node, "a list");
    if (node->count > LIST_MAX)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "a list of at most %u", LIST_MAX);
    char *items = arena_array(d->arena, node->count, f->element_bytes);
    if (!items)
        return form_no_memory(d);
    size_t i = 0;
    for (const struct json *m = node->child; m; m = m->next, i++) {
        path_enter(d, NULL, i);
        if (!f->decode(d, m, f, items + i * f->element_bytes))
            return false;
        path_leave(d);
    }
    *(size_t *)(void *)((char *)base + f->count_offset) = node->count;
    memcpy((char *)base + f->offset, &items, sizeof items); /* a pointer to any type of element */
    return true;
}

bool form_object(struct decoding *d, const struct json *node, const struct field *fields, void *base,
                 uint64_t *seen) {
    *seen = 0;
    if (node->type != JSON_OBJECT)
        return form_wrong_type(d, node, "an object");
    for (const struct json *m = node->child; m; m = m->next) {
        const struct field *f = field_find(fields, m->key);
        if (!f)
            return fail_unknown(d, m->key, fields);
        path_enter(d, f->name.data, PATH_NO_INDEX);
        if (!(f->is_list ? list_decode(d, m, f, base) : f->decode(d, m, f, (char *)base + f->offset)))
            return false;
        path_leave(d);
        *seen |= 1ULL << (f - fields);
    }
    return true;
}
