/* spelling.c: see spelling.h. */
#include "spelling.h"
#include "sent.h"

#include <fusion/incident.h>
#include <fusion/rules.h>

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

bool spelling_is_wanted(const struct spelling *p, struct bytes word) {
    size_t count;
    return wanted_place(p->wanted, word, &count) < count;
}

bool spelling_meet(struct spelling *p, struct bytes word) {
    size_t count, place = wanted_place(p->wanted, word, &count);
    if (place < count)
        p->met |= (uint64_t)1 << place;
    return place < count;
}

bool spelling_wants(const struct yaml_node *of, struct bytes word) {
    size_t count;
    return wanted_place(yaml_get(of, "unknown"), word, &count) < count;
}

int spelling_begin(struct spelling *p, const struct yaml_node *of) {
    p->wanted = yaml_get(of, "unknown");
    size_t count;
    const struct yaml_node *n = wanted_first(p->wanted, &count);
    if (p->wanted && count == 0)
        return scenario_refuse(p->s, p->wanted->mark, "`unknown` found an empty list, expected a word");
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
    for (size_t i = 0; p->words && i < count; i++, n = n->next)
        if (!(p->met >> i & 1))
            return scenario_refuse(
                p->s, n->mark,
                "`unknown` found %s, expected a word that stands beside it and that nobody "
                "knows",
                yaml_quote(n->text).text);
    return 0;
}

/* ---- a word ---- */

/* What has been lies between the start and the look. */
static int past_check(const struct spelling *p, struct yaml_mark at, struct bytes text) {
    int64_t at_ms = 0;
    (void)spelling_instant(p, text, &at_ms);
    if (at_ms >= p->s->start_ms && at_ms <= p->until_ms)
        return 0;
    return scenario_refuse(p->s, at, "found %s, expected an instant from the start to when it is looked at",
                           yaml_quote(text).text);
}

static bool is_known(const struct spelling *p, struct bytes word, enum word_set set) {
    bool known =
        spelling_forms[set] ? spelling_forms[set](p, word, set) : vocabulary_has(p->words, set, word);
    return known || (set < SET_LISTED && !p->is_stimulus && vocabulary_has(p->words, SET_OWN, word));
}

/* What was expected: the words of the set where they are few, else that it be known. */
static void expected_write(const struct spelling *p, enum word_set set, struct buffer *out) {
    buffer_append_text(out, "one that is known");
    struct buffer words = BUFFER_EMPTY;
    vocabulary_write(p->words, set, &words);
    if (words.size && words.size <= SHOWN_WORDS_BYTES) {
        buffer_clear(out);
        buffer_append(out, buffer_bytes(&words));
    }
    buffer_release(&words);
}

/* Append the word that was meant, perhaps: a bare party wants a role, of which the first rung is the usual.
 */
static void near_write(const struct spelling *p, struct bytes word, enum word_set set, struct buffer *out) {
    const char *near = set < SET_LISTED         ? vocabulary_nearest(p->words, set, word)
                       : set == SET_NAMED_PARTY ? vocabulary_nearest(p->words, SET_PARTY, word)
                                                : NULL;
    const char *rung = vocabulary_first(p->words, SET_RUNG);
    if (set == SET_ADDRESS && rung && vocabulary_has(p->words, SET_PARTY, word))
        buffer_append_format(out, "; did you mean `%.*s/%s`?", (int)word.size, word.data, rung);
    else if (near)
        buffer_append_format(out, "; did you mean `%s`?", near);
    else if (set < SET_LISTED)
        buffer_append_text(out, "; if it is meant, name it under `unknown`");
}

