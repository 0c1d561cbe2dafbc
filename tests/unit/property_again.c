/*
 * property_again.c: see property.h. Records of many sessions, live and of history, stopped in order, killed
 * and cut off in the middle of what they did, under one policy and another: executed again from their inputs
 * they are the same, byte for byte.
 */
#include "chance.h"
#include "property.h"

#include <rerun/rerun.h>

#define SESSIONS 8

struct writing {
    const struct trial *t;
    struct fixture f;
    char path[SCRATCH_PATH_BYTES];
    struct policy_file *policies[2]; /* the one of the trial, and what its author made of it */
    struct chance chance;            /* of the session at hand */
    bool live;
    int64_t now_ms, ahead_ms;
    size_t said; /* lines of the stream */
    unsigned sessions;
    bool was_cut;
};

/* The same number of files: a rule is put behind those of the last one. */
static struct policy_file *policy_change(struct fixture *f) {
    struct policy_file *files = arena_array(&f->arena, f->file_count, sizeof *files);
    struct buffer text = BUFFER_EMPTY;
    size_t last = 0;
    assert_non_null(files);
    memcpy(files, f->files, f->file_count * sizeof *files);
    for (size_t n = 0; n < f->file_count; n++)
        if (bytes_ends(files[n].name, BYTES(".lua")) && !memchr(files[n].name.data, '/', files[n].name.size))
            last = n;
    buffer_append(&text, files[last].content);
    buffer_append_text(&text, "\nrule \"later\" { on = \"report\", propose = { severity = 5 },"
                              " because = \"a later policy\" }\n");
    files[last].content = arena_copy(&f->arena, buffer_bytes(&text));
    buffer_release(&text);
    return files;
}

/* 0, or negative once the record was cut off. */
static int line_say(struct writing *w, const struct message_stream_line *line, struct chance *c) {
    struct error e = ERROR_EMPTY;
    struct frame_line frame = message_stream_frame(line);
    frame.instant_ms = w->live ? w->now_ms - (once_in(c, 8) ? (int64_t)pick(c, 999) : 0) : INSTANT_NONE;
    frame.wall_ms = w->now_ms + w->ahead_ms;
    frame.number = ++w->f.lines;
    frame.input = pick(c, 3);
    memset(frame.salt, (int)pick(c, 256), sizeof frame.salt);
    int code = recorder_line(w->f.recorder, &frame, &w->f.done, &e);
    int64_t instant_ms = recorder_instant_ms(w->f.recorder);
    w->now_ms = w->now_ms < instant_ms ? instant_ms : w->now_ms;
    return code;
}

/* To the instant of the line, mostly. */
static int time_pass(struct writing *w, int64_t at_ms, struct chance *c) {
    static const int64_t steps_ms[] = {0, 0, 1, 999, 5 * MINUTE_MS, HOUR_MS, 3 * HOUR_MS, DAY_MS};
    struct error e = ERROR_EMPTY;
    if (at_ms > w->now_ms && !once_in(c, 4))
        w->now_ms = at_ms;
    else
        w->now_ms += steps_ms[pick(c, 8)];
    int code = w->live && once_in(c, 3) ? recorder_tick(w->f.recorder, w->now_ms, &e) : 0;
    if (code || !w->live || !once_in(c, 12))
        return code;
    w->ahead_ms = steps_ms[pick(c, 8)];
    w->ahead_ms -= once_in(c, 2) ? HOUR_MS : 0;
    return recorder_wall(w->f.recorder, w->now_ms, w->now_ms + w->ahead_ms, &e);
}

/* The lines from where the last session ended, or a little before it, to where a line ends this one. */
static int session_lines(struct writing *w) {
    const struct message_stream *s = w->t->stream;
    struct error e = ERROR_EMPTY;
    size_t back = pick(&w->chance, 8);
    bool is_over = false;
    int code = 0;
    w->said -= w->said < back ? w->said : back;
    for (; code == 0 && !is_over && w->said < s->count; w->said++) {
        struct chance c = {s->lines[w->said].chance + w->sessions};
        code = time_pass(w, s->lines[w->said].at_ms, &c);
        code = code ? code : line_say(w, &s->lines[w->said], &c);
        if (code == 0 && once_in(&c, 10))
            code = recorder_commit(w->f.recorder, &e);
        is_over = once_in(&c, 16);
    }
    if (code == 0 && once_in(&w->chance, 3)) { /* --until, --drain, or a last look at the clock */
        bool all = !w->live && once_in(&w->chance, 2);
        code = recorder_tick(w->f.recorder, all ? INSTANT_LAST : w->now_ms + 2 * DAY_MS, &e);
    }
    return code;
}

