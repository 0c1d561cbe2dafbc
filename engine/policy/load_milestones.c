/* load_milestones.c: what a case can reach, and which messages reach it. */
#include "load.h"

#include <fusion/limits.h>

#include <stdio.h>

/* The words that `value` may have, by the type of message: those of its stance, held, finding or decision. */
static const char *const stances[] = {"accept", "reject", "out-of-scope", NULL};
static const char *const helds[] = {"held", "failed", "no-show", NULL};
static const char *const decisions[] = {"complete", "incomplete", "cleared", "approved",
                                        "refused",  "fulfilled",  NULL};
static const struct {
    enum message_type type;
    const char *const *words;
} values[] = {
    {MESSAGE_POSITION, stances},
    {MESSAGE_MEETING, helds},
    {MESSAGE_FINDING, message_finding_words},
    {MESSAGE_DECISION, decisions},
};

static const char *const *values_of(enum message_type type) {
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (values[i].type == type)
            return values[i].words;
    return NULL;
}

static int value_refuse(struct load *l, const struct milestone_condition *c, const struct yaml_node *n,
                        const char *const *words) {
    char list[96] = "";
    for (size_t i = 0, used = 0; words[i]; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", i ? ", " : "", words[i]);
    return load_refuse(l, n->mark, "found %s, expected a word of a %s: %s%s", yaml_quote(n->text).text,
                       option_sends[c->type], list, error_offer(n->text, words, "`", "`").text);
}

static int value_add(struct load *l, struct milestone_condition *c, const struct yaml_node *n) {
    const char *const *words = values_of(c->type);
    for (size_t i = 0; words[i]; i++)
        if (bytes_is(n->text, words[i])) {
            assert(c->value_count < sizeof c->values / sizeof *c->values);
            c->values[c->value_count++] = bytes_of(words[i]);
            return 0;
        }
    return value_refuse(l, c, n, words);
}

static int values_load(struct load *l, struct milestone_condition *c, const struct yaml_node *n) {
    int status = 0;
    if (!n)
        return 0;
    if (!values_of(c->type))
        return load_refuse(
            l, n->key_mark,
            "found `value` with type `%s`, expected it with position, meeting, finding or decision",
            option_sends[c->type]);
    if (n->type == YAML_SCALAR)
        return value_add(l, c, n);
    for (n = n->child; !status && n; n = n->next)
        status = value_add(l, c, n);
    return status;
}

static int condition_load(struct load *l, const struct yaml_node *n, struct milestone_condition *c) {
    const struct yaml_node *level = yaml_get(n, "level");
    c->type = (enum message_type)option_value(n, "type", "milestones.MILESTONE.by[].type");
    c->from = (enum milestone_from)option_value(n, "from", "milestones.MILESTONE.by[].from");
    if (level && c->type != MESSAGE_ACK)
        return load_refuse(l, level->key_mark, "found `level` with type `%s`, expected it with type `ack`",
                           option_sends[c->type]);
    if (level) /* the choices begin with LEVEL_RECEIVED */
        c->level =
            (enum ack_level)(LEVEL_RECEIVED + option_value(n, "level", "milestones.MILESTONE.by[].level"));
    return values_load(l, c, yaml_get(n, "value"));
}

static int milestone_load(struct load *l, const struct yaml_node *n, struct milestone *m) {
    const struct yaml_node *by = yaml_get(n, "by");
    int status = load_word(l, n->key_mark, n->key, &m->word);
    if (!status)
        status = load_array(l, by ? by->count : 0, sizeof *m->conditions, &m->conditions);
    for (const struct yaml_node *c = by ? by->child : NULL; !status && c; c = c->next)
        status = condition_load(l, c, &m->conditions[m->condition_count++]);
    return status;
}

int load_milestones(struct load *l) {
    const struct yaml_node *all = yaml_get(l->root, "milestones");
    int status = load_array(l, all->count, sizeof *l->p->milestones, &l->p->milestones);
    for (const struct yaml_node *n = all->child; !status && n; n = n->next)
        status = milestone_load(l, n, &l->p->milestones[l->p->milestone_count++]);
    return status;
}

int load_milestone_ref(const struct load *l, const struct yaml_node *n, word_id *out) {
    const char *words[MILESTONES_MAX + 1];
    *out = words_find(l->words, n->type == YAML_SCALAR ? n->text : n->key);
    if (*out && policy_milestone(l->p, *out))
        return 0;
    for (size_t i = 0; i < l->p->milestone_count; i++)
        words[i] = words_text(l->words, l->p->milestones[i].word).data;
    words[l->p->milestone_count] = NULL;
    return load_unknown(l, n, "milestone", "milestones", words);
}
