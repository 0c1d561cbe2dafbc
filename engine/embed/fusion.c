/*
 * fusion.c: see fusion/fusion.h.
 *
 * A session, as a command has one, with what is a program's own: its time, the actions that it was given, and
 * the error by which the cell came apart from its record.
 */
#include "embed.h"

#include <fusion/instant.h>
#include <fusion/ports.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(FUSION_SALT_BYTES == SALT_BYTES && FUSION_FILTERS_MAX == SELECTION_VALUES_MAX, "the bounds");
_Static_assert((int)FUSION_ACCEPTED == OUTCOME_ACCEPTED && (int)FUSION_DUPLICATE == OUTCOME_DUPLICATE &&
                   (int)FUSION_QUARANTINED == OUTCOME_QUARANTINED,
               "the outcomes");
_Static_assert((int)FUSION_ERROR_USAGE == ERROR_USAGE && (int)FUSION_ERROR_INPUT == ERROR_INPUT &&
                   (int)FUSION_ERROR_POLICY == ERROR_POLICY && (int)FUSION_ERROR_RECORD == ERROR_RECORD &&
                   (int)FUSION_ERROR_LIMIT == ERROR_LIMIT && (int)FUSION_ERROR_SYSTEM == ERROR_SYSTEM &&
                   (int)FUSION_ERROR_MEMORY == ERROR_MEMORY && (int)FUSION_ERROR_FRAME == ERROR_FRAME,
               "the codes of errors");
_Static_assert(sizeof(struct fusion_error) == sizeof(struct error), "the parts of an error");

#define PROGRAM_INPUT 1u /* of the one source of lines, in quarantine `input 1` */

const char *fusion_version(void) {
    return FUSION_VERSION;
}

int embed_tell(const struct error *e, struct fusion_error *out) {
    if (e->code == 0 || !out)
        return e->code;
    out->code = e->code;
    out->line = e->line;
    out->column = e->column;
    memcpy(out->file, e->file, sizeof out->file);
    memcpy(out->text, e->text, sizeof out->text);
    return e->code;
}

/* --- opening -------------------------------------------------------------------------------------------- */

/* Rules and their errors print numbers, and a comma in one would decide otherwise than elsewhere. */
static int numbers_check(struct error *e) {
    const char *point = localeconv()->decimal_point;
    if (strcmp(point, ".") == 0)
        return 0;
    return error_set(e, ERROR_USAGE, "found LC_NUMERIC with the decimal point '%s', expected that of \"C\"",
                     point);
}

/* The instant that is meant: live, time does not go back. */
static int instant_take(struct fusion *f, int64_t given_ms, int64_t *out, struct error *e) {
    *out = given_ms;
    if (!f->live)
        return 0;
    if (given_ms < INSTANT_YEAR_1 || given_ms > INSTANT_YEAR_9999)
        return error_set(e, ERROR_USAGE,
                         "found the instant %lld, expected milliseconds within the years 1 to 9999",
                         (long long)given_ms);
    *out = f->now_ms = given_ms > f->now_ms ? given_ms : f->now_ms;
    return 0;
}

/* The files that count, as those of a folder; the bytes stay the program's. */
static int files_take(const struct fusion_config *config, struct policy_source *out, struct error *e) {
    *out = (struct policy_source){0};
    out->files = arena_array(&out->arena, config->file_count, sizeof *out->files);
    if (!out->files)
        return error_memory(e);
    for (size_t i = 0; i < config->file_count; i++) {
        const struct fusion_file *file = &config->files[i];
        const struct policy_file taken = {bytes_of(file->name), {file->content, file->size}};
        if (policy_file_is_read(taken.name))
            out->files[out->count++] = taken;
    }
    if (out->count > POLICY_FILES_MAX)
        return error_set(e, ERROR_POLICY, "found %zu files in the policy, expected at most %u", out->count,
                         POLICY_FILES_MAX);
    return 0;
}

