/* codec.c: see codec.h. */
#include "codec.h"

#include <stdlib.h>
#include <string.h>

/* --- numbers and instants --------------------------------------------------------------------------------
 */

static bool instant_present(const void *field, const void *owner) {
    (void)owner;
    return *(const int64_t *)field != INSTANT_NONE;
}
static void instant_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_write_int(w, *(int64_t *)field);
}
static bool instant_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner, (void)words;
    return json_int(node, field);
}
const struct codec codec_INSTANT = {instant_present, instant_write, instant_read};

/* Absent as long as no report came after that which opened the incident. */
static bool last_report_present(const void *field, const void *owner) {
    return instant_present(field, owner) &&
           *(const int64_t *)field != ((const struct incident *)owner)->opened_ms;
}
const struct codec codec_LAST_REPORT = {last_report_present, instant_write, instant_read};

static bool metres_present(const void *field, const void *owner) {
    (void)owner;
    return *(const int64_t *)field >= 0;
}
const struct codec codec_METRES = {metres_present, instant_write, instant_read};

static bool number_present(const void *field, const void *owner) {
    (void)owner;
    return *(const uint64_t *)field != 0;
}
static bool number_read(void *field, void *owner, struct words *words, const struct json *node) {
    int64_t value;
    (void)owner, (void)words;
    if (!json_int(node, &value) || value < 0)
        return false;
    *(uint64_t *)field = (uint64_t)value;
    return true;
}
static void number_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_write_int(w, (int64_t) * (uint64_t *)field);
}
const struct codec codec_NUMBER = {number_present, number_write, number_read};

/* Small integers of several widths; 0 is absent. */
#define SMALL_CODEC(NAME, prefix, type, most)                                                                \
    static bool prefix##_present(const void *field, const void *owner) {                                     \
        (void)owner;                                                                                         \
        return *(const type *)field != 0;                                                                    \
    }                                                                                                        \
    static void prefix##_write(void *field, void *owner, const struct words *words, struct json_writer *w) { \
        (void)owner, (void)words;                                                                            \
        json_write_int(w, (int64_t) * (type *)field);                                                        \
    }                                                                                                        \
    static bool prefix##_read(void *field, void *owner, struct words *words, const struct json *node) {      \
        int64_t value;                                                                                       \
        (void)owner, (void)words;                                                                            \
        if (!json_int(node, &value) || value < 0 || value > (most))                                          \
            return false;                                                                                    \
        *(type *)field = (type)value;                                                                        \
        return true;                                                                                         \
    }                                                                                                        \
    const struct codec codec_##NAME = {prefix##_present, prefix##_write, prefix##_read};

SMALL_CODEC(SMALL, small, int, 5)
SMALL_CODEC(COUNT, count, uint32_t, UINT32_MAX)
SMALL_CODEC(BYTE, byte, uint8_t, CLOCK_STEPS_MAX)

static bool flag_present(const void *field, const void *owner) {
    (void)owner;
    return *(const bool *)field;
}
static void flag_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)field, (void)owner, (void)words;
    json_write_bool(w, true);
}
static bool flag_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner, (void)words;
    *(bool *)field = json_is_true(node);
    return true;
}
const struct codec codec_FLAG = {flag_present, flag_write, flag_read};

/* A case's parent is kept as place + 1. */
static void parent_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_write_int(w, (int64_t) * (uint32_t *)field - 1);
}
static bool parent_read(void *field, void *owner, struct words *words, const struct json *node) {
    int64_t value;
    (void)owner, (void)words;
    if (!json_int(node, &value) || value < 0 || value >= CASES_MAX)
        return false;
    *(uint32_t *)field = (uint32_t)value + 1;
    return true;
}
const struct codec codec_PARENT = {count_present, parent_write, parent_read};

/* --- texts and words ------------------------------------------------------------------------------------ */

