/* test_rules_locations.c: every error of loading a Lua file has line and column, and says what was found and
 * what was expected. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_fixture.h"
#include <lua/tokens.h>

#include <stdio.h>

#define RULE(inside) "rule 'a' { on = 'report', because = 'x', " inside " }"

static const struct {
    const char *source;
    int line, column;
    const char *text; /* part of it */
} faults[] = {
    /* the compiler's: the token it stopped at, be it there twice */
    {"local x = = 1 = 2", 1, 11, "found `=` (unexpected symbol), expected an expression"},
    {"local a = { 1, 2 } }\nlocal b = { }", 1, 20, "found `}` (unexpected symbol), expected an expression"},
    {"local f = f(1)) + (2)", 1, 15, "found `)`"},
    {"if x then\n  y = 1\nelse if z then end", 3, 19, "found the end of the file, expected 'end'"},
    {"rule 'a' {\n  on = 'report'\n  because = 'x' }", 3, 3, "found `because`, expected '}'"},
    {"rule 'a' {\n", 1, 11, "found the end of the file"},
    {"local s = 'x\nlocal t = 1", 1, 11, "found `'x` (unfinished string), expected the quote"},
    {"local s = [[x\n\n", 1, 14, "found the end of the file (unfinished long string"},
    {"local s, n = 1, 3..2", 1, 17, "found `3..2` (malformed number), expected a number"},
    {"local s = '\\q'", 1, 11, "(invalid escape sequence), expected an escape"},
    {"x.y", 1, 4, "found the end of the file (syntax error), expected a call or an assignment"},
    {"goto out", 1, 6, "no visible label 'out'"},
    {"local x = 1\nif x then break end\nx = 2", 2, 11, "break outside loop"},
    {"local function f()\n for i = 1, 2 do break end\n break end\n\n", 3, 2, "break outside loop"},
    {"local c <const> = 1 c = 2", 1, 23, "variable without <const>"},
    {"local f = function() return ... end", 1, 29, "found `...` (cannot use '...'"},
    {"-- \xc3\xa4\xc3\xb6\nlocal \xc3\xa4 = 1", 2, 7,
     "found `\xc3\xa4`, expected a name of ASCII letters, digits and `_`"},
    {"local x = 1\nx = \"\xc3\xa4\" \xe2\x82\xac", 2, 9,
     "found `\xe2\x82\xac` (unexpected symbol), expected"},
    {"local function 1() end", 1, 16, "found `1`, expected a name of ASCII letters"},
    {"--[[ } ]] local x = '}' } local y", 1, 25, "found `}` (unexpected symbol)"},
    /* a statement that fails */
    {"\n  local x = nil + 1", 2, 3,
     "found an attempt to perform arithmetic on a nil value, expected numbers"},
    {"local x\n\tx()", 2, 2, "found an attempt to call a nil value (local 'x'), expected a function"},
    {"local x\n  x.y = 1", 2, 3, "expected a table"},
    {"local t = 'x' .. os.time()", 1, 18,
     "found a script that read the global `os`, which does not exist, expected only what docs/rules.md "
     "lists"},
    {"local x = at_lest(1)", 1, 11, "did you mean `at_least`?"},
    {"  count = 1", 1, 3, "found a script that wrote the global `count`, expected `local count`"},
    {"math.pi = 3", 1, 6, "found a script that wrote `pi` of a table that is read-only, expected a table"},
    {"  at_least()", 1, 3, "found at_least with 0 values, expected 1"},
    {"\nlocal n = 0 while true do n = n + 1 end", 2, 1, "expected a file that loads within it"},
    /* no line comes of these: the one that ran last, the token that was one too many, or the first */
    {"local t = {}\nfor i = 1, 1e9 do\n  t[i] = { i }\nend", 3, 3, "expected one that loads with less"},
    {"local s = ('x'):rep(9000)\n\n  local t = s .. s", 3, 3,
     "found a file that made a text longer than it may: 16384 bytes, expected shorter texts"},
    {"local function f() return 1 + f() end\nf()", 1, 1, "expected"},
    {"\x1bLua", 1, 1, "found bytecode, expected the text of a Lua script"},
    {"\xef\xbb\xbflocal x = 1", 1, 1,
     "found a byte order mark, expected a file that is saved as UTF-8 without"},
    /* within a rule: the key, or the word */
    {RULE("propose = { notify = { 'no' .. 'body' }, title = 'nobody' }"), 1, 54,
     "`nobody`"}, /* not a later one */
    {"local roles = { 'liaison',\n 'haed' }\nrule 'a' { on = 'report', where = { role = roles, grade = 'A1' "
     "}, "
     "because = 'haed', propose = {} }",
     2, 2, "`role` found `haed`"}, /* of two places that of the local, though more follows its name */
    {"\n  rule 'a' {}", 2, 3, "found no key `on`, expected one in every rule"},
    {RULE("propose = {}") " rule 'b' { on = 'report' }", 1, 57, "rule \"b\": found no key `propose`"},
    {"rule 'a' {\n  on = 'report', propose = {},\n  because = 'x',\n  were = {} }", 4, 3,
     "found the unknown key `were`, expected `on`, `kind`, `where`, `when`, `propose` or `because`; did you"},
    {RULE("propose = { trak = 1 }"), 1, 54, "found the unknown key `trak`, expected `track`"},
    {"rule 'a' {\n  on = { 'report',\n    'reprot' }, propose = {}, because = 'x' }", 3, 5,
     "`on` found `reprot`"},
    {RULE("\n kind = 'fire.mortr', propose = {}"), 2, 9, "`kind` found `fire.mortr`, expected a kind"},
    {RULE("\n where = { kind = at_least(1) }, propose = {}"), 2, 19,
     "`where` of `kind` found at_least, expected of a fact that is text"},
    {RULE("\n where = { kind = 1 }, propose = {}"), 2, 19, "`where` of `kind` found 1, expected a text"},
    {RULE("\n where = { seq = at_least('x') }, propose = {}"), 2, 27,
     "found at_least(\"x\"), expected a number"},
    {RULE("\n where = { ['harm.kiled'] = 1 }, propose = {}"), 2, 13, "`where` found `harm.kiled`"},
    {RULE("\n where = { ['zone.name'] = 'AOZ' }, propose = {}"), 2, 28, "expected a zone of the policy"},
    {RULE("\n propose = { also = { diplomatic = 'routine' } }"), 2, 36, "expected an urgency of the track"},
    {RULE("\n propose = { severity = 9 }"), 2, 14, "`severity` found 9, expected 1 to 5"},
    {RULE("when = function() local severity = 0 return severity end,\n propose = { severity = 9 }"), 2, 14,
     "expected 1 to 5"},
    {RULE("propose = {}") "\n" RULE("propose = {}"), 2, 1, "expected each name once"},
    {"rule 'a' { on = 'report', propose = {},\n because = 7 }", 2, 2, "`because` found 7, expected a text"},
    {"rule 'a' { on = 'report', because = 'x',\n  propose = {},\n  'where' }", 3, 3,
     "found an entry without a key"},
    {RULE("propose = {},\n where = { seq = 1,\n  'kind' }"), 3, 3, "`where` found an entry without a key"},
    {RULE("propose = { hold = true,\n  { 1 } }"), 2, 3, "found an entry without a key"},
    {"local w = { seq = 1,\n  [1] = 'kind' }\n" RULE("propose = {}, where = w"), 2, 3,
     "found an entry without a key"},
    /* in what a value names, and where else it stands alone */
    {"local wrong = { trak = 1 }\nrule 'a' { on = 'report', because = 'x',\n  propose = wrong }", 1, 17,
     "found the unknown key `trak`"},
    {"local parties = {\n 'ISR', 'IRS' }\n" RULE("where = { from = parties }, propose = {}"), 2, 9,
     "found `IRS`"},
    {"local p <const> = 'IRS'\n" RULE("where = { from = p }, propose = {}"), 1, 19, "found `IRS`"},
    {"local k = 'SYR' local k = 7\n" RULE("where = { from = k }, propose = {}"), 1, 27,
     "found 7, expected a text"},
    {"local few =\n  at_most(-1)\n" RULE("where = { seq = few }, propose = {}"), 2, 3, "found at_most(-1)"},
    {"local w = {\n frm = 'IRS' }\n" RULE("where = w, propose = {}"), 2, 2, "did you mean `from`?"},
    {"local w = {}\nw.frm = 'IRS'\n" RULE("where = w, propose = {}"), 2, 3, "did you mean `from`?"},
    {"local K = { p = {\n 'IRS' } }\n" RULE("where = { from = K.p }, propose = {}"), 2, 2, "found `IRS`"},
    {"local d = { on = 'report', because = 'x', propose = {},\n where = { from = 'IRS' } }\nrule 'a' (d)\n"
     "rule 'b' { on = 'report' }",
     2, 19, "found `IRS`"},
    {"local function r(name, p)\n rule(name) { on = 'report', propose = {}, because = 'x', where = { from = "
     "p } }\n"
     "end\nr('a', 'ISR') r('b',\n 'IRS')",
     5, 2, "found `IRS`"},
    {"for _, p in ipairs {\n 'ISR',\n 'IRS' } do\n rule(p) { on = 'report', because = 'x', propose = {}, "
     "where = { from = p } } end",
     3, 2, "found `IRS`"},
    /* which of two it is, nobody can say: the key */
    {"local function r(name, p)\n rule(name) { on = 'report', propose = {}, because = 'x', where = { from = "
     "p } }\n"
     "end\nr('a', 'IRS') r('b', 'IRS')",
     2, 69, "found `IRS`"},
    {"local function r(name, word)\n  rule(name) { on = word, propose = {}, because = 'x' }\nend\nr('a', "
     "'reprot')",
     4, 8, "`on` found `reprot`"},
    {"rule('a') { on = 'reprot', propose = {}, because = 'x' }", 1, 18, "`on` found `reprot`"},
    {"  rule 'a'\n", 1, 3, "found a name without a table, expected"},
};

