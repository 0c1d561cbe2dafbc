/* recorded_lines.c: which lines of a record a replay can be given, and how. See rerun/recorded_lines.h. */
#include "recorded_lines.h"

#include "received.h"

#include <fusion/instant.h>
#include <fusion/ports.h>

#include <stdio.h>

struct reading {
    struct recorded_lines *l;
    struct record *record;
    struct log *log;
    struct arena scratch; /* a body and a line, parsed */
    struct buffer line;
    bool live;           /* is the session of the entry at hand a `run`? */
    uint64_t session_to; /* the first entry behind that session */
};

/* An entry that holds a line. */
struct recorded_line {
    const struct log_row *row;
    const struct json *body;   /* NULL: it cannot be read */
    const struct json *object; /* the line parsed; NULL: it is no JSON object */
    bool is_json;
};

/* --- beside the log --------------------------------------------------------------------------------------
 */

static int64_t number(const struct row *row, size_t column) {
    int64_t n = 0;
    (void)bytes_to_unsigned(row->values[column], INT64_MAX, &n);
    return n;
}

static int totals_take(void *context, const struct row *row) {
    struct reading *r = context;
    r->l->repeats = (uint64_t)number(row, 1);
    return 0;
}

static int session_take(void *context, const struct row *row) {
    struct reading *r = context;
    r->live = number(row, 0) != 0;
    r->session_to = (uint64_t)number(row, 1);
    return 0;
}

static int session_find(struct reading *r, uint64_t n, struct error *e) {
    char text[24];
    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)n);
    const struct bytes bound = bytes_of(text);
    return record_ask(r->record, QUERY_SESSION_OF, &bound, 1, session_take, r, e);
}

/* --- what is left out ------------------------------------------------------------------------------------
 */

static void leave(struct reading *r, const struct log_row *row, struct bytes what, const char *why) {
    r->l->left_out++;
    r->l->lacks_message = r->l->lacks_message || bytes_is(row->kind, "message");
    r->l->leave(r->l->context, row->n, what, why);
}

/* Why a quarantined line is left out: a replay cannot be given it, or would not quarantine it again; NULL: it
 * is not. */
static const char *reason_refuse(const struct reading *r, const struct recorded_line *line) {
    static const struct {
        const char *reason, *why;
    } refused[] = {
        {"future-time", "only a live cell refuses it"},
        {"refused-row", "it is a row, and no message"},
        {"out-of-memory", "with more memory it is another line"},
    };
    struct bytes reason = json_text(json_get(line->body, "reason"));
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (bytes_is(reason, refused[i].reason))
            return refused[i].why;
    if (json_int_or(json_get(line->body, "size"), 0) > (int64_t)line->row->payload.size)
        return "the record has its head only";
    if (bytes_is(reason, "truncated") && line->is_json)
        return "with a newline behind it, it is whole";
    if (bytes_is(reason, "id-conflict") && r->l->lacks_message)
        return "the message with its id may be among those left out";
    return NULL;
}

/* Why a line is left out; NULL: it is not. */
static const char *line_refuse(const struct reading *r, const struct recorded_line *line) {
    if (!line->row->payload.data)
        return "its line is not in the record";
    if (!line->body)
        return "its body cannot be read";
    return bytes_is(line->row->kind, "quarantine") ? reason_refuse(r, line) : NULL;
}

/* --- lines -----------------------------------------------------------------------------------------------
 */

/* When the line was taken; INSTANT_NONE: not to be said. A quarantined line of history was taken at no
 * instant of its own: where another policy accepts it, its `time` says when. */
static int64_t line_instant(const struct reading *r, const struct recorded_line *line) {
    int64_t at_ms;
    if (bytes_is(line->row->kind, "quarantine") && !r->live)
        return INSTANT_NONE;
    int64_t late_ms = json_int_or(json_get(line->body, "late"), 0);
    return __builtin_sub_overflow(line->row->at_ms, late_ms, &at_ms) ? INSTANT_NONE : at_ms;
}

