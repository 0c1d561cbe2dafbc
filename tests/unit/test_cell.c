/* test_cell.c: the cell through its frames: what a line and a due step decide, and that it is a function. */
#include "cell_fixture.h"

#include <fusion/rules.h>

static struct fixture f;

static int setup(void **unused) {
    (void)unused;
    fixture_open(&f, "tests/fixtures/cell", INSTANT_NONE);
    return 0;
}

static int teardown(void **unused) {
    (void)unused;
    fixture_close(&f);
    return 0;
}

#define ROCKET                                                                                               \
    "{'id':'r1','from':'ISR','to':['SYR'],'time':'2026-03-27T02:00:00Z','kind':'fire.rocket',"               \
    "'place':{'lat':33.1,'lon':35.8}}"

static void silence_climbs_to_the_principals(void **unused) {
    (void)unused;
    assert_int_equal(say(&f, ROCKET), OUTCOME_ACCEPTED);
    assert_string_equal(at(&f, 1, "kind"), "policy");
    assert_string_equal(at(&f, 1, "lua"), rules_language());
    assert_string_equal(at(&f, 0, "effect"), "opened");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "urgent");
    assert_string_equal(told(&f, 0), "notify USA/supervisor, request-ack SYR/liaison");
    move_to(&f, "2026-03-27T02:04:59Z");
    assert_int_equal(f.count, 2);
    move_to(&f, "2026-03-27T02:05:00Z");
    assert_string_equal(told(&f, 0), "escalate SYR/alternate, escalate SYR/head");
    assert_string_equal(at(&f, 0, "at"), "1774577100000");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.state"), "overdue");
    move_to(&f, "2026-03-27T02:30:00Z");
    assert_string_equal(told(&f, 0), "escalate SYR/head, escalate ISR/head");
    move_to(&f, "2026-03-27T03:00:00Z");
    assert_string_equal(told(&f, 0), "escalate USA/supervisor");
    move_to(&f, "2026-03-27T06:00:00Z");
    assert_string_equal(told(&f, 0),
                        "escalate SYR/principals, escalate ISR/principals, escalate USA/principals");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.rung"), "principals");
    drain(&f);
    assert_int_equal(f.count, 6); /* each fired once, and nothing else did */
    assert_int_equal(say(&f, "{'id':'c1','from':'ISR/head','type':'close','outcome':'no-reply',"
                             "'time':'2026-03-27T09:00:00Z','refs':['ISR:r1']}"),
                     OUTCOME_ACCEPTED);
    assert_string_equal(at(&f, 0, "changes.I-1.outcome"), "no-reply");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.0.state"), "cancelled");
}

static void an_answered_case_climbs_no_rung(void **unused) {
    (void)unused;
    say(&f, ROCKET);
    say(&f, "{'id':'a1','from':'SYR','type':'ack','level':'received','time':'2026-03-27T02:03:00Z',"
            "'refs':['ISR:r1']}");
    assert_string_equal(at(&f, 0, "effect"), "attached");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.0.state"), "met");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.met.acknowledged"), "1774576980000");
    assert_string_equal(told(&f, 0), "notify ISR/liaison");
    say(&f, "{'id':'a2','from':'SYR','type':'reply','time':'2026-03-27T02:20:00Z','refs':['I-1'],"
            "'explanation':'accident'}");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.1.state"), "met");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.2.milestone"),
                        "reported"); /* begins with the answer */
    move_to(&f, "2026-03-27T12:00:00Z");
    assert_int_equal(f.count, 4);
    drain(&f);
    assert_string_equal(told(&f, 0), "escalate SYR/head, escalate ISR/head");
    assert_string_equal(at(&f, 0, "due"), "1774750800000"); /* 48 h after the answer */
}

static void an_answer_in_the_wrong_mouth_counts_for_nothing(void **unused) {
    (void)unused;
    say(&f, ROCKET);
    say(&f, "{'id':'a1','from':'ISR','type':'reply','time':'2026-03-27T02:03:00Z','refs':['ISR:r1']}");
    assert_string_equal(at(&f, 0, "changes"), "");
    move_to(&f, "2026-03-27T02:30:00Z");
    assert_string_equal(told(&f, 0), "escalate SYR/head, escalate ISR/head");
}

static void repeats_and_conflicts(void **unused) {
    (void)unused;
    say(&f, ROCKET);
    assert_int_equal(say(&f, ROCKET), OUTCOME_DUPLICATE);
    assert_int_equal(f.done.entry, 2);
    static const char other[] = "{'id':'r1','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'fire'}";
    assert_int_equal(say(&f, other), OUTCOME_QUARANTINED);
    assert_string_equal(at(&f, 0, "reason"), "id-conflict");
    assert_string_equal(told(&f, 0), "correct ISR/liaison");
    assert_int_equal(say(&f, other), OUTCOME_DUPLICATE);
    assert_int_equal(say(&f, "{'id':'r1','from':'SYR','time':'2026-03-27T02:00:00Z','kind':'talks'}"),
                     OUTCOME_ACCEPTED); /* an id is its party's own */
    assert_int_equal(f.count, 4);
}

