/* facts_incident.c: what rules may know of the zone, of the incident, and of the case and clock at hand. See
 * facts.h. */
#include "facts_get.h"

#include <incident/account.h>

#include <string.h>

/* ---- the zone and the incident ---- */

void get_zone_name(const struct facts *f, struct fact_value *v) {
    set_word(f, v, f->zone);
}

void get_zone_sides(const struct facts *f, struct fact_value *v) {
    list_open(v);
    for (size_t i = 0; f->zone && i < f->policy->zone_count; i++) {
        const struct zone *z = &f->policy->zones[i];
        for (size_t k = 0; z->word == f->zone && k < z->side_count; k++)
            list_add_party(v, z->sides[k]);
    }
}

void get_incident_id(const struct facts *f, struct fact_value *v) {
    const struct incident_name name = incident_name(f->incident->number);
    memcpy(v->room[0], name.text, name.size);
    set_text(v, (struct bytes){v->room[0], name.size});
}

void get_incident_reports(const struct facts *f, struct fact_value *v) {
    set_integer(v, f->incident->reports);
}

void get_incident_severity(const struct facts *f, struct fact_value *v) {
    if (f->incident->severity)
        set_integer(v, f->incident->severity);
}

void get_incident_kind(const struct facts *f, struct fact_value *v) {
    set_text(v, bytes_of(f->incident->kind));
}

void get_incident_parties(const struct facts *f, struct fact_value *v) {
    list_open(v);
    struct parties reporters;
    incident_reporters(f->incident, &reporters);
    for (uint32_t i = 0; i < reporters.count; i++)
        list_add_party(v, reporters.list[i]);
}

void get_incident_contested(const struct facts *f, struct fact_value *v) {
    list_open(v);
    for (unsigned n = 0; n < CLAIM_FIELD_COUNT; n++)
        if (f->incident->contested >> n & 1)
            list_add(v, bytes_of(claim_field_words[n]));
}

void get_incident_own_reports(const struct facts *f, struct fact_value *v) {
    party_id sender = f->message ? f->message->from.party : 0;
    if (sender)
        set_integer(v, incident_reports_of(f->incident, sender));
}

void get_incident_series(const struct facts *f, struct fact_value *v) {
    set_integer(v, f->incident->series);
}

void get_incident_opened(const struct facts *f, struct fact_value *v) {
    set_instant(v, f->incident->opened_ms);
}

/* ---- the case and the clock at hand ---- */

#define CASE_FACT(name, field)                                                                               \
    void get_case_##name(const struct facts *f, struct fact_value *v) {                                      \
        if (f->kase)                                                                                         \
            set_word(f, v, f->kase->field);                                                                  \
    }
CASE_FACT(track, track)
CASE_FACT(urgency, urgency)
CASE_FACT(rung, rung)
#undef CASE_FACT

#define CLOCK_FACT(name, field)                                                                              \
    void get_clock_##name(const struct facts *f, struct fact_value *v) {                                     \
        if (f->clock)                                                                                        \
            set_word(f, v, f->clock->field);                                                                 \
    }
CLOCK_FACT(milestone, milestone)
CLOCK_FACT(rung, rung)
#undef CLOCK_FACT

void get_clock_party(const struct facts *f, struct fact_value *v) {
    if (f->clock)
        set_party(v, f->clock->party);
}