/* Put the line into r->line, with its `received`. NULL, or why that cannot be. */
static const char *line_write(struct reading *r, const struct recorded_line *line) {
    struct bytes bytes = line->row->payload;
    int64_t at_ms = line_instant(r, line);
    const char *why = NULL;
    buffer_clear(&r->line);
    if (line->object && at_ms != INSTANT_NONE)
        why = received_set(bytes, line->object, at_ms, &r->line);
    else
        buffer_append(&r->line, bytes);
    if (bytes_ends(bytes, BYTES("\r"))) /* a reader of lines takes one CR before the newline away */
        buffer_append_char(&r->line, '\r');
    return why;
}

static int json_read(struct reading *r, struct bytes text, const struct json_limits *limits,
                     const struct json **out, struct error *e) {
    struct json_fault fault = {0};
    *out = NULL;
    if (text.data && json_parse(&r->scratch, text, limits, out, &fault) != 0)
        *out = NULL;
    return fault.code == JSON_MEMORY ? error_memory(e) : 0;
}

static int line_read(struct reading *r, struct recorded_line *line, struct error *e) {
    const struct json *tree;
    arena_reset(&r->scratch);
    int code = json_read(r, line->row->body, &json_limits_own, &line->body, e);
    code = code ? code : json_read(r, line->row->payload, &json_limits_message, &tree, e);
    if (code)
        return code;
    line->is_json = tree != NULL;
    line->object = tree && tree->type == JSON_OBJECT ? tree : NULL;
    return 0;
}

/* An entry that holds a line: write the line, or leave it out. */
static int line_take(struct reading *r, const struct log_row *row, struct error *e) {
    struct recorded_line line = {.row = row};
    int code = line_read(r, &line, e);
    if (code)
        return code;
    const char *why = line_refuse(r, &line);
    why = why ? why : line_write(r, &line);
    if (buffer_failed(&r->line))
        return error_memory(e);
    struct bytes reason = json_text(json_get(line.body, "reason"));
    if (why) {
        leave(r, row, reason.size ? reason : row->kind, why);
        return 0;
    }
    r->l->printed++;
    return r->l->print(r->l->context, buffer_bytes(&r->line), line.is_json, e);
}

/* The kinds of entries, and which hold a line. */
static const struct {
    const char *kind;
    bool has_line;
} kinds[] = {
    {"message", true}, {"quarantine", true},  {"deadline", false},
    {"policy", false}, {"clock-step", false}, {"fault", false},
};

static int row_take(struct reading *r, const struct log_row *row, struct error *e) {
    int code = row->n >= r->session_to ? session_find(r, row->n, e) : 0;
    if (code)
        return code;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (bytes_is(row->kind, kinds[i].kind))
            return kinds[i].has_line ? line_take(r, row, e) : 0;
    leave(r, row, row->kind, "this Fusion does not know what kind of entry that is");
    return 0;
}

static int rows_take(struct reading *r, struct error *e) {
    struct log_row row;
    int got;
    while ((got = log_next(r->log, &row, e)) == 1) {
        if (signals_ended())
            return error_set(e, ERROR_SYSTEM, "ended by a signal after %llu lines",
                             (unsigned long long)r->l->printed);
        int code = row_take(r, &row, e);
        if (code < 0)
            return code;
        r->l->progress(r->l->context, row.n);
    }
    return got;
}

int recorded_lines_read(struct recorded_lines *l, struct error *e) {
    struct reading r = {.l = l};
    l->printed = l->left_out = l->repeats = 0;
    l->lacks_message = false;
    int code = record_open(l->path, RECORD_READ, &r.record, e);
    code = code ? code : record_freeze(r.record, e);
    code = code ? code : record_ask(r.record, QUERY_TOTALS, NULL, 0, totals_take, &r, e);
    code = code ? code : log_open(r.record, &r.log, e);
    code = code ? code : rows_take(&r, e);
    log_close(r.log);
    record_close(r.record);
    buffer_release(&r.line);
    arena_release(&r.scratch);
    return code;
}
