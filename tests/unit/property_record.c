/* property_record.c: see property.h. What stands in one record of one stream. */
#include "property.h"

#include <record/query.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- the laws ---- */

void lawful(const struct trial *t) {
    static const struct question also[] = {
        {"no more reports stand in an incident than it counts",
         "SELECT 'I-' || d.id, d.document ->> '$.reports' FROM documents d"
         " WHERE d.document ->> '$.into' IS NULL AND coalesce(d.document ->> '$.reports', 0) <"
         " (SELECT count(*) FROM json_each(d.document, '$.statements') s"
         "  WHERE s.value ->> '$.moved_to' IS NULL AND s.value ->> '$.withdrawn' IS NULL"
         "  AND s.value ->> '$.update' IS NULL)"},
    };
    struct fixture f;
    trial_open(t, &f);
    trial_play(t, &f);
    record_is_right(&f);
    record_holds(&f, also, COUNT(also));
    trial_count(t, &f);
    fixture_close(&f);
}

/* ---- the sums ---- */

/* What became of each line. */
struct fates {
    const struct trial *t;
    struct frame_done *done; /* by the number of the line */
    uint64_t sums[OUTCOME_QUARANTINED + 1];
};

static void fates_play(struct fates *fates, const struct trial *t, struct fixture *f) {
    *fates = (struct fates){t, arena_array(&f->arena, t->stream->count, sizeof(struct frame_done)), {0}};
    for (size_t n = 0; n < t->stream->count; n++) {
        fates->sums[trial_say(t, f, n)]++;
        fates->done[n] = f->done;
    }
}

/* The payload of an entry is each line that it is said to be of. */
static int payload_take(void *context, const struct row *row) {
    struct fates *fates = context;
    int64_t entry = 0;
    assert_true(bytes_to_unsigned(row->values[0], INT64_MAX, &entry));
    for (size_t n = 0; n < fates->t->stream->count; n++) {
        struct frame_line line = message_stream_frame(&fates->t->stream->lines[n]);
        if (fates->done[n].entry != (uint64_t)entry)
            continue;
        if (!bytes_equal(row->values[1], line.bytes))
            fail_msg("line %zu does not stand in entry %lld", n + 1, (long long)entry);
        fates->done[n].entry = 0;
    }
    return 0;
}

static void lines_stand_in_the_record(struct fates *fates, struct fixture *f) {
    struct error e = ERROR_EMPTY;
    static const char sql[] = "SELECT n, bytes FROM payloads JOIN entries USING (n) WHERE kind <> 'policy'";
    for (size_t n = 0; n < fates->t->stream->count; n++)
        if (!fates->done[n].entry)
            fail_msg("line %zu is of no entry", n + 1);
    assert_int_equal(record_query(f->record, sql, NULL, 0, payload_take, fates, &e), 0);
    for (size_t n = 0; n < fates->t->stream->count; n++)
        if (fates->done[n].entry)
            fail_msg("line %zu: entry %llu has no line", n + 1, (unsigned long long)fates->done[n].entry);
}

static void sum_is(struct fixture *f, const char *of, uint64_t sum, const char *sql) {
    int64_t found = record_number(f, sql);
    if ((uint64_t)found != sum)
        fail_msg("%s: found %lld in the record, expected %llu", of, (long long)found,
                 (unsigned long long)sum);
}