static void bad_lines_call_once(void **unused) {
    (void)unused;
    say(&f, ROCKET);
    assert_int_equal(say(&f, "{'id':"), OUTCOME_QUARANTINED);
    assert_string_equal(at(&f, 0, "reason"), "not-json");
    assert_string_equal(told(&f, 0), "correct USA/supervisor");
    assert_int_equal(say(&f, "[]"), OUTCOME_QUARANTINED);
    assert_string_equal(told(&f, 0), "");
    move_to(&f, "2026-03-27T02:10:00Z");
    say(&f, "[[]]");
    assert_string_equal(told(&f, 0), "correct USA/supervisor");
    assert_int_equal(say(&f, "[[]]"), OUTCOME_DUPLICATE);
}

static enum line_outcome say_bad(const char *from, unsigned n) {
    char line[64];
    (void)snprintf(line, sizeof line, "{'id':'x%u','from':'%s','knid':1}", n, from);
    return say(&f, line);
}

/* The cell remembers sixteen whom it told. One more takes the place of the one it told longest ago, and is
 * left in peace as the others are. */
static void the_seventeenth_sender_of_bad_lines_is_called_once_too(void **unused) {
    static const char *const states[] = {"FRA", "DEU", "ITA", "ESP", "PRT", "BEL", "NLD", "LUX", "DNK",
                                         "SWE", "NOR", "FIN", "ISL", "IRL", "GBR", "CHE", "AUT"};
    (void)unused;
    say(&f, ROCKET);
    for (unsigned n = 0; n < 17; n++) {
        char instant[32], expected[32];
        (void)snprintf(instant, sizeof instant, "2026-03-27T02:00:%02uZ", n);
        (void)snprintf(expected, sizeof expected, "correct %s/liaison", states[n]);
        move_to(&f, instant);
        assert_int_equal(say_bad(states[n], n), OUTCOME_QUARANTINED);
        assert_string_equal(told(&f, 0), expected);
    }
    assert_int_equal(say_bad("AUT", 17), OUTCOME_QUARANTINED);
    assert_string_equal(told(&f, 0), "");
    assert_int_equal(say_bad("DEU", 18), OUTCOME_QUARANTINED);
    assert_string_equal(told(&f, 0), "");
    assert_int_equal(say_bad("FRA", 19), OUTCOME_QUARANTINED); /* it was forgotten */
    assert_string_equal(told(&f, 0), "correct FRA/liaison");
}

/* The words of an adapter, of two-byte characters: 255 bytes are kept, and so 127 of them. */
static void what_was_found_is_cut_between_characters(void **unused) {
    char found[401];
    (void)unused;
    for (size_t n = 0; n < sizeof found - 1; n += 2)
        memcpy(&found[n], "\u00e9", 2);
    found[sizeof found - 1] = '\0';
    say(&f, ROCKET);
    assert_int_equal(say_frame(&f, (struct frame_line){.condition = LINE_REFUSED,
                                                       .size = 4,
                                                       .bytes = BYTES("a,b,"),
                                                       .reason = bytes_of(found)}),
                     OUTCOME_QUARANTINED);
    assert_string_equal(at(&f, 0, "reason"), "refused-row");
    found[254] = '\0';
    assert_string_equal(at(&f, 0, "detail"), found);
}

static void reports_of_one_happening_make_one_incident(void **unused) {
    (void)unused;
    say(&f, "{'id':'d1','from':'SYR','time':'2026-03-27T10:00:00Z','kind':'airspace.drone',"
            "'actors':[{'party':'ISR','role':'actor'},{'party':'SYR','role':'target'}],"
            "'place':{'lat':33.1,'lon':35.8}}");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "routine");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.track"), "intelligence");
    say(&f, "{'id':'d2','from':'ISR','time':'2026-03-27T10:12:00Z','kind':'airspace.drone',"
            "'harm':{'injured':2},'place':{'lat':33.11,'lon':35.8}}");
    assert_string_equal(at(&f, 0, "effect"), "fused");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "2");
    assert_string_equal(at(&f, 0, "changes.I-1.severity"), "4");
    /* raised: due and the rungs' instants are the earlier of what stood and what the new urgency gives from
     * now */
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "urgent");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.0.due_at"), "1774606620000"); /* 10:17 */
    say(&f, "{'id':'d3','from':'ISR','time':'2026-03-27T10:40:00Z','kind':'airspace.drone',"
            "'place':{'lat':33.226,'lon':35.8}}");
    assert_string_equal(at(&f, 0, "incident"), "I-2"); /* 14 km off */
}