static int unknown_refuse(const struct spelling *p, struct yaml_mark at, struct bytes word,
                          enum word_set set) {
    int64_t sent_ms = sent_first_ms(p->s, set, word);
    char elapsed[INSTANT_TEXT_BYTES];
    if (sent_ms != INSTANT_LAST) {
        duration_format(sent_ms - p->s->start_ms, elapsed);
        return scenario_refuse(p->s, at, "found %s, which is sent at %s, expected what was sent by the look",
                               yaml_quote(word).text, elapsed);
    }
    struct buffer expected = BUFFER_EMPTY;
    if (set < SET_LISTED)
        expected_write(p, set, &expected);
    else
        buffer_append_text(&expected, word_set_name(set));
    near_write(p, word, set, &expected);
    int code =
        scenario_refuse(p->s, at, "found %s%s%s%s, expected %.*s", set < SET_LISTED ? "the unknown " : "",
                        set < SET_LISTED ? word_set_name(set) : "", set < SET_LISTED ? " " : "",
                        yaml_quote(word).text, (int)expected.size, expected.size ? expected.data : "");
    buffer_release(&expected);
    return code;
}

int spelling_word(struct spelling *p, struct yaml_mark at, struct bytes word, enum word_set set) {
    if (!p->words)
        return 0;
    bool known = is_known(p, word, set), is_number = set == SET_INCIDENT || set == SET_INCIDENT_ITSELF;
    /* whether an incident is there, the record says */
    bool meant = (!known || is_number) && spelling_meet(p, word);
    if (!known && !meant)
        return unknown_refuse(p, at, word, set);
    return known && set == SET_PAST ? past_check(p, at, word) : 0;
}

/* ---- several words in one value ---- */

/* Lists that stand in the order of the engine. */
static const char *const *const orders[SET_COUNT] = {
    [SET_PROPOSAL] = proposal_key_words, [SET_NOTICE_MATCH] = match_words};

/* What no list has both. */
static const struct {
    enum word_set set;
    const char *before, *behind;
} apart[] = {{SET_NOTICE_MATCH, "inside", "outside-time"}, {SET_NOTICE_MATCH, "inside", "outside-place"}};

static int apart_check(const struct spelling *p, const struct yaml_node *value, struct bytes before,
                       struct bytes word, enum word_set set) {
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if (apart[i].set == set && bytes_is(before, apart[i].before) && bytes_is(word, apart[i].behind))
            return scenario_refuse(p->s, value->mark, "found `%s` beside `%s`, expected one of them",
                                   apart[i].behind, apart[i].before);
    return 0;
}

static int order_check(const struct spelling *p, const struct yaml_node *value, struct bytes before,
                       struct bytes word, enum word_set set) {
    const char *const *order = orders[set];
    if (!order || words_index(word, order) < 0 || words_index(before, order) < words_index(word, order))
        return 0;
    return scenario_refuse(p->s, value->mark,
                           "found `%.*s` behind `%.*s`, expected them as they always stand", (int)word.size,
                           word.data, (int)before.size, before.data);
}

/* Does `word` stand once more in `left`? */
static bool comes_again(struct bytes left, struct bytes word) {
    while (left.size)
        if (bytes_equal(bytes_split(&left, ','), word))
            return true;
    return false;
}

static int joined_check(struct spelling *p, const struct yaml_node *value, enum word_set set) {
    bool empty = value->text.size == 0, ends = bytes_ends(value->text, BYTES(","));
    if ((empty && set != SET_PROPOSAL) || ends) /* where no proposal won, the column is empty, not absent */
        return scenario_refuse(p->s, value->mark, "found %s, expected %s", yaml_quote(value->text).text,
                               empty ? "`absent`, or what stands there" : "nothing behind the last comma");
    int code = 0;
    struct bytes before = BYTES("");
    for (struct bytes left = value->text, word; code == 0 && left.size; before = word) {
        word = bytes_split(&left, ',');
        code = spelling_word(p, value->mark, word, set);
        code = code ? code : order_check(p, value, before, word, set);
        code = code ? code : apart_check(p, value, before, word, set);
        if (code == 0 && set == SET_PARTY && comes_again(left, word))
            code = scenario_refuse(p->s, value->mark, "found `%.*s` twice, expected each party once",
                                   (int)word.size, word.data);
    }
    return code;
}

int spelling_value(struct spelling *p, const struct yaml_node *value, struct column_words words) {
    if (!p->words || bytes_is(value->text, "absent") || bytes_is(value->text, "present"))
        return 0;
    return words.is_joined ? joined_check(p, value, words.set)
                           : spelling_word(p, value->mark, value->text, words.set);
}
