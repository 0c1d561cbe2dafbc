/* test_party.c: parties as packed codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/party.h>
#include <message/iso3166.h>
#include <string.h>

static void codes_are_packed_and_back(void **state) {
    static const char *const codes[] = {"ISR", "SYR", "UNDOF", "UN", "OBS", "A1B2C3D4", "42"};
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        char text[PARTY_BYTES_MAX + 1];
        party_id party = 0;
        assert_true(party_parse(bytes_of(codes[i]), &party));
        assert_true(bytes_is(party_text(party, text), codes[i]));
        assert_string_equal(text, codes[i]);
    }
    party_id unknown;
    assert_true(party_parse(BYTES("UNK"), &unknown));
    assert_true(unknown == PARTY_UNKNOWN);
}

static void other_codes_are_refused(void **state) {
    static const char *const codes[] = {"", "A", "isr", "ISR/head", "ABCDEFGHI", "IS R", "ÉTE", "IS-R"};
    party_id party = 7;
    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        assert_false(party_parse(bytes_of(codes[i]), &party));
    assert_true(party == 7);
}

static void no_party_has_no_text(void **state) {
    char text[PARTY_BYTES_MAX + 1];
    (void)state;
    assert_int_equal(party_text(0, text).size, 0);
}

static void the_table_is_whole_and_sorted(void **state) {
    (void)state;
    for (size_t i = 0; i < ISO3166_COUNT; i++) {
        party_id party = 0;
        assert_int_equal(strlen(iso3166_alpha3[i]), 3);
        assert_true(party_parse(bytes_of(iso3166_alpha3[i]), &party));
        assert_true(party_is_iso(party));
        if (i)
            assert_true(strcmp(iso3166_alpha3[i - 1], iso3166_alpha3[i]) < 0);
    }
}

/* Of all three-letter codes exactly as many are assigned as the table has. */
static void assigned_codes_are_counted(void **state) {
    unsigned assigned = 0;
    (void)state;
    for (char a = 'A'; a <= 'Z'; a++)
        for (char b = 'A'; b <= 'Z'; b++)
            for (char c = 'A'; c <= 'Z'; c++) {
                party_id party = 0;
                assert_true(party_parse((struct bytes){(char[]){a, b, c}, 3}, &party));
                assigned += party_is_iso(party);
            }
    assert_int_equal(assigned, 249);
}

static void only_assigned_codes_are_iso(void **state) {
    static const struct {
        const char *code;
        bool iso;
    } cases[] = {{"ISR", true},    {"SYR", true}, {"USA", true},  {"ABW", true},
                 {"ZWE", true},    {"LBN", true}, {"UNK", false}, {"OBS", false},
                 {"UNDOF", false}, {"SU", false}, {"XKX", false}, {"ISRA", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        party_id party = 0;
        assert_true(party_parse(bytes_of(cases[i].code), &party));
        assert_int_equal(party_is_iso(party), cases[i].iso);
    }
    assert_false(party_is_iso(0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_are_packed_and_back),  cmocka_unit_test(other_codes_are_refused),
        cmocka_unit_test(no_party_has_no_text),       cmocka_unit_test(the_table_is_whole_and_sorted),
        cmocka_unit_test(assigned_codes_are_counted), cmocka_unit_test(only_assigned_codes_are_iso),
    };
    return cmocka_run_group_tests_name("party", tests, NULL, NULL);
}
