/* stimulus.c: one stimulus of a test: a message, a line as it is, another policy, a restart, or only time.
 * See test_run.h. */
#include "test_run.h"

#include <fusion/words.h>

#include <string.h>

#define SHOWN_LINE_BYTES 600u /* of a line that a finding shows */

static int line_feed(struct scenario *s, const struct yaml_node *stimulus, struct bytes line);

static int do_message(struct scenario *s, const struct yaml_node *stimulus) {
    struct buffer line = BUFFER_EMPTY;
    message_line(s, stimulus, &line);
    int code = buffer_failed(&line) ? error_memory(s->e) : 0;
    code = code == 0 && !stimulus_is_bad(stimulus) ? stimulus_incidents(s, stimulus) : code;
    code = code ? code : line_feed(s, stimulus, buffer_bytes(&line));
    buffer_release(&line);
    return code;
}

static int do_line(struct scenario *s, const struct yaml_node *stimulus) {
    int code = stimulus_is_bad(stimulus) ? 0 : stimulus_incidents(s, stimulus);
    return code ? code : line_feed(s, stimulus, yaml_get(stimulus, "line")->text);
}

static int do_load(struct scenario *s, const struct yaml_node *stimulus) {
    const struct yaml_node *load = yaml_get(stimulus, "load"), *refused = yaml_get(stimulus, "refused");
    const struct policy_file *before = s->files;
    size_t before_count = s->file_count;
    struct policy_file *files;
    int code = s->host->folder(s->host->context, load->text.data, s->arena, &files, &s->file_count, s->e);
    if (code < 0)
        return scenario_refuse(s, load->mark, "%s", s->e->text);
    s->files = files;
    code = s->swap[0].size ? scenario_swap_files(s, &s->files, s->file_count) : 0;
    code = code ? code : scenario_restart(s);
    if (code == 0 && refused)
        scenario_fail(s, load->mark, "the policy was taken, expected it to be refused");
    if (code != ERROR_POLICY)
        return code;
    if (!refused)
        scenario_fail(s, load->mark, "the policy was refused: %s:%d: %s", s->e->file, s->e->line, s->e->text);
    s->files = before;
    s->file_count = before_count;
    *s->e = ERROR_EMPTY;
    return scenario_restart(s);
}

static int do_restart(struct scenario *s, const struct yaml_node *stimulus) {
    (void)stimulus;
    return scenario_restart(s);
}

static int do_nothing(struct scenario *s, const struct yaml_node *stimulus) {
    (void)s;
    (void)stimulus;
    return 0; /* time has moved on already */
}

/* By sort: what is done, and all keys that one may have, NULL-terminated. A message has its fields. */
static const struct {
    int (*take)(struct scenario *s, const struct yaml_node *stimulus);
    const char *keys[5];
} stimuli[] = {[STIMULUS_LINE] = {do_line, {"at", "line", "taken", "unknown"}},
               [STIMULUS_LOAD] = {do_load, {"at", "load", "refused"}},
               [STIMULUS_RESTART] = {do_restart, {"at", "restart"}},
               [STIMULUS_CLOCK] = {do_nothing, {"at", "clock"}},
               [STIMULUS_MESSAGE] = {do_message, {NULL}}};

/* The keys that are no fields of a message. A flag is `true`: without it there is nothing to say. */
static int own_check(const struct scenario *s, const struct yaml_node *stimulus) {
    static const char *const own[] = {"at", "taken", "line", "load", NULL};
    static const char *const flags[] = {"restart", "clock", "refused", NULL};
    for (const struct yaml_node *n = stimulus->child; n; n = n->next) {
        bool flag = words_listed(flags, n->key);
        if ((flag || words_listed(own, n->key)) && n->type != YAML_SCALAR)
            return scenario_refuse(s, n->mark, "`%s` found %s, expected one value", n->key.data,
                                   yaml_type_name(n->type));
        if (flag && !bytes_is(n->text, "true"))
            return scenario_refuse(s, n->mark, "`%s` found %s, expected true", n->key.data,
                                   yaml_quote(n->text).text);
    }
    return 0;
}

