/* Lines of files and pipes: ends, lengths, and what is not there yet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

#include <fusion/ports.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char path[SCRATCH_PATH_BYTES];

static void file_write(const char *data, size_t size) {
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
}

static struct lines *file_lines(const char *data, size_t size) {
    struct lines *l;
    struct error e;
    file_write(data, size);
    assert_int_equal(lines_open(path, &l, &e), 0);
    return l;
}

static void expect_line(struct lines *l, uint64_t number, const char *text, enum line_condition condition) {
    struct line line;
    struct error e;
    assert_int_equal(lines_next(l, &line, &e), 1);
    assert_true(bytes_is(line.bytes, text));
    assert_int_equal(line.number, number);
    assert_int_equal(line.size, strlen(text));
    assert_int_equal(line.condition, condition);
}

static void expect_end(struct lines *l) {
    struct line line;
    struct error e;
    assert_int_equal(lines_next(l, &line, &e), 0);
    assert_int_equal(lines_next(l, &line, &e), 0);
    lines_close(l);
}

static void test_ends_of_lines(void **state) {
    (void)state;
    static const char text[] = "one\ntwo\r\n\n\r\nfi\rve\r\nlast\r";
    struct lines *l = file_lines(text, sizeof text - 1);
    expect_line(l, 1, "one", LINE_WHOLE);
    expect_line(l, 2, "two", LINE_WHOLE);
    expect_line(l, 3, "", LINE_WHOLE);
    expect_line(l, 4, "", LINE_WHOLE);
    expect_line(l, 5, "fi\rve", LINE_WHOLE);
    expect_line(l, 6, "last\r", LINE_TRUNCATED);
    expect_end(l);
    expect_end(file_lines("", 0));
}

/* `size` bytes of x, then `end`, then a line that must survive. */
static void check_length(size_t size, const char *end, bool too_long) {
    size_t end_size = strlen(end), all = size + end_size + 6;
    char *data = malloc(all + 1);
    struct line line;
    struct error e;
    assert_non_null(data);
    memset(data, 'x', size);
    memcpy(data + size, end, end_size + 1);
    memcpy(data + size + end_size, "after\n", 7);
    struct lines *l = file_lines(data, all);
    assert_int_equal(lines_next(l, &line, &e), 1);
    assert_int_equal(line.condition, too_long ? LINE_TOO_LONG : LINE_WHOLE);
    if (too_long) {
        size_t raw = size + end_size - 1; /* the CR is hashed, the newline is not */
        struct digest expected = digest_of((struct bytes){data, raw});
        assert_int_equal(line.size, raw);
        assert_int_equal(line.bytes.size, LINE_HEAD_BYTES);
        assert_memory_equal(line.bytes.data, data, LINE_HEAD_BYTES);
        assert_memory_equal(&line.sha256, &expected, sizeof expected);
    } else {
        assert_int_equal(line.bytes.size, size);
    }
    expect_line(l, 2, "after", LINE_WHOLE);
    expect_end(l);
    free(data);
}

/* What stands in the buffer has been read ahead, but not handed out. */
static void test_progress(void **state) {
    (void)state;
    uint64_t read, size;
    struct lines *l = file_lines("one\ntwo\n", 8);
    expect_line(l, 1, "one", LINE_WHOLE);
    lines_progress(l, &read, &size);
    assert_int_equal(read, 4);
    assert_int_equal(size, 8);
    expect_line(l, 2, "two", LINE_WHOLE);
    expect_end(l);
}

static void test_lengths(void **state) {
    (void)state;
    check_length(LINE_BYTES_MAX, "\n", false);
    check_length(LINE_BYTES_MAX, "\r\n", false);
    check_length(LINE_BYTES_MAX + 1, "\n", true);
    check_length(LINE_BYTES_MAX + 1, "\r\n", true);
    check_length(LINE_BYTES_MAX + 2, "\n", true);
    check_length(STREAM_BYTES - 1, "\n", true);
    check_length(STREAM_BYTES, "\n", true);
    check_length(5 * STREAM_BYTES + 17, "\r\n", true);
}

static void test_long_line_without_newline(void **state) {
    (void)state;
    size_t size = 3 * STREAM_BYTES;
    char *data = calloc(1, size);
    struct line line;
    struct error e;
    assert_non_null(data);
    struct lines *l = file_lines(data, size);
    assert_int_equal(lines_next(l, &line, &e), 1);
    assert_int_equal(line.condition, LINE_TOO_LONG);
    assert_int_equal(line.size, size);
    expect_end(l);
    free(data);
}

static void test_pipe_that_is_slow(void **state) {
    (void)state;
    struct lines *l;
    struct line line;
    struct error e;
    int kept = dup(STDIN_FILENO), ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_true(dup2(ends[0], STDIN_FILENO) >= 0);
    assert_int_equal(lines_open("-", &l, &e), 0);
    assert_int_equal(lines_next(l, &line, &e), 2);
    assert_int_equal(write(ends[1], "ha", 2), 2);
    assert_int_equal(lines_next(l, &line, &e), 2);
    assert_int_equal(write(ends[1], "lf\nrest", 7), 7);
    expect_line(l, 1, "half", LINE_WHOLE);
    assert_int_equal(lines_next(l, &line, &e), 2);
    assert_int_equal(close(ends[1]), 0);
    expect_line(l, 2, "rest", LINE_TRUNCATED);
    expect_end(l);
    assert_true(dup2(kept, STDIN_FILENO) >= 0); /* stdin is not closed by lines_close */
    (void)close(kept);
    (void)close(ends[0]);
}

static void test_fifo_without_a_writer(void **state) {
    (void)state;
    struct lines *l;
    struct line line;
    struct error e;
    (void)unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(lines_open(path, &l, &e), 0);
    assert_int_equal(lines_next(l, &line, &e), 2);
    FILE *writer = fopen(path, "w");
    assert_non_null(writer);
    (void)fputs("hello\n", writer);
    assert_int_equal(fclose(writer), 0);
    expect_line(l, 1, "hello", LINE_WHOLE);
    expect_end(l);
    (void)unlink(path);
}

static void test_what_cannot_be_read(void **state) {
    (void)state;
    struct lines *l;
    struct error e;
    assert_int_equal(lines_open("/nowhere/at/all", &l, &e), ERROR_INPUT);
    assert_string_equal(e.file, "/nowhere/at/all");
    assert_null(l);
    assert_int_equal(lines_open("/tmp", &l, &e), ERROR_INPUT);
}

int main(void) {
    char folder[SCRATCH_BYTES];
    scratch_folder(folder);
    (void)snprintf(path, sizeof path, "%s/lines", folder);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ends_of_lines),
        cmocka_unit_test(test_progress),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_long_line_without_newline),
        cmocka_unit_test(test_pipe_that_is_slow),
        cmocka_unit_test(test_fifo_without_a_writer),
        cmocka_unit_test(test_what_cannot_be_read),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    (void)rmdir(folder);
    return failed;
}