static void tracks_urgencies_and_severity_are_decided_by_the_rules(void **unused) {
    (void)unused;
    say(&f, "{'id':'m1','from':'SYR','time':'2026-03-27T10:00:00Z','kind':'fire.mortar',"
            "'harm':{'killed':1}}");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "fire");
    assert_string_equal(at(&f, 0, "rules.0.won.0"), "track");
    assert_string_equal(at(&f, 0, "rules.1.won.0"), "urgency");
    assert_string_equal(at(&f, 0, "rules.1.won.1"), "severity");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "urgent");
    say(&f, "{'id':'m2','from':'SYR','time':'2026-03-27T10:00:00Z','kind':'talks.consult'}");
    assert_string_equal(at(&f, 0, "effect"), "opened");
    assert_string_equal(at(&f, 0, "changes.I-2.cases"), "");
    say(&f, "{'id':'m3','from':'SYR','time':'2026-03-27T10:00:00Z','kind':'locusts'}");
    assert_string_equal(at(&f, 0, "changes.I-3.cases.0.track"),
                        "de-escalation"); /* undeclared: the fallback */
    say(&f, "{'id':'m4','from':'OBS','time':'2026-03-27T10:00:00Z','kind':'fire.mortar',"
            "'actors':[{'party':'JOR'}]}");
    assert_string_equal(at(&f, 0, "changes.I-4.kind"), "fire.mortar");
    assert_string_equal(at(&f, 0, "changes.I-4.cases"), ""); /* no member is involved */
}

static void a_failing_rule_sends_the_incident_to_a_person(void **unused) {
    (void)unused;
    say(&f, "{'id':'t1','from':'SYR','time':'2026-03-27T10:00:00Z','kind':'tip.threat','harm':{'killed':1}}");
    assert_string_equal(at(&f, 0, "rules.0.rule"), "tip.broken");
    assert_non_null(strstr(at(&f, 0, "rules.0.fault"), "rules.lua:"));
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.track"), "de-escalation");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "urgent");
}

static void what_may_not_be_is_told_to_the_sender(void **unused) {
    (void)unused;
    say(&f, "{'id':'x1','from':'SYR','type':'ack','level':'received','time':'2026-03-27T10:00:00Z',"
            "'refs':['ISR:no']}");
    assert_string_equal(at(&f, 0, "effect"), "refused");
    assert_string_equal(told(&f, 0), "correct SYR/liaison");
    say(&f, "{'id':'x2','from':'OBS','type':'close','outcome':'explained','time':'2026-03-27T10:00:00Z',"
            "'refs':['I-1']}");
    assert_string_equal(told(&f, 0), "correct OBS/liaison");
    say(&f, ROCKET);
    say(&f, "{'id':'x3','from':'SYR/head','type':'close','outcome':'whatever',"
            "'time':'2026-03-27T10:00:00Z','refs':['I-1']}");
    assert_string_equal(told(&f, 0), "correct SYR/head, correct SYR/head");
    assert_string_equal(at(&f, 0, "actions.0.because"), "the policy has no outcome \"whatever\"");
    assert_string_equal(at(&f, 0, "actions.1.because"),
                        "I-1 stays open on the track de-escalation, which has no such outcome");
}

static void the_long_closed_is_recalled_and_reopened(void **unused) {
    (void)unused;
    say(&f, ROCKET);
    say(&f, "{'id':'c1','from':'ISR','type':'close','outcome':'explained','time':'2026-03-27T03:00:00Z',"
            "'refs':['ISR:r1']}");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "1774580400000");
    say(&f, "{'id':'c2','from':'ISR/head','type':'reopen','reason':'new facts',"
            "'time':'2026-04-27T03:00:00Z','refs':['ISR:r1']}");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "null");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.state"), "open");
    move_to(&f, "2026-04-27T03:05:00Z");
    assert_string_equal(told(&f, 0), "escalate SYR/alternate, escalate SYR/head");
}

static void is_out_of_turn(struct buffer *frame) {
    struct buffer answers = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    assert_int_equal(cell_feed(f.cell, buffer_bytes(frame), &answers, &e), ERROR_FRAME);
    assert_int_equal(answers.size, 0);
    buffer_release(&answers);
    buffer_release(frame);
}

