/*
 * live_stage.h: the loop of `fusion run` on a scripted clock. Nothing waits: when the loop does, the script
 * moves the clock to the next thing that happens, or to the end of the wait.
 */
#ifndef TESTS_LIVE_STAGE_H
#define TESTS_LIVE_STAGE_H

#include "cell_fixture.h"

#include <live/live.h>
#include <record/query.h>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>

enum what { SAY, OPEN, SHUT, WALL, READ, END };
struct event {
    int64_t at_ms; /* since the start */
    enum what what;
    const char *text; /* SAY */
    int64_t ms;       /* WALL: it steps by so much */
};

static struct {
    struct fixture f;
    struct live live;
    struct lines *lines; /* behind its source */
    char fifo[SCRATCH_PATH_BYTES];
    int64_t start_ms, elapsed_ms, wall_ms; /* wall_ms: how far the wall clock is off */
    int64_t pace_ms;                       /* that pass at each look at the clock */
    const struct event *next;
    int writer, out[2];
    struct buffer seen; /* what the reader of the output read */
    char *told;         /* and the operator */
    size_t told_size;
    bool ended;
    unsigned waits, commits;
} s;

/* --- the ports ------------------------------------------------------------------------------------------ */

static int64_t script_boot(void *context) {
    (void)context;
    return 5000 + (s.elapsed_ms += s.pace_ms);
}

static int64_t script_wall(void *context) {
    (void)context;
    return s.start_ms + s.elapsed_ms + s.wall_ms;
}

static bool script_ended(void *context) {
    (void)context;
    return s.ended;
}

static void output_read(void) {
    char some[4096];
    ssize_t got;
    while ((got = read(s.out[0], some, sizeof some)) > 0)
        buffer_append(&s.seen, (struct bytes){some, (size_t)got});
}

/* In the text, ' stands for ". */
static void quoted_write(int fd, const char *text) {
    char *quoted = json_quoted(text);
    assert_int_equal(write(fd, quoted, strlen(quoted)), (ssize_t)strlen(quoted));
    free(quoted);
}

static void happen(const struct event *e) {
    switch (e->what) {
    case SAY:
        quoted_write(s.writer, e->text);
        break;
    case OPEN:
        s.writer = open(s.fifo, O_WRONLY | O_NONBLOCK);
        assert_true(s.writer >= 0); /* a FIFO without a reader refuses */
        break;
    case SHUT:
        assert_int_equal(close(s.writer), 0);
        s.writer = -1;
        break;
    case WALL:
        s.wall_ms += e->ms;
        break;
    case READ:
        output_read();
        break;
    case END:
        s.ended = true;
        break;
    }
}

/* On to the next event, or for as long as the wait may last. */
static void script_move(int64_t timeout_ms) {
    bool comes = s.next->at_ms >= 0 && (timeout_ms < 0 || s.next->at_ms <= s.elapsed_ms + timeout_ms);
    assert_true(comes || timeout_ms >= 0); /* else it would wait for ever */
    if (!comes) {
        s.elapsed_ms += timeout_ms;
        return;
    }
    if (s.next->at_ms > s.elapsed_ms)
        s.elapsed_ms = s.next->at_ms;
    happen(s.next++);
}

static int script_wait_for(int fd, short events, int64_t timeout_ms) {
    struct pollfd watched = {.fd = fd, .events = events};
    assert_true(++s.waits < 2000); /* it turns in a circle */
    if (poll(&watched, 1, 0) > 0)
        return 1;
    script_move(timeout_ms);
    return poll(&watched, 1, 0) > 0;
}

static int script_wait(void *context, int fd, int64_t timeout_ms) {
    (void)context;
    return script_wait_for(fd, POLLIN, timeout_ms);
}

static int script_wait_out(void *context, int fd, int64_t timeout_ms) {
    (void)context;
    assert_int_equal(fd, s.out[1]);
    return script_wait_for(fd, POLLOUT, timeout_ms);
}

static const struct clock_port script_port = {
    .wall_ms = script_wall,
    .boot_ms = script_boot,
    .wait = script_wait,
    .wait_out = script_wait_out,
    .ended = script_ended,
};

/* --- the stage ------------------------------------------------------------------------------------------ */

static int count_commit(struct store *store, struct error *e) {
    s.commits++;
    return keep_commit(store, e);
}

