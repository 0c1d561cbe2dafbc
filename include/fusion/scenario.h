/*
 * scenario.h: tests of a policy: stimuli (messages and the like) at offsets from a start, and what the record
 * must say at instants and between them.
 *
 * A test file is YAML (docs/testing.md). Each test has a cell and a record of its own; its instants are the
 * file's, never the machine's. An expectation is a question to the views of the record (docs/record.md), so
 * that a new column or view can be expected without a change here.
 */
#ifndef FUSION_SCENARIO_H
#define FUSION_SCENARIO_H

#include <fusion/arena.h>
#include <fusion/error.h>
#include <fusion/policy.h>
#include <fusion/record.h>

/* What the caller does for the tests. */
struct scenario_host {
    /* Read the files of another policy, for the stimulus `load`, into `arena`. `path` is as written, relative
     * to the file of the test. 0 or negative. */
    int (*folder)(void *context, const char *path, struct arena *arena, struct policy_file **files,
                  size_t *count, struct error *e);
    /* A test has ended. `name` says also which parties were swapped, if they were; `findings` is what was not
     * as expected, a line each; empty: the test passed. */
    void (*ended)(void *context, const char *name, struct bytes findings);
    /* Something in a test is wrong: it does not run, or not on. Told of each stimulus and each expectation
     * that is wrong. */
    void (*refused)(void *context, const struct error *e);
    struct record *record; /* of the test that runs: a scratch record, emptied before each; the caller's */
    void *context;
};

/* Run the tests of the file named `file` against a policy. 0, also where tests failed or were refused;
 * negative: it is no test file (ERROR_POLICY, with its place), or something failed that is no test's. */
int scenario_run(const char *file, struct bytes text, const struct policy_file *files, size_t count,
                 const struct scenario_host *host, struct error *e) CHECKED;

#endif
