/* test_adapter.c: rows of foreign archives into lines of messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/adapter.h>
#include <fusion/message.h>

#include <string.h>

struct fixture {
    struct adapter *adapter;
    struct buffer line, reason;
    struct arena arena;
    struct error error;
};

static int setup(void **state) {
    static struct fixture f;
    f = (struct fixture){0};
    *state = &f;
    return 0;
}

static int teardown(void **state) {
    struct fixture *f = *state;
    adapter_free(f->adapter);
    buffer_release(&f->line);
    buffer_release(&f->reason);
    arena_release(&f->arena);
    return 0;
}

static int load(struct fixture *f, const char *source) {
    const struct policy_file files[] = {{BYTES("adapters/other.lua"), BYTES("not Lua")},
                                        {BYTES("adapters/test.lua"), bytes_of(source)}};
    adapter_free(f->adapter);
    f->error = ERROR_EMPTY;
    return adapter_new(files, 2, "test", &f->adapter, &f->error);
}

/* An adapter whose map is this body. */
static void load_map(struct fixture *f, const char *body) {
    struct buffer source = BUFFER_EMPTY;
    buffer_append_format(&source, "adapter \"test\" { format = \"csv\", map = function(row, n) %s end }%c",
                         body, 0);
    if (load(f, source.data) != 0)
        fail_msg("%s: %s", body, f->error.text);
    buffer_release(&source);
}

static int map(struct fixture *f, int64_t n, const char *a, const char *b) {
    const struct bytes names[] = {BYTES("a"), BYTES("b")}, values[] = {bytes_of(a), bytes_of(b)};
    return adapter_map_row(f->adapter, n, names, values, 2, &f->line, &f->reason);
}

static void check_line(const struct fixture *f, const char *wanted) {
    if (!bytes_is(buffer_bytes(&f->line), wanted))
        fail_msg("found    %.*s\nexpected %s", (int)f->line.size, f->line.data, wanted);
}

static void check_reason(const struct fixture *f, const char *part) {
    if (!f->reason.data || !memmem(f->reason.data, f->reason.size, part, strlen(part)))
        fail_msg("found reason `%.*s`, expected `%s`", (int)f->reason.size,
                 f->reason.data ? f->reason.data : "", part);
}

static void test_a_row_becomes_a_message(void **state) {
    struct fixture *f = *state;
    assert_int_equal(
        load(f, "local KINDS = { ['1'] = 'fire.artillery', ['2'] = 'force.movement' }\n"
                "adapter 'test' { format = 'tsv', sort = true, fuse = 'never', columns = { 'a', 'b' },\n"
                "  map = function(row, n)\n"
                "    local kind = KINDS[row.a]\n"
                "    if not kind then return nil, 'unknown type ' .. row.a end\n"
                "    local at = split(row.b, ';')\n"
                "    return { zebra = 1, kind = kind, id = 'row-' .. n, from = 'OBS', time = trim(at[3]), "
                "data = { n = n },\n"
                "      place = { precision_m = 100, lon = number(at[2]), lat = number(at[1]) },\n"
                "      actors = { { role = 'target', party = 'ISR' }, { party = 'SYR' } }, refs = {}, harm = "
                "{},\n"
                "      apple = false }\n"
                "  end }\n"),
        0);
    const struct bytes *columns;
    assert_int_equal(adapter_format(f->adapter), ROWS_TSV);
    assert_true(adapter_sorts(f->adapter));
    assert_int_equal(adapter_columns(f->adapter, &columns), 2);
    assert_true(bytes_is(columns[1], "b"));
    assert_int_equal(map(f, 7, "1", "33.1;35.8000001; 2017-01-02 "), 0);
    check_line(f, "{\"id\":\"row-7\",\"from\":\"OBS\",\"time\":\"2017-01-02\",\"kind\":\"fire.artillery\","
                  "\"actors\":[{\"party\":\"ISR\",\"role\":\"target\"},{\"party\":\"SYR\"}],"
                  "\"place\":{\"lat\":33.1,\"lon\":35.8000001,\"precision_m\":100},\"harm\":{},\"refs\":[],"
                  "\"fuse\":\"never\",\"data\":{\"n\":7},\"apple\":false,\"zebra\":1}");
    assert_int_equal(map(f, 8, "9", ""), 1);
    check_reason(f, "unknown type 9");
    assert_int_equal(f->line.size, 0);
    assert_int_equal(map(f, 9, "2", "1;2;2017-01-02"), 0);
    assert_int_equal(f->reason.size, 0);
}

