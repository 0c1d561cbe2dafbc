/* run.c: `fusion run`: the live cell. Lines in, actions out once they are committed. The loop is live/live.c.
 */
#include "commands.h"

#include <live/live.h>
#include <live/session.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void tell(const struct options *o, const struct recorder *recorder, uint64_t blank) {
    const struct recorder_counts *c = recorder_counts(recorder);
    if (!option_given(o, OPTION_VERBOSE))
        return;
    (void)fprintf(stderr,
                  "fusion run: %llu lines: %llu accepted, %llu duplicates, %llu quarantined; %llu blank; "
                  "%llu entries, %llu of them deadlines\n",
                  (unsigned long long)c->lines, (unsigned long long)c->accepted,
                  (unsigned long long)c->duplicates, (unsigned long long)c->quarantined,
                  (unsigned long long)blank, (unsigned long long)c->entries,
                  (unsigned long long)c->deadlines);
}

static int run_in_session(const struct options *o, const struct session *s, struct error *e) {
    const char *path = o->operand_count ? o->operands[0] : "-";
    bool from_stdin = strcmp(path, "-") == 0;
    struct live live = {.port = &clock_port_real,
                        .recorder = s->recorder,
                        .record = s->record,
                        .input = from_stdin ? 0 : 1,
                        .sink = sink_of_descriptor(STDOUT_FILENO),
                        .err = stderr,
                        .receipts = option_given(o, OPTION_RECEIPTS),
                        .lingers = option_given(o, OPTION_LINGER)};
    struct lines *lines = NULL;
    int code = record_source(s->record, live.input, from_stdin ? "stdin" : path, e);
    code = code ? code : lines_open(path, &lines, e);
    live.source = source_of_lines(lines);
    code = code ? code : live_run(&live, e);
    if (code == 0)
        tell(o, s->recorder, live.blank);
    lines_close(lines);
    live_release(&live);
    return code;
}

static int run_run(const struct options *o, struct error *e) {
    struct session session = {0};
    struct policy_source policy;
    const struct session_config config = {
        .path = options_record(o), .kind = SESSION_RUN, .mode = RECORD_WRITE, .emits = true};
    signals_install();
    int code = policy_source_read(options_policy(o), &policy, e);
    code = code ? code : session_load(&session, &policy, clock_port_real.wall_ms(clock_port_real.context), e);
    code = code ? code : policy_source_adapters(&policy, e);
    policy_source_release(&policy);
    code = code ? code : session_open(&session, &config, e);
    code = code ? code : run_in_session(o, &session, e);
    session_close(&session);
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
             "or by SIGTERM or SIGINT, with exit status 0. A FIFO is opened again for its next writer: it "
             "ends by a signal.",
    COMMAND_OPTIONS(OPTION_RECEIPTS, OPTION_LINGER),
    .operands_most = 1,
    .run = run_run,
};
