/* test_account.c: what parties say of an incident, side by side: what is contested, and what they agree on.
 */
#include "draft_fixture.h"

#define CONTESTED(i, field) ((i)->contested >> CLAIM_##field & 1)
#define AGREED(i, field)    ((i)->agreed >> CLAIM_##field & 1)

static void update(struct incident *i, const char *text, uint64_t about) {
    struct incident facts;
    begin(text, &facts);
    account_join(&draft, i, &facts, about);
    assert_false(draft.failed);
}

#define UPDATE(from, more)                                                                                   \
    "{'id':'u','type':'update','from':'" from "','time':'2026-03-27T02:20:00Z','refs':['I-1']" more "}"

static void a_first_report_is_written_down_only_where_it_says_more(void **unused) {
    (void)unused;
    struct incident *plain = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    assert_int_equal(plain->statement_count, 0);
    struct incident *harmed = opened(FIRE("ISR", "02:00", ",'harm':{'killed':2}"), NULL, NULL);
    assert_int_equal(harmed->statement_count, 1);
    assert_int_equal(harmed->statements[0].killed, 2);
    assert_string_equal(harmed->statements[0].kind, ""); /* the incident's own */
    assert_string_equal(statement_whole(harmed, 0).kind, "fire.mortar");
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
    assert_int_equal(account_reports(i, party("ISR")), 2);
    assert_int_equal(account_reports(i, party("SYR")), 0);
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
    assert_true(AGREED(i, PLACE));
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
    account_withdraw(&draft, i, entry);
    assert_int_equal(i->contested, 0);
    assert_true(statement_stands(&i->statements[0]));
    assert_true(i->statements[1].withdrawn && i->statements[2].withdrawn); /* the update goes along */
    assert_int_equal(account_reports(i, 0), 1);
}

/* Of another report that stands the party's updates stand, too. */
static void an_update_of_nothing_goes_with_the_last_report(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    uint64_t first = joined(i, FIRE("SYR", "02:10", "")), second = joined(i, FIRE("SYR", "02:11", ""));
    update(i, UPDATE("SYR", ",'harm':{'killed':1}"), 0);
    account_withdraw(&draft, i, first);
    assert_false(i->statements[3].withdrawn);
    account_withdraw(&draft, i, second);
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
    assert_true(AGREED(i, PLACE));
}

static void a_span_stands_for_all_of_it(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'until':'2026-03-27T03:00:00Z'"), NULL, NULL);
    joined(i, FIRE("SYR", "03:15", ""));
    assert_true(AGREED(i, TIME));
    joined(i, FIRE("OBS", "03:16", ""));
    assert_true(CONTESTED(i, TIME));
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
    assert_true(incident_withdraw(&draft, i, second, i->number));
    assert_false(CONTESTED(i, KILLED));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(a_first_report_is_written_down_only_where_it_says_more),
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
        T(a_span_stands_for_all_of_it),
        T(the_time_of_an_update_is_no_account),
        T(only_what_the_policy_lists_is_compared),
        T(an_update_is_taken_back_with_its_report),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
