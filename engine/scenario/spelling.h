/*
 * spelling.h: is what a test names known? Looked up when the test is read, in its vocabulary.
 *
 * A stimulus or an expectation that wants a word that nobody knows says so: `unknown: fire.motar`, or a list.
 * Each of these must then be met in it, and be unknown indeed.
 */
#ifndef SCENARIO_SPELLING_H
#define SCENARIO_SPELLING_H

#include "expect.h"
#include "vocabulary.h"

/* What stands in a column, or in a field of a message. */
struct column_words {
    enum word_set set;
    bool is_joined; /* several, joined by commas */
};
/* stimulus_words.c: what a field of messages names; a list stands joined in a column. SET_COUNT: nothing. */
struct column_words field_words(struct bytes name);
/* view_columns.c: of a column that selection_has knows; what the value of a claim is, its field in the same
 * `row` says. */
struct column_words column_words(const char *view, const char *name, const struct yaml_node *row);

/* A stimulus or an expectation whose words are looked up. */
struct spelling {
    const struct scenario *s;
    const struct vocabulary *words; /* that it may name; NULL: they were looked up already */
    const struct yaml_node *wanted; /* the words that are to be unknown: one, or a list; NULL: none */
    uint64_t met;                   /* bit i: the i-th of these was met, and is unknown */
    int64_t from_ms, until_ms;      /* the span of the look: what has been by its end can be asked about;
                                     * INSTANT_LAST: anything */
    bool is_stimulus; /* what another stimulus wants unknown is unknown here too, and known to expectations */
};
/* Begin with `of`, whose key `unknown` is checked. */
int spelling_begin(struct spelling *p, const struct yaml_node *of) CHECKED;
/* Look up the word that stands at `at`. An incident is looked at for its form alone. */
int spelling_word(struct spelling *p, struct yaml_mark at, struct bytes word, enum word_set set) CHECKED;
/* The same of the value of a column: `absent` and `present` are words of every column. */
int spelling_value(struct spelling *p, const struct yaml_node *value, struct column_words words) CHECKED;
/* What has a form and no list: is the text of the form of its set? */
typedef bool spelling_form(const struct spelling *p, struct bytes text, enum word_set set);
extern spelling_form *const spelling_forms[]; /* spelling_forms.c: by enum word_set; NULL: a list */
/* An offset or an instant; false: it is neither. */
bool spelling_instant(const struct spelling *p, struct bytes text, int64_t *out_ms);
/* row_ties.c: does the column have a value in every row? */
bool column_is_always(const char *view, const char *name);
/* Does it stand for itself, and not for whether there is one? NULL does not. */
static inline bool row_value_is_text(const struct yaml_node *n) {
    return n && n->type == YAML_SCALAR && !bytes_is(n->text, "absent") && !bytes_is(n->text, "present");
}
/* The error that no row has both. Returns ERROR_POLICY. */
int row_refuse(const struct spelling *p, const struct yaml_node *value, const struct yaml_node *other);
/* Do values say of other columns whether they have one, as they always do? */
int row_ties_check(const struct spelling *p, const struct expected_row *row) CHECKED;
/* row_orders.c: do the values stand in the order in which they always stand? */
int row_orders_check(const struct spelling *p, const struct expected_row *row) CHECKED;
/* row_message.c: does a message of the test say what the row does? */
int row_message_check(const struct spelling *p, const struct expected_row *row) CHECKED;
/* rows_together.c: does no row of the list say what another says? */
int rows_differ_check(const struct scenario *s, const struct yaml_node *rows) CHECKED;
/* Where the row must not be there: does the expectation not ask for it, too? */
int row_opposed_check(const struct scenario *s, const struct yaml_node *expectation,
                      const struct expected_row *row) CHECKED;
/* row_laws.c: can what is asked of one row be true of it together? */
int row_laws_check(struct spelling *p, const struct expected_row *row) CHECKED;
/* The same, where one value of a stimulus says which others there are. */
int field_laws_check(struct spelling *p, const struct yaml_node *fields) CHECKED;
/* Was each word met that is to be unknown? */
int spelling_end(const struct spelling *p) CHECKED;
/* Is the word, which nobody knows, to be unknown? Then it was met. */
bool spelling_meet(struct spelling *p, struct bytes word);
/* Does the stimulus or expectation say that it wants this one unknown? */
bool spelling_is_wanted(const struct spelling *p, struct bytes word);
/* The same of what is not being looked up. */
bool spelling_wants(const struct yaml_node *of, struct bytes word);

#endif
