/* The policy folder, the live clock on a scripted one, and writing to a reader that is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

#include <fusion/arena.h>
#include <fusion/instant.h>
#include <live/live_clock.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[SCRATCH_BYTES];

static void file_put(const char *name, const char *text) {
    char full[256];
    (void)snprintf(full, sizeof full, "%s/%s", folder, name);
    FILE *f = fopen(full, "w");
    assert_non_null(f);
    (void)fputs(text, f);
    assert_int_equal(fclose(f), 0);
}

static void folder_put(const char *name) {
    char full[256];
    (void)snprintf(full, sizeof full, "%s/%s", folder, name);
    assert_int_equal(mkdir(full, 0700), 0);
}

static void test_folder(void **state) {
    (void)state;
    struct arena arena = ARENA_EMPTY;
    struct policy_file *files;
    size_t count;
    struct error e;
    folder_put("adapters");
    folder_put("tests");
    file_put("policy.yaml", "policy: x\n");
    file_put("20-b.lua", "-- b");
    file_put("10-a.lua", "");
    file_put("README.md", "not read");
    file_put(".hidden.lua", "not read");
    file_put("adapters/x.lua", "-- x");
    file_put("tests/t.yaml", "not read");
    assert_int_equal(folder_read(folder, &arena, &files, &count, &e), 0);
    assert_int_equal(count, 4);
    static const char *const names[] = {"10-a.lua", "20-b.lua", "adapters/x.lua", "policy.yaml"};
    for (size_t i = 0; i < count; i++)
        assert_true(bytes_is(files[i].name, names[i]));
    assert_true(bytes_is(files[1].content, "-- b"));
    assert_int_equal(files[0].content.size, 0);
    arena_release(&arena);
}

static void test_folder_that_is_none(void **state) {
    (void)state;
    struct arena arena = ARENA_EMPTY;
    struct policy_file *files;
    size_t count;
    struct error e;
    assert_int_equal(folder_read("/nowhere/rules", &arena, &files, &count, &e), ERROR_POLICY);
    assert_string_equal(e.file, "/nowhere/rules");
    assert_int_equal(folder_read("/dev/null", &arena, &files, &count, &e), ERROR_POLICY);
    arena_release(&arena);
}

struct script {
    int64_t wall_ms, boot_ms;
};

static int64_t script_wall(void *context) {
    return ((struct script *)context)->wall_ms;
}

static int64_t script_boot(void *context) {
    return ((struct script *)context)->boot_ms;
}

#define SCRIPT_PORT(script)                                                                                  \
    { .wall_ms = script_wall, .boot_ms = script_boot, .context = (script) }

static void test_clock_never_goes_back(void **state) {
    (void)state;
    struct script s = {.wall_ms = 1000000, .boot_ms = 5000};
    const struct clock_port port = SCRIPT_PORT(&s);
    struct live_clock c;
    live_clock_start(&c, &port, INSTANT_NONE);
    assert_int_equal(live_clock_now(&c), 1000000);
    s.boot_ms += 250;
    s.wall_ms += 250;
    assert_int_equal(live_clock_now(&c), 1000250);
    assert_false(live_clock_stepped(&c));
    s.wall_ms -= 3600000;
    assert_int_equal(live_clock_now(&c), 1000250);
    assert_true(live_clock_stepped(&c));
    assert_int_equal(live_clock_wall(&c) - live_clock_now(&c), -3600000);
    assert_false(live_clock_stepped(&c)); /* told once */
    s.wall_ms += 3600000;
    assert_true(live_clock_stepped(&c));
}

static void test_clock_goes_on_from_the_record(void **state) {
    (void)state;
    struct script s = {.wall_ms = 1000, .boot_ms = 70};
    const struct clock_port port = SCRIPT_PORT(&s);
    struct live_clock c;
    live_clock_start(&c, &port, 1000 + WALL_STEP_MS);
    assert_false(live_clock_stepped(&c)); /* no more than clocks differ */
    live_clock_start(&c, &port, 5000000);
    assert_int_equal(live_clock_now(&c), 5000000);
    s.boot_ms += 10;
    assert_int_equal(live_clock_now(&c), 5000010);
    assert_true(live_clock_stepped(&c));
    assert_false(live_clock_stepped(&c));
}

static void test_clock_follows_forward_only(void **state) {
    (void)state;
    struct script s = {.wall_ms = 1000, .boot_ms = 70};
    const struct clock_port port = SCRIPT_PORT(&s);
    struct live_clock c;
    live_clock_start(&c, &port, INSTANT_NONE);
    s.wall_ms += 3600000;
    assert_true(live_clock_stepped(&c));
    live_clock_follow(&c, 900);
    live_clock_follow(&c, INSTANT_NONE);
    assert_int_equal(live_clock_now(&c), 1000);
    live_clock_follow(&c, 3601000);
    assert_int_equal(live_clock_now(&c), 3601000);
    assert_false(live_clock_stepped(&c));
    s.boot_ms += 30;
    assert_int_equal(live_clock_now(&c), 3601030);
}

