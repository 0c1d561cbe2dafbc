/* fields.c: see message/fields.h. The lists of fields as tables, and the words and bounds that they name. */
#include "message_form.h"

static const char *const decision_words[] = {"complete", "incomplete", "cleared", "approved",
                                             "refused",  "fulfilled",  NULL};
static const char *const explanation_words[] = {"accident", "error", "deliberate", "denied",
                                                "unknown",  "other", NULL};
const char *const message_finding_words[] = {"upheld",       "partly",    "not-upheld", "inconclusive",
                                             "out-of-scope", "withdrawn", NULL};
static const char *const held_words[] = {"held", "failed", "no-show", NULL};
static const char *const stance_words[] = {"accept", "reject", "out-of-scope", NULL};
static const char *const fuse_words[] = {"never", NULL};
const char *const geometry_words[] = {"LineString", "Polygon", NULL};
static const int64_t seq_most = JSON_INTEGER_MAX, harm_most = HARM_MAX;

#define ONE(row, name_, shape_, decode_, member, detail_, fact, meaning)                                     \
    {.name = BYTES(name_),                                                                                   \
     .shape = SHAPE_##shape_,                                                                                \
     .decode = decode_,                                                                                      \
     .offset = offsetof(HOLDER, member),                                                                     \
     .detail = detail_},
#define LIST(row, name_, shape_, decode_, member, parts_, fact, meaning)                                     \
    {.name = BYTES(name_),                                                                                   \
     .shape = SHAPE_##shape_,                                                                                \
     .decode = decode_,                                                                                      \
     .offset = offsetof(HOLDER, member),                                                                     \
     .parts = parts_,                                                                                        \
     .is_list = true,                                                                                        \
     .count_offset = offsetof(HOLDER, member##_count),                                                       \
     .element_bytes = sizeof *((HOLDER *)NULL)->member},
#define PART(row, name_, shape_, decode_, parts_, meaning)                                                   \
    {.name = BYTES(name_), .shape = SHAPE_##shape_, .decode = decode_, .parts = parts_},

/* HOLDER: the struct whose members a table is of. */
#define HOLDER struct message
const struct field message_fields[FIELD_COUNT + 1] = {MESSAGE_FIELDS(ONE, LIST, PART)};
const struct field window_fields[FIELD_WINDOW_COUNT + 1] = {WINDOW_FIELDS(ONE, LIST, PART)};
const struct field place_fields[FIELD_PLACE_COUNT + 1] = {PLACE_FIELDS(ONE, LIST, PART)};
const struct field harm_fields[FIELD_HARM_COUNT + 1] = {HARM_FIELDS(ONE, LIST, PART)};
const struct field marking_fields[FIELD_MARKING_COUNT + 1] = {MARKING_FIELDS(ONE, LIST, PART)};
#undef HOLDER
#define HOLDER struct actor
const struct field actor_fields[FIELD_ACTOR_COUNT + 1] = {ACTOR_FIELDS(ONE, LIST, PART)};
#undef HOLDER
#define HOLDER struct subject
const struct field subject_fields[FIELD_SUBJECT_COUNT + 1] = {SUBJECT_FIELDS(ONE, LIST, PART)};
#undef HOLDER
#define HOLDER struct geometry
const struct field area_fields[FIELD_AREA_COUNT + 1] = {AREA_FIELDS(ONE, LIST, PART)};
#undef HOLDER