static int policy_give(struct fusion *f, const struct fusion_config *config, struct error *e) {
    struct policy_source policy;
    int code =
        config->folder ? policy_source_read(config->folder, &policy, e) : files_take(config, &policy, e);
    code = code ? code : session_load(&f->session, &policy, config->instant_ms, e);
    code = code ? code : policy_source_adapters(&policy, e);
    policy_source_release(&policy);
    return code;
}

static int record_give(struct fusion *f, const struct fusion_config *config, struct error *e) {
    const struct session_config session = {.path = config->record,
                                           .asked = true,
                                           .kind = f->live ? SESSION_RUN : SESSION_REPLAY,
                                           .mode = RECORD_WRITE,
                                           .emits = !config->holds};
    int code = session_open(&f->session, &session, e);
    if (code)
        return code;
    int64_t stands_ms = recorder_instant_ms(f->session.recorder);
    f->now_ms = stands_ms > f->now_ms ? stands_ms : f->now_ms;
    return record_source(f->session.record, PROGRAM_INPUT, config->source ? config->source : "program", e);
}

static int open_all(struct fusion *f, const struct fusion_config *config, struct error *e) {
    int64_t now_ms;
    f->live = config->instant_ms != FUSION_NEVER;
    f->now_ms = INSTANT_NONE;
    int code = numbers_check(e);
    code = code ? code : instant_take(f, config->instant_ms, &now_ms, e);
    code = code ? code : policy_give(f, config, e);
    return code ? code : record_give(f, config, e);
}

int fusion_open(const struct fusion_config *config, struct fusion **out, struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    assert(config && out && (config->folder || config->files) && !(config->folder && config->files));
    struct fusion *f = calloc(1, sizeof *f);
    *out = f;
    if (!f) {
        (void)error_memory(&e);
    } else if (open_all(f, config, &e) < 0) {
        fusion_close(f);
        *out = NULL;
    }
    return embed_tell(&e, error);
}

void fusion_close(struct fusion *f) {
    if (!f)
        return;
    assert(!f->asking);
    session_close(&f->session);
    buffer_release(&f->actions);
    arena_release(&f->row);
    free(f);
}

/* --- lines and time ------------------------------------------------------------------------------------- */

/* Before cell and record are used: 0, or once more the error by which they came apart. */
static int together_check(const struct fusion *f, struct error *e) {
    assert(!f->asking);
    if (f->apart.code)
        *e = f->apart;
    return f->apart.code;
}

/* Behind it: the first error stays. */
static void together_keep(struct fusion *f, int code, const struct error *e) {
    if (code < 0)
        f->apart = *e;
}

/* Without its newline, and the CR before that. */
static struct bytes line_bytes(const struct fusion_line *line) {
    struct bytes text = {line->text, line->size};
    if (!bytes_ends(text, BYTES("\n")))
        return text;
    text.size--;
    text.size -= bytes_ends(text, BYTES("\r"));
    return text;
}

static int line_frame(struct fusion *f, const struct fusion_line *line, struct frame_line *out,
                      struct error *e) {
    struct bytes text = line_bytes(line);
    bool too_long = text.size > LINE_BYTES_MAX;
    if (text.data && memchr(text.data, '\n', text.size))
        return error_set(e, ERROR_INPUT, "found a newline within a line, expected one line at a time");
    *out = (struct frame_line){.instant_ms = INSTANT_NONE,
                               .input = PROGRAM_INPUT,
                               .number = f->lines + 1,
                               .condition = too_long ? LINE_TOO_LONG : LINE_WHOLE,
                               .size = text.size,
                               .bytes = too_long ? bytes_slice(text, 0, LINE_HEAD_BYTES) : text};
    if (too_long)
        out->sha256 = digest_of(text);
    if (!line->salt)
        return random_bytes(out->salt, sizeof out->salt, e);
    memcpy(out->salt, line->salt, sizeof out->salt);
    return 0;
}