static bool text_present(const void *field, const void *owner) {
    (void)owner;
    return *(char *const *)field != NULL;
}
static void text_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_write_text(w, bytes_of(*(char **)field));
}
static bool text_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner, (void)words;
    struct bytes text = json_text(node);
    char *copy = malloc(text.size + 1);
    if (!copy)
        return false;
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    free(*(char **)field);
    *(char **)field = copy;
    return true;
}
const struct codec codec_TEXT = {text_present, text_write, text_read};

static bool kind_present(const void *field, const void *owner) {
    (void)owner;
    return *(const char *)field != '\0';
}
static void kind_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_write_text(w, bytes_of(field));
}
static bool kind_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner, (void)words;
    struct bytes text = json_text(node);
    if (text.size > KIND_BYTES_MAX)
        return false;
    if (text.size)
        memcpy(field, text.data, text.size);
    ((char *)field)[text.size] = '\0';
    return true;
}
const struct codec codec_KIND = {kind_present, kind_write, kind_read};

static bool word_present(const void *field, const void *owner) {
    (void)owner;
    return *(const word_id *)field != 0;
}
static void word_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner;
    json_write_text(w, words_text(words, *(word_id *)field));
}
static bool word_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner;
    return (*(word_id *)field = words_add(words, json_text(node))) != 0;
}
const struct codec codec_WORD = {word_present, word_write, word_read};

/* Words of a closed list, kept as an enum. */
static bool listed_read(int *field, const char *const *list, const struct json *node) {
    for (int n = 0; list[n]; n++)
        if (bytes_is(json_text(node), list[n])) {
            *field = n;
            return true;
        }
    return false;
}
static bool always(const void *field, const void *owner) {
    (void)field, (void)owner;
    return true;
}
static bool enum_present(const void *field, const void *owner) {
    (void)owner;
    return *(const unsigned *)field != 0;
}
#define ENUM_CODEC(NAME, prefix, type, list, presence)                                                       \
    static void prefix##_write(void *field, void *owner, const struct words *words, struct json_writer *w) { \
        (void)owner, (void)words;                                                                            \
        json_write_text(w, bytes_of((list)[*(type *)field]));                                                \
    }                                                                                                        \
    static bool prefix##_read(void *field, void *owner, struct words *words, const struct json *node) {      \
        int value;                                                                                           \
        (void)owner, (void)words;                                                                            \
        if (!listed_read(&value, list, node))                                                                \
            return false;                                                                                    \
        *(type *)field = (type)value;                                                                        \
        return true;                                                                                         \
    }                                                                                                        \
    const struct codec codec_##NAME = {presence, prefix##_write, prefix##_read};

ENUM_CODEC(STATUS, status, enum message_status, status_words, enum_present)
ENUM_CODEC(MESSAGE_TYPE, type, enum message_type, message_type_words, enum_present)
ENUM_CODEC(CASE_STATE, case_state, enum case_state, case_state_words, always)
ENUM_CODEC(CLOCK_STATE, clock_state, enum clock_state, clock_state_words, always)

/* --- parties -------------------------------------------------------------------------------------------- */

static void party_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    char code[PARTY_BYTES_MAX + 1];
    (void)owner, (void)words;
    json_write_text(w, party_text(*(party_id *)field, code));
}
static bool party_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner, (void)words;
    return party_parse(json_text(node), field);
}
const struct codec codec_PARTY = {number_present, party_write, party_read};

static void list_write(party_id *list, uint32_t count, struct json_writer *w) {
    json_open(w, '[');
    for (uint32_t n = 0; n < count; n++)
        party_write(&list[n], NULL, NULL, w);
    json_close(w, ']');
}
static bool list_read(party_id *list, uint32_t *count, const struct json *node) {
    uint32_t found = 0;
    for (const struct json *at = node->child; at; at = at->next)
        if (found == RELEASED_MAX || !party_parse(json_text(at), &list[found++]))
            return false;
    *count = found;
    return true;
}

