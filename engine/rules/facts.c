/* facts.c: see facts.h. A getter a fact: here those of the message and of the event; the table of all is at
 * the end. */
#include "facts_get.h"

#include <message/fields.h>

#include <string.h>

/* ---- the message ---- */

/* A fact that is a field, and nothing else. */
static void get_field(const struct field *f, const struct message *m, struct fact_value *v) {
    const void *at = (const char *)m + f->offset;
    const char *const *words = f->detail;
    switch (f->shape) {
    case SHAPE_TEXT:
    case SHAPE_FREE_TEXT:
        set_text(v, *(const struct bytes *)at);
        return;
    case SHAPE_WORD:
        set_text(v, bytes_of(words[*(const unsigned *)at]));
        return;
    case SHAPE_INSTANT:
    case SHAPE_TIME:
        set_instant(v, *(const int64_t *)at);
        return;
    case SHAPE_NUMBER:
        set_count(v, *(const int64_t *)at);
        return;
    case SHAPE_FLAG:
        set_flag(v, *(const int *)at);
        return;
    default:
        assert(false); /* the others have a getter of their own */
    }
}

static void get_on(const struct facts *f, struct fact_value *v) {
    set_text(v, bytes_of(rule_event_words[f->on]));
}

static void get_from(const struct facts *f, struct fact_value *v) {
    if (f->message)
        set_party(v, f->message->from.party);
}

static void get_role(const struct facts *f, struct fact_value *v) {
    if (f->message)
        set_text(v, policy_role_word(f->policy, &f->message->from));
}

static void get_to(const struct facts *f, struct fact_value *v) {
    list_open(v);
    for (size_t i = 0; f->message && i < f->message->to_count && i < LIST_MAX; i++) {
        const struct address *to = &f->message->to[i];
        struct bytes code = party_text(to->party, v->room[i]);
        size_t role = to->role.size < WORD_BYTES_MAX ? to->role.size : WORD_BYTES_MAX;
        if (role) {
            v->room[i][code.size] = '/';
            memcpy(v->room[i] + code.size + 1, to->role.data, role);
        }
        list_add(v, (struct bytes){v->room[i], code.size + (role ? 1 + role : 0)});
    }
}

static void get_at(const struct facts *f, struct fact_value *v) {
    set_integer(v, f->now_ms);
}

static void get_late(const struct facts *f, struct fact_value *v) {
    set_integer(v, f->late_ms);
}

struct bytes facts_kind(const struct facts *f) {
    if (f->message && f->message->kind.size)
        return f->message->kind;
    return bytes_of(f->incident->kind);
}

static void get_kind(const struct facts *f, struct fact_value *v) {
    set_text(v, facts_kind(f));
}

static void get_actors(const struct facts *f, struct fact_value *v) {
    list_open(v);
    for (size_t i = 0; f->message && i < f->message->actors_count; i++)
        list_add_party(v, f->message->actors[i].party);
}

/* The first alleged in this role; of an event without a message, the incident's. 0: nobody. */
static party_id alleged(const struct facts *f, enum actor_role role) {
    if (!f->message)
        return f->incident->pair[role == ACTOR_TARGET];
    for (size_t i = 0; i < f->message->actors_count; i++)
        if (f->message->actors[i].role == role)
            return f->message->actors[i].party;
    return 0;
}

static void get_actor(const struct facts *f, struct fact_value *v) {
    set_party(v, alleged(f, ACTOR_ACTOR));
}

static void get_target(const struct facts *f, struct fact_value *v) {
    set_party(v, alleged(f, ACTOR_TARGET));
}

/* Two whom nobody knows need not be of one party. */
static void get_internal(const struct facts *f, struct fact_value *v) {
    party_id actor = alleged(f, ACTOR_ACTOR);
    v->type = VALUE_BOOLEAN;
    v->boolean = actor && actor != PARTY_UNKNOWN && actor == alleged(f, ACTOR_TARGET);
}

static void get_actors_members(const struct facts *f, struct fact_value *v) {
    party_id found[LIST_MAX];
    size_t count = 0, alleged = f->message ? f->message->actors_count : 2;
    for (size_t i = 0; i < alleged && count < LIST_MAX; i++) {
        party_id party = f->message ? f->message->actors[i].party : f->incident->pair[i];
        bool counted = !policy_is_peer(f->policy, party);
        for (size_t k = 0; k < count; k++)
            counted |= found[k] == party;
        if (!counted)
            found[count++] = party;
    }
    set_integer(v, (int64_t)count);
}

