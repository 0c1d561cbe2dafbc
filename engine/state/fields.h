/*
 * fields.h: the fields of an incident's document, a statement's, a response's, a case's and a clock's, each
 * once: the name in the document, how it is written, where it stands in the struct. engine/cell/document.c
 * makes its tables from these lists, and a field's bit in `changed` is its position in its list.
 *
 *     X(mark, "name", TYPE, member)
 *
 * `mark` is for the names made below (CASE_FIELD_RUNG, CASE_CHANGED_RUNG), TYPE a codec of document.c. The
 * order of a list is the order of the members of a document, and so of what is written into records.
 */
#ifndef STATE_FIELDS_H
#define STATE_FIELDS_H

#include <stdint.h>

/* Of struct incident. */
#define INCIDENT_FIELDS(X)                                                                                   \
    X(KIND, "kind", KIND, kind)                                                                              \
    X(STATUS, "status", STATUS, status)                                                                      \
    X(SEVERITY, "severity", SMALL, severity)                                                                 \
    X(RAISED_SEVERITY, "raised_severity", SMALL, raised_severity)                                            \
    X(RAISED_CONCERN, "raised_concern", FLAG, raised_concern)                                                \
    X(TITLE, "title", TEXT, title)                                                                           \
    X(PLACE, "place", TEXT, place_name)                                                                      \
    X(ZONE, "zone", WORD, zone)                                                                              \
    X(OPENED, "opened_at", INSTANT, opened_ms)                                                               \
    X(CLOSED, "closed_at", INSTANT, closed_ms)                                                               \
    X(LAST_REPORT, "last_report_at", LAST_REPORT, last_report_ms)                                            \
    X(DORMANT, "dormant_at", INSTANT, dormant_ms)                                                            \
    X(OUTCOME, "outcome", WORD, outcome)                                                                     \
    X(POLICY, "policy", NUMBER, policy_entry)                                                                \
    X(TIME, "time", INSTANT, time_ms)                                                                        \
    X(UNTIL, "until", INSTANT, until_ms)                                                                     \
    X(DATE, "date", FLAG, time_is_date)                                                                      \
    X(LAT, "lat_e7", POINT_LAT, at)                                                                          \
    X(LON, "lon_e7", POINT_LON, at)                                                                          \
    X(PRECISION, "precision_m", METRES, precision_m)                                                         \
    X(TYPE, "type", MESSAGE_TYPE, type)                                                                      \
    X(ENTRY, "entry", NUMBER, entry)                                                                         \
    X(NOTICE, "notice", NOTICE, notice)                                                                      \
    X(PAIR, "pair", PAIR, pair)                                                                              \
    X(REL_TO, "rel_to", REL_TO, rel_to)                                                                      \
    X(FUSE_NEVER, "fuse_never", FLAG, fuse_never)                                                            \
    X(REPORTS, "reports", COUNT, reports)                                                                    \
    X(WITHDRAWN, "withdrawn", WITHDRAWN, withdrawn)                                                          \
    X(INTO, "into", NUMBER, into)                                                                            \
    X(SERIES, "series", COUNT, series)                                                                       \
    X(CONTESTED, "contested", CLAIMS, contested)                                                             \
    X(AGREED, "agreed", CLAIMS, agreed)                                                                      \
    X(STATEMENTS, "statements", STATEMENTS, statements)                                                      \
    X(RESPONSES, "responses", RESPONSES, responses)                                                          \
    X(CASES, "cases", CASES, cases)

