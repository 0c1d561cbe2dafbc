/*
 * scenario.h: tests of a policy: messages at offsets from a start, and what the record must say at instants
 * and between them.
 *
 * A test file is YAML (docs/testing.md). Each test has a cell and a record of its own; its instants are the
 * file's, never the machine's. An expectation is a question to the views of the record (docs/record.md), so
 * that whatever the engine learns to record can be expected without a word here.
 */
#ifndef FUSION_SCENARIO_H
#define FUSION_SCENARIO_H

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/policy.h>

/* What the world lends to a test. */
struct scenario_host {
    /* The files of another policy, for `load`; owned by `arena`. `path` is as written, relative to the file
     * of the test. */
    int (*folder)(void *context, const char *path, struct arena *arena, struct policy_file **files,
                  size_t *count, struct error *e);
    /* A test has ended: its name (with the parties swapped, if they were), and what was not as expected, one
     * line a finding; empty when all was. */
    void (*ended)(void *context, const char *name, struct bytes findings);
    const char *record_path; /* where each test may keep its record; made anew for each, and removed */
    void *context;
};

/* Run the tests of one file against a policy. Negative: the file is no test file, or something failed that is
 * not the policy's. */
int scenario_run(const char *file, struct bytes text, const struct policy_file *files, size_t count,
                 const struct scenario_host *host, struct error *e) CHECKED;

#endif
