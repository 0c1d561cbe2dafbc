/* vocabulary_test.c: the words that a test brings: its messages, and what its stimuli want unknown. See
 * vocabulary.h. */
#include "vocabulary.h"

/* The code of an address. Any country may send and be addressed, in each role that any party can have. */
static struct bytes add_party(struct vocabulary *v, struct bytes address) {
    struct bytes code = bytes_split(&address, '/');
    party_id party;
    if (party_parse(code, &party) && party_is_iso(party))
        vocabulary_add_new(v, SET_PARTY, code);
    return code;
}

static struct bytes text_of(const struct yaml_node *n) {
    return n && n->type == YAML_SCALAR ? n->text : BYTES("");
}

/* Without an id a message gets one by its number among the lines; a line has what stands in it. */
static struct bytes id_of(const struct yaml_node *fields, uint64_t number, char made[MADE_ID_BYTES]) {
    const struct yaml_node *id = yaml_get(fields, "id");
    return id ? text_of(id) : message_line_id(number, made);
}

/* Some views have only messages of one type. */
static const struct {
    const char *type;
    enum word_set ids;
} typed[] = {{"notice", SET_NOTICE_ID}, {"request", SET_REQUEST_ID}, {"dispute", SET_DISPUTE_ID}};

static void add_message(struct vocabulary *v, const struct yaml_node *fields, uint64_t number) {
    const struct yaml_node *to = yaml_get(fields, "to");
    char made[MADE_ID_BYTES];
    struct bytes id = id_of(fields, number, made), type = text_of(yaml_get(fields, "type")),
                 party = add_party(v, text_of(yaml_get(fields, "from")));
    vocabulary_add(v, SET_MESSAGE_ID, id);
    vocabulary_add_pair(v, SET_MESSAGE, party, ':', id);
    if (bytes_is(type, "ack"))
        vocabulary_add_pair(v, SET_ACK, party, ':', id);
    for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
        if (bytes_is(type, typed[i].type))
            vocabulary_add(v, typed[i].ids, id);
    for (const struct yaml_node *n = to ? to->child : NULL; n; n = n->next)
        (void)add_party(v, text_of(n));
}

void vocabulary_add_sent(struct vocabulary *v, const struct yaml_node *fields, uint64_t number) {
    char made[MADE_ID_BYTES];
    struct bytes from = text_of(yaml_get(fields, "from"));
    vocabulary_add_pair(v, SET_SENT, bytes_split(&from, '/'), ':', id_of(fields, number, made));
}

static void add_wanted(struct vocabulary *v, const struct yaml_node *stimulus) {
    const struct yaml_node *n = yaml_get(stimulus, "unknown");
    if (n && n->type == YAML_SCALAR)
        vocabulary_add(v, SET_OWN, n->text);
    for (n = n ? n->child : NULL; n; n = n->next)
        vocabulary_add(v, SET_OWN, n->text);
}

int vocabulary_add_test(struct vocabulary *v, const struct scenario *s) {
    uint64_t lines = 0;
    for (const struct yaml_node *n = yaml_get(s->test, "messages")->child; n; n = n->next) {
        const struct yaml_node *fields = stimulus_fields(s, n);
        lines += yaml_get(n, "line") || fields;
        if (fields)
            add_message(v, fields, lines);
        add_wanted(v, n);
    }
    return v->failed ? error_memory(s->e) : 0;
}