static bool released_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct incident *)owner)->released;
}
static void rel_to_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)words;
    list_write(field, ((struct incident *)owner)->rel_to_count, w);
}
static bool rel_to_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct incident *i = owner;
    (void)words;
    i->released = true;
    return list_read(field, &i->rel_to_count, node);
}
const struct codec codec_REL_TO = {released_present, rel_to_write, rel_to_read};

static void pair_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    list_write(field, 2, w);
}
static bool pair_read(void *field, void *owner, struct words *words, const struct json *node) {
    party_id *pair = field;
    (void)owner, (void)words;
    return node->count == 2 && party_parse(json_text(node->child), &pair[0]) &&
           party_parse(json_text(node->child->next), &pair[1]);
}
const struct codec codec_PAIR = {always, pair_write, pair_read};

/* A pair of which nothing was said is not written; of one half of it, an empty text. */
static bool pair_said_present(const void *field, const void *owner) {
    const party_id *pair = field;
    (void)owner;
    return pair[0] || pair[1];
}
static bool pair_said_read(void *field, void *owner, struct words *words, const struct json *node) {
    party_id *pair = field;
    const struct json *at = node->child;
    (void)owner, (void)words;
    for (size_t side = 0; node->count == 2 && side < 2; side++, at = at->next)
        if (json_text(at).size && !party_parse(json_text(at), &pair[side]))
            return false;
    return node->count == 2;
}
const struct codec codec_PAIR_SAID = {pair_said_present, pair_write, pair_said_read};

/* Of the parties that a statement names: those that it obliges, that it accuses, and the others; where it
 * obliges all, those that it mentions by themselves. */
static uint16_t named_obliged(const struct statement *s) {
    return s->obliged;
}
static uint16_t named_accused(const struct statement *s) {
    return s->accused;
}
static uint16_t named_else(const struct statement *s) {
    return s->names_nobody ? s->mentioned : (uint16_t)(s->mentioned & ~(s->obliged | s->accused));
}
static uint32_t named_place(struct statement *s, party_id party) {
    uint32_t n = 0;
    while (n < s->named_count && s->named[n] != party)
        n++;
    if (n == s->named_count && n < PARTIES_MAX)
        s->named[s->named_count++] = party;
    return n;
}
#define NAMED_CODEC(NAME, prefix, mark)                                                                      \
    static bool prefix##_present(const void *field, const void *owner) {                                     \
        (void)field;                                                                                         \
        return prefix(owner) != 0;                                                                           \
    }                                                                                                        \
    static void prefix##_write(void *field, void *owner, const struct words *words, struct json_writer *w) { \
        party_id *named = field;                                                                             \
        json_open(w, '[');                                                                                   \
        for (uint32_t n = 0; n < ((struct statement *)owner)->named_count; n++)                              \
            if (prefix(owner) >> n & 1)                                                                      \
                party_write(&named[n], NULL, words, w);                                                      \
        json_close(w, ']');                                                                                  \
    }                                                                                                        \
    static bool prefix##_read(void *field, void *owner, struct words *words, const struct json *node) {      \
        struct statement *s = owner;                                                                         \
        (void)field, (void)words;                                                                            \
        for (const struct json *at = node->child; at; at = at->next) {                                       \
            party_id party;                                                                                  \
            if (!party_parse(json_text(at), &party))                                                         \
                return false;                                                                                \
            uint32_t place = named_place(s, party);                                                          \
            if (place == PARTIES_MAX)                                                                        \
                return false;                                                                                \
            mark;                                                                                            \
        }                                                                                                    \
        return true;                                                                                         \
    }                                                                                                        \
    const struct codec codec_##NAME = {prefix##_present, prefix##_write, prefix##_read};

NAMED_CODEC(OBLIGES, named_obliged, s->obliged = (uint16_t)(s->obliged | 1u << place))
NAMED_CODEC(ACCUSES, named_accused, s->accused = (uint16_t)(s->accused | 1u << place))
NAMED_CODEC(NAMES, named_else, s->mentioned = (uint16_t)(s->mentioned | 1u << place))

