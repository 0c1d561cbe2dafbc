/* Rows of foreign files: what is a row, what is a fault, and that a fault costs its own line only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scratch.h"

#include <fusion/adapter.h>
#include <fusion/json.h>
#include <fusion/ports.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[SCRATCH_PATH_BYTES];
static const struct archive csv = {.format = ROWS_CSV, .separator = ','};

/* A literal and its size, NULs within it counted. */
#define LITERAL(text) (text), sizeof(text) - 1

static struct rows *rows_of(const struct archive *a, const char *data, size_t size) {
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
    struct bytes a = BYTES("a");
    struct layout layout = {&a, 1};
    const struct archive archives[] = {
        {.format = ROWS_CSV, .separator = ',', .layouts = &layout, .layout_count = 1},
        {.format = ROWS_TSV, .separator = '\t', .layouts = &layout, .layout_count = 1},
        {.format = ROWS_NDJSON},
        {.format = ROWS_LINES}};
    static const size_t sizes[] = {LINE_BYTES_MAX - 1, LINE_BYTES_MAX,    LINE_BYTES_MAX + 1,
                                   ROW_BYTES_MAX - 2,  ROW_BYTES_MAX + 1, 2 * ROW_BYTES_MAX + 7};
    (void)state;
    for (size_t i = 0; i < 4 * sizeof sizes / sizeof *sizes; i++) {
        size_t size = sizes[i / 4];
        char *text = malloc(size + 3);
        struct table_row row;
        struct error e;
        assert_non_null(text);
        memset(text, 'x', size);
        memcpy(text + size, "\r\n", 3);
        struct rows *r = rows_of(&archives[i % 4], text, size + 2);
        assert_int_equal(rows_next(r, &row, &e), 1);
        assert_int_equal(row.raw_size, size);
        assert_int_equal(row.raw.size, size < LINE_BYTES_MAX ? size : LINE_BYTES_MAX);
        struct digest whole = digest_of((struct bytes){text, size});
        if (size > LINE_BYTES_MAX)
            assert_memory_equal(row.sha256.byte, whole.byte, DIGEST_BYTES);
        assert_int_equal(row.line, 1);
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
    const struct archive headed = {.format = ROWS_TSV, .separator = '\t'};
    struct bytes names[] = {BYTES("x"), BYTES("y")};
    struct layout layout = {names, 2};
    const struct archive named = {
        .format = ROWS_TSV, .separator = '\t', .layouts = &layout, .layout_count = 1};
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
    const struct archive a = {.format = ROWS_NDJSON};
    static const char text[] = "{\"a\":1}\n\n[1]\n{\"a\":}\n{\"a\":1,\"a\":2}\n{\"a\":\"\xe9\"}\n{\"b\":2}";
    struct rows *r = rows_of(&a, text, sizeof text - 1);
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_int_equal(json_int_or(json_get(row.object, "a"), 0), 1);
    expect_fault(r, 2, "is a list; expected an object", "[1]");
    expect_fault(r, 3, "not well-formed", "{\"a\":}");
    expect_fault(r, 4, "same key twice", "{\"a\":1,\"a\":2}");
    expect_fault(r, 5, "the byte 0xe9 is no UTF-8", "{\"a\":\"\xe9\"}");
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_int_equal(json_int_or(json_get(row.object, "b"), 0), 2);
    expect_end(r);
}

static void test_json(void **state) {
    (void)state;
    const struct archive a = {.format = ROWS_JSON};
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
    static const struct {
        const char *encoding, *error;
    } none[] = {{NULL, "the byte 0xe9 is no UTF-8; the adapter can name another `encoding`"},
                {"windows-1253", "the byte 0xd2 is no windows-1253"}};
    for (size_t i = 0; i < 2; i++) {
        const struct archive coded = {.format = ROWS_JSON, .encoding = none[i].encoding};
        r = rows_of(&coded, LITERAL("[{},\n{\"a\":\"\xe9\xd2\"}]"));
        assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
        assert_int_equal(e.line, 2);
        assert_string_equal(e.text, none[i].error);
        rows_close(r);
    }
    r = rows_of(&a, single, sizeof single - 1);
    assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
    assert_non_null(strstr(e.text, "expected a list"));
    rows_close(r);
}

static void test_json_rows_within(void **state) {
    (void)state;
    static const char text[] =
        "\xef\xbb\xbf{\"type\":\"x\",\"features\":[{\"a\":1}],\"data\":{\"items\":[{\"a\":2}]}}";
    static const char slip[] = "{\"featuers\":[]}", none[] = "{\"features\":7}";
    static const char *const paths[] = {"features", "data.items"};
    static const struct {
        const char *path, *text, *error;
    } wrong[] = {{"features", slip, "has no `features`"},
                 {"features", slip, "did you mean `featuers`?"},
                 {"features", none, "is a number; expected a list"},
                 {"data.items", "{\"data\":[]}", "is a list where `rows` of the adapter looks for `items`"},
                 {"", slip, "`rows` of the adapter says"}};
    struct table_row row;
    struct error e;
    for (size_t i = 0; i < 2; i++) {
        const struct archive a = {.format = ROWS_JSON, .rows = bytes_of(paths[i])};
        struct rows *r = rows_of(&a, text, sizeof text - 1);
        assert_int_equal(rows_next(r, &row, &e), 1);
        assert_int_equal(json_int_or(json_get(row.object, "a"), 0), i + 1);
        expect_end(r);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        const struct archive a = {.format = ROWS_JSON, .rows = bytes_of(wrong[i].path)};
        struct rows *r = rows_of(&a, wrong[i].text, strlen(wrong[i].text));
        assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
        if (!strstr(e.text, wrong[i].error))
            fail_msg("%s", e.text);
        rows_close(r);
    }
}

static void test_separators(void **state) {
    (void)state;
    const struct archive semicolon = {.format = ROWS_CSV, .separator = ';'},
                         bar = {.format = ROWS_TSV, .separator = '|'};
    struct rows *r = rows_of(&semicolon, LITERAL("a;b\r\n1,5;\"x;y\"\r\n"));
    expect_row(r, 1, "1,5|x;y");
    expect_end(r);
    r = rows_of(&bar, LITERAL("a|b\n\"1|2\"\n")); /* quotes are characters like others */
    expect_row(r, 1, "\"1|2\"");
    expect_end(r);
}

static void test_lines(void **state) {
    (void)state;
    const struct archive a = {.format = ROWS_LINES};
    struct table_row row;
    struct error e;
    struct rows *r = rows_of(&a, LITERAL("one, \"two\n\n\tthree\r\nfo\xffur"));
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_true(bytes_is(row.names[0], "line"));
    assert_true(bytes_is(row.values[0], "one, \"two"));
    expect_row(r, 2, "\tthree");
    expect_fault(r, 3, "the byte 0xff is no UTF-8; the adapter can name another `encoding`", "fo\xffur");
    expect_end(r);
}

static void test_the_line_of_a_row(void **state) {
    (void)state;
    struct table_row row;
    struct error e;
    const struct archive skipping = {.format = ROWS_CSV, .separator = ',', .skip = 2};
    static const uint64_t lines[] = {4, 7, 8};
    static const char text[] = "Report of 2019\n\"with a quote\na,b\n1,\"two\nlines\"\n\n3\n4,5\n";
    struct rows *r = rows_of(&skipping, text, sizeof text - 1);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(rows_next(r, &row, &e), 1);
        assert_int_equal(row.number, i + 1);
        assert_int_equal(row.line, lines[i]);
    }
    expect_end(r);
    expect_end(rows_of(&skipping, LITERAL("one\n"))); /* fewer lines than are to be skipped */
}

