/* view_columns.c: which words stand in which column of which view. See spelling.h.
 *
 * Every column of the views of selection_views is here (tests/cli/test.t looks): most mean the same wherever
 * they stand, and have one row; those that do not, stand above these with their view. A column without a row
 * is called as a field of messages, and is what that is (stimulus_words.c). Whether every row has it,
 * row_ties.c says, and what may stand beside it, row_ties.c, row_orders.c and row_laws.c.
 */
#include "spelling.h"

#include <string.h>

#define JOINED true /* several, joined by commas */

static const struct {
    const char *view, *name; /* view NULL: in any */
    struct column_words words;
} columns[] = {
    {"incidents", "id", {SET_INCIDENT_ITSELF, false}}, /* but see column_words */
    {"actions", "id", {SET_ACTION_ID, false}},
    {"notices", "id", {SET_NOTICE_ID, false}},
    {"requests", "id", {SET_REQUEST_ID, false}},
    {"disputes", "id", {SET_DISPUTE_ID, false}},
    {"messages", "type", {SET_SENT_TYPE, false}},
    {"acks", "message", {SET_ACK, false}},
    {"incidents", "state", {SET_INCIDENT_STATE, false}},
    {"cases", "state", {SET_CASE_STATE, false}},
    {"disputes", "state", {SET_CASE_STATE, false}},
    {"clocks", "state", {SET_CLOCK_STATE, false}},
    {"claims", "state", {SET_CLAIM_STATE, false}},
    {"notices", "state", {SET_NOTICE_STATE, false}},
    {"actions", "status", {SET_ACTION_STATUS, false}},
    {"quarantine", "reason", {SET_REASON, false}},
    {"quarantine", "source", {SET_SOURCE, false}},
    {"clocks", "milestone", {SET_CLOCK_MILESTONE, false}},
    {"disputes", "outcome", {SET_DISPUTE_OUTCOME, false}},
    {"cases", "k", {SET_AMOUNT, false}},
    {"clocks", "k", {SET_AMOUNT, false}},
    {"disputes", "k", {SET_AMOUNT, false}},
    {"links", "detail", {SET_NOTICE_MATCH, JOINED}},
    /* what names somebody */
    {NULL, "party", {SET_PARTY, false}},
    {NULL, "from_party", {SET_PARTY, false}},
    {NULL, "to_party", {SET_PARTY, false}},
    {NULL, "parties", {SET_PARTY, JOINED}},
    {NULL, "from_role", {SET_ROLE, false}},
    {NULL, "to_role", {SET_ROLE, false}},
    {NULL, "from", {SET_ADDRESS, false}},
    {NULL, "to", {SET_ADDRESS, false}},
    {NULL, "positions", {SET_POSITION, JOINED}},
    /* what names something of the test or of its record */
    {NULL, "id", {SET_MESSAGE_ID, false}},
    {NULL, "message", {SET_MESSAGE, false}},
    {NULL, "incident", {SET_INCIDENT, false}},
    {NULL, "merged_into", {SET_INCIDENT, false}},
    {NULL, "linked", {SET_INCIDENT, false}},
    {NULL, "conflicts", {SET_INCIDENT, JOINED}},
    /* words of the policy */
    {NULL, "parent", {SET_TRACK, false}},
    {NULL, "rung", {SET_RUNG, false}},
    {NULL, "next_rung", {SET_RUNG, false}},
    {NULL, "zone", {SET_ZONE, false}},
    {NULL, "rule", {SET_RULE, false}},
    {"policies", "name", {SET_POLICY, false}},
    /* words of the engine */
    {NULL, "effect", {SET_EFFECT, false}},
    {NULL, "verdict", {SET_VERDICT, false}},
    {NULL, "meetings", {SET_HELD, JOINED}},
    {NULL, "field", {SET_CLAIM_FIELD, false}},
    {NULL, "verb", {SET_VERB, false}},
    {NULL, "won", {SET_PROPOSAL, JOINED}},
    {NULL, "lead", {SET_NOTICE_LEAD, false}},
    {NULL, "shape", {SET_NOTICE_SHAPE, false}},
    {NULL, "how", {SET_LINK, false}},
    {NULL, "contested", {SET_FLAG, false}},
    {NULL, "withdrawn", {SET_FLAG, false}},
    {NULL, "accepted", {SET_ACCEPTED, false}},
    {NULL, "copy", {SET_FLAG, false}},
    /* instants: of what has been, and of what may come or was said */
    {NULL, "at", {SET_PAST, false}},
    {NULL, "opened_at", {SET_PAST, false}},
    {NULL, "closed_at", {SET_PAST, false}},
    {NULL, "acknowledged_at", {SET_PAST, false}},
    {NULL, "answered_at", {SET_PAST, false}},
    {NULL, "settled_at", {SET_PAST, false}},
    {NULL, "set_at", {SET_PAST, false}},
    {NULL, "ended_at", {SET_PAST, false}},
    {NULL, "received_at", {SET_PAST, false}},
    {NULL, "activated_at", {SET_PAST, false}},
    {NULL, "occurred_at", {SET_INSTANT, false}},
    {NULL, "last_report_at", {SET_INSTANT, false}},
    {NULL, "dormant_at", {SET_INSTANT, false}},
    {NULL, "due_at", {SET_INSTANT, false}},
    {NULL, "next_at", {SET_INSTANT, false}},
    {NULL, "window_from", {SET_INSTANT, false}},
    {NULL, "window_until", {SET_INSTANT, false}},
    {NULL, "need_by", {SET_INSTANT, false}},
    /* numbers */
    {NULL, "entry", {SET_ORDINAL, false}},
    {NULL, "k", {SET_ORDINAL, false}},
    {NULL, "clock", {SET_AMOUNT, false}},
    {NULL, "line", {SET_ORDINAL, false}},
    {NULL, "size", {SET_ORDINAL, false}},
    {NULL, "repeats", {SET_AMOUNT, false}},
    {NULL, "late_ms", {SET_AMOUNT, false}},
    {NULL, "lead_ms", {SET_NUMBER, false}},
    {NULL, "reports", {SET_AMOUNT, false}},
    {NULL, "series", {SET_AMOUNT, false}},
    {NULL, "severity", {SET_SEVERITY, false}},
    {NULL, "semantics", {SET_ORDINAL, false}},
    {NULL, "lat", {SET_LATITUDE, false}},
    {NULL, "lon", {SET_LONGITUDE, false}},
    {NULL, "refs", {SET_REFS, false}},
    {NULL, "policy", {SET_POLICY_DIGEST, false}},
    {NULL, "digest", {SET_POLICY_DIGEST, false}},
    {NULL, "sha256", {SET_DIGEST, false}},
    /* anything: what people wrote, and what rules proposed */
    {NULL, "text", {SET_FREE, false}},
    {NULL, "title", {SET_FREE, false}},
    {NULL, "place", {SET_FREE, false}},
    {NULL, "because", {SET_FREE, false}},
    {NULL, "reason", {SET_FREE, false}},
    {NULL, "fault", {SET_FREE, false}},
    {NULL, "detail", {SET_FREE, false}},
    {NULL, "head", {SET_FREE, false}},
    {NULL, "proposal", {SET_FREE, false}},
    {NULL, "lua", {SET_LUA, false}},
    {NULL, "value", {SET_FREE, false}}, /* but see value_words */
};

