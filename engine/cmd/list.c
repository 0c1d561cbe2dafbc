/* list.c: `fusion list`: the cases of open incidents, the soonest deadline first. */
#include "commands.h"

#include <fusion/incident.h>
#include <fusion/record.h>
#include <screen/display.h>
#include <screen/output.h>

#include <stdio.h>

/* The columns, and the SELECT list that gives them. */
struct layout {
    const char *list;
    const char *columns[11]; /* NULL-terminated */
};
static const struct layout for_programs = {
    "c.incident, c.opened_at, i.kind, i.title, c.track, c.urgency, c.state, c.rung, c.next_rung, c.next_at",
    {"incident", "opened_at", "kind", "title", "track", "urgency", "state", "rung", "next_rung", "next_at"}};
/* When, who, what: a narrow terminal leaves the last ones out. */
static const struct layout for_people = {
    "c.next_at, c.next_rung, c.incident, i.title, c.track, c.urgency, c.state, c.rung, c.opened_at",
    {"next_at", "next_rung", "incident", "title", "track", "urgency", "state", "rung", "opened_at"}};

/* ?1: closed ones too, unless empty; ?2, ?3: state and track, any where empty. */
#define LIST_SQL                                                                                             \
    "SELECT %s FROM cases AS c JOIN incidents AS i ON i.id = c.incident "                                    \
    "WHERE (?1 <> '' OR (c.state <> 'closed' AND i.state <> 'closed')) "                                     \
    "AND (?2 = '' OR c.state = ?2) AND (?3 = '' OR c.track = ?3) "                                           \
    "ORDER BY c.next_at IS NULL, c.next_at, CAST(substr(c.incident, 3) AS INTEGER), c.track "                \
    "LIMIT CAST(?4 AS INTEGER)"

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

static int rows_print(const struct options *o, const struct layout *layout, struct record *record,
                      struct listing *l, struct error *e) {
    char sql[sizeof LIST_SQL + 128];
    const char *state = option_text(o, OPTION_STATE, "");
    bool all = option_given(o, OPTION_ALL) || bytes_is(bytes_of(state), "closed");
    struct bytes bound[] = {bytes_of(all ? "all" : ""), bytes_of(state),
                            bytes_of(option_text(o, OPTION_TRACK, "")),
                            bytes_of(option_text(o, OPTION_LIMIT, "-1"))};
    int size = snprintf(sql, sizeof sql, LIST_SQL, layout->list);
    assert(size > 0 && (size_t)size < sizeof sql);
    return record_query(record, sql, bound, sizeof bound / sizeof *bound, row_take, l, e);
}

#define TRACKS_SAID_MAX 32u

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

/* Nothing was listed: not because of a slip in the name of the track? What a track may be called is the
 * policies' to say, so a track that no case is on is no error. */
static int track_note(const struct options *o, struct record *record, struct error *e) {
    struct tracks t = {.arena = ARENA_EMPTY};
    const char *found = option_text(o, OPTION_TRACK, "");
    int code =
        record_query(record, "SELECT DISTINCT track FROM cases ORDER BY track", NULL, 0, track_take, &t, e);
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

static size_t column_count(const struct layout *layout) {
    size_t count = 0;
    while (layout->columns[count])
        count++;
    return count;
}

static int list_run(const struct options *o, struct error *e) {
    struct record *record = NULL;
    struct listing l = {NULL, 0};
    enum output_format format = options_format(o, stdout);
    const struct layout *layout = format == OUTPUT_TABLE ? &for_people : &for_programs;
    int code = record_open(options_record(o), RECORD_READ, &record, e);
    if (code == 0)
        code = output_new(stdout, format, layout->columns, column_count(layout), &l.output, e);
    if (code == 0)
        code = rows_print(o, layout, record, &l, e);
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
             "called next and when.",
    COMMAND_OPTIONS(OPTION_ALL, OPTION_STATE, OPTION_TRACK, OPTION_LIMIT),
    .run = list_run,
};
