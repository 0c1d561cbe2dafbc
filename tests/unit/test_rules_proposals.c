/* test_rules_proposals.c: every word of a proposal, and every error that a policy's author may meet. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_fixture.h"

#include <stdio.h>

static int setup(void **state) {
    *state = fixture_new();
    return 0;
}

static int teardown(void **state) {
    fixture_free(*state);
    return 0;
}

/* ---- proposals ---- */

static const char all_words[] =
    "{ override = true, concern = true, title = 'Fire \\\"x\\\"', hold = true, request_ack = 'UNDOF', notify "
    "= { 'head', "
    "'USA/supervisor', 'ISR/head', 'members:head', 'every:liaison' },\n"
    "  clock = 'channel-check', link = { 'I-4', 'I-9007199254740991' }, tags = { 'b', 'a', 'b' }, severity = "
    "5, urgency = 'urgent',\n"
    "  also = { diplomatic = true, commercial = 'standard' }, track = 'de-escalation' }";

static const char all_json[] =
    "{\"track\":\"de-escalation\",\"also\":{\"commercial\":\"standard\",\"diplomatic\":true},\"urgency\":"
    "\"urgent\",\"severity\":5,\"concern\":true,"
    "\"tags\":[\"b\",\"a\"],\"link\":[\"I-4\",\"I-9007199254740991\"],\"clock\":[\"channel-check\"],"
    "\"notify\":[\"head\",\"USA/supervisor\",\"ISR/"
    "head\",\"members:head\",\"every:liaison\"],\"request_ack\":[\"UNDOF/liaison\"],\"hold\":true,"
    "\"title\":\"Fire \\\"x\\\"\",\"override\":true}";

static void check_all(const struct fixture *f, const struct proposal *p) {
    assert_int_equal(p->keys, (1u << PROPOSAL_KEY_COUNT) - 1);
    assert_int_equal(p->track, words_find(f->words, BYTES("de-escalation")));
    assert_int_equal(p->urgency, words_find(f->words, BYTES("urgent")));
    assert_int_equal(p->severity, 5);
    assert_true(p->concern && p->hold && p->override);
    assert_int_equal(p->also_count, 2);
    assert_int_equal(p->also[0].track, words_find(f->words, BYTES("commercial")));
    assert_int_equal(p->also[0].urgency, words_find(f->words, BYTES("standard")));
    assert_int_equal(p->also[1].urgency, 0);
    assert_int_equal(p->tag_count, 2);
    assert_true(bytes_is(p->tags[0], "b"));
    assert_int_equal(p->link_count, 2);
    assert_int_equal(p->links[0], 4);
    assert_int_equal(p->clock_count, 1);
    assert_ptr_equal(p->clocks[0], &f->clock);
    assert_int_equal(p->notify_count, 5);
    assert_true(p->notify[3].scope == SCOPE_MEMBERS && p->notify[4].scope == SCOPE_EVERY);
    assert_true(p->notify[0].party == 0 && p->notify[0].role == f->rungs[1]);
    assert_true(p->notify[1].party == party("USA") && p->notify[2].party == party("ISR"));
    assert_int_equal(p->request_ack_count, 1);
    assert_int_equal(p->request_ack[0].role, words_find(f->words, BYTES("liaison")));
}

static void test_every_word_of_a_proposal(void **state) {
    static const char *const forms[] = {"propose = %s", "propose = function(m, cell) return %s end",
                                        "propose = function(m, cell) return CONSTANT end"};
    struct fixture *f = *state;
    for (size_t i = 0; i < 3; i++) {
        char propose[1024], source[3072];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-extra-args"
        (void)snprintf(propose, sizeof propose, forms[i], all_words);
#pragma GCC diagnostic pop
        (void)snprintf(source, sizeof source,
                       "local CONSTANT = %s\nrule 'all' { on = 'report', because = 'so', %s }", all_words,
                       propose);
        assert_int_equal(fixture_load(f, source), 0);
        assert_int_equal(fixture_run(f), 0);
        assert_int_equal(f->count, 1);
        assert_int_equal(f->matches[0].fault.size, 0);
        assert_string_equal(f->matches[0].json.data, all_json);
        assert_true(bytes_is(f->matches[0].rule, "all"));
        assert_true(bytes_is(f->matches[0].because, "so"));
        check_all(f, f->matches[0].proposal);
    }
}

