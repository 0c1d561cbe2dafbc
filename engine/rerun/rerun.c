/*
 * rerun.c: a record executed again. See rerun/rerun.h.
 *
 * The lines in the payloads are given to a cell, at the instants at which their entries say they were
 * received; where a step of a clock fired by itself, the cell's time is moved on to the instant of that
 * entry. All else must come of it again: the entries that the cell makes go through a verifier, which
 * compares them, into a record.
 *
 * Each session of the record gets a cell of its own, restored from what was executed again so far. So where a
 * session was stopped in the middle (entries that were never committed), it is cut off at the same place
 * here.
 */
#include "rerun.h"

#include "sessions.h"
#include "verifier.h"
#include <live/session.h>
#include <screen/display.h>
#include <screen/progress.h>
#include <screen/summary.h>

#include <fusion/ports.h>

#include <string.h>

struct rerun {
    const struct rerun_config *config;
    struct record *from, *into;
    struct sessions recorded;
    size_t begun;                           /* how many sessions of the record have begun */
    const struct recorded_session *session; /* the one whose entries are at hand */
    struct log *inputs, *bodies;            /* two cursors of one log: of what is fed, of what is compared */
    struct verifier verifier;
    struct session cell;  /* of this session */
    struct arena scratch; /* a body, a policy */
    struct progress progress;
};

/* Entry `row` is not as the record has it: says what, and returns the code that ends the work. */
static int mismatch(struct rerun *r, const struct log_row *row, const char *what, struct error *e) {
    return verifier_mismatch(&r->verifier, row->n, row->kind, bytes_of(what), e);
}

/* --- inputs ----------------------------------------------------------------------------------------------
 */

static const struct json *body_read(struct rerun *r, const struct log_row *row) {
    const struct json *body = NULL;
    struct json_fault fault;
    arena_reset(&r->scratch);
    return json_parse(&r->scratch, row->body, &json_limits_own, &body, &fault) == 0 ? body : NULL;
}

/* Fill in when a line was received: by the cell's time, and by the machine's clock where the entry has it. In
 * a session of history neither: there the message itself says it. */
static void received(struct rerun *r, const struct log_row *row, const struct json *body,
                     struct frame_line *line) {
    line->instant_ms = INSTANT_NONE;
    if (!r->session->live)
        return;
    int64_t late_ms = json_int_or(json_get(body, "late"), 0);
    line->instant_ms = late_ms > 0 && late_ms <= INT64_MAX / 2 ? row->at_ms - late_ms : row->at_ms;
    line->wall_ms = json_int_or(json_get(body, "wall"), line->instant_ms);
}

static int line_feed(struct rerun *r, const struct log_row *row, struct frame_line *line, struct error *e) {
    struct frame_done done;
    if (!row->payload.data || row->salt.size != SALT_BYTES)
        return mismatch(r, row, "its line, which is not in the record", e);
    line->bytes = row->payload;
    memcpy(line->salt, row->salt.data, SALT_BYTES);
    return recorder_line(r->cell.recorder, line, &done, e);
}

/* An accepted message. Its entry has neither the number nor the source of its line, which decide nothing.
 * Where it came late, the cell had moved on to the instant of its entry, perhaps without another entry. */
static int message_feed(struct rerun *r, const struct log_row *row, struct error *e) {
    struct frame_line line = {.condition = LINE_WHOLE, .size = row->payload.size};
    received(r, row, r->session->live ? body_read(r, row) : NULL, &line);
    bool behind = line.instant_ms != INSTANT_NONE && line.instant_ms < row->at_ms;
    int code = behind ? recorder_tick(r->cell.recorder, row->at_ms, e) : 0;
    return code ? code : line_feed(r, row, &line, e);
}

/* The condition in which a quarantined line came, by the reason. */
static enum line_condition condition_of(struct bytes reason, bool kept_whole) {
    if (bytes_is(reason, "too-long") && !kept_whole)
        return LINE_TOO_LONG;
    return bytes_is(reason, "truncated")     ? LINE_TRUNCATED
           : bytes_is(reason, "refused-row") ? LINE_REFUSED
                                             : LINE_WHOLE;
}

