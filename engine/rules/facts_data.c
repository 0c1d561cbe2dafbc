/* facts_data.c: the fact `data`: what a message says beyond the fields that messages have. See facts.h. */
#include "facts.h"

#include <fusion/limits.h>

#include <stdlib.h>
#include <string.h>

void json_number(const struct json *node, struct fact_value *v) {
    char text[512];
    int64_t integer;
    if (json_int(node, &integer)) {
        v->type = VALUE_INTEGER;
        v->integer = integer;
    } else if (node->text.size < sizeof text) {
        memcpy(text, node->text.data, node->text.size);
        text[node->text.size] = '\0';
        v->type = VALUE_NUMBER;
        v->number = strtod(text, NULL);
    }
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
        json_number(node, v);
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