static void test_track_none_and_what_is_not_said(void **state) {
    struct fixture *f = *state;
    assert_int_equal(
        fixture_load(f,
                     "rule 'n' { on = 'report', because = 'x', propose = { track = 'none', hold = false } }"),
        0);
    assert_int_equal(fixture_run(f), 0);
    assert_int_equal(f->matches[0].proposal->keys, 1u << PROPOSE_TRACK);
    assert_int_equal(f->matches[0].proposal->track, 0);
    assert_string_equal(f->matches[0].json.data, "{\"track\":\"none\"}");
}

/* A proposal that is wrong: an error at load where it is data, a fault where a function made it. */
static const struct {
    const char *propose, *text;
} wrong_proposals[] = {
    {"{ trak = 'x' }", "found the unknown key `trak`, expected `track`, `also`, `urgency`, `severity`, "
                       "`concern`, `tags`, `link`, `clock`, "
                       "`notify`, `request_ack`, `hold`, `title` or `override`; did you mean `track`?"},
    {"{ force = true }", "found the unknown key `force`, expected `track`, "},
    {"{ track = 'diplomacy' }", "`track` found `diplomacy`, expected a track of the policy"},
    {"{ track = 'diplomatik' }", "did you mean `diplomatic`?"},
    {"{ track = 'diplomatic', urgency = 'routine' }",
     "`urgency` found `routine`, expected an urgency of the track `diplomatic`"},
    {"{ urgency = 'urgnt' }",
     "`urgency` found `urgnt`, expected an urgency of some track; did you mean `urgent`?"},
    {"{ severity = 6 }", "`severity` found 6, expected 1 to 5"},
    {"{ severity = 0 }", "`severity` found 0, expected 1 to 5"},
    {"{ severity = 1.5 }", "`severity` found 1.5, expected 1 to 5"},
    {"{ severity = '5' }", "`severity` found \"5\", expected 1 to 5"},
    {"{ also = 'diplomatic' }", "`also` found \"diplomatic\", expected { track = urgency }"},
    {"{ also = { 'diplomatic' } }", "`also` found an entry without a key"},
    {"{ also = { diplomatic = 'routine' } }",
     "`also` found `routine`, expected an urgency of the track `diplomatic`"},
    {"{ also = { diplomatic = false } }", "`also` found false, expected an urgency, or true"},
    {"{ tags = { a = 'b' } }", "`tags` found a table with keys or holes, expected a list of texts"},
    {"{ tags = { 1 } }", "`tags` found 1, expected a text"},
    {"{ tags = '' }", "`tags` found a text of 0 bytes, expected 1 to 64"},
    {"{ link = 'x-1' }", "`link` found `x-1`, expected incidents such as `I-17`"},
    {"{ clock = 'chanel-check' }",
     "`clock` found `chanel-check`, expected a clock of the policy; did you mean `channel-check`?"},
    {"{ track = 'non' }", "did you mean `none`?"},
    {"{ also = { none = true } }", "`also` found `none`, expected a track of the policy"},
    {"{ also = { non = true } }", "`also` found `non`, expected a track of the policy"},
    {"{ notify = 'USA/hed' }", "and a role that it has; did you mean `USA/head`?"},
    {"{ notify = 'haed' }", "`notify` found `haed`, expected a rung, members:RUNG, every:RUNG or PARTY/role; "
                            "did you mean `head`?"},
    {"{ notify = 'all:head' }", "`notify` found `all:head`, expected a rung, members:RUNG, every:RUNG or "},
    {"{ notify = 'FRA/head' }",
     "`notify` found `FRA/head`, expected a party of the policy and a role that it has"},
    {"{ notify = 'ISR/supervisor' }", "expected a party of the policy and a role that it has"},
    {"{ track = 'none', urgency = 'urgent' }",
     "`urgency` found the track `none` beside it, expected a track, or no urgency"},
    {"{ request_ack = true }", "`request_ack` found true, expected a text"},
    {"{ hold = 'yes' }", "`hold` found \"yes\", expected true or false"},
    {"{ title = '\\xff' }", "`title` found a text that is not valid UTF-8"},
    {"{ title = 'a\\0b' }", "`title` found a text with a NUL in it, expected one without"},
    {"{ title = ('x'):rep(257) }", "`title` found a text of 257 bytes, expected 1 to 256"},
    {"{ 1 }", "found an entry without a key, expected only keys with a name"},
};

