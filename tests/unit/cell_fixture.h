/* cell_fixture.h: a cell, a record and the recorder between them, with every body kept for the test to read.
 */
#ifndef TESTS_CELL_FIXTURE_H
#define TESTS_CELL_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <fusion/cell.h>
#include <fusion/ports.h>
#include <fusion/record.h>
#include <fusion/recorder.h>

#include "json_text.h"
#include "scratch.h"

#define BODIES_MAX 4096

struct fixture {
    struct store store; /* first: in front of the record, to keep the bodies */
    struct store *kept;
    struct record *record;
    char folder[SCRATCH_BYTES];
    struct cell *cell;
    struct recorder *recorder;
    struct arena arena;
    struct policy_file *files;
    size_t file_count;
    char *bodies[BODIES_MAX];
    size_t count;
    uint64_t lines;
    int64_t live_ms; /* INSTANT_NONE: history */
    struct frame_done done;
    size_t asked;        /* recalls that were answered */
    size_t entries_left; /* that the store takes; then it is cut off */
    bool is_cut;
    void (*waiting)(struct fixture *f); /* unless NULL: called while the cell waits for an answer */
};

static int keep_append(struct store *s, const struct frame_entry *entry, struct bytes salt,
                       struct bytes payload, struct error *e) {
    struct fixture *f = (struct fixture *)s;
    assert_true(f->count < BODIES_MAX);
    f->is_cut |= f->entries_left-- == 0;
    if (f->is_cut)
        return error_set(e, ERROR_SYSTEM, "cut off");
    f->bodies[f->count++] = strndup(entry->body.data, entry->body.size);
    return f->kept->calls->append(f->kept, entry, salt, payload, e);
}
static int keep_repeat(struct store *s, uint64_t n, struct error *e) {
    struct fixture *f = (struct fixture *)s;
    return f->kept->calls->repeat(f->kept, n, e);
}
static int keep_recall(struct store *s, const struct frame_recall *asked, struct buffer *answer,
                       struct error *e) {
    struct fixture *f = (struct fixture *)s;
    f->asked++;
    if (f->waiting)
        f->waiting(f);
    return f->kept->calls->recall(f->kept, asked, answer, e);
}
static int keep_commit(struct store *s, struct error *e) {
    struct fixture *f = (struct fixture *)s;
    return f->kept->calls->commit(f->kept, e);
}
static int keep_head(struct store *s, struct buffer *out, struct error *e) {
    struct fixture *f = (struct fixture *)s;
    return f->kept->calls->restore_head(f->kept, out, e);
}
static int keep_state(struct store *s, int64_t history_ms,
                      int (*take)(void *context, struct bytes frames, struct error *e), void *context,
                      struct error *e) {
    struct fixture *f = (struct fixture *)s;
    return f->kept->calls->restore_state(f->kept, history_ms, take, context, e);
}
static const struct store_calls keep_calls = {keep_append, keep_repeat, keep_recall,
                                              keep_commit, keep_head,   keep_state};

/* A cell takes over from the store: 0, or what kept it from that. */
static int fixture_begin(struct fixture *f, struct error *e) {
    f->cell = cell_new();
    assert_non_null(f->cell);
    assert_int_equal(recorder_new((struct link){cell_feed, f->cell}, &f->recorder, e), 0);
    int code = recorder_policy(f->recorder, f->files, f->file_count, f->live_ms, e);
    return code ? code : recorder_begin(f->recorder, &f->store, e);
}

static void fixture_start(struct fixture *f) {
    struct error e = ERROR_EMPTY;
    if (fixture_begin(f, &e) != 0)
        fail_msg("%s:%d: %s", e.file, e.line, e.text);
}

static void fixture_stop(struct fixture *f) {
    recorder_free(f->recorder);
    cell_free(f->cell);
}

/* One more file of rules for the policy. */
static inline void fixture_rules(struct fixture *f, const char *rules) {
    struct policy_file *files = arena_array(&f->arena, f->file_count + 1, sizeof *files);
    assert_non_null(files);
    memcpy(files, f->files, f->file_count * sizeof *files);
    files[f->file_count++] = (struct policy_file){BYTES("99-test.lua"), bytes_of(rules)};
    f->files = files;
}

