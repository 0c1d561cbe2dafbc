/* test_report.c: what comes of a report beside the incident that it opens or joins: bursts that are counted,
 * and the notices that it is set beside. With the shipped policy. */
#include "cell_fixture.h"

static struct fixture f;

static int setup(void **unused) {
    (void)unused;
    fixture_open(&f, "rules", INSTANT_NONE);
    return 0;
}

static int teardown(void **unused) {
    (void)unused;
    fixture_close(&f);
    return 0;
}

/* The fixture is opened anew, by another policy. */
static void reopen_with(const char *rules, const char *was, const char *is) {
    fixture_close(&f);
    fixture_read(&f, "rules", INSTANT_NONE);
    if (rules)
        fixture_rules(&f, rules);
    if (was)
        fixture_policy(&f, was, is);
    fixture_launch(&f);
}

/* ---- series ---- */

/* An overflight as `n` minutes past ten, each at a place of its own. */
static void overflight_by(const char *from, unsigned n, const char *more) {
    char line[512];
    (void)snprintf(line, sizeof line,
                   "{'id':'o%u','from':'%s','time':'2026-03-26T10:%02u:00Z','kind':'airspace.aircraft',"
                   "'actors':[{'party':'ISR','role':'actor'}],'place':{'lat':32.%u,'lon':35.80}%s}",
                   n, from, n, 10 + 5 * n, more);
    assert_int_equal(say(&f, line), OUTCOME_ACCEPTED);
}

static void overflight(unsigned n, const char *more) {
    overflight_by("SYR", n, more);
}

/* The five that make a series. */
static void burst(const char *more) {
    for (unsigned n = 1; n <= 5; n++) {
        overflight(n, more);
        assert_string_equal(at(&f, 0, "effect"), "opened");
    }
}

static const char *effect_of(unsigned n, const char *more) {
    overflight(n, more);
    return at(&f, 0, "effect");
}

static void a_series_is_told_when_it_begins_and_no_more(void **unused) {
    (void)unused;
    burst("");
    overflight(6, "");
    assert_string_equal(at(&f, 0, "effect"), "folded");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    assert_string_equal(told(&f, 0), "notify SYR/liaison, notify ISR/liaison, notify USA/supervisor");
    overflight(7, "");
    assert_string_equal(at(&f, 0, "effect"), "folded");
    assert_string_equal(told(&f, 0), "");
}

/* A party is told once, when its first report is counted. */
static void a_party_that_comes_to_a_series_is_told_that_it_goes_on(void **unused) {
    (void)unused;
    burst("");
    overflight(6, "");
    overflight_by("UNDOF", 7, "");
    assert_string_equal(at(&f, 0, "effect"), "folded");
    assert_string_equal(told(&f, 0), "notify UNDOF/liaison");
    overflight_by("UNDOF", 8, "");
    assert_string_equal(told(&f, 0), "");
}

static void a_series_is_told_to_nobody_from_whom_it_is_kept(void **unused) {
    (void)unused;
    burst(",'marking':{'rel_to':['ISR']}");
    overflight(6, ",'marking':{'rel_to':['ISR']}");
    assert_string_equal(at(&f, 0, "effect"), "folded");
    assert_string_equal(told(&f, 0), "notify SYR/liaison, notify ISR/liaison");
}

static const char rules_by_code[] =
    "local function by(code, propose)\n"
    "  rule('by.' .. code) {\n"
    "    on = 'report', where = { code = code }, propose = propose, because = code }\n"
    "end\n"
    "by('graver', { severity = 5 })\n"
    "by('sooner', { urgency = 'urgent' })\n"
    "by('beside', { also = { diplomatic = true } })\n"
    "by('told', { notify = 'supervisor' })\n"
    "by('asked', { request_ack = 'supervisor' })\n"
    "by('held', { hold = true })\n"
    "by('clocked', { clock = { 'review' } })\n"
    "by('tagged', { tags = { 'again' } })\n";

