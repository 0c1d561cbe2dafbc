/*
 * property_replay.c: see property.h. The lines of a record of several sessions, live and of history, with
 * lines that were late, bad in every way, or given again, are replayed: they end in the same messages,
 * incidents and cases. Each session ends on a message, so that both records end at its instant.
 */
#include "chance.h"
#include "property.h"

#include <rerun/recorded_lines.h>

#define SESSIONS 8

struct writing {
    const struct trial *t;
    struct fixture was;
    struct chance chance; /* of the session at hand */
    bool live;
    int64_t now_ms, ahead_ms; /* live: the cell's, and how far the machine's clock is ahead */
    int64_t message_ms; /* the cell's instant after the last message, if it was that which moved it on */
    size_t said;        /* lines of the stream */
    unsigned sessions;
};

/* ---- a record is written ---- */

/* Late only behind a message: bad lines and steps of the clock move a live cell on, and no replay. */
static int64_t receipt_ms(struct writing *w, struct chance *c) {
    bool exact = recorder_instant_ms(w->was.recorder) == w->message_ms;
    return w->now_ms - (exact && once_in(c, 4) ? pick(c, 999) : 0);
}

static void frame_say(struct writing *w, struct frame_line frame, struct chance *c) {
    struct error e = ERROR_EMPTY;
    int64_t before_ms = recorder_instant_ms(w->was.recorder);
    frame.instant_ms = w->live ? receipt_ms(w, c) : INSTANT_NONE;
    frame.wall_ms = w->now_ms + w->ahead_ms;
    frame.number = ++w->was.lines;
    memset(frame.salt, (int)pick(c, 256), sizeof frame.salt);
    if (recorder_line(w->was.recorder, &frame, &w->was.done, &e) != 0)
        fail_msg("%s", e.text);
    if (w->was.done.outcome != OUTCOME_ACCEPTED)
        return;
    int64_t now_ms = recorder_instant_ms(w->was.recorder);
    bool followed = w->live && now_ms > before_ms && now_ms > frame.instant_ms; /* the machine's clock */
    w->message_ms = followed ? INSTANT_NONE : now_ms;
}

/* A message of which nothing comes. */
static void mark_say(struct writing *w, const char *from, const char *type, struct chance *c) {
    char mark[200], time[INSTANT_TEXT_BYTES];
    instant_format(w->now_ms, time);
    (void)snprintf(mark, sizeof mark, "{\"id\":\"mark%u\",\"from\":\"%s\",\"type\":\"%s\",\"time\":\"%s\"}",
                   (unsigned)w->was.lines, from, type, time);
    frame_say(w, (struct frame_line){.size = strlen(mark), .bytes = bytes_of(mark)}, c);
    assert_int_equal(w->was.done.outcome, OUTCOME_ACCEPTED);
}

/* The machine's clock steps, and the cell follows it where nothing would come due late by that. */
static void clock_step(struct writing *w, struct chance *c) {
    struct error e = ERROR_EMPTY;
    int64_t due_ms = recorder_next_ms(w->was.recorder);
    char from[64];
    if (!message_stream_sender(w->t->policy, MESSAGE_CLOCK, from))
        return;
    assert_int_equal(recorder_wall(w->was.recorder, w->now_ms, w->now_ms + HOUR_MS, &e), 0);
    if (due_ms != INSTANT_NONE && due_ms <= w->now_ms + HOUR_MS)
        return;
    w->ahead_ms = HOUR_MS;
    mark_say(w, from, "clock", c);
    w->ahead_ms = 0;
    w->now_ms += HOUR_MS;
    assert_int_equal(recorder_instant_ms(w->was.recorder), w->now_ms);
}

/* Whatever comes due on the way fires at its own instant, as where the loop waits for it. */
static void time_pass(struct writing *w, int64_t at_ms, struct chance *c) {
    static const int64_t steps_ms[] = {0, 0, 1, 999, 5 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, DAY_MS};
    struct error e = ERROR_EMPTY;
    int64_t due_ms;
    if (at_ms > w->now_ms && !once_in(c, 4))
        w->now_ms = at_ms;
    else
        w->now_ms += steps_ms[pick(c, 8)];
    while ((due_ms = recorder_next_ms(w->was.recorder)) != INSTANT_NONE && due_ms <= w->now_ms)
        assert_int_equal(recorder_tick(w->was.recorder, due_ms, &e), 0);
    if (once_in(c, 12))
        clock_step(w, c);
}

static void now_follow(struct writing *w) {
    int64_t instant_ms = recorder_instant_ms(w->was.recorder);
    w->now_ms = w->now_ms < instant_ms ? instant_ms : w->now_ms;
}

