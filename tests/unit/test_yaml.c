/* test_yaml.c: the tree of policy.yaml, its marks, and what YAML may not do here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <policy/yaml.h>

#include <fusion/limits.h>

#include <stdlib.h>
#include <string.h>

static struct arena arena;

static int clear(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

static const struct yaml_node *parse(const char *text) {
    const struct yaml_node *root = NULL;
    struct error e = ERROR_EMPTY;
    if (yaml_parse(&arena, "x.yaml", bytes_of(text), &root, &e))
        fail_msg("%d:%d: %s", e.line, e.column, e.text);
    return root;
}

static void assert_text(const struct yaml_node *n, const char *text) {
    assert_non_null(n);
    assert_int_equal(n->type, YAML_SCALAR);
    assert_int_equal(n->text.size, strlen(text));
    assert_memory_equal(n->text.data, text, strlen(text));
}

static void assert_marks(const struct yaml_node *n, int named_line, int named_column, int line, int column) {
    assert_int_equal(n->key_mark.line, named_line);
    assert_int_equal(n->key_mark.column, named_column);
    assert_int_equal(n->mark.line, line);
    assert_int_equal(n->mark.column, column);
}

static void test_tree(void **state) {
    (void)state;
    const struct yaml_node *root = parse("a: 1\nb:\n  - x\n  - {y: 'no'}\nc: \"l\\n2\"\n");
    assert_int_equal(root->type, YAML_MAPPING);
    assert_int_equal(root->count, 3);
    assert_text(yaml_get(root, "a"), "1");
    const struct yaml_node *b = yaml_get(root, "b");
    assert_int_equal(b->type, YAML_SEQUENCE);
    assert_int_equal(b->count, 2);
    assert_text(b->child, "x");
    assert_text(yaml_get(b->child->next, "y"), "no");
    assert_text(yaml_get(root, "c"), "l\n2");
    assert_null(yaml_get(root, "d"));
    assert_null(yaml_get(NULL, "a"));
    assert_null(yaml_get(yaml_get(root, "a"), "a"));
}

/* Columns count characters, not bytes. */
static void test_marks(void **state) {
    (void)state;
    const struct yaml_node *root = parse("# note\na: {b: 1, \"\xc3\xa9\": [x, y]}\nc:\n");
    const struct yaml_node *a = yaml_get(root, "a");
    assert_marks(root, 2, 1, 2, 1);
    assert_marks(a, 2, 1, 2, 4);
    assert_marks(yaml_get(a, "b"), 2, 5, 2, 8);
    assert_marks(yaml_get(a, "\xc3\xa9"), 2, 11, 2, 16);
    assert_marks(yaml_get(a, "\xc3\xa9")->child->next, 2, 20, 2, 20);
    assert_text(yaml_get(root, "c"), "");
}

