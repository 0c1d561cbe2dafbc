/* test_owed.c: what a case owes, of whom, and since which entry. What meets it is test_met.c; whom statements
 * oblige is test_obligations.c. */
#include "owed_fixture.h"

/* The milestone is owed since this entry, and not met. */
static void is_owed_since(const struct incident *i, const char *milestone, const char *of, uint64_t entry) {
    const struct owed o = owed(i, milestone, of);
    assert_non_null(o.spec);
    assert_int_equal(o.since, entry);
    assert_int_equal(o.met, 0);
}

/* ---- of whom, and since when ---- */

static void each_party_owes_from_its_first_statement(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    uint64_t second = joined(i, FIRE("OBS", "02:10", TO("'JOR','SYR'")));
    is_owed_since(i, "acknowledged", "SYR", i->entry);
    is_owed_since(i, "acknowledged", "JOR", second);
    is_owed_since(i, "answered", NULL, i->entry);
    assert_false(owes(i, "acknowledged", "ISR"));
    assert_false(owes(i, "acknowledged", NULL));
    assert_false(owes(i, "answered", "SYR"));
    i->statements[0].moved_to = 7; /* the next one obliges it as well */
    is_owed_since(i, "acknowledged", "SYR", second);
    i->statements[1].withdrawn = true;
    assert_false(owes(i, "acknowledged", "SYR"));
}

/* From its first statement, that of the gravest urgency; what a less grave one asks stands beside it. */
static void what_an_urgency_asks_counts_from_its_first_statement(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    responded(i, ACK("SYR", "received"));
    assert_int_equal(owed(i, "acknowledged", "SYR").met, draft.n);
    uint64_t urgent = joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    is_owed_since(i, "acknowledged", "SYR", urgent);
    is_owed_since(i, "answered", NULL, urgent);
    is_owed_since(i, "ruled", NULL, i->entry);
    assert_int_equal(owed(i, "answered", NULL).spec->step_count, 2); /* as the urgent one asks for it */
    (void)joined_asking(i, FIRE("OBS", "02:20", TO("'SYR'")), URGENT);
    is_owed_since(i, "acknowledged", "SYR", urgent); /* the first that asked so */
    i->statements[1].withdrawn = true;
    i->statements[1].ask_count = 0;
    i->statements[2] = i->statements[1]; /* as if never said */
    assert_int_not_equal(owed(i, "acknowledged", "SYR").met, 0);
    assert_int_equal(owed(i, "acknowledged", "SYR").since, i->entry);
}

/* Each once, as the gravest asks for it. */
static void a_milestone_of_two_urgencies_is_owed_once(void **unused) {
    struct obligations all;
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    assert_true(case_obligations(policy, i, 0, &arena, &all));
    assert_int_equal(all.count, 3); /* acknowledged, answered, ruled */
}

/* By what was taken back, and is kept there. */
static void who_is_asked_in_another_case_owes_nothing_here(void **unused) {
    struct parties all;
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'JOR'")), "intelligence", "routine");
    assert_true(owes(i, "acknowledged", "JOR"));
    i->statements[1].withdrawn = true;
    incident_obliged(i, &all);
    assert_true(parties_have(&all, party("JOR")));
    assert_false(owes(i, "acknowledged", "JOR"));
    assert_true(owes(i, "acknowledged", "SYR"));
}

static void what_a_rule_raises_counts_from_then(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    begin_at(T0 + HOUR_MS);
    case_raise(&draft, i, 0, word("urgent"), BYTES("worse"));
    (void)incident_reconcile(&draft, i);
    is_owed_since(i, "acknowledged", "SYR", draft.n + 1); /* what raised it does not meet it */
}

/* Of no statement in force, the last urgency, from the beginning. */
static void of_none_the_last_urgency_asks(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), NULL, NULL);
    (void)case_open(&draft, i, word("de-escalation"), 0, BYTES("opened"));
    i->cases[0].urgency = word("urgent");
    is_owed_since(i, "acknowledged", "SYR", i->entry);
    is_owed_since(i, "answered", NULL, 0);
    assert_int_equal(owed(i, "answered", NULL).spec->step_count, 2);
}

