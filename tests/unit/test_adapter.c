/* test_adapter.c: rows of foreign archives into lines of messages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/adapter.h>
#include <fusion/message.h>

#include <stdlib.h>
#include <string.h>

struct fixture {
    struct adapter *adapter;
    const char *list; /* lists/codes.csv; NULL: there is none */
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
                                        {BYTES("adapters/test.lua"), bytes_of(source)},
                                        {BYTES("lists/codes.csv"), bytes_of(f->list)}};
    adapter_free(f->adapter);
    f->error = ERROR_EMPTY;
    return adapter_new(files, f->list ? 3 : 2, "test", &f->adapter, &f->error);
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
    const struct archive *archive = adapter_archive(f->adapter);
    assert_int_equal(archive->format, ROWS_TSV);
    assert_int_equal(archive->separator, '\t');
    assert_true(archive->sorts);
    assert_null(archive->encoding);
    assert_int_equal(archive->layout_count, 1);
    assert_int_equal(archive->layouts[0].count, 2);
    assert_true(bytes_is(archive->layouts[0].names[1], "b"));
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
        "number('1e400') == nil and number('-1e400') == nil and number('1e-400') == 0.0 and number('1e308') "
        "== 1e308",
        "tostring(nil) == 'nil' and tostring(row.a) == 'x'",
        "trim('  a b\\t\\r\\n') == 'a b' and trim('') == '' and trim(' ') == ''",
        "table.concat(split('a, b, c', ', '), '|') == 'a|b|c' and #split('', ',') == 1 and #split(',,', ',') "
        "== 3",
        "row.a == 'x' and row.b == 'y' and optional(row, 'c') == nil and optional(row, 'a') == 'x' and n == "
        "5",
        "number('1.234.567,89', ',', '.') == 1234567.89 and number('12', ',', '.') == 12",
        "number('1 234', '.', ' ') == 1234 and number('-1,5', ',') == -1.5 and number('1.5', ',') == nil",
        "number('1.23', ',', '.') == nil and number('1234.567', ',', '.') == nil and number('1..234', ',', "
        "'.') "
        "== nil",
        "number('٣٬٤٥٦٫٧', '٫', '٬') == 3456.7 and number('۱۲') == 12 and math.type(number('٠٠٧')) == "
        "'integer'",
        "is_country('ISR') and is_country('SYR') and not is_country('UNK') and not is_country('isr')",
        "not is_country('') and not is_country(nil) and not is_country('ROM') and not is_country('OBS')",
        "days('1970-01-02') == 1 and days('1969-12-31') == -1 and days('2019-02-29') == nil and days('') == "
        "nil",
        "date(days('2020-02-28') + 2, 'days') == '2020-03-01'",
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
    assert_int_equal(adapter_archive(f->adapter)->format, ROWS_NDJSON);
    assert_false(adapter_archive(f->adapter)->sorts);
    assert_int_equal(json_parse(&f->arena,
                                BYTES("{\"id\":\"x\",\"list\":[1,null,\"\\u05d0\"],\"none\":null,\"f\":0.5}"),
                                &json_limits_message, &row, &fault),
                     0);
    assert_int_equal(adapter_map_json(f->adapter, 1, row, &f->line, &f->reason), 0);
    check_line(
        f, "{\"id\":\"x\",\"data\":{\"f\":0.5,\"id\":\"x\",\"list\":[1,false,\"\xd7\x90\"],\"seen\":true}}");
}

/* What a float would round stays as it was written. */
static void test_large_numbers_of_json(void **state) {
    struct fixture *f = *state;
    const struct json *row;
    struct json_fault fault;
    struct buffer text = BUFFER_EMPTY;
    assert_int_equal(load(f, "adapter 'test' { format = 'ndjson', map = function(row)\n"
                             "  return { id = 't-' .. tostring(row.id), data = row } end }"),
                     0);
    buffer_append_text(&text, "{\"id\":1050118621198921728,\"b\":-9007199254740993,\"c\":9007199254740992,"
                              "\"d\":1e400,\"e\":1.5e300,\"f\":[9007199254740993],\"g\":1.0}");
    assert_int_equal(json_parse(&f->arena, buffer_bytes(&text), &json_limits_message, &row, &fault), 0);
    assert_int_equal(adapter_map_json(f->adapter, 1, row, &f->line, &f->reason), 0);
    check_line(
        f, "{\"id\":\"t-1050118621198921728\",\"data\":{\"b\":\"-9007199254740993\",\"c\":9007199254740992,"
           "\"d\":\"1e400\",\"e\":1.5e+300,\"f\":[\"9007199254740993\"],\"g\":1,"
           "\"id\":\"1050118621198921728\"}}");
    buffer_release(&text);
}

