/* message_parts.c: see message/message_form.h. The objects within a message. */
#include "message_form.h"

#define SEEN(bits, row) ((bits) >> FIELD_##row & 1)

bool part_window(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    const struct span *span = &((struct message *)out)->window;
    uint64_t seen;
    if (!form_object(d, node, f->parts, out, &seen))
        return false;
    if (!seen)
        return form_missing(d, "from", "a window without \"until\"");
    if (span->from_ms != INSTANT_NONE && span->until_ms != INSTANT_NONE && span->until_ms < span->from_ms)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "\"until\" not before \"from\"");
    return true;
}

bool part_harm(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    uint64_t seen;
    return form_object(d, node, f->parts, out, &seen);
}

bool part_marking(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct message *m = out;
    uint64_t seen;
    if (!form_object(d, node, f->parts, m, &seen))
        return false;
    m->released = SEEN(seen, MARKING_REL_TO);
    return true;
}

bool part_actor(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    uint64_t seen;
    if (!form_object(d, node, f->parts, out, &seen))
        return false;
    return SEEN(seen, ACTOR_PARTY) || form_missing(d, "party", "an actor");
}

bool part_subject(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    uint64_t seen;
    if (!form_object(d, node, f->parts, out, &seen))
        return false;
    return SEEN(seen, SUBJECT_NAME) || form_missing(d, "name", "a subject");
}

/* -- text and data -- */

/* A language tag in form (RFC 5646): 2 to 8 letters, then parts of 1 to 8 letters and digits behind hyphens.
 */
static bool is_language(struct bytes tag) {
    struct bytes rest = tag;
    if (tag.size == 0 || tag.data[tag.size - 1] == '-')
        return false;
    for (bool first = true; rest.size; first = false) {
        struct bytes part = bytes_split(&rest, '-');
        if (part.size < (first ? 2 : 1) || part.size > 8)
            return false;
        for (size_t i = 0; i < part.size; i++) {
            char letter = (char)(part.data[i] | 0x20);
            bool digit = part.data[i] >= '0' && part.data[i] <= '9';
            if (!(letter >= 'a' && letter <= 'z') && (first || !digit))
                return false;
        }
    }
    return true;
}

bool form_text(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    const struct json **text = out;
    (void)f;
    if (node->type != JSON_STRING && node->type != JSON_OBJECT)
        return form_wrong_type(d, node, "a string, or strings by language, as {\"en\": ...}");
    for (const struct json *m = node->child; m; m = m->next) {
        struct json tag = {.type = JSON_STRING, .text = m->key};
        if (!is_language(m->key))
            return form_fail(d, QUARANTINE_WRONG_FORM, &tag, "a language tag, as en or ar-SY");
        path_enter(d, m->key.data, PATH_NO_INDEX); /* a language tag, and ended by a NUL */
        if (m->type != JSON_STRING)
            return form_wrong_type(d, m, "a string");
        path_leave(d);
    }
    *text = node;
    return true;
}

/* Numbers in data reach rules as they are, so all of them stay where integers are exact. Recursion is bounded
 * by JSON_DEPTH_MAX. */
static bool numbers_within(struct decoding *d, const struct json *node) {
    int64_t value;
    if (node->type == JSON_NUMBER &&
        (!json_decimal(node, 0, &value) || value > JSON_INTEGER_MAX || value < -JSON_INTEGER_MAX))
        return form_fail(d, QUARANTINE_NUMBER_RANGE, node, "numbers from -2^53 to 2^53");
    for (const struct json *m = node->child; m; m = m->next)
        if (!numbers_within(d, m))
            return false;
    return true;
}

bool form_data(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    const struct json **data = out;
    (void)f;
    if (node->type != JSON_OBJECT)
        return form_wrong_type(d, node, "an object");
    *data = node;
    return numbers_within(d, node);
}
