/*
 * live.c: see live/live.h.
 *
 * Lines are taken as long as there are any, each stamped with the present instant; when there are no more, or
 * the first of them has waited GROUP_DELAY_MS, they are committed and what came of them is let out. While the
 * reader of the output is behind, no line is read, but deadlines fire and are committed: their actions wait
 * in the record.
 */
#include "live.h"

#include <fusion/instant.h>

#include <string.h>

void live_release(struct live *l) {
    outlet_release(&l->outlet);
    arena_release(&l->scratch);
}

/* --- groups --------------------------------------------------------------------------------------------- */

/* Commits, and lets out what was committed. */
static int settle(struct live *l, struct error *e) {
    int code = recorder_commit(l->recorder, e);
    return code < 0 ? code : outlet_flush(&l->outlet, e);
}

/* Before the loop waits: that the actions are out is committed, so that a crash repeats none. */
static int rest(struct live *l, struct error *e) {
    bool emitted = l->outlet.emitted > 0;
    l->outlet.emitted = 0;
    return emitted ? recorder_commit(l->recorder, e) : 0;
}

/* --- time ----------------------------------------------------------------------------------------------- */

/* Tells the operator, besides the supervisor, whom an action of the cell tells. */
static void wall_tell(const struct live *l, int64_t ahead_ms) {
    long long seconds = (long long)(ahead_ms / SECOND_MS);
    if (seconds == 0)
        (void)fprintf(l->err, "fusion run: the machine's clock stepped and agrees with the cell again\n");
    else
        (void)fprintf(
            l->err,
            "fusion run: the machine's clock stepped and is %lld s %s the cell, which goes on at its "
            "own pace\n",
            seconds < 0 ? -seconds : seconds, seconds < 0 ? "behind" : "ahead of");
}

static int wall_watch(struct live *l, int64_t now_ms, struct error *e) {
    if (!live_clock_stepped(&l->clock))
        return 0;
    int64_t wall_ms = live_clock_wall(&l->clock);
    wall_tell(l, wall_ms - now_ms);
    return recorder_wall(l->recorder, now_ms, wall_ms, e);
}

static int tick(struct live *l, int64_t now_ms, struct error *e) {
    int64_t next = recorder_next_ms(l->recorder);
    if (next == INSTANT_NONE || next > now_ms)
        return 0;
    return recorder_tick(l->recorder, now_ms, e);
}

/* --- lines ---------------------------------------------------------------------------------------------- */

static int salt_take(struct live *l, unsigned char salt[SALT_BYTES], struct error *e) {
    if (l->salts_left == 0) {
        int code = random_bytes(l->salts, sizeof l->salts, e);
        if (code < 0)
            return code;
        l->salts_left = SALTS_AT_ONCE;
    }
    l->salts_left--;
    memcpy(salt, l->salts + l->salts_left * SALT_BYTES, SALT_BYTES);
    return 0;
}

/* A last line without a newline may have been cut off: it counts as whole where it is one JSON text. */
static enum line_condition condition_of(struct live *l, const struct line *line) {
    const struct json *value;
    struct json_fault fault;
    if (line->condition != LINE_TRUNCATED)
        return line->condition;
    arena_reset(&l->scratch);
    bool whole = json_parse(&l->scratch, line->bytes, &json_limits_message, &value, &fault) == 0;
    return whole ? LINE_WHOLE : LINE_TRUNCATED;
}

static int line_record(struct live *l, const struct frame_line *frame, struct error *e) {
    struct frame_done done;
    int code = recorder_line(l->recorder, frame, &done, e);
    live_clock_follow(&l->clock, recorder_instant_ms(l->recorder)); /* after a `clock` message */
    if (code < 0 || !l->receipts)
        return code;
    const struct receipt receipt = {done.outcome, frame->input, frame->number, done.entry};
    return record_receipt(l->record, &receipt, e);
}

