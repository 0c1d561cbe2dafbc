/*
 * recorded_lines.h: the lines of a record, as a replay takes them: a way across to another Fusion, or another
 * policy.
 *
 * The log is read in order, as it stands when the reading begins, whatever semantics decided it. The line of
 * a message gets its `received` set to the instant at which it was taken; so does a quarantined object of a
 * `run`. Other quarantined lines go out as they came, to be quarantined again. A line that a replay cannot be
 * given, or would judge otherwise, is left out and named.
 */
#ifndef RERUN_RECORDED_LINES_H
#define RERUN_RECORDED_LINES_H

#include <fusion/record.h>

/* The record, what to do with its lines, and how many there were. */
struct recorded_lines {
    const char *path;
    /* A line to be written; without its newline. Negative ends the reading. */
    int (*print)(void *context, struct bytes line, bool is_json, struct error *e);
    /* An entry whose line is left out: what it is (its kind; of a quarantined line, the reason), and why. */
    void (*leave)(void *context, uint64_t entry, struct bytes what, const char *why);
    void (*progress)(void *context, uint64_t entry); /* after each entry */
    void *context;
    /* filled by recorded_lines_read: */
    uint64_t printed, left_out;
    bool lacks_message; /* one was left out: incidents behind it may have other numbers in a replay */
    uint64_t repeats;   /* lines that came again: a record only counts them */
};
/* 0; or negative: the record cannot be read, a signal came, or what `print` returned. */
int recorded_lines_read(struct recorded_lines *l, struct error *e) CHECKED;

#endif