static const struct store_calls count_calls = {keep_append,  keep_repeat, keep_recall,
                                               count_commit, keep_head,   keep_state};

static void stage_open(void) {
    struct error e = ERROR_EMPTY;
    memset(&s, 0, sizeof s);
    assert_true(instant_parse(BYTES("2026-03-27T02:00:00Z"), &s.start_ms));
    (void)signal(SIGPIPE, SIG_IGN);
    fixture_open(&s.f, "tests/fixtures/cell", s.start_ms);
    s.f.store.calls = &count_calls;
    assert_int_equal(record_session(s.f.record, SESSION_RUN, true, &e), 0);
    (void)snprintf(s.fifo, sizeof s.fifo, "%s/fifo", s.f.folder);
    assert_int_equal(mkfifo(s.fifo, 0600), 0);
    assert_int_equal(pipe2(s.out, O_CLOEXEC), 0);
    assert_int_equal(fcntl(s.out[0], F_SETFL, O_NONBLOCK), 0);
    s.writer = -1;
    s.live = (struct live){.port = &script_port,
                           .recorder = s.f.recorder,
                           .record = s.f.record,
                           .input = 1,
                           .sink = sink_of_descriptor(s.out[1]),
                           .err = open_memstream(&s.told, &s.told_size)};
    assert_non_null(s.live.err);
}

static void stage_close(void) {
    lines_close(s.lines);
    live_release(&s.live);
    if (s.writer >= 0)
        (void)close(s.writer);
    (void)close(s.out[0]);
    (void)close(s.out[1]);
    (void)fclose(s.live.err);
    free(s.told);
    (void)unlink(s.fifo);
    buffer_release(&s.seen);
    fixture_close(&s.f);
}

