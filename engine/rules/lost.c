/* lost.c: see lost.h. */
#include "lost.h"

static bool has_condition(const struct rule *rule, struct bytes key) {
    size_t fact = fact_find(key);
    bool is_data = fact < fact_count && fact_table[fact].type == FACT_DATA;
    struct bytes path = is_data && key.size > 5 ? bytes_slice(key, 5, key.size) : (struct bytes){NULL, 0};
    for (size_t i = 0; i < rule->condition_count; i++)
        if (rule->conditions[i].fact == fact && bytes_equal(rule->conditions[i].path, path))
            return true;
    return false;
}

/* Is it a value of the file's own, by constant keys alone? A key that is computed, or a call, may give nil.
 */
static bool is_written_out(const struct name_use *use) {
    bool constant = use->is_written_out;
    for (size_t i = 0; i < use->step_count; i++)
        constant &= use->steps[i].type == STEP_KEY ||
                    (use->steps[i].type == STEP_INDEX && use->steps[i].token.type == TOKEN_NUMBER);
    return constant;
}

const struct rule *condition_lost(const struct rule *rules, uint32_t count, const struct name_entry *e) {
    char room[TOKEN_SAYS_MAX];
    const struct rule *first = NULL;
    struct bytes key = token_says(&e->key, room);
    if (!bytes_is(e->global, "rule") || !bytes_is(e->within, "where") ||
        !(e->is_nil || is_written_out(&e->use)))
        return NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (rules[i].line != e->line)
            continue;
        if (has_condition(&rules[i], key))
            return NULL;
        first = first ? first : &rules[i];
    }
    return first;
}

struct token condition_lost_at(const struct name_entry *e) {
    if (e->is_nil)
        return e->key;
    return e->use.step_count ? e->use.steps[e->use.step_count - 1].token : e->use.name;
}
