/*
 * message_write.c: see fusion/message.h. The facts of a message in canonical JSON, in the order of the table
 * in docs/messages.md. What is absent is left out, and so is free text (text, reason, subjects, data), which
 * an entry only commits to.
 */
#include <fusion/message.h>

static void write_word(struct json_writer *w, const char *key, struct bytes word) {
    if (word.size == 0)
        return;
    json_key(w, key);
    json_write_text(w, word);
}

static void write_int(struct json_writer *w, const char *key, int64_t value, int64_t absent) {
    if (value == absent)
        return;
    json_key(w, key);
    json_write_int(w, value);
}

static void write_party(struct json_writer *w, party_id party) {
    char code[PARTY_BYTES_MAX + 1];
    json_write_text(w, party_text(party, code));
}

static void write_address(struct json_writer *w, const struct address *a) {
    char text[PARTY_BYTES_MAX + 1 + WORD_BYTES_MAX + 1];
    size_t size = party_text(a->party, text).size;
    assert(a->role.size <= WORD_BYTES_MAX);
    if (a->role.size) {
        text[size++] = '/';
        for (size_t i = 0; i < a->role.size; i++)
            text[size++] = a->role.data[i];
    }
    json_write_text(w, (struct bytes){text, size});
}

static void write_ref(struct json_writer *w, const struct ref *r) {
    char text[PARTY_BYTES_MAX + 1 + ID_BYTES_MAX + 24];
    struct bytes head = party_text(r->party, text);
    size_t size = head.size;
    if (r->incident) {
        char digits[24];
        size_t at = sizeof digits;
        for (uint64_t left = r->incident; left; left /= 10)
            digits[--at] = (char)('0' + left % 10);
        text[0] = 'I';
        text[1] = '-';
        for (size = 2; at < sizeof digits;)
            text[size++] = digits[at++];
    } else {
        assert(r->id.size <= ID_BYTES_MAX);
        text[size++] = ':';
        for (size_t i = 0; i < r->id.size; i++)
            text[size++] = r->id.data[i];
    }
    json_write_text(w, (struct bytes){text, size});
}

static void write_parties(struct json_writer *w, const char *key, const party_id *parties, size_t count) {
    json_key(w, key);
    json_open(w, '[');
    for (size_t i = 0; i < count; i++)
        write_party(w, parties[i]);
    json_close(w, ']');
}

static void write_refs(struct json_writer *w, const char *key, const struct ref *refs, size_t count) {
    if (count == 0)
        return;
    json_key(w, key);
    json_open(w, '[');
    for (size_t i = 0; i < count; i++)
        write_ref(w, &refs[i]);
    json_close(w, ']');
}

static void write_to(struct json_writer *w, const struct message *m) {
    if (m->to_count == 0)
        return;
    json_key(w, "to");
    json_open(w, '[');
    for (size_t i = 0; i < m->to_count; i++)
        write_address(w, &m->to[i]);
    json_close(w, ']');
}

static void write_times(struct json_writer *w, const struct message *m) {
    write_int(w, "time", m->time_ms, INSTANT_NONE);
    if (m->time_is_date) {
        json_key(w, "date");
        json_write_bool(w, true);
    }
    write_int(w, "until", m->until_ms, INSTANT_NONE);
    write_int(w, "sent", m->sent_ms, INSTANT_NONE);
    write_int(w, "received", m->received_ms, INSTANT_NONE);
    if (m->window.from_ms == INSTANT_NONE && m->window.until_ms == INSTANT_NONE)
        return;
    json_key(w, "window");
    json_open(w, '{');
    write_int(w, "from", m->window.from_ms, INSTANT_NONE);
    write_int(w, "until", m->window.until_ms, INSTANT_NONE);
    json_close(w, '}');
}

static void write_actors(struct json_writer *w, const struct message *m) {
    if (m->actors_count == 0)
        return;
    json_key(w, "actors");
    json_open(w, '[');
    for (size_t i = 0; i < m->actors_count; i++) {
        json_open(w, '{');
        json_key(w, "party");
        write_party(w, m->actors[i].party);
        write_word(w, "role", bytes_of(actor_role_words[m->actors[i].role]));
        write_word(w, "name", m->actors[i].name);
        json_close(w, '}');
    }
    json_close(w, ']');
}

