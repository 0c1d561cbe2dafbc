/*
 * message_write.c: see fusion/message.h. The facts of a message in canonical JSON: the fields in the order of
 * message/fields.h, a function a shape. What is absent is left out, and so is free text, which an entry only
 * commits to.
 */
#include "message_form.h"

#include <string.h>

static void write_member(struct json_writer *w, const struct field *f, const void *base);
static void write_list(struct json_writer *w, const struct field *f, const void *base);

/* The message that a member of it stands in. */
static const struct message *message_of(const struct field *f, const void *at) {
    return (const void *)((const char *)at - f->offset);
}

/* ---- single values ---- */

static void write_text(struct json_writer *w, const struct field *f, const void *at) {
    (void)f;
    json_write_text(w, *(const struct bytes *)at);
}

static void write_word(struct json_writer *w, const struct field *f, const void *at) {
    const char *const *words = f->detail;
    json_write_text(w, bytes_of(words[*(const unsigned *)at]));
}

static void write_only(struct json_writer *w, const struct field *f, const void *at) {
    const char *const *words = f->detail;
    (void)at;
    json_write_text(w, bytes_of(words[0]));
}

static void write_number(struct json_writer *w, const struct field *f, const void *at) {
    (void)f;
    json_write_int(w, *(const int64_t *)at);
}

/* That the hour is not known stands beside it. */
static void write_time(struct json_writer *w, const struct field *f, const void *at) {
    write_number(w, f, at);
    if (!message_of(f, at)->time_is_date)
        return;
    json_key(w, "date");
    json_write_bool(w, true);
}

static void write_flag(struct json_writer *w, const struct field *f, const void *at) {
    (void)f;
    json_write_bool(w, *(const int *)at == 1);
}

static void write_degrees(struct json_writer *w, const struct field *f, const void *at) {
    (void)f;
    json_write_decimal(w, *(const int32_t *)at, 7);
}

static void write_party(struct json_writer *w, const struct field *f, const void *at) {
    char code[PARTY_BYTES_MAX + 1];
    (void)f;
    json_write_text(w, party_text(*(const party_id *)at, code));
}

static void write_address(struct json_writer *w, const struct field *f, const void *at) {
    const struct address *a = at;
    char text[PARTY_BYTES_MAX + 1 + WORD_BYTES_MAX + 1];
    size_t size = party_text(a->party, text).size;
    (void)f;
    assert(a->role.size <= WORD_BYTES_MAX);
    if (a->role.size) {
        text[size++] = '/';
        for (size_t i = 0; i < a->role.size; i++)
            text[size++] = a->role.data[i];
    }
    json_write_text(w, (struct bytes){text, size});
}

static void write_ref(struct json_writer *w, const struct field *f, const void *at) {
    const struct ref *r = at;
    char text[PARTY_BYTES_MAX + 1 + ID_BYTES_MAX];
    const struct incident_name name = incident_name(r->incident);
    size_t size = party_text(r->party, text).size;
    (void)f;
    if (r->incident) {
        json_write_text(w, (struct bytes){name.text, name.size});
        return;
    }
    assert(r->id.size <= ID_BYTES_MAX);
    text[size++] = ':';
    for (size_t i = 0; i < r->id.size; i++)
        text[size++] = r->id.data[i];
    json_write_text(w, (struct bytes){text, size});
}

/* ---- objects ---- */

static void write_fields(struct json_writer *w, const struct field *fields, const void *base) {
    json_open(w, '{');
    for (const struct field *f = fields; f->name.data; f++)
        write_member(w, f, base);
    json_close(w, '}');
}

static void write_object(struct json_writer *w, const struct field *f, const void *base) {
    write_fields(w, f->parts, base);
}

static void write_position(struct json_writer *w, struct point p) {
    json_open(w, '[');
    json_write_decimal(w, p.lon_e7, 7);
    json_write_decimal(w, p.lat_e7, 7);
    json_close(w, ']');
}

/* A ring is closed again, as GeoJSON wants it. */
static void write_area(struct json_writer *w, const struct field *f, const void *base) {
    const struct place *place = &((const struct message *)base)->place;
    json_open(w, '{');
    json_key_bytes(w, f->parts[FIELD_AREA_TYPE].name);
    json_write_text(w, bytes_of(geometry_words[place->is_polygon]));
    json_key_bytes(w, f->parts[FIELD_AREA_COORDINATES].name);
    if (place->is_polygon)
        json_open(w, '[');
    for (size_t r = 0; r < place->ring_count; r++) {
        const struct ring *ring = &place->rings[r];
        json_open(w, '[');
        for (size_t i = 0; i < ring->count + place->is_polygon; i++)
            write_position(w, ring->points[i % ring->count]);
        json_close(w, ']');
    }
    if (place->is_polygon)
        json_close(w, ']');
    json_close(w, '}');
}