/* What is graver or more urgent than the series, or would call somebody, is an incident of its own. */
static void a_grave_report_is_never_swallowed(void **unused) {
    static const char *const codes[] = {"graver", "sooner", "beside", "told", "asked", "held", "clocked"};
    (void)unused;
    reopen_with(rules_by_code, NULL, NULL);
    burst("");
    for (unsigned n = 0; n < sizeof codes / sizeof *codes; n++) {
        char more[32];
        (void)snprintf(more, sizeof more, ",'code':'%s'", codes[n]);
        assert_string_equal(effect_of(6 + n, more), "opened");
    }
    assert_string_equal(effect_of(14, ",'code':'tagged'"), "folded");
    assert_string_equal(at(&f, 0, "rules.1.rule"), "by.tagged");
    assert_string_equal(at(&f, 0, "rules.1.won.0"), "tags");
}

static void a_kind_that_the_policy_does_not_declare_is_never_counted(void **unused) {
    (void)unused;
    reopen_with(NULL, "airspace.aircraft: {reports: 5", "airspace.*: {reports: 5");
    burst("");
    say(&f, "{'id':'k','from':'SYR','time':'2026-03-26T10:06:00Z','kind':'airspace.kites',"
            "'actors':[{'party':'ISR','role':'actor'}],'place':{'lat':32.4,'lon':35.80}}");
    assert_string_equal(at(&f, 0, "effect"), "opened");
    assert_string_equal(at(&f, 0, "changes.I-6.cases.0.urgency"), "urgent"); /* it goes to a person */
}

/* ISR flies from ten to eleven over 32.40 N: the sixth overflight. */
#define FLIGHTS(from, kind)                                                                                  \
    "{'id':'n','type':'notice','from':'" from "','time':'2026-03-25T08:00:00Z','kind':'" kind "',"           \
    "'window':{'from':'2026-03-26T10:00:00Z','until':'2026-03-26T11:00:00Z'},"                               \
    "'place':{'lat':32.40,'lon':35.8,'radius_m':2000}}"

static void what_is_set_beside_a_notice_is_not_counted(void **unused) {
    (void)unused;
    say(&f, FLIGHTS("ISR", "airspace.aircraft"));
    for (unsigned n = 9; n <= 13; n++) /* from 16 km on */
        assert_string_equal(effect_of(n, ""), "opened");
    assert_string_equal(effect_of(14, ""), "folded");
    assert_string_equal(effect_of(6, ""), "opened");
    assert_string_equal(at(&f, 0, "notice.incident"), "I-1");
}

/* The small policy, with talks that are counted, and may be where none are to be. */
static void what_happens_where_it_was_to_be_spared_is_not_counted(void **unused) {
    static const char talk[] = "{'id':'%s','from':'SYR','time':'2026-03-26T10:%s:00Z','kind':'talks.consult',"
                               "'place':{'lat':33.%s,'lon':35.8}}";
    static const char *const minutes[] = {"01", "02", "03", "04"}, *const lats[] = {"5", "6", "7", "0"};
    (void)unused;
    fixture_close(&f);
    fixture_read(&f, "tests/fixtures/cell", INSTANT_NONE);
    fixture_policy(&f, "sends: [report, ack, reply, position",
                   "sends: [notice, report, ack, reply, position");
    fixture_policy(&f, "history: 24h\n",
                   "history: 24h\n"
                   "series: {talks.consult: {reports: 2, within: 6h}}\n"
                   "notices: {kinds: {tip.*: {protects: [talks.*]}}}\n");
    fixture_launch(&f);
    say(&f, "{'id':'n','type':'notice','from':'SYR','time':'2026-03-25T08:00:00Z','kind':'tip.threat',"
            "'window':{'from':'2026-03-26T10:00:00Z'},'place':{'lat':33,'lon':35.8,'radius_m':2000}}");
    for (unsigned n = 0; n < 4; n++) {
        char line[256];
        (void)snprintf(line, sizeof line, talk, minutes[n], minutes[n], lats[n]);
        say(&f, line);
        assert_string_equal(at(&f, 0, "effect"), n == 2 ? "folded" : "opened");
    }
}