/* ---- place, harm, grade, text ---- */

static bool has_point(const struct facts *f, struct point *at, int64_t *precision_m) {
    if (f->message) {
        *at = f->message->place.at;
        *precision_m = f->message->place.precision_m;
        return f->message->place.present && !f->message->place.is_area;
    }
    *at = f->incident->at;
    *precision_m = f->incident->precision_m;
    return f->incident->has_point;
}

static void get_lat(const struct facts *f, struct fact_value *v) {
    struct point at;
    int64_t precision_m;
    if (has_point(f, &at, &precision_m))
        set_degrees(v, at.lat_e7);
}

static void get_lon(const struct facts *f, struct fact_value *v) {
    struct point at;
    int64_t precision_m;
    if (has_point(f, &at, &precision_m))
        set_degrees(v, at.lon_e7);
}

static void get_precision(const struct facts *f, struct fact_value *v) {
    struct point at;
    int64_t precision_m;
    if (has_point(f, &at, &precision_m))
        set_count(v, precision_m);
}

static void get_place_name(const struct facts *f, struct fact_value *v) {
    set_text(v, f->message ? f->message->place.name : bytes_of(f->incident->place_name));
}

static void get_harm_total(const struct facts *f, struct fact_value *v) {
    const struct harm *h = f->message ? &f->message->harm : NULL;
    if (h && (h->killed >= 0 || h->injured >= 0))
        set_integer(v, (h->killed > 0 ? h->killed : 0) + (h->injured > 0 ? h->injured : 0));
}

static void get_grade_source(const struct facts *f, struct fact_value *v) {
    if (f->message && f->message->grade.size == 2)
        set_text(v, bytes_slice(f->message->grade, 0, 1));
}

static void get_grade_content(const struct facts *f, struct fact_value *v) {
    if (f->message && f->message->grade.size == 2)
        set_integer(v, f->message->grade.data[1] - '0');
}

static void get_status(const struct facts *f, struct fact_value *v) {
    set_text(v, bytes_of(status_words[f->message ? f->message->status : f->incident->status]));
}

static void get_text(const struct facts *f, struct fact_value *v) {
    const struct json *text = f->message ? f->message->text : NULL;
    if (text && text->type == JSON_OBJECT) {
        const struct json *english = json_get(text, "en");
        text = english ? english : text->child;
    }
    set_text(v, json_text(text));
}

/* ---- the table: the fields of the message, then the others ---- */

/* X("name", TYPE, getter, domain, events, "meaning", .field = its row) for each field that message/fields.h
 * shows to rules.
 */
#define FIELD_FACTS     MESSAGE_FIELDS(ROW, ROW, PART)
#define PART(part, ...) part##_FIELDS(part##_ROW, part##_ROW, NO_PART)
#define NO_PART(...)
#define ROW(...)         ROW_OF("", message_fields, __VA_ARGS__)
#define WINDOW_ROW(...)  ROW_OF("window.", window_fields, __VA_ARGS__)
#define PLACE_ROW(...)   ROW_OF("place.", place_fields, __VA_ARGS__)
#define HARM_ROW(...)    ROW_OF("harm.", harm_fields, __VA_ARGS__)
#define MARKING_ROW(...) ROW_OF("marking.", marking_fields, __VA_ARGS__)
#define ROW_OF(group, fields, row, name, shape, decode, member, detail, type, meaning)                       \
    type##_ROW(row, group name, type, meaning, .field = &fields[FIELD_##row])
#define TEXT_ROW(row, name, type, ...) SEEN_X(name, type, NULL, SEEN_##row, __VA_ARGS__)
#define INTEGER_ROW(...)               TEXT_ROW(__VA_ARGS__)
#define BOOLEAN_ROW(...)               TEXT_ROW(__VA_ARGS__)
#define SEEN_X(...)                    X(__VA_ARGS__)
#define HIDDEN_ROW(...)
#define OWN_ROW(row, name, ...) OWN_X(name, OWN_##row)
#define OWN_X(...)              X(__VA_ARGS__)

