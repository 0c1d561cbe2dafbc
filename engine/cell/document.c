/*
 * document.c: see document.h. Three tables made from engine/model/fields.h: an incident, its cases, their
 * clocks.
 */
#include "document.h"

#include "codec.h"
#include "model/fields.h"

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

static void level_write(const struct level *l, void *owner, uint32_t changed, bool fresh,
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

static bool clocks_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct kase *)owner)->clock_count != 0;
}
static void clocks_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    struct kase *k = owner;
    (void)field;
    json_open(w, '{');
    for (uint32_t n = 0; n < k->clock_count; n++) {
        if (!k->clocks[n].changed)
            continue;
        place_key(w, n);
        level_write(&clock_level, &k->clocks[n], k->clocks[n].changed, k->clocks[n].fresh, words, w);
        k->clocks[n].changed = 0;
        k->clocks[n].fresh = false;
    }
    json_close(w, '}');
}
static bool clocks_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct kase *k = owner;
    (void)field;
    for (const struct json *at = node->child; at; at = at->next) {
        if (!place_is(at, k->clock_count))
            return false;
        struct clock *c = case_clock_add(k);
        if (!c || !level_read(&clock_level, c, words, at))
            return false;
    }
    return true;
}
static const struct codec codec_CLOCKS = {clocks_present, clocks_write, clocks_read};

static const struct field case_fields[] = {
#define X(mark, name, type, member) {name, &codec_##type, offsetof(struct kase, member)},
    CASE_FIELDS(X)
#undef X
};
static const struct level case_level = {case_fields, CASE_FIELD_COUNT};

static bool cases_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct incident *)owner)->case_count != 0;
}
static void cases_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    struct incident *i = owner;
    (void)field;
    json_open(w, '{');
    for (uint32_t n = 0; n < i->case_count; n++) {
        struct kase *k = &i->cases[n];
        if (!k->changed)
            continue;
        place_key(w, n);
        level_write(&case_level, k, k->changed, k->fresh, words, w);
        k->changed = 0;
        k->fresh = false;
    }
    json_close(w, '}');
}
static bool cases_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct incident *i = owner;
    (void)field;
    for (const struct json *at = node->child; at; at = at->next) {
        if (!place_is(at, i->case_count))
            return false;
        struct kase *k = incident_case_add(i);
        if (!k || !level_read(&case_level, k, words, at))
            return false;
    }
    return true;
}
static const struct codec codec_CASES = {cases_present, cases_write, cases_read};

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
    if (!i || level_read(&incident_level, i, words, document))
        return i;
    incident_free(i);
    return NULL;
}
