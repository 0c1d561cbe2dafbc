/*
 * replay.c: `fusion replay`: history, in virtual time, as fast as the machine allows.
 *
 * The salt of a line is derived from its place, so that the same files give the same record.
 */
#include "commands.h"

#include <history/input.h>
#include <history/sorter.h>
#include <live/outlet.h>
#include <live/session.h>
#include <rerun/rerun.h>
#include <screen/progress.h>
#include <screen/summary.h>

#include <stdio.h>
#include <string.h>

struct replay {
    const struct options *o;
    struct session session;
    struct input *input;
    struct sorter *sorter; /* the lines, where they are sorted, once they are read; else NULL */
    struct progress progress;
    uint64_t fed; /* lines given to the recorder */
    bool sorted;
    bool missed; /* --until turned out to lie before the last line */
};

static void line_salt(struct frame_line *line) {
    char place[64];
    int size = snprintf(place, sizeof place, "fusion replay salt:%u:%llu", line->input,
                        (unsigned long long)line->number);
    struct digest d = digest_of((struct bytes){place, (size_t)size});
    memcpy(line->salt, d.byte, sizeof line->salt);
}

static int line_feed(struct replay *r, struct frame_line line, struct error *e) {
    struct frame_done done;
    line.instant_ms = INSTANT_NONE;
    line_salt(&line);
    r->fed++;
    return recorder_line(r->session.recorder, &line, &done, e);
}

static void progress_show(struct replay *r, uint64_t lines) {
    uint64_t read, size;
    input_progress(r->input, &read, &size);
    progress_draw(&r->progress, read, size, lines);
}

static int feed_in_order(struct replay *r, struct error *e) {
    struct frame_line line;
    int got;
    while ((got = input_next(r->input, &line, e)) == 1) {
        int code = line_feed(r, line, e);
        if (code < 0)
            return code;
        progress_show(r, r->fed);
    }
    return got;
}

static int sorter_gather(struct replay *r, struct sorter *sorter, struct error *e) {
    struct frame_line line;
    int got;
    while ((got = input_next(r->input, &line, e)) == 1) {
        int code = sorter_add(sorter, &line, e);
        if (code < 0)
            return code;
        progress_show(r, sorter_count(sorter));
    }
    return got;
}

static int sorter_feed(struct replay *r, struct sorter *sorter, struct error *e) {
    int code = 0;
    size_t count = sorter_count(sorter);
    for (size_t i = 0; i < count && code == 0 && !signals_ended(); i++) {
        code = line_feed(r, *sorter_line(sorter, i), e);
        progress_draw(&r->progress, i, count, i);
    }
    return code;
}

static int sorter_make(struct replay *r, struct error *e) {
    r->sorter = sorter_new();
    if (!r->sorter)
        return error_memory(e);
    int code = sorter_gather(r, r->sorter, e);
    sorter_sort(r->sorter);
    return code;
}

static int feed_sorted(struct replay *r, struct error *e) {
    int code = r->sorter ? 0 : sorter_make(r, e);
    return code == 0 && !signals_ended() ? sorter_feed(r, r->sorter, e) : code;
}

/* Is --until, where it is given, at `last` or later? */
static int until_check(const struct replay *r, int64_t last, const char *of, struct error *e) {
    const struct option_value *until = &r->o->values[OPTION_UNTIL];
    char at[INSTANT_TEXT_BYTES];
    if (!until->given || last == INSTANT_NONE || until->number >= last)
        return 0;
    instant_format(last, at);
    return error_set(e, ERROR_USAGE, "--until %s is before the last instant of the %s, %s", until->text, of,
                     at);
}

/* --until, --drain: time goes on after the last line. */
static int time_move(struct replay *r, struct error *e) {
    const struct option_value *until = &r->o->values[OPTION_UNTIL];
    int late = until_check(r, recorder_instant_ms(r->session.recorder), "record", e);
    r->missed = late < 0;
    if (late < 0)
        return late;
    int code = until->given ? recorder_tick(r->session.recorder, until->number, e) : 0;
    if (code == 0 && option_given(r->o, OPTION_DRAIN))
        code = recorder_tick(r->session.recorder, INSTANT_LAST, e);
    return code;
}

