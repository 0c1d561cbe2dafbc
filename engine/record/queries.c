/*
 * queries.c: every query of the readers, in one table; what each is bound to is said in fusion/record.h.
 *
 * A query is prepared when it is asked for the first time, and kept as long as the record is open.
 */
#include "record_db.h"

/* The cases that `list` lists, in their order. */
#define LISTED                                                                                               \
    " FROM cases AS c JOIN incidents AS i ON i.id = c.incident"                                              \
    " WHERE (?1 <> '' OR (c.state <> 'closed' AND i.state <> 'closed'))"                                     \
    " AND (?2 = '' OR c.state = ?2) AND (?3 = '' OR c.track = ?3)"                                           \
    " ORDER BY c.next_at IS NULL, c.next_at, CAST(substr(c.incident, 3) AS INTEGER), c.track"                \
    " LIMIT CAST(?4 AS INTEGER)"
/* How many rows of a view there are of each word in a column, the most first. */
#define COUNTED(view, column) "SELECT " column ", count(*) FROM " view " GROUP BY 1 ORDER BY 2 DESC, 1"

static const char *const query_texts[QUERY_COUNT] = {
    [QUERY_LIST] = "SELECT c.incident, c.opened_at, i.kind, i.title, c.track, c.urgency, c.state, c.rung,"
                   " c.next_rung, c.next_at" LISTED,
    [QUERY_LIST_TABLE] = "SELECT c.next_at, c.next_rung, c.incident, i.title, c.track, c.urgency, c.state,"
                         " c.rung, c.opened_at" LISTED,
    [QUERY_LIST_UNCASED] =
        "SELECT id AS incident, opened_at, kind, title, state, reports, parties, place"
        " FROM incidents AS i WHERE (?1 <> '' OR state <> 'closed') AND ?2 = '' AND ?3 = ''"
        " AND NOT EXISTS (SELECT 1 FROM cases c WHERE c.incident = i.id)"
        " ORDER BY opened_at, CAST(substr(id, 3) AS INTEGER) LIMIT CAST(?4 AS INTEGER)",
    [QUERY_LIST_TRACKS] = "SELECT DISTINCT track FROM cases ORDER BY track",

    [QUERY_SHOW_INCIDENT] = "SELECT * FROM incidents WHERE id = ?1",
    [QUERY_SHOW_CLAIMS] = "SELECT field, party, value, state, grade, message, entry FROM claims"
                          " WHERE incident = ?1 ORDER BY field, entry, party",
    [QUERY_SHOW_CASES] = "SELECT track, urgency, state, rung, next_rung, next_at, parent, outcome FROM cases"
                         " WHERE incident = ?1 ORDER BY opened_at, track",
    [QUERY_SHOW_CLOCKS] = "SELECT track, milestone, party, state, due_at, ended_at, next_at, rung FROM clocks"
                          " WHERE incident = ?1 ORDER BY set_at, due_at, track, milestone, party",
    [QUERY_SHOW_NOTICE] =
        "SELECT party, window_from, window_until, lead, state, shape, conflicts FROM notices"
        " WHERE incident = ?1",
    [QUERY_SHOW_DISPUTES] = "SELECT opened_at, party, positions, meetings, absent, finding, closed_at"
                            " FROM disputes WHERE incident = ?1 ORDER BY k",
    [QUERY_SHOW_LINKS] =
        "SELECT linked, how, detail, entry FROM links WHERE incident = ?1 ORDER BY entry, how, linked",
    [QUERY_SHOW_ACKS] =
        "SELECT party, level, at, message, relayed_to FROM acks WHERE incident = ?1 ORDER BY at, party",
    [QUERY_SHOW_TIMELINE] =
        "SELECT entry, at, what, who, about FROM ("
        "SELECT entry, 0 AS place, coalesce(received_at, occurred_at) AS at, type AS what,"
        " from_party || coalesce('/' || from_role, '') AS who,"
        " coalesce(verdict || ': ' || said, verdict, said, kind) AS about"
        " FROM (SELECT *, coalesce(iif(json_valid(text) AND json_type(text) = 'object',"
        " (SELECT group_concat(value, ' / ') FROM json_each(text)), text), reason) AS said FROM messages)"
        " WHERE incident = ?1"
        " UNION ALL SELECT entry, 1, at, verb, to_party || coalesce('/' || to_role, ''), because"
        " FROM actions WHERE incident = ?1) ORDER BY entry, place",

    [QUERY_QUARANTINE_BY_REASON] = COUNTED("quarantine", "reason"),
    [QUERY_INCIDENTS_BY_STATE] = COUNTED("incidents", "state"),
    [QUERY_CASES_BY_TRACK] = COUNTED("cases", "track"),
    [QUERY_UNCASED_BY_BRANCH] =
        "SELECT substr(document ->> '$.kind', 1, instr((document ->> '$.kind') || '.', '.') - 1), count(*)"
        " FROM documents WHERE document -> '$.cases' IS NULL GROUP BY 1 ORDER BY 2 DESC, 1",
    [QUERY_CLOCKS_BY_STATE] = COUNTED("clocks", "state"),
    /* Counted in the bodies, where the view would word each of them. */
    [QUERY_ACTIONS_BY_VERB] = "SELECT a.value ->> '$.verb', sum(json_array_length(a.value, '$.to'))"
                              " FROM entries, json_each(body, '$.actions') AS a"
                              " GROUP BY 1 ORDER BY 2 DESC, 1",

    [QUERY_TOTALS] = "SELECT (SELECT coalesce(max(n), 0) FROM entries),"
                     " (SELECT coalesce(sum(count), 0) FROM repeats)",
    [QUERY_SESSIONS] = "SELECT id, kind, first FROM sessions ORDER BY first, id",
    [QUERY_SESSION_OF] =
        "SELECT coalesce((SELECT kind = 'run' FROM sessions WHERE first <= CAST(?1 AS INTEGER)"
        " ORDER BY first DESC, id DESC LIMIT 1), 1),"
        " coalesce((SELECT min(first) FROM sessions WHERE first > CAST(?1 AS INTEGER)), 9223372036854775807)",
    [QUERY_POLICIES] = "SELECT n FROM entries WHERE kind = 'policy' AND json_valid(body)"
                       " AND body ->> '$.accepted' IS NOT 0 ORDER BY n",
    [QUERY_FOREIGN_POLICIES] = "SELECT n, coalesce(body ->> '$.semantics', 'unknown'),"
                               " coalesce(body ->> '$.lua', 'unknown Lua') FROM entries"
                               " WHERE kind = 'policy' AND json_valid(body)"
                               " AND (body ->> '$.semantics' IS NOT CAST(?1 AS INTEGER)"
                               " OR body ->> '$.lua' IS NOT ?2) ORDER BY n",
    [QUERY_PAYLOAD] = "SELECT bytes FROM payloads WHERE n = ?1",
    [QUERY_SOURCES] = "SELECT input, name FROM sources WHERE session = ?1 ORDER BY input",
    [QUERY_REPEATS] = "SELECT n, count FROM repeats ORDER BY n",

    [QUERY_NOTIFIED] = "SELECT a.to_party || '/' || a.to_role FROM actions a, entries e WHERE e.n = a.entry"
                       " AND a.verb IN ('notify', 'request-ack', 'escalate', 'remind')"
                       " AND a.copy = 0 AND e.at BETWEEN ?1 AND ?2"
                       " AND (?3 = '' OR a.incident = ?3) ORDER BY 1",
    [QUERY_BARE_ROLE] = "SELECT body ->> '$.bare_role' FROM entries WHERE kind = 'policy'"
                        " AND body ->> '$.accepted' IS NOT 0 ORDER BY n DESC LIMIT 1",
};

static int query_ready(struct record *r, enum query which, struct prepared **out, struct error *e) {
    assert((size_t)which < QUERY_COUNT && query_texts[which]);
    *out = &r->queries[which];
    return prepared_ready(*out, r, query_texts[which], e);
}

int record_columns(struct record *r, enum query which, const char *const **names, size_t *count,
                   struct error *e) {
    struct prepared *p;
    int code = query_ready(r, which, &p, e);
    *names = p->row.names;
    *count = p->row.count;
    return code;
}

int record_ask(struct record *r, enum query which, const struct bytes *bound, size_t count,
               int (*take)(void *context, const struct row *row), void *context, struct error *e) {
    struct prepared *p;
    assert(take && (bound || count == 0));
    int code = query_ready(r, which, &p, e);
    return code ? code : prepared_ask(p, r, bound, count, take, context, e);
}

void record_queries_release(struct record *r) {
    for (size_t i = 0; i < QUERY_COUNT; i++)
        prepared_release(&r->queries[i]);
    for (size_t i = 0; i < SELECTION_VIEWS; i++)
        prepared_release(&r->views[i]);
}