static void takes_no_other_frame(struct fixture *unused) {
    struct buffer line = BUFFER_EMPTY, tick = BUFFER_EMPTY, wall = BUFFER_EMPTY;
    (void)unused;
    frame_put_line(&line, &(struct frame_line){
                              .turn = 9, .number = 9, .condition = LINE_WHOLE, .instant_ms = INSTANT_LAST});
    frame_put_tick(&tick, 9, INSTANT_LAST);
    frame_put_wall(&wall, &(struct frame_wall){9, INSTANT_LAST, INSTANT_LAST});
    is_out_of_turn(&line);
    is_out_of_turn(&tick);
    is_out_of_turn(&wall);
}

/* What the cell asked for comes first. */
static void a_line_that_waits_lets_nothing_pass(void **unused) {
    (void)unused;
    f.waiting = takes_no_other_frame;
    the_long_closed_is_recalled_and_reopened(NULL);
    assert_true(f.asked > 0);
}

static void a_case_that_expires_ends_by_itself(void **unused) {
    (void)unused;
    say(&f, "{'id':'d1','from':'SYR','to':['ISR'],'time':'2026-03-01T10:00:00Z','kind':'airspace.drone'}");
    say(&f, "{'id':'d2','from':'SYR','type':'close','track':'de-escalation','outcome':'explained',"
            "'time':'2026-03-01T11:00:00Z','refs':['SYR:d1']}");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "");
    move_to(&f, "2026-03-31T10:00:00Z");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.outcome"), "expired");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.1.clocks.0.state"), "expired");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "1774951200000");
    assert_string_equal(told(&f, 0), "notify ISR/liaison, notify SYR/liaison");
}

static void what_is_marked_for_some_eyes_is_withheld(void **unused) {
    (void)unused;
    say(&f, "{'id':'w1','from':'ISR','to':['SYR'],'time':'2026-03-27T02:00:00Z','kind':'fire.rocket',"
            "'marking':{'tlp':'RED','rel_to':['USA']}}");
    assert_string_equal(told(&f, 0), "notify USA/supervisor, withhold ISR/liaison");
}

#define NOTICE(from, kind, more)                                                                             \
    "{'id':'n','type':'notice','from':'" from "','time':'2026-03-27T02:00:00Z','kind':'" kind "',"           \
    "'window':{'from':'2026-03-29T04:00:00Z','until':'2026-03-29T06:00:00Z'},"                               \
    "'place':{'lat':33,'lon':35.8,'radius_m':5000}" more "}"

/* Whose notice it is hears of the other only where it may see it; else the supervisor does. */
static void a_conflict_tells_nobody_of_a_notice_that_is_kept_from_it(void **unused) {
    struct fixture g;
    (void)unused;
    fixture_open(&g, "rules", INSTANT_NONE);
    say(&g, NOTICE("SYR", "force.exercise", ",'marking':{'rel_to':['USA']}"));
    say(&g, NOTICE("ISR", "fire.artillery", ""));
    assert_string_equal(at(&g, 0, "incident"), "I-2");
    assert_string_equal(at(&g, 0, "conflicts"), ""); /* nor do rules hear of it */
    assert_string_equal(at(&g, 0, "actions.0.to.0"), "SYR/liaison");
    assert_string_equal(at(&g, 0, "actions.0.because"), "conflicts with I-2 of ISR (fire.artillery)");
    assert_string_equal(at(&g, 0, "actions.1.to.0"), "USA/supervisor");
    assert_string_equal(at(&g, 0, "actions.1.because"), "conflicts with I-1 of SYR (force.exercise)");
    for (int n = 2; n < 8; n++) {
        char path[64];
        (void)snprintf(path, sizeof path, "actions.%d.because", n);
        assert_null(strstr(at(&g, 0, path), "I-1"));
    }
    fixture_close(&g);
}

static void a_conflict_of_notices_that_both_may_see_is_told_to_both(void **unused) {
    struct fixture g;
    (void)unused;
    fixture_open(&g, "rules", INSTANT_NONE);
    say(&g, NOTICE("SYR", "force.exercise", ""));
    say(&g, NOTICE("ISR", "fire.artillery", ""));
    assert_string_equal(at(&g, 0, "conflicts.0"), "I-1");
    assert_string_equal(at(&g, 0, "actions.0.to.0"), "SYR/liaison");
    assert_string_equal(at(&g, 0, "actions.1.to.0"), "ISR/liaison");
    assert_string_equal(at(&g, 0, "actions.1.because"), "conflicts with I-1 of SYR (force.exercise)");
    fixture_close(&g);
}

#define SAY(text) say(&f, text)
#define MORTAR(id, from, minute, more)                                                                       \
    "{'id':'" id "','from':'" from "','time':'2026-03-27T10:" minute                                         \
    ":00Z','kind':'fire.mortar','place':{'lat':33,'lon':35}" more "}"