static void test_wrong_proposals(void **state) {
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof wrong_proposals / sizeof *wrong_proposals; i++) {
        char source[512];
        (void)snprintf(source, sizeof source, "\nrule 'p' { on = 'report', because = 'x', propose = %s }",
                       wrong_proposals[i].propose);
        assert_int_equal(fixture_load(f, source), ERROR_POLICY);
        /* `none` is a track of `track` alone; the party and the role are there, but not together */
        if (strstr(wrong_proposals[i].propose, "also = { non") ||
            strstr(wrong_proposals[i].propose, "ISR/supervisor"))
            assert_null(strstr(f->error.text, "did you mean"));
        assert_string_equal(f->error.file, "10-test.lua");
        assert_int_equal(f->error.line, 2);
        if (!strstr(f->error.text, wrong_proposals[i].text) ||
            strncmp(f->error.text, "rule \"p\": ", 10) != 0)
            fail_msg("%s: found %s", wrong_proposals[i].propose, f->error.text);
        (void)snprintf(source, sizeof source,
                       "\nrule 'p' { on = 'report', because = 'x', propose = function() return %s end }",
                       wrong_proposals[i].propose);
        assert_int_equal(fixture_load(f, source), 0);
        assert_int_equal(fixture_run(f), 0);
        assert_int_equal(f->count, 1);
        assert_null(f->matches[0].proposal);
        if (!text_has(f->matches[0].fault, wrong_proposals[i].text) ||
            !text_has(f->matches[0].fault, "10-test.lua:2: rule \"p\": "))
            fail_msg("%s: found %s", wrong_proposals[i].propose, f->matches[0].fault.data);
    }
}

