/*
 * facts_get.h: what the getters of facts share: how each sets the value that it got.
 */
#ifndef RULES_FACTS_GET_H
#define RULES_FACTS_GET_H

#include "facts.h"

/* A text, unless it is empty. */
static inline void set_text(struct fact_value *v, struct bytes text) {
    if (text.size == 0)
        return;
    v->type = VALUE_TEXT;
    v->text = text;
}

/* A number. */
static inline void set_integer(struct fact_value *v, int64_t value) {
    v->type = VALUE_INTEGER;
    v->integer = value;
}

/* Counts that are -1 where absent. */
static inline void set_count(struct fact_value *v, int64_t value) {
    if (value >= 0)
        set_integer(v, value);
}

/* Flags that are -1 where absent. */
static inline void set_flag(struct fact_value *v, int flag) {
    if (flag < 0)
        return;
    v->type = VALUE_BOOLEAN;
    v->boolean = flag == 1;
}

/* An instant, where there is one. */
static inline void set_instant(struct fact_value *v, int64_t at_ms) {
    if (at_ms != INSTANT_NONE)
        set_integer(v, at_ms);
}

/* A word of the policy, a party's code; 0 is none. */
static inline void set_word(const struct facts *f, struct fact_value *v, word_id word) {
    if (word)
        set_text(v, words_text(f->policy->words, word));
}
static inline void set_party(struct fact_value *v, party_id party) {
    if (party)
        set_text(v, party_text(party, v->room[0]));
}

/* Degrees of so many 10^-7. */
static inline void set_degrees(struct fact_value *v, int32_t e7) {
    v->type = VALUE_NUMBER;
    v->number = (double)e7 / DEGREE_E7; /* one correctly rounded division */
}

/* A list: first none, then its entries, of which those beyond LIST_MAX are left out. */
static inline void list_open(struct fact_value *v) {
    v->type = VALUE_TEXTS;
    v->count = 0;
}
static inline void list_add(struct fact_value *v, struct bytes text) {
    if (v->count < LIST_MAX)
        v->list[v->count++] = text;
}
static inline void list_add_party(struct fact_value *v, party_id party) {
    if (v->count < LIST_MAX)
        list_add(v, party_text(party, v->room[v->count]));
}

#endif
