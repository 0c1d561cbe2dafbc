/* test_instant.c: time and durations as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/instant.h>

static const struct {
    const char *text;
    int64_t ms;
} instants[] = {
    {"1970-01-01T00:00:00Z", 0},
    {"1970-01-01T00:00:00.001Z", 1},
    {"1969-12-31T23:59:59.999Z", -1},
    {"2000-02-29T12:00:00Z", 951825600000},
    {"2026-03-27T02:00:00Z", 1774576800000},
    {"2026-03-27T04:00:00.250+02:00", 1774576800250},
    {"2026-03-26T20:30:00-05:30", 1774576800000},
    {"2026-03-27t02:00:00z", 1774576800000},
    {"2026-03-27T02:00:00.123456789Z", 1774576800123},
    {"2026-03-27T02:00:00.5Z", 1774576800500},
    {"1900-03-01T00:00:00Z", -2203891200000},
    {"0001-01-01T00:00:00Z", -62135596800000},
    {"9999-12-31T23:59:59.999Z", 253402300799999},
};

static void instants_are_read(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        int64_t ms = 0;
        assert_true(instant_parse(bytes_of(instants[i].text), &ms));
        assert_true(ms == instants[i].ms);
    }
}

static void other_texts_are_refused(void **state) {
    static const char *const texts[] = {
        "",
        "2026-03-27",
        "2026-03-27T02:00:00",
        "2026-03-27 02:00:00Z",
        "2026-03-27T02:00Z",
        "2026-03-27T02:00:00.Z",
        "2026-03-27T24:00:00Z",
        "2026-03-27T02:60:00Z",
        "2026-06-30T23:59:60Z",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-01-00T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-03-27T02:00:00+0200",
        "2026-03-27T02:00:00+24:00",
        "2026-03-27T02:00:00+02:60",
        "2026-03-27T02:00:00Z ",
        " 2026-03-27T02:00:00Z",
        "2026-3-27T02:00:00Z",
        "+026-03-27T02:00:00Z",
        "20260327T020000Z",
    };
    int64_t ms;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (instant_parse(bytes_of(texts[i]), &ms))
            fail_msg("accepted: %s", texts[i]);
}

static void dates_are_midnight(void **state) {
    int64_t ms = 0;
    (void)state;
    assert_true(instant_parse_date(BYTES("2026-03-27"), &ms));
    assert_true(ms == 1774569600000);
    assert_true(instant_parse_date(BYTES("2024-02-29"), &ms));
    assert_false(instant_parse_date(BYTES("2025-02-29"), &ms));
    assert_false(instant_parse_date(BYTES("2026-03-27Z"), &ms));
    assert_false(instant_parse_date(BYTES("2026-3-7"), &ms));
}

static void instants_are_written_as_read(void **state) {
    static const char *const texts[] = {"2026-03-27T02:00:00Z", "1969-12-31T23:59:59.999Z",
                                        "2000-02-29T12:00:00.050Z", "0001-01-01T00:00:00Z",
                                        "9999-12-31T23:59:59.999Z"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char out[INSTANT_TEXT_BYTES];
        int64_t ms = 0;
        assert_true(instant_parse(bytes_of(texts[i]), &ms));
        instant_format(ms, out);
        assert_string_equal(out, texts[i]);
    }
}

/* Every day of 800 years against counting them one by one. */
static void days_follow_each_other(void **state) {
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t expected = 0;
    int year = 1970, month = 1, day = 1;
    (void)state;
    for (int n = 0; n < 365 * 800; n++, expected += DAY_MS) {
        char out[INSTANT_TEXT_BYTES];
        int64_t ms = -1;
        instant_format(expected, out);
        assert_true(instant_parse_date((struct bytes){out, 10}, &ms));
        assert_true(ms == expected);
        assert_int_equal((out[8] - '0') * 10 + out[9] - '0', day);
        assert_int_equal((out[5] - '0') * 10 + out[6] - '0', month);
        int leap = month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0);
        if (++day > length[month - 1] + leap) {
            day = 1;
            if (++month > 12) {
                month = 1;
                year++;
            }
        }
    }
}

static void durations_are_read_and_written(void **state) {
    static const struct {
        const char *text, *written;
        int64_t ms; /* -1: refused */
    } cases[] = {{"90s", "90s", 90000},
                 {"5m", "5m", 300000},
                 {"48h", "2d", 172800000},
                 {"15d", "15d", 1296000000},
                 {"120m", "2h", 7200000},
                 {"0s", "0s", 0},
                 {"36525d", "36525d", 36525 * DAY_MS},
                 {"36526d", "", -1},
                 {"5", "", -1},
                 {"m", "", -1},
                 {"-5m", "", -1},
                 {"5 m", "", -1},
                 {"1.5h", "", -1},
                 {"5w", "", -1},
                 {"", "", -1}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[INSTANT_TEXT_BYTES];
        int64_t ms = -1;
        assert_int_equal(duration_parse(bytes_of(cases[i].text), &ms), cases[i].ms >= 0);
        assert_true(ms == cases[i].ms);
        if (ms < 0)
            continue;
        duration_format(ms, out);
        assert_string_equal(out, cases[i].written);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_read),      cmocka_unit_test(other_texts_are_refused),
        cmocka_unit_test(dates_are_midnight),     cmocka_unit_test(instants_are_written_as_read),
        cmocka_unit_test(days_follow_each_other), cmocka_unit_test(durations_are_read_and_written),
    };
    return cmocka_run_group_tests_name("instant", tests, NULL, NULL);
}