/* Where nothing is due the cell is not told: time that no entry speaks of could not be executed again. */
static int due_fire(struct fusion *f, int64_t now_ms, struct error *e) {
    int64_t next_ms = recorder_next_ms(f->session.recorder);
    if (next_ms == INSTANT_NONE || next_ms > now_ms)
        return 0;
    int code = recorder_tick(f->session.recorder, now_ms, e);
    together_keep(f, code, e);
    return code;
}

/* Live, the machine's clock is the program's; and a stream of repeats must not hold a deadline up. */
static int line_stamp(struct fusion *f, int64_t given_ms, struct frame_line *out, struct error *e) {
    int64_t at_ms;
    if (!f->live)
        return 0;
    int code = instant_take(f, given_ms, &at_ms, e);
    out->instant_ms = out->wall_ms = at_ms;
    return code ? code : due_fire(f, at_ms, e);
}

static int line_record(struct fusion *f, const struct frame_line *frame, struct fusion_done *done,
                       struct error *e) {
    struct frame_done what;
    f->lines++;
    if (frame->condition == LINE_WHOLE && line_is_blank(frame->bytes)) {
        *done = (struct fusion_done){.outcome = FUSION_BLANK};
        return 0;
    }
    int code = recorder_line(f->session.recorder, frame, &what, e);
    together_keep(f, code, e);
    *done = (struct fusion_done){(enum fusion_outcome)what.outcome, what.late, what.entry};
    return code;
}

int fusion_feed(struct fusion *f, const struct fusion_line *line, struct fusion_done *done,
                struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    struct frame_line frame = {.condition = LINE_WHOLE};
    assert(f && line && done && (line->text || line->size == 0));
    int code = together_check(f, &e);
    code = code ? code : line_frame(f, line, &frame, &e);
    code = code ? code : line_stamp(f, line->instant_ms, &frame, &e);
    if (code == 0)
        (void)line_record(f, &frame, done, &e);
    return embed_tell(&e, error);
}

int fusion_tick(struct fusion *f, int64_t instant_ms, struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    int64_t now_ms;
    assert(f);
    int code = together_check(f, &e);
    code = code ? code : instant_take(f, instant_ms, &now_ms, &e);
    if (code == 0)
        (void)due_fire(f, now_ms, &e);
    return embed_tell(&e, error);
}

int64_t fusion_next_ms(const struct fusion *f) {
    assert(f);
    return recorder_next_ms(f->session.recorder);
}

/* --- what comes of them --------------------------------------------------------------------------------- */

int fusion_commit(struct fusion *f, struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    assert(f);
    if (together_check(f, &e) == 0)
        together_keep(f, recorder_commit(f->session.recorder, &e), &e);
    return embed_tell(&e, error);
}

/* The next batch, with a NUL behind it. */
static int actions_take(struct fusion *f, struct error *e) {
    buffer_clear(&f->actions);
    int code = record_pending(f->session.record, PENDING_MAX, &f->actions, &f->action_count, e);
    buffer_append_char(&f->actions, '\0');
    code = code == 0 && buffer_failed(&f->actions) ? error_memory(e) : code;
    together_keep(f, code, e); /* who knows which of them the record counts as handed out */
    return code;
}

int fusion_actions(struct fusion *f, const char **lines, size_t *count, struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    assert(f && lines && count);
    int code = together_check(f, &e);
    code = code || f->action_count ? code : actions_take(f, &e);
    *lines = code < 0 ? "" : f->actions.data;
    *count = code < 0 ? 0 : f->action_count;
    return embed_tell(&e, error);
}

int fusion_emitted(struct fusion *f, struct fusion_error *error) {
    struct error e = ERROR_EMPTY;
    assert(f);
    if (together_check(f, &e) == 0)
        together_keep(f, record_emitted(f->session.record, &e), &e);
    f->action_count = 0;
    return embed_tell(&e, error);
}
