/* test_regroup.c: what a person says is one, or two: which incident takes which in, what is refused, who is
 * told. With the shipped policy, and rules that hear of each event. */
#include "heard_fixture.h"

#define AT(lat) ",'place':{'lat':" lat ",'lon':35.8}"
#define MERGE(id, minute, refs)                                                                              \
    ABOUT(id, "merge", "USA/supervisor", minute, refs, ",'reason':'one exchange of fire'")
#define SPLIT(id, minute, ref, messages)                                                                     \
    ABOUT(id, "split", "USA/supervisor", minute, ref, ",'reason':'two valleys','messages':[" messages "]")

/* ---- merge ---- */

static void the_first_that_was_opened_takes_the_others_in(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("b", "SYR", "01", "fire.mortar", AT("33.1"));
    REPORT("c", "SYR", "02", "fire.mortar", AT("33.2"));
    MERGE("m", "03", "'I-3','I-2','I-1'");
    assert_string_equal(at(&f, 0, "effect"), "attached");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "3");
    assert_string_equal(at(&f, 0, "changes.I-2.into"), "1");
    assert_string_equal(at(&f, 0, "changes.I-3.into"), "1");
    assert_true(says(&f, "it takes in I-2, I-3"));
}

static void what_may_not_be_one_stays_apart_and_the_others_join(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("b", "SYR", "01", "fire.mortar", AT("33.1") ",'marking':{'rel_to':['USA']}");
    REPORT("c", "SYR", "02", "fire.mortar", AT("33.2"));
    MERGE("m", "03", "'I-1','I-2','I-3'");
    assert_string_equal(at(&f, 0, "effect"), "attached");
    assert_true(says(&f, "I-2 may be seen by others"));
    assert_true(says(&f, "it takes in I-3"));
    assert_string_equal(at(&f, 0, "changes.I-2.into"), "");
    MERGE("n", "04", "'I-1','I-2'");
    assert_string_equal(at(&f, 0, "effect"), "refused");
}

static void a_merge_needs_two(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("b", "SYR", "01", "fire.mortar", AT("33.1"));
    MERGE("m", "02", "'I-1','I-2'");
    MERGE("n", "03", "'I-1','SYR:b'"); /* which is in I-1 now */
    assert_string_equal(at(&f, 0, "effect"), "refused");
    assert_true(says(&f, "I-1 stays as it is: a merge names two incidents that are not one already"));
}

static void rules_hear_of_what_a_merge_makes_contested(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("b", "ISR", "01", "fire.mortar", AT("33.1"));
    MERGE("m", "02", "'I-1','I-2'");
    assert_int_equal(heard(&f, "contested"), 1);
}

/* ---- split ---- */

/* Three reports in I-1; the last two by one party. */
static void exchange(const char *harm) {
    char last[512];
    REPORT("a", "SYR", "00", "fire.mortar", AT("33") ",'harm':{'killed':1}");
    REPORT("b", "ISR", "01", "fire.mortar", AT("33"));
    (void)snprintf(last, sizeof last,
                   "{'id':'c','from':'ISR','time':'2026-03-26T10:02:00Z','kind':'fire.mortar',"
                   "'place':{'lat':33,'lon':35.8}%s}",
                   harm);
    say(&f, last);
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "3");
}

static void both_sides_are_told_of_a_split(void **unused) {
    (void)unused;
    exchange("");
    SPLIT("s", "03", "'I-1'", "'ISR:b','ISR:c','ISR:b'");
    assert_string_equal(at(&f, 0, "changes.I-1.reports"), "1");
    assert_string_equal(at(&f, 0, "changes.I-2.reports"), "2");
    assert_true(says(&f, "reports left it for I-2"));
    assert_true(says(&f, "it was split off from I-1"));
}

static void a_split_leaves_one_report_behind(void **unused) {
    (void)unused;
    exchange("");
    SPLIT("s", "03", "'I-1'", "'SYR:a','ISR:b','ISR:c'");
    assert_string_equal(at(&f, 0, "effect"), "refused");
    assert_true(says(&f, "I-1 stays whole: a split leaves at least one report behind"));
    SPLIT("t", "04", "'I-1'", "'SYR:a','ISR:b','ISR:b'"); /* which are two */
    assert_string_equal(at(&f, 0, "effect"), "attached");
}

/* By itself it would be told to those from whom it is kept. */
static void what_is_kept_from_some_cannot_leave(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("b", "SYR", "01", "fire.mortar", AT("33") ",'marking':{'rel_to':['USA']},'refs':['I-1']");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    SPLIT("s", "02", "'I-1'", "'SYR:b'");
    assert_string_equal(at(&f, 0, "effect"), "refused");
    assert_true(says(&f, "I-1 stays whole: SYR:b is no report that stands in it by itself"));
}

/* Without its last report, a party says again what it said before. */
static void rules_hear_of_what_a_split_makes_contested(void **unused) {
    (void)unused;
    exchange(",'harm':{'killed':1}");
    ABOUT("u", "update", "ISR", "03", "'ISR:b'", ",'harm':{'killed':3}");
    assert_int_equal(heard(&f, "contested"), 1);
    ABOUT("v", "update", "ISR", "04", "'ISR:c'", ",'harm':{'killed':1}");
    SPLIT("s", "05", "'I-1'", "'ISR:c'");
    assert_int_equal(heard(&f, "contested"), 1);
}

/* What stands now somewhere else is meant there: by its id, and by the number of what was merged. */
static void references_follow_where_a_report_stands(void **unused) {
    (void)unused;
    exchange("");
    SPLIT("s", "03", "'I-1'", "'ISR:c'");
    ABOUT("k", "ack", "SYR", "04", "'ISR:c'", ",'level':'received'");
    assert_string_equal(at(&f, 0, "incident"), "I-2");
    ABOUT("l", "ack", "SYR", "05", "'ISR:b'", ",'level':'received'");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    MERGE("m", "06", "'I-1','I-2'");
    ABOUT("n", "note", "SYR", "07", "'I-2'", "");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
    ABOUT("o", "note", "SYR", "08", "'ISR:c'", "");
    assert_string_equal(at(&f, 0, "incident"), "I-1");
}

static void what_a_merge_brought_goes_back_to_its_own_number(void **unused) {
    (void)unused;
    REPORT("a", "SYR", "00", "fire.mortar", AT("33"));
    REPORT("b", "SYR", "01", "fire.mortar", AT("33.1"));
    MERGE("m", "02", "'I-1','I-2'");
    SPLIT("s", "03", "'I-1'", "'SYR:b'");
    assert_string_equal(at(&f, 0, "changes.I-2.into"), "null");
    assert_string_equal(at(&f, 0, "changes.I-2.cases.0.state"), "open");
    assert_string_equal(at(&f, 0, "changes.I-3"), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        T(the_first_that_was_opened_takes_the_others_in),
        T(what_may_not_be_one_stays_apart_and_the_others_join),
        T(a_merge_needs_two),
        T(rules_hear_of_what_a_merge_makes_contested),
        T(both_sides_are_told_of_a_split),
        T(a_split_leaves_one_report_behind),
        T(what_is_kept_from_some_cannot_leave),
        T(rules_hear_of_what_a_split_makes_contested),
        T(references_follow_where_a_report_stands),
        T(what_a_merge_brought_goes_back_to_its_own_number),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
