/*
 * document.c: see document.h. Tables made from engine/state/fields.h: an incident, its statements, its
 * cases, their clocks.
 */
#include "document.h"

#include "codec.h"
#include <state/fields.h>

#include <stdlib.h>

struct field {
    const char *name;
    const struct codec *codec;
    size_t offset;
};

/* One level of the document: an incident, a case or a clock. */
struct level {
    const struct field *fields;
    size_t count;
};

static void level_write(const struct level *l, void *owner, uint64_t changed, bool fresh,
                        const struct words *words, struct json_writer *w) {
    json_open(w, '{');
    for (size_t n = 0; n < l->count; n++) {
        void *field = (char *)owner + l->fields[n].offset;
        bool present = l->fields[n].codec->present(field, owner);
        if (!(changed >> n & 1) || (fresh && !present))
            continue;
        json_key(w, l->fields[n].name);
        if (present)
            l->fields[n].codec->write(field, owner, words, w);
        else
            json_write_null(w);
    }
    json_close(w, '}');
}

static bool level_read(const struct level *l, void *owner, struct words *words, const struct json *object) {
    if (object->type != JSON_OBJECT)
        return false;
    size_t n = 0;
    for (const struct json *member = object->child; member; member = member->next) {
        size_t tried = 0;
        for (; tried < l->count && !bytes_is(member->key, l->fields[n].name); tried++)
            n = (n + 1) % l->count; /* members mostly come in the order of the table */
        if (tried < l->count &&
            !l->fields[n].codec->read((char *)owner + l->fields[n].offset, owner, words, member))
            return false;
    }
    return true;
}

static const struct field clock_fields[] = {
#define X(mark, name, type, member) {name, &codec_##type, offsetof(struct clock, member)},
    CLOCK_FIELDS(X)
#undef X
};
static const struct level clock_level = {clock_fields, CLOCK_FIELD_COUNT};

/* The place of a case or clock, which is its name in the document. */
static void place_key(struct json_writer *w, uint32_t place) {
    char digits[12];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + place % 10);
    while (place /= 10);
    json_key_bytes(w, (struct bytes){digits + at, sizeof digits - at});
}

/* Places come in order and without gaps. */
static bool place_is(const struct json *member, uint32_t place) {
    int64_t found;
    return bytes_to_unsigned(member->key, UINT16_MAX, &found) && found == place;
}

/* A list of structs as an object by place: what changed of it is written. */
#define PLACES_CODEC(NAME, prefix, owner_type, item_type, list, counted, level, add)                         \
    static bool prefix##_present(const void *field, const void *owner) {                                     \
        (void)field;                                                                                         \
        return ((const owner_type *)owner)->counted != 0;                                                    \
    }                                                                                                        \
    static void prefix##_write(void *field, void *owner, const struct words *words, struct json_writer *w) { \
        (void)field;                                                                                         \
        json_open(w, '{');                                                                                   \
        for (uint32_t n = 0; n < ((owner_type *)owner)->counted; n++) {                                      \
            item_type *item = &((owner_type *)owner)->list[n];                                               \
            if (!item->changed)                                                                              \
                continue;                                                                                    \
            place_key(w, n);                                                                                 \
            level_write(&(level), item, item->changed, item->fresh, words, w);                               \
            item->changed = 0;                                                                               \
            item->fresh = false;                                                                             \
        }                                                                                                    \
        json_close(w, '}');                                                                                  \
    }                                                                                                        \
    static bool prefix##_read(void *field, void *owner, struct words *words, const struct json *node) {      \
        (void)field;                                                                                         \
        for (const struct json *at = node->child; at; at = at->next) {                                       \
            if (!place_is(at, ((owner_type *)owner)->counted))                                               \
                return false;                                                                                \
            item_type *item = add(owner);                                                                    \
            if (!item || !level_read(&(level), item, words, at))                                             \
                return false;                                                                                \
        }                                                                                                    \
        return true;                                                                                         \
    }                                                                                                        \
    static const struct codec codec_##NAME = {prefix##_present, prefix##_write, prefix##_read};

PLACES_CODEC(CLOCKS, clocks, struct kase, struct clock, clocks, clock_count, clock_level, case_clock_add)

static const struct field case_fields[] = {
#define X(mark, name, type, member) {name, &codec_##type, offsetof(struct kase, member)},
    CASE_FIELDS(X)
#undef X
};
static const struct level case_level = {case_fields, CASE_FIELD_COUNT};

PLACES_CODEC(CASES, cases, struct incident, struct kase, cases, case_count, case_level, incident_case_add)

static const struct field response_fields[] = {
#define X(mark, name, type, member) {name, &codec_##type, offsetof(struct response, member)},
    RESPONSE_FIELDS(X)
#undef X
};
static const struct level response_level = {response_fields, RESPONSE_FIELD_COUNT};

PLACES_CODEC(RESPONSES, responses, struct incident, struct response, responses, response_count,
             response_level, incident_response_add)

static const struct field statement_fields[] = {
#define X(mark, name, type, member) {name, &codec_##type, offsetof(struct statement, member)},
    STATEMENT_FIELDS(X)
#undef X
};
static const struct level statement_level = {statement_fields, STATEMENT_FIELD_COUNT};

PLACES_CODEC(STATEMENTS, statements, struct incident, struct statement, statements, statement_count,
             statement_level, incident_statement_add)

static const struct field incident_fields[] = {
#define X(mark, name, type, member) {name, &codec_##type, offsetof(struct incident, member)},
    INCIDENT_FIELDS(X)
#undef X
};
static const struct level incident_level = {incident_fields, INCIDENT_FIELD_COUNT};

void document_write_changes(struct incident *i, const struct words *words, struct json_writer *w) {
    level_write(&incident_level, i, i->changed, i->fresh, words, w);
    i->changed = 0;
    i->fresh = false;
}

struct incident *document_incident(const struct json *document, struct words *words, uint64_t number) {
    struct incident *i = incident_new(number);
    if (i && !level_read(&incident_level, i, words, document)) {
        incident_free(i);
        return NULL;
    }
    if (i && i->last_report_ms == INSTANT_NONE)
        i->last_report_ms = i->opened_ms;
    return i;
}
