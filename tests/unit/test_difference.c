/* test_difference.c: the first difference of two bodies, as people read it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <rerun/difference.h>

static void test_places(void **state) {
    static const struct {
        const char *found, *expected, *told;
    } table[] = {
        {"{\"a\":1}", "{\"a\":1}", NULL},
        {"{\"a\":1}", "{\"a\":2}", "/a: found 1, expected 2"},
        {"{\"a\":{\"b/c~d\":[1,\"x\"]}}", "{\"a\":{\"b/c~d\":[1,\"y\"]}}",
         "/a/b~1c~0d/1: found \"x\", expected \"y\""},
        {"{\"late\":60000}", "{}", "/late: found 60000, expected nothing"},
        {"{}", "{\"late\":60000}", "/late: found nothing, expected 60000"},
        {"{\"a\":[1]}", "{\"a\":[1,2]}", "/a/1: found nothing, expected 2"},
        {"{\"a\":[1,2]}", "{\"a\":[1]}", "/a/1: found 2, expected nothing"},
        {"{\"a\":null}", "{\"a\":false}", "/a: found null, expected false"},
        {"[]", "{}", "/: found [], expected {}"},
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}",
         "/: found the same members in other bytes, expected canonical JSON"},
        {"{\"a\":1", "{\"a\":1}",
         "/: found a body that is not well-formed JSON (byte 6), expected the one of the execution"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buffer told = BUFFER_EMPTY;
        assert_int_equal(difference_tell(bytes_of(table[i].found), bytes_of(table[i].expected), &told),
                         table[i].told != NULL);
        if (!bytes_is(buffer_bytes(&told), table[i].told ? table[i].told : ""))
            fail_msg("%.*s, expected %s", (int)told.size, told.data, table[i].told);
        buffer_release(&told);
    }
}

static void test_a_long_value_is_cut(void **state) {
    struct buffer found = BUFFER_EMPTY, told = BUFFER_EMPTY;
    (void)state;
    buffer_append_text(&found, "\"");
    for (int i = 0; i < 300; i++)
        buffer_append_text(&found, "\xe2\x82\xac");
    buffer_append_text(&found, "\"");
    assert_true(difference_tell(buffer_bytes(&found), BYTES("1"), &told));
    assert_true(told.size < 200);
    assert_true(bytes_ends(buffer_bytes(&told), BYTES("\xe2\x82\xac..., expected 1")));
    buffer_release(&found);
    buffer_release(&told);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_a_long_value_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
