/* The command line, rows of output, and the sorting of a replay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <cmd/options.h>
#include <history/sorter.h>
#include <screen/display.h>
#include <screen/output.h>
#include <screen/summary.h>

#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int no_run(const struct options *o, struct error *e) {
    (void)o;
    (void)e;
    return 0;
}

static const struct command command = {
    .name = "walk",
    .summary = "",
    .operands = "[FILE]",
    .about = "Walks.",
    COMMAND_OPTIONS(OPTION_POLICY, OPTION_UNTIL, OPTION_LIMIT, OPTION_OUTPUT, OPTION_SORT, OPTION_QUIET),
    .operands_most = 1,
    .run = no_run,
};

/* Parse words up to NULL. */
static int parse(struct options *o, struct error *e, ...) {
    char *argv[10] = {"walk"};
    int argc = 1;
    va_list words;
    va_start(words, e);
    for (char *word; (word = va_arg(words, char *)) && argc < 9;)
        argv[argc++] = word;
    va_end(words);
    optind = 0; /* glibc: begin anew */
    return options_parse(&command, argc, argv, o, e);
}

static void test_options(void **state) {
    (void)state;
    struct options o;
    struct error e;
    assert_int_equal(parse(&o, &e, "-p", "dir", "--sort", "--until=2020-01-02", "-n7", "file", NULL), 0);
    assert_string_equal(option_text(&o, OPTION_POLICY, ""), "dir");
    assert_true(option_given(&o, OPTION_SORT));
    assert_false(option_given(&o, OPTION_QUIET));
    assert_int_equal(o.values[OPTION_UNTIL].number, 1577923200000);
    assert_int_equal(o.values[OPTION_LIMIT].number, 7);
    assert_int_equal(o.operand_count, 1);
    assert_string_equal(option_text(&o, OPTION_OUTPUT, "none"), "none");
}

static void test_options_that_are_wrong(void **state) {
    (void)state;
    struct options o;
    struct error e;
    assert_int_equal(parse(&o, &e, "--srot", NULL), ERROR_USAGE);
    assert_non_null(strstr(e.text, "did you mean --sort?"));
    assert_int_equal(parse(&o, &e, "-z", NULL), ERROR_USAGE);
    assert_non_null(strstr(e.text, "-z"));
    assert_int_equal(parse(&o, &e, "--until", "soon", NULL), ERROR_USAGE);
    assert_non_null(strstr(e.text, "`soon`"));
    assert_int_equal(parse(&o, &e, "--limit", "0", NULL), ERROR_USAGE);
    assert_int_equal(parse(&o, &e, "-o", "xml", NULL), ERROR_USAGE);
    assert_int_equal(parse(&o, &e, "--until", NULL), ERROR_USAGE);
    assert_non_null(strstr(e.text, "needs an argument"));
    assert_int_equal(parse(&o, &e, "--sort=yes", NULL), ERROR_USAGE);
    assert_non_null(strstr(e.text, "takes no argument"));
    assert_int_equal(parse(&o, &e, "one", "two", NULL), ERROR_USAGE);
    assert_non_null(strstr(e.text, "`two`"));
    assert_int_equal(parse(&o, &e, "one", "two", "--help", NULL), 0);
}

static void expect_display(const char *text, size_t most, const char *shown, size_t width) {
    struct buffer out = BUFFER_EMPTY;
    assert_int_equal(display_clean(bytes_of(text), most, &out), width);
    buffer_append_char(&out, '\0');
    assert_string_equal(out.data, shown);
    buffer_release(&out);
}

static void test_display(void **state) {
    (void)state;
    expect_display("plain", 10, "plain", 5);
    expect_display("plain", 5, "plain", 5);
    expect_display("plain", 4, "pla\xe2\x80\xa6", 4);
    expect_display("two\nlines", 20, "two lines", 9);
    expect_display("\033[31mred", 20, "\xef\xbf\xbd[31mred", 8);
    expect_display("\xc2\x9b", 20, "\xef\xbf\xbd", 1); /* CSI as one character of C1 */
    expect_display("a\xe2\x80\xae"
                   "b",
                   20,
                   "a\xef\xbf\xbd"
                   "b",
                   3); /* right-to-left override */
    expect_display("\xff", 20, "\xef\xbf\xbd", 1);
    expect_display("\xe6\x97\xa5\xe6\x9c\xac", 20, "\xe6\x97\xa5\xe6\x9c\xac", 4); /* wide characters */
    expect_display("\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5\xe2\x80\xa6", 3);
    expect_display("\xd8\xaf\xd9\x85", 20, "\xd8\xaf\xd9\x85", 2); /* Arabic stays */
}