void summed(const struct trial *t) {
    static const struct question questions[] = {
        {"what is claimed of harm, its message says",
         "SELECT c.message, c.field, c.value FROM claims c JOIN entries e ON e.n = c.entry"
         " WHERE c.field IN ('harm.killed', 'harm.injured')"
         " AND c.value IS NOT CAST(e.body ->> ('$.message.' || c.field) AS TEXT)"},
        {"a report is counted once: in the incidents that stand, as often as it was taken and not withdrawn",
         "SELECT 'counted ' || a, 'taken ' || b FROM (SELECT"
         " (SELECT coalesce(sum(document ->> '$.reports'), 0) FROM documents"
         "  WHERE document ->> '$.into' IS NULL) AS a,"
         " (SELECT count(*) FROM entries e WHERE kind = 'message' AND incident IS NOT NULL"
         "  AND coalesce(body ->> '$.message.type', 'report') IN ('report', 'notice', 'request')"
         "  AND body ->> '$.effect' IN ('opened', 'fused', 'folded', 'attached')"
         "  AND NOT EXISTS (SELECT 1 FROM documents d, json_each(d.document, '$.withdrawn') w"
         "   WHERE w.value = e.n)"
         "  AND NOT EXISTS (SELECT 1 FROM documents d, json_each(d.document, '$.statements') s"
         "   WHERE s.value ->> '$.entry' = e.n AND s.value ->> '$.withdrawn')) AS b) WHERE a <> b"},
    };
    struct fixture f;
    struct fates fates;
    trial_open(t, &f);
    fates_play(&fates, t, &f);
    trial_drain(t, &f);
    const struct recorder_counts *c = recorder_counts(f.recorder);
    assert_int_equal(fates.sums[OUTCOME_NONE], 0);
    assert_int_equal(c->lines, t->stream->count);
    assert_int_equal(c->accepted, fates.sums[OUTCOME_ACCEPTED]);
    assert_int_equal(c->duplicates, fates.sums[OUTCOME_DUPLICATE]);
    assert_int_equal(c->quarantined, fates.sums[OUTCOME_QUARANTINED]);
    assert_int_equal(c->lines, c->accepted + c->duplicates + c->quarantined);
    sum_is(&f, "accepted", c->accepted, "SELECT count(*) FROM entries WHERE kind = 'message'");
    sum_is(&f, "quarantined", c->quarantined, "SELECT count(*) FROM entries WHERE kind = 'quarantine'");
    sum_is(&f, "repeats", c->duplicates, "SELECT coalesce(sum(count), 0) FROM repeats");
    sum_is(&f, "entries", c->entries, "SELECT count(*) FROM entries");
    sum_is(&f, "deadlines", c->deadlines, "SELECT count(*) FROM entries WHERE kind = 'deadline'");
    sum_is(&f, "late messages", c->late,
           "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.late' > 0");
    lines_stand_in_the_record(&fates, &f);
    record_holds(&f, questions, COUNT(questions));
    trial_count(t, &f);
    fixture_close(&f);
}

/* ---- time ---- */

/* Is this how long a clock of the policy waits? `m`: its milestone. */
static bool clock_waits(const struct clock_spec *c, const struct words *words, struct bytes m, int64_t ms) {
    const struct offset *due = c->has_due ? &c->due : c->step_count ? &c->steps[0].at : NULL;
    return due && bytes_equal(words_text(words, c->milestone), m) &&
           (due->from != ANCHOR_SET || due->ms == ms);
}

/* A clock that a message set: track, urgency, milestone, how long it has, where. */
static int clock_take(void *context, const struct row *row) {
    const struct policy *p = ((const struct trial *)context)->policy;
    const struct track *track = policy_track(p, words_find(p->words, row->values[0]));
    assert_non_null(track);
    const struct urgency *u = track_urgency(track, words_find(p->words, row->values[1]));
    int64_t ms = 0;
    bool waits = false;
    assert_true(bytes_to_unsigned(row->values[3], INT64_MAX, &ms));
    for (size_t n = 0; n < u->clock_count; n++)
        waits |= clock_waits(&u->clocks[n], p->words, row->values[2], ms);
    for (size_t n = 0; n < p->clock_count; n++)
        waits |= clock_waits(&p->clocks[n].spec, p->words, row->values[2], ms);
    if (!waits)
        fail_msg("entry %.*s: no clock of %.*s, %.*s waits %lld ms for %.*s", (int)row->values[4].size,
                 row->values[4].data, (int)row->values[0].size, row->values[0].data, (int)row->values[1].size,
                 row->values[1].data, (long long)ms, (int)row->values[2].size, row->values[2].data);
    return 0;
}

static void clocks_wait_as_long_as_the_policy_says(const struct trial *t, struct fixture *f) {
    static const char sql[] =
        "SELECT c.value ->> '$.track', c.value ->> '$.urgency', l.value ->> '$.milestone',"
        " (l.value ->> '$.due_at') - (l.value ->> '$.set_at'), e.n"
        " FROM entries e, json_each(e.body, '$.changes') i, json_each(i.value, '$.cases') c,"
        " json_each(c.value, '$.clocks') l"
        " WHERE e.body ->> '$.effect' = 'opened' AND l.value ->> '$.set_by' = e.n"
        " AND l.value ->> '$.due_at' >= l.value ->> '$.set_at'";
    struct error e = ERROR_EMPTY;
    assert_int_equal(record_query(f->record, sql, NULL, 0, clock_take, (void *)(uintptr_t)t, &e), 0);
}