/* ---- another that it would have fitted ---- */

/* Fire `lat` thousandths of a degree north of 33. */
static void mortar(const char *id, const char *from, const char *minute, const char *lat) {
    char line[256];
    (void)snprintf(line, sizeof line,
                   "{'id':'%s','from':'%s','time':'2026-03-26T10:%s:00Z','kind':'fire.mortar',"
                   "'place':{'lat':33.%s,'lon':35.8}}",
                   id, from, minute, lat);
    assert_int_equal(say(&f, line), OUTCOME_ACCEPTED);
}

/* What a person said is two is not put before people as one again. */
static void what_was_split_is_not_near_again(void **unused) {
    (void)unused;
    mortar("a", "SYR", "00", "000");
    mortar("b", "ISR", "01", "030");
    assert_string_equal(at(&f, 0, "effect"), "fused");
    mortar("c", "SYR", "02", "080"); /* too far from the first */
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    mortar("d", "SYR", "03", "040");
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    assert_string_equal(at(&f, 0, "near"), "I-1");
    assert_true(says(&f, "a person may merge the two; near I-1"));
    say(&f, "{'id':'s','from':'USA/supervisor','type':'split','refs':['I-1'],'messages':['ISR:b'],"
            "'reason':'two valleys','time':'2026-03-26T10:04:00Z'}");
    assert_string_equal(at(&f, 0, "changes.I-3.reports"), "1");
    say(&f, "{'id':'e','from':'SYR','type':'close','refs':['I-2'],'outcome':'explained',"
            "'time':'2026-03-26T10:05:00Z'}");
    mortar("f", "SYR", "00", "001");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    assert_string_equal(at(&f, 0, "near"), "");
    mortar("g", "SYR", "01", "029");
    assert_string_equal(at(&f, 0, "incident"), "I-3");
    assert_string_equal(at(&f, 0, "near"), "");
}

/* Soldiers who cross are reported within an hour of each other; a movement goes on for six. */
static void the_window_is_that_of_what_is_open(void **unused) {
    static const char line[] = "{'id':'%s','from':'SYR','time':'2026-03-26T%s:00Z','kind':'%s',"
                               "'place':{'lat':%s,'lon':35.8}}";
    static const char *const said[][5] = {
        {"a", "10:00", "force.movement", "33", "opened"},
        {"b", "12:00", "border.incursion", "33", "fused"},
        {"c", "12:00", "border.incursion", "32", "opened"},
        {"d", "14:00", "force.movement", "32", "opened"},
    };
    (void)unused;
    for (size_t n = 0; n < 4; n++) {
        char text[256];
        (void)snprintf(text, sizeof text, line, said[n][0], said[n][1], said[n][2], said[n][3]);
        say(&f, text);
        assert_string_equal(at(&f, 0, "effect"), said[n][4]);
    }
}

/* ---- notices ---- */

#define WORKS(from, more)                                                                                    \
    "{'id':'n','type':'notice','from':'" from "','time':'2026-03-25T08:00:00Z','kind':'fire.artillery',"     \
    "'window':{'from':'2026-03-26T10:00:00Z','until':'2026-03-26T11:00:00Z'},"                               \
    "'place':{'lat':33,'lon':35.8,'radius_m':2000}" more "}"
#define BESIDE(from, more)                                                                                   \
    "{'id':'r','from':'" from "','time':'2026-03-26T10:20:00Z','kind':'fire.artillery',"                     \
    "'place':{'lat':33,'lon':35.8}" more "}"
