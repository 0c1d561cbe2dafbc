/* message_parts.c: see message/message_form.h. The objects within a message. */
#include "message_form.h"

#define ROW(name, decode, type, member, detail)                                                              \
    { BYTES(name), decode, offsetof(type, member), 0, detail }
#define ROWS(table, letters)                                                                                 \
    { table, sizeof(table) / sizeof *(table), letters }
#define SEEN(bits, row) ((bits) >> (row)&1)

/* -- window -- */

static const struct field span_rows[] = {
    ROW("from", form_from, struct span, from_ms, NULL),
    ROW("until", form_until, struct span, until_ms, NULL),
};
static const struct fields span_fields = ROWS(span_rows, NULL);

bool part_window(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct span *span = out;
    uint64_t seen;
    (void)f;
    if (!form_object(d, node, &span_fields, span, &seen))
        return false;
    if (!seen)
        return form_missing(d, "from", "a window without \"until\"");
    if (span->from_ms != INSTANT_NONE && span->until_ms != INSTANT_NONE && span->until_ms < span->from_ms)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "\"until\" not before \"from\"");
    return true;
}

/* -- harm -- */

static const int64_t harm_most = HARM_MAX;

static const struct field harm_rows[] = {
    ROW("killed", form_count, struct harm, killed, &harm_most),
    ROW("injured", form_count, struct harm, injured, &harm_most),
    ROW("civilian", form_flag, struct harm, civilian, NULL),
};
static const struct fields harm_fields = ROWS(harm_rows, NULL);

bool part_harm(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    uint64_t seen;
    (void)f;
    return form_object(d, node, &harm_fields, out, &seen);
}

/* -- marking: its two members are members of the message itself -- */

static const struct form_element party_element = {sizeof(party_id), form_party};

static const struct field marking_rows[] = {
    ROW("tlp", form_enum, struct message, tlp, tlp_words),
    {BYTES("rel_to"), form_list, offsetof(struct message, rel_to), offsetof(struct message, rel_to_count),
     &party_element},
};
static const struct fields marking_fields = ROWS(marking_rows, NULL);

bool part_marking(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct message *m = out;
    uint64_t seen;
    (void)f;
    if (!form_object(d, node, &marking_fields, m, &seen))
        return false;
    m->released = SEEN(seen, 1);
    return true;
}

/* -- actors -- */

static const struct field actor_rows[] = {
    ROW("party", form_party, struct actor, party, NULL),
    ROW("role", form_enum, struct actor, role, actor_role_words),
    ROW("name", form_name, struct actor, name, NULL),
};
static const struct fields actor_fields = ROWS(actor_rows, NULL);

bool part_actor(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    uint64_t seen;
    (void)f;
    if (!form_object(d, node, &actor_fields, out, &seen))
        return false;
    return SEEN(seen, 0) || form_missing(d, "party", "an actor");
}

/* -- subjects -- */

static const struct field subject_rows[] = {
    ROW("name", form_name, struct subject, name, NULL),
    ROW("role", form_name, struct subject, role, NULL),
};
static const struct fields subject_fields = ROWS(subject_rows, NULL);

bool part_subject(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    uint64_t seen;
    (void)f;
    if (!form_object(d, node, &subject_fields, out, &seen))
        return false;
    return SEEN(seen, 0) || form_missing(d, "name", "a subject");
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
