/* property_asked.c: see property.h. Who is asked follows from what stands: not from what was taken back, nor
 * from what was one for a while. */
#include "accounts.h"
#include "chance.h"

/* ---- taken back ---- */

void taken_back(const struct trial *t) {
    struct chance chance = {t->seed};
    struct accounts a;
    struct fixture never, back;
    char line[256], code[PARTY_BYTES_MAX + 1];
    accounts_find(&a, t, teller_closes, 0, ACCOUNTS_MOST, 'm', 33);
    if (a.count < 2)
        return;
    size_t gone = pick(&chance, (uint32_t)a.count);
    const struct address *from = &a.from[gone];
    struct bytes party = party_text(from->party, code);
    (void)snprintf(
        line, sizeof line,
        "{\"id\":\"w\",\"type\":\"withdraw\",\"from\":\"%.*s%s%.*s\",\"time\":\"2026-01-01T00:00:00Z\","
        "\"refs\":[\"%s\"],\"reason\":\"not so\"}",
        (int)party.size, party.data, from->role.size ? "/" : "", (int)from->role.size, from->role.data,
        a.refs[gone]);
    fixture_open(&never, t->folder, INSTANT_NONE);
    fixture_open(&back, t->folder, INSTANT_NONE);
    for (size_t n = 0; n < a.count; n++) {
        accounts_say(&back, a.lines[n]);
        if (n != gone)
            accounts_say(&never, a.lines[n]);
    }
    bool one = accounts_are(&back, 1);
    accounts_say(&back, line);
    if (accounts_are(&never, 1) && one && accounts_are(&back, 1)) {
        accounts_equal(&never, &back, false);
        trial_count(t, &back);
    }
    fixture_close(&never);
    fixture_close(&back);
}

/* ---- one for a while ---- */

#define ANSWERS 6

struct exchange {
    struct accounts first, second;
    char answers[ANSWERS][512];
    size_t merged, split; /* before which answer each happens */
    char merge[256], regroup[512];
    bool can;
};

/* An ack, a reply or a note of a party, about one of the reports. */
static void answer_make(struct exchange *x, struct chance *c, const struct trial *t, size_t n) {
    static const char *const forms[] = {"\"type\":\"ack\",\"level\":\"received\"",
                                        "\"type\":\"ack\",\"level\":\"relayed\",\"relayed_to\":[\"UNK\"]",
                                        "\"type\":\"reply\",\"explanation\":\"error\"",
                                        "\"type\":\"note\",\"milestone\":\"answered\"",
                                        "\"type\":\"note\",\"milestone\":\"reported\""};
    const struct accounts *about = once_in(c, 2) ? &x->first : &x->second;
    const char *ref = about->refs[pick(c, (uint32_t)about->count)];
    const char *form = forms[pick(c, sizeof forms / sizeof *forms)];
    const char *from = t->policy->party_codes[pick(c, (uint32_t)t->policy->party_count)];
    (void)snprintf(x->answers[n], sizeof x->answers[n],
                   "{\"id\":\"a%zu\",\"from\":\"%s\",\"time\":\"2026-01-01T00:00:00Z\",\"refs\":[\"%s\"],%s}",
                   n, from, ref, form);
}

static void exchange_make(struct exchange *x, const struct trial *t) {
    struct chance c = {t->seed};
    char merger[64], splitter[64];
    size_t used = 0;
    accounts_find(&x->first, t, teller_any, 0, 2, 'x', 33);
    accounts_find(&x->second, t, teller_any, 2, 2, 'y', 11);
    x->can = x->first.count && x->second.count && message_stream_sender(t->policy, MESSAGE_MERGE, merger) &&
             message_stream_sender(t->policy, MESSAGE_SPLIT, splitter);
    if (!x->can)
        return;
    for (size_t n = 0; n < ANSWERS; n++)
        answer_make(x, &c, t, n);
    x->merged = pick(&c, ANSWERS);
    x->split = x->merged + pick(&c, (uint32_t)(ANSWERS - x->merged));
    (void)snprintf(x->merge, sizeof x->merge,
                   "{\"id\":\"merge\",\"type\":\"merge\",\"from\":\"%s\",\"time\":\"2026-01-01T00:00:00Z\","
                   "\"refs\":[\"I-1\",\"I-2\"],\"reason\":\"one\"}",
                   merger);
    used += (size_t)snprintf(x->regroup, sizeof x->regroup,
                             "{\"id\":\"split\",\"type\":\"split\",\"from\":\"%s\",\"time\":"
                             "\"2026-01-01T00:00:00Z\",\"refs\":[\"I-1\"],\"reason\":\"two\",\"messages\":[",
                             splitter);
    for (size_t n = 0; n < x->second.count; n++)
        used += (size_t)snprintf(x->regroup + used, sizeof x->regroup - used, "%s\"%s\"", n ? "," : "",
                                 x->second.refs[n]);
    (void)snprintf(x->regroup + used, sizeof x->regroup - used, "]}");
}

