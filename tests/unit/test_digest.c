/* test_digest.c: SHA-256 against the examples of FIPS 180-4 (NIST, "SHA256.pdf" of the example values). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/digest.h>
#include <string.h>

#define ABC_TEXT "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static void known_digests(void **state) {
    static const struct {
        const char *text, *hex;
    } cases[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", ABC_TEXT},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[DIGEST_TEXT_BYTES];
        struct digest d = digest_of(bytes_of(cases[i].text));
        digest_text(&d, text);
        assert_string_equal(text, cases[i].hex);
    }
}

static void a_text_is_read_back(void **state) {
    char text[DIGEST_TEXT_BYTES];
    struct digest d = digest_of(BYTES("abc")), read = {{0}};
    (void)state;
    digest_text(&d, text);
    assert_true(digest_parse(bytes_of(text), &read));
    assert_memory_equal(d.byte, read.byte, DIGEST_BYTES);
    assert_false(digest_parse(bytes_slice(bytes_of(text), 1, 64), &read));
    text[7] = 'G';
    assert_false(digest_parse(bytes_of(text), &read));
    text[7] = '\0';
    assert_false(digest_parse((struct bytes){text, 64}, &read));
}

static void two_parts_are_one_text(void **state) {
    struct digest whole = digest_of(BYTES("abc")), parts = digest_of_two(BYTES("a"), BYTES("bc"));
    struct digest empty_first = digest_of_two(BYTES(""), BYTES("abc"));
    (void)state;
    assert_memory_equal(whole.byte, parts.byte, DIGEST_BYTES);
    assert_memory_equal(whole.byte, empty_first.byte, DIGEST_BYTES);
    assert_true(digest_key(&whole) == 0xba7816bf8f01cfeaULL);
}

/* A million times `a`, by pieces of uneven size. */
static void a_stream_takes_pieces(void **state) {
    char piece[997], text[DIGEST_TEXT_BYTES];
    struct digest_stream *s = digest_stream_new();
    size_t left = 1000000;
    (void)state;
    assert_non_null(s);
    memset(piece, 'a', sizeof piece);
    while (left) {
        size_t size = left < sizeof piece ? left : sizeof piece;
        digest_stream_add(s, (struct bytes){piece, size});
        left -= size;
    }
    struct digest d = digest_stream_end(s);
    digest_text(&d, text);
    assert_string_equal(text, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_digests),
        cmocka_unit_test(a_text_is_read_back),
        cmocka_unit_test(two_parts_are_one_text),
        cmocka_unit_test(a_stream_takes_pieces),
    };
    return cmocka_run_group_tests_name("digest", tests, NULL, NULL);
}
