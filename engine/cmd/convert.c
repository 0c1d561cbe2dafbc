/* convert.c: `fusion convert`: foreign files to messages, through an adapter of the policy; and a record to
 * the lines that a replay takes. */
#include "commands.h"

#include <history/input.h>
#include <rerun/recorded_lines.h>
#include <screen/output.h>
#include <screen/progress.h>
#include <screen/summary.h>

#include <fusion/json.h>
#include <screen/display.h>

#include <stdio.h>
#include <unistd.h>

#define REASON_WIDTH 200u /* columns of a refusal on stderr */

struct conversion {
    const struct options *o;
    struct input *input;
    uint64_t rows, refused;
    bool terminal; /* is stdout one? */
    struct buffer line;
    struct progress progress;
};

/* Print a line. A pipe gets the bytes that a replay takes; a terminal gets JSON with its control characters
 * escaped, and what is no JSON cleaned by display_clean. */
static int line_print(void *context, struct bytes line, bool is_json, struct error *e) {
    struct conversion *c = context;
    buffer_clear(&c->line);
    if (c->terminal && !is_json)
        (void)display_clean(line, SIZE_MAX, &c->line);
    else
        buffer_append(&c->line, line);
    buffer_append_char(&c->line, '\n');
    if (c->terminal && is_json)
        json_escape_controls(&c->line, 0);
    return c->line.failed ? error_memory(e) : output_bytes(stdout, buffer_bytes(&c->line), e);
}

static int output_flush(struct error *e) {
    return fflush(stdout) == 0 ? 0 : output_bytes(stdout, BYTES("\n"), e);
}

/* --- rows ------------------------------------------------------------------------------------------------
 */

static int row_print(struct conversion *c, const struct frame_line *line, struct error *e) {
    if (line->condition != LINE_REFUSED) {
        return line_print(c, line->bytes, true, e);
    }
    struct buffer reason = BUFFER_EMPTY;
    c->refused++;
    (void)display_clean(line->reason, REASON_WIDTH, &reason);
    char at[32] = "";
    if (input_line(c->input))
        (void)snprintf(at, sizeof at, "%llu:", (unsigned long long)input_line(c->input));
    display_line(stderr, "%s:%s row %llu: %.*s", input_current(c->input), at,
                 (unsigned long long)line->number, (int)reason.size, reason.size ? reason.data : "");
    buffer_release(&reason);
    return 0;
}

static int rows_convert(struct conversion *c, struct error *e) {
    struct frame_line line;
    int got;
    while ((got = input_next(c->input, &line, e)) == 1) {
        uint64_t read, size;
        got = row_print(c, &line, e);
        if (got < 0)
            break;
        input_progress(c->input, &read, &size);
        progress_draw(&c->progress, read, size, ++c->rows);
    }
    (void)progress_end(&c->progress);
    return got == 0 ? output_flush(e) : got;
}

static void rows_tell(const struct conversion *c) {
    char rows[32], refused[32];
    summary_number(c->rows - c->refused, rows);
    summary_number(c->refused, refused);
    if (!option_given(c->o, OPTION_QUIET))
        (void)fprintf(stderr, "converted %s rows, refused %s\n", rows, refused);
}

static int rows_run(struct conversion *c, struct error *e) {
    const struct input_config config = {c->o->operands, c->o->operand_count,
                                        option_text(c->o, OPTION_FROM, NULL)};
    struct policy_source policy;
    int code = policy_source_read(options_policy(c->o), &policy, e);
    code = code ? code : input_open(&config, &policy, &c->input, e);
    code = code ? code : rows_convert(c, e);
    if (code == 0)
        rows_tell(c);
    input_close(c->input);
    policy_source_release(&policy);
    return code;
}

/* --- the lines of a record -------------------------------------------------------------------------------
 */

static void line_leave(void *context, uint64_t entry, struct bytes what, const char *why) {
    struct conversion *c = context;
    c->refused++;
    display_line(stderr, "%s: entry %llu (%.*s): %s", option_text(c->o, OPTION_FROM_RECORD, ""),
                 (unsigned long long)entry, (int)what.size, what.data, why);
}

static void entry_draw(void *context, uint64_t entry) {
    struct conversion *c = context;
    progress_draw(&c->progress, 0, 0, entry);
}

static void lines_tell(const struct conversion *c, const struct recorded_lines *l) {
    char printed[32], left_out[32], repeats[32];
    summary_number(l->printed, printed);
    summary_number(l->left_out, left_out);
    summary_number(l->repeats, repeats);
    if (option_given(c->o, OPTION_QUIET))
        return;
    (void)fprintf(stderr, "converted %s lines, left out %s\n", printed, left_out);
    if (l->lacks_message)
        (void)fprintf(stderr, "without the message that is left out, incidents behind it may have other "
                              "numbers: check what refers to an "
                              "I-n\n");
    if (l->repeats)
        (void)fprintf(stderr, "repeats are only counted in a record, and were not printed again: %s\n",
                      repeats);
}

static int lines_run(struct conversion *c, struct error *e) {
    struct recorded_lines lines = {.path = option_text(c->o, OPTION_FROM_RECORD, ""),
                                   .print = line_print,
                                   .leave = line_leave,
                                   .progress = entry_draw,
                                   .context = c};
    int code = recorded_lines_read(&lines, e);
    (void)progress_end(&c->progress);
    code = code ? code : output_flush(e);
    if (code == 0)
        lines_tell(c, &lines);
    return code;
}

/* --- the command ------------------------------------------------------------------------------------------
 */

static int options_check(const struct options *o, struct error *e) {
    bool from_record = option_given(o, OPTION_FROM_RECORD);
    if (!from_record && !option_given(o, OPTION_FROM))
        return error_set(e, ERROR_USAGE,
                         "--from ADAPTER is missing; it says what the rows are (or --from-record DB)");
    if (from_record && option_given(o, OPTION_FROM))
        return error_set(e, ERROR_USAGE,
                         "--from-record takes the lines out of the record; expected it without --from");
    if (from_record && o->operand_count)
        return error_set(e, ERROR_USAGE,
                         "--from-record takes the lines out of the record; expected no FILE, found %s",
                         o->operands[0]);
    return 0;
}

static int convert_run(const struct options *o, struct error *e) {
    struct conversion c = {.o = o, .terminal = isatty(STDOUT_FILENO) == 1};
    int code = options_check(o, e);
    if (code)
        return code;
    signals_install();
    bool from_record = option_given(o, OPTION_FROM_RECORD);
    c.progress = progress_begin(from_record ? "entries" : "lines", option_given(o, OPTION_QUIET));
    code = from_record ? lines_run(&c, e) : rows_run(&c, e);
    buffer_release(&c.line);
    return code == 0 && option_given(o, OPTION_STRICT) && c.refused ? 1 : code;
}

const struct command command_convert = {
    .name = "convert",
    .summary = "foreign files to messages, through an adapter; a record to its lines",
    .operands = "[FILE...]",
    .about = "Prints the messages that the policy's adapters/ADAPTER.lua makes of the rows of each FILE (or "
             "stdin), one\n"
             "JSON object a line. A row that it refuses is named on stderr: file, line, row, reason. With\n"
             "--from-record, the lines of a record, whichever Fusion made it, with `received` set to the "
             "instant at\n"
             "which each was taken, for a replay; what cannot go on is named on stderr: entry, reason.",
    COMMAND_OPTIONS(OPTION_FROM, OPTION_FROM_RECORD, OPTION_STRICT),
    .operands_most = SIZE_MAX,
    .run = convert_run,
};