/* On which events there is such a fact. */
#define ON(event)             (1u << RULE_ON_##event)
#define WITH_MESSAGE          (RULE_EVENTS_ALL & ~ON(OVERDUE))
#define WITH_CASE             (ON(OVERDUE) | ON(ANSWERED) | ON(CLOSED) | ON(REOPENED))
#define EVENTS_ALWAYS         RULE_EVENTS_ALL, RULE_EVENTS_ALL
#define EVENTS_SOMETIMES      RULE_EVENTS_ALL, 0
#define EVENTS_OF_MESSAGE     WITH_MESSAGE, WITH_MESSAGE & ~ON(CLOSED) /* a case expires without one */
#define EVENTS_IN_MESSAGE     WITH_MESSAGE, 0
#define EVENTS_OF_CASE        WITH_CASE, WITH_CASE
#define EVENTS_IN_CASE        WITH_CASE, 0
#define EVENTS_OF_CLOCK       ON(OVERDUE), ON(OVERDUE)
#define EVENTS_IN_CLOCK       ON(OVERDUE), 0
#define EVENTS_BESIDE_NOTICE  ON(REPORT) | ON(UPDATE) | ON(FUSED) | ON(CONTESTED), 0
#define EVENTS_BESIDE_ANOTHER ON(REPORT) | ON(NOTICE) | ON(REQUEST) | ON(FUSED) | ON(CONTESTED), 0
#define EVENTS_OF_NOTICE      RULE_EVENTS_ALL & ~(ON(REPORT) | ON(REQUEST) | ON(FUSED)), ON(NOTICE)
#define EVENTS_OF_DISPUTED    RULE_EVENTS_ALL, ON(CONTESTED)
#define EVENTS_OF_REPORTED    RULE_EVENTS_ALL, ON(NOTICE) | ON(REQUEST) | ON(FUSED)
#define EVENTS_ON_NOTICE      ON(NOTICE), 0

/* What each field can be, and when: domain, events. */
#define SEEN_ID            id, OF_MESSAGE
#define SEEN_TYPE          type, OF_MESSAGE
#define SEEN_TIME          instant, OF_MESSAGE
#define SEEN_UNTIL         instant, IN_MESSAGE
#define SEEN_WINDOW_FROM   instant, IN_MESSAGE
#define SEEN_WINDOW_UNTIL  instant, IN_MESSAGE
#define SEEN_CODE          code, IN_MESSAGE
#define SEEN_URGENCY       urgency, IN_MESSAGE
#define SEEN_HARM_KILLED   harm, IN_MESSAGE
#define SEEN_HARM_INJURED  harm, IN_MESSAGE
#define SEEN_HARM_CIVILIAN any, IN_MESSAGE
#define SEEN_GRADE         grade, IN_MESSAGE
#define SEEN_TRACK         track, IN_MESSAGE
#define SEEN_MILESTONE     milestone, IN_MESSAGE
#define SEEN_LEVEL         level, IN_MESSAGE
#define SEEN_EXPLANATION   explanation, IN_MESSAGE
#define SEEN_STANCE        stance, IN_MESSAGE
#define SEEN_HELD          held, IN_MESSAGE
#define SEEN_FINDING       finding, IN_MESSAGE
#define SEEN_DECISION      decision, IN_MESSAGE
#define SEEN_OUTCOME       outcome, IN_MESSAGE
#define SEEN_REASON        reason, IN_MESSAGE
#define SEEN_NEED_BY       instant, IN_MESSAGE
#define SEEN_SEQ           count, IN_MESSAGE

/* What rules see in place of the field: TYPE, getter, domain, events, "meaning". */
#define OWN_FROM TEXT, get_from, party, OF_MESSAGE, "code of the sender's party"
#define OWN_TO   TEXTS, get_to, address, IN_MESSAGE, "who is addressed, as `PARTY` or `PARTY/role`"
#define OWN_KIND TEXT, get_kind, kind, ALWAYS, "the message's kind, else the incident's"
#define OWN_ACTORS                                                                                           \
    ACTORS, get_actors, party, IN_MESSAGE, "alleged: a list of tables with party, role and name"
#define OWN_PLACE_LAT       NUMBER, get_lat, latitude, SOMETIMES, "degrees north; absent for an area"
#define OWN_PLACE_LON       NUMBER, get_lon, longitude, SOMETIMES, "degrees east; absent for an area"
#define OWN_PLACE_PRECISION INTEGER, get_precision, metres, SOMETIMES, "stated precision in metres"
#define OWN_PLACE_NAME      TEXT, get_place_name, name, SOMETIMES, "the place's name"
#define OWN_STATUS          TEXT, get_status, status, ALWAYS, "of the message, else of the incident"
#define OWN_TEXT            TEXT, get_text, text, IN_MESSAGE, "free text: the English one, else the first"