/* The instant that line n moves the cell on to: live, of whatever is no repeat; in history, of messages. */
static int64_t line_instant(const struct trial *t, size_t n, enum line_outcome outcome) {
    const struct message_stream_line *line = &t->stream->lines[n];
    struct party_lookup parties = policy_party_lookup(t->policy);
    struct message m;
    struct quarantine fault;
    if (outcome == OUTCOME_DUPLICATE || (!t->live && outcome == OUTCOME_QUARANTINED))
        return INSTANT_NONE;
    if (t->live)
        return line->at_ms;
    assert_int_equal(message_decode(&t->stream->arena, line->bytes, &parties, &m, &fault), 0);
    return message_instant(&m);
}

static void lines_move_time_on(const struct trial *t, struct fixture *f) {
    for (size_t n = 0; n < t->stream->count; n++) {
        if (t->live)
            trial_pass(f, t->stream->lines[n].at_ms);
        int64_t before_ms = recorder_instant_ms(f->recorder);
        int64_t at_ms = line_instant(t, n, trial_say(t, f, n)), now_ms = recorder_instant_ms(f->recorder);
        if (now_ms != (at_ms > before_ms ? at_ms : before_ms))
            fail_msg("line %zu of %lld moves the cell from %lld to %lld", n + 1, (long long)at_ms,
                     (long long)before_ms, (long long)now_ms);
    }
}

void timed(const struct trial *t) {
    static const struct question questions[] = {
        {"time never goes back",
         "SELECT n, at, before FROM (SELECT n, at, lag(at) OVER (ORDER BY n) AS before FROM entries)"
         " WHERE at < before"},
        {"a step fires when it is due",
         "SELECT n, at, body ->> '$.due', body ->> '$.late' FROM entries WHERE kind = 'deadline'"
         " AND (at <> body ->> '$.due' OR body ->> '$.late' IS NOT NULL)"},
        {"what comes due while nothing is said fires in order",
         "SELECT n, due, before FROM (SELECT n, kind, body ->> '$.due' AS due,"
         " lag(body ->> '$.due') OVER (ORDER BY n) AS before, lag(kind) OVER (ORDER BY n) AS earlier"
         " FROM entries) WHERE kind = 'deadline' AND earlier = 'deadline' AND due < before"},
        {"each step fires once",
         "SELECT incident, body ->> '$.case', body ->> '$.clock', body ->> '$.step', count(*) FROM entries"
         " WHERE kind = 'deadline' AND body ->> '$.step' IS NOT NULL"
         " GROUP BY 1, 2, 3, 4, body ->> '$.due' HAVING count(*) > 1"},
        {"nothing is left to come due",
         "SELECT 'I-' || d.id, c.value ->> '$.next_at' FROM documents d, json_each(d.document, '$.cases') c"
         " WHERE c.value ->> '$.next_at' IS NOT NULL"},
        {"a clock is set at the instant of the entry that sets it",
         "SELECT e.n, l.value FROM entries e, json_each(e.body, '$.changes') i,"
         " json_each(i.value, '$.cases') c, json_each(c.value, '$.clocks') l"
         " WHERE l.value ->> '$.set_by' = e.n AND l.value ->> '$.set_at' <> e.at"
         " AND coalesce(e.body ->> '$.message.type', '') NOT IN ('merge', 'split', 'withdraw')"},
    };
    struct fixture f;
    trial_open(t, &f);
    lines_move_time_on(t, &f);
    trial_drain(t, &f);
    assert_true(recorder_next_ms(f.recorder) == INSTANT_NONE);
    assert_false(recorder_running(f.recorder));
    record_holds(&f, questions, COUNT(questions));
    clocks_wait_as_long_as_the_policy_says(t, &f);
    trial_count(t, &f);
    fixture_close(&f);
}

/* ---- numbers and names ---- */

/* Of the entries of a turn: is there one of a line? */
static size_t entries_of_lines(const struct fixture *f, size_t from) {
    size_t count = 0;
    for (size_t n = from; n < f->count; n++)
        count +=
            strstr(f->bodies[n], "\"kind\":\"message\"") || strstr(f->bodies[n], "\"kind\":\"quarantine\"");
    return count;
}

