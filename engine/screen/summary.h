/*
 * summary.h: what a replay did, on stderr, for the person who ran it.
 */
#ifndef SCREEN_SUMMARY_H
#define SCREEN_SUMMARY_H

#include <fusion/record.h>
#include <fusion/recorder.h>

struct summary {
    uint64_t inputs, blank;
    int64_t elapsed_ms;
    bool sorted;
    const struct recorder_counts *counts;
};

/* `record` NULL: the counts alone. */
int summary_print(const struct summary *s, struct record *record, struct error *e) CHECKED;
/* 1234567 as `1,234,567`. */
void summary_number(uint64_t n, char out[32]);

#endif
