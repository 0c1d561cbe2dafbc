/*
 * test_fields.c: there is one list of the fields of a message, engine/message/fields.h, and no second one. A
 * message with every field, made from the table, goes through everything that is made from it; the page of
 * docs has the same rows; and no other source file holds a list of their names.
 */
#include <scenario/test_run.h> /* before cmocka, which has a macro `expect_check` */

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/adapter.h>
#include <message/message_form.h>
#include <rules/facts.h>

#include <glob.h>
#include <stdio.h>
#include <string.h>

static struct arena arena;

static int arena_end(void **state) {
    (void)state;
    arena_release(&arena);
    return 0;
}

/* ---- a message with every field ---- */

/* A value for each function of a row; a closed list of words gives its own. */
static const struct {
    form_decode *decode;
    const char *value;
} samples[] = {
    {form_id, "\"a1\""},
    {form_address, "\"SYR/head\""},
    {form_time, "\"2026-03-27T02:00:00Z\""},
    {form_until, "\"2026-03-27T02:00:00Z\""},
    {form_from, "\"2026-03-27T02:00:00Z\""},
    {form_instant, "\"2026-03-27T02:00:00Z\""},
    {form_kind, "\"fire.mortar\""},
    {form_code, "\"CAMEO 190\""},
    {form_word, "\"urgent\""},
    {form_grade, "\"B2\""},
    {form_text, "\"two rounds\""},
    {form_reason, "\"reported twice\""},
    {form_name, "\"a post\""},
    {form_ref, "\"I-17\""},
    {form_party, "\"ISR\""},
    {form_count, "3"},
    {form_metres, "50"},
    {form_latitude, "33.1"},
    {form_longitude, "35.8"},
    {form_coordinates, "[[[35.8,33.1],[35.9,33.1],[35.9,33.2],[35.8,33.1]]]"},
    {form_flag, "true"},
    {form_data, "{\"rows\":7}"},
};

/* The last word of a list: of an enum, not the one that stands for absent. */
static const char *last_word(const char *const *words) {
    while (words[1])
        words++;
    return words[0];
}

static void object_make(struct json_writer *w, const struct field *fields, bool of_area);

static void value_make(struct json_writer *w, const struct field *f, bool of_area) {
    if (f->parts) {
        object_make(w, f->parts, of_area);
        return;
    }
    if (f->decode == form_enum || f->decode == form_listed || f->decode == form_only) {
        json_write_text(w, bytes_of(last_word(f->detail)));
        return;
    }
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        if (samples[i].decode == f->decode) {
            json_write_raw(w, bytes_of(samples[i].value));
            return;
        }
    fail_msg("no sample for `%s`", f->name.data);
}

/* A place is a point or an area. */
static bool is_of_the_other(const struct field *f, bool of_area) {
    static const struct field *const of[2][4] = {
        {&place_fields[FIELD_PLACE_AREA], &place_fields[FIELD_PLACE_WIDTH]},
        {&place_fields[FIELD_PLACE_LAT], &place_fields[FIELD_PLACE_LON], &place_fields[FIELD_PLACE_PRECISION],
         &place_fields[FIELD_PLACE_RADIUS]}};
    for (size_t i = 0; i < 4; i++)
        if (of[of_area][i] == f)
            return true;
    return false;
}

static void object_make(struct json_writer *w, const struct field *fields, bool of_area) {
    json_open(w, '{');
    for (const struct field *f = fields; f->name.data; f++) {
        if (is_of_the_other(f, of_area))
            continue;
        json_key_bytes(w, f->name);
        if (f->is_list)
            json_open(w, '[');
        value_make(w, f, of_area);
        if (f->is_list)
            json_close(w, ']');
    }
    json_close(w, '}');
}

static struct bytes kept(struct buffer *b) {
    assert_false(buffer_failed(b));
    struct bytes copy = arena_copy(&arena, buffer_bytes(b));
    buffer_release(b);
    return copy;
}