static void test_a_function_must_propose_a_table(void **state) {
    struct fixture *f = *state;
    assert_int_equal(fixture_load(f, "rule 'p' { on = 'report', because = 'x', propose = function() end }"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_string_equal(f->matches[0].fault.data,
                        "10-test.lua:1: rule \"p\": `propose` found nothing, expected a table");
}

/* ---- errors at load ---- */

static void test_errors_at_load(void **state) {
    static const struct {
        const char *source, *text;
        int line;
    } cases[] = {
        {"rule 'a' { propose = {}, because = 'x' }",
         "rule \"a\": found no key `on`, expected one in every rule", 1},
        {"\n\nrule 'a' {\n on = 'reprot', propose = {}, because = 'x' }",
         "`on` found `reprot`, expected an event; did you mean `report`?", 4},
        {"rule 'a' { on = {}, propose = {}, because = 'x' }", "`on` found an empty list, expected events", 1},
        {"rule 'a' { on = 'report', because = 'x' }", "found no key `propose`, expected one in every rule",
         1},
        {"rule 'a' { on = 'report', propose = {} }", "found no key `because`, expected one in every rule", 1},
        {"rule 'a' { on = 'report', propose = {}, because = '' }", "`because` found a text of 0 bytes", 1},
        {"rule 'a' { on = 'report', propose = {}, because = 'x', were = {} }",
         "found the unknown key `were`, expected `on`, `kind`, `where`, `when`, `propose` or `because`; did "
         "you mean "
         "`where`?",
         1},
        {"rule 'a' { on = 'report', kind = at_least(1), propose = {}, because = 'x' }",
         "`kind` found a condition, expected a text", 1},
        {"for k in pairs(present()) do end", "found an attempt to go through a condition, expected a table",
         1},
        {"local n = 1 + present()", "to perform arithmetic on a condition value, expected numbers", 1},
        {"rule 'a' { on = 'report', propose = 1, because = 'x' }", "`propose` found 1, expected a table", 1},
        {"rule 'a' { on = 'report', kind = 'fire.mortr', propose = {}, because = 'x' }",
         "`kind` found `fire.mortr`, expected a kind of the policy, or a branch such as `fire.*`; did you "
         "mean `fire.mortar`?",
         1},
        {"rule 'a' { on = 'report', kind = 'fyre.*', propose = {}, because = 'x' }", "`kind` found `fyre.*`",
         1},
        {"rule 'a' { on = 'report', kind = {}, propose = {}, because = 'x' }", "`kind` found an empty list",
         1},
        {"rule 'a' { on = 'report', when = 'x', propose = {}, because = 'x' }",
         "`when` found \"x\", expected a function", 1},
        {"rule 'a' { on = 'report', where = 'x', propose = {}, because = 'x' }",
         "`where` found \"x\", expected a table of facts", 1},
        {"rule 'a' { on = 'report', where = { ['harm.kiled'] = 1 }, propose = {}, because = 'x' }",
         "`where` found `harm.kiled`, expected a fact; did you mean `harm.killed`?", 1},
        {"rule 'a' { on = 'report', where = { 'kind' }, propose = {}, because = 'x' }",
         "`where` found an entry without a key", 1},
        {"rule 'a' { on = 'report', where = { kind = 1 }, propose = {}, because = 'x' }",
         "`where` of `kind` found 1, expected a text", 1},
        {"rule 'a' { on = 'report', where = { kind = at_least(1) }, propose = {}, because = 'x' }",
         "`where` of `kind` found at_least, expected of a fact that is text: a value, a list of values, "
         "`contains`, "
         "`prefix`, `glob`, `present` or `absent`",
         1},
        {"rule 'a' { on = 'report', where = { seq = at_least('1') }, propose = {}, because = 'x' }",
         "`where` of `seq` found at_least(\"1\"), expected a number in it", 1},
        {"rule 'a' { on = 'report', where = { kind = {} }, propose = {}, because = 'x' }",
         "`where` of `kind` found an empty table", 1},
        {"rule 'a' { on = 'report', where = { kind = type }, propose = {}, because = 'x' }",
         "`where` of `kind` found a function", 1},
        {"rule 'a' { on = 'report', where = { ['zone.name'] = 'AOZ' }, propose = {}, because = 'x' }",
         "`zone.name` found `AOZ`, expected a zone of the policy; did you mean `AOS`?", 1},
        {"rule 'a' { on = 'report', where = { ['case.track'] = 'no-track' }, propose = {}, because = 'x' }",
         "`case.track` found `no-track`, expected a track of the policy", 1},
        {"rule 'a' { on = 'report', where = { ['clock.milestone'] = 'no-milestone' }, propose = {}, because "
         "= 'x' }",
         "`clock.milestone` found `no-milestone`, expected a milestone of the policy", 1},
        {"rule 'a' { on = 'report', where = { role = 'no-role' }, propose = {}, because = 'x' }",
         "`role` found `no-role`, expected a role of the policy", 1},
        {"at_least()", "found at_least with 0 values, expected 1", 1},
        {"rule 'a' { on = 'report', propose = {}, because = 'x' }\nrule 'a' { on = 'report', propose = {}, "
         "because = 'x' }",
         "rule \"a\": found a rule of this name at 10-test.lua:1 already, expected each name once", 2},
        {"rule 'a'\nlocal x = 1",
         "rule \"a\": found a name without a table, expected a table in braces behind it", 1},
        {"rule 'a' rule 'b' { on = 'report', propose = {}, because = 'x' }",
         "found a name without a table, expected a table in braces behind it", 1},
        {"rule '' {}", "found \"\", expected a name of 1 to 128 bytes", 1},
        {"rule {}", "found a table, expected a name of 1 to 128 bytes", 1},
        {"local w = {} for i = 1, 257 do w['data.a' .. i] = 1 end\n"
         "rule 'a' { on = 'report', where = w, propose = {}, because = 'x' }",
         "`where` found 257 conditions, expected at most 256", 2},
        {"local w = {} for i = 1, 513 do w[i] = 'x' end\n"
         "rule 'a' { on = 'report', where = { text = w }, propose = {}, because = 'x' }",
         "`where` of `text` found more than 512 values, expected at most so many", 2},
        {"rule 'a' { on = 'report', where = { seq = 0/0 }, propose = {}, because = 'x' }",
         "`where` of `seq` found a number that is none (nan), expected a number", 1},
        {"rule 'a' (1)", "found 1, expected a table in braces", 1},
        {"\nlocal x = nil + 1", "found an attempt to perform arithmetic on a nil value, expected numbers", 2},
        {"rle 'a' {}",
         "found a script that read the global `rle`, which does not exist, expected only what docs/rules.md "
         "lists; "
         "did you mean `rule`?",
         1},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (fixture_load(f, cases[i].source) != ERROR_POLICY)
            fail_msg("%s: loads", cases[i].source);
        assert_null(f->rules);
        assert_string_equal(f->error.file, "10-test.lua");
        if (!strstr(f->error.text, cases[i].text) || f->error.line != cases[i].line)
            fail_msg("%s: found line %d: %s", cases[i].source, f->error.line, f->error.text);
    }
}

static void test_a_fault_says_who_called_whom(void **state) {
    struct fixture *f = *state;
    assert_int_equal(fixture_load(f, "local function near(m)\n  return m.data.x.y\nend\n"
                                     "rule 'a' { on = 'report', propose = {}, because = 'x',\n  when = "
                                     "function(m)\n    return near(m) == 1\n  end }"),
                     0);
    assert_int_equal(fixture_run(f), 0);
    assert_true(text_has(f->matches[0].fault, "10-test.lua:2: attempt to index a nil value (field 'x')"));
    assert_true(text_has(f->matches[0].fault, "; called from 10-test.lua:6"));
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_every_word_of_a_proposal), T(test_track_none_and_what_is_not_said),
        T(test_wrong_proposals),          T(test_a_function_must_propose_a_table),
        T(test_errors_at_load),           T(test_a_fault_says_who_called_whom),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