static bool withdrawn_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct incident *)owner)->withdrawn_count != 0;
}
static void withdrawn_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    const uint64_t *entries = field;
    (void)words;
    json_open(w, '[');
    for (uint32_t n = 0; n < ((struct incident *)owner)->withdrawn_count; n++)
        json_write_int(w, (int64_t)entries[n]);
    json_close(w, ']');
}
static bool withdrawn_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct incident *i = owner;
    uint64_t *entries = field;
    for (const struct json *at = node->child; at; at = at->next)
        if (i->withdrawn_count == WITHDRAWN_MAX || !number_read(&entries[i->withdrawn_count++], i, words, at))
            return false;
    return true;
}
const struct codec codec_WITHDRAWN = {withdrawn_present, withdrawn_write, withdrawn_read};

static void claims_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_open(w, '[');
    for (unsigned f = 0; f < CLAIM_FIELD_COUNT; f++)
        if (*(uint32_t *)field >> f & 1)
            json_write_text(w, bytes_of(claim_field_words[f]));
    json_close(w, ']');
}
static bool claims_read(void *field, void *owner, struct words *words, const struct json *node) {
    (void)owner, (void)words;
    for (const struct json *at = node->child; at; at = at->next) {
        int f;
        if (!listed_read(&f, claim_field_words, at))
            return false;
        *(uint32_t *)field |= 1u << f;
    }
    return true;
}
const struct codec codec_CLAIMS = {count_present, claims_write, claims_read};

/* --- the place ------------------------------------------------------------------------------------------ */

static bool point_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct incident *)owner)->has_point;
}
#define POINT_CODEC(NAME, prefix, member)                                                                    \
    static void prefix##_write(void *field, void *owner, const struct words *words, struct json_writer *w) { \
        (void)owner, (void)words;                                                                            \
        json_write_int(w, ((struct point *)field)->member);                                                  \
    }                                                                                                        \
    static bool prefix##_read(void *field, void *owner, struct words *words, const struct json *node) {      \
        int64_t value;                                                                                       \
        (void)words;                                                                                         \
        if (!json_int(node, &value) || value < INT32_MIN || value > INT32_MAX)                               \
            return false;                                                                                    \
        ((struct point *)field)->member = (int32_t)value;                                                    \
        return ((struct incident *)owner)->has_point = true;                                                 \
    }                                                                                                        \
    const struct codec codec_##NAME = {point_present, prefix##_write, prefix##_read};

POINT_CODEC(POINT_LAT, lat, lat_e7)
POINT_CODEC(POINT_LON, lon, lon_e7)

/* --- what is asked for, and what responded to --------------------------------------------------------------
 */

static bool asks_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct statement *)owner)->ask_count != 0;
}
static void asks_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    const struct ask *asks = field;
    json_open(w, '[');
    for (uint32_t n = 0; n < ((struct statement *)owner)->ask_count; n++) {
        json_open(w, '[');
        json_write_text(w, words_text(words, asks[n].track));
        json_write_text(w, words_text(words, asks[n].urgency));
        if (asks[n].concluded)
            json_write_bool(w, true);
        json_close(w, ']');
    }
    json_close(w, ']');
}
static bool asks_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct statement *s = owner;
    struct ask *asks = field;
    for (const struct json *at = node->child; at; at = at->next) {
        if (s->ask_count == TRACKS_MAX || at->count < 2 || at->count > 3)
            return false;
        struct ask *ask = &asks[s->ask_count++];
        ask->track = words_add(words, json_text(at->child));
        ask->urgency = words_add(words, json_text(at->child->next));
        ask->concluded = at->count == 3;
        if (!ask->track || !ask->urgency)
            return false;
    }
    return true;
}
const struct codec codec_ASKS = {asks_present, asks_write, asks_read};

