/* spelling.c: see spelling.h. */
#include "spelling.h"

#define WANTED_MAX        64u  /* words that one stimulus or expectation wants unknown */
#define SHOWN_WORDS_BYTES 240u /* a longer list is not shown */

/* ---- what is to be unknown ---- */

/* The first of the words under `unknown`, and how many there are: it is one of itself where it is no list. */
static const struct yaml_node *wanted_first(const struct yaml_node *wanted, size_t *count) {
    *count = !wanted ? 0 : wanted->type == YAML_SEQUENCE ? wanted->count : 1;
    return wanted && wanted->type == YAML_SEQUENCE ? wanted->child : wanted;
}

/* Its place under `unknown`; how many there are, where it is none of them. */
static size_t wanted_place(const struct yaml_node *wanted, struct bytes word, size_t *count) {
    const struct yaml_node *n = wanted_first(wanted, count);
    size_t place = 0;
    while (place < *count && !bytes_equal(n->text, word)) {
        n = n->next;
        place++;
    }
    return place;
}

bool spelling_wants(const struct yaml_node *of, struct bytes word) {
    size_t count;
    return wanted_place(yaml_get(of, "unknown"), word, &count) < count;
}

int spelling_begin(struct spelling *p, const struct yaml_node *of) {
    p->wanted = yaml_get(of, "unknown");
    size_t count;
    const struct yaml_node *n = wanted_first(p->wanted, &count);
    for (size_t i = 0; i < count; i++, n = n->next)
        if (n->type != YAML_SCALAR || i == WANTED_MAX)
            return scenario_refuse(p->s, n->mark,
                                   "`unknown` found %s, expected a word, or a list of at most %u",
                                   i == WANTED_MAX ? "more" : yaml_type_name(n->type), WANTED_MAX);
    return 0;
}

int spelling_end(const struct spelling *p) {
    size_t count;
    const struct yaml_node *n = wanted_first(p->wanted, &count);
    for (size_t i = 0; p->s->words && i < count; i++, n = n->next)
        if (!(p->met >> i & 1))
            return scenario_refuse(
                p->s, n->mark,
                "`unknown` found %s, expected a word that stands beside it and that nobody "
                "knows",
                yaml_quote(n->text).text);
    return 0;
}

/* ---- what has only a form ---- */

static bool is_incident(const struct spelling *p, struct bytes text) {
    (void)p;
    return incident_number_parse(text) != 0;
}

static bool is_named_party(const struct spelling *p, struct bytes text) {
    party_id party;
    return party_parse(text, &party) &&
           (party == PARTY_UNKNOWN || party_is_iso(party) || vocabulary_has(p->s->words, SET_PARTY, text));
}

static bool is_digits(struct bytes text) {
    int64_t ignored;
    return bytes_to_unsigned(text, INT64_MAX, &ignored);
}

static bool is_number(const struct spelling *p, struct bytes text) {
    (void)p;
    return is_digits(bytes_slice(text, bytes_begins(text, BYTES("-")), text.size));
}

static bool is_decimal(const struct spelling *p, struct bytes text) {
    struct bytes behind = text, before = bytes_split(&behind, '.');
    return is_number(p, before) && (before.size == text.size || is_digits(behind));
}

static bool instant_read(const struct spelling *p, struct bytes text, int64_t *out_ms) {
    return scenario_instant(p->s, text, out_ms) || instant_parse(text, out_ms);
}

static bool is_instant(const struct spelling *p, struct bytes text) {
    int64_t ignored;
    return instant_read(p, text, &ignored);
}

static bool is_text(const struct spelling *p, struct bytes text) {
    (void)p;
    (void)text;
    return true;
}

static bool (*const forms[SET_COUNT])(const struct spelling *p, struct bytes text) = {
    [SET_NAMED_PARTY] = is_named_party,
    [SET_INCIDENT] = is_incident,
    [SET_INCIDENT_ITSELF] = is_incident,
    [SET_NUMBER] = is_number,
    [SET_DECIMAL] = is_decimal,
    [SET_INSTANT] = is_instant,
    [SET_PAST] = is_instant,
    [SET_FREE] = is_text,
};

/* What has been lies between the start and the look. */
static int past_check(const struct spelling *p, struct yaml_mark at, struct bytes text) {
    int64_t at_ms = 0;
    (void)instant_read(p, text, &at_ms);
    if (at_ms >= p->s->start_ms && at_ms <= p->until_ms)
        return 0;
    return scenario_refuse(p->s, at, "found %s, expected an instant from the start to when it is looked at",
                           yaml_quote(text).text);
}

/* ---- a word ---- */

static bool is_known(const struct spelling *p, struct bytes word, enum word_set set) {
    if (forms[set])
        return forms[set](p, word);
    return vocabulary_has(p->s->words, set, word) ||
           (!p->is_stimulus && vocabulary_has(p->s->words, SET_OWN, word));
}

/* What was expected: the words of the set where they are few, else that it be known. */
static void expected_write(const struct spelling *p, enum word_set set, struct buffer *out) {
    buffer_append_text(out, "one that is known");
    struct buffer words = BUFFER_EMPTY;
    vocabulary_write(p->s->words, set, &words);
    if (words.size && words.size <= SHOWN_WORDS_BYTES) {
        buffer_clear(out);
        buffer_append(out, buffer_bytes(&words));
    }
    buffer_release(&words);
}

static int unknown_refuse(const struct spelling *p, struct yaml_mark at, struct bytes word,
                          enum word_set set) {
    if (forms[set])
        return scenario_refuse(p->s, at, "found %s, expected %s", yaml_quote(word).text, word_set_name(set));
    struct buffer expected = BUFFER_EMPTY;
    const char *near = vocabulary_nearest(p->s->words, set, word);
    expected_write(p, set, &expected);
    int code = scenario_refuse(p->s, at, "found the unknown %s %s, expected %.*s%s%s%s", word_set_name(set),
                               yaml_quote(word).text, (int)expected.size, expected.size ? expected.data : "",
                               near ? "; did you mean `" : "; if it is meant, name it under `unknown`",
                               near ? near : "", near ? "`?" : "");
    buffer_release(&expected);
    return code;
}

int spelling_word(struct spelling *p, struct yaml_mark at, struct bytes word, enum word_set set) {
    if (!p->s->words)
        return 0;
    size_t count, place = wanted_place(p->wanted, word, &count);
    bool known = is_known(p, word, set), is_number = set == SET_INCIDENT || set == SET_INCIDENT_ITSELF;
    if (place < count && (!known || is_number)) /* whether the incident is there, the record says */
        p->met |= (uint64_t)1 << place;
    else if (!known)
        return unknown_refuse(p, at, word, set);
    return known && set == SET_PAST ? past_check(p, at, word) : 0;
}

int spelling_value(struct spelling *p, const struct yaml_node *value, struct column_words words) {
    if (bytes_is(value->text, "absent") || bytes_is(value->text, "present"))
        return 0;
    if (!words.is_joined)
        return spelling_word(p, value->mark, value->text, words.set);
    int code = 0;
    for (struct bytes left = value->text; code == 0 && left.size;)
        code = spelling_word(p, value->mark, bytes_split(&left, ','), words.set);
    return code;
}
