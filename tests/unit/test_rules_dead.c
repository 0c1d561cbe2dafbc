/* test_rules_dead.c: a rule that can never match, or a function that reads what does not exist, is refused
 * when it is loaded: in its place, with what was found, what was expected and the nearest word. What can
 * hold, however rarely, loads. */
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

static int load(struct fixture *f, const char *on, const char *rest, const char *where) {
    char source[512];
    (void)snprintf(source, sizeof source,
                   "rule 'd' { on = %s, because = 'x', propose = {}, %s\n where = { %s } }", on, rest, where);
    return fixture_load(f, source);
}

/* ---- conditions ---- */

struct dead {
    const char *where, *text; /* part of the error */
    int column;               /* on line 2; 0: not looked at */
};

static void check_dead(struct fixture *f, const char *on, const char *rest, const struct dead *d) {
    if (load(f, on, rest, d->where) != ERROR_POLICY)
        fail_msg("%s: loads", d->where);
    if (!strstr(f->error.text, d->text) || !strstr(f->error.text, "expected") || f->error.line != 2)
        fail_msg("%s: found line %d: %s", d->where, f->error.line, f->error.text);
    if (d->column && f->error.column != d->column)
        fail_msg("%s: found column %d, expected %d", d->where, f->error.column, d->column);
}

