/* row_laws.c: which values cannot stand in one row together, since they name the same or are no pair. See
 * spelling.h.
 *
 * What no row can be, no test can find, however well each word of it is known. The laws are those of the
 * views (engine/record/views.sql, laws.sql) and of the policy.
 */
#include "spelling.h"

#include <stdio.h>
#include <string.h>

/* ---- columns that say the same ---- */

/* A text of two parts, and where each of them stands alone. */
static const struct {
    const char *view, *whole;
    char between;
    const char *parts[2]; /* NULL: nowhere */
} wholes[] = {
    {"actions", "to", '/', {"to_party", "to_role"}},
    {"actions", "id", '.', {"entry", NULL}},
    {"messages", "from", '/', {"from_party", "from_role"}},
    {"claims", "message", ':', {"party", NULL}},
    {"acks", "message", ':', {"party", NULL}},
};

/* What the row wants in a column: written there, or as a part of a whole; false: nothing. */
static bool part_find(const struct expected_row *row, const char *name, struct bytes *out) {
    const struct yaml_node *n = yaml_get(row->values, name);
    if (row_value_is_text(n)) {
        *out = n->text;
        return true;
    }
    for (size_t i = 0; i < sizeof wholes / sizeof *wholes; i++) {
        const struct yaml_node *whole = yaml_get(row->values, wholes[i].whole);
        if (strcmp(wholes[i].view, row->view) != 0 || !row_value_is_text(whole))
            continue;
        struct bytes behind = whole->text, before = bytes_split(&behind, wholes[i].between);
        *out = wholes[i].parts[0] && strcmp(wholes[i].parts[0], name) == 0 ? before : behind;
        if ((wholes[i].parts[0] && strcmp(wholes[i].parts[0], name) == 0) ||
            (wholes[i].parts[1] && strcmp(wholes[i].parts[1], name) == 0))
            return true;
    }
    return false;
}

static int wholes_check(const struct spelling *p, const struct expected_row *row) {
    for (size_t i = 0; i < 2 * (sizeof wholes / sizeof *wholes); i++) {
        const char *name = wholes[i / 2].parts[i % 2];
        const struct yaml_node *whole = yaml_get(row->values, wholes[i / 2].whole),
                               *part = name ? yaml_get(row->values, name) : NULL;
        if (strcmp(wholes[i / 2].view, row->view) != 0 || !row_value_is_text(whole) ||
            !row_value_is_text(part))
            continue;
        struct bytes behind = whole->text, before = bytes_split(&behind, wholes[i / 2].between);
        if (!bytes_equal(part->text, i % 2 ? behind : before))
            return scenario_refuse(p->s, part->mark, "found `%s: %.*s` beside `%s: %.*s`, expected the same",
                                   name, (int)part->text.size, part->text.data, wholes[i / 2].whole,
                                   (int)whole->text.size, whole->text.data);
    }
    return 0;
}

/* ---- two values that must be a pair ---- */

struct pair {
    const char *view; /* NULL: fields of a message */
    const char *first, *second;
    char between;
    enum word_set set;
};

static const struct pair pairs[] = {
    {"cases", "track", "urgency", '/', SET_TRACK_URGENCY},
    {"cases", "track", "outcome", '/', SET_TRACK_OUTCOME},
    {"clocks", "track", "milestone", '/', SET_TRACK_MILESTONE},
    {"actions", "to_party", "to_role", '/', SET_ADDRESS},
    {"messages", "from_party", "from_role", '/', SET_ADDRESS},
    {"messages", "from_party", "id", ':', SET_MESSAGE},
    {"notices", "party", "id", ':', SET_MESSAGE},
    {"requests", "party", "id", ':', SET_MESSAGE},
    {"disputes", "party", "id", ':', SET_MESSAGE},
    {NULL, "track", "urgency", '/', SET_TRACK_URGENCY},
    {NULL, "track", "outcome", '/', SET_TRACK_OUTCOME},
};

/* Is it to be unknown, here or in a stimulus? Then it is in no pair. */
static bool is_meant(const struct spelling *p, struct bytes word) {
    return spelling_is_wanted(p, word) || vocabulary_has(p->words, SET_OWN, word);
}

static int pair_check(struct spelling *p, const struct pair *pair, struct yaml_mark at, struct bytes first,
                      struct bytes second) {
    if (is_meant(p, first) || is_meant(p, second))
        return 0;
    struct buffer word = BUFFER_EMPTY;
    buffer_append(&word, first);
    buffer_append_char(&word, pair->between);
    buffer_append(&word, second);
    int code =
        buffer_failed(&word) ? error_memory(p->s->e) : spelling_word(p, at, buffer_bytes(&word), pair->set);
    buffer_release(&word);
    return code;
}

static int pairs_check(struct spelling *p, const struct expected_row *row) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof pairs / sizeof *pairs; i++) {
        struct bytes first, second;
        if (pairs[i].view && strcmp(pairs[i].view, row->view) == 0 &&
            part_find(row, pairs[i].first, &first) && part_find(row, pairs[i].second, &second)) {
            const struct yaml_node *n = yaml_get(row->values, pairs[i].second);
            code = pair_check(p, &pairs[i], n ? n->mark : row->values->mark, first, second);
        }
    }
    return code;
}

int field_laws_check(struct spelling *p, const struct yaml_node *fields) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof pairs / sizeof *pairs; i++) {
        const struct yaml_node *first = yaml_get(fields, pairs[i].first),
                               *second = yaml_get(fields, pairs[i].second);
        if (!pairs[i].view && row_value_is_text(first) && row_value_is_text(second))
            code = pair_check(p, &pairs[i], second->mark, first->text, second->text);
    }
    return code;
}

/* ---- a case of no named track ---- */

static bool is_under(const struct vocabulary *v, enum word_set set, const char *track, struct bytes word) {
    char pair[256];
    (void)snprintf(pair, sizeof pair, "%s/%.*s", track, (int)word.size, word.data);
    return vocabulary_has(v, set, bytes_of(pair));
}

/* An urgency and an outcome are of one track, also where the row does not say of which. */
static int track_check(const struct spelling *p, const struct expected_row *row) {
    const struct yaml_node *urgency = yaml_get(row->values, "urgency"),
                           *outcome = yaml_get(row->values, "outcome");
    const char *track;
    if (strcmp(row->view, "cases") != 0 || !row_value_is_text(urgency) || !row_value_is_text(outcome) ||
        is_meant(p, urgency->text) || is_meant(p, outcome->text))
        return 0;
    for (size_t i = 0; (track = vocabulary_at(p->words, SET_TRACK, i)); i++)
        if (is_under(p->words, SET_TRACK_URGENCY, track, urgency->text) &&
            is_under(p->words, SET_TRACK_OUTCOME, track, outcome->text))
            return 0;
    return scenario_refuse(
        p->s, outcome->mark, "found `outcome: %.*s` beside `urgency: %.*s`, which no track has together",
        (int)outcome->text.size, outcome->text.data, (int)urgency->text.size, urgency->text.data);
}

int row_laws_check(struct spelling *p, const struct expected_row *row) {
    if (!p->words)
        return 0;
    int code = row_ties_check(p, row);
    code = code ? code : row_orders_check(p, row);
    code = code ? code : wholes_check(p, row);
    code = code ? code : pairs_check(p, row);
    return code ? code : track_check(p, row);
}
