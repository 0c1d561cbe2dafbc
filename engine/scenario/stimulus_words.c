/* stimulus_words.c: are the words of a message known when it is sent? See test_run.h.
 *
 * A message with a word that the policy does not have is taken, and its incident goes to people by the
 * fallback: so a slip in a kind would pass for what is urgent.
 */
#include "spelling.h"

#include <message/fields.h>

/* The fields that name something, and the sets that they name it from. */
static const struct {
    enum message_field field;
    enum word_set set;
} fields[] = {
    {FIELD_TYPE, SET_TYPE},
    {FIELD_FROM, SET_RECEIVER},
    {FIELD_TO, SET_RECEIVER},
    {FIELD_KIND, SET_KIND},
    {FIELD_URGENCY, SET_URGENCY},
    {FIELD_STATUS, SET_STATUS},
    {FIELD_REFS, SET_SENT},
    {FIELD_TRACK, SET_TRACK},
    {FIELD_MILESTONE, SET_MILESTONE},
    {FIELD_LEVEL, SET_LEVEL},
    {FIELD_EXPLANATION, SET_EXPLANATION},
    {FIELD_STANCE, SET_STANCE},
    {FIELD_HELD, SET_HELD},
    {FIELD_FINDING, SET_FINDING},
    {FIELD_DECISION, SET_DECISION},
    {FIELD_OUTCOME, SET_OUTCOME},
    {FIELD_MESSAGES, SET_SENT},
    {FIELD_GRADE, SET_GRADE},
    {FIELD_RELAYED_TO, SET_NAMED_PARTY},
    {FIELD_ABSENT, SET_NAMED_PARTY},
};

struct column_words field_words(struct bytes name) {
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field *f = &message_fields[fields[i].field];
        if (bytes_equal(f->name, name))
            return (struct column_words){fields[i].set, f->is_list};
    }
    return (struct column_words){SET_COUNT, false};
}

/* One value of a field. A reference may be to an incident, which is looked for when the message is sent. */
static int word_check(struct spelling *p, const struct yaml_node *n, enum word_set set) {
    bool incident = set == SET_SENT && incident_number_parse(n->text);
    return spelling_word(p, n->mark, n->text, incident ? SET_INCIDENT : set);
}

static int field_check(struct spelling *p, const struct yaml_node *n, enum word_set set) {
    if (n->type == YAML_SCALAR)
        return word_check(p, n, set);
    int code = 0;
    for (const struct yaml_node *c = n->child; code == 0 && c; c = c->next)
        if (c->type == YAML_SCALAR) /* what is of another form the cell will say */
            code = word_check(p, c, set);
    return code;
}

int stimulus_words_check(const struct scenario *s, const struct yaml_node *stimulus) {
    const struct yaml_node *message = stimulus_fields(s, stimulus);
    struct spelling p = {.s = s,
                         .words = s->policies ? &s->policies->alone : NULL,
                         .until_ms = INSTANT_LAST,
                         .is_stimulus = true};
    int code = spelling_begin(&p, stimulus);
    for (size_t i = 0; code == 0 && i < sizeof fields / sizeof *fields; i++) {
        const struct yaml_node *n = yaml_get(message, message_fields[fields[i].field].name.data);
        if (n)
            code = field_check(&p, n, fields[i].set);
    }
    code = code ? code : field_laws_check(&p, message);
    return code ? code : spelling_end(&p);
}
