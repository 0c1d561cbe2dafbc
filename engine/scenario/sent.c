/* sent.c: see sent.h. */
#include "sent.h"

#include <string.h>

static struct bytes text_of(const struct yaml_node *n) {
    return n && n->type == YAML_SCALAR ? n->text : BYTES("");
}

/* ---- reading ---- */

static int64_t offset_ms(const struct scenario *s, const struct yaml_node *n) {
    int64_t at_ms;
    return n && n->type == YAML_SCALAR && scenario_instant(s, n->text, &at_ms) ? at_ms : s->start_ms;
}

/* Without an id a message gets one by its number among the lines; a line has what stands in it. False: no
 * memory. */
static bool id_read(const struct scenario *s, struct sent_message *m) {
    char made[MADE_ID_BYTES];
    const struct yaml_node *id = yaml_get(m->fields, "id");
    m->id = id ? text_of(id) : arena_copy(s->arena, message_line_id(m->number, made));
    return m->id.data;
}

static bool message_read(const struct scenario *s, struct sent_message *m) {
    const struct yaml_node *fields = m->fields, *type = yaml_get(fields, "type");
    struct bytes from = text_of(yaml_get(fields, "from"));
    m->at_ms = offset_ms(s, yaml_get(m->stimulus, "at"));
    m->party = bytes_split(&from, '/');
    m->type = type ? text_of(type) : BYTES("report");
    m->is_bad = !fields || stimulus_is_bad(m->stimulus);
    return !fields || id_read(s, m);
}

/* The last instant at which the expectation is looked at. */
static int64_t look_ms(const struct scenario *s, const struct yaml_node *x) {
    const struct yaml_node *between = yaml_get(x, "between");
    int64_t at_ms = offset_ms(s, yaml_get(x, "at"));
    for (const struct yaml_node *n = between ? between->child : NULL; n; n = n->next)
        at_ms = offset_ms(s, n) > at_ms ? offset_ms(s, n) : at_ms;
    return at_ms;
}

static int64_t end_ms(const struct scenario *s) {
    const struct yaml_node *stimuli = yaml_get(s->test, "messages"), *expect = yaml_get(s->test, "expect");
    int64_t end = s->start_ms;
    for (const struct yaml_node *n = stimuli->child; n; n = n->next)
        end = offset_ms(s, yaml_get(n, "at")) > end ? offset_ms(s, yaml_get(n, "at")) : end;
    for (const struct yaml_node *n = expect ? expect->child : NULL; n; n = n->next)
        end = look_ms(s, n) > end ? look_ms(s, n) : end;
    return end;
}

static bool is_cause(const struct yaml_node *stimulus) {
    enum stimulus_sort sort = stimulus_sort(stimulus);
    return sort != STIMULUS_RESTART && sort != STIMULUS_CLOCK;
}

int sent_read(struct scenario *s) {
    const struct yaml_node *stimuli = yaml_get(s->test, "messages");
    struct sent *sent = arena_alloc(s->arena, sizeof *sent);
    struct sent_message *messages = arena_array(s->arena, stimuli->count + 1, sizeof *messages);
    if (!sent || !messages)
        return error_memory(s->e);
    *sent = (struct sent){messages, 0, INSTANT_LAST, end_ms(s)};
    for (const struct yaml_node *n = stimuli->child; n; n = n->next) {
        struct sent_message *m = &messages[sent->count];
        int64_t at_ms = offset_ms(s, yaml_get(n, "at"));
        if (is_cause(n) && at_ms < sent->first_ms)
            sent->first_ms = at_ms;
        *m = (struct sent_message){.stimulus = n, .fields = stimulus_fields(s, n), .number = sent->count + 1};
        if (!m->fields && !yaml_get(n, "line"))
            continue;
        if (!message_read(s, m))
            return error_memory(s->e);
        sent->count++;
    }
    s->sent = sent;
    return 0;
}

/* ---- asking ---- */

const struct sent_message *sent_of(const struct scenario *s, const struct yaml_node *stimulus) {
    for (size_t i = 0; i < s->sent->count; i++)
        if (s->sent->messages[i].stimulus == stimulus)
            return &s->sent->messages[i];
    return NULL;
}

/* Which messages the words of a set name: of which type (NULL: any), and by what. */
enum name_form { BY_ID, BY_PARTY_AND_ID, BY_TYPE };
static const struct {
    enum word_set set;
    enum name_form by;
    const char *type;
} named[] = {
    {SET_MESSAGE, BY_PARTY_AND_ID, NULL}, {SET_MESSAGE_ID, BY_ID, NULL},
    {SET_ACK, BY_PARTY_AND_ID, "ack"},    {SET_NOTICE_ID, BY_ID, "notice"},
    {SET_REQUEST_ID, BY_ID, "request"},   {SET_DISPUTE_ID, BY_ID, "dispute"},
    {SET_SENT_TYPE, BY_TYPE, NULL},
};

static bool is_named(const struct sent_message *m, enum name_form by, struct bytes word) {
    struct bytes id = word, party = bytes_split(&id, ':');
    switch (by) {
    case BY_ID:
        return bytes_equal(m->id, word);
    case BY_PARTY_AND_ID:
        return bytes_equal(m->party, party) && bytes_equal(m->id, id);
    case BY_TYPE:
        break;
    }
    return bytes_equal(m->type, word);
}

/* Views that nothing but messages of one type, or what is quarantined, can fill. */
static const struct {
    const char *view, *type; /* type NULL: what is to be quarantined */
} filled[] = {{"acks", "ack"}, {"notices", "notice"}, {"requests", "request"}, {"quarantine", NULL}};

int64_t sent_fills_ms(const struct scenario *s, const char *view) {
    size_t v = 0;
    while (v < sizeof filled / sizeof *filled && strcmp(filled[v].view, view) != 0)
        v++;
    if (v == sizeof filled / sizeof *filled)
        return INSTANT_NONE;
    for (size_t i = 0; i < s->sent->count; i++) {
        const struct sent_message *m = &s->sent->messages[i];
        if (filled[v].type ? !m->is_bad && bytes_is(m->type, filled[v].type) : m->is_bad)
            return m->at_ms;
    }
    return INSTANT_LAST;
}

int64_t sent_first_ms(const struct scenario *s, enum word_set set, struct bytes word) {
    size_t k = 0;
    while (k < sizeof named / sizeof *named && named[k].set != set)
        k++;
    for (size_t i = 0; k < sizeof named / sizeof *named && i < s->sent->count; i++) {
        const struct sent_message *m = &s->sent->messages[i];
        if (!m->is_bad && (!named[k].type || bytes_is(m->type, named[k].type)) &&
            is_named(m, named[k].by, word))
            return m->at_ms;
    }
    return INSTANT_LAST;
}
