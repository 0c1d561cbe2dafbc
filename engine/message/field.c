/* field.c: see message/fields.h. Finding a field in a list, and what a list holds. */
#include "fields.h"

#include <string.h>

/* Length and first letter settle it nearly always, and what most messages have stands first. */
const struct field *field_find(const struct field *fields, struct bytes name) {
    for (const struct field *f = fields; f->name.data; f++)
        if (f->name.size == name.size && f->name.data[0] == name.data[0] &&
            memcmp(f->name.data, name.data, name.size) == 0)
            return f;
    return NULL;
}

size_t field_length(const struct field *list, const void *base) {
    assert(list->is_list);
    return *(const size_t *)(const void *)((const char *)base + list->count_offset);
}
