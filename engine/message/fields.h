/*
 * fields.h: the fields of a message, each once, in the order in which they are written and in which the table
 * of docs/messages.md has them. Whoever has to know the fields makes what it needs from these lists:
 *
 *     message/message_form.c     reads the fields of a line
 *     message/message_write.c    writes those that an entry keeps
 *     rules/facts.c              shows them to rules
 *     adapters/produce.c         writes what an adapter returned
 *     scenario/message_line.c    writes what a test says
 *
 * and tests/unit/test_fields.c holds them to it. Three sorts of rows:
 *
 *     ONE(row, "name", SHAPE, decode, member, detail, FACT, "meaning")     a value
 *     LIST(row, "name", SHAPE, decode, member, parts, FACT, "meaning")     a list: what its elements are
 *     PART(row, "name", SHAPE, decode, parts, "meaning")                   an object with a list of its own
 *
 * row       its name in C: FIELD_row is its place
 * SHAPE     what the value is, in C and in JSON: enum field_shape
 * decode    the function of message_form.h that checks and decodes it
 * member    where it goes, in struct message (of an element: in the struct of the element)
 * detail    what the function asks for: a list of words, a bound
 * parts     of an object: the table of its own fields
 * FACT      the type of the fact of this name (`harm.killed`) that rules see; OWN where rules/facts.c makes
 *           more of it than the field says; HIDDEN where there is none
 */
#ifndef MESSAGE_FIELDS_H
#define MESSAGE_FIELDS_H

#include <fusion/message.h>

/* The message itself. */
#define MESSAGE_FIELDS(ONE, LIST, PART)                                                                      \
    ONE(ID, "id", TEXT, form_id, id, NULL, TEXT, "the message's id")                                         \
    ONE(TYPE, "type", WORD, form_enum, type, message_type_words, TEXT, "the message's type")                 \
    ONE(FROM, "from", ADDRESS, form_address, from, NULL, OWN, "who sends")                                   \
    LIST(TO, "to", ADDRESS, form_address, to, NULL, OWN, "who is addressed")                                 \
    ONE(TIME, "time", TIME, form_time, time_ms, NULL, INTEGER,                                               \
        "when it was seen or said, in ms since 1970 UTC, as all instants")                                   \
    ONE(UNTIL, "until", INSTANT, form_until, until_ms, NULL, INTEGER, "the end of the span")                 \
    ONE(SENT, "sent", INSTANT, form_instant, sent_ms, NULL, HIDDEN, "when it was sent")                      \
    ONE(RECEIVED, "received", INSTANT, form_instant, received_ms, NULL, HIDDEN, "when the cell got it")      \
    PART(WINDOW, "window", OBJECT, part_window, window_fields, "when what is announced takes place")         \
    ONE(KIND, "kind", TEXT, form_kind, kind, NULL, OWN, "what it is about, as `fire.mortar`")                \
    ONE(CODE, "code", TEXT, form_code, code, NULL, TEXT, "the source's own code")                            \
    ONE(URGENCY, "urgency", TEXT, form_word, urgency, NULL, TEXT, "what the sender asked for")               \
    LIST(ACTORS, "actors", OBJECT, part_actor, actors, actor_fields, OWN,                                    \
         "who is alleged to have acted or been hit")                                                         \
    PART(PLACE, "place", PLACE, part_place, place_fields, "a point or an area, on WGS 84")                   \
    PART(HARM, "harm", OBJECT, part_harm, harm_fields, "who was harmed")                                     \
    ONE(GRADE, "grade", TEXT, form_grade, grade, NULL, TEXT, "Admiralty grade, `A1` to `F6`")                \
    PART(MARKING, "marking", MARKING, part_marking, marking_fields, "who may see it")                        \
    ONE(STATUS, "status", WORD, form_enum, status, status_words, OWN, "`actual`, `exercise` or `test`")      \
    ONE(TEXT, "text", FREE_TEXTS, form_text, text, NULL, OWN, "free text, or texts by language")             \
    LIST(REFS, "refs", REF, form_ref, refs, NULL, HIDDEN, "messages and incidents that it is about")         \
    ONE(TRACK, "track", TEXT, form_word, track, NULL, TEXT, "the track that the message names")              \
    ONE(MILESTONE, "milestone", TEXT, form_word, milestone, NULL, TEXT,                                      \
        "the milestone that the message reports")                                                            \
    ONE(LEVEL, "level", WORD, form_enum, level, level_words, TEXT, "of an ack")                              \
    LIST(RELAYED_TO, "relayed_to", PARTY, form_party, relayed_to, NULL, HIDDEN, "to whom it was relayed")    \
    ONE(EXPLANATION, "explanation", TEXT, form_listed, explanation, explanation_words, TEXT, "of a reply")   \
    ONE(STANCE, "stance", TEXT, form_listed, stance, stance_words, TEXT, "of a position")                    \
    ONE(HELD, "held", TEXT, form_listed, held, held_words, TEXT, "of a meeting")                             \
    LIST(ABSENT, "absent", PARTY, form_party, absent, NULL, HIDDEN, "who did not come to a meeting")         \
    ONE(FINDING, "finding", TEXT, form_listed, finding, message_finding_words, TEXT, "of a finding")         \
    ONE(DECISION, "decision", TEXT, form_listed, decision, decision_words, TEXT, "on a request")             \
    ONE(OUTCOME, "outcome", TEXT, form_word, outcome, NULL, TEXT, "of a close")                              \
    ONE(REASON, "reason", FREE_TEXT, form_reason, reason, NULL, TEXT, "the reason given")                    \
    LIST(MESSAGES, "messages", REF, form_ref, messages, NULL, HIDDEN, "reports that leave the incident")     \
    ONE(NEED_BY, "need_by", INSTANT, form_instant, need_by_ms, NULL, INTEGER,                                \
        "when a request would come too late")                                                                \
    LIST(SUBJECTS, "subjects", FREE_OBJECT, part_subject, subjects, subject_fields, HIDDEN,                  \
         "who or what a request is about")                                                                   \
    ONE(SEQ, "seq", NUMBER, form_count, seq, &seq_most, INTEGER, "the sender's own count")                   \
    ONE(FUSE, "fuse", ONLY, form_only, fuse_never, fuse_words, HIDDEN, "it opens an incident of its own")    \
    ONE(DATA, "data", FREE_DATA, form_data, data, NULL, OWN, "anything else")