static void a_report_taken_back_leaves_the_others(void **unused) {
    (void)unused;
    SAY(MORTAR("a", "SYR", "00", ""));
    SAY(MORTAR("b", "SYR", "01", ""));
    SAY("{'id':'x','from':'ISR','type':'withdraw','reason':'no','time':'2026-03-27T10:02:00Z',"
        "'refs':['SYR:b']}");
    assert_string_equal(told(&f, 0), "correct ISR/liaison"); /* not its own */
    SAY("{'id':'w','from':'SYR','type':'withdraw','reason':'twice','time':'2026-03-27T10:03:00Z',"
        "'refs':['SYR:b']}");
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "1");
    assert_string_equal(at(&f, 0, "changes.I-1.statements.1.withdrawn"), "true");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "");
    SAY("{'id':'w2','from':'SYR','type':'withdraw','reason':'twice','time':'2026-03-27T10:04:00Z',"
        "'refs':['SYR:b']}");
    assert_string_equal(told(&f, 0), "correct SYR/liaison");
    SAY("{'id':'w3','from':'SYR','type':'withdraw','reason':'all','track':'intelligence',"
        "'time':'2026-03-27T10:05:00Z','refs':['SYR:a']}");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), ""); /* no case on that track: nothing closes */
}

static void whoever_a_further_report_addresses_owes_too(void **unused) {
    (void)unused;
    SAY(MORTAR("a", "OBS", "00", ",'to':['ISR']"));
    assert_string_equal(told(&f, 0), "request-ack ISR/liaison");
    SAY(MORTAR("b", "OBS", "05", ",'to':['SYR/head']"));
    assert_string_equal(at(&f, 0, "effect"), "fused");
    assert_string_equal(at(&f, 0, "changes.I-1.statements.1.obliges.0"), "SYR");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.2.party"), "SYR");
    assert_non_null(strstr(told(&f, 0), "request-ack SYR/head"));
}

static void a_raised_urgency_asks_again(void **unused) {
    (void)unused;
    SAY(MORTAR("a", "SYR", "00", ""));
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "routine");
    SAY(MORTAR("b", "SYR", "10", ",'harm':{'killed':1}"));
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.urgency"), "urgent");
    assert_non_null(strstr(told(&f, 0), "notify USA/supervisor"));
    assert_non_null(strstr(told(&f, 0), "request-ack ISR/liaison"));
}

static void a_reopened_case_asks_again_for_what_was_not_met(void **unused) {
    (void)unused;
    SAY(ROCKET);
    SAY("{'id':'k','from':'SYR','type':'ack','level':'received','time':'2026-03-27T02:01:00Z',"
        "'refs':['I-1']}");
    SAY("{'id':'c','from':'ISR','type':'close','outcome':'explained','time':'2026-03-27T02:02:00Z',"
        "'refs':['I-1']}");
    SAY("{'id':'o','from':'SYR/head','type':'reopen','reason':'more','time':'2026-03-27T02:03:00Z',"
        "'refs':['I-1']}");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.0"), ""); /* acknowledged it was, and stays */
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.1"), ""); /* cancelled it was, and stays */
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.2.milestone"), "answered");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.2.state"), "running");
    assert_non_null(strstr(told(&f, 0), "SYR/liaison"));
}

static void a_word_reaches_a_milestone_only_from_whom_it_is_awaited(void **unused) {
    (void)unused;
    SAY(ROCKET);
    SAY("{'id':'n','from':'OBS','type':'note','milestone':'answered','time':'2026-03-27T02:01:00Z',"
        "'refs':['I-1']}");
    assert_string_equal(at(&f, 0, "changes"), "");
    assert_non_null(strstr(told(&f, 0), "correct OBS/liaison"));
    SAY("{'id':'n','from':'SYR','type':'note','milestone':'answered','time':'2026-03-27T02:02:00Z',"
        "'refs':['I-1']}");
    assert_string_equal(at(&f, 0, "changes.I-1.cases.0.clocks.1.state"), "met");
}

static void what_one_may_not_see_is_no_incident_to_it(void **unused) {
    (void)unused;
    SAY("{'id':'w1','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'fire.rocket',"
        "'marking':{'tlp':'RED','rel_to':['USA']}}");
    assert_string_equal(at(&f, 0, "changes.I-1.owing"), "");
    SAY("{'id':'s','from':'SYR','type':'close','outcome':'explained','time':'2026-03-27T02:01:00Z',"
        "'refs':['I-1']}");
    assert_string_equal(at(&f, 0, "effect"), "refused");
    assert_string_equal(at(&f, 0, "incident"), "");
    SAY(MORTAR("s2", "SYR", "02", ",'refs':['I-1']"));
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    SAY("{'id':'u','from':'SYR','type':'update','time':'2026-03-27T10:03:00Z','refs':['I-2'],"
        "'marking':{'rel_to':['USA']}}");
    assert_string_equal(told(&f, 0), "withhold SYR/liaison");
    SAY("{'id':'all','from':'ISR','time':'2026-03-27T10:04:00Z','kind':'fire.rocket',"
        "'marking':{'rel_to':['USA','SYR']}}");
    assert_string_equal(at(&f, 0, "changes.I-3.rel_to"), ""); /* it leaves no member out */
}

