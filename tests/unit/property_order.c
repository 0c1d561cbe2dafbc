/* property_order.c: see property.h. Accounts of one happening, in every order in which they may come. */
#include "property.h"

#define ACCOUNTS 3
#define ORDERS   6

struct accounts {
    char lines[ACCOUNTS][2048];
    size_t count;
};

/* ---- three reports of a stream, as if they told of one happening ---- */

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

/* Who says it, of whom, and whom it hurt, is the report's own; what, where and when is that of all. */
static void account_add(struct accounts *a, const struct message *m, struct bytes kind) {
    struct buffer line = BUFFER_EMPTY;
    buffer_append_format(&line, "{\"id\":\"m%zu\",\"from\":", a->count);
    address_add(&line, &m->from);
    buffer_append_text(&line, ",\"time\":\"2026-01-01T00:00:00Z\",\"kind\":\"");
    buffer_append(&line, kind);
    buffer_append_text(&line, "\",\"place\":{\"lat\":33.1,\"lon\":35.8}");
    people_add(&line, m);
    if (m->harm.killed >= 0)
        buffer_append_format(&line, ",\"harm\":{\"killed\":%lld}", (long long)m->harm.killed);
    buffer_append_text(&line, "}");
    assert_true(line.size < sizeof a->lines[0]);
    (void)snprintf(a->lines[a->count++], sizeof a->lines[0], "%.*s", (int)line.size, line.data);
    buffer_release(&line);
}

/* A member, but the supervisor, who may report: what others say concerns nobody by itself, and what the rules
 * propose for it is not kept until it does. */
static bool is_accountable(const struct policy *p, const struct address *from) {
    const struct role *role = policy_role(p, from);
    return policy_is_member(p, from->party) && from->party != policy_supervisor(p) && role &&
           role->sends >> MESSAGE_REPORT & 1;
}

static void accounts_find(struct accounts *a, const struct trial *t) {
    struct party_lookup parties = policy_party_lookup(t->policy);
    struct arena *arena = &t->stream->arena;
    struct message m;
    struct quarantine fault;
    struct bytes kind = {0};
    for (size_t n = 0; n < t->stream->count && a->count < ACCOUNTS; n++) {
        const struct message_stream_line *line = &t->stream->lines[n];
        if (line->condition != LINE_WHOLE || message_decode(arena, line->bytes, &parties, &m, &fault) < 0 ||
            m.type != MESSAGE_REPORT || !is_accountable(t->policy, &m.from))
            continue;
        kind = kind.size ? kind : m.kind;
        account_add(a, &m, kind);
    }
}

/* ---- told in one order ---- */

/* Who owes what is asked of whoever was named when he was: that may depend on who was first. */
static const char standing[] = "SELECT 'involved', value FROM documents, json_each(document, '$.parties')"
                               " UNION ALL SELECT 'severity', document ->> '$.severity' FROM documents"
                               " UNION ALL SELECT 'case', track || ' ' || urgency FROM cases ORDER BY 1, 2";

/* What stands in the end; false: it is not one incident. */
static bool order_tell(const struct trial *t, const struct accounts *a, const size_t *order,
                       struct fixture *f) {
    struct error e = ERROR_EMPTY;
    fixture_open(f, t->folder, INSTANT_NONE);
    for (size_t n = 0; n < ACCOUNTS; n++)
        assert_int_equal(say(f, a->lines[order[n]]), OUTCOME_ACCEPTED);
    assert_int_equal(recorder_commit(f->recorder, &e), 0);
    return record_number(f, "SELECT count(*) FROM documents") == 1;
}

void in_any_order(const struct trial *t) {
    static const size_t orders[ORDERS][ACCOUNTS] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct accounts a = {.count = 0};
    struct fixture f[ORDERS];
    bool one = true;
    accounts_find(&a, t);
    if (a.count < ACCOUNTS)
        return;
    for (size_t n = 0; n < ORDERS; n++)
        one &= order_tell(t, &a, orders[n], &f[n]);
    for (size_t n = 1; one && n < ORDERS; n++)
        rows_equal(&f[0], &f[n], standing);
    if (one)
        trial_count(t, &f[0]);
    for (size_t n = 0; n < ORDERS; n++)
        fixture_close(&f[n]);
}