static struct bytes line_made(bool of_area) {
    struct buffer b = BUFFER_EMPTY;
    object_make(&(struct json_writer){&b, false}, message_fields, of_area);
    return kept(&b);
}

static struct message decoded(struct bytes line) {
    struct message m;
    struct quarantine q;
    if (message_decode(&arena, line, NULL, &m, &q) < 0)
        fail_msg("%s\n%s: %s", line.data, quarantine_word(q.reason), q.detail);
    return m;
}

static struct bytes written(const struct message *m) {
    struct buffer b = BUFFER_EMPTY;
    message_write(m, &(struct json_writer){&b, false});
    return kept(&b);
}

static const struct json *parsed(struct bytes line) {
    struct json_fault why;
    const struct json *tree;
    if (json_parse(&arena, line, &json_limits_message, &tree, &why) < 0)
        fail_msg("%s: %s", line.data, json_fault_meaning(why.code));
    return tree;
}

/* ---- decode and write ---- */

/* The members of a written object are its fields, but for free text and what a place of this sort has not. */
static void check_object(const struct json *node, const struct field *fields, bool of_area, bool in_order) {
    const struct json *next = node->child;
    uint32_t count = 0;
    for (const struct field *f = fields; f->name.data; f++) {
        const struct json *member = json_get(node, f->name.data);
        bool wanted = !SHAPE_IS_FREE(f->shape) && !is_of_the_other(f, of_area);
        if (wanted != (member != NULL))
            fail_msg("`%s` is %s", f->name.data, wanted ? "not written" : "written");
        if (!wanted)
            continue;
        if (in_order && next != member)
            fail_msg("`%s` is written at another place", f->name.data);
        if (f->parts)
            check_object(f->is_list ? member->child : member, f->parts, of_area, f->shape != SHAPE_PLACE);
        next = member->next;
        count++;
    }
    assert_int_equal(node->count, count);
}

static void every_field_is_decoded_and_written(void **state) {
    (void)state;
    for (int of_area = 0; of_area < 2; of_area++) {
        struct message m = decoded(line_made(of_area));
        check_object(parsed(written(&m)), message_fields, of_area, true);
    }
}

/* What was written as a party would send it: instants as text. */
static void line_write(struct json_writer *w, const struct json *node, const struct field *fields) {
    char instant[INSTANT_TEXT_BYTES];
    int64_t at_ms;
    json_open(w, '{');
    for (const struct json *n = node->child; n; n = n->next) {
        const struct field *f = field_find(fields, n->key);
        assert_non_null(f);
        json_key_bytes(w, n->key);
        if (n->type == JSON_OBJECT) {
            line_write(w, n, f->parts);
        } else if (f->shape == SHAPE_INSTANT || f->shape == SHAPE_TIME) {
            assert_true(json_int(n, &at_ms));
            instant_format(at_ms, instant);
            json_write_text(w, bytes_of(instant));
        } else {
            json_write_tree(w, n);
        }
    }
    json_close(w, '}');
}

static void what_is_written_reads_the_same(void **state) {
    (void)state;
    for (int of_area = 0; of_area < 2; of_area++) {
        struct message m = decoded(line_made(of_area));
        struct bytes first = written(&m);
        struct buffer line = BUFFER_EMPTY;
        line_write(&(struct json_writer){&line, false}, parsed(first), message_fields);
        m = decoded(kept(&line));
        assert_string_equal(written(&m).data, first.data);
    }
}

static void nothing_said_is_nothing_written(void **state) {
    struct message m =
        decoded(BYTES("{\"id\":\"a1\",\"from\":\"ISR\",\"time\":\"2026-03-27T02:00:00Z\",\"kind\":\"a\"}"));
    (void)state;
    assert_string_equal(written(&m).data,
                        "{\"id\":\"a1\",\"from\":\"ISR\",\"time\":1774576800000,\"kind\":\"a\"}");
}

/* ---- facts ---- */

