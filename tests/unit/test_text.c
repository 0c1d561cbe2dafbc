/* test_text.c: texts of scripts: what is UTF-8, and what a person is shown of what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lua/sandbox.h>

static void utf8_is_strict_and_without_nul(void **unused) {
    static const struct {
        struct bytes text;
        bool is_utf8;
    } cases[] = {
        {BYTES(""), true},
        {BYTES("a\x01\x7f"), true},
        {BYTES("\xc2\x80 \xe2\x82\xac \xf4\x8f\xbf\xbf"), true},
        {BYTES("a\0b"), false},
        {BYTES("\xc1\xbf"), false},         /* an overlong form */
        {BYTES("\xed\xa0\x80"), false},     /* a surrogate */
        {BYTES("\xf4\x90\x80\x80"), false}, /* above U+10FFFF */
        {BYTES("abcdefgh\xe2\x82"), false},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(text_is_utf8(cases[i].text), cases[i].is_utf8);
}

/* What is no character is a `?` for each byte; a character that has no room is left out, and all behind it.
 */
static void what_is_no_text_is_shown_as_such(void **unused) {
    static const struct {
        struct bytes text;
        size_t size;
        const char *shown;
    } cases[] = {
        {BYTES("plain"), 6, "plain"},
        {BYTES("plain"), 5, "plai"},
        {BYTES("plain"), 1, ""},
        {BYTES("a\tb\x1b[2J\x7f"), 32, "a?b?[2J?"},
        {BYTES("a\0b\xff\xfe"), 32, "a?b??"},
        {BYTES("\xe2\x82x"), 32, "??x"},
        {BYTES("\xe2\x82\xac\xff\xe2\x82\xac"), 32, "\xe2\x82\xac?\xe2\x82\xac"},
        {BYTES("a\xe2\x82\xac"
               "b"),
         5, "a\xe2\x82\xac"},
        {BYTES("a\xe2\x82\xac"
               "b"),
         4, "a"},
        {BYTES("ab\xff"), 3, "ab"},
    };
    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char shown[32];
        text_clean(cases[i].text, shown, cases[i].size);
        assert_string_equal(shown, cases[i].shown);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_is_strict_and_without_nul),
        cmocka_unit_test(what_is_no_text_is_shown_as_such),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
