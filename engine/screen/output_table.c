/*
 * output_table.c: rows as a table. See screen/output_table.h.
 *
 * The first rows are kept, so that columns are as wide as they need to be; the rest follows in those widths.
 * On a terminal the widest columns give way until a row fits, and what does not fit ends in an ellipsis;
 * where that is not enough, the last columns are left out (the other formats have them all).
 */
#include "output_table.h"

#include "display.h"
#include <fusion/limits.h>

#include <stdlib.h>
#include <string.h>

#define COLUMN_GAP   2u /* spaces between columns */
#define COLUMN_LEAST 8u /* no column becomes narrower to make a row fit */

/* A cell of a row that is kept: a part of the text of all. */
struct cell {
    size_t at, size, width;
    bool number;
};

struct output_table {
    FILE *to;
    const char *const *names;
    size_t count, shown;   /* columns; how many of them fit, from the first */
    size_t terminal_width; /* 0: no terminal */
    bool coloured, measured, failed;
    struct buffer text, line; /* the cells' texts; the row being written */
    struct cell *cells;       /* TABLE_ROWS_MEASURED rows of `count` */
    size_t rows;
    size_t *widths;
};

/* Words in colour, for the eye of a duty officer: column, word, attribute of SGR (ECMA-48). */
static const struct {
    const char *column, *word, *attribute;
} emphasis[] = {
    {"urgency", "urgent", "1;31"}, {"urgency", "life-threat", "1;31"}, {"state", "overdue", "1;31"},
    {"state", "held", "33"},       {"state", "closed", "2"},           {"state", "met", "32"},
    {"state", "met-late", "33"},   {"state", "cancelled", "2"},
};

struct output_table *output_table_new(FILE *to, const char *const *names, size_t count) {
    struct output_table *t = calloc(1, sizeof *t);
    if (!t)
        return NULL;
    *t = (struct output_table){.to = to, .names = names, .count = count, .shown = count};
    t->terminal_width = output_terminal_width(to);
    t->coloured = output_is_coloured(to);
    t->cells = calloc(TABLE_ROWS_MEASURED * count, sizeof *t->cells);
    t->widths = calloc(count, sizeof *t->widths);
    if (t->cells && t->widths)
        return t;
    free(t->cells);
    free(t->widths);
    free(t);
    return NULL;
}

static void line_flush(struct output_table *t) {
    while (t->line.size > 0 && t->line.data[t->line.size - 1] == ' ')
        t->line.size--;
    buffer_append_char(&t->line, '\n');
    if (t->line.failed || output_bytes(t->to, buffer_bytes(&t->line), NULL) < 0)
        t->failed = true;
    buffer_clear(&t->line);
}

static void pad(struct output_table *t, size_t width, size_t wanted) {
    for (; width < wanted; width++)
        buffer_append_char(&t->line, ' ');
}

static const char *attribute_of(const struct output_table *t, size_t column, struct bytes text) {
    for (size_t i = 0; t->coloured && i < sizeof emphasis / sizeof *emphasis; i++)
        if (strcmp(emphasis[i].column, t->names[column]) == 0 && bytes_is(text, emphasis[i].word))
            return emphasis[i].attribute;
    return NULL;
}

static void cell_print(struct output_table *t, size_t column, struct bytes text, bool number) {
    struct buffer shown = BUFFER_EMPTY;
    size_t most = t->terminal_width ? t->widths[column] : SIZE_MAX;
    size_t width = display_clean(text, most, &shown);
    const char *attribute = attribute_of(t, column, text);
    if (number)
        pad(t, width, t->widths[column]);
    if (attribute)
        buffer_append_format(&t->line, "\033[%sm", attribute);
    buffer_append(&t->line, buffer_bytes(&shown));
    if (attribute)
        buffer_append_text(&t->line, "\033[0m");
    if (!number)
        pad(t, width, t->widths[column]);
    if (column + 1 < t->shown)
        buffer_append_text(&t->line, "  ");
    t->failed = t->failed || shown.failed;
    buffer_release(&shown);
}

static void heading_print(struct output_table *t) {
    if (t->coloured)
        buffer_append_text(&t->line, "\033[1m");
    for (size_t i = 0; i < t->shown; i++)
        cell_print(t, i, bytes_of(t->names[i]), false);
    if (t->coloured)
        buffer_append_text(&t->line, "\033[0m");
    line_flush(t);
}

/* Does the column keep its width? Half an instant or half an id is worse than none. */
static bool column_is_firm(const char *name) {
    struct bytes b = bytes_of(name);
    return bytes_is(b, "at") || bytes_is(b, "incident") || bytes_is(b, "entry") ||
           bytes_ends(b, BYTES("_at"));
}

/* Narrow the widest of the first t->shown columns, again and again, until a row fits; false: it cannot be
 * made to. */
static bool widths_fit(struct output_table *t) {
    size_t total = COLUMN_GAP * (t->shown - 1);
    for (size_t i = 0; i < t->shown; i++)
        total += t->widths[i];
    for (; total > t->terminal_width; total--) {
        size_t widest = t->shown;
        for (size_t i = 0; i < t->shown; i++)
            if (t->widths[i] > COLUMN_LEAST && !column_is_firm(t->names[i]) &&
                (widest == t->shown || t->widths[i] > t->widths[widest]))
                widest = i;
        if (widest == t->shown)
            return false;
        t->widths[widest]--;
    }
    return true;
}

/* Make each column as wide as the rows kept so far need. */
static void widths_measure(struct output_table *t) {
    for (size_t i = 0; i < t->count; i++)
        t->widths[i] = strlen(t->names[i]);
    for (size_t k = 0; k < t->rows * t->count; k++)
        if (t->cells[k].width > t->widths[k % t->count])
            t->widths[k % t->count] = t->cells[k].width;
}

/* Fix the widths by the rows kept so far, and write these. */
static void table_measure(struct output_table *t) {
    widths_measure(t);
    while (t->terminal_width && !widths_fit(t) && t->shown > 1) {
        t->shown--;
        widths_measure(t);
    }
    t->measured = true;
    heading_print(t);
    for (size_t row = 0; row < t->rows; row++) {
        for (size_t i = 0; i < t->shown; i++) {
            const struct cell *c = &t->cells[row * t->count + i];
            cell_print(t, i, bytes_slice(buffer_bytes(&t->text), c->at, c->at + c->size), c->number);
        }
        line_flush(t);
    }
    buffer_release(&t->text);
}

static bool is_number(char type) {
    return type == 'i' || type == 'r';
}

void output_table_row(struct output_table *t, const struct bytes *values, const char *types) {
    if (!t->measured && t->rows == TABLE_ROWS_MEASURED)
        table_measure(t);
    for (size_t i = 0; i < t->count; i++) {
        if (t->measured && i >= t->shown)
            break;
        if (t->measured) {
            cell_print(t, i, values[i], is_number(types[i]));
            continue;
        }
        struct cell *c = &t->cells[t->rows * t->count + i];
        c->at = t->text.size;
        c->width = display_clean(values[i], SIZE_MAX, &t->text);
        c->size = t->text.size - c->at;
        c->number = is_number(types[i]);
    }
    if (t->measured)
        line_flush(t);
    else
        t->rows++;
}

bool output_table_end(struct output_table *t) {
    if (!t->measured && t->rows > 0 && !t->text.failed)
        table_measure(t);
    bool fine = !t->failed && !t->text.failed;
    buffer_release(&t->text);
    buffer_release(&t->line);
    free(t->cells);
    free(t->widths);
    free(t);
    return fine;
}
