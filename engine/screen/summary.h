/*
 * summary.h: what a replay did, on stderr, for the person who ran it.
 */
#ifndef SCREEN_SUMMARY_H
#define SCREEN_SUMMARY_H

#include <fusion/record.h>
#include <fusion/recorder.h>

/* What the replay itself knows. */
struct summary {
    uint64_t inputs, blank; /* files; blank lines left out */
    int64_t elapsed_ms;     /* of the machine */
    bool sorted;            /* were the lines sorted by time? */
    const struct recorder_counts *counts;
};

/* Print it, with what is asked of the record; `record` NULL: without. Negative: the record cannot be read, or
 * no memory. */
int summary_print(const struct summary *s, struct record *record, struct error *e) CHECKED;
/* Write a number with commas between thousands: `1,234,567`. */
void summary_number(uint64_t n, char out[32]);

#endif