static void test_rows_that_are_refused(void **state) {
    static const struct {
        const char *body, *reason;
    } cases[] = {
        {"return nil", "refused by the adapter"},
        {"return false, 'no \\27 good'", "no ? good"},
        {"error('what is this')", "adapters/test.lua:1: what is this"},
        {"return row.c", "the row has no column `c`"},
        {"return row.column_of_no_file", "the row has no column `column_of_no_file`"},
        {"return row[1]", "a row has columns by name only, found a number"},
        {"row.a = 'z'", "wrote `a` of a table that is read-only"},
        {"return list 'codes'", "`list` is asked while the file is loaded"},
        {"number('1', ',', ',')", "the same mark for decimals and groups"},
        {"date('1', 'D de MMMM')", "date: found `d` in the form, expected its tokens"},
        {"date('1', 'D\\'de')", "date: found a quote in the form that is never closed"},
        {"date('01:02', 'hh:mm')", "date: the form has an hour, and no offset is known"},
        {"date('1', 'D', { zone = 1, ofset = 'Z', tz = 2, months_of = 3 })",
         "date: found the option `months_of`, expected `am`, `months`, `offset` or `pm`"},
        {"date('1', 'D', { zone = 1, 2 })", "date: found the option `?`"},
        {"date('1', 'D', { pm = '' })", "date: `am` and `pm` expect a word"},
        {"date('1', 'D', { months = { MAI = 6, mars = 3, mai = 5, juin = 6, Juin = 6 } })",
         "date: `months` found `MAI` as 6 and `mai` as 5, expected one number of a name"},
        {"date('1', 'D', { months = { b = 1, B = 2, a = 3, A = 4 } })", "found `A` as 4 and `a` as 3"},
        {"date('1', 'D', { offset = '3' })", "date: `offset` expects Z or an offset such as \"+03:00\""},
        {"date('May', 'MMMM', { months = { mai = 13 } })", "`months` expects twelve names"},
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
        {"local t = {} for i = 1, 300 do t['k' .. i] = i end t[510] = 1 return { data = t }",
         "`data` holds a table that is neither"},
        {"for k in pairs({ [{}] = 1, [function() end] = 2, [{}] = 3 }) do end",
         "pairs has no order for a key that is a function"},
        {"return row.a:gsub('x', 'y')",
         "read of a text `gsub`, which does not exist, expected only what docs/rules.md"},
        {"return row.a:uper()",
         "read of a text `uper`, which does not exist, expected only what docs/rules.md lists; "
         "did you mean `upper`?"},
        {"local m = math return m.random()", "read `math.random`, which does not exist"},
        {"local t = {} for i = 1, 9 do t[i] = ('x'):rep(8000) end return { data = t }",
         "expected at most 65536"},
        {"while true do end", "the budget of 1000000 instructions is spent"},
        {"local t = {} for i = 1, 1e9 do t[i] = i end", "held more memory"},
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
    /* Of several the least is named: the table that holds the functions has no order. */
    assert_int_equal(load(f, "local a, b, c, d = 1, 1, 1, 1\n"
                             "local t = { w = function() d = 2 end, x = function() c = 2 end,\n"
                             "  y = function() b = 2 end, z = function() a = 2 end }\n"
                             "adapter 'test' { format = 'csv', map = function(row)\n"
                             "  t.w() t.x() t.y() t.z() return { id = 'x' } end }"),
                     0);
    assert_int_equal(map(f, 1, "", ""), 1);
    check_reason(f, "wrote the upvalue `a`");
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
         "`format` found `cvs`, expected csv, tsv, lines, ndjson or json; did you mean `csv`?", 1},
        {"\nadapter 'test' { formt = 'csv', map = function() end }",
         "found the unknown key `formt`, expected `format`, `columns`, `separator`, `quotes`, `encoding`, "
         "`skip`, `rows`, `sort`, `fuse` or `map`; did you mean `format`?",
         2},
        {"adapter 'test' { format = 'csv', map = trim }",
         "`map` found a function, expected a function of this file", 1},
        {"adapter 'test' { format = 'csv', sort = 1, map = function() end }",
         "`sort` found 1, expected true or false", 1},
        {"adapter 'test' { format = 'csv', fuse = 'always', map = function() end }",
         "`fuse` found `always`, expected never", 1},
        {"adapter 'test' { format = 'json', columns = { 'a' }, map = function() end }",
         "found `columns` of the format json, expected it only of csv, tsv", 1},
        {"adapter 'test' { format = 'tsv', separator = ';', map = function() end }",
         "found `separator` of the format tsv, expected it only of csv", 1},
        {"adapter 'test' { format = 'csv', separator = ';;', map = function() end }",
         "`separator` found \";;\", expected one character of ASCII", 1},
        {"adapter 'test' { format = 'csv', separator = '\"', map = function() end }", "`separator` found", 1},
        {"adapter 'test' { format = 'csv', quotes = 'no', map = function() end }",
         "`quotes` found \"no\", expected true or false", 1},
        {"adapter 'test' { format = 'csv',\nencoding = 'windows-1265', map = function() end }",
         "did you mean `windows-1255`?", 2},
        {"adapter 'test' { format = 'csv', skip = -1, map = function() end }",
         "`skip` found -1, expected a number of lines, at most 10000", 1},
        {"adapter 'test' { format = 'csv', rows = 'items', map = function() end }",
         "found `rows` of the format csv, expected it only of json", 1},
        {"adapter 'test' { format = 'csv', columns = { 'a', 'b', 'a' }, map = function() end }",
         "`columns` found `a` twice, expected it once", 1},
        {"adapter 'test' { format = 'csv', columns = { { 'a' }, { 'b' } }, map = function() end }",
         "`columns` found two lists of 1 names, expected their numbers to differ", 1},
        {"adapter 'test' { format = 'csv', columns = { { 'a' }, 'b' }, map = function() end }",
         "`columns` found \"b\" among lists, expected a list of names", 1},
        {"local codes = list 'codes'", "found no file lists/codes.csv in the policy", 1},
        {"adapter 'test' { format = 'csv', columns = {}, map = function() end }",
         "`columns` found a list of 0, expected 1 to 1024 names", 1},
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

static void test_keys_of_the_archive(void **state) {
    struct fixture *f = *state;
    assert_int_equal(
        load(f, "adapter 'test' { format = 'csv', separator = ';', encoding = 'windows-1256', skip = 3,\n"
                "  columns = { { 'a', '', 'c' }, { 'a' } }, map = function() end }"),
        0);
    const struct archive *a = adapter_archive(f->adapter);
    assert_int_equal(a->format, ROWS_CSV);
    assert_int_equal(a->separator, ';');
    assert_int_equal(a->skip, 3);
    assert_string_equal(a->encoding, "windows-1256");
    assert_int_equal(a->layout_count, 2);
    assert_int_equal(a->layouts[0].names[1].size, 0);
    assert_int_equal(
        load(f, "adapter 'test' { format = 'csv', separator = '|', quotes = false, map = function() end }"),
        0);
    assert_int_equal(adapter_archive(f->adapter)->format, ROWS_TSV); /* fields without quotes */
    assert_int_equal(adapter_archive(f->adapter)->separator, '|');
    assert_int_equal(load(f, "adapter 'test' { format = 'json', rows = 'data.items', encoding = 'utf-8',\n"
                             "  map = function() end }"),
                     0);
    assert_true(bytes_is(adapter_archive(f->adapter)->rows, "data.items"));
    assert_null(adapter_archive(f->adapter)->encoding);
}

static void test_dates(void **state) {
    static const struct {
        const char *text, *form, *wanted; /* wanted NULL: nil */
    } cases[] = {
        {"02.01.2019", "DD.MM.YYYY", "2019-01-02"},
        {"2.1.2019", "DD.MM.YYYY", NULL},
        {"2.1.2019", "D.M.YYYY", "2019-01-02"},
        {"12.11.2019", "D.M.YYYY", "2019-11-12"},
        {" 2 January  2019 ", "D MMMM YYYY", "2019-01-02"},
        {"2-jan-19", "D-MMM-YY", "2019-01-02"},
        {"2-Sept-99", "D-MMM-YY", "1999-09-02"},
        {"20190102", "YYYYMMDD", "2019-01-02"},
        {"2019010", "YYYYMMDD", NULL},
        {"31.02.2019", "DD.MM.YYYY", NULL},
        {"29.02.2020", "DD.MM.YYYY", "2020-02-29"},
        {"29.02.2019", "DD.MM.YYYY", NULL},
        {"02.13.2019", "DD.MM.YYYY", NULL},
        {"00.01.2019", "DD.MM.YYYY", NULL},
        {"02.01.2019x", "DD.MM.YYYY", NULL},
        {"", "DD.MM.YYYY", NULL},
        {"20150218230000", "YYYYMMDDhhmmss", "2015-02-18T23:00:00+03:00"},
        {"01/02/2019 3:45 PM", "MM/DD/YYYY h:mm AM", "2019-01-02T15:45:00+03:00"},
        {"01/02/2019 12:05 am", "MM/DD/YYYY h:mm AM", "2019-01-02T00:05:00+03:00"},
        {"01/02/2019 13:05 am", "MM/DD/YYYY h:mm AM", NULL},
        {"02.01.2019 24:00", "DD.MM.YYYY hh:mm", NULL},
        {"2019-01-02 03:04:05.250", "YYYY-MM-DD hh:mm:ss.f", "2019-01-02T03:04:05.250+03:00"},
        {"2019-01-02T03:04Z", "YYYY-MM-DD'T'hh:mmZ", "2019-01-02T03:04:00Z"},
        {"2019-01-02 03:04 +0530", "YYYY-MM-DD hh:mm Z", "2019-01-02T03:04:00+05:30"},
        {"2019-01-02 03:04 -08", "YYYY-MM-DD hh:mm Z", "2019-01-02T03:04:00-08:00"},
        {"2 de enero de 2019", "D 'de' MMMM 'de' YYYY", NULL}, /* the months are English */
        {"Wed, 2 May 2019", "* D MMMM YYYY", "2019-05-02"},
        {"٠٢/٠١/٢٠١٩", "DD/MM/YYYY", "2019-01-02"},
        {"۱۳/۰۱/۲۰۱۹", "DD/MM/YYYY", "2019-01-13"},
        {"\xe2\x80\x8f"
         "2\xe2\x80\x8f/1/2019",
         "D/M/YYYY", "2019-01-02"}, /* marks of direction */
        {"1546398245", "unix", "2019-01-02T03:04:05Z"},
        {"1546398245250", "unix-ms", "2019-01-02T03:04:05.250Z"},
        {"-1", "unix", "1969-12-31T23:59:59Z"},
        {"1546398245.5", "unix", NULL},
        {"999999999999", "unix", NULL},
        {"17898", "days", "2019-01-02"},
    };
    struct fixture *f = *state;
    load_map(f, "local t = date(row.a, row.b, { offset = '+03:00' })\n"
                "if not t then return nil, 'no date' end return { time = t }");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer wanted = BUFFER_EMPTY;
        int got = map(f, 1, cases[i].text, cases[i].form);
        buffer_append_format(&wanted, "{\"time\":\"%s\"}%c", cases[i].wanted ? cases[i].wanted : "", 0);
        if (got != !cases[i].wanted)
            fail_msg("%s as %s: %.*s%.*s", cases[i].text, cases[i].form, (int)f->line.size,
                     f->line.size ? f->line.data : "", (int)f->reason.size,
                     f->reason.size ? f->reason.data : "");
        if (cases[i].wanted)
            check_line(f, wanted.data);
        else
            check_reason(f, "no date");
        buffer_release(&wanted);
    }
}