static const struct {
    const char *text;
    int line, column;
    const char *found;
} refused[] = {
    {"", 1, 1, "found an empty file, expected options as `key: value`"},
    {"# only a comment\n", 1, 1, "an empty file"},
    {" \n\n  \n", 1, 1, "an empty file"},
    {"---\n...\n", 2, 1, "no mapping"},
    {"~\n", 1, 1, "no mapping"},
    {"- a\n- b\n", 1, 1, "found no mapping, expected options as `key: value`"},
    {"word\n", 1, 1, "no mapping"},
    {"\xef\xbb\xbf"
     "a: 1\n",
     1, 1, "found a byte order mark, expected a file without one"},
    {"\xef\xbb\xbf", 1, 1, "a byte order mark"},
    {"a: &x 1\n", 1, 4, "found an anchor (`&`), expected a value without one"},
    {"a: &x [1]\n", 1, 4, "anchor"},
    {"a: &x {b: 1}\n", 1, 4, "anchor"},
    {"&x a: 1\n", 1, 1, "anchor"},
    {"&x\na: 1\n", 1, 1, "anchor"},
    {"a: *x\n", 1, 4, "found an alias (`*`), expected the value itself, written out"},
    {"a: 1\n*x : 2\n", 2, 1, "alias"},
    {"a: !!str 1\n", 1, 4, "found a tag (`!`), expected a value without one: the option says what it is"},
    {"a: !!binary gIGC\n", 1, 4, "tag"},
    {"!!map\na: 1\n", 1, 1, "tag"},
    {"a: ! 1\n", 1, 4, "tag"},
    {"\xc3\xa9: ! '1'\n", 1, 4, "tag"},
    {"a: !x [1]\n", 1, 4, "tag"},
    {"a: ! {b: 1}\n", 1, 4, "tag"},
    {"%TAG ! tag:x,2000:\n---\na: 1\n", 1, 1, "directive"},
    {"%YAML 1.1\n---\na: 1\n", 1, 1, "found a directive (`%`), expected options as `key: value`"},
    {"%YAML 3.0\n---\na: 1\n", 1, 1, "found incompatible YAML document"},
    {"a: 1\n<<: {b: 2}\n", 2, 1, "found a merge key (`<<`), expected the options themselves, written out"},
    {"a: 1\nb: 2\n\"a\": 3\n", 3, 1, "`a` a second time, expected it once (the first is in line 1)"},
    {"a:\n  b: {c: 1, d: 2, c: 3}\n", 2, 19, "`c` a second time"},
    {"a: 1\n---\nb: 2\n", 2, 1, "found a second document, expected the end of the file"},
    {"a: 1\n...\n---\n", 3, 1, "second document"},
    {"? [a]\n: 1\n", 1, 3, "found a list or mapping as a key, expected a word"},
    {"{{a: 1}: 2}\n", 1, 2, "a list or mapping as a key"},
    {"a: [1, 2\n", 2, 1,
     "found text that is not well-formed YAML (while parsing a flow sequence of line 1: did not find "
     "expected "
     "',' or ']'), expected options as `key: value`"},
    {"a:\n  b: 1\n   c: 2\n", 3, 5, "not well-formed YAML (mapping values are not allowed in this context)"},
    {"a:\n  b: 1\n c: 2\n", 3, 2, "while parsing a block mapping of line 1: did not find expected key"},
    {"a: {b: 1\nc: 2\n", 2, 2, "while parsing a flow mapping of line 1"},
    {"a: 'b\n\nc: 2\n", 4, 1, "while scanning a quoted scalar of line 1: found unexpected end of stream"},
    {"a: \"\\q\"\n", 1, 5, "found unknown escape character"},
    {"a: 1]\nb: ]\n", 2, 4, "not well-formed YAML"},
    {"a: b: c\n", 1, 5, "mapping values are not allowed in this context"},
    {"a\nb: 1\n", 1, 1, "no mapping"},
    {"a: 1\nb\nc: 2\n", 3, 1, "while scanning a simple key of line 2: could not find expected ':'"},
    {"a: @b\n", 1, 4, "found character that cannot start any token"},
    {"a: `b`\n", 1, 4, "found character that cannot start any token"},
    {"a: |3x\n  b\n", 1, 6, "did not find expected comment or line break"},
    {"a: 1\n\tb: 2\n", 2, 1, "found a tab, expected spaces: YAML indents by nothing else"},
    {"\ta: 1\n", 1, 1, "found a tab"},
    {"\xc3\xa9: 1\nb:\n\t- c\n", 3, 1, "found a tab"},
    {"a: 1\nb: \xff\n", 2, 4,
     "found bytes that are no text (invalid leading UTF-8 octet), expected UTF-8 text"},
    {"a: 1\nb: \xc3(\n", 2, 5, "expected UTF-8 text"},
    {"a: 1\nb: \xed\xa0\x80\n", 2, 4, "expected UTF-8 text"},
    {"a: \x1b[2J\n", 1, 4, "control characters are not allowed"},
};

static void test_refused(void **state) {
    (void)state;
    size_t others = 0;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const struct yaml_node *root = NULL;
        struct error e = ERROR_EMPTY;
        assert_int_equal(yaml_parse(&arena, "x.yaml", bytes_of(refused[i].text), &root, &e), ERROR_POLICY);
        assert_null(root);
        assert_string_equal(e.file, "x.yaml");
        if (e.line != refused[i].line || e.column != refused[i].column || !strstr(e.text, refused[i].found)) {
            print_error("%s\n%d:%d: %s\n", refused[i].text, e.line, e.column, e.text);
            others++;
        }
    }
    assert_int_equal(others, 0);
}

/* A NUL would end the text for whoever reads it as C does. */
static void test_nul(void **state) {
    (void)state;
    const struct yaml_node *root = NULL;
    struct error e = ERROR_EMPTY;
    assert_int_equal(yaml_parse(&arena, "x.yaml", BYTES("a: 1\nb: 2\0 3\n"), &root, &e), ERROR_POLICY);
    assert_int_equal(e.line, 2);
    assert_int_equal(e.column, 5);
    assert_string_equal(
        e.text, "found bytes that are no text (control characters are not allowed), expected UTF-8 text");
}

/* What is odd and yet well said: line ends of other systems, block scalars, a flow over lines. */
static void test_odd_and_taken(void **state) {
    (void)state;
    const struct yaml_node *root = parse("a: 1\r\nb: {c: 2,\r\n  d: [x,\r\ny]}\r\n");
    assert_text(yaml_get(root, "a"), "1");
    assert_text(yaml_get(yaml_get(root, "b"), "d")->child->next, "y");
    root = parse("---\na: |\n  x\n  y\nb: >-\n  x\n  y\nc: \"x\\\n  y\"\n? d\n: e\n...\n");
    assert_text(yaml_get(root, "a"), "x\ny\n");
    assert_text(yaml_get(root, "b"), "x y");
    assert_text(yaml_get(root, "c"), "xy");
    assert_text(yaml_get(root, "d"), "e");
    root = parse("a: ~\nb: null\nc: 0x10\nd: 1e999\ne: yes\n"); /* all of them text: the option decides */
    assert_text(yaml_get(root, "a"), "~");
    assert_text(yaml_get(root, "d"), "1e999");
}

