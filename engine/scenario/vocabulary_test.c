/* vocabulary_test.c: the words that a test brings: its messages, and what its stimuli want unknown. See
 * vocabulary.h. */
#include "sent.h"

/* Any country may send and be addressed, in each role that any party can have. */
static void add_party(struct vocabulary *v, struct bytes address) {
    struct bytes code = bytes_split(&address, '/');
    party_id party;
    if (party_parse(code, &party) && party_is_iso(party))
        vocabulary_add_new(v, SET_PARTY, code);
}

static struct bytes text_of(const struct yaml_node *n) {
    return n && n->type == YAML_SCALAR ? n->text : BYTES("");
}

/* Some views have only messages of one type. */
static const struct {
    const char *type;
    enum word_set ids;
} typed[] = {{"notice", SET_NOTICE_ID}, {"request", SET_REQUEST_ID}, {"dispute", SET_DISPUTE_ID}};

/* What nobody takes can be referred to by nobody. */
static void add_message(struct vocabulary *v, const struct sent_message *m) {
    const struct yaml_node *to = yaml_get(m->fields, "to");
    add_party(v, text_of(yaml_get(m->fields, "from")));
    for (const struct yaml_node *n = to ? to->child : NULL; n; n = n->next)
        add_party(v, text_of(n));
    if (m->is_bad)
        return;
    vocabulary_add(v, SET_MESSAGE_ID, m->id);
    vocabulary_add_pair(v, SET_MESSAGE, m->party, ':', m->id);
    vocabulary_add_new(v, SET_SENT_TYPE, m->type);
    if (bytes_is(m->type, "ack"))
        vocabulary_add_pair(v, SET_ACK, m->party, ':', m->id);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (bytes_is(m->type, typed[i].type))
            vocabulary_add(v, typed[i].ids, m->id);
}

void vocabulary_add_sent(struct vocabulary *v, const struct sent_message *m) {
    vocabulary_add_pair(v, SET_SENT, m->party, ':', m->id);
}

static void add_wanted(struct vocabulary *v, const struct yaml_node *stimulus) {
    const struct yaml_node *n = yaml_get(stimulus, "unknown");
    if (n && n->type == YAML_SCALAR)
        vocabulary_add(v, SET_OWN, n->text);
    for (n = n ? n->child : NULL; n; n = n->next)
        vocabulary_add(v, SET_OWN, n->text);
}

int vocabulary_add_test(struct vocabulary *v, const struct scenario *s) {
    for (size_t i = 0; i < s->sent->count; i++)
        add_message(v, &s->sent->messages[i]);
    for (const struct yaml_node *n = yaml_get(s->test, "messages")->child; n; n = n->next)
        add_wanted(v, n);
    return v->failed ? error_memory(s->e) : 0;
}
