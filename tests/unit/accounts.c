/* accounts.c: see accounts.h. */
#include "accounts.h"

static void address_add(struct buffer *line, const struct address *a) {
    char code[PARTY_BYTES_MAX + 1];
    buffer_append_char(line, '"');
    buffer_append(line, party_text(a->party, code));
    buffer_append_text(line, a->role.size ? "/" : "");
    buffer_append(line, a->role);
    buffer_append_char(line, '"');
}

static void people_add(struct buffer *line, const struct message *m) {
    char code[PARTY_BYTES_MAX + 1];
    for (size_t n = 0; n < m->to_count; n++) {
        buffer_append_text(line, n ? "," : ",\"to\":[");
        address_add(line, &m->to[n]);
    }
    buffer_append_text(line, m->to_count ? "]" : "");
    for (size_t n = 0; n < m->actors_count; n++)
        buffer_append_format(line, "%s{\"party\":\"%s\",\"role\":\"%s\"}", n ? "," : ",\"actors\":[",
                             party_text(m->actors[n].party, code).data, actor_role_words[m->actors[n].role]);
    buffer_append_text(line, m->actors_count ? "]" : "");
}

static void account_add(struct accounts *a, const struct message *m, struct bytes kind, char name, int lat) {
    struct buffer line = BUFFER_EMPTY;
    char code[PARTY_BYTES_MAX + 1];
    struct bytes party = party_text(m->from.party, code);
    buffer_append_format(&line, "{\"id\":\"%c%zu\",\"from\":", name, a->count);
    address_add(&line, &m->from);
    buffer_append_text(&line, ",\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"");
    buffer_append(&line, kind);
    buffer_append_format(&line, "\",\"place\":{\"lat\":%d.1,\"lon\":35.8}", lat);
    people_add(&line, m);
    if (m->harm.killed >= 0)
        buffer_append_format(&line, ",\"harm\":{\"killed\":%lld}", (long long)m->harm.killed);
    buffer_append_text(&line, "}");
    assert_true(line.size < sizeof a->lines[0]);
    (void)snprintf(a->refs[a->count], sizeof a->refs[0], "%.*s:%c%zu", (int)party.size, party.data, name,
                   a->count);
    a->from[a->count] = m->from;
    (void)snprintf(a->lines[a->count++], sizeof a->lines[0], "%.*s", (int)line.size, line.data);
    buffer_release(&line);
}

static bool sends(const struct policy *p, const struct address *from, enum message_type type) {
    const struct role *role = policy_role(p, from);
    return role && role->sends >> type & 1;
}

bool teller_any(const struct policy *p, const struct address *from) {
    return sends(p, from, MESSAGE_REPORT);
}

bool teller_closes(const struct policy *p, const struct address *from) {
    word_id word = words_find(p->words, policy_role_word(p, from));
    bool may =
        sends(p, from, MESSAGE_REPORT) && sends(p, from, MESSAGE_WITHDRAW) && sends(p, from, MESSAGE_CLOSE);
    for (size_t t = 0; t < p->track_count; t++)
        for (size_t u = 0; u < p->tracks[t].urgency_count; u++)
            may &=
                p->tracks[t].word == p->dispute_track || urgency_closed_by(&p->tracks[t].urgencies[u], word);
    return may;
}

void accounts_find(struct accounts *a, const struct trial *t, account_teller *may, size_t skip, size_t most,
                   char name, int lat) {
    struct party_lookup parties = policy_party_lookup(t->policy);
    struct arena *arena = &t->stream->arena;
    struct message m;
    struct quarantine fault;
    struct bytes kind = {0};
    a->count = 0;
    for (size_t n = 0; n < t->stream->count && a->count < most; n++) {
        const struct message_stream_line *line = &t->stream->lines[n];
        if (line->condition != LINE_WHOLE || message_decode(arena, line->bytes, &parties, &m, &fault) < 0 ||
            m.type != MESSAGE_REPORT || !may(t->policy, &m.from))
            continue;
        kind = kind.size ? kind : m.kind;
        if (skip)
            skip--;
        else
            account_add(a, &m, kind, name, lat);
    }
}

void accounts_say(struct fixture *f, const char *line) {
    assert_int_equal(say(f, line), OUTCOME_ACCEPTED);
}

bool accounts_are(struct fixture *f, int64_t incidents) {
    struct error e = ERROR_EMPTY;
    assert_int_equal(recorder_commit(f->recorder, &e), 0);
    return record_number(f, "SELECT count(*) FROM documents") == incidents &&
           record_number(f, "SELECT count(*) FROM documents WHERE document ->> '$.series' IS NOT NULL"
                            " OR document ->> '$.raised_severity' IS NOT NULL") == 0 &&
           record_number(f, "SELECT count(*) FROM documents d, json_each(d.document, '$.cases') c"
                            " WHERE c.value ->> '$.raised' IS NOT NULL") == 0;
}

#define STATEMENTS                                                                                           \
    " FROM documents d, json_each(d.document, '$.statements') s"                                             \
    " WHERE s.value ->> '$.withdrawn' IS NULL AND s.value ->> '$.moved_to' IS NULL"                          \
    " AND d.document ->> '$.into' IS NULL"
#define EACH_OF(list)                                                                                        \
    " FROM documents d, json_each(d.document, '$.statements') s, json_each(s.value, '$." list "') p"         \
    " WHERE s.value ->> '$.withdrawn' IS NULL AND s.value ->> '$.moved_to' IS NULL"                          \
    " AND d.document ->> '$.into' IS NULL"

void accounts_equal(struct fixture *was, struct fixture *is, bool by_incident) {
    static const char *const questions[] = {
        "SELECT DISTINCT %s d.id, s.value ->> '$.party'" STATEMENTS " UNION SELECT %s d.id, p.value" EACH_OF(
            "names") " UNION SELECT %s d.id, p.value" EACH_OF("obliges") " ORDER BY 1, 2",
        "SELECT DISTINCT %s d.id, p.value" EACH_OF("obliges") " ORDER BY 1, 2",
        "SELECT %s d.id, d.document ->> '$.severity' FROM documents d WHERE d.document ->> '$.into' IS NULL"
        " ORDER BY 1, 2",
        "SELECT %s incident, track || ' ' || urgency FROM cases WHERE state <> 'closed' ORDER BY 1, 2",
        "SELECT %s incident, track || ' ' || milestone || ' ' || coalesce(party, '') FROM clocks"
        " WHERE state IN ('running', 'overdue') ORDER BY 1, 2",
        "SELECT %s incident, track || (acknowledged_at IS NULL) || (answered_at IS NULL) FROM cases"
        " WHERE state <> 'closed' ORDER BY 1, 2",
    };
    const char *of = by_incident ? "" : "0 *";
    for (size_t n = 0; n < sizeof questions / sizeof *questions; n++) {
        char sql[1600];
        const char *rest = questions[n];
        size_t used = 0;
        for (const char *at; (at = strstr(rest, "%s ")); rest = at + 3)
            used += (size_t)snprintf(sql + used, sizeof sql - used, "%.*s%s ", (int)(at - rest), rest, of);
        (void)snprintf(sql + used, sizeof sql - used, "%s", rest);
        rows_equal(was, is, sql);
    }
}