/* What a claim says of a field, where it is not what the field is. */
static const struct {
    const char *field;
    struct column_words words;
} values[] = {
    {"actor", {SET_NAMED_PARTY, JOINED}}, {"target", {SET_NAMED_PARTY, JOINED}},
    {"time", {SET_INSTANT, false}},       {"harm.killed", {SET_HARM, false}},
    {"harm.injured", {SET_HARM, false}},  {"harm.civilian", {SET_TRUTH, false}},
};

static struct column_words value_words(struct bytes field) {
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        if (bytes_is(field, values[i].field))
            return values[i].words;
    struct column_words words = field_words(field);
    return words.set == SET_COUNT ? (struct column_words){SET_FREE, false} : words;
}

struct column_words column_words(const char *view, const char *name, const struct yaml_node *row) {
    const struct yaml_node *field = strcmp(name, "value") == 0 ? yaml_get(row, "field") : NULL;
    size_t i = 0;
    if (field)
        return value_words(field->text);
    while (i < sizeof columns / sizeof *columns &&
           ((columns[i].view && strcmp(columns[i].view, view) != 0) || strcmp(columns[i].name, name) != 0))
        i++;
    if (i < sizeof columns / sizeof *columns) {
        struct column_words words = columns[i].words;
        /* whether one is there alone is asked at the end; of one that is as written it is so when it is
         * looked at */
        bool alone = words.set != SET_INCIDENT_ITSELF || row->count == 1;
        return alone ? words : (struct column_words){SET_INCIDENT, false};
    }
    struct column_words words = field_words(bytes_of(name));
    assert(words.set != SET_COUNT); /* a new column wants a row */
    return words;
}