static int sources_name(struct replay *r, struct error *e) {
    int code = 0;
    for (size_t i = 0; r->session.record && code == 0 && i < input_count(r->input); i++)
        code = record_source(r->session.record, input_number(r->input, i), input_name(r->input, i), e);
    return code;
}

/* Feed everything. What was fed is committed even where something went wrong behind it, as long as the record
 * still takes it. */
static int feed_all(struct replay *r, struct error *e) {
    int code = r->sorted ? feed_sorted(r, e) : feed_in_order(r, e);
    if (code == 0 && !signals_ended())
        code = time_move(r, e);
    bool keep = code == 0 || code == ERROR_INPUT || code == ERROR_USAGE || code == ERROR_LIMIT;
    struct error later = ERROR_EMPTY;
    int committed = keep ? recorder_commit(r->session.recorder, &later) : 0;
    if (code == 0 && committed < 0)
        *e = later;
    return code < 0 ? code : committed;
}

static int tell(struct replay *r, int64_t elapsed_ms, struct error *e) {
    if (signals_ended())
        (void)fprintf(stderr, "fusion replay: ended by a signal after %llu lines; what was read is kept\n",
                      (unsigned long long)r->fed);
    if (option_given(r->o, OPTION_QUIET))
        return 0;
    struct summary s = {input_count(r->input), input_blank(r->input), elapsed_ms, r->sorted,
                        recorder_counts(r->session.recorder)};
    return summary_print(&s, r->session.record, e);
}

static int actions_out(struct replay *r, struct error *e) {
    uint64_t emitted = 0;
    int code = actions_emit(r->session.record, &emitted, e);
    return code == 0 ? recorder_commit(r->session.recorder, e) : code < 0 ? code : 0;
}

static int replay_in_session(struct replay *r, struct error *e) {
    int code = sources_name(r, e);
    if (code < 0)
        return code;
    code = until_check(r, recorder_instant_ms(r->session.recorder), "record", e);
    if (code < 0)
        return code;
    r->progress = progress_begin("lines", option_given(r->o, OPTION_QUIET));
    code = feed_all(r, e);
    int64_t elapsed = progress_end(&r->progress);
    if (code < 0 && !r->missed)
        return code;
    /* Where --until missed, all lines are recorded, and are told of. */
    struct error later = ERROR_EMPTY;
    int told = option_given(r->o, OPTION_ACTIONS) ? actions_out(r, &later) : 0;
    if (told == 0)
        told = tell(r, elapsed, &later);
    if (code == 0 && told < 0)
        *e = later;
    return code < 0 ? code : told;
}

/* Check --until before anything is recorded, where that can be: sorted lines have a last instant. */
static int replay_foresee(struct replay *r, struct error *e) {
    r->sorted = option_given(r->o, OPTION_SORT) || input_sorts(r->input);
    if (!r->sorted || !option_given(r->o, OPTION_UNTIL))
        return 0;
    r->progress = progress_begin("lines", option_given(r->o, OPTION_QUIET));
    int code = sorter_make(r, e);
    (void)progress_end(&r->progress);
    return code == 0 && !signals_ended() ? until_check(r, sorter_last_ms(r->sorter), "input", e) : code;
}

