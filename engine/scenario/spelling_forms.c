/* spelling_forms.c: what has no list of words but a form: numbers, instants, incidents, parties of ISO 3166-1
 * and the like. See spelling.h. */
#include "sent.h"
#include "spelling.h"

#include <fusion/digest.h>
#include <fusion/json.h>

#include <string.h>

#define DECIMALS_MAX 7u /* of a degree, as messages have them */

/* ---- what names something ---- */

static bool is_incident(const struct spelling *p, struct bytes text, enum word_set set) {
    (void)p;
    (void)set;
    return incident_number_parse(text) != 0;
}

static bool is_named_party(const struct spelling *p, struct bytes text, enum word_set set) {
    party_id party;
    (void)set;
    return party_parse(text, &party) &&
           (party == PARTY_UNKNOWN || party_is_iso(party) || vocabulary_has(p->words, SET_PARTY, text));
}

/* A party that no policy declares has each role that any party can have; to receive, it needs none. */
static bool is_open_address(const struct spelling *p, struct bytes text, enum word_set set) {
    struct bytes role = text, code = bytes_split(&role, '/');
    if (vocabulary_has(p->words, set, text))
        return true;
    return vocabulary_has(p->words, SET_PARTY, code) &&
           (code.size == text.size ? set == SET_RECEIVER : vocabulary_has(p->words, SET_OPEN_ROLE, role));
}

/* A message is known from when it is sent. */
static bool is_sent(const struct spelling *p, struct bytes text, enum word_set set) {
    int64_t at_ms = sent_first_ms(p->s, set, text);
    return at_ms != INSTANT_LAST && at_ms <= p->until_ms;
}

/* ---- numbers: written as the record has them ---- */

static bool is_digits(struct bytes text) {
    int64_t ignored;
    return bytes_to_unsigned(text, INT64_MAX, &ignored);
}

static bool number_read(struct bytes text, int64_t *out) {
    bool negative = bytes_begins(text, BYTES("-"));
    struct bytes digits = bytes_slice(text, negative, text.size);
    if (!bytes_to_unsigned(digits, INT64_MAX, out) ||
        (digits.data[0] == '0' && (digits.size > 1 || negative)))
        return false;
    *out = negative ? -*out : *out;
    return true;
}

static const struct {
    int64_t least, most;
} ranges[SET_COUNT] = {
    [SET_NUMBER] = {INT64_MIN, INT64_MAX}, [SET_AMOUNT] = {0, INT64_MAX}, [SET_HARM] = {0, HARM_MAX},
    [SET_ORDINAL] = {1, INT64_MAX},        [SET_SEVERITY] = {1, 5},       [SET_LATITUDE] = {-90, 90},
    [SET_LONGITUDE] = {-180, 180},
};

static bool is_number(const struct spelling *p, struct bytes text, enum word_set set) {
    int64_t n;
    (void)p;
    return number_read(text, &n) && n >= ranges[set].least && n <= ranges[set].most;
}

static bool is_degrees(const struct spelling *p, struct bytes text, enum word_set set) {
    struct bytes behind = text, before = bytes_split(&behind, '.');
    int64_t whole, rest = 0;
    (void)p;
    bool minus_zero = bytes_is(before, "-0"), has_point = before.size < text.size;
    if (minus_zero)
        whole = 0;
    else if (!number_read(before, &whole))
        return false;
    if (has_point &&
        (!is_digits(behind) || behind.size > DECIMALS_MAX || !bytes_to_unsigned(behind, INT64_MAX, &rest)))
        return false;
    if (whole == ranges[set].least || whole == ranges[set].most)
        return rest == 0;
    return whole > ranges[set].least && whole < ranges[set].most && (!minus_zero || rest > 0);
}

/* `ENTRY.K` */
static bool is_action(const struct spelling *p, struct bytes text, enum word_set set) {
    struct bytes k = text, entry = bytes_split(&k, '.');
    (void)set;
    return is_number(p, entry, SET_ORDINAL) && is_number(p, k, SET_ORDINAL);
}

static bool is_digest(const struct spelling *p, struct bytes text, enum word_set set) {
    (void)p;
    (void)set;
    for (size_t i = 0; i < text.size; i++)
        if (!text.data[i] || !strchr("0123456789abcdef", text.data[i]))
            return false;
    return text.size == DIGEST_TEXT_BYTES - 1;
}

/* ---- instants, lists of references, and anything ---- */

static bool is_refs(const struct spelling *p, struct bytes text, enum word_set set) {
    const struct json *list;
    struct json_fault fault;
    (void)set;
    if (json_parse(p->s->arena, text, &json_limits_message, &list, &fault) != 0 || list->type != JSON_ARRAY)
        return false;
    for (const struct json *ref = list->child; ref; ref = ref->next)
        if (!incident_number_parse(json_text(ref)) &&
            !vocabulary_has(p->words, SET_MESSAGE, json_text(ref)) &&
            !vocabulary_has(p->words, SET_OWN, json_text(ref)))
            return false;
    return list->child;
}

bool spelling_instant(const struct spelling *p, struct bytes text, int64_t *out_ms) {
    return scenario_instant(p->s, text, out_ms) || instant_parse(text, out_ms);
}

static bool is_instant(const struct spelling *p, struct bytes text, enum word_set set) {
    int64_t ignored;
    (void)set;
    return spelling_instant(p, text, &ignored);
}

static bool is_text(const struct spelling *p, struct bytes text, enum word_set set) {
    (void)p;
    (void)text;
    (void)set;
    return true;
}

spelling_form *const spelling_forms[SET_COUNT] = {
    [SET_MESSAGE] = is_sent,
    [SET_MESSAGE_ID] = is_sent,
    [SET_ACK] = is_sent,
    [SET_NOTICE_ID] = is_sent,
    [SET_REQUEST_ID] = is_sent,
    [SET_DISPUTE_ID] = is_sent,
    [SET_SENT_TYPE] = is_sent,
    [SET_ADDRESS] = is_open_address,
    [SET_RECEIVER] = is_open_address,
    [SET_NAMED_PARTY] = is_named_party,
    [SET_INCIDENT] = is_incident,
    [SET_INCIDENT_ITSELF] = is_incident,
    [SET_ACTION_ID] = is_action,
    [SET_NUMBER] = is_number,
    [SET_AMOUNT] = is_number,
    [SET_HARM] = is_number,
    [SET_ORDINAL] = is_number,
    [SET_SEVERITY] = is_number,
    [SET_LATITUDE] = is_degrees,
    [SET_LONGITUDE] = is_degrees,
    [SET_INSTANT] = is_instant,
    [SET_PAST] = is_instant,
    [SET_DIGEST] = is_digest,
    [SET_REFS] = is_refs,
    [SET_FREE] = is_text,
};