static int line_feed(struct live *l, const struct line *line, int64_t now_ms, struct error *e) {
    struct frame_line frame = {.instant_ms = now_ms,
                               .wall_ms = live_clock_wall(&l->clock),
                               .input = l->input,
                               .number = line->number,
                               .condition = (uint8_t)condition_of(l, line),
                               .size = line->size,
                               .sha256 = line->sha256,
                               .bytes = line->bytes};
    if (line->condition != LINE_TOO_LONG && line_is_blank(line->bytes)) {
        l->blank++;
        return 0;
    }
    int code = salt_take(l, frame.salt, e);
    if (code < 0)
        return code;
    return line_record(l, &frame, e);
}

/* An enum source_got, or negative. The end of a FIFO is only that of a writer: the next one is waited for. */
static int line_next(struct live *l, struct line *out, struct error *e) {
    if (outlet_is_stuck(&l->outlet))
        return SOURCE_NOTHING;
    int got = l->over ? SOURCE_ENDED : l->source.next(l->source.context, out, e);
    if (got != SOURCE_ENDED || l->over)
        return got;
    int again = l->source.reopen(l->source.context, e);
    l->over = again == 0;
    return again < 0 ? again : again ? SOURCE_NOTHING : SOURCE_ENDED;
}

/* --- the loop ------------------------------------------------------------------------------------------- */

/* Until the reader takes more, or a line may be there; the next step is due; or a signal came. */
static void await(struct live *l) {
    const struct clock_port *port = l->port;
    int64_t next = recorder_next_ms(l->recorder), timeout = LIVE_WAIT_MS_MAX;
    if (next != INSTANT_NONE) {
        int64_t left = next - live_clock_now(&l->clock);
        timeout = left < 0 ? 0 : left < timeout ? left : timeout;
    }
    if (outlet_is_stuck(&l->outlet))
        (void)port->wait_out(port->context, l->sink.fd, timeout);
    else
        (void)port->wait(port->context, l->over ? -1 : l->source.fd(l->source.context), timeout);
}

/* All that is due and there at this instant. */
static int all_take(struct live *l, int got, const struct line *line, int64_t now_ms, struct error *e) {
    int code = wall_watch(l, now_ms, e);
    if (code == 0)
        code = tick(l, now_ms, e); /* before the line: a stream of repeats must not hold a deadline up */
    return code == 0 && got == SOURCE_LINE ? line_feed(l, line, now_ms, e) : code;
}

static bool may_end(const struct live *l) {
    return l->over && !outlet_is_stuck(&l->outlet) && !(l->lingers && recorder_running(l->recorder));
}

/* 1: go on; 0: the end; negative: error. */
static int live_round(struct live *l, struct error *e) {
    struct line line;
    int got = line_next(l, &line, e);
    int64_t now = live_clock_now(&l->clock);
    int code = got < 0 ? got : all_take(l, got, &line, now, e);
    if (code < 0) {
        struct error later;
        (void)settle(l, &later); /* what came before it is not lost by it */
        return code;
    }
    if (got == SOURCE_LINE && !recorder_group_is_over(l->recorder, now))
        return 1;
    code = settle(l, e);
    if (code < 0 || got == SOURCE_LINE)
        return code < 0 ? code : 1;
    code = rest(l, e);
    if (code < 0 || may_end(l))
        return code;
    await(l);
    return 1;
}

static int loop_end(struct live *l, struct error *e) {
    int code = settle(l, e);
    if (code == 0)
        code = outlet_finish(&l->outlet, l->port, e);
    if (code == 1)
        (void)fprintf(l->err,
                      "fusion run: nobody reads the output; what is not out stays pending in the record\n");
    return code < 0 ? code : rest(l, e);
}

int live_run(struct live *l, struct error *e) {
    l->outlet = (struct outlet){.record = l->record, .sink = l->sink};
    live_clock_start(&l->clock, l->port, recorder_instant_ms(l->recorder));
    int code = settle(l, e); /* what came due while the cell was down, and what an earlier run left */
    for (int more = 1; code == 0 && more == 1 && !l->port->ended(l->port->context);) {
        more = live_round(l, e);
        code = more < 0 ? more : 0;
    }
    return code == 0 ? loop_end(l, e) : code;
}
