/*
 * test_message_stream.c: streams by chance say all that can be said: every type of message with every field,
 * every word of every closed list, every reason of quarantine that a line alone can have. A new type, field,
 * word or reason is missed here until message_stream*.c say it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "message_stream.h"

#include <fusion/ports.h>
#include <message/message_form.h>

#include <string.h>

#define SEEDS   120
#define LINES   400
#define MET_MAX 512

static struct arena kept, line_arena;
static struct words *words;
static struct policy *policy;

/* What was met: fields by the type that they stood with; parts of fields, and words, by their addresses. */
static bool with_type[MESSAGE_TYPE_COUNT][FIELD_COUNT];
static const void *met[MET_MAX];
static size_t met_count;
static bool reasons[QUARANTINE_REFUSED_ROW + 1];

static bool is_met(const void *what) {
    for (size_t n = 0; n < met_count; n++)
        if (met[n] == what)
            return true;
    return false;
}

static void meet(const void *what) {
    if (is_met(what))
        return;
    assert_true(met_count < MET_MAX);
    met[met_count++] = what;
}

/* Of a closed list; else NULL. The first word of some stands for absence. */
static const char *const *words_of(const struct field *f) {
    bool closed = f->decode == form_enum || f->decode == form_listed || f->decode == form_only;
    return closed ? f->detail : NULL;
}

static void fields_meet(const struct field *fields, const struct json *object, enum message_type type);

static void value_meet(const struct field *f, const struct json *value, enum message_type type) {
    const char *const *list = words_of(f);
    for (size_t n = 0; list && list[n]; n++)
        if (bytes_is(value->text, list[n]))
            meet(&list[n]);
    if (f->parts && value->type == JSON_OBJECT)
        fields_meet(f->parts, value, type);
    for (const struct json *one = value->child; f->is_list && one; one = one->next)
        if (f->parts)
            fields_meet(f->parts, one, type);
}

static void fields_meet(const struct field *fields, const struct json *object, enum message_type type) {
    for (const struct json *one = object->child; one; one = one->next) {
        const struct field *f = field_find(fields, one->key);
        assert_non_null(f);
        if (fields == message_fields)
            with_type[type][f - fields] = true;
        else
            meet(f);
        value_meet(f, one, type);
    }
}

static void line_meet(const struct message_stream_line *line) {
    static const enum quarantine_reason conditions[] = {[LINE_TOO_LONG] = QUARANTINE_TOO_LONG,
                                                        [LINE_TRUNCATED] = QUARANTINE_TRUNCATED,
                                                        [LINE_REFUSED] = QUARANTINE_REFUSED_ROW};
    struct party_lookup parties = policy_party_lookup(policy);
    struct message message;
    struct quarantine fault;
    struct json_fault broken;
    const struct json *tree;
    arena_reset(&line_arena);
    if (line->condition != LINE_WHOLE) {
        reasons[conditions[line->condition]] = true;
    } else if (message_decode(&line_arena, line->bytes, &parties, &message, &fault) < 0) {
        reasons[fault.reason] = true;
    } else {
        assert_int_equal(json_parse(&line_arena, line->bytes, &json_limits_message, &tree, &broken), 0);
        fields_meet(message_fields, tree, message.type);
    }
}

static void fields_are_met(const struct field *fields) {
    for (const struct field *f = fields; f->name.size; f++) {
        const char *const *list = words_of(f);
        if (fields != message_fields && !is_met(f))
            fail_msg("never: a part `%s`", f->name.data);
        for (size_t n = 0; list && list[n]; n++)
            if (list[n][0] && !is_met(&list[n]))
                fail_msg("never: `%s` as %s", list[n], f->name.data);
        if (f->parts)
            fields_are_met(f->parts);
    }
}

static void all_is_said(void **state) {
    (void)state;
    for (unsigned seed = 1; seed <= SEEDS; seed++) {
        struct message_stream s;
        message_stream_make(&s, &(struct message_stream_plan){seed, LINES, policy});
        for (size_t n = 0; n < s.count; n++)
            line_meet(&s.lines[n]);
        message_stream_free(&s);
    }
    for (int type = 0; type < MESSAGE_TYPE_COUNT; type++)
        for (int row = 0; row < FIELD_COUNT; row++)
            if (!with_type[type][row])
                fail_msg("never: %s with `%s`", message_type_words[type], message_fields[row].name.data);
    fields_are_met(message_fields);
    for (int reason = 1; reason <= QUARANTINE_REFUSED_ROW; reason++)
        if (!reasons[reason] && reason != QUARANTINE_JSON_MEMORY && reason != QUARANTINE_FUTURE_TIME &&
            reason != QUARANTINE_ID_CONFLICT)
            fail_msg("never: a line of reason %s", quarantine_word((enum quarantine_reason)reason));
}

/* Lines that came before come again, at once and much later. */
static void lines_come_again(void **state) {
    size_t soon = 0, late = 0;
    struct message_stream s;
    (void)state;
    message_stream_make(&s, &(struct message_stream_plan){1, LINES, policy});
    for (size_t n = 1; n < s.count; n++)
        for (size_t m = n; m--;)
            if (bytes_equal(s.lines[n].bytes, s.lines[m].bytes)) {
                soon += n - m == 1;
                late += n - m > 100;
                break;
            }
    assert_true(soon > 0);
    assert_true(late > 0);
    message_stream_free(&s);
}

static void a_seed_makes_one_stream(void **state) {
    struct message_stream a, b;
    size_t other = 0;
    (void)state;
    message_stream_make(&a, &(struct message_stream_plan){7, LINES, policy});
    message_stream_make(&b, &(struct message_stream_plan){7, LINES, policy});
    for (size_t n = 0; n < LINES; n++) {
        assert_true(bytes_equal(a.lines[n].bytes, b.lines[n].bytes));
        assert_int_equal(a.lines[n].at_ms, b.lines[n].at_ms);
        assert_true(n == 0 || a.lines[n].at_ms >= a.lines[n - 1].at_ms);
    }
    message_stream_free(&b);
    message_stream_make(&b, &(struct message_stream_plan){8, LINES, policy});
    for (size_t n = 0; n < LINES; n++)
        other += !bytes_equal(a.lines[n].bytes, b.lines[n].bytes);
    assert_true(other > LINES / 2);
    message_stream_free(&a);
    message_stream_free(&b);
}

static int policy_prepare(void **state) {
    struct policy_file *files;
    struct error e = ERROR_EMPTY;
    size_t count;
    (void)state;
    words = words_new();
    assert_int_equal(folder_read("rules", &kept, &files, &count, &e), 0);
    assert_int_equal(policy_load(files, count, words, &policy, &e), 0);
    return 0;
}

static int policy_forget(void **state) {
    (void)state;
    policy_free(policy);
    words_free(words);
    arena_release(&kept);
    arena_release(&line_arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_said),
        cmocka_unit_test(lines_come_again),
        cmocka_unit_test(a_seed_makes_one_stream),
    };
    return cmocka_run_group_tests(tests, policy_prepare, policy_forget);
}
