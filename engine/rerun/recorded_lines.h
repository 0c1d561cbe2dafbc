/*
 * recorded_lines.h: the lines of a record, as a replay takes them: a way across to another Fusion, or another
 * policy.
 *
 * Whatever semantics decided the record, its log is read in order, as it stands at the beginning. A message
 * says in `received` when it was taken. So does a quarantined object of a `run`; what else was quarantined
 * goes out as it came, and is quarantined again. What a replay cannot be given, or would judge otherwise, is
 * left out and named.
 */
#ifndef RERUN_RECORDED_LINES_H
#define RERUN_RECORDED_LINES_H

#include <fusion/record.h>

struct recorded_lines {
    const char *path;
    /* A line, its newline still to come. Negative ends the reading. */
    int (*print)(void *context, struct bytes line, bool is_json, struct error *e);
    /* What the entry is (its kind; of a quarantined line, the reason), and why its line is left out. */
    void (*leave)(void *context, uint64_t entry, struct bytes what, const char *why);
    void (*progress)(void *context, uint64_t entry);
    void *context;
    /* filled */
    uint64_t printed, left_out;
    uint64_t repeats; /* lines that came again: a record has their count, and no more */
};
int recorded_lines_read(struct recorded_lines *l, struct error *e) CHECKED;

#endif
