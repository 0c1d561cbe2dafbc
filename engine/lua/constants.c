/* constants.c: see constants.h. Keys with escapes are not compared. */
#include "constants.h"
#include "constructor.h"

#include <fusion/array.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The keys of one table, sorted. */
struct keys {
    struct token *list;
    uint32_t count, capacity;
    bool all; /* none is computed */
};

/* A local that is a table. */
struct constant {
    uint32_t variable;
    struct bytes name;
    struct keys keys;
    bool is_known;       /* nothing else got hold of it so far */
    struct token lacked; /* the first key that was read and is none; TOKEN_END: none was */
};

struct constants {
    struct name_reader reader;
    struct constant *list; /* by `variable`, ascending */
    uint32_t count, capacity;
    struct token doubled; /* the first in the source; TOKEN_END: none */
    bool failed;
};

static int key_compare(const void *a, const void *b) {
    const struct token *x = a, *y = b;
    int order = bytes_compare(x->text, y->text);
    return order ? order : (x->start > y->start) - (x->start < y->start);
}

static struct keys keys_read(struct constants *c, struct tokens inside) {
    struct keys keys = {.all = true};
    struct table_entry e;
    while (table_entry_next(&inside, &e)) {
        bool escaped =
            e.key.type == TOKEN_TEXT && e.key.text.size && memchr(e.key.text.data, '\\', e.key.text.size);
        keys.all &= !e.is_computed && !escaped;
        if (e.key.type == TOKEN_END || escaped)
            continue;
        if (!ARRAY_ROOM(keys.list, keys.count, keys.capacity, ARRAY_ENTRIES_MAX)) {
            c->failed = true;
            return keys;
        }
        keys.list[keys.count++] = e.key;
    }
    if (keys.count)
        qsort(keys.list, keys.count, sizeof *keys.list, key_compare);
    return keys;
}

static void table_read(struct name_reader *r, struct tokens inside) {
    struct constants *c = (struct constants *)r;
    struct keys keys = keys_read(c, inside);
    for (uint32_t i = 1; i < keys.count; i++) {
        const struct token *key = &keys.list[i];
        bool doubled = bytes_equal(key[-1].text, key->text) &&
                       (key[-1].type == TOKEN_NUMBER) == (key->type == TOKEN_NUMBER);
        if (doubled && (c->doubled.type == TOKEN_END || key->start < c->doubled.start))
            c->doubled = *key;
    }
    free(keys.list);
}

static void local_read(struct name_reader *r, const struct token *name, uint32_t variable,
                       struct tokens inside) {
    struct constants *c = (struct constants *)r;
    if (!ARRAY_ROOM(c->list, c->count, c->capacity, ARRAY_ENTRIES_MAX)) {
        c->failed = true;
        return;
    }
    struct keys keys = keys_read(c, inside);
    c->list[c->count++] = (struct constant){
        .variable = variable, .name = name->text, .keys = keys, .is_known = keys.all && keys.count};
}

static struct constant *constant_find(struct constants *c, uint32_t variable) {
    uint32_t low = 0, high = c->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (c->list[middle].variable < variable)
            low = middle + 1;
        else
            high = middle;
    }
    return low < c->count && c->list[low].variable == variable ? &c->list[low] : NULL;
}

static bool has_key(const struct keys *keys, struct bytes key) {
    uint32_t low = 0, high = keys->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (bytes_compare(keys->list[middle].text, key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < keys->count && bytes_equal(keys->list[low].text, key);
}

static void use_read(struct name_reader *r, const struct name_use *use) {
    struct constants *c = (struct constants *)r;
    struct constant *constant = use->variable ? constant_find(c, use->variable) : NULL;
    char room[TOKEN_SAYS_MAX];
    if (!constant)
        return;
    const struct name_step *step = &use->steps[0];
    if (!use->step_count || use->is_written || step->type == STEP_CALL)
        constant->is_known = false;
    else if (step->type != STEP_INDEX && constant->lacked.type == TOKEN_END &&
             !has_key(&constant->keys, token_says(&step->token, room)))
        constant->lacked = step->token;
}

/* error_nearest chooses between the best so far and each further key. */
static void nearest_find(const struct constant *c, char best[NAME_BYTES_MAX + 1]) {
    char room[TOKEN_SAYS_MAX], text[NAME_BYTES_MAX + 1];
    struct bytes found = token_says(&c->lacked, room);
    for (uint32_t i = 0; i < c->keys.count; i++) {
        (void)snprintf(text, sizeof text, "%.*s", (int)c->keys.list[i].text.size, c->keys.list[i].text.data);
        const char *nearest = error_nearest(found, (const char *const[]){text, best[0] ? best : NULL, NULL});
        if (nearest == text)
            memcpy(best, text, sizeof text);
    }
}

/* The first in the source. */
static int fault_set(const struct constants *c, struct constants_fault *fault) {
    const struct constant *first = NULL;
    fault->key = c->doubled;
    fault->is_double = true;
    for (uint32_t i = 0; i < c->count; i++) {
        const struct token *lacked = &c->list[i].lacked;
        bool is_first = fault->key.type == TOKEN_END || lacked->start < fault->key.start;
        if (!c->list[i].is_known || lacked->type == TOKEN_END || !is_first)
            continue;
        first = &c->list[i];
        fault->key = *lacked;
    }
    fault->nearest[0] = '\0';
    if (first) {
        fault->is_double = false;
        fault->table = first->name;
        nearest_find(first, fault->nearest);
    }
    return fault->key.type != TOKEN_END;
}

int constants_check(struct bytes source, struct constants_fault *fault) {
    struct constants c = {.reader = {.use = use_read, .table = table_read, .local_table = local_read}};
    int result = names_walk(source, &c.reader);
    if (result == 0 && c.failed)
        result = ERROR_MEMORY;
    if (result == 0)
        result = fault_set(&c, fault);
    for (uint32_t i = 0; i < c.count; i++)
        free(c.list[i].keys.list);
    free(c.list);
    return result;
}