/* The objects that stand in a message once: their members are the message's own. */
#define WINDOW_FIELDS(ONE, LIST, PART)                                                                       \
    ONE(WINDOW_FROM, "from", INSTANT, form_from, window.from_ms, NULL, INTEGER,                              \
        "when the announced activity begins")                                                                \
    ONE(WINDOW_UNTIL, "until", INSTANT, form_until, window.until_ms, NULL, INTEGER, "when it ends")

/* A point, or an area. */
#define PLACE_FIELDS(ONE, LIST, PART)                                                                        \
    ONE(PLACE_LAT, "lat", DEGREES, form_latitude, place.at.lat_e7, NULL, OWN, "degrees north")               \
    ONE(PLACE_LON, "lon", DEGREES, form_longitude, place.at.lon_e7, NULL, OWN, "degrees east")               \
    ONE(PLACE_PRECISION, "precision_m", NUMBER, form_metres, place.precision_m, NULL, OWN,                   \
        "how far off the point may be, in metres")                                                           \
    ONE(PLACE_RADIUS, "radius_m", NUMBER, form_metres, place.radius_m, NULL, HIDDEN,                         \
        "how far around the point it reaches, in metres")                                                    \
    ONE(PLACE_NAME, "name", TEXT, form_name, place.name, NULL, OWN, "what the place is called")              \
    PART(PLACE_AREA, "area", AREA, part_area, area_fields, "a GeoJSON geometry")                             \
    ONE(PLACE_WIDTH, "width_m", NUMBER, form_metres, place.width_m, NULL, HIDDEN,                            \
        "how wide a line is, in metres")

/* Who was harmed. */
#define HARM_FIELDS(ONE, LIST, PART)                                                                         \
    ONE(HARM_KILLED, "killed", NUMBER, form_count, harm.killed, &harm_most, INTEGER, "people killed")        \
    ONE(HARM_INJURED, "injured", NUMBER, form_count, harm.injured, &harm_most, INTEGER, "people injured")    \
    ONE(HARM_CIVILIAN, "civilian", FLAG, form_flag, harm.civilian, NULL, BOOLEAN, "civilians were harmed")

/* Who may see it. */
#define MARKING_FIELDS(ONE, LIST, PART)                                                                      \
    ONE(MARKING_TLP, "tlp", WORD, form_enum, tlp, tlp_words, HIDDEN, "Traffic Light Protocol 2.0")           \
    LIST(MARKING_REL_TO, "rel_to", PARTY, form_party, rel_to, NULL, HIDDEN, "the parties that may see it")

/* The objects of which a message has a list, and the geometry of an area: each a struct of its own. */
#define ACTOR_FIELDS(ONE, LIST, PART)                                                                        \
    ONE(ACTOR_PARTY, "party", PARTY, form_party, party, NULL, HIDDEN, "who")                                 \
    ONE(ACTOR_ROLE, "role", ROLE, form_enum, role, actor_role_words, HIDDEN, "acted, or was hit")            \
    ONE(ACTOR_NAME, "name", TEXT, form_name, name, NULL, HIDDEN, "what the actor is called")

/* Who or what a request is about. */
#define SUBJECT_FIELDS(ONE, LIST, PART)                                                                      \
    ONE(SUBJECT_NAME, "name", FREE_TEXT, form_name, name, NULL, HIDDEN, "what the subject is called")        \
    ONE(SUBJECT_ROLE, "role", FREE_TEXT, form_name, role, NULL, HIDDEN, "what the subject is there for")

/* A GeoJSON geometry. */
#define AREA_FIELDS(ONE, LIST, PART)                                                                         \
    ONE(AREA_TYPE, "type", WORD, form_enum, type, geometry_words, HIDDEN, "`Polygon` or `LineString`")       \
    ONE(AREA_COORDINATES, "coordinates", COORDINATES, form_coordinates, coordinates, NULL, HIDDEN,           \
        "positions, as `[lon, lat]`")

