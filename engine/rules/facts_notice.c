/* facts_notice.c: what rules may know of notices: a report's that was set beside one, and a notice's own. */
#include "facts.h"

#include <string.h>

static void set_incident(struct fact_value *v, size_t room, uint64_t number, struct bytes *out) {
    const struct incident_name name = incident_name(number);
    _Static_assert(sizeof v->room[room] >= sizeof name.text, "the name of any incident fits");
    memcpy(v->room[room], name.text, name.size);
    *out = (struct bytes){v->room[room], name.size};
}

static void get_incident(uint64_t number, struct fact_value *v) {
    if (!number)
        return;
    v->type = VALUE_TEXT;
    set_incident(v, 0, number, &v->text);
}

static bool is_matched(const struct facts *f) {
    return f->match && f->match->notice;
}

void get_notice_match(const struct facts *f, struct fact_value *v) {
    v->type = VALUE_TEXTS;
    v->count = 0;
    for (unsigned word = 0; f->match && word < MATCH_WORD_COUNT; word++)
        if (match_says(f->match, (enum match_word)word))
            v->list[v->count++] = bytes_of(match_words[word]);
}

void get_notice_announced(const struct facts *f, struct fact_value *v) {
    v->type = VALUE_BOOLEAN;
    v->boolean = f->match && match_is_announced(f->match);
}

void get_notice_incident(const struct facts *f, struct fact_value *v) {
    get_incident(is_matched(f) ? f->match->notice : 0, v);
}

void get_notice_party(const struct facts *f, struct fact_value *v) {
    if (!is_matched(f))
        return;
    v->type = VALUE_TEXT;
    v->text = party_text(f->match->party, v->room[0]);
}

void get_notice_kind(const struct facts *f, struct fact_value *v) {
    if (!is_matched(f))
        return;
    v->type = VALUE_TEXT;
    v->text = bytes_of(f->match->kind);
}

static void set_number(struct fact_value *v, bool known, int64_t number) {
    if (!known)
        return;
    v->type = VALUE_INTEGER;
    v->integer = number;
}

void get_notice_outside_ms(const struct facts *f, struct fact_value *v) {
    set_number(v, is_matched(f), f->match ? f->match->outside_ms : 0);
}

void get_notice_outside_m(const struct facts *f, struct fact_value *v) {
    set_number(v, is_matched(f), f->match ? f->match->outside_m : 0);
}

void get_notice_protected(const struct facts *f, struct fact_value *v) {
    get_incident(f->spared ? f->spared->notice : 0, v);
}

void get_notice_lead(const struct facts *f, struct fact_value *v) {
    if (!f->incident->notice)
        return;
    v->type = VALUE_TEXT;
    v->text = f->incident->notice->is_short ? BYTES("insufficient") : BYTES("sufficient");
}

void get_notice_lead_ms(const struct facts *f, struct fact_value *v) {
    set_number(v, f->incident->notice != NULL, f->incident->notice ? f->incident->notice->lead_ms : 0);
}

void get_notice_conflicts(const struct facts *f, struct fact_value *v) {
    v->type = VALUE_TEXTS;
    v->count = 0;
    for (size_t n = 0; n < f->conflict_count && n < LIST_MAX; n++)
        set_incident(v, n, f->conflicts[n], &v->list[v->count++]);
}

void get_incident_near(const struct facts *f, struct fact_value *v) {
    get_incident(f->near, v);
}