/* The policy in the folder, to be changed before fixture_launch. */
static inline void fixture_read(struct fixture *f, const char *folder, int64_t live_ms) {
    struct error e = ERROR_EMPTY;
    *f = (struct fixture){.store = {&keep_calls}, .live_ms = live_ms, .entries_left = SIZE_MAX};
    assert_int_equal(folder_read(folder, &f->arena, &f->files, &f->file_count, &e), 0);
}

/* In policy.yaml `was`, which stands there once, becomes `is`. */
static inline void fixture_policy(struct fixture *f, const char *was, const char *is) {
    for (size_t n = 0; n < f->file_count; n++) {
        struct bytes text = f->files[n].content;
        if (!bytes_is(f->files[n].name, "policy.yaml"))
            continue;
        const char *at = memmem(text.data, text.size, was, strlen(was));
        assert_non_null(at);
        size_t before = (size_t)(at - text.data), behind = text.size - before - strlen(was);
        size_t size = before + strlen(is) + behind;
        char *changed = arena_alloc(&f->arena, size + 1);
        assert_non_null(changed);
        (void)snprintf(changed, size + 1, "%.*s%s%.*s", (int)before, text.data, is, (int)behind,
                       at + strlen(was));
        f->files[n].content = (struct bytes){changed, size};
    }
}

/* Its record. */
static inline void fixture_store(struct fixture *f) {
    struct error e = ERROR_EMPTY;
    char path[SCRATCH_PATH_BYTES];
    scratch_folder(f->folder);
    (void)snprintf(path, sizeof path, "%s/r.db", f->folder);
    if (record_open(path, RECORD_CREATE, &f->record, &e) != 0)
        fail_msg("%s", e.text);
    f->kept = record_store(f->record);
}

/* Its record and its cell. */
static inline void fixture_launch(struct fixture *f) {
    fixture_store(f);
    fixture_start(f);
}

/* All but the cell: fixture_start. `rules`: more of them than the policy in the folder has; NULL: none. */
static inline void fixture_make(struct fixture *f, const char *folder, const char *rules, int64_t live_ms) {
    fixture_read(f, folder, live_ms);
    if (rules)
        fixture_rules(f, rules);
    fixture_store(f);
}

static inline void fixture_open_with(struct fixture *f, const char *folder, const char *rules,
                                     int64_t live_ms) {
    fixture_make(f, folder, rules, live_ms);
    fixture_start(f);
}

static inline void fixture_open(struct fixture *f, const char *folder, int64_t live_ms) {
    fixture_open_with(f, folder, NULL, live_ms);
}

static inline void fixture_close(struct fixture *f) {
    fixture_stop(f);
    record_close(f->record);
    static const char *const names[] = {"r.db", "r.db-wal", "r.db-shm", "r.db-holder"};
    for (size_t n = 0; n < 4; n++) {
        char path[SCRATCH_PATH_BYTES];
        (void)snprintf(path, sizeof path, "%s/%s", f->folder, names[n]);
        (void)unlink(path);
    }
    (void)rmdir(f->folder);
    arena_release(&f->arena);
    for (size_t n = 0; n < f->count; n++)
        free(f->bodies[n]);
}

/* The cell ends and another takes over from the store. */
static inline void fixture_restart(struct fixture *f) {
    fixture_stop(f);
    fixture_start(f);
}

static inline enum line_outcome say_frame(struct fixture *f, struct frame_line l) {
    struct error e = ERROR_EMPTY;
    l.instant_ms = f->live_ms;
    l.number = ++f->lines;
    memset(l.salt, (int)(f->lines & 0xff), sizeof l.salt);
    if (recorder_line(f->recorder, &l, &f->done, &e) != 0)
        fail_msg("%s", e.text);
    return (enum line_outcome)f->done.outcome;
}

/* A line, in which ' stands for ". */
static inline enum line_outcome say(struct fixture *f, const char *text) {
    char *line = json_quoted(text);
    enum line_outcome outcome = say_frame(
        f, (struct frame_line){.condition = LINE_WHOLE, .size = strlen(line), .bytes = bytes_of(line)});
    free(line);
    return outcome;
}

static inline void move_to(struct fixture *f, const char *instant) {
    int64_t at_ms;
    struct error e = ERROR_EMPTY;
    assert_true(instant_parse(bytes_of(instant), &at_ms));
    if (f->live_ms != INSTANT_NONE)
        f->live_ms = at_ms;
    assert_int_equal(recorder_tick(f->recorder, at_ms, &e), 0);
}