static enum line_outcome line_has_one_effect(const struct trial *t, struct fixture *f, size_t n) {
    size_t before = f->count;
    enum line_outcome outcome = trial_say(t, f, n);
    if (entries_of_lines(f, before) != (outcome == OUTCOME_DUPLICATE ? 0 : 1))
        fail_msg("line %zu: found %zu entries of it", n + 1, entries_of_lines(f, before));
    return outcome;
}

/* Whatever is said again, nothing happens; live, what came too early may be right by now. */
static void lines_again(const struct trial *t, struct fixture *f, const enum line_outcome *outcomes) {
    size_t before = f->count;
    for (size_t n = 0; n < t->stream->count; n++) {
        if (t->live && outcomes[n] != OUTCOME_ACCEPTED)
            continue;
        if (say_frame(f, message_stream_frame(&t->stream->lines[n])) != OUTCOME_DUPLICATE)
            fail_msg("line %zu is no duplicate when all is said again", n + 1);
        if (f->count != before)
            fail_msg("line %zu does something when all is said again", n + 1);
    }
}

/* Incidents of which one became part of the other, or took reports from it, on any way. */
#define TIES                                                                                                 \
    "WITH RECURSIVE ties(a, b) AS (SELECT id, document ->> '$.into' FROM documents"                          \
    "  WHERE document ->> '$.into' IS NOT NULL"                                                              \
    " UNION SELECT d.id, s.value ->> '$.moved_to' FROM documents d, json_each(d.document, '$.statements') s" \
    "  WHERE s.value ->> '$.moved_to' IS NOT NULL),"                                                         \
    " near(a, b) AS (SELECT a, b FROM ties UNION SELECT b, a FROM ties), reach(a, b) AS"                     \
    " (SELECT id, id FROM documents UNION SELECT r.a, n.b FROM reach r JOIN near n ON n.a = r.b) "

/* Messages of one reference, and what that is. */
#define ONE_REF                                                                                              \
    " e.body ->> '$.effect' = 'attached' AND json_array_length(e.body, '$.message.refs') = 1"                \
    " AND NOT EXISTS (SELECT 1 FROM reach WHERE b = e.incident AND 'I-' || a = "

void numbered(const struct trial *t) {
    static const struct question questions[] = {
        {"entries are numbered from 1 without a gap",
         "SELECT max(n), count(*) FROM entries HAVING max(n) <> count(*)"},
        {"incidents are numbered from 1 without a gap",
         "SELECT max(id), count(*) FROM documents HAVING max(id) <> count(*)"},
        {"incidents are numbered as they open",
         "SELECT id, n, before FROM (SELECT id, n, lag(n) OVER (ORDER BY id) AS before FROM"
         " (SELECT CAST(substr(i.key, 3) AS INTEGER) AS id, min(e.n) AS n FROM entries e,"
         "  json_each(e.body, '$.changes') i GROUP BY 1)) WHERE n < before"},
        {"an id of a party is that of one message",
         "SELECT from_party, id, count(*) FROM messages GROUP BY 1, 2 HAVING count(*) > 1"},
        {"no two actions have one id",
         "SELECT id, incident, count(*) FROM actions GROUP BY 1 HAVING count(*) > 1"},
        {"a message is named by its party and id, and is where it was, or went by merges and splits",
         TIES "SELECT e.n, m.from_party || ':' || m.id, m.incident, 'I-' || e.incident"
              " FROM entries e, messages m"
              " WHERE m.entry < e.n AND m.incident IS NOT NULL"
              " AND e.body ->> '$.message.refs[0]' = m.from_party || ':' || m.id AND" ONE_REF "m.incident)"},
        {"an incident is named by its number, and is that, or what it became part of", TIES
         "SELECT e.n, e.body ->> '$.message.refs[0]', 'I-' || e.incident FROM entries e"
         " WHERE e.body ->> '$.message.refs[0]' LIKE 'I-%' AND" ONE_REF "e.body ->> '$.message.refs[0]')"},
    };
    struct fixture f;
    struct error e = ERROR_EMPTY;
    trial_open(t, &f);
    enum line_outcome *outcomes = arena_array(&f.arena, t->stream->count, sizeof *outcomes);
    for (size_t n = 0; n < t->stream->count; n++)
        outcomes[n] = line_has_one_effect(t, &f, n);
    lines_again(t, &f, outcomes);
    assert_int_equal(recorder_commit(f.recorder, &e), 0);
    record_holds(&f, questions, COUNT(questions));
    trial_count(t, &f);
    fixture_close(&f);
}
