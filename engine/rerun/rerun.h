/*
 * rerun.h: `fusion replay --from-record`: a record executed again from its inputs, entry by entry.
 */
#ifndef RERUN_RERUN_H
#define RERUN_RERUN_H

#include <cmd/options.h>

/* The exit status: 0 all bodies are equal, 1 the first that is not was told; or a negative code. */
int rerun_run(const struct options *o, struct error *e) CHECKED;

#endif