static int quarantine_feed(struct rerun *r, const struct log_row *row, struct error *e) {
    const struct json *body = body_read(r, row);
    struct bytes source = json_text(json_get(body, "source")), place = source;
    int64_t input = 0;
    if (bytes_begins(source, BYTES("input ")))
        (void)bytes_to_unsigned(bytes_slice(place, 6, place.size), UINT32_MAX, &input);
    int64_t size = json_int_or(json_get(body, "size"), 0);
    struct frame_line line = {
        .input = (uint32_t)input,
        .number = (uint64_t)json_int_or(json_get(body, "number"), 0),
        .size = (uint64_t)size,
        .condition =
            (uint8_t)condition_of(json_text(json_get(body, "reason")), size == (int64_t)row->payload.size),
        .reason = json_text(json_get(body, "detail")),
    };
    received(r, row, body, &line);
    (void)digest_parse(json_text(json_get(body, "sha256")), &line.sha256);
    return line_feed(r, row, &line, e);
}

/* A step of a clock that fired by itself, or a policy that came into force: time had moved on to that
 * instant. */
static int instant_feed(struct rerun *r, const struct log_row *row, struct error *e) {
    return recorder_tick(r->cell.recorder, row->at_ms, e);
}

/* The machine's clock is an input like any other. */
static int clock_step_feed(struct rerun *r, const struct log_row *row, struct error *e) {
    int64_t wall_ms = json_int_or(json_get(body_read(r, row), "wall"), row->at_ms);
    return recorder_wall(r->cell.recorder, row->at_ms, wall_ms, e);
}

static const struct {
    const char *kind;
    int (*feed)(struct rerun *r, const struct log_row *row, struct error *e);
} inputs[] = {
    {"message", message_feed}, {"quarantine", quarantine_feed}, {"deadline", instant_feed},
    {"policy", instant_feed},  {"clock-step", clock_step_feed},
};

/* In a history, is this the policy before the first instant? A bad line may come then, and the policy comes
 * into force with that line. */
static bool comes_with_next(const struct rerun *r, const struct log_row *row) {
    return bytes_is(row->kind, "policy") && !r->session->live && row->at_ms == 0;
}

/* Give the cell what made this entry, unless the entry was made already, as one of several of the same input.
 */
static int row_feed(struct rerun *r, const struct log_row *row, struct error *e) {
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        if (!bytes_is(row->kind, inputs[i].kind))
            continue;
        if (row->n <= r->verifier.produced || comes_with_next(r, row))
            return 0;
        int code = inputs[i].feed(r, row, e);
        if (code == 0 && r->verifier.produced < row->n)
            code = mismatch(r, row, "/: found an entry, expected none", e);
        return code;
    }
    return error_set(e, ERROR_RECORD,
                     "entry %llu is of kind %.*s: to execute it again asks for the Fusion that made it",
                     (unsigned long long)row->n, (int)row->kind.size, row->kind.data);
}

/* --- sessions --------------------------------------------------------------------------------------------
 */

/* The policy in the record does not load: the record was changed, so that is a mismatch and no error of ours.
 */
static int policy_mismatch(struct rerun *r, const struct log_row *row, struct error *e) {
    struct buffer what = BUFFER_EMPTY;
    buffer_append_text(&what, "the policy it was decided under, which does not load: ");
    error_print(e, &what);
    int code = verifier_mismatch(&r->verifier, row->n, row->kind, buffer_bytes(&what), e);
    buffer_release(&what);
    return code;
}

/* A cell for the session at hand, under its policy. */
static int cell_start(struct rerun *r, const struct log_row *row, struct error *e) {
    static const char policy_gone[] = "the policy it was decided under, which is not in the record";
    struct policy_source policy = {.folder = NULL};
    uint64_t n = sessions_policy(&r->recorded, r->session);
    arena_reset(&r->scratch);
    int code = n ? sessions_files(&r->recorded, n, &r->scratch, &policy.files, &policy.count, e) : 1;
    if (code == 1)
        return mismatch(r, row, policy_gone, e);
    int64_t start_ms = r->session->live ? row->at_ms : INSTANT_NONE;
    code = code ? code : session_load(&r->cell, &policy, start_ms, e);
    if (code == ERROR_POLICY)
        return policy_mismatch(r, row, e);
    return code ? code : session_begin(&r->cell, &r->verifier.store, e);
}

static int cell_stop(struct rerun *r, struct error *e) {
    int code = r->cell.recorder ? recorder_commit(r->cell.recorder, e) : 0;
    session_close(&r->cell);
    return code;
}