/* Of struct statement. */
#define STATEMENT_FIELDS(X)                                                                                  \
    X(PARTY, "party", PARTY, party)                                                                          \
    X(ENTRY, "entry", NUMBER, entry)                                                                         \
    X(ABOUT, "about", NUMBER, about)                                                                         \
    X(UPDATE, "update", FLAG, is_update)                                                                     \
    X(WITHDRAWN, "withdrawn", FLAG, withdrawn)                                                               \
    X(SILENT, "silent", FLAG, is_silent)                                                                     \
    X(WHOLE, "whole", FLAG, whole)                                                                           \
    X(CAME_WITH, "came_with", NUMBER, came_with)                                                             \
    X(MOVED_TO, "moved_to", NUMBER, moved_to)                                                                \
    X(OBLIGES, "obliges", OBLIGES, named)                                                                    \
    X(ACCUSES, "accuses", ACCUSES, named)                                                                    \
    X(NAMES, "names", NAMES, named)                                                                          \
    X(NOBODY, "names_nobody", FLAG, names_nobody)                                                            \
    X(ASKS, "asks", ASKS, asks)                                                                              \
    X(CONCERNS, "concerns", FLAG, concerns)                                                                  \
    X(SEVERITY, "severity", SMALL, severity)                                                                 \
    X(COUNTED, "counted", COUNT, counted)                                                                    \
    X(PAIR, "pair", PAIR_SAID, pair)                                                                         \
    X(KIND, "kind", KIND, kind)                                                                              \
    X(TIME, "time", INSTANT, time_ms)                                                                        \
    X(UNTIL, "until", INSTANT, until_ms)                                                                     \
    X(DATE, "date", FLAG, time_is_date)                                                                      \
    X(LAT, "lat_e7", INSTANT, lat_e7)                                                                        \
    X(LON, "lon_e7", INSTANT, lon_e7)                                                                        \
    X(PRECISION, "precision_m", METRES, precision_m)                                                         \
    X(KILLED, "killed", METRES, killed)                                                                      \
    X(INJURED, "injured", METRES, injured)                                                                   \
    X(CIVILIAN, "civilian", METRES, civilian)

/* Of struct response. */
#define RESPONSE_FIELDS(X)                                                                                   \
    X(MILESTONE, "milestone", WORD, milestone)                                                               \
    X(PARTY, "party", PARTY, party)                                                                          \
    X(OWED, "owed", FLAG, is_owed)                                                                           \
    X(ENTRY, "entry", NUMBER, entry)                                                                         \
    X(AT, "at", INSTANT, at_ms)                                                                              \
    X(FIRST, "first", NUMBER, first)                                                                         \
    X(FIRST_AT, "first_at", INSTANT, first_ms)                                                               \
    X(CASES, "cases", CASE_BITS, cases)                                                                      \
    X(ABOUT, "about", STATEMENT_SET, about)

/* Of struct kase. */
#define CASE_FIELDS(X)                                                                                       \
    X(TRACK, "track", WORD, track)                                                                           \
    X(PARENT, "parent", PARENT, parent)                                                                      \
    X(ORIGIN, "origin", NUMBER, origin)                                                                      \
    X(DISPUTED_BY, "disputed_by", NUMBER, disputed_by)                                                       \
    X(DISPUTES, "disputes", NUMBER, disputes)                                                                \
    X(SIDES, "sides", PAIR_SAID, sides)                                                                      \
    X(RAISED, "raised", WORD, raised)                                                                        \
    X(RAISED_BY, "raised_by", NUMBER, raised_entry)                                                          \
    X(CLOSED_BY, "closed_by", NUMBER, closed_entry)                                                          \
    X(CLOSED_AS, "closed_as", WORD, closed_as)                                                               \
    X(RAISED_CONCLUDED, "raised_concluded", FLAG, raised_concluded)                                          \
    X(URGENCY, "urgency", WORD, urgency)                                                                     \
    X(STATE, "state", CASE_STATE, state)                                                                     \
    X(RUNG, "rung", WORD, rung)                                                                              \
    X(OPENED, "opened_at", INSTANT, opened_ms)                                                               \
    X(CLOSED, "closed_at", INSTANT, closed_ms)                                                               \
    X(NEXT, "next_at", INSTANT, next_ms)                                                                     \
    X(NEXT_RUNG, "next_rung", WORD, next_rung)                                                               \
    X(OUTCOME, "outcome", WORD, outcome)                                                                     \
    X(MET, "met", MET, met)                                                                                  \
    X(CLOCKS, "clocks", CLOCKS, clocks)