static void what_is_said_after_a_close_asks_anew(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), URGENT);
    responded(i, ACK("SYR", "received"));
    responded(i, ACK("JOR", "received"));
    responded(i, REPLY("SYR"));
    case_close(&draft, i, 0, word("explained"));
    begin_at(T0 + 2 * HOUR_MS);
    case_reopen(&draft, i, 0, BYTES(""));
    (void)incident_reconcile(&draft, i);
    assert_int_not_equal(owed(i, "acknowledged", "SYR").met, 0); /* opened again, it asks for nothing new */
    uint64_t again = joined(i, FIRE("OBS", "04:10", TO("'SYR'")));
    is_owed_since(i, "acknowledged", "SYR", again);
    is_owed_since(i, "answered", NULL, again);
    assert_int_not_equal(owed(i, "acknowledged", "JOR").met, 0); /* whom it does not oblige */
    unsaid(i, 1);
    assert_int_not_equal(owed(i, "acknowledged", "SYR").met, 0);
    assert_int_not_equal(owed(i, "answered", NULL).met, 0);
}

/* And the second one does not; only where the policy says so. */
static void the_first_death_asks_anew(void **unused) {
    (void)unused;
    for (int asks = 0; asks < 2; asks++) {
        policy->first_death = asks;
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
        responded(i, ACK("SYR", "received"));
        joined(i, FIRE("OBS", "02:05", ",'harm':{'killed':0}"));
        assert_int_not_equal(owed(i, "acknowledged", "SYR").met, 0);
        uint64_t death = joined(i, FIRE("OBS", "02:10", TO("'JOR'") ",'harm':{'killed':1}"));
        joined(i, FIRE("OBS", "02:20", TO("'JOR'") ",'harm':{'killed':2}"));
        assert_int_equal(owed(i, "acknowledged", "SYR").met == 0, asks);
        assert_int_equal(owed(i, "acknowledged", "SYR").since, asks ? death : i->entry);
        i->statements[2].withdrawn = i->statements[3].withdrawn = true;
        assert_int_not_equal(owed(i, "acknowledged", "SYR").met, 0);
    }
}

static void what_comes_after_a_milestone_is_owed_once_that_is_met(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    assert_false(owes(i, "reported", NULL));
    responded(i, REPLY("SYR"));
    is_owed_since(i, "reported", NULL, i->entry);
}

static void what_is_of_requests_is_owed_in_requests(void **unused) {
    (void)unused;
    assert_false(owes(opened(FIRE("OBS", "02:00", ""), URGENT), "convened", NULL));
    assert_true(owes(opened("{'id':'q','type':'request','from':'ISR','time':'2026-03-27T02:00:00Z',"
                            "'kind':'fire.mortar','need_by':'2026-03-28T00:00:00Z'}",
                            URGENT),
                     "convened", NULL));
}

static void of_a_track_that_the_policy_has_no_more_nothing_is_owed(void **unused) {
    struct obligations all;
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ""), URGENT);
    i->cases[0].track = word("explained");
    assert_int_equal(case_urgency_now(policy, i, &i->cases[0]), word("urgent")); /* the last */
    assert_true(case_obligations(policy, i, 0, &arena, &all));
    assert_int_equal(all.count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(each_party_owes_from_its_first_statement),
        T(what_an_urgency_asks_counts_from_its_first_statement),
        T(a_milestone_of_two_urgencies_is_owed_once),
        T(who_is_asked_in_another_case_owes_nothing_here),
        T(what_a_rule_raises_counts_from_then),
        T(of_none_the_last_urgency_asks),
        T(what_is_said_after_a_close_asks_anew),
        T(the_first_death_asks_anew),
        T(what_comes_after_a_milestone_is_owed_once_that_is_met),
        T(what_is_of_requests_is_owed_in_requests),
        T(of_a_track_that_the_policy_has_no_more_nothing_is_owed),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
