/* vocabulary_test.c: the words that a test brings: its messages, what its stimuli want unknown, and those of
 * the policies that it loads. See vocabulary.h. */
#include "vocabulary.h"

#include <fusion/json.h>

/* The code of an address. Any country may send and be addressed. */
static struct bytes add_party(struct vocabulary *v, struct bytes address) {
    struct bytes code = bytes_split(&address, '/');
    party_id party;
    if (party_parse(code, &party) && party_is_iso(party) && !vocabulary_has(v, SET_PARTY, code))
        vocabulary_add_stranger(v, code);
    return code;
}

static void add_message(struct vocabulary *v, struct bytes from, struct bytes id) {
    vocabulary_add(v, SET_MESSAGE_ID, id);
    vocabulary_add_pair(v, SET_MESSAGE, add_party(v, from), ':', id);
}

/* A line as it is; what is no message has no id. */
static void add_line(struct vocabulary *v, struct bytes line) {
    const struct json *message;
    struct json_fault fault;
    if (json_parse(v->arena, line, &json_limits_message, &message, &fault) == 0)
        add_message(v, json_text(json_get(message, "from")), json_text(json_get(message, "id")));
}

/* Without an id a message gets one by its number among the lines. */
static void add_written(struct vocabulary *v, const struct yaml_node *stimulus, uint64_t number) {
    const struct yaml_node *from = yaml_get(stimulus, "from"), *id = yaml_get(stimulus, "id"),
                           *to = yaml_get(stimulus, "to");
    char made[MADE_ID_BYTES];
    add_message(v, from ? from->text : BYTES(""), id ? id->text : message_line_id(number, made));
    for (const struct yaml_node *n = to ? to->child : NULL; n; n = n->next)
        (void)add_party(v, n->text);
}

static void add_wanted(struct vocabulary *v, const struct yaml_node *stimulus) {
    const struct yaml_node *n = yaml_get(stimulus, "unknown");
    if (n && n->type == YAML_SCALAR)
        vocabulary_add(v, SET_OWN, n->text);
    for (n = n ? n->child : NULL; n; n = n->next)
        vocabulary_add(v, SET_OWN, n->text);
}

/* One that does not load brings nothing: whether it should, the test says when it comes to it. */
static int add_loaded(struct vocabulary *v, const struct scenario *s, const struct yaml_node *load) {
    struct policy_file *files;
    size_t count;
    struct error ignored;
    int code = s->host->folder(s->host->context, load->text.data, v->arena, &files, &count, &ignored);
    code = code ? code : vocabulary_add_policy(v, files, count, &ignored);
    return code == ERROR_MEMORY ? error_memory(s->e) : 0;
}

int vocabulary_add_test(struct vocabulary *v, const struct scenario *s) {
    uint64_t lines = 0;
    int code = 0;
    for (const struct yaml_node *n = yaml_get(s->test, "messages")->child; code == 0 && n; n = n->next) {
        const struct yaml_node *line = yaml_get(n, "line"), *load = yaml_get(n, "load");
        if (load && load->type != YAML_SCALAR)
            continue; /* which will be refused */
        lines += line || stimulus_is_message(n);
        if (line)
            add_line(v, line->text);
        else if (load)
            code = add_loaded(v, s, load);
        else if (stimulus_is_message(n))
            add_written(v, n, lines);
        add_wanted(v, n);
    }
    return code == 0 && v->failed ? error_memory(s->e) : code;
}
