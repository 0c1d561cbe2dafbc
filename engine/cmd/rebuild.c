/* rebuild.c: `fusion rebuild`: the tables that a record derives from its entries, made anew from them; and
 * the laws. */
#include "commands.h"

#include <fusion/record.h>
#include <screen/display.h>
#include <screen/progress.h>
#include <screen/summary.h>

#include <stdio.h>

static void progress_take(void *context, uint64_t n, uint64_t all) {
    progress_draw(context, n, all, n);
}

/* Print what was found of each table; returns how many rows differed. */
static uint64_t tell(const struct options *o, const struct rebuild *b) {
    char number[32];
    uint64_t differed = 0;
    summary_number(b->entries, number);
    if (!option_given(o, OPTION_QUIET))
        (void)fprintf(stderr, "%-12s %12s   read\n", "entries", number);
    for (size_t i = 0; i < PROJECTIONS; i++) {
        const struct projection_found *f = &b->found[i];
        struct buffer line = BUFFER_EMPTY;
        differed += f->differed;
        summary_number(f->rows, number);
        buffer_append_format(&line, "%-12s %12s   ", f->table, number);
        summary_number(f->differed, number);
        if (f->differed)
            buffer_append_format(&line, "%s %s, the first is %s", number,
                                 b->write          ? "differed and were put right"
                                 : f->differed > 1 ? "differ"
                                                   : "differs",
                                 f->first);
        else
            buffer_append_text(&line, "none differed");
        if (f->differed || !option_given(o, OPTION_QUIET))
            display_line(stderr, "%.*s", (int)line.size, line.size ? line.data : "");
        buffer_release(&line);
    }
    return differed;
}

static int broken_take(void *context, const char *law, struct bytes place, struct bytes found) {
    uint64_t *broken = context;
    ++*broken;
    display_line(stderr, "fusion rebuild: %.*s: %.*s, against the law that %s", (int)place.size, place.data,
                 (int)found.size, found.data, law);
    return 0;
}

/* Ask the laws: what breaks one stands in the entries, and cannot be put right by deriving anew. */
static int laws_tell(const struct options *o, struct record *r, uint64_t *broken, struct error *e) {
    int code = record_laws_ask(r, broken_take, broken, e);
    if (code == 0 && !*broken && !option_given(o, OPTION_QUIET))
        (void)fprintf(stderr, "%-12s %12u   hold\n", "laws", record_laws_count());
    return code;
}

static int rebuild_run(const struct options *o, struct error *e) {
    struct record *r = NULL;
    struct progress progress = progress_begin("entries", option_given(o, OPTION_QUIET));
    struct rebuild b = {
        .write = !option_given(o, OPTION_CHECK), .progress = progress_take, .context = &progress};
    uint64_t differed = 0, broken = 0;
    int code = record_open(options_record(o), RECORD_MEND, &r, e);
    code = code ? code : record_rebuild(r, &b, e);
    (void)progress_end(&progress);
    if (code == 0)
        differed = tell(o, &b);
    code = code ? code : laws_tell(o, r, &broken, e);
    record_close(r);
    return code ? code : broken || (differed && !b.write);
}

const struct command command_rebuild = {
    .name = "rebuild",
    .summary = "make anew, from its entries, what a record derives from them",
    .operands = "",
    .about =
        "Folds the entries of the record of -d into its tables `documents` and `touched` again, and "
        "puts right\n"
        "each row that is not as it should be, in one transaction. Entries, lines, sources, repeats and "
        "what\n"
        "was emitted are not touched. --check only looks: exit 1 when a row differs. Then the laws of every\n"
        "record are asked: states that are possible, actions that have a cause, clocks that fire once, sums\n"
        "that are right. What breaks one is told, and exits 1.",
    COMMAND_OPTIONS(OPTION_CHECK),
    .run = rebuild_run,
};
