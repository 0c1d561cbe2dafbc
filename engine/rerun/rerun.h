/*
 * rerun.h: a record executed again from its inputs, and each entry compared with the one that stands in it.
 */
#ifndef RERUN_RERUN_H
#define RERUN_RERUN_H

#include <fusion/error.h>

/* What to execute, and what to keep of it. */
struct rerun_config {
    const char *from; /* the path of the record */
    const char *into; /* path of a new record, which takes the entries that are equal; NULL: only compare */
    bool quiet;       /* no summary and no progress on stderr */
};

/* The exit status: 0, all entries are equal; 1, stderr tells of the first that is not. Or negative: an error,
 * also that a signal came. */
int rerun_run(const struct rerun_config *config, struct error *e) CHECKED;

#endif
