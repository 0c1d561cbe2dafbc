/* variables.c: the variables in scope of a walk through names. See walk.h. */
#include "walk.h"

#include <fusion/array.h>

uint32_t declare(struct walk *w, struct bytes name) {
    if (!ARRAY_ROOM(w->list, w->count, w->capacity, ARRAY_ENTRIES_MAX)) {
        w->failed = true;
        return 0;
    }
    w->list[w->count++] = (struct variable){.name = name, .number = ++w->declared};
    return w->declared;
}

void undeclare(struct walk *w, uint32_t count) {
    if (!w->failed)
        w->count = count;
}

static struct variable *variable_find(struct walk *w, struct bytes name) {
    for (uint32_t i = w->count; i-- > 0;)
        if (bytes_equal(w->list[i].name, name))
            return &w->list[i];
    return NULL;
}

void name_used(struct walk *w, struct name_use *use) {
    struct variable *variable = variable_find(w, use->name.text);
    use->is_global = !variable;
    use->variable = variable ? variable->number : 0;
    use->mark = variable ? variable->mark : 0;
    use->is_written_out = variable && variable->is_written_out;
    if (w->reader->use)
        w->reader->use(w->reader, use);
    if (variable && use->is_written && !use->step_count)
        variable->mark = 0;
}
