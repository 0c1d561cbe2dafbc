/* test_account.c: what parties say of an incident, side by side: what is contested, and what they agree on.
 */
#include "draft_fixture.h"

#define CONTESTED(i, field) ((i)->contested >> CLAIM_##field & 1)
#define AGREED(i, field)    ((i)->agreed >> CLAIM_##field & 1)

static void update(struct incident *i, const char *text, uint64_t about) {
    struct incident facts;
    begin(text, &facts);
    assert_true(account_join(&draft, i, &facts, about));
    assert_false(draft.failed);
}

#define UPDATE(from, more)                                                                                   \
    "{'id':'u','type':'update','from':'" from "','time':'2026-03-27T02:20:00Z','refs':['I-1']" more "}"

static void a_first_report_borrows_what_its_incident_says(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    assert_int_equal(i->statement_count, 1);
    assert_int_equal(i->statements[0].entry, i->entry);
    assert_int_equal(i->statements[0].killed, 2);
    assert_string_equal(i->statements[0].kind, ""); /* the incident's own */
    assert_string_equal(statement_whole(i, 0).kind, "fire.mortar");
    statements_fix(i);
    assert_string_equal(i->statements[0].kind, "fire.mortar");
}

static void parties_that_say_the_same_agree(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':2}"));
    assert_true(AGREED(i, KILLED) && AGREED(i, KIND) && AGREED(i, TIME));
    assert_int_equal(i->contested, 0);
    assert_false(AGREED(i, INJURED)); /* nobody said */
}

static void parties_that_differ_contest_until_one_says_otherwise(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':3}"));
    assert_true(CONTESTED(i, KILLED));
    assert_false(AGREED(i, KILLED));
    update(i, UPDATE("SYR", ",'harm':{'killed':2}"), 0);
    assert_false(CONTESTED(i, KILLED));
    assert_true(AGREED(i, KILLED));
}

static void two_agree_and_a_third_does_not(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':2}"));
    joined(i, FIRE("OBS", "02:12", ",'harm':{'killed':5}"));
    assert_true(CONTESTED(i, KILLED));
    assert_false(AGREED(i, KILLED));
}

/* Two reports of one party are one account: it is compared with others, never with itself. */
static void a_party_does_not_contest_itself(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    joined(i, FIRE("ISR", "02:10", ",'harm':{'killed':3}"));
    assert_int_equal(i->contested, 0);
    assert_int_equal(incident_reports_of(i, party("ISR")), 2);
    assert_int_equal(incident_reports_of(i, party("SYR")), 0);
}

static void a_branch_only_says_less(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    joined(i, "{'id':'b','from':'SYR','time':'2026-03-27T02:00:00Z','kind':'fire'}");
    assert_true(AGREED(i, KIND));
    joined(i, "{'id':'c','from':'OBS','time':'2026-03-27T02:00:00Z','kind':'fire.rocket'}");
    assert_true(CONTESTED(i, KIND));
}

#define ALLEGES(party) ",'actors':[{'party':'" party "','role':'actor'}]"

static void nobody_knows_whom_is_compared_with_itself_alone(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ALLEGES("UNK")), NULL, NULL);
    joined(i, FIRE("SYR", "02:00", ALLEGES("ISR")));
    assert_false(CONTESTED(i, ACTOR) || AGREED(i, ACTOR));
    joined(i, FIRE("OBS", "02:00", ALLEGES("SYR")));
    assert_true(CONTESTED(i, ACTOR));
}

/* By default 500 m beyond the precisions that are stated. */
static void places_differ_beyond_their_precisions(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'place':{'lat':33,'lon':35.8}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:00", ",'place':{'lat':33.009,'lon':35.8,'precision_m':600}")); /* 1,001 m */
    assert_false(AGREED(i, PLACE) || CONTESTED(i, PLACE)); /* vaguer than what makes a difference */
    joined(i, FIRE("OBS", "02:00", ",'place':{'lat':33.009,'lon':35.8,'precision_m':400}"));
    assert_true(CONTESTED(i, PLACE));
}

/* By default 15 minutes; a date stands for all of its day. */
static void times_differ_beyond_a_quarter_of_an_hour(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    joined(i, FIRE("SYR", "02:15", ""));
    joined(i, "{'id':'d','from':'OBS','time':'2026-03-27','kind':'fire'}");
    assert_true(AGREED(i, TIME));
    struct incident *other = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    joined(other, FIRE("SYR", "02:16", ""));
    assert_true(CONTESTED(other, TIME));
}