static const struct {
    const char *name, *fact;
} rows[] = {
#define ONE(row, name, shape, decode, member, detail, fact, meaning) {name, #fact},
#define LIST(row, name, shape, decode, member, parts, fact, meaning) {name, #fact},
#define PART(row, ...)                                               row##_FIELDS(row##_ONE, row##_LIST, NONE)
#define NONE(...)
#define WINDOW_ONE(row, name, shape, decode, member, detail, fact, m)  {"window." name, #fact},
#define PLACE_ONE(row, name, shape, decode, member, detail, fact, m)   {"place." name, #fact},
#define HARM_ONE(row, name, shape, decode, member, detail, fact, m)    {"harm." name, #fact},
#define MARKING_ONE(row, name, shape, decode, member, detail, fact, m) {"marking." name, #fact},
#define MARKING_LIST                                                   MARKING_ONE
    MESSAGE_FIELDS(ONE, LIST, PART)
#undef ONE
#undef LIST
#undef PART
};

static const char *type_word(enum fact_type type) {
    static const char *const words[] = {
        [FACT_TEXT] = "TEXT",       [FACT_INTEGER] = "INTEGER", [FACT_NUMBER] = "NUMBER",
        [FACT_BOOLEAN] = "BOOLEAN", [FACT_TEXTS] = "TEXTS",     [FACT_ACTORS] = "ACTORS",
        [FACT_DATA] = "DATA"};
    return words[type];
}

static void rules_see_what_the_table_says(void **state) {
    static const enum value_type values[] = {
        [FACT_TEXT] = VALUE_TEXT,       [FACT_INTEGER] = VALUE_INTEGER, [FACT_NUMBER] = VALUE_NUMBER,
        [FACT_BOOLEAN] = VALUE_BOOLEAN, [FACT_TEXTS] = VALUE_TEXTS,     [FACT_ACTORS] = VALUE_TEXTS,
        [FACT_DATA] = VALUE_OTHER};
    static struct fact_value v;
    struct message m = decoded(line_made(false));
    struct facts facts = {.message = &m};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t n = fact_find(bytes_of(rows[i].name));
        bool hidden = strcmp(rows[i].fact, "HIDDEN") == 0, own = strcmp(rows[i].fact, "OWN") == 0;
        if (hidden != (n == fact_count))
            fail_msg("`%s` is %s", rows[i].name, hidden ? "a fact" : "no fact");
        if (hidden)
            continue;
        if (own ? fact_table[n].field != NULL : strcmp(type_word(fact_table[n].type), rows[i].fact) != 0)
            fail_msg("`%s` is not a fact as %s", rows[i].name, rows[i].fact);
        fact_get(&facts, n, BYTES(""), &v);
        if (v.type != values[fact_table[n].type])
            fail_msg("the fact `%s` is not got from a message that has it", rows[i].name);
    }
}

/* ---- adapters and tests of a policy ---- */

static struct bytes produced(const char *map, struct bytes row) {
    struct buffer source = BUFFER_EMPTY, line = BUFFER_EMPTY, reason = BUFFER_EMPTY;
    struct adapter *a;
    struct error e = ERROR_EMPTY;
    buffer_append_format(&source, "adapter \"test\" { format = \"ndjson\", map = function(row) %s end }",
                         map);
    const struct policy_file file = {BYTES("adapters/test.lua"), kept(&source)};
    if (adapter_new(&file, 1, "test", &a, &e) != 0)
        fail_msg("%s", e.text);
    if (adapter_map_json(a, 1, parsed(row), &line, &reason) != 0)
        fail_msg("%.*s", (int)reason.size, reason.data);
    adapter_free(a);
    buffer_release(&reason);
    return kept(&line);
}