/* What ends a row may come apart, and what looks like it may not end it. */
static void test_carriage_returns_without_end(void **state) {
    (void)state;
    const struct archive a = {.format = ROWS_LINES, .skip = 1};
    size_t size = 2 * ROW_BYTES_MAX + 7;
    char *text = malloc(2 * (size + 2));
    struct table_row row;
    struct error e;
    assert_non_null(text);
    memset(text, '\r', 2 * (size + 2));
    text[size + 1] = text[2 * size + 3] = '\n';
    struct rows *r = rows_of(&a, text, 2 * (size + 2));
    assert_int_equal(rows_next(r, &row, &e), 1); /* the first line was skipped, and is not counted */
    assert_int_equal(row.number, 1);
    assert_int_equal(row.line, 2);
    assert_int_equal(row.raw_size, size);
    struct digest whole = digest_of((struct bytes){text, size});
    assert_memory_equal(row.sha256.byte, whole.byte, DIGEST_BYTES);
    expect_end(r);
    free(text);
}

static void test_columns_by_their_number(void **state) {
    (void)state;
    struct bytes three[] = {BYTES("a"), BYTES(""), BYTES("c")}, two[] = {BYTES("x"), BYTES("y")};
    struct layout layouts[] = {{three, 3}, {two, 2}};
    const struct archive a = {.format = ROWS_TSV, .separator = '\t', .layouts = layouts, .layout_count = 2};
    struct table_row row;
    struct error e;
    struct rows *r = rows_of(&a, LITERAL("1\t2\n1\t2\t3\n1\n"));
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_true(bytes_is(row.names[1], "y"));
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_true(bytes_is(row.names[2], "c"));
    expect_fault(r, 3, "1 fields; expected 3 or 2 as in `columns`", "1");
    expect_end(r);
}