static void an_exercise_does_not_touch_what_is_real(void **unused) {
    (void)unused;
    SAY(ROCKET);
    SAY("{'id':'c','from':'ISR','type':'close','outcome':'explained','status':'exercise',"
        "'time':'2026-03-27T02:02:00Z','refs':['I-1']}");
    assert_string_equal(at(&f, 0, "changes"), "");
    assert_string_equal(told(&f, 0), "correct ISR/liaison");
}

static void a_text_with_a_hidden_nul_is_refused(void **unused) {
    (void)unused;
    assert_int_equal(SAY("{'id':'t','from':'SYR','time':'2026-03-27T02:02:00Z','kind':'fire',"
                         "'text':'a\\u0000b'}"),
                     OUTCOME_QUARANTINED);
    assert_string_equal(at(&f, 0, "reason"), "nul-byte");
    assert_int_equal(SAY("{'id':'t','from':'SYR','time':'2026-03-27T02:02:00Z','kind':'fire',"
                         "'text':'a\\\\u0000b'}"),
                     OUTCOME_ACCEPTED);
}

/* As much as one message can ask for: every incident it names tells everyone who owes. */
static void the_longest_message_is_borne(void **unused) {
    static const char *const states[] = {"FRA", "DEU", "ITA", "ESP", "PRT", "BEL", "NLD", "LUX",
                                         "DNK", "SWE", "NOR", "FIN", "ISL", "IRL", "GBR", "CHE"};
    (void)unused;
    char refs[512] = "", line[2048];
    for (int n = 0; n < (int)LIST_MAX; n++) {
        size_t used = (size_t)snprintf(line, sizeof line,
                                       "{'id':'r%d','from':'SYR','kind':'fire.mortar','harm':{'killed':1},"
                                       "'time':'2026-03-27T02:00:00Z','fuse':'never','to':[",
                                       n);
        for (int m = 0; m < (int)LIST_MAX; m++)
            used += (size_t)snprintf(line + used, sizeof line - used, "%s'%s'", m ? "," : "", states[m]);
        (void)snprintf(line + used, sizeof line - used, "]}");
        assert_int_equal(SAY(line), OUTCOME_ACCEPTED);
        (void)snprintf(refs + strlen(refs), sizeof refs - strlen(refs), "%s'SYR:r%d'", n ? "," : "", n);
    }
    (void)snprintf(line, sizeof line,
                   "{'id':'n','from':'OBS','type':'note','time':'2026-03-27T02:00:00Z','refs':[%s]}", refs);
    assert_int_equal(SAY(line), OUTCOME_ACCEPTED);
    drain(&f);
    assert_int_equal(SAY(ROCKET), OUTCOME_ACCEPTED); /* the cell goes on */
}

/* --- the function --------------------------------------------------------------------------------------- */

static const char *const night[] = {
    ROCKET,
    "{'id':'s1','from':'SYR','time':'2026-03-27T02:10:00Z','kind':'fire.mortar','harm':{'killed':1},"
    "'place':{'lat':33.11,'lon':35.81}}",
    "{'id':'s2','from':'SYR','type':'ack','level':'received','time':'2026-03-27T02:20:00Z',"
    "'refs':['ISR:r1']}",
    "{broken",
    "{'id':'s3','from':'SYR','time':'2026-03-27T04:00:00Z','kind':'airspace.drone'}",
    "{'id':'s4','from':'SYR','type':'withdraw','reason':'mistaken','time':'2026-03-27T04:30:00Z',"
    "'refs':['SYR:s3']}",
    "{'id':'i1','from':'ISR','type':'reply','time':'2026-03-27T05:00:00Z','refs':['SYR:s1','I-2']}",
    "{'id':'i2','from':'ISR/head','type':'reopen','reason':'seen again','time':'2026-03-28T05:00:00Z',"
    "'refs':['I-2']}",
    "{'id':'late','from':'SYR','time':'2026-03-27T02:11:00Z','kind':'fire.mortar','place':{'lat':33.11,"
    "'lon':35.81}}",
    "{'id':'c9','from':'ISR/head','type':'close','outcome':'explained','time':'2026-03-28T05:00:00Z',"
    "'refs':['I-2']}",
    "{'id':'i3','from':'ISR','time':'2026-03-28T05:00:00Z','kind':'fire.mortar'}",
    "{'id':'o9','from':'ISR/head','type':'reopen','reason':'again','time':'2026-03-28T05:00:00Z',"
    "'refs':['I-2']}",
    "{'id':'s5','from':'SYR','time':'2026-03-28T05:10:00Z','kind':'airspace.drone'}",
    ROCKET,
};
#define NIGHT (sizeof night / sizeof *night)

