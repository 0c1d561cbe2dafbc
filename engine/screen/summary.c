/* summary.c: the rows of the summary of a replay. See screen/summary.h. */
#include "summary.h"

#include <stdio.h>
#include <string.h>

#define LATE_PERCENT 1u /* where more lines came late, the summary says that the archive is out of order */

void summary_number(uint64_t n, char out[32]) {
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n), at = 0;
    for (int i = 0; i < size; i++) {
        if (i > 0 && (size - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

static void row_begin(struct buffer *out, const char *name, uint64_t n) {
    char number[32];
    summary_number(n, number);
    buffer_append_format(out, "%-12s %12s", name, number);
}

static void row_plain(struct buffer *out, const char *name, uint64_t n) {
    row_begin(out, name, n);
    buffer_append_char(out, '\n');
}

/* A row that the record divides by a word: how many of each, by a query. */
struct division {
    const char *name;
    enum query query;
    bool some; /* left out where there is none */
};
static const struct division quarantined = {"quarantined", QUERY_QUARANTINE_BY_REASON, false};
static const struct division divisions[] = {
    {"incidents", QUERY_INCIDENTS_BY_STATE, false}, {"cases", QUERY_CASES_BY_TRACK, false},
    {"no case", QUERY_UNCASED_BY_BRANCH, true},     {"clocks", QUERY_CLOCKS_BY_STATE, false},
    {"actions", QUERY_ACTIONS_BY_VERB, false},
};

/* The answer of such a query: the sum, and `urgent 3, routine 40`. */
struct parts {
    uint64_t all;
    struct buffer text;
};

static int part_take(void *context, const struct row *row) {
    struct parts *p = context;
    int64_t n = 0;
    char number[32];
    bool counted = bytes_to_unsigned(row->values[1], INT64_MAX, &n);
    assert(counted);
    (void)counted;
    p->all += (uint64_t)n;
    summary_number((uint64_t)n, number);
    if (p->text.size)
        buffer_append_text(&p->text, ", ");
    buffer_append(&p->text, row->values[0].data ? row->values[0] : BYTES("none"));
    buffer_append_format(&p->text, " %s", number);
    return 0;
}

static int row_divided(struct buffer *out, const struct division *d, struct record *record, struct error *e) {
    struct parts parts = {0};
    int code = record_ask(record, d->query, NULL, 0, part_take, &parts, e);
    if (code == 0 && parts.text.failed)
        code = error_memory(e);
    if (code == 0 && (parts.all || !d->some)) {
        row_begin(out, d->name, parts.all);
        if (parts.text.size)
            buffer_append_text(out, "   ");
        buffer_append(out, buffer_bytes(&parts.text));
        buffer_append_char(out, '\n');
    }
    buffer_release(&parts.text);
    return code;
}

static void row_read(struct buffer *out, const struct summary *s) {
    char blank[32];
    row_begin(out, "read", s->counts->lines);
    buffer_append_format(out, "   lines of %llu input%s", (unsigned long long)s->inputs,
                         s->inputs == 1 ? "" : "s");
    summary_number(s->blank, blank);
    if (s->blank)
        buffer_append_format(out, "; %s blank", blank);
    buffer_append_char(out, '\n');
}

static void row_late(struct buffer *out, const struct summary *s) {
    row_begin(out, "late", s->counts->late);
    if (s->counts->late * 100 > s->counts->lines * LATE_PERCENT)
        buffer_append_text(out,
                           s->sorted ? "   more than 1 % came late" : "   archive out of order: try --sort");
    buffer_append_char(out, '\n');
}

static void row_speed(struct buffer *out, const struct summary *s) {
    char speed[32];
    uint64_t ms = s->elapsed_ms > 0 ? (uint64_t)s->elapsed_ms : 1;
    row_begin(out, "entries", s->counts->entries);
    summary_number(s->counts->entries * 1000 / ms, speed);
    buffer_append_format(out, "   %s a second, in %llu.%03llu s\n", speed, (unsigned long long)(ms / 1000),
                         (unsigned long long)(ms % 1000));
}

static int parts_print(struct buffer *out, struct record *record, struct error *e) {
    int code = 0;
    for (size_t i = 0; code == 0 && i < sizeof divisions / sizeof *divisions; i++)
        code = row_divided(out, &divisions[i], record, e);
    return code;
}

int summary_print(const struct summary *s, struct record *record, struct error *e) {
    struct buffer out = BUFFER_EMPTY;
    int code = 0;
    row_read(&out, s);
    row_plain(&out, "accepted", s->counts->accepted);
    row_plain(&out, "duplicates", s->counts->duplicates);
    if (record && s->counts->quarantined)
        code = row_divided(&out, &quarantined, record, e);
    else
        row_plain(&out, "quarantined", s->counts->quarantined);
    if (s->counts->late)
        row_late(&out, s);
    row_plain(&out, "deadlines", s->counts->deadlines);
    if (code == 0 && record)
        code = parts_print(&out, record, e);
    row_speed(&out, s);
    if (code == 0 && out.failed)
        code = error_memory(e);
    if (code == 0)
        (void)fwrite(out.data, 1, out.size, stderr);
    buffer_release(&out);
    return code;
}