static void what_is_withdrawn_is_compared_no_more(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    uint64_t entry = joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':3}"));
    update(i, UPDATE("SYR", ",'harm':{'injured':4}"), entry);
    begin("{'id':'w','type':'withdraw','from':'SYR','reason':'mistaken','time':'2026-03-27T02:30:00Z',"
          "'refs':['SYR:r']}",
          NULL);
    account_withdraw(&draft, i, entry, keeps_nothing, NULL);
    assert_int_equal(i->contested, 0);
    assert_true(statement_stands(&i->statements[0]));
    assert_true(i->statements[1].withdrawn && i->statements[2].withdrawn); /* the update goes along */
    assert_int_equal(incident_reports_of(i, 0), 1);
}

/* Of another report that stands the party's updates stand, too. */
static void an_update_of_nothing_goes_with_the_last_report(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    uint64_t first = joined(i, FIRE("SYR", "02:10", "")), second = joined(i, FIRE("SYR", "02:11", ""));
    update(i, UPDATE("SYR", ",'harm':{'killed':1}"), 0);
    account_withdraw(&draft, i, first, keeps_nothing, NULL);
    assert_false(i->statements[3].withdrawn);
    account_withdraw(&draft, i, second, keeps_nothing, NULL);
    assert_true(i->statements[3].withdrawn);
}

/* A contest would tell a member of a message that is kept from it. */
static void what_is_kept_from_a_member_is_compared_with_nothing(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    joined(i, FIRE("ISR", "02:10", ",'harm':{'killed':3},'marking':{'rel_to':['USA']}"));
    joined(i, FIRE("OBS", "02:10", ",'harm':{'killed':9},'marking':{'rel_to':['USA']}"));
    assert_true(i->statements[1].is_silent && i->statements[2].is_silent);
    assert_int_equal(i->contested, 0);
}

/* Whoever of the two states it. */
static void the_precision_of_either_counts(void **unused) {
    (void)unused;
    struct incident *i =
        opened(FIRE("ISR", "02:00", ",'place':{'lat':33,'lon':35.8,'precision_m':600}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:00", ",'place':{'lat':33.009,'lon':35.8}"));
    assert_false(AGREED(i, PLACE) || CONTESTED(i, PLACE));
}

static void what_is_precise_and_near_is_agreed(void **unused) {
    (void)unused;
    struct incident *i =
        opened(FIRE("ISR", "02:00", ",'place':{'lat':33,'lon':35.8,'precision_m':500}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:00", ",'place':{'lat':33.009,'lon':35.8,'precision_m':400}"));
    assert_true(AGREED(i, PLACE));
}

static void a_span_stands_for_all_of_it(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'until':'2026-03-27T03:00:00Z'"), NULL, NULL);
    joined(i, FIRE("SYR", "03:15", ""));
    assert_false(AGREED(i, TIME) || CONTESTED(i, TIME));
    joined(i, FIRE("OBS", "03:16", ""));
    assert_true(CONTESTED(i, TIME));
    i = opened(FIRE("ISR", "02:00", ",'until':'2026-03-27T03:00:00Z'"), NULL, NULL);
    joined(i, FIRE("SYR", "02:15", ",'until':'2026-03-27T03:15:00Z'"));
    assert_true(AGREED(i, TIME));
}

/* When an update was sent says nothing of when it happened. */
static void the_time_of_an_update_is_no_account(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ""));
    update(i, UPDATE("SYR", ",'harm':{'killed':2}"), 0); /* at 02:20 */
    assert_true(AGREED(i, TIME));
}

static void only_what_the_policy_lists_is_compared(void **unused) {
    (void)unused;
    policy->compare.fields = 1u << CLAIM_INJURED;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2,'injured':1}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':3,'injured':1}"));
    assert_int_equal(i->contested, 0);
    assert_int_equal(i->agreed, 1u << CLAIM_INJURED);
}

/* Also where the party still says something by another report. */
static void an_update_is_taken_back_with_its_report(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':2}"));
    uint64_t second = joined(i, FIRE("SYR", "02:11", ""));
    update(i, UPDATE("SYR", ",'harm':{'killed':3}"), second);
    assert_true(CONTESTED(i, KILLED));
    begin("{'id':'w','type':'withdraw','from':'SYR','reason':'mistaken','time':'2026-03-27T02:30:00Z',"
          "'refs':['SYR:r']}",
          NULL);
    assert_true(incident_withdraw(&draft, i, second, second, keeps_nothing, NULL));
    assert_false(CONTESTED(i, KILLED));
}

/* ---- what is only counted ---- */

static void count(struct incident *i, const char *text) {
    begin(text, NULL);
    assert_non_null(account_count(&draft, i));
}