#define BY(party)  ",'actors':[{'party':'" party "','role':'actor'}]"
#define FOR(party) ",'marking':{'rel_to':['" party "']}"

static const char *told_beside(const char *notice, const char *report) {
    say(&f, notice);
    say(&f, report);
    assert_string_equal(at(&f, 0, "notice.incident"), "I-1");
    return told(&f, 0);
}

static void whose_notice_it_is_hears_of_the_report(void **unused) {
    (void)unused;
    assert_string_equal(told_beside(WORKS("UNDOF", ""), BESIDE("SYR", "")),
                        "request-ack ISR/liaison, notify UNDOF/liaison");
    assert_string_equal(at(&f, 0, "actions.1.because"), "a report is set beside the notice I-1");
}

static void who_is_asked_is_not_told_besides(void **unused) {
    (void)unused;
    assert_string_equal(told_beside(WORKS("ISR", ""), BESIDE("SYR", BY("ISR"))), "request-ack ISR/liaison");
}

static void of_its_own_report_it_is_not_told(void **unused) {
    (void)unused;
    assert_string_equal(told_beside(WORKS("UNDOF", ""), BESIDE("UNDOF", BY("UNDOF"))),
                        "request-ack ISR/liaison, request-ack SYR/liaison");
}

/* Not even that it was kept from it: it was not addressed. */
static void of_what_is_kept_from_some_it_is_not_told(void **unused) {
    (void)unused;
    assert_string_equal(told_beside(WORKS("UNDOF", ""), BESIDE("SYR", FOR("ISR"))),
                        "request-ack ISR/liaison");
}

static void of_what_one_report_keeps_from_some_it_is_not_told(void **unused) {
    (void)unused;
    say(&f, WORKS("UNDOF", ""));
    mortar("a", "SYR", "19", "000");
    assert_non_null(strstr(told(&f, 0), "notify UNDOF/liaison"));
    say(&f, BESIDE("SYR", FOR("ISR") ",'refs':['I-2']"));
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    assert_string_equal(at(&f, 0, "notice.incident"), "I-1");
    assert_string_equal(told(&f, 0), "notify ISR/liaison");
}

/* No report becomes part of a notice, and no notice part of what it refers to. */
static void a_notice_is_an_incident_of_its_own(void **unused) {
    (void)unused;
    say(&f, WORKS("UNDOF", ""));
    say(&f, BESIDE("SYR", ",'refs':['I-1']"));
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    assert_string_equal(at(&f, 0, "effect"), "opened");
    assert_string_equal(at(&f, 0, "notice.incident"), "I-1");
    say(&f, "{'id':'m','type':'notice','from':'SYR','time':'2026-03-26T10:30:00Z','kind':'fire.artillery',"
            "'window':{'from':'2026-03-28T10:00:00Z'},'place':{'lat':33,'lon':35.8},'refs':['I-2']}");
    assert_string_equal(at(&f, 0, "incident"), "I-3");
    assert_string_equal(at(&f, 0, "effect"), "opened");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(a_series_is_told_when_it_begins_and_no_more),
        T(a_party_that_comes_to_a_series_is_told_that_it_goes_on),
        T(a_series_is_told_to_nobody_from_whom_it_is_kept),
        T(a_grave_report_is_never_swallowed),
        T(a_kind_that_the_policy_does_not_declare_is_never_counted),
        T(what_is_set_beside_a_notice_is_not_counted),
        T(what_happens_where_it_was_to_be_spared_is_not_counted),
        T(a_notice_is_an_incident_of_its_own),
        T(what_was_split_is_not_near_again),
        T(whose_notice_it_is_hears_of_the_report),
        T(who_is_asked_is_not_told_besides),
        T(of_its_own_report_it_is_not_told),
        T(of_what_is_kept_from_some_it_is_not_told),
        T(of_what_one_report_keeps_from_some_it_is_not_told),
        T(the_window_is_that_of_what_is_open),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
