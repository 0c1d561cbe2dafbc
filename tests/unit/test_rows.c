/* Rows of foreign files: what is a row, what is a fault, and that a fault costs its own line only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/adapter.h>
#include <fusion/json.h>
#include <fusion/ports.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* All that the reader asks of an adapter. */
struct adapter {
    enum row_format format;
    struct bytes columns[4];
    size_t count;
};

enum row_format adapter_format(const struct adapter *a) {
    return a->format;
}

size_t adapter_columns(const struct adapter *a, const struct bytes **names) {
    *names = a->columns;
    return a->count;
}

static char path[64];
static const struct adapter csv = {.format = ROWS_CSV};

static struct rows *rows_of(const struct adapter *a, const char *data, size_t size) {
    struct rows *r;
    struct error e;
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, size, f), size);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(rows_open(path, a, &r, &e), 0);
    return r;
}

/* The values of a row, joined by `|`. */
static void expect_row(struct rows *r, int64_t number, const char *joined) {
    struct table_row row;
    struct error e;
    struct buffer found = BUFFER_EMPTY;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_null(row.fault);
    assert_int_equal(row.number, number);
    for (size_t i = 0; i < row.count; i++) {
        if (i)
            buffer_append_char(&found, '|');
        buffer_append(&found, row.values[i]);
    }
    buffer_append_char(&found, '\0');
    assert_string_equal(found.data, joined);
    buffer_release(&found);
}

static void expect_fault(struct rows *r, int64_t number, const char *why, const char *raw) {
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_non_null(row.fault);
    assert_non_null(strstr(row.fault, why));
    assert_int_equal(row.number, number);
    assert_true(bytes_is(row.raw, raw));
}

static void expect_end(struct rows *r) {
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 0);
    assert_int_equal(rows_next(r, &row, &e), 0);
    rows_close(r);
}

static struct rows *csv_of(const char *text) {
    return rows_of(&csv, text, strlen(text));
}

static void test_csv(void **state) {
    (void)state;
    struct rows *r =
        csv_of("\xef\xbb\xbf"
               "id,\"na\"\"me\",x\r\n1,\"a, b\",\r\n\n2, \"\n3,\"two\nlines, \"\"quoted\"\"\",z\n4,\"\",end");
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_true(bytes_is(row.names[0], "id"));
    assert_true(bytes_is(row.names[1], "na\"me"));
    assert_true(bytes_is(row.values[1], "a, b"));
    assert_true(bytes_is(row.values[2], ""));
    assert_true(bytes_is(row.raw, "1,\"a, b\","));
    expect_fault(r, 2, "a quote that stands wrong", "2, \"");
    expect_row(r, 3, "3|two\nlines, \"quoted\"|z");
    expect_row(r, 4, "4||end");
    expect_end(r);
}

static void test_csv_keeps_blanks(void **state) {
    (void)state;
    struct rows *r = csv_of("a,b\n  1 ,\t2\n");
    expect_row(r, 1, "  1 |\t2");
    expect_end(r);
}

static void test_csv_fields_that_miss(void **state) {
    (void)state;
    struct rows *r = csv_of("a,b\n1\n1,2,3\n1,2\n");
    expect_fault(r, 1, "1 fields; expected 2", "1");
    expect_fault(r, 2, "3 fields; expected 2", "1,2,3");
    expect_row(r, 3, "1|2");
    expect_end(r);
}

/* A quote that never closes takes its own line only; the rows behind it are rows. */
static void test_csv_lost_quote(void **state) {
    (void)state;
    struct rows *r = csv_of("a,b\n1,\"lost\n2,x\n3,y\n");
    expect_fault(r, 1, "never ends", "1,\"lost");
    expect_row(r, 2, "2|x");
    expect_row(r, 3, "3|y");
    expect_end(r);
    r = csv_of("a,b\n1,\"lost\n2,\"x\"\n3,y\n");
    expect_fault(r, 1, "stands wrong", "1,\"lost");
    expect_row(r, 2, "2|x");
    expect_row(r, 3, "3|y");
    expect_end(r);
    r = csv_of("a,b\n1,\"lost");
    expect_fault(r, 1, "never ends", "1,\"lost");
    expect_end(r);
}

static void test_csv_carriage_return(void **state) {
    (void)state;
    struct rows *r = csv_of("a,b\n1,2\r3,4\n5,6\n");
    expect_fault(r, 1, "carriage return", "1,2\r3,4");
    expect_row(r, 2, "5|6");
    expect_end(r);
}

static void test_csv_row_too_long(void **state) {
    (void)state;
    size_t size = ROW_BYTES_MAX + 100;
    char *text = malloc(size + 32);
    struct table_row row;
    struct error e;
    assert_non_null(text);
    memcpy(text, "a,b\n1,", 6);
    memset(text + 6, 'x', size);
    memcpy(text + 6 + size, "\n2,y\n", 6);
    struct rows *r = csv_of(text);
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_non_null(strstr(row.fault, "a row over"));
    assert_int_equal(row.raw.size, LINE_BYTES_MAX);
    assert_int_equal(row.raw_size, 2 + size);
    assert_memory_equal(row.raw.data, "1,xxx", 5);
    expect_row(r, 2, "2|y");
    expect_end(r);
    free(text);
}