/* Begin every session whose first entry is this one or before it; the last of them is the entry's. */
static int sessions_begin(struct rerun *r, uint64_t n, struct error *e) {
    int code = 0;
    while (code == 0 && r->begun < r->recorded.session_count && r->recorded.sessions[r->begun].first <= n) {
        r->session = &r->recorded.sessions[r->begun++];
        code = sessions_copy_one(&r->recorded, r->session, r->into, e);
    }
    return code;
}

/* Where the entry is of another session than the one before, end the cell and start the next. */
static int session_change(struct rerun *r, const struct log_row *row, struct error *e) {
    if (r->session && row->n <= r->session->last)
        return 0;
    int code = cell_stop(r, e);
    code = code ? code : sessions_begin(r, row->n, e);
    if (code)
        return code;
    if (!r->session || row->n > r->session->last)
        return mismatch(r, row, "its session, which is not in the record", e);
    r->verifier.last = r->session->last;
    return cell_start(r, row, e);
}

/* --- the whole -------------------------------------------------------------------------------------------
 */

static int rows_execute(struct rerun *r, struct error *e) {
    struct log_row row;
    int got;
    while ((got = log_next(r->inputs, &row, e)) == 1) {
        if (signals_ended())
            return error_set(e, ERROR_SYSTEM, "ended by a signal after %llu entries, all of them equal",
                             (unsigned long long)r->verifier.produced);
        int code = session_change(r, &row, e);
        code = code ? code : row_feed(r, &row, e);
        if (code < 0)
            return code;
        progress_draw(&r->progress, row.n, r->recorded.entries, row.n);
    }
    return got;
}

/* Execute all, and commit the entries that are equal, also where a later one is not. */
static int execute(struct rerun *r, struct error *e) {
    struct error later = ERROR_EMPTY;
    int code = rows_execute(r, e);
    int kept = cell_stop(r, &later);
    if (code == 0 && kept == 0)
        kept = sessions_begin(r, UINT64_MAX, &later);
    if (code == 0 && kept == 0)
        kept = sessions_copy_repeats(&r->recorded, r->into, &later);
    struct store *store = record_store(r->into);
    if (kept == 0)
        kept = store->calls->commit(store, &later);
    if (code == 0 && kept < 0)
        *e = later;
    return code < 0 ? code : kept;
}

static void tell(struct rerun *r, int64_t elapsed_ms) {
    char entries[32], speed[32], repeats[32];
    uint64_t ms = elapsed_ms > 0 ? (uint64_t)elapsed_ms : 1;
    if (r->config->quiet)
        return;
    summary_number(r->recorded.entries, entries);
    summary_number(r->recorded.entries * 1000 / ms, speed);
    summary_number(r->recorded.repeats, repeats);
    display_line(stderr,
                 "fusion replay: %s entries executed again, all bodies equal (%s a second, in %llu.%03llu s)",
                 entries, speed, (unsigned long long)(ms / 1000), (unsigned long long)(ms % 1000));
    if (r->recorded.repeats)
        display_line(stderr,
                     "fusion replay: repeats are only counted in a record, and were not fed again: %s",
                     repeats);
}

static int rerun_open(struct rerun *r, struct error *e) {
    const char *into = r->config->into;
    int code = record_open(r->config->from, RECORD_READ, &r->from, e);
    code = code ? code : record_freeze(r->from, e);
    code = code ? code : sessions_read(r->from, &r->recorded, e);
    code = code ? code : log_open(r->from, &r->inputs, e);
    code = code ? code : log_open(r->from, &r->bodies, e);
    if (code)
        return code;
    code = into ? record_open(into, RECORD_CREATE, &r->into, e) : record_scratch(&r->into, e);
    if (code == 0)
        r->verifier = verifier_of(r->bodies, record_store(r->into));
    return code;
}

static void rerun_close(struct rerun *r) {
    session_close(&r->cell);
    log_close(r->inputs);
    log_close(r->bodies);
    record_close(r->into);
    record_close(r->from);
    sessions_release(&r->recorded);
    arena_release(&r->scratch);
}

int rerun_run(const struct rerun_config *config, struct error *e) {
    struct rerun r = {.config = config};
    int code = rerun_open(&r, e);
    if (code == 0) {
        r.progress = progress_begin("entries", config->quiet);
        code = execute(&r, e);
        int64_t elapsed_ms = progress_end(&r.progress);
        if (code == 0)
            tell(&r, elapsed_ms);
    }
    if (code < 0 && r.verifier.differs) {
        display_line(stderr, "fusion replay: %s", e->text);
        code = 1;
    }
    rerun_close(&r);
    return code;
}