/* A place is written in an order of its own: where it is, what it is called, how far it reaches. */
static void write_place(struct json_writer *w, const struct field *f, const void *base) {
    static const uint8_t order[FIELD_PLACE_COUNT] = {
        FIELD_PLACE_LAT,   FIELD_PLACE_LON,  FIELD_PLACE_PRECISION, FIELD_PLACE_AREA,
        FIELD_PLACE_WIDTH, FIELD_PLACE_NAME, FIELD_PLACE_RADIUS};
    json_open(w, '{');
    for (size_t i = 0; i < FIELD_PLACE_COUNT; i++)
        write_member(w, &f->parts[order[i]], base);
    json_close(w, '}');
}

/* That nobody else may see it is said by an empty list. */
static void write_marking(struct json_writer *w, const struct field *f, const void *base) {
    const struct field *rel_to = &f->parts[FIELD_MARKING_REL_TO];
    json_open(w, '{');
    write_member(w, &f->parts[FIELD_MARKING_TLP], base);
    if (((const struct message *)base)->released) {
        json_key_bytes(w, rel_to->name);
        write_list(w, rel_to, base);
    }
    json_close(w, '}');
}

/* ---- any field ---- */

/* Left out: what is absent, and free text. */
static bool is_left_out(const struct field *f, const void *base) {
    const void *at = (const char *)base + f->offset;
    const struct field *part = f->parts;
    if (f->is_list)
        return SHAPE_IS_FREE(f->shape) || field_length(f, base) == 0;
    switch (f->shape) {
    case SHAPE_TEXT:
        return ((const struct bytes *)at)->size == 0;
    case SHAPE_WORD:
        return *(const unsigned *)at == ABSENT_WORD; /* the type of our enums */
    case SHAPE_ONLY:
        return *(const bool *)at == ABSENT_ONLY;
    case SHAPE_INSTANT:
    case SHAPE_TIME:
        return *(const int64_t *)at == ABSENT_INSTANT;
    case SHAPE_NUMBER:
        return *(const int64_t *)at == ABSENT_NUMBER;
    case SHAPE_FLAG:
        return *(const int *)at == ABSENT_FLAG;
    case SHAPE_DEGREES:
        return message_of(f, at)->place.is_area;
    case SHAPE_AREA:
        return !message_of(f, at)->place.is_area;
    case SHAPE_PLACE:
        return !message_of(f, at)->place.present;
    case SHAPE_MARKING:
        return message_of(f, at)->tlp == TLP_NONE && !message_of(f, at)->released;
    case SHAPE_OBJECT:
        while (part->name.data && is_left_out(part, at))
            part++;
        return !part->name.data;
    default:
        return SHAPE_IS_FREE(f->shape);
    }
}

static void (*const writers[SHAPE_FREE_TEXT])(struct json_writer *w, const struct field *f,
                                              const void *at) = {
    [SHAPE_TEXT] = write_text,     [SHAPE_WORD] = write_word,       [SHAPE_ROLE] = write_word,
    [SHAPE_ONLY] = write_only,     [SHAPE_INSTANT] = write_number,  [SHAPE_TIME] = write_time,
    [SHAPE_NUMBER] = write_number, [SHAPE_FLAG] = write_flag,       [SHAPE_DEGREES] = write_degrees,
    [SHAPE_PARTY] = write_party,   [SHAPE_ADDRESS] = write_address, [SHAPE_REF] = write_ref,
    [SHAPE_OBJECT] = write_object, [SHAPE_PLACE] = write_place,     [SHAPE_MARKING] = write_marking,
    [SHAPE_AREA] = write_area,
};

static void write_list(struct json_writer *w, const struct field *f, const void *base) {
    const char *items;
    memcpy(&items, (const char *)base + f->offset, sizeof items); /* a pointer to any type of element */
    json_open(w, '[');
    for (size_t i = 0; i < field_length(f, base); i++)
        writers[f->shape](w, f, items + i * f->element_bytes);
    json_close(w, ']');
}

static void write_member(struct json_writer *w, const struct field *f, const void *base) {
    if (is_left_out(f, base))
        return;
    json_key_bytes(w, f->name);
    if (f->is_list)
        write_list(w, f, base);
    else
        writers[f->shape](w, f, (const char *)base + f->offset);
}

void message_write(const struct message *m, struct json_writer *w) {
    write_fields(w, message_fields, m);
}