/* Sets of places, as lists of numbers. */
static bool place_read(const struct json *node, int64_t end, uint32_t *place) {
    int64_t value;
    if (!json_int(node, &value) || value < 0 || value >= end)
        return false;
    *place = (uint32_t)value;
    return true;
}
static void case_bits_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_open(w, '[');
    for (uint32_t n = 0; n < CASES_MAX; n++)
        if (*(uint32_t *)field >> n & 1)
            json_write_int(w, n);
    json_close(w, ']');
}
static bool case_bits_read(void *field, void *owner, struct words *words, const struct json *node) {
    uint32_t place;
    (void)owner, (void)words;
    for (const struct json *at = node->child; at; at = at->next) {
        if (!place_read(at, CASES_MAX, &place))
            return false;
        *(uint32_t *)field |= 1u << place;
    }
    return true;
}
const struct codec codec_CASE_BITS = {always, case_bits_write, case_bits_read};

static void statement_set_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    (void)owner, (void)words;
    json_open(w, '[');
    for (uint32_t n = 0; n < STATEMENTS_MAX; n++)
        if (statement_set_has(field, n))
            json_write_int(w, n);
    json_close(w, ']');
}
static bool statement_set_read(void *field, void *owner, struct words *words, const struct json *node) {
    uint32_t place;
    (void)owner, (void)words;
    for (const struct json *at = node->child; at; at = at->next) {
        if (!place_read(at, STATEMENTS_MAX, &place))
            return false;
        statement_set_add(field, place);
    }
    return true;
}
const struct codec codec_STATEMENT_SET = {always, statement_set_write, statement_set_read};

/* --- what is within: milestones, steps, clocks, cases -----------------------------------------------------
 */

static bool met_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct kase *)owner)->met_count != 0;
}
/* What is met no longer is taken out of the document by a null, and then forgotten. */
static void met_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    struct kase *k = owner;
    struct met *met = field;
    uint32_t kept = 0;
    json_open(w, '{');
    for (uint32_t n = 0; n < k->met_count; n++) {
        json_key_bytes(w, words_text(words, met[n].milestone));
        if (met[n].at_ms == INSTANT_NONE) {
            json_write_null(w);
            continue;
        }
        json_write_int(w, met[n].at_ms);
        met[kept++] = met[n];
    }
    json_close(w, '}');
    k->met_count = kept;
}
static bool met_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct kase *k = owner;
    struct met *met = field;
    for (const struct json *at = node->child; at; at = at->next) {
        if (k->met_count == CASE_MET_MAX)
            return false;
        struct met *m = &met[k->met_count++];
        if (!(m->milestone = words_add(words, at->key)) || !json_int(at, &m->at_ms))
            return false;
    }
    return true;
}
const struct codec codec_MET = {met_present, met_write, met_read};

static bool steps_present(const void *field, const void *owner) {
    (void)field;
    return ((const struct clock *)owner)->step_count != 0;
}
static void steps_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    const struct clock_step *steps = field;
    json_open(w, '[');
    for (uint8_t n = 0; n < ((struct clock *)owner)->step_count; n++) {
        json_open(w, '[');
        json_write_int(w, steps[n].at_ms);
        for (size_t r = 0; r < STEP_RUNGS_MAX && steps[n].rungs[r]; r++)
            json_write_text(w, words_text(words, steps[n].rungs[r]));
        json_close(w, ']');
    }
    json_close(w, ']');
}
static bool step_read(struct clock_step *step, struct words *words, const struct json *node) {
    const struct json *at = node->child;
    if (!at || node->count > 1 + STEP_RUNGS_MAX || !json_int(at, &step->at_ms))
        return false;
    for (size_t r = 0; (at = at->next); r++)
        if (!(step->rungs[r] = words_add(words, json_text(at))))
            return false;
    return true;
}
static bool steps_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct clock *c = owner;
    struct clock_step *steps = field;
    for (const struct json *at = node->child; at; at = at->next)
        if (c->step_count == CLOCK_STEPS_MAX || !step_read(&steps[c->step_count++], words, at))
            return false;
    return true;
}
const struct codec codec_STEPS = {steps_present, steps_write, steps_read};