/* UTF-16 is not taken, whatever its byte order mark says. */
static void test_encoding(void **state) {
    (void)state;
    const struct yaml_node *root = NULL;
    struct error e = ERROR_EMPTY;
    struct bytes utf16 = BYTES("\xff\xfe"
                               "a\0:\0 \0"
                               "1\0");
    assert_int_equal(yaml_parse(&arena, "x.yaml", utf16, &root, &e), ERROR_POLICY);
    assert_int_equal(e.line, 1);
}

/* `a: ` and so many opening brackets: the root is the first level. */
static int parse_nested(unsigned levels, bool closed, struct error *e) {
    const struct yaml_node *root = NULL;
    char text[40000] = "a: ";
    memset(text + 3, '[', levels - 1);
    if (closed)
        memset(text + 3 + levels - 1, ']', levels - 1);
    return yaml_parse(&arena, "x.yaml", bytes_of(text), &root, e);
}

static void test_depth(void **state) {
    (void)state;
    struct error e = ERROR_EMPTY;
    assert_int_equal(parse_nested(YAML_DEPTH_MAX, true, &e), 0);
    assert_int_equal(parse_nested(YAML_DEPTH_MAX + 1, true, &e), ERROR_POLICY);
    assert_int_equal(e.line, 1);
    assert_int_equal(e.column, 3 + YAML_DEPTH_MAX);
    assert_non_null(strstr(e.text, "17 levels deep, expected at most 16"));
}

/* The parser is left at the depth: the error is of the depth, at its place, and not of the end of the text,
 * which never closes what it opens. */
static void test_depth_stops(void **state) {
    (void)state;
    struct error e = ERROR_EMPTY;
    assert_int_equal(parse_nested(30000, false, &e), ERROR_POLICY);
    assert_int_equal(e.column, 3 + YAML_DEPTH_MAX);
    assert_non_null(strstr(e.text, "17 levels deep"));
}

static void test_size(void **state) {
    (void)state;
    const struct yaml_node *root = NULL;
    struct error e = ERROR_EMPTY;
    char *text = malloc(YAML_BYTES_MAX + 1);
    assert_non_null(text);
    memset(text, ' ', YAML_BYTES_MAX + 1);
    memcpy(text, "a: 1\n#", 6);
    assert_int_equal(yaml_parse(&arena, "x.yaml", (struct bytes){text, YAML_BYTES_MAX}, &root, &e), 0);
    assert_int_equal(yaml_parse(&arena, "x.yaml", (struct bytes){text, YAML_BYTES_MAX + 1}, &root, &e),
                     ERROR_POLICY);
    assert_string_equal(e.text, "found 65537 bytes, expected at most 65536");
    free(text);
}

static void test_keys(void **state) {
    (void)state;
    const struct yaml_node *root = NULL;
    struct error e = ERROR_EMPTY;
    struct buffer text = BUFFER_EMPTY;
    for (unsigned i = 0; i < YAML_KEYS_MAX; i++)
        buffer_append_format(&text, "k%u: 1\n", i);
    assert_int_equal(yaml_parse(&arena, "x.yaml", buffer_bytes(&text), &root, &e), 0);
    buffer_append_text(&text, "more: 1\n");
    assert_int_equal(yaml_parse(&arena, "x.yaml", buffer_bytes(&text), &root, &e), ERROR_POLICY);
    assert_int_equal(e.line, YAML_KEYS_MAX + 1);
    assert_string_equal(e.text, "found one key too many, expected at most 1024 in one mapping");
    buffer_release(&text);
}

static void test_quote(void **state) {
    (void)state;
    assert_string_equal(yaml_quote(BYTES("a\tb")).text, "`a?b`");
    char long_text[200];
    for (size_t i = 0; i < sizeof long_text; i += 2)
        memcpy(long_text + i, "\xc3\xa9", 2);
    struct yaml_quote q = yaml_quote((struct bytes){long_text, sizeof long_text});
    size_t size = strlen(q.text);
    assert_true(size < sizeof q.text);
    assert_string_equal(q.text + size - 4, "...`");
    assert_int_equal((size - 5) % 2, 0); /* no character is cut in two */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(test_tree, clear),
        cmocka_unit_test_teardown(test_marks, clear),
        cmocka_unit_test_teardown(test_refused, clear),
        cmocka_unit_test_teardown(test_encoding, clear),
        cmocka_unit_test_teardown(test_depth, clear),
        cmocka_unit_test_teardown(test_depth_stops, clear),
        cmocka_unit_test_teardown(test_size, clear),
        cmocka_unit_test_teardown(test_keys, clear),
        cmocka_unit_test_teardown(test_quote, clear),
        cmocka_unit_test_teardown(test_nul, clear),
        cmocka_unit_test_teardown(test_odd_and_taken, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
