/*
 * run.c: `fusion run`: the live cell. Lines in, actions out once they are committed.
 *
 * One loop: take the lines that are there, each stamped with the present instant; when there are no more, or
 * the first of them has waited GROUP_DELAY_MS, commit and let the actions out; then wait for a line, a
 * deadline or a signal, whichever is first.
 */
#include <cmd/commands.h>

#include <cmd/actions.h>
#include <cmd/live_clock.h>
#include <cmd/policy_open.h>
#include <cmd/session.h>

#include <stdio.h>
#include <string.h>

#define SALTS_AT_ONCE 256u /* one system call for so many lines */

struct run {
    const struct options *o;
    struct session session;
    struct lines *lines;
    struct live_clock clock;
    uint32_t input;
    uint64_t blank, emitted; /* emitted: since that was made durable */
    bool unread;             /* a signal came while nobody read the actions: they stay pending */
    bool uncommitted;
    int64_t uncommitted_ms; /* since when */
    size_t salts_left;
    unsigned char salts[SALTS_AT_ONCE * SALT_BYTES];
    struct arena step;
};

static int settle(struct run *r, struct error *e) {
    r->uncommitted = false;
    int code = recorder_commit(r->session.recorder, e);
    if (code == 0 && !r->unread)
        code = actions_emit(r->session.record, &r->emitted, e);
    r->unread = r->unread || code == 1;
    return code < 0 ? code : 0;
}

static void mark_uncommitted(struct run *r, int64_t now_ms) {
    if (!r->uncommitted)
        r->uncommitted_ms = now_ms;
    r->uncommitted = true;
}

static int tick(struct run *r, int64_t now_ms, struct error *e) {
    int64_t next = recorder_next_ms(r->session.recorder);
    if (next == INSTANT_NONE || next > now_ms)
        return 0;
    mark_uncommitted(r, now_ms);
    return recorder_tick(r->session.recorder, now_ms, e);
}

static int salt_take(struct run *r, unsigned char salt[SALT_BYTES], struct error *e) {
    if (r->salts_left == 0) {
        int code = random_bytes(r->salts, sizeof r->salts, e);
        if (code < 0)
            return code;
        r->salts_left = SALTS_AT_ONCE;
    }
    r->salts_left--;
    memcpy(salt, r->salts + r->salts_left * SALT_BYTES, SALT_BYTES);
    return 0;
}

/* A last line without a newline may have been cut: it counts as whole when it is whole JSON. */
static enum line_condition condition_of(struct run *r, const struct line *line) {
    const struct json *value;
    struct json_fault fault;
    if (line->condition != LINE_TRUNCATED)
        return line->condition;
    arena_reset(&r->step);
    bool whole = json_parse(&r->step, line->bytes, &json_limits_message, &value, &fault) == 0;
    return whole ? LINE_WHOLE : LINE_TRUNCATED;
}

static int line_feed(struct run *r, const struct line *line, int64_t now_ms, struct error *e) {
    struct frame_done done;
    struct frame_line frame = {.instant_ms = now_ms,
                               .input = r->input,
                               .number = line->number,
                               .condition = (uint8_t)condition_of(r, line),
                               .size = line->size,
                               .sha256 = line->sha256,
                               .bytes = line->bytes};
    if (line->condition != LINE_TOO_LONG && line_is_blank(line->bytes)) {
        r->blank++;
        return 0;
    }
    int code = salt_take(r, frame.salt, e);
    if (code < 0)
        return code;
    mark_uncommitted(r, now_ms);
    return recorder_line(r->session.recorder, &frame, &done, e);
}

static void wall_watch(struct run *r) {
    int64_t ahead;
    if (!live_clock_stepped(&r->clock, &ahead))
        return;
    (void)fprintf(
        stderr, "fusion run: the wall clock stepped and is now %lld s %s the cell, which goes on as before\n",
        (long long)((ahead < 0 ? -ahead : ahead) / SECOND_MS), ahead < 0 ? "behind" : "ahead of");
}

/* Nothing more to do at once: that the actions are out becomes durable, so that a crash repeats none. */
static int rest(struct run *r, struct error *e) {
    bool emitted = r->emitted > 0;
    r->emitted = 0;
    return emitted ? recorder_commit(r->session.recorder, e) : 0;
}

/* Until a line may be there, the next step is due, or a signal came. */
static void await(struct run *r) {
    const struct clock_port *port = r->clock.port;
    int64_t next = recorder_next_ms(r->session.recorder), timeout = LIVE_WAIT_MS_MAX;
    if (next != INSTANT_NONE) {
        int64_t left = next - live_clock_now(&r->clock);
        timeout = left < 0 ? 0 : left < timeout ? left : timeout;
    }
    (void)port->wait(port->context, lines_fd(r->lines), timeout);
    wall_watch(r);
}