static int session_begin(struct writing *w) {
    struct error e = ERROR_EMPTY;
    struct fixture *f = &w->f;
    w->live = once_in(&w->chance, 2);
    w->now_ms += once_in(&w->chance, 2) ? DAY_MS / 2 : -HOUR_MS; /* a wall clock may be set back */
    w->ahead_ms = once_in(&w->chance, 2) ? pick(&w->chance, 4) * HOUR_MS : 0;
    f->files = w->policies[pick(&w->chance, 2)];
    f->live_ms = w->live ? w->now_ms : INSTANT_NONE;
    assert_int_equal(record_open(w->path, RECORD_WRITE, &f->record, &e), 0);
    f->kept = record_store(f->record);
    assert_int_equal(record_session(f->record, w->live ? SESSION_RUN : SESSION_REPLAY, w->live, &e), 0);
    assert_int_equal(record_source(f->record, 1, "events.ndjson", &e), 0);
    f->is_cut = false;
    f->entries_left = once_in(&w->chance, 2) ? pick(&w->chance, 60) : SIZE_MAX;
    int code = fixture_begin(f, &e);
    int64_t floor_ms = recorder_instant_ms(f->recorder);
    w->now_ms = w->now_ms < floor_ms ? floor_ms : w->now_ms;
    return code;
}

/* Ends in order; or is cut off at an entry, the ones before it committed; or killed with some uncommitted. */
static void session_write(struct writing *w) {
    struct error e = ERROR_EMPTY;
    int code = session_begin(w);
    code = code ? code : session_lines(w);
    w->was_cut |= w->f.is_cut;
    if (code && !w->f.is_cut)
        fail_msg("a session failed, and was not cut off");
    if (!once_in(&w->chance, 4))
        assert_int_equal(recorder_commit(w->f.recorder, &e), 0);
    fixture_stop(&w->f);
    record_close(w->f.record);
}

static void writing_begin(struct writing *w, const struct trial *t) {
    *w = (struct writing){.t = t, .now_ms = STREAM_BEGIN_MS};
    fixture_open(&w->f, t->folder, INSTANT_NONE);
    (void)snprintf(w->path, sizeof w->path, "%s/r.db", w->f.folder);
    w->policies[0] = w->f.files;
    w->policies[1] = policy_change(&w->f);
    fixture_stop(&w->f);
    record_close(w->f.record);
}

/* Into a record of its own (`into`), or only compared. */
static void record_execute(struct writing *w, const char *into) {
    const struct rerun_config config = {.from = w->path, .into = into, .quiet = true};
    struct error e = ERROR_EMPTY;
    int code = rerun_run(&config, &e);
    if (code != 0)
        fail_msg("%s", code < 0 ? e.text : "an entry differs");
}

static void tables_equal(struct fixture *was, struct fixture *is) {
    static const char *const tables[] = {
        "SELECT * FROM entries",
        "SELECT n, hex(salt), hex(bytes) FROM payloads",
        "SELECT * FROM documents",
        "SELECT * FROM touched",
        "SELECT * FROM repeats",
        "SELECT * FROM sources",
        "SELECT id, kind, first FROM sessions",
    };
    for (size_t n = 0; n < sizeof tables / sizeof *tables; n++)
        rows_equal(was, is, tables[n]);
}

void executed_again(const struct trial *t) {
    /* Nothing is decided before the policy it is decided under is in the record. */
    static const struct question questions[] = {
        {"the first entry is a policy", "SELECT kind FROM entries WHERE n = 1 AND kind <> 'policy'"},
        {"a policy is the first entry of its session",
         "SELECT n FROM entries WHERE kind = 'policy' AND n NOT IN (SELECT first FROM sessions)"},
    };
    struct writing w;
    struct fixture is = {0};
    struct error e = ERROR_EMPTY;
    char into[SCRATCH_PATH_BYTES];
    writing_begin(&w, t);
    for (; w.sessions < SESSIONS && w.said < t->stream->count; w.sessions++) {
        w.chance.state = t->stream->lines[w.said].chance - w.sessions;
        session_write(&w);
    }
    (void)snprintf(into, sizeof into, "%s/is.db", w.f.folder);
    record_execute(&w, into);
    record_execute(&w, NULL);
    assert_int_equal(record_open(w.path, RECORD_MEND, &w.f.record, &e), 0);
    assert_int_equal(record_open(into, RECORD_READ, &is.record, &e), 0);
    tables_equal(&w.f, &is);
    record_holds(&w.f, questions, sizeof questions / sizeof *questions);
    if (!w.was_cut) /* or steps may be left, until a live cell starts */
        record_is_right(&w.f);
    trial_count(t, &w.f);
    record_close(is.record);
    w.f.recorder = NULL; /* they ended with the last session */
    w.f.cell = NULL;
    fixture_close(&w.f);
}