#define OWN_DATA DATA, NULL, any, IN_MESSAGE, "anything else; `data.a.b` is a member, `data.list.1` an entry"

/* X("name", TYPE, getter, domain, events, "meaning") */
#define FACTS(X)                                                                                             \
    X("on", TEXT, get_on, event, ALWAYS, "the event: `report`, `overdue` ...")                               \
    X("role", TEXT, get_role, role, OF_MESSAGE, "the sender's role; the first rung where none was given")    \
    X("at", INTEGER, get_at, instant, ALWAYS, "the cell's present instant")                                  \
    X("late_ms", INTEGER, get_late, elapsed, ALWAYS, "how late the message or the step came")                \
    X("actor", TEXT, get_actor, party, SOMETIMES,                                                            \
      "code of the first alleged actor; `UNK` where that is what was said")                                  \
    X("target", TEXT, get_target, party, SOMETIMES, "code of the first alleged target")                      \
    X("actors_members", INTEGER, get_actors_members, members, ALWAYS,                                        \
      "how many member parties are among the alleged, the supervisor apart")                                 \
    X("internal", BOOLEAN, get_internal, any, ALWAYS, "actor and target are of one and the same party")      \
    X("harm.total", INTEGER, get_harm_total, harm_total, IN_MESSAGE, "killed and injured together")          \
    X("grade_source", TEXT, get_grade_source, grade_source, IN_MESSAGE,                                      \
      "the grade's letter: reliability of the source")                                                       \
    X("grade_content", INTEGER, get_grade_content, credibility, IN_MESSAGE,                                  \
      "the grade's digit: credibility of the content, 1 the best")                                           \
    X("zone.name", TEXT, get_zone_name, zone, SOMETIMES,                                                     \
      "the policy's zone that holds the message's place; without one, the incident's")                       \
    X("zone.sides", TEXTS, get_zone_sides, side, SOMETIMES, "codes of the zone's sides")                     \
    X("incident.id", TEXT, get_incident_id, incident, ALWAYS, "its number")                                  \
    X("incident.reports", INTEGER, get_incident_reports, count, ALWAYS, "how many reports it has")           \
    X("incident.own_reports", INTEGER, get_incident_own_reports, count, OF_MESSAGE,                          \
      "how many of them are of the sender's party")                                                          \
    X("incident.severity", INTEGER, get_incident_severity, severity, SOMETIMES, "absent where not said yet") \
    X("incident.kind", TEXT, get_incident_kind, kind, ALWAYS, "its kind")                                    \
    X("incident.parties", TEXTS, get_incident_parties, party, OF_REPORTED,                                   \
      "codes of the parties that reported it")                                                               \
    X("incident.contested", TEXTS, get_incident_contested, claim, OF_DISPUTED,                               \
      "fields of which parties say different things")                                                        \
    X("incident.opened_ms", INTEGER, get_incident_opened, instant, ALWAYS, "when it was opened")             \
    X("incident.series", INTEGER, get_incident_series, series, ALWAYS,                                       \
      "how many reports are counted in it, and no more")                                                     \
    X("incident.near", TEXT, get_incident_near, incident, BESIDE_ANOTHER,                                    \
      "of a report: another incident that it would have fitted, or, where one of the two places is vaguer "  \
      "than `fuse.precision_max`, one that it is near")                                                      \
    X("notice.match", TEXTS, get_notice_match, match, BESIDE_NOTICE,                                         \
      "of a report set beside a notice: how the two differ")                                                 \
    X("notice.announced", BOOLEAN, get_notice_announced, any, ALWAYS,                                        \
      "inside a notice, and nothing else to say: the report is of what was announced; true only where "      \
      "there is a `notice.match`")                                                                           \
    X("notice.incident", TEXT, get_notice_incident, incident, BESIDE_NOTICE, "the incident of that notice")  \
    X("notice.party", TEXT, get_notice_party, party, BESIDE_NOTICE, "code of the party that sent it")        \
    X("notice.kind", TEXT, get_notice_kind, kind, BESIDE_NOTICE, "its kind")                                 \
    X("notice.outside_ms", INTEGER, get_notice_outside_ms, elapsed, BESIDE_NOTICE,                           \
      "how long before or behind its window")                                                                \
    X("notice.outside_m", INTEGER, get_notice_outside_m, count, BESIDE_NOTICE,                               \
      "how far outside its area, less the precisions")                                                       \
    X("notice.protected", TEXT, get_notice_protected, incident, BESIDE_NOTICE,                               \
      "the incident of the notice of what was to be spared from this, and holds the place")                  \
    X("notice.lead", TEXT, get_notice_lead, lead, OF_NOTICE,                                                 \
      "of a notice: is it as long ahead as the policy asks")                                                 \
    X("notice.lead_ms", INTEGER, get_notice_lead_ms, any, OF_NOTICE,                                         \
      "of a notice: from its receipt to its window")                                                         \
    X("notice.conflicts", TEXTS, get_notice_conflicts, incident, ON_NOTICE,                                  \
      "of a notice: the incidents of those it must not meet, and does")                                      \
    X("case.track", TEXT, get_case_track, track, OF_CASE, "of the case at hand")                             \
    X("case.urgency", TEXT, get_case_urgency, urgency, OF_CASE, "its urgency")                               \
    X("case.rung", TEXT, get_case_rung, rung, IN_CASE, "the highest rung called so far")                     \
    X("clock.milestone", TEXT, get_clock_milestone, milestone, OF_CLOCK, "what is overdue")                  \
    X("clock.party", TEXT, get_clock_party, party, IN_CLOCK,                                                 \
      "code of the party that owes it; absent where the case does")                                          \
    X("clock.rung", TEXT, get_clock_rung, rung, IN_CLOCK, "the rung called last by this clock")

