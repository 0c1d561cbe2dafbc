/*
 * test_streams.c: seeded streams of messages under the shipped policy: a cell that is restarted on the way
 * writes the same entries, no law is broken, what a record derives from its entries is what they make, and
 * with two parties exchanged in every line the decisions are the same, exchanged.
 */
#include "cell_fixture.h"
#include "message_stream.h"

#include <record/query.h>

#define CELL_STREAM 96

static stream_line lines[CELL_STREAM], swapped[CELL_STREAM];
static struct said said[CELL_STREAM];
static uint32_t broken;

static int law_broken(void *context, const char *law, struct bytes place, struct bytes found) {
    print_message("seed %u: %s: %.*s: %.*s\n", *(uint32_t *)context, law, (int)place.size, place.data,
                  (int)found.size, found.data);
    broken++;
    return 0;
}

/* What else must hold, and is no law of records that are written by hand. */
static const char *const questions[] = {
    "SELECT 'I-' || d.id, 'more reports stand in it than it counts: ' || coalesce(d.document ->> "
    "'$.reports', 0)"
    " FROM documents d WHERE d.document ->> '$.into' IS NULL AND coalesce(d.document ->> '$.reports', 0) <"
    " (SELECT count(*) FROM json_each(d.document, '$.statements') s WHERE s.value ->> '$.moved_to' IS NULL"
    "  AND s.value ->> '$.withdrawn' IS NULL AND s.value ->> '$.update' IS NULL)",
};

static int answer_take(void *context, const struct row *row) {
    return law_broken(context, "asked", row->values[0], row->values[1]);
}

static void record_check(struct fixture *f, uint32_t from) {
    struct error e = ERROR_EMPTY;
    struct rebuild b = {.write = false};
    assert_int_equal(recorder_commit(f->recorder, &e), 0);
    if (record_laws_ask(f->record, law_broken, &from, &e) != 0)
        fail_msg("seed %u: %s", from, e.text);
    for (size_t n = 0; n < sizeof questions / sizeof *questions; n++)
        if (record_query(f->record, questions[n], NULL, 0, answer_take, &from, &e) != 0)
            fail_msg("seed %u: %s", from, e.text);
    if (record_rebuild(f->record, &b, &e) != 0)
        fail_msg("seed %u: %s", from, e.text);
    for (size_t n = 0; n < PROJECTIONS; n++)
        if (b.found[n].differed) {
            print_message("seed %u: rebuild: %s %s\n", from, b.found[n].table, b.found[n].first);
            broken++;
        }
}

static void stream_say(struct fixture *f, stream_line *stream, uint32_t every, uint32_t first) {
    for (uint32_t n = 0; n < CELL_STREAM; n++) {
        if (every && n % every == first)
            fixture_restart(f);
        say(f, stream[n]);
    }
    drain(f);
}

/* ---- exchanged ---- */

static void exchange(char *text, size_t size) {
    for (size_t n = 0; n + 3 <= size; n++) {
        bool isr = !memcmp(text + n, "ISR", 3), syr = !memcmp(text + n, "SYR", 3);
        if (isr || syr)
            memcpy(text + n, isr ? "SYR" : "ISR", 3);
    }
}

/* Without what commits to the bytes of the line. */
static void body_bare(char *body) {
    char *line = strstr(body, "\"line\":\"");
    if (line)
        memset(line + 8, 'x', 64);
    char *sha = strstr(body, "\"sha256\":\"");
    if (sha)
        memset(sha + 10, 'x', 64);
}

static void swapped_open(struct fixture *f) {
    struct error e = ERROR_EMPTY;
    fixture_open(f, "rules", INSTANT_NONE);
    fixture_stop(f);
    for (size_t n = 0; n < f->file_count; n++) {
        struct policy_file *file = &f->files[n];
        if (!bytes_is(file->name, "policy.yaml"))
            continue;
        file->content = arena_copy(&f->arena, file->content);
        exchange((char *)(uintptr_t)file->content.data, file->content.size);
    }
    (void)e;
    fixture_start(f);
}

static void compare(const struct fixture *a, const struct fixture *b, const char *what, uint32_t from) {
    for (size_t n = 0; n < a->count && n < b->count; n++)
        if (strcmp(a->bodies[n], b->bodies[n]) != 0) {
            print_message("seed %u, %s, entry %zu:\n%s\n%s\n", from, what, n + 1, a->bodies[n], b->bodies[n]);
            broken++;
            return;
        }
    if (a->count != b->count) {
        print_message("seed %u, %s: %zu and %zu entries\n", from, what, a->count, b->count);
        broken++;
    }
}

static void swap_check(struct fixture *whole, uint32_t from) {
    static struct fixture other;
    memcpy(swapped, lines, sizeof lines);
    for (uint32_t n = 0; n < CELL_STREAM; n++)
        exchange(swapped[n], strlen(swapped[n]));
    swapped_open(&other);
    stream_say(&other, swapped, 0, 0);
    for (size_t n = 0; n < whole->count; n++)
        body_bare(whole->bodies[n]);
    for (size_t n = 0; n < other.count; n++) {
        body_bare(other.bodies[n]);
        exchange(other.bodies[n], strlen(other.bodies[n]));
    }
    free(other.bodies[0]); /* the policies differ, and nothing else */
    other.bodies[0] = strdup(whole->bodies[0]);
    compare(whole, &other, "exchanged", from);
    fixture_close(&other);
}

static void stream_check(uint32_t from) {
    static struct fixture whole, cut;
    cell_stream_make(lines, said, CELL_STREAM, from);
    fixture_open(&whole, "rules", INSTANT_NONE);
    stream_say(&whole, lines, 0, 0);
    record_check(&whole, from);
    fixture_open(&cut, "rules", INSTANT_NONE);
    stream_say(&cut, lines, 9 + from % 23, from % (9 + from % 23));
    compare(&whole, &cut, "restarted", from);
    fixture_close(&cut);
    swap_check(&whole, from);
    fixture_close(&whole);
}

static void streams(void **unused) {
    (void)unused;
    uint32_t first = 1, last = 8;
    if (getenv("SEEDS"))
        (void)sscanf(getenv("SEEDS"), "%u-%u", &first, &last);
    for (uint32_t from = first; from <= last; from++)
        stream_check(from);
    assert_int_equal(broken, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(streams)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