static void an_adapter_produces_every_field(void **state) {
    struct bytes line = line_made(false), out = produced("return row", line);
    const struct json *member = parsed(out)->child;
    struct message before = decoded(line), after = decoded(out);
    (void)state;
    for (const struct field *f = message_fields; f->name.data; f++, member = member->next)
        if (!member || !bytes_equal(member->key, f->name))
            fail_msg("`%s` is produced at another place", f->name.data);
    assert_null(member);
    assert_string_equal(written(&after).data, written(&before).data);
}

static void an_empty_table_is_a_list_where_the_field_is_one(void **state) {
    struct bytes out =
        produced("local m = {} for k in pairs(row) do m[k] = {} end return m", line_made(false));
    (void)state;
    for (const struct field *f = message_fields; f->name.data; f++)
        assert_int_equal(json_get(parsed(out), f->name.data)->type, f->is_list ? JSON_ARRAY : JSON_OBJECT);
}

/* A line of a test at 02:00. */
static struct bytes told(struct bytes yaml) {
    static const struct scenario s = {.start_ms = 1774576800000, .now_ms = 1774576800000};
    struct buffer line = BUFFER_EMPTY;
    const struct yaml_node *stimulus;
    struct error e = ERROR_EMPTY;
    if (yaml_parse(&arena, "test.yaml", yaml, &stimulus, &e) != 0)
        fail_msg("%s: %s", yaml.data, e.text);
    message_line(&s, stimulus, &line);
    return kept(&line);
}

/* JSON is YAML, and YAML has no types: the same bytes come out where each form is known. */
static void a_test_tells_every_field(void **state) {
    (void)state;
    for (int of_area = 0; of_area < 2; of_area++) {
        struct bytes line = line_made(of_area);
        assert_string_equal(told(line).data, line.data);
    }
}

/* Each field of a table by itself, between what opens and what closes the objects around it. */
static void check_offsets(const struct field *fields, const char *open, const char *close) {
    struct buffer b = BUFFER_EMPTY, closing = BUFFER_EMPTY;
    buffer_append_format(&closing, "}%s", close);
    close = kept(&closing).data;
    for (const struct field *f = fields; f->name.data; f++) {
        bool instant = f->shape == SHAPE_INSTANT || f->shape == SHAPE_TIME;
        if (f->parts && !f->is_list) {
            buffer_append_format(&b, "%s%s: {", open, f->name.data);
            check_offsets(f->parts, kept(&b).data, close);
            continue;
        }
        buffer_append_format(&b, "%s%s: 5m%s", open, f->name.data, close);
        if (instant != (strstr(told(kept(&b)).data, "\"2026-03-27T02:05:00Z\"") != NULL))
            fail_msg("an offset as `%s` is told as %s", f->name.data, instant ? "text" : "an instant");
    }
}

static void a_test_tells_instants_as_offsets(void **state) {
    (void)state;
    check_offsets(message_fields, "{", "");
}

/* ---- the page, and the source ---- */

static struct bytes file_read(const char *path) {
    struct buffer b = BUFFER_EMPTY;
    FILE *file = fopen(path, "rb");
    char part[4096];
    if (!file)
        fail_msg("%s does not open", path);
    for (size_t size; (size = fread(part, 1, sizeof part, file)) > 0;)
        buffer_append(&b, (struct bytes){part, size});
    fclose(file);
    return kept(&b);
}

/* `a`, between backquotes. */
static bool mentions(struct bytes text, struct bytes name) {
    char quoted[64];
    int size = snprintf(quoted, sizeof quoted, "`%s`", name.data);
    return memmem(text.data, text.size, quoted, (size_t)size) != NULL;
}

static struct bytes section_of(struct bytes page, const char *from, const char *to) {
    const char *begin = strstr(page.data, from), *end = begin ? strstr(begin, to) : NULL;
    if (!end)
        fail_msg("no section from `%s` to `%s`", from, to);
    return (struct bytes){begin, (size_t)(end - begin)};
}

