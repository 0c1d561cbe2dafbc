/* list.c: `fusion list`: the cases of open incidents, the soonest deadline first. */
#include "commands.h"

#include <fusion/incident.h>
#include <fusion/record.h>
#include <screen/display.h>
#include <screen/output.h>

#include <stdio.h>

struct listing {
    struct output *output;
    size_t rows;
};

static int row_take(void *context, const struct row *row) {
    struct listing *l = context;
    l->rows++;
    output_row(l->output, row->values, row->types);
    return 0;
}

static int rows_print(const struct options *o, enum query query, struct record *record, struct listing *l,
                      struct error *e) {
    const char *state = option_text(o, OPTION_STATE, "");
    bool all = option_given(o, OPTION_ALL) || bytes_is(bytes_of(state), "closed");
    struct bytes bound[] = {bytes_of(all ? "all" : ""), bytes_of(state),
                            bytes_of(option_text(o, OPTION_TRACK, "")),
                            bytes_of(option_text(o, OPTION_LIMIT, "-1"))};
    return record_ask(record, query, bound, sizeof bound / sizeof *bound, row_take, l, e);
}

#define TRACKS_SAID_MAX 32u /* tracks that the note names */

struct tracks {
    struct arena arena;
    const char *words[TRACKS_SAID_MAX + 1]; /* NULL-terminated */
    size_t count;
    struct buffer said;
};

static int track_take(void *context, const struct row *row) {
    struct tracks *t = context;
    struct bytes word = arena_copy(&t->arena, row->values[0]);
    if (!word.data || t->count == TRACKS_SAID_MAX)
        return 0;
    buffer_append_format(&t->said, "%s%s", t->count ? ", " : "", word.data);
    t->words[t->count++] = word.data;
    return 0;
}

/* Nothing was listed. Perhaps the name of the track is a slip: then say which tracks the record has. It is no
 * error, since a policy may have a track that no case is on. */
static int track_note(const struct options *o, struct record *record, struct error *e) {
    struct tracks t = {.arena = ARENA_EMPTY};
    const char *found = option_text(o, OPTION_TRACK, "");
    int code = record_ask(record, QUERY_LIST_TRACKS, NULL, 0, track_take, &t, e);
    bool known = false;
    for (size_t i = 0; i < t.count; i++)
        known = known || bytes_is(bytes_of(found), t.words[i]);
    if (code == 0 && !known && t.count && !t.said.failed)
        display_line(stderr, "fusion list: no case of %s is on a track `%s`, expected %.*s%s",
                     options_record(o), found, (int)t.said.size, t.said.data,
                     error_offer(bytes_of(found), t.words, "`", "`").text);
    buffer_release(&t.said);
    arena_release(&t.arena);
    return code;
}

/* What has no case has none of what a case has. */
static int no_case_check(const struct options *o, struct error *e) {
    static const enum option_id of_cases[] = {OPTION_STATE, OPTION_TRACK};
    for (size_t n = 0; option_given(o, OPTION_NO_CASE) && n < sizeof of_cases / sizeof *of_cases; n++)
        if (option_given(o, of_cases[n]))
            return error_set(e, ERROR_USAGE, "found --no-case and --%s, expected one of them",
                             of_cases[n] == OPTION_STATE ? "state" : "track");
    return 0;
}

static int list_run(const struct options *o, struct error *e) {
    struct record *record = NULL;
    struct listing l = {NULL, 0};
    enum output_format format = options_format(o, stdout);
    enum query query = option_given(o, OPTION_NO_CASE) ? QUERY_LIST_UNCASED
                       : format == OUTPUT_TABLE        ? QUERY_LIST_TABLE
                                                       : QUERY_LIST;
    const char *const *columns = NULL;
    size_t column_count = 0;
    int code = no_case_check(o, e);
    if (code == 0)
        code = record_open(options_record(o), RECORD_READ, &record, e);
    if (code == 0)
        code = record_columns(record, query, &columns, &column_count, e);
    if (code == 0)
        code = output_new(stdout, format, columns, column_count, &l.output, e);
    if (code == 0)
        code = rows_print(o, query, record, &l, e);
    if (l.output) {
        struct error unwritten = ERROR_EMPTY;
        int ended = output_end(l.output, &unwritten);
        if (code == 0 && ended < 0) {
            *e = unwritten;
            code = ended;
        }
    }
    if (code == 0 && l.rows == 0 && option_given(o, OPTION_TRACK) && !option_given(o, OPTION_QUIET))
        code = track_note(o, record, e);
    if (record)
        record_close(record);
    return code;
}

const struct command command_list = {
    .name = "list",
    .summary = "the cases of open incidents, the soonest deadline first",
    .operands = "",
    .about = "Lists cases from a record: their incident, track, urgency and state, who was called last, and "
             "who will be\n"
             "called next and when. An incident that concerns nobody in the cell has no case, and --no-case "
             "shows it.",
    COMMAND_OPTIONS(OPTION_ALL, OPTION_NO_CASE, OPTION_STATE, OPTION_TRACK, OPTION_LIMIT),
    .run = list_run,
};