/* Adapters and ports leave blank lines out, so that no cell ever gets one. */
static int blank_check(const struct scenario *s, const struct yaml_node *line) {
    for (size_t i = 0; line && i < line->text.size; i++)
        if (!line->text.data[i] || !strchr(" \t\r\n\v\f", line->text.data[i]))
            return 0;
    return line ? scenario_refuse(s, line->mark,
                                  "`line` found a blank line, which is skipped, expected another")
                : 0;
}

/* What stands in a stimulus of its sort. */
static int content_check(const struct scenario *s, const struct yaml_node *stimulus) {
    enum stimulus_sort sort = stimulus_sort(stimulus);
    int code = sort == STIMULUS_MESSAGE ? 0 : scenario_check_keys(s, stimulus, stimuli[sort].keys);
    code = code ? code : blank_check(s, yaml_get(stimulus, "line"));
    if (code || !stimulus_is_bad(stimulus))
        return code ? code : stimulus_words_check(s, stimulus);
    const struct yaml_node *unknown = yaml_get(stimulus, "unknown");
    return unknown
               ? scenario_refuse(s, unknown->key_mark,
                                 "found `unknown` beside `taken: quarantined`, expected one of them: what "
                                 "is to be quarantined may say anything")
               : 0;
}

int stimulus_check(struct scenario *s, const struct yaml_node *stimulus) {
    if (stimulus->type != YAML_MAPPING)
        return scenario_refuse(s, stimulus->mark,
                               "found %s, expected a stimulus such as {at: 5m, from: SYR, type: ack}",
                               yaml_type_name(stimulus->type));
    if (!yaml_get(stimulus, "at"))
        return scenario_refuse(s, stimulus->mark, "found a stimulus without `at`, expected it");
    int code = own_check(s, stimulus);
    code = code ? code : taken_check(s, yaml_get(stimulus, "taken"));
    return code ? code : content_check(s, stimulus);
}

int stimulus_take(struct scenario *s, const struct yaml_node *stimulus) {
    return stimuli[stimulus_sort(stimulus)].take(s, stimulus);
}

/* The line came to something else than was expected; why it was quarantined, the record says. */
static int outcome_fail(struct scenario *s, const struct yaml_node *stimulus, enum line_outcome outcome,
                        const char *expected, struct bytes line) {
    struct buffer why = BUFFER_EMPTY;
    int code = outcome == OUTCOME_QUARANTINED ? fault_of_line(s, s->lines, &why) : 0;
    bool whole = line.size <= SHOWN_LINE_BYTES;
    if (code == 0)
        scenario_fail(s, stimulus->mark, "the message was %s, expected %s: %.*s%s%s%.*s",
                      taken_words[outcome], expected, (int)(whole ? line.size : SHOWN_LINE_BYTES), line.data,
                      whole ? "" : "...", why.size ? "; " : "", (int)why.size, why.size ? why.data : "");
    buffer_release(&why);
    return code;
}

/* Give the cell a line, as received live at the present instant. Its outcome must be what `taken` says,
 * without it `accepted`: a slip in a message of a test must not pass as a test of quarantine. */
static int line_feed(struct scenario *s, const struct yaml_node *stimulus, struct bytes line) {
    const struct yaml_node *taken = yaml_get(stimulus, "taken");
    const char *expected = taken ? taken->text.data : taken_words[OUTCOME_ACCEPTED];
    struct frame_done done;
    struct frame_line frame = {.instant_ms = s->now_ms,
                               .wall_ms = s->now_ms,
                               .number = ++s->lines,
                               .condition = LINE_WHOLE,
                               .size = line.size,
                               .bytes = line};
    memcpy(frame.salt, &s->lines, sizeof s->lines);
    int code = recorder_line(s->recorder, &frame, &done, s->e);
    if (code < 0)
        return code;
    return strcmp(taken_words[done.outcome], expected) == 0
               ? 0
               : outcome_fail(s, stimulus, done.outcome, expected, line);
}
