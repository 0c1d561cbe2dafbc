/* test_dispute.c: what is disputed, who hears of it, and what ends it: never silence. With the shipped
 * policy, and rules that hear of each event. */
#include "heard_fixture.h"

#define DISPUTE(id, minute, more) ABOUT(id, "dispute", "ISR/head", minute, "'SYR:s'", more)
#define FOUND(id, minute, refs)   ABOUT(id, "finding", "USA/supervisor", minute, refs, ",'finding':'upheld'")
#define CASE(n, member)           at(&f, 0, "changes.I-1.cases." #n "." member)

/* Damage at a site: an urgent case of the soldiers, and a routine one of the diplomats. */
static void damaged(void) {
    REPORT("s", "SYR", "00", "site.damage", ",'place':{'lat':33,'lon':35.8}");
    assert_string_equal(CASE(1, "track"), "diplomatic");
}

static void a_dispute_is_a_child_of_what_is_disputed(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", "");
    assert_string_equal(CASE(2, "track"), "dispute");
    assert_string_equal(CASE(2, "parent"), "0");
    assert_int_equal(heard(&f, "dispute"), 1);
    assert_non_null(strstr(told(&f, 0), "notify SYR/liaison"));
    assert_true(says(&f, "disputed by ISR"));
}

static void a_dispute_is_of_the_track_that_it_names(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", ",'track':'diplomatic'");
    assert_string_equal(CASE(2, "parent"), "1");
}

/* And where all are closed, of the first. */
static void a_dispute_is_of_a_case_that_is_open(void **unused) {
    (void)unused;
    damaged();
    ABOUT("c", "close", "SYR", "01", "'SYR:s'", ",'track':'de-escalation','outcome':'explained'");
    DISPUTE("d", "02", "");
    assert_string_equal(CASE(2, "parent"), "1");
    FOUND("g", "03", "'ISR:d'");
    ABOUT("e", "close", "SYR", "04", "'SYR:s'", ",'track':'diplomatic','outcome':'explained'");
    DISPUTE("h", "05", "");
    assert_string_equal(CASE(3, "parent"), "0");
    assert_string_equal(at(&f, 0, "changes.I-1.closed_at"), "null");
}

static void a_dispute_is_of_no_other_dispute(void **unused) {
    (void)unused;
    REPORT("s", "SYR", "00", "statement.comment", "");
    DISPUTE("d", "01", "");
    assert_string_equal(CASE(0, "track"), "dispute");
    FOUND("g", "02", "'ISR:d'");
    DISPUTE("e", "03", "");
    assert_string_equal(CASE(1, "track"), "dispute");
    assert_string_equal(CASE(1, "parent"), "");
}

static void a_dispute_stands_with_one_that_is_open(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", "");
    DISPUTE("e", "02", "");
    assert_string_equal(CASE(3, "track"), "");
    assert_true(says(&f, "I-1 has this dispute open: the message stands with it"));
    assert_int_equal(heard(&f, "dispute"), 1);
    assert_true(says(&f, "disputed by ISR"));
}

static void rules_hear_of_what_is_said_in_a_dispute(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", "");
    ABOUT("p", "position", "SYR/head", "02", "'ISR:d'", ",'stance':'accept'");
    assert_int_equal(heard(&f, "position"), 1);
    ABOUT("m", "meeting", "USA", "03", "'ISR:d'", ",'held':'held'");
    assert_int_equal(heard(&f, "meeting"), 1);
    assert_string_not_equal(CASE(2, "met.convened"), "");
}

/* A position that rejects opens one, which itself has stated it then: a message counts in what it opened. */
static void a_position_that_rejects_opens_a_dispute(void **unused) {
    (void)unused;
    damaged();
    ABOUT("p", "position", "ISR/head", "01", "'SYR:s'", ",'stance':'reject'");
    assert_string_equal(CASE(2, "track"), "dispute");
    assert_string_equal(CASE(2, "clocks.0.party"), "ISR");
    assert_string_equal(CASE(2, "clocks.0.state"), "met");
    assert_string_equal(CASE(2, "clocks.1.party"), "SYR");
    assert_string_equal(CASE(2, "clocks.1.state"), "running");
}

/* ---- what ends it ---- */

static void a_finding_ends_the_dispute_with_its_word(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", "");
    FOUND("g", "02", "'ISR:d'");
    assert_string_equal(CASE(2, "outcome"), "upheld");
    assert_string_equal(CASE(0, "state"), "");
    assert_int_equal(heard(&f, "closed"), 1);
    assert_int_equal(heard(&f, "finding"), 1);
}

/* One on a dispute that is over ends no other. */
static void a_finding_ends_what_it_is_on(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", "");
    FOUND("g", "02", "'ISR:d'");
    DISPUTE("e", "03", "");
    FOUND("h", "04", "'ISR:d'");
    assert_true(says(&f, "I-1 has no open dispute: the finding is recorded, and ends nothing"));
    assert_int_equal(heard(&f, "closed"), 0);
    assert_int_equal(heard(&f, "finding"), 1);
    FOUND("i", "05", "'SYR:s'"); /* on none by name: on the one that is open */
    assert_string_equal(CASE(3, "outcome"), "upheld");
}

static void who_opened_a_dispute_may_take_it_back_once(void **unused) {
    (void)unused;
    damaged();
    DISPUTE("d", "01", "");
    ABOUT("w", "withdraw", "SYR", "02", "'ISR:d'", ",'reason':'not mine'");
    assert_string_equal(CASE(2, "state"), "");
    ABOUT("x", "withdraw", "ISR", "03", "'ISR:d'", ",'reason':'settled'");
    assert_string_equal(CASE(2, "outcome"), "withdrawn");
    assert_int_equal(heard(&f, "closed"), 1);
    assert_true(says(&f, "dispute withdrawn"));
    assert_string_equal(CASE(0, "state"), "");
    ABOUT("y", "withdraw", "ISR", "04", "'ISR:d'", ",'reason':'settled'");
    assert_true(says(&f, "I-1 has no open dispute that this message opened"));
    assert_int_equal(heard(&f, "closed"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(a_dispute_is_a_child_of_what_is_disputed),
        T(a_dispute_is_of_the_track_that_it_names),
        T(a_dispute_is_of_a_case_that_is_open),
        T(a_dispute_is_of_no_other_dispute),
        T(a_dispute_stands_with_one_that_is_open),
        T(rules_hear_of_what_is_said_in_a_dispute),
        T(a_position_that_rejects_opens_a_dispute),
        T(a_finding_ends_the_dispute_with_its_word),
        T(a_finding_ends_what_it_is_on),
        T(who_opened_a_dispute_may_take_it_back_once),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