static const char *const names[] = {"n", "state", "text"};

/* Two rows in a format, read back. */
static char *written(enum output_format format, size_t rows) {
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    struct output *o;
    struct error e;
    const struct bytes values[2][3] = {{BYTES("7"), BYTES("overdue"), BYTES("say \"hi\", you")},
                                       {BYTES("12"), {NULL, 0}, BYTES("two\nlines")}};
    assert_int_equal(output_new(to, format, names, 3, &o, &e), 0);
    for (size_t i = 0; i < rows; i++)
        output_row(o, values[i], i == 0 ? "itt" : "int");
    assert_int_equal(output_end(o, &e), 0);
    assert_int_equal(fclose(to), 0);
    return text;
}

static void expect_output(enum output_format format, size_t rows, const char *expected) {
    char *text = written(format, rows);
    assert_string_equal(text, expected);
    free(text);
}

static void test_output(void **state) {
    (void)state;
    expect_output(OUTPUT_NDJSON, 2,
                  "{\"n\":7,\"state\":\"overdue\",\"text\":\"say \\\"hi\\\", you\"}\n"
                  "{\"n\":12,\"state\":null,\"text\":\"two\\nlines\"}\n");
    expect_output(OUTPUT_JSON, 0, "[]\n");
    expect_output(OUTPUT_JSON, 1, "[\n{\"n\":7,\"state\":\"overdue\",\"text\":\"say \\\"hi\\\", you\"}\n]\n");
    expect_output(OUTPUT_CSV, 2,
                  "n,state,text\r\n7,overdue,\"say \"\"hi\"\", you\"\r\n12,,\"two\nlines\"\r\n");
    expect_output(OUTPUT_TABLE, 2,
                  "n   state    text\n 7  overdue  say \"hi\", you\n12           two lines\n");
}

#define CONTROLS                                                                                             \
    "a\x7f\xc2\x9b\xd8\x9c\xe2\x80\x8e\xe2\x80\xae\xe2\x81\xa6\xe2\x81\xa9"                                  \
    "b"
#define ESCAPED "a\\u007f\\u009b\\u061c\\u200e\\u202e\\u2066\\u2069b"

/* What one row with one text looks like on `to`. */
static void row_write(FILE *to, enum output_format format, const char *text) {
    static const char *const columns[] = {"x"};
    const struct bytes value = bytes_of(text);
    struct output *o;
    struct error e;
    assert_int_equal(output_new(to, format, columns, 1, &o, &e), 0);
    output_row(o, &value, "t");
    assert_int_equal(output_end(o, &e), 0);
}

static void expect_row(enum output_format format, const char *value, const char *expected) {
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    row_write(to, format, value);
    assert_int_equal(fclose(to), 0);
    assert_string_equal(text, expected);
    free(text);
}

static void test_json_drives_no_terminal(void **state) {
    (void)state;
    expect_row(OUTPUT_NDJSON, CONTROLS, "{\"x\":\"" ESCAPED "\"}\n");
    expect_row(OUTPUT_JSON, CONTROLS, "[\n{\"x\":\"" ESCAPED "\"}\n]\n");
    /* their neighbours stay as they are: NBSP, a hyphen, a dash, Arabic */
    expect_row(OUTPUT_NDJSON, "\xc2\xa0\xe2\x80\x90\xe2\x80\x94\xe2\x81\xaa\xd8\x9b",
               "{\"x\":\"\xc2\xa0\xe2\x80\x90\xe2\x80\x94\xe2\x81\xaa\xd8\x9b\"}\n");
    expect_row(OUTPUT_NDJSON, "\xc2", "{\"x\":\"\xc2\"}\n");
    expect_row(OUTPUT_CSV, CONTROLS, "x\r\n" CONTROLS "\r\n"); /* a pipe gets what was said */
}