/* The record is opened last, so that what is wrong with the rest leaves none behind. */
static int replay_open(struct replay *r, struct policy_source *policy, struct error *e) {
    const struct input_config input = {r->o->operands, r->o->operand_count,
                                       option_text(r->o, OPTION_FROM, NULL)};
    const struct session_config config = {
        .path = option_given(r->o, OPTION_NO_RECORD) ? NULL : options_record(r->o),
        .kind = SESSION_REPLAY,
        .mode = option_given(r->o, OPTION_APPEND) ? RECORD_WRITE : RECORD_CREATE,
        .emits = option_given(r->o, OPTION_ACTIONS)};
    int code = policy_source_read(options_policy(r->o), policy, e);
    code = code ? code : input_open(&input, policy, &r->input, e);
    code = code ? code : session_load(&r->session, policy, INSTANT_NONE, e);
    code = code ? code : policy_source_adapters(policy, e);
    code = code ? code : replay_foresee(r, e);
    return code ? code : session_open(&r->session, &config, e);
}

/* Refuse the options that have no meaning with --from-record. */
static int rerun_options_check(const struct options *o, struct error *e) {
    static const struct {
        enum option_id id;
        const char *name, *why;
    } refused[] = {
        {OPTION_POLICY, "--policy", "takes the policies out of the record"},
        {OPTION_FROM, "--from", "takes the lines out of the record"},
        {OPTION_SORT, "--sort", "takes the lines in the order of the record"},
        {OPTION_UNTIL, "--until", "takes the instants out of the record"},
        {OPTION_DRAIN, "--drain", "takes the instants out of the record"},
        {OPTION_APPEND, "--append", "makes a new record, or none"},
        {OPTION_ACTIONS, "--actions", "calls nobody again"},
        {OPTION_STRICT, "--strict", "ends with 1 when a body differs"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (option_given(o, refused[i].id))
            return error_set(e, ERROR_USAGE, "--from-record %s; expected it without %s", refused[i].why,
                             refused[i].name);
    if (o->operand_count)
        return error_set(e, ERROR_USAGE,
                         "--from-record takes the lines out of the record; expected no FILE, found %s",
                         o->operands[0]);
    return 0;
}

static int rerun(const struct options *o, struct error *e) {
    const struct rerun_config config = {.from = option_text(o, OPTION_FROM_RECORD, NULL),
                                        .into = option_given(o, OPTION_NO_RECORD) ? NULL : options_record(o),
                                        .quiet = option_given(o, OPTION_QUIET)};
    int code = rerun_options_check(o, e);
    return code ? code : rerun_run(&config, e);
}

static int replay_run(const struct options *o, struct error *e) {
    struct replay r = {.o = o};
    struct policy_source policy = {0};
    signals_install();
    if (option_given(o, OPTION_FROM_RECORD))
        return rerun(o, e);
    if (option_given(o, OPTION_NO_RECORD) && option_given(o, OPTION_ACTIONS))
        return error_set(e, ERROR_USAGE, "--actions come from the record; expected it without --no-record");
    if (option_given(o, OPTION_NO_RECORD) && option_given(o, OPTION_APPEND))
        return error_set(e, ERROR_USAGE, "--append goes on with a record; expected it without --no-record");
    int code = replay_open(&r, &policy, e);
    if (code == 0)
        code = replay_in_session(&r, e);
    if (code == 0 && option_given(o, OPTION_STRICT) && recorder_counts(r.session.recorder)->quarantined)
        code = 1;
    session_close(&r.session);
    sorter_free(r.sorter);
    input_close(r.input);
    policy_source_release(&policy);
    return code;
}

const struct command command_replay = {
    .name = "replay",
    .summary = "history: files in virtual time, as fast as the machine allows",
    .operands = "[FILE...]",
    .about =
        "Feeds the messages of each FILE (or stdin, `-`) to the cell, one JSON object a line, at the "
        "time that\n"
        "each says itself, and keeps a record. With --from, the files are foreign rows. With --from-record, "
        "the\n"
        "lines, instants and policies are those of a record: exit 1 with the first entry that differs.",
    COMMAND_OPTIONS(OPTION_FROM, OPTION_FROM_RECORD, OPTION_SORT, OPTION_UNTIL, OPTION_DRAIN, OPTION_ACTIONS,
                    OPTION_STRICT, OPTION_APPEND, OPTION_NO_RECORD),
    .operands_most = SIZE_MAX,
    .run = replay_run,
};