static void write_position(struct json_writer *w, struct point p) {
    json_open(w, '[');
    json_write_decimal(w, p.lon_e7, 7);
    json_write_decimal(w, p.lat_e7, 7);
    json_close(w, ']');
}

/* A ring is closed again, as GeoJSON wants it. */
static void write_area(struct json_writer *w, const struct place *place) {
    json_key(w, "area");
    json_open(w, '{');
    write_word(w, "type", place->is_polygon ? BYTES("Polygon") : BYTES("LineString"));
    json_key(w, "coordinates");
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
    write_int(w, "width_m", place->width_m, -1);
}

static void write_place(struct json_writer *w, const struct place *place) {
    if (!place->present)
        return;
    json_key(w, "place");
    json_open(w, '{');
    if (place->is_area) {
        write_area(w, place);
    } else {
        json_key(w, "lat");
        json_write_decimal(w, place->at.lat_e7, 7);
        json_key(w, "lon");
        json_write_decimal(w, place->at.lon_e7, 7);
        write_int(w, "precision_m", place->precision_m, -1);
    }
    write_word(w, "name", place->name);
    write_int(w, "radius_m", place->radius_m, -1);
    json_close(w, '}');
}

static void write_harm(struct json_writer *w, const struct harm *harm) {
    if (harm->killed < 0 && harm->injured < 0 && harm->civilian < 0)
        return;
    json_key(w, "harm");
    json_open(w, '{');
    write_int(w, "killed", harm->killed, -1);
    write_int(w, "injured", harm->injured, -1);
    if (harm->civilian >= 0) {
        json_key(w, "civilian");
        json_write_bool(w, harm->civilian == 1);
    }
    json_close(w, '}');
}

static void write_marking(struct json_writer *w, const struct message *m) {
    if (m->tlp == TLP_NONE && !m->released)
        return;
    json_key(w, "marking");
    json_open(w, '{');
    write_word(w, "tlp", bytes_of(tlp_words[m->tlp]));
    if (m->released)
        write_parties(w, "rel_to", m->rel_to, m->rel_to_count);
    json_close(w, '}');
}

/* What a message that judges, answers or closes says. */
static void write_handling(struct json_writer *w, const struct message *m) {
    write_refs(w, "refs", m->refs, m->refs_count);
    write_word(w, "track", m->track);
    write_word(w, "milestone", m->milestone);
    write_word(w, "level", bytes_of(level_words[m->level]));
    if (m->relayed_to_count)
        write_parties(w, "relayed_to", m->relayed_to, m->relayed_to_count);
    write_word(w, "explanation", m->explanation);
    write_word(w, "stance", m->stance);
    write_word(w, "held", m->held);
    if (m->absent_count)
        write_parties(w, "absent", m->absent, m->absent_count);
    write_word(w, "finding", m->finding);
    write_word(w, "decision", m->decision);
    write_word(w, "outcome", m->outcome);
    write_refs(w, "messages", m->messages, m->messages_count);
    write_int(w, "need_by", m->need_by_ms, INSTANT_NONE);
    write_int(w, "seq", m->seq, -1);
    if (m->fuse_never)
        write_word(w, "fuse", BYTES("never"));
}

void message_write(const struct message *m, struct json_writer *w) {
    json_open(w, '{');
    write_word(w, "id", m->id);
    if (m->type != MESSAGE_REPORT)
        write_word(w, "type", bytes_of(message_type_word(m->type)));
    json_key(w, "from");
    write_address(w, &m->from);
    write_to(w, m);
    write_times(w, m);
    write_word(w, "kind", m->kind);
    write_word(w, "code", m->code);
    write_word(w, "urgency", m->urgency);
    write_actors(w, m);
    write_place(w, &m->place);
    write_harm(w, &m->harm);
    write_word(w, "grade", m->grade);
    write_marking(w, m);
    if (m->status != STATUS_ACTUAL)
        write_word(w, "status", bytes_of(status_words[m->status]));
    write_handling(w, m);
    json_close(w, '}');
}