/* What one sender asks of the same stands together, and is compared with nothing. */
static void what_asks_alike_is_counted_together(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    count(i, FIRE("SYR", "02:10", ",'harm':{'killed':1}"));
    count(i, FIRE("SYR", "02:11", ",'harm':{'killed':0}"));
    assert_int_equal(i->statement_count, 2);
    assert_int_equal(i->statements[1].counted, 2);
    assert_int_equal(i->statements[1].killed, 1); /* the most that was said */
    count(i, FIRE("SYR", "02:12", ",'to':['USA']"));
    count(i, FIRE("OBS", "02:13", ""));
    assert_int_equal(i->statement_count, 4);
    count(i, UPDATE("SYR", "")); /* which is no report more */
    assert_int_equal(incident_reports_of(i, party("SYR")), 3);
    assert_int_equal(incident_reports_of(i, 0), 5);
    contest_settle(&draft, i);
    assert_int_equal(i->contested | i->agreed, 0);
}

/* Beyond the bound those of one sender stand together, whatever they ask: it asks what they all do. */
static void beyond_the_bound_all_of_a_sender_stand_together(void **unused) {
    struct parties obliged;
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'to':['SYR']"), NULL, NULL);
    while (i->statement_count < STATEMENTS_MAX - COUNTED_MAX)
        joined(i, FIRE("ISR", "02:10", ",'to':['SYR']"));
    joined(i, FIRE("ISR", "02:20", ",'to':['SYR']"));
    assert_int_equal(i->statements[STATEMENTS_MAX - COUNTED_MAX].counted, 1);
    while (i->statement_count < STATEMENTS_MAX)
        assert_non_null(statement_put(&draft, i, statement_blank(party("OBS"))));
    joined(i, FIRE("ISR", "02:30", ",'to':['USA']" ALLEGES("SYR")));
    const struct statement *all = &i->statements[STATEMENTS_MAX - COUNTED_MAX];
    assert_int_equal(all->counted, 2);
    assert_true(statement_obliges(all, party("SYR")) && statement_obliges(all, party("USA")));
    assert_true(statement_accuses(all, party("SYR")));
    incident_obliged(i, &obliged);
    assert_int_equal(obliged.count, 2);
}

/* With the last of them, all. */
static void what_is_counted_is_taken_back_one_by_one(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    count(i, FIRE("SYR", "02:10", ""));
    uint64_t first = draft.n;
    count(i, FIRE("SYR", "02:11", ""));
    uint64_t second = draft.n;
    begin(UPDATE("SYR", ""), NULL);
    account_withdraw(&draft, i, second, keeps_nothing, NULL);
    assert_int_equal(i->statements[1].counted, 1);
    assert_false(i->statements[1].withdrawn);
    account_withdraw(&draft, i, first, keeps_nothing, NULL);
    assert_true(i->statements[1].withdrawn);
}

/* ---- what stays asked for ---- */

static bool keeps_de_escalation(void *unused, word_id track) {
    (void)unused;
    return track == word("de-escalation");
}

/* In cases that its sender may not close; the claim is taken back all the same. */
static void what_may_not_be_closed_stays_asked_for(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    uint64_t entry = joined(i, FIRE("SYR", "02:10", ",'harm':{'killed':3}"));
    asked(i, "intelligence", "routine");
    asked(i, "de-escalation", "urgent");
    begin(UPDATE("SYR", ""), NULL);
    account_withdraw(&draft, i, entry, keeps_de_escalation, NULL);
    assert_true(i->statements[1].withdrawn);
    assert_int_equal(i->contested, 0);
    assert_int_equal(i->statements[1].ask_count, 1);
    assert_int_equal(statement_ask(&i->statements[1], word("de-escalation")), word("urgent"));
    assert_true(statement_in_force(&i->statements[1]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(a_first_report_borrows_what_its_incident_says),
        T(parties_that_say_the_same_agree),
        T(parties_that_differ_contest_until_one_says_otherwise),
        T(two_agree_and_a_third_does_not),
        T(a_party_does_not_contest_itself),
        T(a_branch_only_says_less),
        T(nobody_knows_whom_is_compared_with_itself_alone),
        T(places_differ_beyond_their_precisions),
        T(times_differ_beyond_a_quarter_of_an_hour),
        T(what_is_withdrawn_is_compared_no_more),
        T(an_update_of_nothing_goes_with_the_last_report),
        T(what_is_kept_from_a_member_is_compared_with_nothing),
        T(the_precision_of_either_counts),
        T(what_is_precise_and_near_is_agreed),
        T(a_span_stands_for_all_of_it),
        T(the_time_of_an_update_is_no_account),
        T(only_what_the_policy_lists_is_compared),
        T(an_update_is_taken_back_with_its_report),
        T(what_asks_alike_is_counted_together),
        T(beyond_the_bound_all_of_a_sender_stand_together),
        T(what_is_counted_is_taken_back_one_by_one),
        T(what_may_not_be_closed_stays_asked_for),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
