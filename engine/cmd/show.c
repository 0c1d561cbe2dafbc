/* show.c: `fusion show I-n`: one incident: what it is, who says what, its cases and clocks, and what
 * happened. */
#include "commands.h"

#include <fusion/json.h>
#include <fusion/message.h>
#include <fusion/record.h>
#include <screen/display.h>
#include <screen/output.h>

#include <stdio.h>

#define ROW_ENOUGH 1 /* returned by a callback: no further rows */

/* A part of the page: its name, and the query of its rows. */
struct section {
    const char *name;
    enum query query;
};

static const struct section header = {"incident", QUERY_SHOW_INCIDENT};
static const struct section sections[] = {
    {"claims", QUERY_SHOW_CLAIMS}, {"cases", QUERY_SHOW_CASES},       {"clocks", QUERY_SHOW_CLOCKS},
    {"notice", QUERY_SHOW_NOTICE}, {"disputes", QUERY_SHOW_DISPUTES}, {"links", QUERY_SHOW_LINKS},
    {"acks", QUERY_SHOW_ACKS},     {"timeline", QUERY_SHOW_TIMELINE},
};
#define SECTION_COUNT (sizeof sections / sizeof *sections)

struct page {
    struct record *record;
    struct bytes incident;
    size_t rows; /* of the section at hand, so far */
    struct json_writer json;
    struct output *output;
    const struct section *section;
    bool failed;
};

static int section_ask(struct page *p, const struct section *s, int (*take)(void *, const struct row *),
                       struct error *e) {
    p->section = s;
    p->rows = 0;
    return record_ask(p->record, s->query, &p->incident, 1, take, p, e);
}

static int json_take(void *context, const struct row *row) {
    struct page *p = context;
    p->rows++;
    json_open(&p->json, '{');
    for (size_t i = 0; i < row->count; i++) {
        json_key(&p->json, row->names[i]);
        output_json_value(&p->json, row->values[i], row->types[i]);
    }
    json_close(&p->json, '}');
    return 0;
}

static int unknown(const struct page *p, const struct options *o, struct error *e) {
    return error_set(e, ERROR_INPUT, "no incident %s in %s; `fusion list --all` shows those it has",
                     p->incident.data, options_record(o));
}

static int show_json(struct page *p, const struct options *o, struct error *e) {
    struct buffer out = BUFFER_EMPTY;
    p->json = JSON_WRITER(&out);
    json_open(&p->json, '{');
    json_key(&p->json, header.name);
    int code = section_ask(p, &header, json_take, e);
    if (code == 0 && p->rows == 0)
        code = unknown(p, o, e);
    for (size_t i = 0; code == 0 && i < SECTION_COUNT; i++) {
        json_key(&p->json, sections[i].name);
        json_open(&p->json, '[');
        code = section_ask(p, &sections[i], json_take, e);
        json_close(&p->json, ']');
    }
    json_close(&p->json, '}');
    buffer_append_char(&out, '\n');
    json_escape_controls(&out, 0);
    if (code == 0)
        code = out.failed ? error_memory(e) : output_bytes(stdout, buffer_bytes(&out), e);
    buffer_release(&out);
    return code;
}

/* Print name and value of each column that is not empty, a line each. */
static int header_take(void *context, const struct row *row) {
    struct page *p = context;
    struct buffer line = BUFFER_EMPTY;
    p->rows++;
    for (size_t i = 0; i < row->count; i++) {
        if (!row->values[i].data || row->values[i].size == 0)
            continue;
        buffer_clear(&line);
        (void)display_clean(row->values[i], SIZE_MAX, &line);
        (void)printf("%-14s  %.*s\n", row->names[i], (int)line.size, line.size ? line.data : "");
    }
    buffer_release(&line);
    return 0;
}

static int row_take(void *context, const struct row *row) {
    struct page *p = context;
    p->rows++;
    output_row(p->output, row->values, row->types);
    return 0;
}

static int section_print(struct page *p, const struct section *s, enum output_format format,
                         struct error *e) {
    const char *const *columns;
    size_t count;
    int code = record_columns(p->record, s->query, &columns, &count, e);
    code = code ? code : output_new(stdout, format, columns, count, &p->output, e);
    if (code < 0)
        return code;
    code = section_ask(p, s, row_take, e);
    struct error unwritten = ERROR_EMPTY;
    int ended = output_end(p->output, &unwritten);
    if (code == 0 && ended < 0) {
        *e = unwritten;
        code = ended;
    }
    return code;
}

/* Print the heading at the first row: none where there are no rows. */
static int heading_take(void *context, const struct row *row) {
    struct page *p = context;
    (void)row;
    p->rows++;
    (void)printf("\n%s\n", p->section->name);
    return ROW_ENOUGH;
}

static int show_table(struct page *p, const struct options *o, struct error *e) {
    int code = section_ask(p, &header, header_take, e);
    if (code == 0 && p->rows == 0)
        code = unknown(p, o, e);
    for (size_t i = 0; code == 0 && i < SECTION_COUNT; i++) {
        code = section_ask(p, &sections[i], heading_take, e);
        code = code == ROW_ENOUGH ? 0 : code;
        if (code == 0 && p->rows)
            code = section_print(p, &sections[i], OUTPUT_TABLE, e);
    }
    return code;
}

/* The timeline alone: one CSV file cannot hold several tables. */
static int show_csv(struct page *p, const struct options *o, struct error *e) {
    struct buffer ignored = BUFFER_EMPTY;
    p->json = JSON_WRITER(&ignored);
    int code = section_ask(p, &header, json_take, e);
    buffer_release(&ignored);
    if (code == 0 && p->rows == 0)
        code = unknown(p, o, e);
    return code < 0 ? code : section_print(p, &sections[SECTION_COUNT - 1], OUTPUT_CSV, e);
}

static int show_run(const struct options *o, struct error *e) {
    static int (*const formats[])(struct page *, const struct options *,
                                  struct error *) = {[OUTPUT_TABLE] = show_table,
                                                     [OUTPUT_JSON] = show_json,
                                                     [OUTPUT_NDJSON] = show_json,
                                                     [OUTPUT_CSV] = show_csv};
    struct page p = {.incident = bytes_of(o->operands[0])};
    if (incident_number_parse(p.incident) == 0)
        return error_set(e, ERROR_USAGE, "found `%s`, expected an incident such as I-17", o->operands[0]);
    int code = record_open(options_record(o), RECORD_READ, &p.record, e);
    if (code == 0)
        code = formats[options_format(o, stdout)](&p, o, e);
    if (p.record)
        record_close(p.record);
    return code;
}

const struct command command_show = {
    .name = "show",
    .summary = "one incident: claims, cases, clocks and what happened",
    .operands = "I-n",
    .about = "Shows one incident of a record: what it is, what each party says, its cases and clocks, and "
             "its messages\n"
             "and actions in order. json and ndjson give one object with all of it, csv the timeline alone.",
    COMMAND_OPTIONS(),
    .operands_least = 1,
    .operands_most = 1,
    .run = show_run,
};