const struct fact fact_table[] = {
#define X(fact, kind, getter, can_be, when, text, ...)                                                       \
    {.name = fact,                                                                                           \
     .type = FACT_##kind,                                                                                    \
     .get = getter,                                                                                          \
     .domain = &domain_##can_be,                                                                             \
     .on = {EVENTS_##when},                                                                                  \
     .meaning = text,                                                                                        \
     __VA_ARGS__},
    FIELD_FACTS FACTS(X)
#undef X
};
const size_t fact_count = sizeof fact_table / sizeof *fact_table;

const char *const fact_names[] = {
#define X(fact, ...) fact,
    FIELD_FACTS FACTS(X)
#undef X
        NULL};

const char *fact_type_name(enum fact_type type) {
    static const char *const names[] = {[FACT_TEXT] = "text",
                                        [FACT_INTEGER] = "integer",
                                        [FACT_NUMBER] = "number",
                                        [FACT_BOOLEAN] = "true or false",
                                        [FACT_TEXTS] = "list of texts",
                                        [FACT_ACTORS] = "list of tables",
                                        [FACT_DATA] = "any"};
    return names[type];
}

struct domain_text fact_events_show(uint32_t events) {
    const char *words[RULE_EVENT_COUNT + 1];
    size_t count = 0;
    for (size_t i = 0; i < RULE_EVENT_COUNT; i++)
        if (events >> i & 1)
            words[count++] = rule_event_words[i];
    words[count] = NULL;
    return domain_list(words);
}

size_t fact_find(struct bytes name) {
    size_t i = 0;
    if (bytes_begins(name, BYTES("data.")))
        name = BYTES("data");
    while (i < fact_count && !bytes_is(name, fact_table[i].name))
        i++;
    return i;
}

/* The last word of a name. */
static const char *last_word(const char *name) {
    const char *point = strrchr(name, '.');
    return point ? point + 1 : name;
}

const char *fact_nearest(struct bytes name) {
    const char *last[FACTS_MAX + 1] = {NULL};
    const char *nearest = error_nearest(name, fact_names);
    for (size_t i = 0; i < fact_count; i++)
        last[i] = last_word(fact_table[i].name);
    const char *word = error_nearest(name, last);
    bool is_whole = nearest && bytes_is(name, nearest);
    if (!word || is_whole || (nearest && !bytes_is(name, word)))
        return nearest;
    size_t fact = 0;
    while (strcmp(last[fact], word) != 0)
        fact++;
    return fact_names[fact];
}

void fact_get(const struct facts *f, size_t fact, struct bytes path, struct fact_value *v) {
    assert(fact < fact_count);
    v->type = VALUE_ABSENT;
    if (fact_table[fact].get)
        fact_table[fact].get(f, v);
    else if (!fact_table[fact].field)
        fact_get_data(f, path, v);
    else if (f->message)
        get_field(fact_table[fact].field, f->message, v);
}