/* Two incidents with their answers; `one`: they are one for a while. */
static bool exchange_say(const struct exchange *x, const struct trial *t, bool one, struct fixture *f) {
    fixture_open(f, t->folder, INSTANT_NONE);
    for (size_t n = 0; n < x->first.count; n++)
        accounts_say(f, x->first.lines[n]);
    for (size_t n = 0; n < x->second.count; n++)
        accounts_say(f, x->second.lines[n]);
    bool two = accounts_are(f, 2);
    for (size_t n = 0; n < ANSWERS; n++) {
        if (one && n == x->merged)
            accounts_say(f, x->merge);
        if (one && n == x->split)
            accounts_say(f, x->regroup);
        accounts_say(f, x->answers[n]);
    }
    return accounts_are(f, 2) && two;
}

void one_for_a_while(const struct trial *t) {
    struct exchange x;
    struct fixture apart, again;
    exchange_make(&x, t);
    if (!x.can)
        return;
    bool two = exchange_say(&x, t, false, &apart), back = exchange_say(&x, t, true, &again);
    if (two && back) {
        accounts_equal(&apart, &again, true);
        trial_count(t, &again);
    }
    fixture_close(&apart);
    fixture_close(&again);
}

/* ---- called ---- */

/* Who may be called of an incident whatever stands there, as a list for SQL: of the supervisor's; of rungs
 * that are called of more than those involved. */
static void wide_add(struct buffer *sql, const struct policy *p) {
    buffer_append_text(sql, " AND a.rung NOT IN (''");
    for (size_t n = 0; n < p->role_count; n++) {
        enum role_scope scope = policy_role_scope(p, p->roles[n].word);
        if (scope == SCOPE_MEMBERS || scope == SCOPE_EVERY)
            buffer_append_format(sql, ",'%s'", words_text(p->words, p->roles[n].word).data);
    }
    buffer_append_text(sql, ")");
}

static void sides_add(struct buffer *sql, const struct policy *p) {
    char code[PARTY_BYTES_MAX + 1];
    for (size_t n = 0; n < p->zone_count; n++)
        for (size_t side = 0; side < p->zones[n].side_count; side++) {
            (void)party_text(p->zones[n].sides[side], code);
            buffer_append_format(sql, " AND NOT (d.document ->> '$.zone' IS '%s' AND a.to_party = '%s')",
                                 words_text(p->words, p->zones[n].word).data, code);
        }
}

/* Where a statement that stood then and stands at the end obliges somebody, somebody was involved. */
void only_involved_called(const struct trial *t) {
    struct buffer sql = BUFFER_EMPTY;
    struct fixture f;
    char code[PARTY_BYTES_MAX + 1];
    (void)party_text(policy_supervisor(t->policy), code);
    trial_open(t, &f);
    trial_play(t, &f);
    trial_drain(t, &f);
    buffer_append_format(&sql,
                         "SELECT a.id, a.to_party || '/' || a.rung FROM actions a JOIN documents d"
                         " ON 'I-' || d.id = a.incident WHERE a.verb = 'escalate' AND a.to_party <> '%s'"
                         " AND EXISTS (SELECT 1 FROM json_each(d.document, '$.statements') s"
                         " WHERE s.value ->> '$.entry' < a.entry AND s.value ->> '$.withdrawn' IS NULL"
                         " AND s.value ->> '$.moved_to' IS NULL AND s.value ->> '$.obliges' IS NOT NULL)"
                         " AND NOT EXISTS (SELECT 1 FROM json_each(d.document, '$.statements') s"
                         " WHERE s.value ->> '$.party' = a.to_party"
                         " OR a.to_party IN (SELECT value FROM json_each(s.value, '$.obliges'))"
                         " OR a.to_party IN (SELECT value FROM json_each(s.value, '$.accuses'))"
                         " OR a.to_party IN (SELECT value FROM json_each(s.value, '$.names')))"
                         " AND NOT EXISTS (SELECT 1 FROM json_each(d.document, '$.cases') c"
                         " WHERE a.to_party IN (SELECT value FROM json_each(c.value, '$.sides')))",
                         code);
    wide_add(&sql, t->policy);
    sides_add(&sql, t->policy);
    buffer_append_char(&sql, '\0');
    assert_false(sql.failed);
    const struct question question = {"only those are called who have a part in it", sql.data};
    record_holds(&f, &question, 1);
    trial_count(t, &f);
    buffer_release(&sql);
    fixture_close(&f);
}
