/* convert.c: `fusion convert`: foreign files to messages, through an adapter of the policy. */
#include "commands.h"

#include <history/input.h>
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
    bool terminal;
    struct buffer line;
};

/* A pipe gets the bytes that `replay --from` would take, a terminal the same JSON with its controls escaped.
 */
static int line_print(struct conversion *c, struct bytes line, struct error *e) {
    buffer_clear(&c->line);
    buffer_append(&c->line, line);
    buffer_append_char(&c->line, '\n');
    if (c->terminal)
        json_escape_controls(&c->line, 0);
    return c->line.failed ? error_memory(e) : output_bytes(stdout, buffer_bytes(&c->line), e);
}

static int row_print(struct conversion *c, const struct frame_line *line, struct error *e) {
    if (line->condition != LINE_REFUSED) {
        return line_print(c, line->bytes, e);
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
    struct progress progress = progress_begin("lines", option_given(c->o, OPTION_QUIET));
    struct frame_line line;
    int got;
    while ((got = input_next(c->input, &line, e)) == 1) {
        uint64_t read, size;
        got = row_print(c, &line, e);
        if (got < 0)
            break;
        input_progress(c->input, &read, &size);
        progress_draw(&progress, read, size, ++c->rows);
    }
    (void)progress_end(&progress);
    if (got == 0 && fflush(stdout) != 0)
        got = output_bytes(stdout, BYTES("\n"), e);
    return got;
}

static void tell(const struct conversion *c) {
    char rows[32], refused[32];
    summary_number(c->rows - c->refused, rows);
    summary_number(c->refused, refused);
    if (!option_given(c->o, OPTION_QUIET))
        (void)fprintf(stderr, "converted %s rows, refused %s\n", rows, refused);
}

static int convert_run(const struct options *o, struct error *e) {
    struct conversion c = {.o = o, .terminal = isatty(STDOUT_FILENO) == 1};
    const struct input_wish wish = {o->operands, o->operand_count, option_text(o, OPTION_FROM, NULL)};
    struct policy_source policy;
    if (!option_given(o, OPTION_FROM))
        return error_set(e, ERROR_USAGE, "--from ADAPTER is missing; it says what the rows are");
    signals_install();
    int code = policy_source_read(options_policy(o), &policy, e);
    if (code == 0)
        code = input_open(&wish, &policy, &c.input, e);
    if (code == 0)
        code = rows_convert(&c, e);
    if (code == 0)
        tell(&c);
    input_close(c.input);
    buffer_release(&c.line);
    policy_source_release(&policy);
    return code == 0 && option_given(o, OPTION_STRICT) && c.refused ? 1 : code;
}

const struct command command_convert = {
    .name = "convert",
    .summary = "foreign files to messages, through an adapter",
    .operands = "[FILE...]",
    .about = "Prints the messages that the policy's adapters/ADAPTER.lua makes of the rows of each FILE (or "
             "stdin), one\n"
             "JSON object a line. A row that it refuses is named on stderr: file, line, row, reason.",
    COMMAND_OPTIONS(OPTION_FROM, OPTION_STRICT),
    .operands_most = SIZE_MAX,
    .run = convert_run,
};