/* The loop over the FIFO, or over a pipe that holds `text` and ends. */
static int stage_run(const char *text, const struct event *script, struct error *e) {
    char path[SCRATCH_PATH_BYTES];
    int ends[2] = {-1, -1};
    (void)snprintf(path, sizeof path, "%s", s.fifo);
    if (text) {
        assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
        quoted_write(ends[1], text);
        (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    }
    assert_int_equal(lines_open(path, &s.lines, e), 0);
    s.live.source = source_of_lines(s.lines);
    if (text)
        assert_true(close(ends[0]) == 0 && close(ends[1]) == 0);
    s.next = script;
    int code = live_run(&s.live, e);
    output_read();
    (void)fflush(s.live.err);
    buffer_append_char(&s.seen, '\0');
    return code;
}

static void stage_plays(const char *text, const struct event *script) {
    struct error e = ERROR_EMPTY;
    if (stage_run(text, script, &e) != 0)
        fail_msg("%s", e.text);
}

/* Line n (from 0) of the output holds `part`, in which ' stands for ". */
static void line_has(size_t n, const char *text) {
    char *part = json_quoted(text);
    struct bytes rest = bytes_of(s.seen.data), line = bytes_split(&rest, '\n');
    for (; n; n--)
        line = bytes_split(&rest, '\n');
    if (!memmem(line.data, line.size, part, strlen(part)))
        fail_msg("found %.*s, expected %s in it", (int)line.size, line.data, part);
    free(part);
}

/* The text behind `key` in a line, up to a comma or quote. */
static void text_behind(struct bytes line, const char *key, char out[32]) {
    const char *from = memmem(line.data, line.size, key, strlen(key));
    size_t size = from ? strcspn(from + strlen(key), ",\"") : 0;
    (void)snprintf(out, 32, "%.*s", (int)size, from ? from + strlen(key) : "");
}

/* The output in short: a receipt is `LINE=ENTRY` with a letter for its outcome, an action its id. */
static void output_is(const char *expected) {
    char all[2048] = "", a[32], b[32], c[32];
    struct bytes rest = bytes_of(s.seen.data);
    while (rest.size) {
        struct bytes line = bytes_split(&rest, '\n');
        size_t used = strlen(all);
        text_behind(line, "{\"receipt\":\"", c);
        text_behind(line, c[0] ? "\"line\":" : "{\"id\":\"", a);
        text_behind(line, "\"entry\":", b);
        c[1] = '\0';
        (void)snprintf(all + used, sizeof all - used, "%s%s%s%s ", c, a, c[0] ? "=" : "", c[0] ? b : "");
    }
    assert_string_equal(all, expected);
}

/* A number of the body n from the end. */
static int64_t number(size_t from_end, const char *path) {
    return strtoll(at(&s.f, from_end, path), NULL, 10);
}

/* The kinds of all bodies, and how many minutes after the start each is stamped. */
static void entries_are(const char *expected) {
    char all[2048] = "";
    for (size_t n = s.f.count; n--;) {
        char kind[32];
        size_t used = strlen(all);
        (void)snprintf(kind, sizeof kind, "%s", at(&s.f, n, "kind"));
        (void)snprintf(all + used, sizeof all - used, "%s@%lld ", kind,
                       (long long)((number(n, "at") - s.start_ms) / MINUTE_MS));
    }
    assert_string_equal(all, expected);
}

#define ROCKET                                                                                               \
    "{'id':'r1','from':'ISR','to':['SYR'],'time':'2026-03-27T02:00:00Z','kind':'fire."                       \
    "rocket'}\n"
#define TALK "{'id':'t1','from':'OBS','time':'2026-03-27T02:00:00Z','kind':'talks.consult'}\n"
#define TALK_AT(id, time)                                                                                    \
    "{'id':'" id "','from':'SYR','time':'2026-03-27T" time "Z','kind':'talks.consult'}\n"
#define CLOCK(id, time) "{'id':'" id "','type':'clock','from':'USA','time':'2026-03-27T" time "Z'}\n"
#define NEVER                                                                                                \
    { -1, END, NULL, 0 }
#define MINUTES *MINUTE_MS

/* What an entry says of its own input, fed to another cell. */
static int entry_feed(void *context, const struct row *row) {
    struct fixture *again = context;
    struct frame_done done;
    struct error e = ERROR_EMPTY;
    const char *kind = row->values[0].data;
    int64_t at_ms = strtoll(row->values[1].data, NULL, 10);
    int64_t wall_ms = row->types[2] == 'n' ? 0 : strtoll(row->values[2].data, NULL, 10);
    struct frame_line line = {.instant_ms = at_ms,
                              .wall_ms = wall_ms,
                              .input = 1,
                              .condition = LINE_WHOLE,
                              .number = strtoull(row->values[5].data, NULL, 10),
                              .size = row->values[4].size,
                              .bytes = row->values[4]};
    if (strcmp(kind, "clock-step") == 0)
        return recorder_wall(again->recorder, at_ms, wall_ms, &e);
    if (strcmp(kind, "deadline") == 0)
        return recorder_tick(again->recorder, at_ms, &e);
    if (strcmp(kind, "policy") == 0)
        return 0;
    memcpy(line.salt, row->values[3].data, SALT_BYTES);
    return recorder_line(again->recorder, &line, &done, &e);
}

/* The record alone is enough to decide again, byte for byte. */
static void decided_again(void) {
    static struct fixture again;
    struct error e = ERROR_EMPTY;
    assert_int_equal(recorder_commit(s.f.recorder, &e), 0);
    fixture_open(&again, "tests/fixtures/cell", s.start_ms);
    assert_int_equal(record_query(s.f.record,
                                  "SELECT e.kind, e.at, e.body ->> '$.wall', p.salt, p.bytes,"
                                  " coalesce(e.body ->> '$.number', 0)"
                                  " FROM entries e LEFT JOIN payloads p ON p.n = e.n ORDER BY e.n",
                                  NULL, 0, entry_feed, &again, &e),
                     0);
    assert_int_equal(again.count, s.f.count);
    for (size_t n = 0; n < s.f.count; n++)
        assert_string_equal(again.bodies[n], s.f.bodies[n]);
    fixture_close(&again);
}

/* The program ends, and the next one opens the record. */
static void stage_restart(void) {
    struct error e = ERROR_EMPTY;
    char path[SCRATCH_PATH_BYTES];
    assert_int_equal(recorder_commit(s.f.recorder, &e), 0);
    fixture_stop(&s.f);
    record_close(s.f.record);
    (void)snprintf(path, sizeof path, "%s/r.db", s.f.folder);
    assert_int_equal(record_open(path, RECORD_WRITE, &s.f.record, &e), 0);
    assert_int_equal(record_session(s.f.record, SESSION_RUN, true, &e), 0);
    s.f.kept = record_store(s.f.record);
    fixture_start(&s.f);
    s.live.record = s.f.record;
    s.live.recorder = s.f.recorder;
}

#endif
