/*
 * test_run.h: one run of one test, and what the files of this room share.
 */
#ifndef SCENARIO_TEST_RUN_H
#define SCENARIO_TEST_RUN_H

#include <fusion/cell.h>
#include <fusion/instant.h>
#include <fusion/record.h>
#include <fusion/recorder.h>
#include <fusion/scenario.h>
#include <policy/yaml.h>

struct scenario {
    const char *file; /* of the test, for errors and findings */
    const struct scenario_host *host;
    const struct yaml_node *test;
    const struct policy_file *files; /* of the policy in force */
    size_t file_count;
    struct bytes swap[2]; /* parties that are exchanged; empty: none */
    struct arena *arena;  /* of the whole test */
    struct record *record;
    struct cell *cell;
    struct recorder *recorder;
    int64_t start_ms, now_ms;
    uint64_t lines;
    struct buffer findings;
    struct error *e;
};

/* An error in the test file itself: found, expected. Returns ERROR_POLICY. */
int scenario_refuse(const struct scenario *s, struct yaml_mark at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* say.c. Every key of the mapping is one of `keys`. */
int scenario_check_keys(const struct scenario *s, const struct yaml_node *mapping,
                        const char *const *keys) CHECKED;
/* The key of a mapping is none of `keys` (NULL-terminated). */
int scenario_refuse_key(const struct scenario *s, const struct yaml_node *key, const char *const *keys);
/* Something was not as expected: one line, with the place of the expectation and the instant. */
void scenario_fail(struct scenario *s, struct yaml_mark at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* An offset from the start, `5m`, `-90s` or `0s`, as an instant. */
bool scenario_instant(const struct scenario *s, struct bytes text, int64_t *out_ms);

/* swap.c: `text` with the words `a` and `b` exchanged, in the arena. */
struct bytes swap_words(struct arena *arena, struct bytes text, struct bytes a, struct bytes b);
/* The policy's files with the two exchanged in policy.yaml, whose zones have sides. Rules are left as they
 * are: one that knows a party is what the exchange is to find. */
int scenario_swap_files(const struct scenario *s, const struct policy_file **files, size_t count) CHECKED;

/* start.c: a cell and a recorder, on the record and the policy in force. */
int scenario_start(struct scenario *s) CHECKED;
void scenario_stop(struct scenario *s);
/* The cell ends, and another takes over from the record. */
int scenario_restart(struct scenario *s) CHECKED;

/* walk.c: the test from its start to its end; what was not as expected stands in `findings`. */
int test_run(struct scenario *s) CHECKED;

/* stimulus.c: what a stimulus is, and doing it. */
int stimulus_check(struct scenario *s, const struct yaml_node *stimulus);
int stimulus_take(struct scenario *s, const struct yaml_node *stimulus) CHECKED;
/* line.c: the fields of a stimulus as one line of JSON; an id and a time are filled in. */
void message_line(const struct scenario *s, const struct yaml_node *stimulus, struct buffer *line);

/* expect.c: when an expectation is looked at, and looking. */
struct expected_span {
    int64_t from_ms, to_ms; /* INSTANT_LAST: at the end; the same twice: at that instant */
};
int expect_check(const struct scenario *s, const struct yaml_node *expectation,
                 struct expected_span *out) CHECKED;
int expect_look(struct scenario *s, const struct yaml_node *expectation,
                const struct expected_span *span) CHECKED;
int expect_counts(struct scenario *s, const struct yaml_node *counts) CHECKED;

#endif