static void test_line_column_found_and_expected(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct fixture *f = fixture_new();
        const struct error *e = &f->error;
        assert_int_equal(fixture_load(f, faults[i].source), ERROR_POLICY);
        if (e->line != faults[i].line || e->column != faults[i].column || !strstr(e->text, faults[i].text))
            fail_msg("%s: found %d:%d: %s", faults[i].source, e->line, e->column, e->text);
        if (!strstr(e->text, "found") || !strstr(e->text, "expected"))
            fail_msg("%s: does not say both: %s", faults[i].source, e->text);
        fixture_free(f);
    }
}

/* The sources whose errors name no line in Lua either. */
static void test_large_sources(void **state) {
    struct fixture *f = fixture_new();
    struct buffer b = BUFFER_EMPTY;
    (void)state;
    buffer_append_text(&b, "local a = 1\nlocal b =");
    for (int i = 0; i < 1000; i++)
        buffer_append_char(&b, '(');
    assert_int_equal(fixture_load_bytes(f, buffer_bytes(&b)), ERROR_POLICY);
    assert_non_null(strstr(f->error.text, "found C stack overflow, expected at most 200 levels"));
    assert_int_equal(f->error.line, 2);
    assert_in_range(f->error.column, 150, 300);
    buffer_clear(&b);
    buffer_append_text(&b, "local a = 1\n local b = '");
    for (int i = 0; i < 20000; i++)
        buffer_append_char(&b, 'x');
    buffer_append_text(&b, "'\n");
    assert_int_equal(fixture_load_bytes(f, buffer_bytes(&b)), ERROR_POLICY);
    assert_int_equal(f->error.line, 2);
    assert_int_equal(f->error.column, 12);
    buffer_clear(&b);
    for (int i = 0; i < 201; i++)
        buffer_append_format(&b, "local v%d\n", i);
    assert_int_equal(fixture_load_bytes(f, buffer_bytes(&b)), ERROR_POLICY);
    assert_int_equal(f->error.line, 201);
    assert_non_null(strstr(f->error.text, "too many local variables"));
    buffer_release(&b);
    fixture_free(f);
}

