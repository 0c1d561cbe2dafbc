/*
 * facts.h: what rules may look at: one table of facts for `where`, for `m`, and for docs/rules.md.
 */
#ifndef RULES_FACTS_H
#define RULES_FACTS_H

#include "domain.h"

#include <fusion/rules.h>

/* What a fact is, as docs/rules.md says it. */
enum fact_type { FACT_TEXT, FACT_INTEGER, FACT_NUMBER, FACT_BOOLEAN, FACT_TEXTS, FACT_ACTORS, FACT_DATA };

/* What was found when it was got. */
enum value_type {
    VALUE_ABSENT,
    VALUE_TEXT,
    VALUE_INTEGER,
    VALUE_NUMBER,
    VALUE_BOOLEAN,
    VALUE_TEXTS,
    VALUE_OTHER /* present, but nothing to compare with: an object of `data` */
};

/* For texts that are made when a fact is got: `PARTY/role`, `I-17`. */
#define FACT_ROOM_BYTES (PARTY_BYTES_MAX + 1 + WORD_BYTES_MAX + 1)

/* A fact as it was got. Texts point into the message, the incident or `room`. */
struct fact_value {
    enum value_type type;
    struct bytes text;
    int64_t integer;
    double number;
    bool boolean;
    size_t count;
    struct bytes list[LIST_MAX];
    char room[LIST_MAX][FACT_ROOM_BYTES];
};

/* On which events there can be such a fact, and on which there always is: bits 1 << enum rule_event. */
struct fact_events {
    uint32_t some, always;
};
#define RULE_EVENTS_ALL ((1u << RULE_EVENT_COUNT) - 1) /* every event */

/* A row of the table. */
struct fact {
    const char *name;
    enum fact_type type;
    const struct domain *domain; /* what it can be */
    struct fact_events on;
    void (*get)(const struct facts *f, struct fact_value *v); /* NULL for a field, and for `data` */
    const struct field *field;                                /* that the fact simply is, or NULL */
    const char *meaning;
};

typedef void fact_getter(const struct facts *f, struct fact_value *v); /* sets *v, or leaves it absent */
/* facts_incident.c */
fact_getter get_zone_name, get_zone_sides, get_incident_id, get_incident_reports, get_incident_severity,
    get_incident_kind, get_incident_parties, get_incident_contested, get_incident_own_reports,
    get_incident_series, get_incident_opened, get_case_track, get_case_urgency, get_case_rung,
    get_clock_milestone, get_clock_party, get_clock_rung;
/* facts_notice.c */
fact_getter get_notice_match, get_notice_announced, get_notice_incident, get_notice_party, get_notice_kind,
    get_notice_outside_ms, get_notice_outside_m, get_notice_protected, get_notice_lead, get_notice_lead_ms,
    get_notice_conflicts, get_incident_near;

/* All facts, the fields of messages first. */
extern const struct fact fact_table[];
extern const size_t fact_count;
extern const char *const fact_names[]; /* NULL-terminated, in the order of the table */

/* A set of facts by their index; FACTS_MAX of them. */
typedef unsigned __int128 fact_set;
#define FACTS_MAX 128u

/* Index of the fact of this name; `data.a.b` is the fact `data`. fact_count when there is none. */
size_t fact_find(struct bytes name);
/* The name of the fact that is nearest to one that is none: by the whole of it, else by its last word, so
 * that `killed` is near to `harm.killed`. NULL: none is. */
const char *fact_nearest(struct bytes name);
/* `path` is what stands behind `data.`; empty for any other fact. */
void fact_get(const struct facts *f, size_t fact, struct bytes path, struct fact_value *v);
/* facts_data.c: the member of `data` at a path of names and places, `a.b` or `list.1`. */
void fact_get_data(const struct facts *f, struct bytes path, struct fact_value *v);
struct domain_text fact_events_show(uint32_t events); /* as a list of their words */
const char *fact_type_name(enum fact_type type);
struct bytes facts_kind(const struct facts *f); /* of the message, else of the incident */

#endif
