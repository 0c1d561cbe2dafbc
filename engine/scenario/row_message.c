/* row_message.c: is a row what the message says that it names? See spelling.h.
 *
 * Some views say again what stands in messages, and those the test writes itself: a row that names one, and
 * says something else, is not there whatever the policy does. What a row without a name says may be meant:
 * that nobody acknowledged, that no mean is taken of two accounts.
 */
#include "sent.h"
#include "spelling.h"

#include <fusion/words.h>

#include <string.h>

/* Of which messages the rows of a view are. */
static const struct {
    const char *view, *types[5]; /* NULL-terminated; none: of all */
    const char *id, *pair;       /* the column that has the id, or PARTY:id; NULL: none */
    const char *party;
} views[] = {
    {"messages", {NULL}, "id", NULL, "from_party"},
    {"acks", {"ack"}, NULL, "message", "party"},
    {"notices", {"notice"}, "id", NULL, "party"},
    {"requests", {"request"}, "id", NULL, "party"},
    {"claims", {"report", "notice", "request", "update"}, NULL, "message", "party"},
};
#define VIEWS (sizeof views / sizeof *views)

/* Claims that say what one field says, or a part of one (`harm.killed`). Others are made of several. */
static const char *const claims[] = {"kind", "harm.killed", "harm.injured", "harm.civilian", NULL};

/* Columns that say what a field says, which stands for itself where a message has none. */
static const struct {
    const char *column, *without;
} said[] = {{"type", "report"}, {"kind", NULL},   {"level", NULL}, {"status", "actual"},
            {"text", NULL},     {"reason", NULL}, {"grade", NULL}};

static bool is_as(const struct yaml_node *asked, struct bytes text) {
    if (!asked || bytes_is(asked->text, text.data ? "present" : "absent"))
        return true;
    return row_value_is_text(asked) && text.data && bytes_equal(asked->text, text);
}

static struct bytes text_of(const struct yaml_node *n, const char *without) {
    return n && n->type == YAML_SCALAR ? n->text : without ? bytes_of(without) : (struct bytes){0};
}

static bool says_columns(const struct sent_message *m, const struct expected_row *row) {
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (!is_as(yaml_get(row->values, said[i].column),
                   text_of(yaml_get(m->fields, said[i].column), said[i].without)))
            return false;
    return true;
}

static bool says_claim(const struct sent_message *m, const struct expected_row *row) {
    const struct yaml_node *claim = yaml_get(row->values, "field"), *value = yaml_get(row->values, "value");
    if (!claim || !words_listed(claims, claim->text))
        return true;
    const struct yaml_node *n = m->fields;
    for (struct bytes rest = claim->text; n && rest.size;) {
        struct bytes name = bytes_split(&rest, '.');
        for (n = n->child; n && !bytes_equal(n->key, name); n = n->next)
            ;
    }
    struct bytes text = text_of(n, NULL);
    return text.data && is_as(value, text);
}

/* Is it the sender's, and by the id that the row names? */
static bool is_named(const struct sent_message *m, const struct expected_row *row, size_t v) {
    const struct yaml_node *id = views[v].id ? yaml_get(row->values, views[v].id) : NULL,
                           *pair = views[v].pair ? yaml_get(row->values, views[v].pair) : NULL,
                           *from = yaml_get(row->values, "from");
    struct bytes behind = pair ? pair->text : BYTES(""), before = bytes_split(&behind, ':'),
                 role = from ? from->text : BYTES(""), sender = bytes_split(&role, '/');
    return is_as(yaml_get(row->values, views[v].party), m->party) && is_as(id, m->id) &&
           (!row_value_is_text(from) || bytes_equal(sender, m->party)) &&
           (!row_value_is_text(pair) || (bytes_equal(before, m->party) && bytes_equal(behind, m->id)));
}

static bool is_of(const struct sent_message *m, const struct expected_row *row, size_t v) {
    return !m->is_bad && (!views[v].types[0] || words_listed(views[v].types, m->type)) &&
           is_named(m, row, v) && says_columns(m, row) &&
           (strcmp(row->view, "claims") != 0 || says_claim(m, row));
}

int row_message_check(const struct spelling *p, const struct expected_row *row) {
    size_t v = 0;
    while (v < VIEWS && strcmp(views[v].view, row->view) != 0)
        v++;
    const struct yaml_node *name =
        v < VIEWS ? yaml_get(row->values, views[v].id ? views[v].id : views[v].pair) : NULL;
    if (!p->words || p->met || !row_value_is_text(name))
        return 0;
    for (size_t i = 0; i < p->s->sent->count; i++)
        if (p->s->sent->messages[i].at_ms <= p->until_ms && is_of(&p->s->sent->messages[i], row, v))
            return 0;
    return scenario_refuse(p->s, name->mark,
                           "found `%.*s` beside what this message does not say, expected what it says",
                           (int)name->text.size, name->text.data);
}