static void a_restart_anywhere_changes_nothing(void **unused) {
    (void)unused;
    for (size_t n = 0; n < NIGHT; n++)
        say(&f, night[n]);
    drain(&f);
    for (size_t stop = 1; stop <= NIGHT; stop++) {
        struct fixture g;
        fixture_open(&g, "tests/fixtures/cell", INSTANT_NONE);
        for (size_t n = 0; n < NIGHT; n++) {
            if (n == stop)
                fixture_restart(&g);
            say(&g, night[n]);
        }
        if (stop == NIGHT)
            fixture_restart(&g);
        drain(&g);
        assert_int_equal(g.count, f.count);
        for (size_t n = 0; n < f.count; n++)
            assert_string_equal(g.bodies[n], f.bodies[n]);
        fixture_close(&g);
    }
}

#define TALK(id, time, lat, more)                                                                            \
    "{'id':'" id "','from':'SYR','time':'2026-03-27T" time "Z','kind':'talks.consult','place':{'lat':" lat   \
    ",'lon':35}" more "}"

/* What was recalled is as dormant as it was: a late line finds it no more than a restarted cell would. */
static void a_late_line_does_not_find_what_is_dormant(void **unused) {
    (void)unused;
    SAY(TALK("a", "10:00:00", "33", ""));
    SAY(TALK("b", "12:00:00", "40", ""));
    SAY("{'id':'n','from':'ISR','type':'note','time':'2026-03-27T12:00:00Z','refs':['SYR:a']}");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    SAY(TALK("c", "10:30:00", "33", ""));
    assert_string_equal(at(&f, 0, "late"), "5400000");
    assert_string_equal(at(&f, 0, "effect"), "opened");
}

static void a_report_on_what_is_closed_opens_it_again(void **unused) {
    (void)unused;
    SAY(TALK("a", "10:00:00", "33", ""));
    SAY("{'id':'c','from':'SYR','type':'close','outcome':'explained','time':'2026-03-27T10:01:00Z',"
        "'refs':['SYR:a']}");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "1774605660000");
    SAY(MORTAR("m", "ISR", "02", ",'to':['SYR'],'refs':['I-1']"));
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "null");
    move_to(&f, "2026-03-27T11:02:00Z");
    assert_string_equal(told(&f, 0), "escalate SYR/alternate"); /* its clock runs */
}

static void the_reason_of_a_rule_comes_before_a_copy(void **unused) {
    (void)unused;
    SAY("{'id':'r','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'fire.rocket','code':'tell'}");
    assert_string_equal(at(&f, 0, "actions.0.to.0"), "USA/supervisor");
    assert_string_equal(at(&f, 0, "actions.0.because"), "the supervisor asked to be told");
    assert_string_equal(told(&f, 0), "notify USA/supervisor, request-ack SYR/liaison"); /* once */
}

/* Not even that a policy is in force: that has an instant, too. */
static void where_nothing_was_said_nothing_is_written(void **unused) {
    (void)unused;
    drain(&f);
    assert_int_equal(f.count, 0);
}

static void a_bad_line_at_the_very_start_fixes_no_instant(void **unused) {
    (void)unused;
    say(&f, "{broken");
    assert_string_equal(at(&f, 0, "at"), "0");
    assert_string_equal(at(&f, 1, "kind"), "policy"); /* by which it was judged */
    fixture_restart(&f);
    say(&f, "{'id':'o','from':'SYR','time':'1950-01-01T00:00:00Z','kind':'talks'}");
    assert_string_equal(at(&f, 0, "at"), "-631152000000");
    assert_string_equal(at(&f, 0, "late"), "");
}

static void swap_codes(char *text) {
    for (char *p = text; *p; p++) {
        if (strncmp(p, "ISR", 3) == 0)
            memcpy(p, "SYR", 3);
        else if (strncmp(p, "SYR", 3) == 0)
            memcpy(p, "ISR", 3);
    }
}

/* The commitments differ, since the bytes do: they are blotted out. */
static void blot(char *text, const char *member) {
    for (char *p = text; (p = strstr(p, member)); p += 64)
        memset(p += strlen(member), '0', 64);
}