static void test_numbers_are_written_as_they_read(void **state) {
    static const struct {
        const char *value, *json;
    } cases[] = {
        {"33.0", "33"},          {"0.1 + 0.2", "0.30000000000000004"},
        {"-0.0", "0"},           {"1 / 3", "0.3333333333333333"},
        {"36.2021", "36.2021"},  {"9007199254740992", "9007199254740992"},
        {"1e-7", "1e-07"},       {"2.5e300", "2.5e+300"},
        {"number('010')", "10"}, {"number('1.50')", "1.5"},
        {"number('-3')", "-3"},  {"number('1e2')", "100"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer body = BUFFER_EMPTY, wanted = BUFFER_EMPTY;
        buffer_append_format(&body, "return { seq = %s }%c", cases[i].value, 0);
        load_map(f, body.data);
        assert_int_equal(map(f, 1, "", ""), 0);
        const struct json *line;
        struct json_fault fault;
        assert_int_equal(json_parse(&f->arena, buffer_bytes(&f->line), &json_limits_message, &line, &fault),
                         0);
        buffer_append_format(&wanted, "{\"seq\":%s}%c", cases[i].json, 0);
        check_line(f, wanted.data);
        buffer_release(&body);
        buffer_release(&wanted);
    }
}

static void test_helpers(void **state) {
    static const char *const truths[] = {
        "number('') == nil and number(' 1') == nil and number('1 ') == nil and number('0x10') == nil and "
        "number('1.') == nil",
        "number('.5') == nil and number('1e') == nil and number('inf') == nil and number('nan') == nil and "
        "number(nil) == nil",
        "math.type(number('12')) == 'integer' and math.type(number('12.0')) == 'float' and number(3) == 3",
        "number('99999999999999999999') == 1e20",
        "trim('  a b\\t\\r\\n') == 'a b' and trim('') == '' and trim(' ') == ''",
        "table.concat(split('a, b, c', ', '), '|') == 'a|b|c' and #split('', ',') == 1 and #split(',,', ',') "
        "== 3",
        "row.a == 'x' and row.b == 'y' and row.c == nil and n == 5",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++) {
        struct buffer body = BUFFER_EMPTY;
        buffer_append_format(&body, "assert(%s) return { id = 'x' }%c", truths[i], 0);
        load_map(f, body.data);
        if (map(f, 5, "x", "y") != 0)
            fail_msg("%s: %.*s", truths[i], (int)f->reason.size, f->reason.data);
        buffer_release(&body);
    }
}

static void test_json_rows(void **state) {
    struct fixture *f = *state;
    const struct json *row;
    struct json_fault fault;
    assert_int_equal(load(f, "adapter 'test' { format = 'ndjson', map = function(row, n)\n"
                             "  row.seen = true\n" /* a row is the adapter's own */
                             "  return { id = row.id, data = row, text = row.none } end }"),
                     0);
    assert_int_equal(adapter_format(f->adapter), ROWS_NDJSON);
    assert_false(adapter_sorts(f->adapter));
    assert_int_equal(json_parse(&f->arena,
                                BYTES("{\"id\":\"x\",\"list\":[1,null,\"\\u05d0\"],\"none\":null,\"f\":0.5}"),
                                &json_limits_message, &row, &fault),
                     0);
    assert_int_equal(adapter_map_json(f->adapter, 1, row, &f->line, &f->reason), 0);
    check_line(
        f, "{\"id\":\"x\",\"data\":{\"f\":0.5,\"id\":\"x\",\"list\":[1,false,\"\xd7\x90\"],\"seen\":true}}");
}

static void test_rows_that_are_refused(void **state) {
    static const struct {
        const char *body, *reason;
    } cases[] = {
        {"return nil", "refused by the adapter"},
        {"return false, 'no \\27 good'", "no ? good"},
        {"error('what is this')", "adapters/test.lua:1: what is this"},
        {"return row.c.d", "attempt to index a nil value (field 'c')"},
        {"return 'text'", "`map` gave a string, expected a table"},
        {"return { text = '\\xff' }", "`text` holds a text that is not valid UTF-8"},
        {"return { text = '\\0' }", "`text` holds a text that is not valid UTF-8"},
        {"return { seq = 9007199254740993 }", "`seq` holds an integer beyond 2^53"},
        {"return { seq = 0 / 0 }", "`seq` holds a number that is not finite"},
        {"return { seq = math.huge }", "`seq` holds a number that is not finite"},
        {"return { data = { f = function() end } }", "`data` holds a function, which no message can"},
        {"return { data = { 1, x = 2 } }",
         "`data` holds a table that is neither a list nor has texts as keys"},
        {"return { data = { [1.5] = 1 } }", "`data` holds a table that is neither"},
        {"local t = {} t.t = t return { data = t }", "`data` nests deeper than 16 levels"},
        {"local t = {} for i = 1, 300 do t['k' .. i] = i end return { data = t }",
         "`data` holds more than 256 keys"},
        {"local t = {} for i = 1, 9 do t[i] = ('x'):rep(8000) end return { data = t }",
         "expected at most 65536"},
        {"while true do end", "the budget of 1000000 instructions is spent"},
        {"local t = {} for i = 1, 1e9 do t[i] = i end", "held more memory"},
        {"x = 1", "wrote the global `x`"},
        {"return os.time()", "read the global `os`"},
        {"return rule", "read the global `rule`"},
        {"adapter 'test' {}", "an adapter is declared once, while its file is loaded"},
        {"split('a', '')", "an empty separator"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        load_map(f, cases[i].body);
        for (int round = 0; round < 2; round++) {
            assert_int_equal(map(f, 1, "x", "y"), 1);
            assert_int_equal(f->line.size, 0);
            check_reason(f, cases[i].reason);
        }
    }
}

static void test_no_state_from_row_to_row(void **state) {
    struct fixture *f = *state;
    assert_int_equal(load(f, "local last, seen = 0, {}\n"
                             "adapter 'test' { format = 'csv', map = function(row, n)\n"
                             "  if row.a == 'count' then last = last + 1 end\n"
                             "  if row.a == 'keep' then seen[n] = true end\n"
                             "  return { seq = last } end }"),
                     0);
    assert_int_equal(map(f, 1, "count", ""), 1);
    check_reason(f, "adapters/test.lua: `map` wrote the upvalue `last`; adapters keep no state");
    assert_int_equal(map(f, 2, "keep", ""), 1);
    check_reason(f, "wrote to a table that is read-only");
    assert_int_equal(map(f, 3, "", ""), 0);
    check_line(f, "{\"seq\":0}");
}

static void test_what_the_decoder_makes_of_a_line(void **state) {
    struct fixture *f = *state;
    struct message m;
    struct quarantine fault;
    const struct party_lookup nobody = {0};
    load_map(f, "return { id = 'r' .. n, from = 'SYR', time = '2017-01-02', kind = 'fire.rocket', to = {},\n"
                "  place = { lat = number(row.a), lon = number(row.b) }, harm = { killed = 2 } }");
    assert_int_equal(map(f, 1, "33.1234567", "35.8"), 0);
    assert_int_equal(message_decode(&f->arena, buffer_bytes(&f->line), &nobody, &m, &fault), 0);
    assert_int_equal(m.place.at.lat_e7, 331234567);
    assert_int_equal(m.harm.killed, 2);
}

static void test_errors_at_load(void **state) {
    static const struct {
        const char *source, *text;
        int line;
    } cases[] = {
        {"", "expected `adapter \"test\" { ... }`", 1},
        {"\nadapter 'test'\n", "expected `adapter \"test\" { ... }`", 2},
        {"adapter 'tset' {}", "found the name \"tset\", expected that of the file, \"test\"", 1},
        {"adapter 'test' { map = function() end }", "found no key `format`, expected one in every adapter",
         1},
        {"adapter 'test' { format = 'csv' }", "found no key `map`, expected one in every adapter", 1},
        {"adapter 'test' { format = 'cvs', map = function() end }",
         "`format` found `cvs`, expected csv, tsv, ndjson or json; did you mean `csv`?", 1},
        {"\nadapter 'test' { formt = 'csv', map = function() end }",
         "found the unknown key `formt`, expected `format`, `sort`, `fuse`, `columns` or `map`; did you mean "
         "`format`?",
         2},
        {"adapter 'test' { format = 'csv', map = trim }",
         "`map` found a function, expected a function of this file", 1},
        {"adapter 'test' { format = 'csv', sort = 1, map = function() end }",
         "`sort` found 1, expected true or false", 1},
        {"adapter 'test' { format = 'csv', fuse = 'always', map = function() end }",
         "`fuse` found `always`, expected never", 1},
        {"adapter 'test' { format = 'json', columns = { 'a' }, map = function() end }",
         "found `columns` of the format json, expected them only of csv and tsv", 1},
        {"adapter 'test' { format = 'csv', columns = {}, map = function() end }",
         "`columns` found an empty list", 1},
        {"adapter 'test' { format = 'csv', map = function() end }\nadapter 'test' { format = 'csv', map = "
         "function() end }",
         "an adapter is declared once", 2},
        {"adapter 'test' (1)", "found 1, expected a table in braces", 1},
        {"adapter 'test' {", "found the end of the file (unexpected symbol), expected an expression", 1},
        {"local x = 2 ^ 3", "found `^`", 1},
        {"while true do end", "instructions is spent", 1},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(load(f, cases[i].source), ERROR_POLICY);
        assert_null(f->adapter);
        assert_string_equal(f->error.file, "adapters/test.lua");
        if (!strstr(f->error.text, cases[i].text) || f->error.line != cases[i].line)
            fail_msg("%s: found line %d: %s", cases[i].source, f->error.line, f->error.text);
    }
}

static void test_an_adapter_that_is_not_there(void **state) {
    struct fixture *f = *state;
    assert_int_equal(adapter_new(NULL, 0, "gdelt", &f->adapter, &f->error), ERROR_POLICY);
    assert_non_null(
        strstr(f->error.text, "the policy has no adapter `gdelt`: found no file adapters/gdelt.lua"));
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_a_row_becomes_a_message),
        T(test_numbers_are_written_as_they_read),
        T(test_helpers),
        T(test_json_rows),
        T(test_rows_that_are_refused),
        T(test_no_state_from_row_to_row),
        T(test_what_the_decoder_makes_of_a_line),
        T(test_errors_at_load),
        T(test_an_adapter_that_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