/* Its whole size, however much of it is kept, and without what ends it. */
static void test_the_size_of_a_row(void **state) {
    static const struct adapter adapters[] = {{.format = ROWS_CSV, .columns = {BYTES("a")}, .count = 1},
                                              {.format = ROWS_TSV, .columns = {BYTES("a")}, .count = 1},
                                              {.format = ROWS_NDJSON}};
    static const size_t sizes[] = {LINE_BYTES_MAX - 1, LINE_BYTES_MAX,    LINE_BYTES_MAX + 1,
                                   ROW_BYTES_MAX - 2,  ROW_BYTES_MAX + 1, 2 * ROW_BYTES_MAX + 7};
    (void)state;
    for (size_t i = 0; i < 3 * sizeof sizes / sizeof *sizes; i++) {
        size_t size = sizes[i / 3];
        char *text = malloc(size + 3);
        struct table_row row;
        struct error e;
        assert_non_null(text);
        memset(text, 'x', size);
        memcpy(text + size, "\r\n", 3);
        struct rows *r = rows_of(&adapters[i % 3], text, size + 2);
        assert_int_equal(rows_next(r, &row, &e), 1);
        assert_int_equal(row.raw_size, size);
        assert_int_equal(row.raw.size, size < LINE_BYTES_MAX ? size : LINE_BYTES_MAX);
        expect_end(r);
        free(text);
    }
}

static void test_csv_header(void **state) {
    (void)state;
    struct table_row row;
    struct error e;
    struct rows *r = csv_of("a,b,a\n1,2,3\n");
    assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
    assert_non_null(strstr(e.text, "`a` stands twice"));
    assert_int_equal(e.line, 1);
    rows_close(r);
    r = csv_of("a,\"b\n1,2\n");
    assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
    rows_close(r);
    expect_end(csv_of(""));
    expect_end(csv_of("a,b\n"));
}

static void test_tsv(void **state) {
    (void)state;
    const struct adapter headed = {.format = ROWS_TSV};
    const struct adapter named = {.format = ROWS_TSV, .columns = {{"x", 1}, {"y", 1}}, .count = 2};
    static const char text[] = "a\tb\r\n\"1\t\n\n1\t2\t3\nlast\tone";
    struct rows *r = rows_of(&headed, text, sizeof text - 1);
    expect_row(r, 1, "\"1|");
    expect_fault(r, 2, "3 fields", "1\t2\t3");
    expect_row(r, 3, "last|one");
    expect_end(r);
    r = rows_of(&named, text, sizeof text - 1);
    expect_row(r, 1, "a|b");
    rows_close(r);
}

static void test_ndjson(void **state) {
    (void)state;
    const struct adapter a = {.format = ROWS_NDJSON};
    static const char text[] = "{\"a\":1}\n\n[1]\n{\"a\":}\n{\"a\":1,\"a\":2}\n{\"b\":2}";
    struct rows *r = rows_of(&a, text, sizeof text - 1);
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_int_equal(json_int_or(json_get(row.object, "a"), 0), 1);
    expect_fault(r, 2, "is a list; expected an object", "[1]");
    expect_fault(r, 3, "not well-formed", "{\"a\":}");
    expect_fault(r, 4, "same key twice", "{\"a\":1,\"a\":2}");
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_int_equal(json_int_or(json_get(row.object, "b"), 0), 2);
    expect_end(r);
}

static void test_json(void **state) {
    (void)state;
    const struct adapter a = {.format = ROWS_JSON};
    static const char text[] = "[ {\"a\": 1.50},\n 7, {\"b\":2} ]", broken[] = "[{},\n{\"a\" 1}]",
                      single[] = "{}";
    struct rows *r = rows_of(&a, text, sizeof text - 1);
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_true(bytes_is(row.raw, "{\"a\":1.50}"));
    expect_fault(r, 2, "is a number", "7");
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_int_equal(json_int_or(json_get(row.object, "b"), 0), 2);
    expect_end(r);
    r = rows_of(&a, broken, sizeof broken - 1);
    assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
    assert_int_equal(e.line, 2);
    rows_close(r);
    r = rows_of(&a, single, sizeof single - 1);
    assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
    assert_non_null(strstr(e.text, "expected a list"));
    rows_close(r);
}

int main(void) {
    (void)snprintf(path, sizeof path, "/tmp/fusion-test-rows-%d", (int)getpid());
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_csv),
        cmocka_unit_test(test_csv_keeps_blanks),
        cmocka_unit_test(test_csv_fields_that_miss),
        cmocka_unit_test(test_csv_lost_quote),
        cmocka_unit_test(test_csv_carriage_return),
        cmocka_unit_test(test_csv_row_too_long),
        cmocka_unit_test(test_the_size_of_a_row),
        cmocka_unit_test(test_csv_header),
        cmocka_unit_test(test_tsv),
        cmocka_unit_test(test_ndjson),
        cmocka_unit_test(test_json),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    return failed;
}