/* The lines from where the last session ended, or a little before it, to where a line ends this one. */
static void session_play(struct writing *w) {
    const struct message_stream *s = w->t->stream;
    struct error e = ERROR_EMPTY;
    bool is_over = false;
    w->live = once_in(&w->chance, 2);
    size_t back = pick(&w->chance, 8);
    now_follow(w);
    assert_int_equal(record_session(w->was.record, w->live ? SESSION_RUN : SESSION_REPLAY, w->live, &e), 0);
    w->was.live_ms = w->live ? w->now_ms : INSTANT_NONE;
    fixture_restart(&w->was);
    w->said -= w->said < back ? w->said : back;
    for (; !is_over && w->said < s->count; w->said++) {
        struct chance c = {s->lines[w->said].chance + w->sessions};
        if (w->live)
            time_pass(w, s->lines[w->said].at_ms, &c);
        frame_say(w, message_stream_frame(&s->lines[w->said]), &c);
        is_over = once_in(&c, 16);
    }
    now_follow(w);
    mark_say(w, "FRA", "note", &w->chance);
}

/* ---- and its lines are replayed ---- */

struct reading {
    struct fixture *is;
    uint64_t printed, left_out;
};

static int line_feed(void *context, struct bytes line, bool is_json, struct error *e) {
    struct reading *r = context;
    struct frame_line frame = {
        .instant_ms = INSTANT_NONE, .number = ++r->printed, .size = line.size, .bytes = line};
    const struct json *value;
    struct json_fault fault;
    assert_true(line.size <= LINE_BYTES_MAX);
    assert_int_equal(json_parse(&r->is->arena, line, &json_limits_message, &value, &fault) == 0, is_json);
    return recorder_line(r->is->recorder, &frame, &r->is->done, e);
}

static void left_out(void *context, uint64_t entry, struct bytes what, const char *why) {
    (void)entry, (void)what, (void)why;
    ((struct reading *)context)->left_out++;
}

static void passed(void *context, uint64_t entry) {
    (void)context, (void)entry;
}

static void records_equal(struct fixture *was, struct fixture *is) {
    static const char *const views[] = {
        "SELECT id, from_party, from_role, type, kind, occurred_at, received_at, late_ms, incident, text,"
        " status, refs, level, effect, verdict, reason FROM messages ORDER BY entry",
        "SELECT * FROM incidents ORDER BY id",
        "SELECT * FROM cases ORDER BY incident, k",
        "SELECT * FROM clocks ORDER BY incident, k, clock",
        "SELECT incident, field, party, value, message, withdrawn, grade, state FROM claims"
        " ORDER BY incident, entry, field",
        "SELECT incident, party, level, at, message, relayed_to FROM acks ORDER BY entry",
        "SELECT at, incident, rule, proposal, won, because, policy, fault FROM decisions ORDER BY entry, k",
        /* a step that was due before the line that set it came late fires at once there, at its own instant
         * here
         */
        "SELECT coalesce((SELECT body ->> '$.due' FROM entries WHERE n = entry), at), incident, track, verb,"
        " to_party, to_role, rung, because FROM actions"
        " WHERE incident IS NOT NULL" /* what a clock message is answered is about a live cell's own clock */
        " AND entry NOT IN (SELECT entry FROM messages WHERE type = 'clock')"
        " ORDER BY entry, CAST(substr(id, instr(id, '.') + 1) AS INTEGER)",
        "SELECT reason, from_party FROM quarantine WHERE reason NOT IN"
        " ('future-time', 'refused-row', 'too-long', 'truncated', 'not-json') ORDER BY entry",
    };
    for (size_t i = 0; i < sizeof views / sizeof *views; i++)
        rows_equal(was, is, views[i]);
}

void replayed(const struct trial *t) {
    struct writing w = {.t = t, .now_ms = STREAM_BEGIN_MS};
    struct fixture is;
    struct reading reading = {.is = &is};
    struct error e = ERROR_EMPTY;
    char path[SCRATCH_PATH_BYTES];
    fixture_open(&w.was, t->folder, INSTANT_NONE);
    for (; w.sessions < SESSIONS && w.said < t->stream->count; w.sessions++) {
        w.chance.state = t->stream->lines[w.said].chance - w.sessions;
        session_play(&w);
    }
    assert_int_equal(recorder_commit(w.was.recorder, &e), 0);
    (void)snprintf(path, sizeof path, "%s/r.db", w.was.folder);
    struct recorded_lines lines = {
        .path = path, .print = line_feed, .leave = left_out, .progress = passed, .context = &reading};
    fixture_open(&is, t->folder, INSTANT_NONE);
    if (recorded_lines_read(&lines, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(lines.left_out, reading.left_out);
    assert_int_equal(lines.printed, reading.printed);
    assert_int_equal(lines.repeats, record_number(&w.was, "SELECT coalesce(sum(count), 0) FROM repeats"));
    assert_int_equal(record_number(&w.was, "SELECT count(*) FROM quarantine"),
                     record_number(&is, "SELECT count(*) FROM quarantine") + (int64_t)lines.left_out);
    assert_int_equal(record_number(&is, "SELECT count(*) FROM repeats"), 0);
    records_equal(&w.was, &is);
    trial_count(t, &w.was);
    fixture_close(&w.was);
    fixture_close(&is);
}
