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

struct vocabulary;
struct in_force;
struct sent;

/* The run of one test. Functions that return int return 0 or negative, with *e filled. */
struct scenario {
    const char *file; /* of the test, for errors and findings */
    const struct scenario_host *host;
    const struct yaml_node *test;
    const struct policy_file *files; /* of the policy in force */
    size_t file_count;
    struct bytes swap[2];           /* the codes of two parties that are exchanged; empty: none */
    struct arena *arena;            /* lives as long as the test */
    const struct vocabulary *words; /* of the engine and of the policy; NULL: the test's were looked up */
    struct vocabulary *own;         /* what the test brings */
    struct in_force *policies;      /* from the last to the first; NULL: the words were looked up already */
    struct sent *sent;              /* the messages of the test, and its extent; NULL: the same */
    struct record *record;
    struct cell *cell;
    struct recorder *recorder;
    int64_t start_ms, now_ms;
    uint64_t lines;         /* given to the cell so far */
    struct buffer findings; /* what was not as expected, a line each */
    struct buffer faults;   /* of rules, that were expected: `ENTRY.K`, a line each */
    bool refused;           /* the host was told that something in the test is wrong */
    struct error *e;
};

/* say.c: an error in the test file itself, with what was found and what was expected. Returns ERROR_POLICY.
 */
int scenario_refuse(const struct scenario *s, struct yaml_mark at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Tell the host of the error that `code` stands for, where it is one of the test file: then 0 is returned, so
 * that the next fault is found too. Any other code is returned. */
int scenario_tell(struct scenario *s, int code) CHECKED;
/* Is every key of the mapping one of `keys` (NULL-terminated)? Else scenario_refuse_key. */
int scenario_check_keys(const struct scenario *s, const struct yaml_node *mapping,
                        const char *const *keys) CHECKED;
/* The error that the key of this node is none of `keys` (NULL-terminated), with the nearest. Returns
 * ERROR_POLICY. */
int scenario_refuse_key(const struct scenario *s, const struct yaml_node *key, const char *const *keys);
/* Something is not as expected: one line of `findings`, with the place of the expectation and the instant. */
void scenario_fail(struct scenario *s, struct yaml_mark at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* What is said of one that has not the form. */
#define OFFSET_FORM "a whole number and s, m, h or d, at most 100 years"
/* An offset from the start, `5m`, `-90s` or `0s`, as an instant; false: it has not the form. */
bool scenario_instant(const struct scenario *s, struct bytes text, int64_t *out_ms);

/* swap.c: a copy of `text` with the words `a` and `b` exchanged, in the arena; data NULL: no memory. */
struct bytes swap_words(struct arena *arena, struct bytes text, struct bytes a, struct bytes b);
bool swap_has_word(struct bytes text, struct bytes word); /* does it stand there, to be exchanged? */
/* Replace *files by a copy of the list in which policy.yaml has the two parties of s->swap exchanged. Rules
 * are left as they are: one that knows a party is what the exchange is to find. */
int scenario_swap_files(const struct scenario *s, const struct policy_file **files, size_t count) CHECKED;

/* start.c: make a cell and a recorder, with the policy in force and on what the record has. */
int scenario_start(struct scenario *s) CHECKED;
void scenario_stop(struct scenario *s); /* free both, also where they did not start */
/* Commit, and let another cell take over from the record. */
int scenario_restart(struct scenario *s) CHECKED;

/* test_form.c: check the parts of the test and its stimuli; its start is read into s->start_ms. */
int test_check(struct scenario *s) CHECKED;
/* walk.c: check and run the test, from its start to its end. */
int test_run(struct scenario *s) CHECKED;

/* stimulus.c: check the form of a stimulus; do it, at s->now_ms. */
int stimulus_check(struct scenario *s, const struct yaml_node *stimulus);
/* stimulus_words.c: look up the words of the message that a stimulus sends. */
int stimulus_words_check(const struct scenario *s, const struct yaml_node *stimulus) CHECKED;
/* stimulus_fields.c: the sort of a stimulus, by the key that only that one has; without any it is a message.
 */
enum stimulus_sort { STIMULUS_LINE, STIMULUS_LOAD, STIMULUS_RESTART, STIMULUS_CLOCK, STIMULUS_MESSAGE };
enum stimulus_sort stimulus_sort(const struct yaml_node *stimulus);
/* stimulus_fields.c: the message that a stimulus sends, its fields, for the length of the test; NULL: none,
 * or a line that is no message (and no memory: what is sent is always the stimulus itself). */
const struct yaml_node *stimulus_fields(const struct scenario *s, const struct yaml_node *stimulus);
extern const char *const taken_words[]; /* by enum line_outcome, for `taken` */
int taken_check(const struct scenario *s, const struct yaml_node *taken) CHECKED; /* NULL holds */
bool stimulus_is_unusual(const struct yaml_node *stimulus); /* it is to be anything but accepted */
bool stimulus_is_bad(const struct yaml_node *stimulus);     /* it is to be quarantined */
int stimulus_take(struct scenario *s, const struct yaml_node *stimulus) CHECKED;
/* Why the line of this number was quarantined: append its reason, and what was found. */
int fault_of_line(struct scenario *s, uint64_t line, struct buffer *out) CHECKED;
/* message_line.c: append the message that a stimulus is as one line of JSON; an id and a time are filled in.
 */
void message_line(const struct scenario *s, const struct yaml_node *stimulus, struct buffer *line);
#define MADE_ID_BYTES 32u /* of an id that is filled in, with its NUL */
/* The id of a message that has none: by its number among the lines, from 1. A view of `out`. */
struct bytes message_line_id(uint64_t number, char out[MADE_ID_BYTES]);

/* When an expectation is looked at. */
struct expected_span {
    int64_t from_ms, to_ms; /* INSTANT_LAST: at the end; the same twice: at that instant */
};
/* expect_span.c: read the span of an expectation. */
int expect_span_read(const struct scenario *s, const struct yaml_node *expectation,
                     struct expected_span *out) CHECKED;
/* expect_form.c: check the form of an expectation, and read its span. */
int expect_check(const struct scenario *s, const struct yaml_node *expectation,
                 struct expected_span *out) CHECKED;
/* expect.c: compare it with the record as it stands now; what is not as expected is a finding. */
int expect_look(struct scenario *s, const struct yaml_node *expectation,
                const struct expected_span *span) CHECKED;
/* expect_incidents.c: are the incidents there of which the expectation says what is not so? Not `at_end`:
 * when it has been looked at for the last time; `at_end`: those of which it says that they are not there. */
int expect_incidents(struct scenario *s, const struct yaml_node *expectation, bool at_end) CHECKED;
int stimulus_incidents(struct scenario *s, const struct yaml_node *stimulus) CHECKED; /* of `refs` */
/* expect.c: the same of `counts`: how many rows each view has. */
int expect_counts(struct scenario *s, const struct yaml_node *counts) CHECKED;

#endif