/* Of struct clock. */
#define CLOCK_FIELDS(X)                                                                                      \
    X(MILESTONE, "milestone", WORD, milestone)                                                               \
    X(PARTY, "party", PARTY, party)                                                                          \
    X(SET, "set_at", INSTANT, set_ms)                                                                        \
    X(SET_BY, "set_by", NUMBER, set_entry)                                                                   \
    X(DUE, "due_at", INSTANT, due_ms)                                                                        \
    X(STATE, "state", CLOCK_STATE, state)                                                                    \
    X(ENDED, "ended_at", INSTANT, ended_ms)                                                                  \
    X(RUNG, "rung", WORD, rung)                                                                              \
    X(CARRIED, "carried", BYTE, carried)                                                                     \
    X(FIRED, "fired", BYTE, fired)                                                                           \
    X(EXPIRES, "expires", FLAG, expires)                                                                     \
    X(BY_RULE, "by_rule", NUMBER, by_rule)                                                                   \
    X(STEPS, "steps", STEPS, steps)

/* The position of each field in its list, from 0, and how many each list has. */
enum field_position {
#define X(mark, name, type, member) INCIDENT_FIELD_##mark,
    INCIDENT_FIELDS(X) INCIDENT_FIELD_COUNT,
#undef X
#define X(mark, name, type, member) STATEMENT_FIELD_##mark,
    STATEMENT_FIELDS_BEGIN = -1,
    STATEMENT_FIELDS(X) STATEMENT_FIELD_COUNT,
#undef X
#define X(mark, name, type, member) RESPONSE_FIELD_##mark,
    RESPONSE_FIELDS_BEGIN = -1,
    RESPONSE_FIELDS(X) RESPONSE_FIELD_COUNT,
#undef X
#define X(mark, name, type, member) CASE_FIELD_##mark,
    CASE_FIELDS_BEGIN = -1,
    CASE_FIELDS(X) CASE_FIELD_COUNT,
#undef X
#define X(mark, name, type, member) CLOCK_FIELD_##mark,
    CLOCK_FIELDS_BEGIN = -1,
    CLOCK_FIELDS(X) CLOCK_FIELD_COUNT,
#undef X
};

/* The bits of an incident's fields are constants, since there are more than the 32 that an enum has room for.
 */
#define X(mark, name, type, member)                                                                          \
    static const uint64_t INCIDENT_CHANGED_##mark = 1ULL << INCIDENT_FIELD_##mark;
INCIDENT_FIELDS(X)
#undef X
#define INCIDENT_CHANGED_ALL ((1ULL << INCIDENT_FIELD_COUNT) - 1)

/* The bits of the fields of statements, cases and clocks. */
enum field_mark {
#define X(mark, name, type, member) STATEMENT_CHANGED_##mark = 1 << STATEMENT_FIELD_##mark,
    STATEMENT_FIELDS(X)
#undef X
#define X(mark, name, type, member) RESPONSE_CHANGED_##mark = 1 << RESPONSE_FIELD_##mark,
        RESPONSE_FIELDS(X)
#undef X
#define X(mark, name, type, member) CASE_CHANGED_##mark = 1 << CASE_FIELD_##mark,
            CASE_FIELDS(X)
#undef X
#define X(mark, name, type, member) CLOCK_CHANGED_##mark = 1 << CLOCK_FIELD_##mark,
                CLOCK_FIELDS(X)
#undef X
                    STATEMENT_CHANGED_ALL = (1 << STATEMENT_FIELD_COUNT) - 1,
    RESPONSE_CHANGED_ALL = (1 << RESPONSE_FIELD_COUNT) - 1,
    CASE_CHANGED_ALL = (1 << CASE_FIELD_COUNT) - 1,
    CLOCK_CHANGED_ALL = (1 << CLOCK_FIELD_COUNT) - 1,
};

#endif