/* The places of the rows in their tables: FIELD_ and the name of the row. The last of each counts them. */
#define FIELD_ROWS(fields)  fields(FIELD_ROW, FIELD_ROW, FIELD_ROW)
#define FIELD_ROW(row, ...) FIELD_##row,
enum message_field { FIELD_ROWS(MESSAGE_FIELDS) FIELD_COUNT };
enum window_field { FIELD_ROWS(WINDOW_FIELDS) FIELD_WINDOW_COUNT };
enum place_field { FIELD_ROWS(PLACE_FIELDS) FIELD_PLACE_COUNT };
enum harm_field { FIELD_ROWS(HARM_FIELDS) FIELD_HARM_COUNT };
enum marking_field { FIELD_ROWS(MARKING_FIELDS) FIELD_MARKING_COUNT };
enum actor_field { FIELD_ROWS(ACTOR_FIELDS) FIELD_ACTOR_COUNT };
enum subject_field { FIELD_ROWS(SUBJECT_FIELDS) FIELD_SUBJECT_COUNT };
enum area_field { FIELD_ROWS(AREA_FIELDS) FIELD_AREA_COUNT };
#undef FIELD_ROWS
#undef FIELD_ROW

/* What a value is, and its type in C. */
enum field_shape {
    SHAPE_TEXT,        /* struct bytes */
    SHAPE_WORD,        /* an enum, whose words are `detail` */
    SHAPE_ROLE,        /* the same, and never absent */
    SHAPE_ONLY,        /* bool: the one word of `detail` */
    SHAPE_INSTANT,     /* int64_t, in ms */
    SHAPE_TIME,        /* the same, and `time_is_date` beside it */
    SHAPE_NUMBER,      /* int64_t */
    SHAPE_FLAG,        /* int: 1 or 0 */
    SHAPE_DEGREES,     /* int32_t, in 10^-7; absent where the place is no point */
    SHAPE_COORDINATES, /* const struct json *: lists of lists of numbers */
    SHAPE_PARTY,       /* party_id, never absent */
    SHAPE_ADDRESS,     /* struct address, never absent */
    SHAPE_REF,         /* struct ref, never absent */
    SHAPE_OBJECT,      /* `parts`; absent where all of them are */
    SHAPE_PLACE,       /* the same; absent where it is not `present` */
    SHAPE_MARKING,     /* the same; `rel_to` may be an empty list, which is not absent */
    SHAPE_AREA,        /* the same; absent where the place is no area */
    /* Free text, which stays in the payload of an entry: */
    SHAPE_FREE_TEXT,   /* struct bytes */
    SHAPE_FREE_TEXTS,  /* const struct json *, a string or {language: string} */
    SHAPE_FREE_OBJECT, /* `parts` */
    SHAPE_FREE_DATA,   /* const struct json *, an object */
    SHAPE_COUNT
};
#define SHAPE_IS_FREE(shape) ((shape) >= SHAPE_FREE_TEXT)

/* What stands in a message where a field is absent; a list has a length of 0. */
#define ABSENT_TEXT       ((struct bytes){NULL, 0})
#define ABSENT_WORD       0
#define ABSENT_ONLY       false
#define ABSENT_INSTANT    INSTANT_NONE
#define ABSENT_TIME       INSTANT_NONE
#define ABSENT_NUMBER     (-1)
#define ABSENT_FLAG       (-1)
#define ABSENT_DEGREES    0
#define ABSENT_ADDRESS    ((struct address){0})
#define ABSENT_FREE_TEXT  ABSENT_TEXT
#define ABSENT_FREE_TEXTS NULL
#define ABSENT_FREE_DATA  NULL

struct decoding;
struct field;
/* Decode `node` into `out`. False with the fault told. See message_form.h. */
typedef bool form_decode(struct decoding *d, const struct json *node, const struct field *f, void *out);

/* A row as it is used. */
struct field {
    struct bytes name;
    enum field_shape shape;
    form_decode *decode;
    size_t offset; /* of the member in the struct that the table is for; of an object 0 */
    const void *detail;
    const struct field *parts;
    bool is_list;
    size_t count_offset, element_bytes; /* of a list: where its length stands, as size_t; what one takes */
};

/* The tables; each ends with a row without a name. */
extern const struct field message_fields[FIELD_COUNT + 1], window_fields[FIELD_WINDOW_COUNT + 1],
    place_fields[FIELD_PLACE_COUNT + 1], harm_fields[FIELD_HARM_COUNT + 1],
    marking_fields[FIELD_MARKING_COUNT + 1], actor_fields[FIELD_ACTOR_COUNT + 1],
    subject_fields[FIELD_SUBJECT_COUNT + 1], area_fields[FIELD_AREA_COUNT + 1];

/* Is a message of this type refused without the field? Of fields that stand in another, false. */
bool message_needs(enum message_type type, const struct field *f);

/* The row of this name, or NULL. */
const struct field *field_find(const struct field *fields, struct bytes name);
/* The length of a list in the struct at `base`. */
size_t field_length(const struct field *list, const void *base);

#endif