/* What the reader has room for goes at once; the rest is the caller's to keep. */
static void test_a_reader_that_is_slow(void **state) {
    static const char page[4096];
    struct error e;
    size_t written;
    int ends[2];
    char text[8] = {0};
    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(descriptor_write(ends[1], BYTES("hello"), &written, &e), 0);
    assert_int_equal(written, 5);
    assert_int_equal(read(ends[0], text, 5), 5);
    assert_string_equal(text, "hello");
    assert_int_equal(fcntl(ends[1], F_SETPIPE_SZ, 4096), 4096);
    assert_int_equal(descriptor_write(ends[1], (struct bytes){page, sizeof page}, &written, &e), 0);
    assert_int_equal(written, sizeof page);
    assert_int_equal(descriptor_write(ends[1], BYTES("more"), &written, &e), 0);
    assert_int_equal(written, 0);
    assert_true(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void test_reader_that_is_gone(void **state) {
    (void)state;
    struct error e;
    size_t written;
    int ends[2];
    signals_install();
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(close(ends[0]), 0);
    assert_int_equal(descriptor_write(ends[1], BYTES("again"), &written, &e), ERROR_SYSTEM);
    assert_string_equal(e.text,
                        "nobody reads the output any more; what is not out stays pending in the record");
    int full = open("/dev/full", O_WRONLY);
    assert_true(full >= 0);
    assert_int_equal(descriptor_write(full, BYTES("again"), &written, &e), ERROR_SYSTEM);
    assert_string_equal(e.text, "cannot write the output: No space left on device");
    assert_true(close(full) == 0 && close(ends[1]) == 0);
}

/* A FIFO has another writer to come; a pipe without a name has none, even where it has a path. */
static void test_what_can_be_opened_again(void **state) {
    struct lines *l;
    struct line line;
    struct error e;
    int ends[2];
    char path[SCRATCH_PATH_BYTES];
    (void)state;
    (void)snprintf(path, sizeof path, "%s/fifo", folder);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(lines_open(path, &l, &e), 0);
    assert_int_equal(lines_next(l, &line, &e), 2); /* nobody writes yet */
    for (uint64_t n = 0; n < 2; n++) {
        int writer = open(path, O_WRONLY | O_NONBLOCK);
        assert_true(writer >= 0 && write(writer, "a\nb", 3) == 3 && close(writer) == 0);
        assert_int_equal(lines_next(l, &line, &e), 1);
        assert_int_equal(line.number, 2 * n + 1);
        assert_int_equal(lines_next(l, &line, &e), 1);
        assert_int_equal(line.condition, LINE_TRUNCATED);
        assert_int_equal(lines_next(l, &line, &e), 0);
        assert_int_equal(lines_reopen(l, &e), 1);
        assert_int_equal(lines_next(l, &line, &e), 2);
    }
    lines_close(l);
    assert_int_equal(pipe(ends), 0);
    (void)snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    assert_int_equal(lines_open(path, &l, &e), 0);
    assert_true(close(ends[0]) == 0 && close(ends[1]) == 0);
    assert_int_equal(lines_next(l, &line, &e), 0);
    assert_int_equal(lines_reopen(l, &e), 0);
    lines_close(l);
    assert_int_equal(lines_open("/dev/null", &l, &e), 0);
    assert_int_equal(lines_next(l, &line, &e), 0);
    assert_int_equal(lines_reopen(l, &e), 0);
    lines_close(l);
}

static void test_random(void **state) {
    (void)state;
    unsigned char a[32] = {0}, b[32] = {0};
    struct error e;
    assert_int_equal(random_bytes(a, sizeof a, &e), 0);
    assert_int_equal(random_bytes(b, sizeof b, &e), 0);
    assert_memory_not_equal(a, b, sizeof a);
}

int main(void) {
    scratch_folder(folder);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_folder),
        cmocka_unit_test(test_folder_that_is_none),
        cmocka_unit_test(test_clock_never_goes_back),
        cmocka_unit_test(test_clock_goes_on_from_the_record),
        cmocka_unit_test(test_clock_follows_forward_only),
        cmocka_unit_test(test_a_reader_that_is_slow),
        cmocka_unit_test(test_reader_that_is_gone),
        cmocka_unit_test(test_what_can_be_opened_again),
        cmocka_unit_test(test_random),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    char command[SCRATCH_PATH_BYTES];
    (void)snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command) != 0 || failed;
}