static inline void drain(struct fixture *f) {
    struct error e = ERROR_EMPTY;
    assert_int_equal(recorder_tick(f->recorder, INSTANT_LAST, &e), 0);
}

/* The value at a path of member names and places (`changes.I-1.cases.0.rung`) of body n from the end (0: the
 * last), as text; "" where there is nothing. In a buffer that the next call reuses. */
static inline const char *at(struct fixture *f, size_t from_end, const char *path) {
    static char text[4096];
    struct arena arena = ARENA_EMPTY;
    const struct json *node = NULL;
    struct json_fault fault;
    text[0] = '\0';
    assert_true(from_end < f->count);
    const char *body = f->bodies[f->count - 1 - from_end];
    assert_int_equal(json_parse(&arena, bytes_of(body), &json_limits_own, &node, &fault), 0);
    struct bytes rest = bytes_of(path);
    while (rest.size && node) {
        struct bytes part = bytes_split(&rest, '.');
        int64_t place = -1;
        const struct json *child = node->child;
        if (node->type == JSON_ARRAY && bytes_to_unsigned(part, 1000, &place))
            for (; child && place; place--)
                child = child->next;
        else
            while (child && !bytes_equal(child->key, part))
                child = child->next;
        node = child;
    }
    if (node && (node->type == JSON_STRING || node->type == JSON_NUMBER))
        (void)snprintf(text, sizeof text, "%.*s", (int)node->text.size, node->text.data);
    else if (node)
        (void)snprintf(text, sizeof text, "%s", json_type_name(node->type));
    arena_release(&arena);
    return text;
}

/* Whom body n from the end tells what: `escalate SYR/head, notify USA/supervisor`. */
static inline const char *told(struct fixture *f, size_t from_end) {
    static char all[4096];
    char path[SCRATCH_PATH_BYTES], verb[64];
    all[0] = '\0';
    for (int n = 0;; n++) {
        (void)snprintf(path, sizeof path, "actions.%d.verb", n);
        (void)snprintf(verb, sizeof verb, "%s", at(f, from_end, path));
        if (!verb[0])
            return all;
        for (int m = 0;; m++) {
            size_t used = strlen(all);
            (void)snprintf(path, sizeof path, "actions.%d.to.%d", n, m);
            const char *to = at(f, from_end, path);
            if (!to[0])
                break;
            (void)snprintf(all + used, sizeof all - used, "%s%s %s", used ? ", " : "", verb, to);
        }
    }
}

/* Does the last body tell anybody this, as a reason or a part of one? */
static inline bool says(struct fixture *f, const char *because) {
    char path[64];
    for (int n = 0;; n++) {
        (void)snprintf(path, sizeof path, "actions.%d.verb", n);
        if (!at(f, 0, path)[0])
            return false;
        (void)snprintf(path, sizeof path, "actions.%d.because", n);
        if (strstr(at(f, 0, path), because))
            return true;
    }
}

/* Rules that hear of what messages and clocks did, and propose nothing. */
#define HEARS                                                                                                \
    "for _, event in ipairs({ 'update', 'fused', 'contested', 'overdue', 'answered', 'position',\n"          \
    "    'dispute', 'meeting', 'finding', 'closed', 'reopened' }) do\n"                                      \
    "  rule('heard.' .. event) { on = event, propose = {}, because = 'heard' }\n"                            \
    "end\n"

/* How often they heard of an event by the last body. */
static inline unsigned heard(struct fixture *f, const char *event) {
    char path[64];
    for (unsigned n = 0, times = 0;; n++) {
        (void)snprintf(path, sizeof path, "rules.%u.rule", n);
        const char *rule = at(f, 0, path);
        if (!rule[0])
            return times;
        times += strncmp(rule, "heard.", 6) == 0 && strcmp(rule + 6, event) == 0;
    }
}

/* A message of `type` about `refs`, and a report that alleges ISR, at a minute past ten. */
#define ABOUT(id, type, from, minute, refs, more)                                                            \
    say(&f, "{'id':'" id "','type':'" type "','from':'" from "','time':'2026-03-26T10:" minute               \
            ":00Z','refs':[" refs "]" more "}")
#define REPORT(id, from, minute, kind, more)                                                                 \
    say(&f, "{'id':'" id "','from':'" from "','time':'2026-03-26T10:" minute ":00Z','kind':'" kind           \
            "','actors':[{'party':'ISR','role':'actor'}]" more "}")

#endif