/* The first column of the table is the names, in the order of the table; its last says the parts. */
static void the_page_has_the_same_rows(void **state) {
    struct bytes page = file_read("docs/messages.md"), places = section_of(page, "### Places", "## Types");
    struct bytes rest = section_of(page, "## Fields", "There are no other fields.");
    const struct field *f = message_fields;
    (void)state;
    while (rest.size) {
        struct bytes line = bytes_split(&rest, '\n');
        if (!bytes_begins(line, BYTES("| `")))
            continue;
        struct bytes row = line, name = bytes_slice(line, 3, line.size);
        name = bytes_split(&name, '`');
        if (!f->name.data || !bytes_equal(name, f->name))
            fail_msg("docs/messages.md has `%.*s` where the table has `%s`", (int)name.size, name.data,
                     f->name.data ? f->name.data : "its end");
        for (const struct field *part = f->parts; part && part->name.data; part++)
            if (!mentions(f->shape == SHAPE_PLACE ? places : row, part->name))
                fail_msg("docs/messages.md does not say `%s` of `%s`", part->name.data, f->name.data);
        f++;
    }
    assert_null(f->name.data);
}

/* A field's name, or a part's: `harm.killed`. */
static bool is_name(struct bytes text) {
    struct bytes rest = text;
    const struct field *f = field_find(message_fields, bytes_split(&rest, '.'));
    return f && (!rest.size || (f->parts && field_find(f->parts, rest)));
}

/* Of names in a row there are six where claims are listed; of all names fourteen where the columns of
 * views are. */
#define ROW_MOST   6u
#define NAMES_MOST 14u

struct names {
    size_t in_a_row, longest;
    uint64_t seen; /* a bit for each field of the message itself */
};

/* A quote that is escaped confuses the rest of its line, and no more. */
static void names_count(struct names *n, struct bytes line) {
    while (bytes_split(&line, '"'), line.size) {
        struct bytes text = bytes_split(&line, '"');
        const struct field *f = field_find(message_fields, text);
        n->in_a_row = is_name(text) ? n->in_a_row + 1 : 0;
        n->longest = n->in_a_row > n->longest ? n->in_a_row : n->longest;
        n->seen |= f ? 1ULL << (f - message_fields) : 0;
    }
}

static bool holds_a_list(const char *path) {
    struct bytes rest = file_read(path);
    struct names n = {0};
    while (rest.size)
        names_count(&n, bytes_split(&rest, '\n'));
    return n.longest > ROW_MOST || (unsigned)__builtin_popcountll(n.seen) > NAMES_MOST;
}

static void no_other_file_holds_a_list(void **state) {
    glob_t files = {0};
    size_t lists = 0;
    (void)state;
    assert_int_equal(glob("engine/*/*.[ch]", 0, NULL, &files), 0);
    assert_int_equal(glob("engine/*.c", GLOB_APPEND, NULL, &files), 0);
    assert_int_equal(glob("include/fusion/*.h", GLOB_APPEND, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++, arena_reset(&arena)) {
        if (!holds_a_list(files.gl_pathv[i]))
            continue;
        if (strcmp(files.gl_pathv[i], "engine/message/fields.h") != 0)
            fail_msg("%s holds a list of fields; it is to be made from engine/message/fields.h",
                     files.gl_pathv[i]);
        lists++;
    }
    assert_int_equal(lists, 1);
    globfree(&files);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_decoded_and_written),
        cmocka_unit_test(what_is_written_reads_the_same),
        cmocka_unit_test(nothing_said_is_nothing_written),
        cmocka_unit_test(rules_see_what_the_table_says),
        cmocka_unit_test(an_adapter_produces_every_field),
        cmocka_unit_test(an_empty_table_is_a_list_where_the_field_is_one),
        cmocka_unit_test(a_test_tells_every_field),
        cmocka_unit_test(a_test_tells_instants_as_offsets),
        cmocka_unit_test(the_page_has_the_same_rows),
        cmocka_unit_test(no_other_file_holds_a_list),
    };
    return cmocka_run_group_tests_name("fields", tests, NULL, arena_end);
}
