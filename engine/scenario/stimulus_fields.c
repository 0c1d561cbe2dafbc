/* stimulus_fields.c: the message that a stimulus sends, by its fields: as it is written in YAML, or the line
 * of JSON that stands there in its place. See test_run.h. */
#include "test_run.h"

#include <fusion/json.h>

/* A value of JSON as YAML would have it, at the place of the line; NULL: no memory. */
static struct yaml_node *node_of(struct arena *a, const struct json *value, struct yaml_mark mark) {
    static const char *const words[] = {[JSON_NULL] = "null", [JSON_FALSE] = "false", [JSON_TRUE] = "true"};
    struct yaml_node *n = arena_alloc(a, sizeof *n);
    if (!n)
        return NULL;
    *n = (struct yaml_node){.type = value->type == JSON_OBJECT  ? YAML_MAPPING
                                    : value->type == JSON_ARRAY ? YAML_SEQUENCE
                                                                : YAML_SCALAR,
                            .count = value->count,
                            .mark = mark,
                            .key_mark = mark,
                            .key = value->key,
                            .text = value->type <= JSON_TRUE ? bytes_of(words[value->type]) : value->text};
    struct yaml_node **last = &n->child;
    for (const struct json *c = value->child; c; c = c->next) {
        *last = node_of(a, c, mark);
        if (!*last)
            return NULL;
        last = &(*last)->next;
    }
    return n;
}

enum stimulus_sort stimulus_sort(const struct yaml_node *stimulus) {
    static const char *const keys[] = {[STIMULUS_LINE] = "line",
                                       [STIMULUS_LOAD] = "load",
                                       [STIMULUS_RESTART] = "restart",
                                       [STIMULUS_CLOCK] = "clock"};
    enum stimulus_sort sort = STIMULUS_LINE;
    while (sort < STIMULUS_MESSAGE && !yaml_get(stimulus, keys[sort]))
        sort++;
    return sort;
}

const struct yaml_node *stimulus_fields(const struct scenario *s, const struct yaml_node *stimulus) {
    const struct yaml_node *line = yaml_get(stimulus, "line");
    const struct json *message;
    struct json_fault fault;
    if (stimulus_sort(stimulus) == STIMULUS_MESSAGE)
        return stimulus;
    if (!line || line->type != YAML_SCALAR ||
        json_parse(s->arena, line->text, &json_limits_message, &message, &fault) != 0 ||
        message->type != JSON_OBJECT)
        return NULL;
    return node_of(s->arena, message, line->mark);
}
