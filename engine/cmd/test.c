/* test.c: `fusion test`: the tests of a policy. */
#include "commands.h"

#include <fusion/limits.h>
#include <fusion/ports.h>
#include <fusion/scenario.h>
#include <live/policy_source.h>
#include <screen/display.h>

#include <glob.h>
#include <stdio.h>
#include <string.h>

struct tests {
    const char *file;             /* the tests of which run now */
    size_t passed, failed, wrong; /* wrong: faults of the test files themselves */
    int unread;                   /* the error of the first file that is none of tests; 0: all are */
    bool verbose;
};

/* Read a policy that a test loads: its path is relative to the folder of the test's file. */
static int folder_beside(void *context, const char *path, struct arena *arena, struct policy_file **files,
                         size_t *count, struct error *e) {
    const struct tests *t = context;
    const char *slash = path[0] == '/' ? NULL : strrchr(t->file, '/');
    char whole[4096];
    (void)snprintf(whole, sizeof whole, "%.*s%s", slash ? (int)(slash - t->file + 1) : 0, t->file, path);
    return folder_read(whole, arena, files, count, e);
}

static void test_ended(void *context, const char *name, struct bytes findings) {
    struct tests *t = context;
    bool passed = findings.size == 0;
    t->passed += passed;
    t->failed += !passed;
    if (passed && !t->verbose)
        return;
    display_line(stdout, "%s %s", passed ? "ok    " : "failed", name);
    while (findings.size) {
        struct bytes line = bytes_split(&findings, '\n');
        if (line.size)
            display_line(stdout, "  %.*s", (int)line.size, line.data);
    }
}

/* Said as main.c says what ends the command. */
static void test_refused(void *context, const struct error *e) {
    struct tests *t = context;
    struct buffer text = BUFFER_EMPTY;
    t->wrong++;
    error_print(e, &text);
    (void)fflush(stdout);
    display_line(stderr, "fusion test: %.*s", (int)text.size, text.size ? text.data : "");
    buffer_release(&text);
}

/* How many of which; wrong ones only where there are some. */
static void tests_count(const struct tests *t) {
    (void)printf("%zu passed, %zu failed", t->passed, t->failed);
    if (t->wrong)
        (void)printf(", %zu wrong in the test files", t->wrong);
    (void)printf("\n");
}

/* The exit status: what is wrong in a test file weighs more than what failed. */
static int tests_status(const struct tests *t) {
    return t->unread  ? error_exit_status(t->unread)
           : t->wrong ? error_exit_status(ERROR_POLICY)
                      : t->failed > 0;
}

/* A file that is none of tests is told, and the others are run all the same. */
static int file_tell(struct tests *t, int code, const struct error *e) {
    if (code != ERROR_INPUT && code != ERROR_LIMIT && code != ERROR_POLICY)
        return code;
    t->unread = t->unread ? t->unread : code;
    test_refused(t, e);
    return 0;
}

static int file_run(struct tests *t, const char *path, const struct policy_source *policy,
                    const struct scenario_host *host, struct error *e) {
    struct arena arena = ARENA_EMPTY;
    struct bytes text;
    t->file = strcmp(path, "-") == 0 ? "stdin" : path;
    int code = file_read(path, YAML_BYTES_MAX, &arena, &text, e);
    code = code ? code : scenario_run(t->file, text, policy->files, policy->count, host, e);
    arena_release(&arena);
    return file_tell(t, code, e);
}

/* Run the files named, else those in tests/ of the policy. */
static int tests_run(const struct options *o, struct tests *t, const struct policy_source *policy,
                     const struct scenario_host *host, struct error *e) {
    int code = 0;
    char pattern[4096];
    glob_t found = {0};
    (void)snprintf(pattern, sizeof pattern, "%s/tests/*.yaml", options_policy(o));
    if (o->operand_count == 0 && glob(pattern, 0, NULL, &found) != 0)
        code =
            error_set(e, ERROR_USAGE, "found no tests in %s, expected files to be named or there", pattern);
    for (size_t i = 0; code == 0 && i < found.gl_pathc; i++)
        code = file_run(t, found.gl_pathv[i], policy, host, e);
    for (size_t i = 0; code == 0 && i < o->operand_count; i++)
        code = file_run(t, o->operands[i], policy, host, e);
    globfree(&found);
    return code;
}

static int test_run(const struct options *o, struct error *e) {
    struct policy_source policy;
    struct tests t = {.verbose = option_given(o, OPTION_VERBOSE)};
    struct scenario_host host = {folder_beside, test_ended, test_refused, NULL, &t};
    int code = policy_source_read(options_policy(o), &policy, e);
    code = code ? code : policy_source_check(&policy, NULL, e);
    code = code ? code : record_scratch(&host.record, e);
    code = code ? code : tests_run(o, &t, &policy, &host, e);
    record_close(host.record);
    policy_source_release(&policy);
    if (code == 0 && !option_given(o, OPTION_QUIET))
        tests_count(&t);
    return code < 0 ? code : tests_status(&t);
}

const struct command command_test = {
    .name = "test",
    .summary = "the tests of a policy: messages at offsets, and what must follow",
    .operands = "[FILE...]",
    .about =
        "Runs the tests in FILE, or all in tests/ of the policy, each in a cell and a record of its own.\n"
        "Says which failed and how, and how many passed. Exit status 1 when one failed, 2 when a test file\n"
        "is wrong, 3 when one cannot be read; each place that is wrong is told, and all other tests run.",
    COMMAND_OPTIONS(),
    .operands_most = 1024,
    .run = test_run,
};