/* One look at the input. 1: go on; 0: the end, with all that was due fired; negative: error. */
static int run_step(struct run *r, struct error *e) {
    struct line line;
    int got = lines_next(r->lines, &line, e);
    int64_t now = live_clock_now(&r->clock);
    if (got < 0) {
        struct error later;
        int code = settle(r, &later); /* what came before it is not lost by it */
        return code < 0 ? code : got;
    }
    int code = tick(r, now, e); /* first: a stream of repeats must not hold a deadline up */
    if (code == 0 && got == 1)
        code = line_feed(r, &line, now, e);
    if (code < 0) {
        struct error later;
        (void)settle(r, &later); /* the lines before it are not lost by it */
    }
    bool waited = r->uncommitted && now - r->uncommitted_ms >= GROUP_DELAY_MS;
    if (code == 0 && (got != 1 || waited))
        code = settle(r, e);
    if (code == 0 && got == 2)
        code = rest(r, e);
    if (code == 0 && got == 2)
        await(r);
    return code < 0 ? code : got != 0;
}

static int run_loop(struct run *r, struct error *e) {
    int code = settle(r, e); /* what came due while the cell was down, and what an earlier run left */
    for (int more = 1; code == 0 && more == 1 && !signals_ended();) {
        more = run_step(r, e);
        code = more < 0 ? more : 0;
    }
    if (code == 0)
        code = settle(r, e);
    return code == 0 ? rest(r, e) : code;
}

static int run_begin(struct run *r, struct error *e) {
    int64_t floor = recorder_instant_ms(r->session.recorder);
    if (live_clock_start(&r->clock, &clock_port_real, floor)) {
        char at[INSTANT_TEXT_BYTES];
        instant_format(floor, at);
        (void)fprintf(stderr, "fusion run: the wall clock is behind the record; time goes on from %s\n", at);
    }
    const char *path = r->o->operand_count ? r->o->operands[0] : "-";
    bool from_stdin = strcmp(path, "-") == 0;
    r->input = from_stdin ? 0 : 1;
    int code = record_source(r->session.record, r->input, from_stdin ? "stdin" : path, e);
    return code < 0 ? code : lines_open(path, &r->lines, e);
}

static void tell(const struct run *r) {
    const struct recorder_counts *c = recorder_counts(r->session.recorder);
    if (!option_given(r->o, OPTION_VERBOSE))
        return;
    (void)fprintf(stderr,
                  "fusion run: %llu lines: %llu accepted, %llu duplicates, %llu quarantined; %llu blank; "
                  "%llu entries, %llu of them deadlines\n",
                  (unsigned long long)c->lines, (unsigned long long)c->accepted,
                  (unsigned long long)c->duplicates, (unsigned long long)c->quarantined,
                  (unsigned long long)r->blank, (unsigned long long)c->entries,
                  (unsigned long long)c->deadlines);
}

static int run_in_session(struct run *r, struct error *e) {
    int code = run_begin(r, e);
    if (code == 0)
        code = run_loop(r, e);
    if (r->unread)
        (void)fprintf(stderr,
                      "fusion run: nobody reads the output; the actions stay pending in the record\n");
    if (code == 0)
        tell(r);
    return code;
}

static int run_run(const struct options *o, struct error *e) {
    struct run r = {.o = o};
    struct arena arena = ARENA_EMPTY;
    struct policy_file *files;
    size_t count;
    struct session_wish wish = {.kind = SESSION_RUN,
                                .mode = RECORD_WRITE,
                                .recorded = true,
                                .emits = true,
                                .instant_ms = clock_port_real.wall_ms(clock_port_real.context)};
    signals_install();
    int code = policy_open(o, &arena, &files, &count, e);
    if (code == 0)
        code = session_open(&r.session, o, &wish, files, count, e);
    arena_release(&arena);
    if (code == 0)
        code = run_in_session(&r, e);
    lines_close(r.lines);
    session_close(&r.session);
    arena_release(&r.step);
    return code;
}

const struct command command_run = {
    .name = "run",
    .summary = "live: messages on stdin, actions on stdout once committed",
    .operands = "[FILE]",
    .about = "Reads messages from stdin (or FILE, which may be a FIFO), one JSON object a line, keeps the "
             "record, and\n"
             "writes each action to stdout as one JSON object a line, once it is committed. Ends at the end "
             "of input,\n"
             "or by SIGTERM or SIGINT, with exit status 0.",
    COMMAND_OPTIONS(),
    .operands_most = 1,
    .run = run_run,
};
