/* facts_data.c: the fact `data`: what a message says beyond the fields that messages have. See facts.h. */
#include "facts.h"

#include <fusion/limits.h>

static void number_get(const struct json *node, struct fact_value *v) {
    enum json_number type = json_number_read(node, &v->integer, &v->number);
    v->type = type == JSON_INTEGER ? VALUE_INTEGER : type == JSON_REAL ? VALUE_NUMBER : VALUE_OTHER;
}

static const struct json *data_member(const struct json *node, struct bytes name) {
    int64_t place = 0;
    if (node->type == JSON_ARRAY && !bytes_to_unsigned(name, LINE_BYTES_MAX, &place))
        return NULL;
    for (const struct json *n = node->child; n; n = n->next)
        if (node->type == JSON_ARRAY ? --place == 0 : bytes_equal(n->key, name))
            return n;
    return NULL;
}

void fact_get_data(const struct facts *f, struct bytes path, struct fact_value *v) {
    const struct json *node = f->message ? f->message->data : NULL;
    while (node && path.size)
        node = data_member(node, bytes_split(&path, '.'));
    if (!node || node->type == JSON_NULL)
        return;
    v->type = VALUE_OTHER;
    if (node->type == JSON_TRUE || node->type == JSON_FALSE) {
        v->type = VALUE_BOOLEAN;
        v->boolean = node->type == JSON_TRUE;
    } else if (node->type == JSON_NUMBER) {
        number_get(node, v);
    } else if (node->type == JSON_STRING) {
        v->type = VALUE_TEXT; /* an empty text of `data` is a value too */
        v->text = node->text;
    } else if (node->type == JSON_ARRAY) {
        v->type = VALUE_TEXTS;
        v->count = 0;
        for (const struct json *n = node->child; n; n = n->next)
            if (n->type == JSON_STRING && v->count < LIST_MAX)
                v->list[v->count++] = n->text;
    }
}