static void test_shielding_touches_only_what_is_behind(void **state) {
    struct buffer b = BUFFER_EMPTY;
    (void)state;
    buffer_append_text(&b, "\"" CONTROLS "\"");
    size_t from = b.size;
    buffer_append_text(&b, "\"\xc2\x80\x7f\"");
    json_escape_controls(&b, from);
    assert_true(bytes_is(buffer_bytes(&b), "\"" CONTROLS "\"\"\\u0080\\u007f\""));
    buffer_release(&b);
}

/* CSV as a terminal gets it. */
static void test_csv_on_a_terminal(void **state) {
    char text[256] = "";
    (void)state;
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (terminal < 0) {
        print_message("# no terminals here: no /dev/pts\n");
        skip();
    }
    assert_true(grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    FILE *to = fopen(ptsname(terminal), "w");
    assert_non_null(to);
    row_write(to, OUTPUT_CSV, "a\033[2J\xc2\x9b\xe2\x80\xae,b");
    size_t size = 0;
    while (!strstr(text, "b\"")) {
        ssize_t got = read(terminal, text + size, sizeof text - 1 - size);
        assert_true(got > 0);
        size += (size_t)got;
    }
    assert_non_null(strstr(text, "\"a\xef\xbf\xbd[2J\xef\xbf\xbd\xef\xbf\xbd,b\""));
    assert_null(strchr(text, '\033'));
    (void)fclose(to);
    (void)close(terminal);
}

static void test_a_line_for_a_person(void **state) {
    char *text = NULL;
    size_t size;
    FILE *to = open_memstream(&text, &size);
    (void)state;
    display_line(to, "%s: %d", "a\033[2J\nb\xe2\x80\xae", 7);
    assert_int_equal(fclose(to), 0);
    assert_string_equal(text, "a\xef\xbf\xbd[2J b\xef\xbf\xbd: 7\n");
    free(text);
}

static void pile_put(struct sorter *p, uint64_t number, const char *text) {
    struct frame_line line = {.number = number, .bytes = bytes_of(text), .condition = LINE_WHOLE};
    struct error e;
    assert_int_equal(sorter_add(p, &line, &e), 0);
}

#define REPORT(day) "{\"id\":\"x\",\"from\":\"OBS\",\"kind\":\"fire\",\"time\":\"2020-01-" day "\"}"

static void test_pile(void **state) {
    (void)state;
    static const uint64_t order[] = {4, 1, 2, 5, 6, 3};
    struct sorter *p = sorter_new();
    assert_non_null(p);
    pile_put(p, 1, REPORT("02"));
    pile_put(p, 2, "no message: stays behind the line before it");
    pile_put(p, 3, REPORT("05"));
    pile_put(p, 4, REPORT("01"));
    pile_put(p, 5, REPORT("02"));
    pile_put(p, 6, REPORT("02"));
    sorter_sort(p);
    assert_int_equal(sorter_last_ms(p), 1578182400000); /* 2020-01-05 */
    assert_int_equal(sorter_count(p), 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(sorter_line(p, i)->number, order[i]);
    assert_true(bytes_is(sorter_line(p, 0)->bytes, REPORT("01")));
    sorter_free(p);
}

static void test_numbers(void **state) {
    (void)state;
    char text[32];
    summary_number(0, text);
    assert_string_equal(text, "0");
    summary_number(999, text);
    assert_string_equal(text, "999");
    summary_number(1234567, text);
    assert_string_equal(text, "1,234,567");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_options_that_are_wrong),
        cmocka_unit_test(test_display),
        cmocka_unit_test(test_output),
        cmocka_unit_test(test_json_drives_no_terminal),
        cmocka_unit_test(test_shielding_touches_only_what_is_behind),
        cmocka_unit_test(test_csv_on_a_terminal),
        cmocka_unit_test(test_a_line_for_a_person),
        cmocka_unit_test(test_pile),
        cmocka_unit_test(test_numbers),
    };
    display_locale();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
