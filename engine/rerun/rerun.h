/*
 * rerun.h: a record executed again from its inputs, entry by entry.
 */
#ifndef RERUN_RERUN_H
#define RERUN_RERUN_H

#include <fusion/error.h>

struct rerun_config {
    const char *from; /* the path of the record */
    const char *into; /* of a new one, which takes what is equal; NULL: it is only compared */
    bool quiet;       /* say nothing of what is equal, and show no progress */
};

/* The exit status: 0 all bodies are equal, 1 the first that is not was told on stderr; or a negative code.
 * A signal ends it, with an error. */
int rerun_run(const struct rerun_config *config, struct error *e) CHECKED;

#endif