static void test_words_that_no_fact_can_be(void **state) {
    static const struct dead cases[] = {
        {"from = 'IRS'",
         "`from` found `IRS`, expected a party of ISO 3166-1 or of the policy; did you mean `ISR`?", 19},
        {"actor = 'isr'", "did you mean `ISR`?", 0},
        {"target = 'Syria'", "did you mean `SYR`?", 0},
        {"actor = 'LBX'", "did you mean `LBN`?", 0}, /* none of the policy is near */
        {"actors = { 'ISR', 'UNDOFF' }", "did you mean `UNDOF`?", 30},
        {"['incident.parties'] = contains('SRY')", "`SRY` in contains", 0},
        {"from = prefix('IX')", "`IX` in prefix, expected the beginning of a party", 0},
        {"to = 'USA/hed'", "did you mean `USA/head`?", 0},
        {"to = contains('head')", "expected a party, or `PARTY/role`", 0},
        {"to = glob('*/hed')", "expected what fits a party", 0},
        {"kind = 'fire.mortr'", "did you mean `fire.mortar`?", 0},
        {"kind = 'fire.*'", "`kind` found `fire.*`", 0}, /* a pattern of the key */
        {"kind = prefix('frie')", "did you mean `fire`?", 0},
        {"kind = contains('morter')", "expected a part of a kind", 0},
        {"['incident.kind'] = glob('*.mortr')", "expected what fits a kind", 0},
        {"role = { 'liaison', 'hed' }",
         "`role` found `hed`, expected a role of the policy; did you mean `head`?", 0},
        {"role = prefix('lia-')", "expected the beginning of a role", 0},
        {"type = 'reprot'", "did you mean `report`?", 0},
        {"status = 'real'", "expected `actual`, `exercise` or `test`", 0},
        {"level = 'recieved'", "did you mean `received`?", 0},
        {"level = ''", "expected `received`, `understood`, `relayed` or `acted`", 0},
        {"explanation = 'acident'", "did you mean `accident`?", 0},
        {"stance = 'rejct'", "expected `accept`, `reject` or `out-of-scope`; did you mean `reject`?", 0},
        {"held = 'noshow'", "did you mean `no-show`?", 0},
        {"finding = 'uphold'", "did you mean `upheld`?", 0},
        {"decision = 'aproved'", "did you mean `approved`?", 0},
        {"track = 'diplomatc'", "did you mean `diplomatic`?", 0},
        {"urgency = 'urgnet'", "did you mean `urgent`?", 0},
        {"outcome = 'solved'", "expected an outcome of the policy", 0},
        {"milestone = 'met'", "expected a milestone of the policy", 0},
        {"grade = 'A7'", "`grade` found `A7`, expected a grade from `A1` to `F6`; did you mean `A1`?", 0},
        {"grade = 'a1'", "did you mean `A1`?", 0},
        {"grade = prefix('G')", "expected the beginning of a grade", 0},
        {"grade = glob('*7')", "expected what fits a grade", 0},
        {"grade = contains('0')", "expected a part of a grade", 0},
        {"grade_source = 'G'", "expected `A`, `B`, `C`, `D`, `E` or `F`", 0},
        {"['zone.name'] = prefix('AOX')", "did you mean `AOS`?", 0},
        {"['zone.sides'] = 'USA'", "expected a side of a zone", 0},
        {"['incident.contested'] = 'killed'", "expected `actor`, `target`, `kind`", 0},
        {"['notice.match'] = 'outside_time'", "did you mean `outside-time`?", 0},
        {"['notice.match'] = contains('side')", "expected `inside`", 0}, /* of an entry as a whole */
        {"['notice.lead'] = 'suficient'", "did you mean `sufficient`?", 0},
        {"['incident.id'] = '17'", "expected an incident, as `I-17`", 0},
        {"['incident.id'] = 'I-0'", "expected an incident", 0},
        {"['incident.id'] = contains('-0')", "expected a part of an incident", 0},
        {"['incident.id'] = glob('I-*x')", "expected what fits an incident", 0},
        {"['incident.near'] = prefix('J')", "expected the beginning of an incident", 0},
        {"id = ''", "`id` found ``, expected 1 to 128 bytes", 0},
        {"id = prefix('a\\n')", "without control characters", 0},
        {"code = 'a code that is longer than thirty-two'", "expected 1 to 32 printable ASCII", 0},
        {"text = ''", "expected at least 1 byte", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_dead(*state, "'report'", "", &cases[i]);
}

static void test_numbers_that_no_fact_can_be(void **state) {
    static const struct dead cases[] = {
        {"['harm.killed'] = between(10, 1)",
         "`harm.killed` found between(10, 1), expected the lesser bound first; did you mean `between(1, "
         "10)`?",
         30},
        {"['harm.killed'] = at_most(-1)",
         "`harm.killed` found at_most(-1), expected an integer: 0 to 10000000", 0},
        {"['harm.killed'] = -1", "found -1, expected an integer", 0},
        {"['harm.killed'] = 2.5", "found 2.5, expected an integer", 0},
        {"['harm.killed'] = between(1.2, 1.8)", "found between(1.2, 1.8)", 0},
        {"['harm.killed'] = at_least(math.huge)", "found at_least(inf)", 0},
        {"['harm.killed'] = { 1, 10000001 }", "found 10000001, expected", 35},
        {"['harm.total'] = at_least(20000001)", "0 to 20000000", 0},
        {"['incident.severity'] = at_least(6)", "expected an integer: 1 to 5", 0},
        {"['incident.severity'] = at_most(0)", "expected an integer: 1 to 5", 0},
        {"grade_content = 7", "expected an integer: 1 to 6", 0},
        {"actors_members = at_least(4)", "the number of member parties", 0},
        {"['place.lat'] = at_least(91)", "expected a number: -90 to 90", 0},
        {"['place.lon'] = between(-200, -181)", "expected a number: -180 to 180", 0},
        {"['place.precision_m'] = at_least(20000001)", "0 to 20000000", 0},
        {"seq = -1", "0 or more", 0},
        {"seq = 9007199254740993", "found 9007199254740993, expected", 0}, /* no float is it */
        {"seq = between(9007199254740993, 9007199254740995)", "0 or more", 0},
        {"late_ms = at_most(-1)", "0 or more", 0},
        {"time = at_least(1e18)", "an instant in ms", 0},
        {"['data.n'] = between(10, 1)", "`data.n` found between(10, 1)", 0},
        {"['data.n'] = at_least(math.huge)", "expected a number", 0},
        {"data = 'x'", "expected one on a member: `data.NAME`", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_dead(*state, "'report'", "", &cases[i]);
}

static void test_values_of_another_type(void **state) {
    static const struct dead cases[] = {
        {"from = 1", "`where` of `from` found 1, expected a text", 19},
        {"from = { 'ISR', true }", "found true, expected a text", 0},
        {"seq = 'x'", "`where` of `seq` found `x`, expected a number", 18},
        {"seq = between(1, 'x')", "found between(1, \"x\"), expected a number in it", 29},
        {"internal = 'yes'", "found `yes`, expected true or false", 0},
        {"seq = at_most(at_least(1))", "found `at_least`, expected a text, a number, true or false", 0},
        {"seq = at_least", "found `at_least`, expected a text, a number, true or false", 0},
        {"seq = { present }", "found `present`, expected a text, a number, true or false", 0},
        {"seq = { present() }", "found `present`, expected a text, a number, true or false", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_dead(*state, "'report'", "", &cases[i]);
}

static void test_facts_that_an_event_does_not_have(void **state) {
    static const struct {
        const char *on, *where, *text;
    } cases[] = {
        {"'report'", "['clock.party'] = 'ISR'",
         "`clock.party` found a rule on `report`, expected one on `overdue`, where there is such a fact"},
        {"{ 'report', 'closed' }", "['clock.party'] = present", "found a rule on `report` or `closed`"},
        {"'update'", "['case.track'] = 'diplomatic'", "expected one on `overdue`, `answered`, `closed`"},
        {"'overdue'", "from = 'ISR'", "found a rule on `overdue`"},
        {"'overdue'", "stance = { 'reject' }", "found a rule on `overdue`"},
        {"'report'", "['notice.conflicts'] = present", "expected one on `notice`"},
        {"'notice'", "['notice.match'] = 'inside'", "expected one on `report`"},
        {"'report'", "['notice.lead'] = 'sufficient'", "expected one on `notice`"},
        {"'report'", "kind = absent", "`kind` found absent, expected another condition: it is always there"},
        {"'report'", "from = absent", "it is always there"},
        {"'position'", "stance = absent",
         "`stance` found absent, expected another condition: it is always there"},
        {"'finding'", "finding = absent", "it is always there"},
        {"'meeting'", "held = absent", "it is always there"},
        {"'reopened'", "reason = absent", "it is always there"},
        {"'contested'", "['incident.contested'] = absent", "it is always there"},
        {"'notice'", "['notice.lead'] = absent", "it is always there"},
        {"'notice'", "['notice.lead_ms'] = absent", "it is always there"},
        {"{ 'fused', 'notice' }", "['incident.parties'] = absent", "it is always there"},
        {"'notice'", "['notice.announced'] = true",
         "`notice.announced` found a rule on `notice`, expected one on `report`, `update`, `fused` or "
         "`contested`, where it can be true"},
        {"{ 'overdue', 'closed' }", "['case.track'] = absent", "it is always there"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_dead(f, cases[i].on, "", &(struct dead){cases[i].where, cases[i].text, 0});
}

static void test_what_the_policy_does_not_have(void **state) {
    static const char *const where[] = {"['notice.match'] = 'inside'", "['notice.announced'] = true",
                                        "['notice.party'] = present"},
                             *const well[] = {"['notice.match'] = absent", "['notice.announced'] = false",
                                              "['incident.series'] = 0"};
    struct fixture *f = *state;
    f->policy.notice_count = 0;
    for (size_t i = 0; i < sizeof where / sizeof *where; i++)
        check_dead(f, "'report'", "", &(struct dead){where[i], "found a policy without `notices`", 0});
    check_dead(f, "'report'", "", &(struct dead){"['incident.series'] = at_least(1)", "without `series`", 0});
    for (size_t i = 0; i < sizeof well / sizeof *well; i++)
        if (load(f, "'report'", "", well[i]) != 0)
            fail_msg("%s: %s", well[i], f->error.text);
}

/* A kind that is none, or a branch that is none. */
static void test_kinds_that_fit_nothing(void **state) {
    static const struct {
        const char *kind, *nearest;
    } cases[] = {
        {"*.*", NULL},
        {"*.*.*", NULL},
        {"**", NULL},
        {".*", NULL},
        {"fire.*.*", "did you mean `fire.*`?"},
        {"fyre.*", "did you mean `fire.*`?"},
        {"Fire.*", "did you mean `fire.*`?"},
        {"fire.mortr", "did you mean `fire.mortar`?"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[256];
        (void)snprintf(source, sizeof source,
                       "rule 'd' { on = 'report', because = 'x', propose = {},\n kind = '%s' }",
                       cases[i].kind);
        if (fixture_load(f, source) != ERROR_POLICY)
            fail_msg("%s: loads", cases[i].kind);
        if (!strstr(f->error.text, "or a branch such as `fire.*`") || f->error.line != 2 ||
            !strstr(f->error.text, cases[i].nearest ? cases[i].nearest : "") ||
            !strstr(f->error.text, "did you mean") != !cases[i].nearest)
            fail_msg("%s: found line %d: %s", cases[i].kind, f->error.line, f->error.text);
    }
}

static void test_conditions_that_exclude_each_other(void **state) {
    static const struct {
        const char *on, *rest, *where, *text;
    } cases[] = {
        {"'report'", "", "grade = 'A1', grade_source = 'B'",
         "`grade` found `A1`, which the rest of the rule excludes, expected what one and the same grade can "
         "be"},
        {"'report'", "", "grade_source = 'A', grade = absent", "one and the same grade"},
        {"'report'", "", "grade = prefix('A'), grade_content = 1, grade_source = 'F'",
         "one and the same grade"},
        {"'report'", "", "['zone.name'] = absent, ['zone.sides'] = 'ISR'", "one and the same zone"},
        {"'closed'", "", "['case.track'] = 'diplomatic', ['case.urgency'] = 'standard'",
         "expected an urgency of the track"},
        {"'overdue'", "", "['case.track'] = 'diplomatic', ['clock.milestone'] = 'answered'",
         "expected an urgency of the track, and a milestone for which it has a clock"},
        {"'overdue'", "", "['clock.milestone'] = 'relayed'", "a milestone for which it has a clock"},
        {"'report'", "", "['notice.announced'] = true, ['notice.match'] = 'outside-time'",
         "what a report beside a notice can be"},
        {"'report'", "", "on = 'notice'", "what an event of the rule's `on` can be"},
        {"'report'", "", "type = 'ack'", "`type` found `ack`, which the rest of the rule excludes"},
        {"{ 'closed', 'update' }", "", "on = 'update', type = 'close'",
         "`on` found on `update`, and `type` beside it on `closed`"},
        {"{ 'report', 'overdue' }", "", "['clock.milestone'] = present, from = 'ISR'",
         "`clock.milestone` found on `overdue`, and `from` beside it on `report`, expected two that hold on "
         "one "
         "event"},
        {"{ 'report', 'notice' }", "", "['notice.conflicts'] = present, ['notice.match'] = 'inside'",
         "`notice.conflicts` found on `notice`, and `notice.match` beside it on `report`"},
        {"{ 'report', 'notice' }", "", "['notice.announced'] = true, on = 'notice'",
         "`notice.announced` found on `report`, and `on` beside it on `notice`"},
        {"{ 'report', 'notice', 'request' }", "", "type = { 'report', 'notice' }, on = 'request'",
         "`on` found on `request`, and `type` beside it on `report` or `notice`"},
        {"{ 'closed', 'report' }", "", "type = 'close', outcome = absent",
         "`outcome` found absent, which `type` excludes, expected two that hold on one message"},
        {"'contested'", "", "type = 'meeting'", "what an event of the rule's `on` can be"},
        {"'fused'", "", "type = 'notice'", "what an event of the rule's `on` can be"},
        {"'report'", "kind = 'fire.*',", "kind = 'site.damage'", "a kind that the rule's own `kind` fits"},
        {"'report'", "kind = { 'fire', 'talks' },", "kind = prefix('fire.')", "a kind that the rule's own"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_dead(f, cases[i].on, cases[i].rest, &(struct dead){cases[i].where, cases[i].text, 0});
}

/* A policy may lack what an event comes of. */
static void test_events_that_nobody_can_cause(void **state) {
    static const struct dead cases[] = {
        {"'notice'",
         "`on` found `notice`, which nobody can cause, expected a policy with a role that sends `notice`", 7},
        {"{ 'position', 'finding' }", "`on` found `position`, which nobody can cause", 9},
        {"'finding'", "with a role that sends `finding`", 7}, /* USA is no supervisor */
        {"'answered'", "`on` found `answered`, which can never be, expected a policy with a milestone", 7},
        {"'overdue'", "which can never be, expected a policy with a clock that can be overdue", 7},
    };
    static const char *const well[] = {"{ 'notice', 'report' }", "'closed'", "'reopened'"};
    struct fixture *f = *state;
    char source[256];
    f->parties[2].supervisor = false;
    for (size_t i = 0; i < 4; i++)
        f->roles[i].sends = 1u << MESSAGE_REPORT | 1u << (i == 2 ? MESSAGE_FINDING : MESSAGE_REOPEN);
    f->milestones[1].word = f->due.milestone = f->milestones[2].word;
    f->due.expires = f->clock.spec.expires = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        (void)snprintf(source, sizeof source, "rule 'd' { because = 'x', propose = {},\n on = %s }",
                       cases[i].where);
        assert_int_equal(fixture_load(f, source), ERROR_POLICY);
        if (!strstr(f->error.text, cases[i].text) || f->error.line != 2 || f->error.column != cases[i].column)
            fail_msg("%s: found %d:%d: %s", cases[i].where, f->error.line, f->error.column, f->error.text);
    }
    for (size_t i = 0; i < sizeof well / sizeof *well; i++)
        if (load(f, well[i], "", "") != 0)
            fail_msg("%s: %s", well[i], f->error.text);
    f->clock.spec.expires = false; /* one that rules set by name */
    assert_int_equal(load(f, "'overdue'", "", ""), 0);
    assert_int_equal(load(f, "'overdue'", "", "['clock.milestone'] = 'convened'"), 0);
    check_dead(f, "'overdue'", "",
               &(struct dead){"['clock.milestone'] = 'relayed'", "a clock that can be overdue", 34});
}

/* The policy says who may send what: `principals` reports and notes, `supervisor` is one of USA. */
static void test_senders_that_may_not_send_it(void **state) {
    static const struct {
        const char *on, *where, *text;
    } cases[] = {
        {"'finding'", "role = 'principals'",
         "`role` found `principals`, who may not send that, expected one who sends what the rule is asked "
         "about: "
         "`finding`"},
        {"{ 'closed', 'overdue' }", "role = 'principals'", "`withdraw` or `close`"},
        {"'report'", "from = 'ISR', role = 'supervisor'",
         "`from` found `ISR`, which `role` excludes, expected two that hold on one message"},
        {"{ 'report', 'finding' }", "role = prefix('principals'), type = 'finding'",
         "`role` found on `report`, and `type` beside it on `finding`"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_dead(f, cases[i].on, "", &(struct dead){cases[i].where, cases[i].text, 0});
}

static void test_what_can_hold_loads(void **state) {
    static const struct {
        const char *on, *rest, *where;
    } cases[] = {
        {"'report'", "", "from = { 'ISR', 'LBN', 'UNDOF', 'UNK' }, actor = prefix('I'), target = glob('*')"},
        {"'report'", "", "from = 'FRA', role = 'principals'"},
        {"'answered'", "", "role = 'principals', from = 'ISR'"}, /* by a note */
        {"{ 'report', 'finding' }", "", "role = { 'principals', 'head' }, type = 'finding'"},
        {"'report'", "", "from = 'USA', role = 'supervisor'"},
        {"{ 'overdue', 'report' }", "", "from = absent, role = absent"},
        {"'closed'", "", "role = absent, reason = absent, outcome = absent"},
        {"'closed'", "", "type = 'withdraw', outcome = absent, reason = present"},
        {"'report'", "", "['incident.contested'] = absent, ['incident.parties'] = absent"},
        {"{ 'notice', 'overdue' }", "", "['notice.lead'] = absent, reason = absent"},
        {"'report'", "", "to = 'USA/head'"},
        {"'report'", "", "to = glob('*/head')"},
        {"'report'", "", "to = prefix('USA/')"},
        {"'report'", "", "to = 'LBN'"},
        {"'report'", "", "grade = { 'A1', 'F6' }, grade_source = 'F', grade_content = at_least(6)"},
        {"'report'", "", "grade = glob('*1'), code = prefix('138'), id = contains(' ')"},
        {"'report'", "", "['harm.killed'] = between(-5, 0)"}, /* a bound may lie outside */
        {"'report'", "", "['harm.killed'] = between(1, math.huge), ['harm.injured'] = at_least(2.5)"},
        {"'report'", "", "['incident.severity'] = between(5, 9), ['place.lat'] = between(33.1, 33.1)"},
        {"'report'", "", "seq = 9007199254740992"},
        {"'report'", "", "actors_members = 3, ['place.lon'] = at_least(180), time = at_least(0)"},
        {"'report'", "", "['incident.id'] = glob('I-*7'), ['incident.near'] = prefix('I')"},
        {"'report'", "", "['incident.id'] = contains('10')"},
        {"'report'", "", "['zone.name'] = 'AOS', ['zone.sides'] = contains('ISR')"},
        {"'report'", "", "['clock.party'] = absent, ['case.track'] = absent"},
        {"'report'", "",
         "['data.n'] = { 1, 'x' }, ['data.m'] = at_most(-1), data = present, text = prefix('')"},
        {"'report'", "kind = 'fire.*',", "kind = { 'fire.mortar', 'site' }, type = 'report', on = 'report'"},
        {"{ 'report', 'overdue' }", "", "['clock.party'] = 'ISR'"},
        {"{ 'report', 'overdue' }", "", "from = absent, on = 'overdue', type = absent"},
        {"'overdue'", "", "kind = 'fire', actor = 'ISR', status = 'actual', ['place.lat'] = present"},
        {"'closed'", "", "from = absent, ['case.track'] = 'diplomatic', ['case.urgency'] = 'urgent'"},
        {"'closed'", "", "type = { 'withdraw', 'finding' }"},
        {"'update'", "", "['notice.announced'] = true, ['notice.match'] = 'inside'"},
        {"'update'", "", "['notice.announced'] = false, ['notice.match'] = contains('overdue-relay')"},
        {"'notice'", "", "['notice.announced'] = false, ['notice.match'] = absent"},
        {"'answered'", "", "type = 'note', stance = 'accept'"},
        {"'overdue'", "", "['case.track'] = 'de-escalation', ['clock.milestone'] = 'answered'"},
        {"'overdue'", "", "['case.urgency'] = 'urgent', ['clock.milestone'] = { 'answered', 'relayed' }"},
        {"'overdue'", "", "['case.track'] = 'diplomatic', ['clock.milestone'] = 'convened'"}, /* by name */
        {"{ 'overdue', 'closed' }", "", "['case.track'] = 'diplomatic', ['clock.milestone'] = absent"},
        {"'notice'", "", "['notice.lead'] = 'insufficient', ['notice.conflicts'] = contains('I-3')"},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (load(f, cases[i].on, cases[i].rest, cases[i].where) != 0)
            fail_msg("%s: %s", cases[i].where, f->error.text);
}

/* ---- functions ---- */

static void check_function(struct fixture *f, const char *before, const char *function, const char *wanted,
                           int line, int column) {
    char source[512];
    (void)snprintf(source, sizeof source,
                   "%srule 'd' { on = 'report', because = 'x', propose = {}, when =\n%s }", before, function);
    int result = fixture_load(f, source);
    if (!wanted && result != 0)
        fail_msg("%s: %s", function, f->error.text);
    if (!wanted)
        return;
    if (result != ERROR_POLICY || !strstr(f->error.text, wanted))
        fail_msg("%s: found %s", function, result ? f->error.text : "that it loads");
    if (f->error.line != line || f->error.column != column)
        fail_msg("%s: found %d:%d, expected %d:%d", function, f->error.line, f->error.column, line, column);
}

static void test_unknown_globals_within_functions(void **state) {
    static const struct {
        const char *function, *text;
        int column; /* on line 2 */
    } cases[] = {
        {"function() return maht.floor(1) end",
         "found a script that read the global `maht`, which does not exist, expected only what docs/rules.md "
         "lists; did you mean `math`?",
         19},
        {"function() return math.flor(1) end", "read `math.flor`, which does not exist", 24},
        {"function() return math['flor'](1) end", "did you mean `floor`?", 24},
        {"function() return string.format('%d', nope) end", "`nope`", 39},
        {"function() if false then os.exit() end end", "`os`", 26},
        {"function() return function() return { a = { [b] = 1 } } end end", "`b`", 46},
        {"function() local a = a return a end", "`a`", 22}, /* in scope only behind it */
        {"function() for i = 1, i do end end", "`i`", 23},
        {"function() for i = 1, 2 do end return i end", "`i`", 39},
        {"function() do local a <const>, b = 1, 2 end return b end", "`b`", 52},
        {"function() repeat local a until a return a end", "`a`", 42},
        {"function() while true do local a end return a end", "`a`", 45},
        {"function() if a then elseif b then else end end", "`a`", 15},
        {"function() local t = {} function t.f(a) end return a end", "`a`", 52},
        {"function() local t = {} function t:f() end return self end", "`self`", 51},
        {"function(...) return 'x' .. a, ... end", "`a`", 29},
        {"function() type { x = y } end", "`y`", 23},
        {"function() return not -#a end", "`a`", 25},
        {"function() count = 1 end", "found a script that wrote the global `count`, expected `local count`",
         12},
        {"function() local a a, b = 1, 2 end", "wrote the global `b`", 23},
        {"function() function f() end end", "wrote the global `f`", 21},
        {"function() type = 1 end", "wrote the global `type`", 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_function(*state, "", cases[i].function, cases[i].text, 2, cases[i].column);
}

static void test_names_that_are_no_globals(void **state) {
    static const char *const functions[] = {
        "function() local a, b <const> = 1, 2 return a + b end",
        "function() local function f(n) return n == 0 or f(n - 1) end return f(3) end",
        "function() for i, v in ipairs({ x = 1, y = 2; 3 }) do local k = i .. v end end",
        "function() repeat local a = 1 until a == 1 end",
        "function() local t = { f = 1 } t.g = t.f t['h'], t.i = 1, 2 function t.j.k:l(n) return self, n end "
        "end",
        "function() goto out do local a end ::out:: end",
        "function(m, ...) local a = ... return a, (m), ('x'):rep(2), string.format '%%', type { 1 } end",
        "function() local maht = math return maht.flor end",
        "function() local s = [[ nope ]] --[[ nope ]] return s -- nope\n end",
        "function() if 1 then local a = 1 elseif 2 then local b = 2 else local c = 3 end while nil do break "
        "end end",
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        check_function(*state, "", functions[i], NULL, 0, 0);
}

static void test_unknown_facts_within_functions(void **state) {
    static const struct {
        const char *before, *function, *text;
        int line, column;
    } cases[] = {
        {"", "function(m) return m.harm.kiled end",
         "rule \"d\": found `m.harm.kiled`, which is no fact, expected one that docs/rules.md lists; did you "
         "mean "
         "`m.harm.killed`?",
         2, 27},
        {"", "function(event) return event.harm.kiled end", "did you mean `event.harm.killed`?", 2, 35},
        {"", "function(m) return m['harm']['kiled'] end", "found `m['harm']['kiled']`", 2, 30},
        {"", "function(m) return m['harm.killed'] end", "did you mean `m.harm.killed`?", 2, 22},
        {"", "function(m) return m.knid:upper() end", "found `m.knid`, which is no fact", 2, 22},
        {"", "function(m) return m.zoen.name end", "did you mean `m.zone.name`?", 2, 22},
        {"", "function(m) local function f() return m.case.trak end end", "did you mean `m.case.track`?", 2,
         46},
        {"", "function(m, c) return c.cuont {} end",
         "found `c.cuont`, which the cell does not have, expected `now`, `count`, `members`, `is_member` or "
         "`supervisor`; did you mean `count`?",
         2, 25},
        {"local function w(m)\nreturn m.foo end\n", "w", "found `m.foo`, which is no fact", 2, 10},
        {"local t = {}\nfunction t:w()\nreturn self.foo end\n", "t.w", "found `self.foo`", 3, 13},
        {"local function of(k)\nreturn function(m) return m[k], m.foo end end\n", "of('kind')", "`m.foo`", 2,
         35},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_function(*state, cases[i].before, cases[i].function, cases[i].text, cases[i].line,
                       cases[i].column);
}

static void test_what_no_value_has(void **state) {
    static const struct {
        const char *function, *text;
        int line, column;
    } cases[] = {
        {"function(m) return m.actors.party end",
         "found `m.actors.party`, which a list does not have, expected an entry by its number, `m.actors[1]`",
         2, 29},
        {"function(m) return m.actors[1].paty end",
         "found `m.actors[1].paty`, which an actor does not have, expected `party`, `role` or `name`; did "
         "you mean "
         "`party`?",
         2, 32},
        {"function(m) for i = 1, 2 do if m.actors[i].paty then return 1 end end end",
         "found `m.actors[...].paty`, which an actor", 2, 44},
        {"function(m) return m.zone.sides.ISR end", "found `m.zone.sides.ISR`, which a list", 2, 33},
        {"function(m) return m.to[1].x end", "found `m.to[1].x`, which a text does not have, expected `byte`",
         2, 28},
        {"function(m, c) return c.members.ISR end", "`c.members[1]`", 2, 33},
        {"function(m) return m.harm.killed.total end",
         "found `m.harm.killed.total`, expected no more than `m.harm.killed`, which is neither a text nor a "
         "table",
         2, 34},
        {"function(m) return m.kind.name end", "found `m.kind.name`, which a text does not have", 2, 27},
        {"function(m) return m.window.from.x end", "expected no more than `m.window.from`", 2, 34},
        {"function(m) return m.kind[1] end", "found `m.kind[1]`, which a text", 2, 27},
        {"function(m) return m.kind:uper() == 'X' end", "did you mean `upper`?", 2, 27},
        {"function(m) return m.kind() end",
         "found `m.kind()`, a call of what is no function, expected `m.kind`", 2, 26},
        {"function(m) return m:kind() end",
         "found `m:kind`, a call of what is no function, expected `m.kind`", 2, 22},
        {"function(m) return m.harm() end", "found `m.harm()`, a call", 2, 26},
        {"function(m) return m() end", "found `m()`, a call of what is no function, expected `m`", 2, 21},
        {"function(m) return m[1] end", "found `m[1]`, which is no fact", 2, 22},
        {"function(m, c) return c.now.x end", "expected no more than `c.now`", 2, 29},
        {"function(m, c) return c:count {} end",
         "found `c:count`, a call of what is no function, expected `c.count`", 2, 25},
        {"function(m, c) return c[1] end", "found `c[1]`, which the cell does not have, expected `now`", 2,
         25},
        {"function(m, c) return c.count.x end", "expected no more than `c.count`, which is a function", 2,
         31},
        /* over lines, in parentheses, with escapes */
        {"function(m) return m.harm\n .kiled end", "found `m.harm.kiled`, which is no fact", 3, 3},
        {"function(m) return m --[[ x ]] . harm . kiled end", "found `m.harm.kiled`, which is no fact", 2,
         41},
        {"function(m) return (m).knid end", "found `m.knid`", 2, 24},
        {"function(m) return ((m).harm).kiled end", "found `m.harm.kiled`", 2, 31},
        {"function(m) return (m.harm or {}).kiled end", "found `m.harm.kiled`", 2, 35},
        {"function(m) return m['\\107nid'] end", "did you mean `m.kind`?", 2, 22},
        {"function(m) return m['k\\x6E\\u{69}\\z  d'] end", "did you mean `m.kind`?", 2, 22},
        {"function(m) return m[(('knid'))] end", "found `m['knid']`", 2, 24},
        /* the last word of a name */
        {"function(m) return m.sevrity end", "did you mean `m.incident.severity`?", 2, 22},
        {"function(m) return m.killed end", "did you mean `m.harm.killed`?", 2, 22},
        {"function(m) return m.lat end", "did you mean `m.place.lat`?", 2, 22},
        /* what is read-only is written */
        {"function(m) m.kind = 'x' end",
         "found that `m.kind` is written, expected a variable of its own: `m` is read-only", 2, 15},
        {"function(m) local a a, m.harm.killed = 1, 2 end", "found that `m.harm.killed` is written", 2, 31},
        {"function(m) m.data.x = 1 end", "found that `m.data.x` is written", 2, 20},
        {"function(m) function m.kind() end end", "found that `m.kind` is written", 2, 24},
        {"function(m, c) c.now = 1 end", "found that `c.now` is written", 2, 18},
        {"function() math.floor = nil end", "found a script that wrote `floor` of a table that is read-only",
         2, 17},
        {"function() string.x = nil end", "wrote `x` of a table", 2, 19},
        {"function() return math['fl\\111r'](1) end", "read `math.flor`, which does not exist", 2, 24},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_function(*state, "", cases[i].function, cases[i].text, cases[i].line, cases[i].column);
}

static void test_what_the_cell_cannot_be_asked(void **state) {
    static const struct {
        const char *call, *text;
        int column; /* on line 2 */
    } cases[] = {
        {"c.count { knd = 'fire' }",
         "rule \"d\": cell.count: found the unknown key `knd`, expected `kind`, `within`, `near_km` or "
         "`actor`; did you "
         "mean `kind`?",
         33},
        {"c.count { kind = 'fyre.*' }", "`kind` found `fyre.*`", 40},
        {"c.count { kind = '*.*' }", "`kind` found `*.*`", 40},
        {"c.count('fire.*')", "cell.count: found no table, expected one in braces", 31},
        {"c.count { kind = true }", "`kind` found true", 40},
        {"c.count { kind = 'fire',\n within = '24x' }", "`within` found `24x`, expected a duration", 11},
        {"c.count { within = 24 }", "`within` found 24", 42},
        {"c.count { within = '31d' }", "expected no more than the policy's `history`", 42},
        {"c.count { near_km = -1 }", "`near_km` found -1, expected kilometres from 0 to 20100", 43},
        {"c.count({ near_km = '5' })", "`near_km` found `5`", 43},
        {"c.count { actor = 'isr' }", "did you mean `ISR`?", 41},
        {"c.count { ['actor'] = 'IRS' }", "`actor` found `IRS`, expected a party of ISO 3166-1", 45},
        {"c.count { 'fire' }", "found an entry without a key", 33},
        {"c.count 'fire'", "found no table, expected one in braces", 31},
        {"c.is_member('IRS')",
         "cell.is_member: the code found `IRS`, expected a party of ISO 3166-1 or of the policy; did you "
         "mean `ISR`?",
         35},
        {"c.is_member 'isr'", "did you mean `ISR`?", 35},
        {"c.is_member(7)", "found 7", 35},
        {"c.is_member()", "found no code", 35},
        {"c.is_member { 'ISR' }", "cell.is_member: found a table, expected the code of one party", 35},
        {"c.is_member({ 'ISR' })", "found a table", 35},
        {"c.is_member(('IRS'))", "did you mean `ISR`?", 36},
        {"c.is_member('ISR', 'SYR')", "cell.is_member: found a second argument, expected only one", 42},
        {"c.is_member(m.from, 'SYR')", "found a second argument", 43},
        {"c.count({ kind = 'fire' }, 'x')", "cell.count: found a second argument, expected only one", 50},
        {"c.count { kind = { 'fire.*' } }", "`kind` found a table, expected a kind", 40},
        {"c.count { kind = (('fyre')) }", "`kind` found `fyre`", 40},
        {"c.count { near_km = (-1) }", "`near_km` found -1", 43},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char function[256];
        (void)snprintf(function, sizeof function, "function(m, c) return %s end", cases[i].call);
        check_function(*state, "", function, cases[i].text, strchr(cases[i].call, '\n') ? 3 : 2,
                       cases[i].column);
    }
}

/* What is not seen at load is a fault at work. */
static void test_what_no_list_has_at_work(void **state) {
    static const struct {
        const char *body, *fault;
    } cases[] = {
        {"local e = m return e.actors.party", "a list has entries by number only, found `party`"},
        {"local e = m.actors[1] return e.paty",
         "an actor has no `paty`, expected `party`, `role` or `name`; did you mean `party`?"},
        {"local k = 'ISR' return m.to[k]", "found `ISR`"},
        {"local k = true return m.to[k]", "found `boolean`"},
        {"local c = cell return c.members.ISR", "found `ISR`"},
        {"return m.actors[3] == nil and m.actors[0] == nil and m.actors[1].name == nil and #m.actors == 2",
         NULL},
        {"local n = 0 for _, a in ipairs(m.actors) do n = n + (a.party and 1 or 0) end return n == 2", NULL},
        {"local s = '' for k, v in pairs(m.actors[1]) do s = s .. k end return s == 'partyrole'", NULL},
        {"return cell.members[4] == nil and table.concat(cell.members) == 'ISRSYRUSA'", NULL},
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char source[512];
        (void)snprintf(
            source, sizeof source,
            "rule 'd' { on = 'report', because = 'x', propose = {}, when = function(m, cell) %s end }",
            cases[i].body);
        if (fixture_load(f, source) != 0)
            fail_msg("%s: %s", cases[i].body, f->error.text);
        assert_int_equal(fixture_run(f), 0);
        assert_int_equal(f->count, 1);
        struct bytes fault = f->matches[0].fault;
        if (cases[i].fault ? !text_has(fault, cases[i].fault) : fault.size != 0)
            fail_msg("%s: found %.*s", cases[i].body, (int)fault.size, fault.data);
    }
}

/* A misspelt constant would be nil, and the condition not there; of two the last would count. */
static void test_tables_of_constants(void **state) {
    static const struct {
        const char *before, *function, *text;
        int line, column;
    } cases[] = {
        {"local K = { syria = 'SYR', n = 1 }\n", "function(m) return m.from == K.sryia end",
         "found `K.sryia`, which the table `K` does not have, expected one of its keys; did you mean "
         "`K.syria`?",
         3, 32},
        {"local K <const> = { ['syria'] = 'SYR' }\nlocal x = { from = K.lebanon }\n", "type",
         "found `K.lebanon`, which the table `K` does not have, expected one of its keys", 2, 22},
        {"local K = { syria = 'SYR' }\n", "function(m) return K['sryia'] end", "`K.syria`", 3, 22},
        {"local w = { from = 'ISR',\n from = 'SYR' }\n", "type",
         "found the key `from` once more in one table, expected each key once", 2, 2},
        {"local w = { a = { ['x y'] = 1, ['x y'] = 2 } }\n", "type", "found the key `x y` once more", 1, 33},
        {"local w = { [7] = 1, 2, [7] = 2 }\n", "type", "found the key `7` once more", 1, 26},
        {"local w = f\n", "function() return { a = 1, b = 2, a = 3 } end", "`f`", 1, 11},
        {"", "function() return { a = 1, b = 2, a = 3 } end", "found the key `a` once more", 2, 35},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_function(*state, cases[i].before, cases[i].function, cases[i].text, cases[i].line,
                       cases[i].column);
}

static void test_tables_that_may_be_more(void **state) {
    static const struct {
        const char *before, *function;
    } cases[] = {
        {"local K = {} K.a = 1\n", "function() return K.a, K.b end"},
        {"local K = { a = 1 } K.b = 2\n", "function() return K.b end"},
        {"local K = { a = 1 } function K.f() end\n", "function() return K.f() end"},
        {"local K = { a = 1 } for k, v in pairs(K) do type(v) end\n", "function() return K.b end"},
        {"local K = { a = 1, [type(1)] = 2 }\n", "function() return K.number end"},
        {"local K = { 'x', 'y' }\n", "function() return K.b end"}, /* a list, and no constants */
        {"local K, L = { a = 1 }, { b = 1 }\n", "function() return K.b end"},
        {"local K = ({ a = 1 })\n", "function() return K.b end"},
        {"local K = type and { a = 1 }\n", "function() return K.b end"},
        {"local c local L = { b = 1 } local K = L; c = 2\n", "function() return K.b end"},
        {"local K = { a = 1 } do local K = { b = 1 } type(K.b) end\n",
         "function(k) return K.a, K[k], K.a.b end"},
        {"local K = { a = 1 }\n", "function(K) return K.from end"},
        {"local K = { a = 1, A = 2, { a = 1 }, [1] = 2, ['1'] = 3, b = { a = function() return { a = 1 } end "
         "} }\n",
         "function(m) return K.a, K.A end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_function(*state, cases[i].before, cases[i].function, NULL, 0, 0);
}

/* What cannot be seen is not guessed. */
static void test_what_may_be_a_fact_loads(void **state) {
    static const struct {
        const char *before, *function;
    } cases[] = {
        {"", "function(m) return m.harm, m.harm.killed, m['until'], m.data.x.y, m.actors[1].party, "
             "m.zone.sides end"},
        {"", "function(m) local h, k = m.harm, 'kiled' return h.kiled, m[k] end"},
        {"", "function(m) m = {} return m.foo end"},
        {"", "function(m) local m = {} return m.foo end"},
        {"", "function(m) return (function(m) return m.foo end)({}) end"},
        {"", "function(a) return a.kind:upper() == 'X' end"},
        {"", "function(...) local a = ... return a.foo end"},
        {"local function f(m)\nreturn m.foo end\n", "function(m) return f({ foo = 1 }) end"},
        {"",
         "function(m) return m.to[1]:sub(1, 3), m.kind.len(m.kind), ('x' .. m.kind):upper().y, #m.to end"},
        {"", "function(m) return (m.data or {}).x.y, (m and {}).x, (m.kind == 'fire').y, (-m.at).y end"},
        {"", "function(m) local i = 1 return m.actors[i].name, m.actors[i + 1].role:upper(), "
             "m.data.list[1].x end"},
        {"", "function(m, c) return c.count { kind = 'fire' } > 1, c.is_member(m.from), c.supervisor:lower() "
             "end"},
        {"", "function(m, c) local f = c.count return f {} end"},
        {"", "function(m, c) return c.count { m.id and nil }, c.is_member('') end"},
        {"", "function(m, c) return c.count {}, c.count(), c.count { kind = '*', within = '30d', near_km = "
             "0x10 } end"},
        {"", "function(m, c) return c.count { kind = m.kind, actor = m.actor or 'ISR', [m.kind] = 1, near_km "
             "= -m.at } end"},
        {"", "function(m, c) return c.count({ kind = (('fire') .. ''), within = ('24' .. ('h')) }), "
             "c.is_member(('I') .. 'SR'), c.is_member(('x'):rep(3)), c.is_member(-m.seq), c.count(m.data), "
             "c.is_member(m.from), c.is_member('UNK'), c.is_member "
             "'DEU' end"},
        {"", "function(m, c) return c.count { within = nil, kind = 'fire' .. '.*' }, c.is_member('I' .. "
             "'SR') end"},
        {"local K = { ['\xc3\xa4\xe0\xa0\x80\xf0\x9f\x98\x80'] = 1 }\n",
         "function() return K['\\u{e4}\\u{800}\\u{1F600}'] end"},
        {"", "function(m) return m['k\\105nd'], m[('kind')], (m).kind, (m.place).lat end"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_function(*state, cases[i].before, cases[i].function, NULL, 0, 0);
}

int main(void) {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(test_words_that_no_fact_can_be),
        T(test_numbers_that_no_fact_can_be),
        T(test_values_of_another_type),
        T(test_facts_that_an_event_does_not_have),
        T(test_kinds_that_fit_nothing),
        T(test_what_the_policy_does_not_have),
        T(test_conditions_that_exclude_each_other),
        T(test_events_that_nobody_can_cause),
        T(test_senders_that_may_not_send_it),
        T(test_what_can_hold_loads),
        T(test_unknown_globals_within_functions),
        T(test_names_that_are_no_globals),
        T(test_unknown_facts_within_functions),
        T(test_what_no_value_has),
        T(test_what_the_cell_cannot_be_asked),
        T(test_what_no_list_has_at_work),
        T(test_tables_of_constants),
        T(test_tables_that_may_be_more),
        T(test_what_may_be_a_fact_loads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