static void test_months_of_a_language(void **state) {
    static const char *const truths[] = {
        "date('2 de enero de 2019', \"D 'de' MMMM 'de' YYYY\", { months = { enero = 1, febrero = 2 } }) == "
        "'2019-01-02'",
        "date('2 فبراير 2019', 'D MMMM YYYY', { months = { ['يناير'] = 1, ['فبراير'] = 2 } }) == "
        "'2019-02-02'",
        "date('2 juillet 2019', 'D MMMM YYYY', { months = { 'janvier', 'février', 'mars', 'avril', 'mai', "
        "'juin',"
        "'juillet' } }) == '2019-07-02'",
        "date('2 mars 2019', 'D MMMM YYYY', { months = { mar = 1, mars = 3 } }) == '2019-03-02'", /* the
                                                                                                     longest
                                                                                                   */
        "date('2 May 2019', 'D MMMM YYYY', { months = { mai = 5 } }) == nil",
        "date('2 MAI 2019', 'D MMMM YYYY', { months = { mai = 5, Mai = 5, ['MAI'] = 5 } }) == '2019-05-02'",
        "date('2019-01-02 3:45 م', 'YYYY-MM-DD h:mm AM', { am = 'ص', pm = 'م', offset = 'Z' }) == "
        "'2019-01-02T15:45:00Z'",
        "date('2019-01-02 3:45 ص', 'YYYY-MM-DD h:mm AM', { am = 'ص', pm = 'م', offset = 'Z' }) == "
        "'2019-01-02T03:45:00Z'",
        "date('2019-01-02 3:45 PM', 'YYYY-MM-DD h:mm AM', { pm = 'م', offset = 'Z' }) == "
        "'2019-01-02T15:45:00Z'",
        "date(20150218, 'YYYYMMDD') == '2015-02-18' and date(nil, 'YYYYMMDD') == nil and date({}, 'D') == "
        "nil",
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

static void test_lists(void **state) {
    struct fixture *f = *state;
    f->list = "\xef\xbb\xbf"
              "code,kind,because\r\n01,statement,\"said, not \"\"done\"\"\"\r\n19,fire,\"two\nlines\"\n";
    assert_int_equal(
        load(f,
             "local codes = list 'codes'\n"
             "adapter 'test' { format = 'csv', map = function(row)\n"
             "  if row.a == 'write' then codes['20'] = 1 end\n"
             "  if row.a == 'slip' then return codes['01'].knid end\n"
             "  local keys = {}\n"
             "  for key in pairs(codes) do keys[#keys + 1] = key end\n"
             "  local code = codes[row.a]\n"
             "  return { kind = code and code.kind, text = code and code.because, data = { keys = keys } }\n"
             "end }"),
        0);
    assert_int_equal(map(f, 1, "01", ""), 0);
    check_line(
        f,
        "{\"kind\":\"statement\",\"text\":\"said, not \\\"done\\\"\",\"data\":{\"keys\":[\"01\",\"19\"]}}");
    assert_int_equal(map(f, 2, "19", ""), 0);
    check_line(f, "{\"kind\":\"fire\",\"text\":\"two\\nlines\",\"data\":{\"keys\":[\"01\",\"19\"]}}");
    assert_int_equal(map(f, 3, "77", ""), 0); /* a key that is not there is nil, as in any table */
    check_line(f, "{\"data\":{\"keys\":[\"01\",\"19\"]}}");
    assert_int_equal(map(f, 4, "write", ""), 1);
    check_reason(f, "wrote `20` of a table that is read-only");
    assert_int_equal(map(f, 5, "slip", ""), 1);
    check_reason(f, "the row has no column `knid`; did you mean `kind`?");
}

static void test_lists_that_are_none(void **state) {
    static const struct {
        const char *list, *error;
    } cases[] = {
        {"", "lists/codes.csv:1: found an empty file, expected a header"},
        {"code,kind\n1,a\n2,b\n1,c\n",
         "lists/codes.csv:4: found `1` twice in the first column, expected it once"},
        {"code,kind\n1,a,b\n",
         "lists/codes.csv:2: found more than 2 fields, expected so many as in the header"},
        {"code,kind\n1,a\n\n2,b\n", "lists/codes.csv:3: found 1 fields, expected 2 as in the header"},
        {"code,kind\n1,\"a\nb\"\n2,\"c\n", "lists/codes.csv:4: found a quote that is never closed"},
        {"code,kind\n1,a\"b\n", "lists/codes.csv:2: found a quote within a field"},
        {"code,code\n", "lists/codes.csv:1: found the column `code` twice, expected it once"},
        {"code,\n", "lists/codes.csv:1: found a column without a name"},
        {"code\n\xff\n", "lists/codes.csv:1: found a file that is not valid UTF-8"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        f->list = cases[i].list;
        assert_int_equal(load(f, "\nlocal codes = list 'codes'\n"), ERROR_POLICY);
        assert_string_equal(f->error.file, "adapters/test.lua");
        if (!strstr(f->error.text, cases[i].error) || f->error.line != 2)
            fail_msg("line %d: %s", f->error.line, f->error.text);
    }
    struct buffer large = BUFFER_EMPTY;
    buffer_append_text(&large, "code\n");
    for (int i = 0; i <= (int)LIST_ROWS_MAX; i++)
        buffer_append_format(&large, "%d\n", i);
    buffer_append_char(&large, '\0');
    f->list = large.data;
    assert_int_equal(load(f, "local codes = list 'codes'\n"), ERROR_POLICY);
    assert_non_null(strstr(f->error.text, "found more than 4096 rows"));
    buffer_release(&large);
}

/* Each file has its own header. */
static void test_other_columns_in_the_next_file(void **state) {
    struct fixture *f = *state;
    struct bytes names[] = {BYTES("a"), BYTES("b")}, values[] = {BYTES("1"), BYTES("2")};
    load_map(f, "return { id = row.a, data = row }");
    assert_int_equal(adapter_map_row(f->adapter, 1, names, values, 2, &f->line, &f->reason), 0);
    check_line(f, "{\"id\":\"1\",\"data\":{\"a\":\"1\",\"b\":\"2\"}}");
    names[0] = BYTES("c"); /* the same array, other columns */
    names[1] = BYTES("a");
    assert_int_equal(adapter_map_row(f->adapter, 1, names, values, 2, &f->line, &f->reason), 0);
    check_line(f, "{\"id\":\"2\",\"data\":{\"a\":\"2\",\"c\":\"1\"}}");
    assert_int_equal(adapter_map_row(f->adapter, 1, names, values, 1, &f->line, &f->reason), 1);
    check_reason(f, "the row has no column `a`");
}

/* What a row may use does not depend on the row before it. */
static void test_a_large_row_after_a_large_row(void **state) {
    struct fixture *f = *state;
    size_t size = 700 * 1024;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, 'x', size);
    text[size] = '\0';
    load_map(f, "return { id = 'r' .. n, seq = #row.b }");
    for (int i = 0; i < 4; i++)
        if (map(f, i, "1", text) != 0)
            fail_msg("row %d: %.*s", i, (int)f->reason.size, f->reason.data);
    free(text);
}

static void test_an_adapter_that_is_not_there(void **state) {
    struct fixture *f = *state;
    assert_int_equal(adapter_new(NULL, 0, "gdelt", &f->adapter, &f->error), ERROR_POLICY);
    assert_non_null(
        strstr(f->error.text, "the policy has no adapter `gdelt`: found no file adapters/gdelt.lua"));
}

static void test_every_adapter_of_a_policy_is_looked_at(void **state) {
    static const struct {
        const char *source, *text;
        int line, column;
    } cases[] = {
        {"adapter 'x' { format = 'csv', map = function(row) return nil end }", NULL, 0, 0},
        {"adapter 'x' {\n  format = 'csv',\n  map = = function(row) end }", "found `=` (unexpected symbol)",
         3, 9},
        {"adapter 'x' {\n  format = 'cvs', map = function(row) end }", "did you mean `csv`?", 2, 12},
        {"adapter 'y' { format = 'csv', map = function(row) end }", "found the name \"y\"", 1, 1},
        {"\n", "found no adapter, expected `adapter \"x\" { ... }`", 1, 1},
        {"rule 'r' { on = 'report', propose = {}, because = 'x' }", "read the global `rule`", 1, 1},
        {"adapter 'x' { format = 'csv', map = function(row)\n  return { time = dat(row.a) } end }",
         "read the global `dat`, which does not exist, expected only what docs/rules.md lists; did you mean "
         "`date`?",
         2, 19},
        {"adapter 'x' { format = 'csv', map = function(row)\n  return string.lowr('x') end }",
         "read `string.lowr`", 2, 17},
        {"adapter 'x' { format = 'csv', map = function(row) n = row end }", "wrote the global `n`", 1, 51},
    };
    struct policy_file files[] = {{BYTES("10-a.lua"), BYTES("")}, {BYTES("adapters/x.lua"), BYTES("")}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *wanted = cases[i].text;
        struct error e = ERROR_EMPTY;
        files[1].content = bytes_of(cases[i].source);
        assert_int_equal(adapters_check(files, 2, &e), wanted ? ERROR_POLICY : 0);
        if (!wanted)
            continue;
        assert_string_equal(e.file, "adapters/x.lua");
        if (!strstr(e.text, wanted) || e.line != cases[i].line || e.column != cases[i].column)
            fail_msg("%s: found %d:%d: %s", cases[i].source, e.line, e.column, e.text);
    }
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_a_row_becomes_a_message),
        T(test_numbers_are_written_as_they_read),
        T(test_helpers),
        cmocka_unit_test(test_every_adapter_of_a_policy_is_looked_at),
        T(test_json_rows),
        T(test_large_numbers_of_json),
        T(test_rows_that_are_refused),
        T(test_no_state_from_row_to_row),
        T(test_what_the_decoder_makes_of_a_line),
        T(test_errors_at_load),
        T(test_an_adapter_that_is_not_there),
        T(test_keys_of_the_archive),
        T(test_dates),
        T(test_months_of_a_language),
        T(test_lists),
        T(test_lists_that_are_none),
        T(test_other_columns_in_the_next_file),
        T(test_a_large_row_after_a_large_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