static void test_tokens(void **state) {
    static const struct {
        enum token_type type;
        const char *text;
        int line, column;
    } wanted[] = {
        {TOKEN_NAME, "local", 1, 1},       {TOKEN_NAME, "a_1", 1, 7},     {TOKEN_SIGN, "~=", 1, 11},
        {TOKEN_NUMBER, "0x1p-3", 1, 14},   {TOKEN_SIGN, "..", 1, 21},     {TOKEN_TEXT, "x\\'y", 1, 24},
        {TOKEN_TEXT, "]] ", 2, 1},         {TOKEN_NUMBER, ".5e+2", 3, 6}, {TOKEN_SIGN, "...", 3, 12},
        {TOKEN_TEXT, "never ends", 3, 16}, {TOKEN_END, "", 3, 27},
    };
    struct tokens t =
        TOKENS(BYTES("local a_1 ~= 0x1p-3 .. 'x\\'y' -- no\n[=[]] ]=] --[==[\n]==] .5e+2 ... 'never ends"));
    (void)state;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        struct token found = token_next(&t);
        assert_int_equal(found.type, wanted[i].type);
        if (!bytes_is(found.text, wanted[i].text) || found.line != wanted[i].line ||
            found.column != wanted[i].column)
            fail_msg("%s: found `%.*s` at %d:%d", wanted[i].text, (int)found.text.size, found.text.data,
                     found.line, found.column);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_line_column_found_and_expected),
        cmocka_unit_test(test_large_sources),
        cmocka_unit_test(test_tokens),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