static void test_encodings(void **state) {
    (void)state;
    static const struct {
        const char *encoding, *bytes;
        size_t size;
        const char *row;
    } cases[] = {
        {"windows-1256", LITERAL("a;b\n\xe3\xcf\xdd\xda\xed\xc9;1\n"), "مدفعية|1"},
        {"windows-1255", LITERAL("a;b\n\xf9\xec\xe5\xed;1\n"), "שלום|1"},
        {"windows-1255", LITERAL("a;b\n1;\xf9\xec\xe5\xed \xf9"),
         "1|שלום ש"}, /* no newline behind the last */
        {"iso-8859-1", LITERAL("a;b\n\xe9t\xe9;1\n"), "été|1"},
        {"utf-16",
         LITERAL("\xff\xfe"
                 "a\0;\0b\0\n\0\xe9\0;\0001\0\n\0"),
         "é|1"},
        {"utf-16",
         LITERAL("\xfe\xff"
                 "\0a\0;\0b\0\n\0\xe9\0;\0001\0\n"),
         "é|1"},
        {"utf-16le", LITERAL("a\0;\0b\0\n\0\xe9\0;\0001\0\n\0"), "é|1"},
        {"shift_jis", LITERAL("a;b\n\x96\x43;1\n"), "砲|1"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct archive a = {.format = ROWS_CSV, .separator = ';', .encoding = cases[i].encoding};
        struct rows *r = rows_of(&a, cases[i].bytes, cases[i].size);
        expect_row(r, 1, cases[i].row);
        expect_end(r);
    }
}

static void test_every_encoding_is_there(void **state) {
    (void)state;
    for (size_t i = 1; adapter_encodings[i]; i++) {
        const struct archive a = {.format = ROWS_LINES, .encoding = adapter_encodings[i]};
        struct table_row row;
        struct error e;
        struct rows *r = rows_of(&a, LITERAL("a\0\n\0"));
        assert_in_range(rows_next(r, &row, &e), 0, 1);
        rows_close(r);
    }
}

/* A byte that is no character costs its own row only; the header may not have one. */
static void test_what_cannot_be_decoded(void **state) {
    (void)state;
    const struct archive greek = {.format = ROWS_CSV, .separator = ',', .encoding = "windows-1253"},
                         wide = {.format = ROWS_CSV, .separator = ',', .encoding = "utf-16le"};
    struct table_row row;
    struct error e;
    struct rows *r = rows_of(&greek, LITERAL("a,name\n1,\xd2x\n2,\xe1\n"));
    expect_fault(r, 1, "column `name`: the byte 0xd2 is no windows-1253",
                 "1,\xff"
                 "d2x");
    expect_row(r, 2, "2|α");
    expect_end(r);
    r = rows_of(&wide,
                "a\0\n\0\0\xd8"
                "1\0\n\0",
                10);
    expect_fault(r, 1, "the byte 0x00 is no utf-16le",
                 "\xff"
                 "00\xff"
                 "d81");
    expect_end(r);
    r = rows_of(&wide,
                "a\0\n\0"
                "1\0x",
                7);
    expect_fault(r, 1, "the byte 0x78 is no utf-16le",
                 "1\xff"
                 "78");
    expect_end(r);
    r = csv_of("a,na\xefve\n1,2\n");
    assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
    assert_non_null(strstr(e.text, "the name of column 2: the byte 0xef is no UTF-8"));
    rows_close(r);
    r = csv_of("a,b\n1,caf\xe9\n2,b\n");
    expect_fault(r, 1, "column `b`: the byte 0xe9 is no UTF-8; the adapter can name another `encoding`",
                 "1,caf\xe9");
    expect_row(r, 2, "2|b");
    expect_end(r);
}

/* Bytes come as they please: the end of a buffer in the midst of a character is no fault. */
static void test_a_long_file_in_another_encoding(void **state) {
    (void)state;
    const struct archive a = {.format = ROWS_CSV, .separator = ',', .encoding = "utf-16"};
    size_t rows = 60000, size = 2;
    char *text = malloc(rows * 16 + 16);
    struct table_row row;
    struct error e;
    assert_non_null(text);
    memcpy(text, "\xff\xfe", 2);
    for (size_t i = 0; i <= rows; i++, size += 10)
        memcpy(text + size, i ? "\x3d\xd8\x25\xdd,\0x\0\n\0" : "a\0b\0,\0c\0\n\0",
               10); /* U+1F525: two units */
    struct rows *r = rows_of(&a, text, size);
    for (size_t i = 0; i < rows; i++) {
        assert_int_equal(rows_next(r, &row, &e), 1);
        assert_null(row.fault);
        assert_true(bytes_is(row.values[0], "\xf0\x9f\x94\xa5"));
    }
    expect_end(r);
    free(text);
}

static void test_files_that_are_no_text(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
        const char *error;
    } cases[] = {{LITERAL("\x1f\x8b\x08\0\0\0\0"), "found a gzip file, expected text; unpack it: zcat"},
                 {LITERAL("PK\x03\x04\x14\0\0"), "found a zip file"},
                 {LITERAL("\xff\xfe"
                          "a\0;\0"),
                  "found a file in UTF-16, expected UTF-8; say encoding = \"utf-16\""},
                 {LITERAL("%PDF-1.7\n"), "found a PDF file"},
                 {LITERAL("SQLite format 3\0"), "found an SQLite file"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct table_row row;
        struct error e;
        struct rows *r = rows_of(&csv, cases[i].bytes, cases[i].size);
        assert_int_equal(rows_next(r, &row, &e), ERROR_INPUT);
        if (!strstr(e.text, cases[i].error))
            fail_msg("%s", e.text);
        rows_close(r);
    }
}

/* Spreadsheets leave columns without a name behind; only names must be one of a kind. */
static void test_columns_without_a_name(void **state) {
    (void)state;
    struct rows *r = csv_of("a,,\n1,2,3\n");
    struct table_row row;
    struct error e;
    assert_int_equal(rows_next(r, &row, &e), 1);
    assert_int_equal(row.count, 3);
    assert_int_equal(row.names[1].size, 0);
    rows_close(r);
}

int main(void) {
    char folder[SCRATCH_BYTES];
    scratch_folder(folder);
    (void)snprintf(path, sizeof path, "%s/rows", folder);
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
        cmocka_unit_test(test_json_rows_within),
        cmocka_unit_test(test_separators),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_the_line_of_a_row),
        cmocka_unit_test(test_carriage_returns_without_end),
        cmocka_unit_test(test_columns_by_their_number),
        cmocka_unit_test(test_encodings),
        cmocka_unit_test(test_every_encoding_is_there),
        cmocka_unit_test(test_what_cannot_be_decoded),
        cmocka_unit_test(test_a_long_file_in_another_encoding),
        cmocka_unit_test(test_files_that_are_no_text),
        cmocka_unit_test(test_columns_without_a_name),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    (void)unlink(path);
    (void)rmdir(folder);
    return failed;
}