static int by_text(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void swapping_two_members_swaps_every_decision(void **unused) {
    (void)unused;
    struct fixture g;
    fixture_open(&g, "tests/fixtures/cell", INSTANT_NONE);
    for (size_t n = 0; n < NIGHT; n++) {
        char line[512];
        say(&f, night[n]);
        (void)snprintf(line, sizeof line, "%s", night[n]);
        swap_codes(line);
        say(&g, line);
    }
    drain(&f);
    drain(&g);
    assert_int_equal(f.count, g.count);
    for (size_t n = 1; n < f.count;
         n++) { /* every decision; of whom it tells, the set counts, not the order */
        char *a = strdup(f.bodies[n]), *b = strdup(g.bodies[n]);
        swap_codes(b);
        blot(a, "\"line\":\""), blot(b, "\"line\":\""), blot(a, "\"sha256\":\""), blot(b, "\"sha256\":\"");
        char *halves[] = {strstr(a, ",\"actions\":"), strstr(b, ",\"actions\":")};
        assert_int_equal(halves[0] != NULL, halves[1] != NULL);
        for (size_t half = 0; half < 2 && halves[half]; half++) {
            char *parts[64], *save = NULL;
            size_t count = 0;
            *halves[half] = '\0';
            for (char *p = strtok_r(halves[half] + 12, "{}[],", &save); p; p = strtok_r(NULL, "{}[],", &save))
                if (strlen(p) > 1)
                    parts[count++] = p;
            qsort(parts, count, sizeof *parts, by_text);
            char joined[4096] = "";
            for (size_t part = 0; part < count; part++)
                strcat(strcat(joined, parts[part]), "\n");
            halves[half] = strdup(joined);
        }
        assert_string_equal(a, b);
        if (halves[0])
            assert_string_equal(halves[0], halves[1]);
        free(halves[0]), free(halves[1]), free(a), free(b);
    }
    fixture_close(&g);
}

static void a_live_cell_says_how_late_a_step_fired(void **unused) {
    (void)unused;
    struct fixture g;
    int64_t start_ms;
    assert_true(instant_parse(BYTES("2026-03-27T02:00:00Z"), &start_ms));
    fixture_open(&g, "tests/fixtures/cell", start_ms);
    say(&g, ROCKET);
    fixture_stop(&g);
    g.live_ms = start_ms + 20 * MINUTE_MS;
    fixture_start(&g);
    assert_string_equal(told(&g, 0), "escalate SYR/alternate, escalate SYR/head");
    assert_string_equal(at(&g, 0, "due"), "1774577100000");
    assert_string_equal(at(&g, 0, "at"), "1774578000000");
    assert_string_equal(at(&g, 0, "late"), "900000");
    assert_int_equal(say(&g, "{'id':'z','from':'SYR','kind':'fire','time':'2026-03-27T02:25:00.001Z'}"),
                     OUTCOME_QUARANTINED);
    assert_string_equal(at(&g, 0, "reason"), "future-time");
    fixture_close(&g);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(silence_climbs_to_the_principals),
        T(an_answered_case_climbs_no_rung),
        T(an_answer_in_the_wrong_mouth_counts_for_nothing),
        T(repeats_and_conflicts),
        T(bad_lines_call_once),
        T(the_seventeenth_sender_of_bad_lines_is_called_once_too),
        T(what_was_found_is_cut_between_characters),
        T(reports_of_one_happening_make_one_incident),
        T(tracks_urgencies_and_severity_are_decided_by_the_rules),
        T(a_failing_rule_sends_the_incident_to_a_person),
        T(what_may_not_be_is_told_to_the_sender),
        T(the_long_closed_is_recalled_and_reopened),
        T(a_line_that_waits_lets_nothing_pass),
        T(a_case_that_expires_ends_by_itself),
        T(what_is_marked_for_some_eyes_is_withheld),
        T(a_conflict_tells_nobody_of_a_notice_that_is_kept_from_it),
        T(a_conflict_of_notices_that_both_may_see_is_told_to_both),
        T(a_report_taken_back_leaves_the_others),
        T(whoever_a_further_report_addresses_owes_too),
        T(a_raised_urgency_asks_again),
        T(a_reopened_case_asks_again_for_what_was_not_met),
        T(a_word_reaches_a_milestone_only_from_whom_it_is_awaited),
        T(what_one_may_not_see_is_no_incident_to_it),
        T(an_exercise_does_not_touch_what_is_real),
        T(a_text_with_a_hidden_nul_is_refused),
        T(the_longest_message_is_borne),
        T(a_restart_anywhere_changes_nothing),
        T(a_late_line_does_not_find_what_is_dormant),
        T(a_report_on_what_is_closed_opens_it_again),
        T(the_reason_of_a_rule_comes_before_a_copy),
        T(where_nothing_was_said_nothing_is_written),
        T(a_bad_line_at_the_very_start_fixes_no_instant),
        T(swapping_two_members_swaps_every_decision),
        T(a_live_cell_says_how_late_a_step_fired),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
