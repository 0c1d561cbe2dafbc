/* test_notice.c: what is announced: its lead, the reports that are set beside it, the notices it conflicts
 * with. */
#include "draft_fixture.h"

#include <incident/notice.h>

/* Flights over 33 N 35.8 E and 5 km around it, from 04:00 to 06:00. */
#define FLIGHTS(from, more)                                                                                  \
    "{'id':'n','type':'notice','from':'" from "','time':'2026-03-27T02:00:00Z','kind':'airspace.drone',"     \
    "'window':{'from':'2026-03-27T04:00:00Z','until':'2026-03-27T06:00:00Z'},"                               \
    "'place':{'lat':33,'lon':35.8,'radius_m':5000}" more "}"
#define SEEN(from, time, lat, more)                                                                          \
    "{'id':'r','from':'" from "','time':'2026-03-27T" time ":00Z','kind':'airspace.drone',"                  \
    "'place':{'lat':" lat ",'lon':35.8}" more "}"

static struct notice_match matched(const char *text, bool protects) {
    struct incident facts;
    begin(text, &facts);
    return notice_match(&draft, &facts, protects, NULL);
}

static struct incident *announced(const char *text) {
    struct incident *i = opened(text, NULL, NULL);
    incident_settle(&draft, i);
    return i;
}

/* ---- what is announced ---- */

static void the_lead_is_measured_at_receipt(void **unused) {
    struct incident *i, facts;
    (void)unused;
    i = announced(FLIGHTS("ISR", ""));
    assert_int_equal(i->notice->lead_ms, 2 * HOUR_MS);
    assert_false(i->notice->is_short);
    begin(FLIGHTS("ISR", ""), &facts);
    draft.at_ms += 70 * MINUTE_MS; /* the cell is ahead of the message: only what is late counts less */
    draft.late_ms = 5 * MINUTE_MS;
    i = incident_open(&draft, &facts);
    assert_int_equal(i->notice->lead_ms, 55 * MINUTE_MS);
    assert_true(i->notice->is_short); /* the policy asks for an hour */
}

static void just_so_much_lead_is_enough(void **unused) {
    (void)unused;
    struct incident *i = announced(
        "{'id':'n','type':'notice','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'airspace.drone',"
        "'window':{'from':'2026-03-27T03:00:00Z'},'place':{'lat':33,'lon':35.8,'radius_m':5000}}");
    assert_false(i->notice->is_short);
    i = announced("{'id':'n','type':'notice','from':'ISR','time':'2026-03-27T02:00:00.001Z',"
                  "'kind':'airspace.drone','window':{'from':'2026-03-27T03:00:00Z'},"
                  "'place':{'lat':33,'lon':35.8,'radius_m':5000}}");
    assert_true(i->notice->is_short);
}

static void a_notice_stays_as_long_as_a_late_report_may_match_it(void **unused) {
    (void)unused;
    struct incident *i = announced(FLIGHTS("ISR", ""));
    assert_int_equal(notice_over_ms(policy, i), T0 + 4 * HOUR_MS + 2 * HOUR_MS + DAY_MS);
    assert_int_equal(i->dormant_ms, notice_over_ms(policy, i));
    i->notice->until_ms = INSTANT_NONE;
    assert_true(notice_over_ms(policy, i) == INSTANT_NONE);
}

/* ---- matches ---- */

static void what_was_announced_is_inside(void **unused) {
    (void)unused;
    struct incident *i = announced(FLIGHTS("ISR", ""));
    struct notice_match m = matched(SEEN("SYR", "05:00", "33.02", ""), false);
    assert_int_equal(m.notice, i->number);
    assert_int_equal(m.party, party("ISR"));
    assert_true(match_is_announced(&m));
}

static void what_is_outside_is_measured(void **unused) {
    (void)unused;
    announced(FLIGHTS("ISR", ""));
    struct notice_match m = matched(SEEN("SYR", "06:30", "33.09", ""), false); /* 10,008 m */
    assert_int_equal(m.outside_ms, 30 * MINUTE_MS);
    assert_in_range(m.outside_m, 5000, 5020);
    m = matched(SEEN("SYR", "03:00", "33", ""), false);
    assert_int_equal(m.outside_ms, HOUR_MS);
}

/* Two hours and 10 km. */
static void beyond_the_margin_nothing_is_matched(void **unused) {
    (void)unused;
    announced(FLIGHTS("ISR", ""));
    assert_true(matched(SEEN("SYR", "08:00", "33", ""), false).notice);
    assert_false(matched(SEEN("SYR", "08:01", "33", ""), false).notice);
    assert_true(matched(SEEN("SYR", "05:00", "33.134", ""), false).notice); /* 14.9 km */
    assert_false(matched(SEEN("SYR", "05:00", "33.136", ""), false).notice);
}

#define ALLEGES(party) ",'actors':[{'party':'" party "','role':'actor'}]"

static void a_report_of_somebody_else_is_not_covered(void **unused) {
    (void)unused;
    announced(FLIGHTS("ISR", ""));
    assert_true(matched(SEEN("SYR", "05:00", "33", ALLEGES("ISR")), false).notice);
    assert_false(matched(SEEN("SYR", "05:00", "33", ALLEGES("JOR")), false).notice);
    assert_false(matched(SEEN("ISR", "05:00", "33", ""), false).notice); /* it would know */
}

static void the_nearest_in_time_covers_the_report(void **unused) {
    (void)unused;
    announced(FLIGHTS("ISR", ""));
    struct incident *later = announced(
        "{'id':'n','type':'notice','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'airspace.drone',"
        "'window':{'from':'2026-03-27T06:20:00Z'},'place':{'lat':33,'lon':35.8,'radius_m':5000}}");
    assert_int_equal(matched(SEEN("SYR", "06:15", "33", ""), false).notice, later->number);
}

static void what_is_withdrawn_or_closed_covers_nothing(void **unused) {
    (void)unused;
    struct incident *i = announced(FLIGHTS("ISR", ""));
    i->notice->withdrawn = true;
    assert_false(matched(SEEN("SYR", "05:00", "33", ""), false).notice);
    i->notice->withdrawn = false;
    incident_close(&draft, i, word("explained"));
    assert_false(matched(SEEN("SYR", "05:00", "33", ""), false).notice);
}

/* Only what lies inside is protected. */
static void a_place_to_be_spared_protects_within(void **unused) {
    (void)unused;
    struct incident *i = announced("{'id':'c','type':'notice','from':'SYR','time':'2026-03-27T02:00:00Z',"
                                   "'kind':'tip.threat','window':{'from':'2026-03-27T04:00:00Z'},"
                                   "'place':{'lat':33,'lon':35.8,'radius_m':5000}}");
    assert_int_equal(matched(FIRE("ISR", "05:00", ",'place':{'lat':33.04,'lon':35.8}"), true).notice,
                     i->number);
    assert_false(matched(FIRE("ISR", "05:00", ",'place':{'lat':33.05,'lon':35.8}"), true).notice);
    assert_false(matched(FIRE("ISR", "03:59", ",'place':{'lat':33,'lon':35.8}"), true).notice);
}

/* ---- who may know of it ---- */

#define FOR(party) ",'marking':{'rel_to':['" party "']}"

static void a_match_tells_nobody_of_a_notice_that_is_kept_from_it(void **unused) {
    (void)unused;
    announced(FLIGHTS("ISR", FOR("USA")));
    assert_false(matched(SEEN("SYR", "05:00", "33", ""), false).notice);
    assert_false(matched(SEEN("SYR", "05:00", "33", FOR("USA")), false).notice);
    assert_true(matched(SEEN("USA", "05:00", "33", FOR("ISR")), false).notice);
}

/* ---- conflicts ---- */

/* Fire in the same hours: `place` is the inside of its place. */
#define RANGE(from, window, place, more)                                                                     \
    "{'id':'f','type':'notice','from':'" from "','time':'2026-03-27T02:00:00Z','kind':'fire.mortar',"        \
    "'window':{" window "},'place':{" place "}" more "}"
#define HOURS "'from':'2026-03-27T05:00:00Z','until':'2026-03-27T07:00:00Z'"
#define HERE  "'lat':33.08,'lon':35.8,'radius_m':5000"

#define FLIGHTS_AT(place)                                                                                    \
    "{'id':'n','type':'notice','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'airspace.drone',"          \
    "'window':{'from':'2026-03-27T04:00:00Z'},'place':{" place "}}"

static size_t conflicts(const char *text, const struct incident *out[4]) {
    return notice_conflicts(&draft, announced(text), out, 4);
}

static void notices_conflict_by_kind_window_and_area(void **unused) {
    const struct incident *found[4];
    (void)unused;
    struct incident *flights = announced(FLIGHTS("ISR", ""));
    assert_int_equal(conflicts(RANGE("SYR", HOURS, HERE, ""), found), 1); /* whichever of them says so */
    assert_ptr_equal(found[0], flights);
    assert_int_equal(
        conflicts(RANGE("SYR", "'from':'2026-03-27T06:00:01Z'", "'lat':33,'lon':35.8", ""), found), 0);
    assert_int_equal(conflicts(RANGE("SYR", HOURS, "'lat':33.1,'lon':35.8,'radius_m':5000", ""), found), 0);
    assert_int_equal(conflicts(RANGE("SYR", HOURS, HERE, ",'status':'exercise'"), found), 0);
}

static void what_is_withdrawn_or_closed_conflicts_with_nothing(void **unused) {
    const struct incident *found[4];
    (void)unused;
    struct incident *flights = announced(FLIGHTS("ISR", ""));
    flights->notice->withdrawn = true;
    assert_int_equal(conflicts(RANGE("SYR", HOURS, HERE, ""), found), 0);
    flights->notice->withdrawn = false;
    incident_close(&draft, flights, word("explained"));
    assert_int_equal(conflicts(RANGE("SYR", HOURS, HERE, ""), found), 0);
}

/* To the metre. */
static void areas_meet_as_far_as_they_are_known(void **unused) {
    const struct incident *found[4];
    (void)unused;
    announced(RANGE("SYR", HOURS, "'lat':33,'lon':35.8,'precision_m':1", ""));
    assert_int_equal(conflicts(FLIGHTS_AT("'lat':33.00001,'lon':35.8"), found),
                     1); /* 1.1 m, told in metres */
    assert_int_equal(conflicts(FLIGHTS_AT("'lat':33.00003,'lon':35.8"), found), 0);
}

static void the_first_of_many_conflicts_are_given_in_order(void **unused) {
    const struct incident *found[5] = {NULL};
    uint64_t first = 0;
    (void)unused;
    for (int n = 0; n < 6; n++) {
        struct incident *i = announced(RANGE("SYR", HOURS, HERE, ""));
        first = first ? first : i->number;
    }
    assert_int_equal(conflicts(FLIGHTS("ISR", ""), found), 4);
    for (size_t n = 0; n < 4; n++)
        assert_int_equal(found[n]->number, first + n);
    assert_null(found[4]);
}

/* Of two notices that fit in time, the nearer; then the one with lead enough; then the first. */
static void what_fits_as_well_in_time_is_chosen_by_place_lead_and_age(void **unused) {
    (void)unused;
    struct incident *far = announced(FLIGHTS("ISR", ""));
    assert_int_equal(matched(SEEN("SYR", "05:00", "33.06", ""), false).notice, far->number);
    struct incident *near = announced(FLIGHTS_AT("'lat':33.1,'lon':35.8,'radius_m':5000"));
    near->notice->is_short = true;
    assert_int_equal(matched(SEEN("SYR", "05:00", "33.06", ""), false).notice, near->number);
    assert_int_equal(matched(SEEN("SYR", "05:00", "33.02", ""), false).notice, far->number);
    struct incident *same = announced(FLIGHTS_AT("'lat':33.1,'lon':35.8,'radius_m':5000"));
    assert_int_equal(matched(SEEN("SYR", "05:00", "33.06", ""), false).notice, same->number);
    near->notice->is_short = false;
    assert_int_equal(matched(SEEN("SYR", "05:00", "33.06", ""), false).notice, near->number);
}

static void an_exercise_is_not_set_beside_what_is_real(void **unused) {
    struct incident facts;
    (void)unused;
    struct incident *i = announced(FLIGHTS("ISR", ""));
    begin(SEEN("SYR", "05:00", "33", ",'status':'exercise'"), &facts);
    assert_false(notice_match(&draft, &facts, false, NULL).notice);
    assert_false(notice_match(&draft, &facts, false, i).notice); /* not even where it names it */
    begin(SEEN("SYR", "05:00", "33", ""), &facts);
    assert_true(notice_match(&draft, &facts, false, i).notice);
}

/* A notice that the report names is matched however far off it is; one that protects is not asked for by
 * name. */
static void what_a_report_names_is_what_it_is_set_beside(void **unused) {
    struct incident facts;
    (void)unused;
    struct incident *i = announced(FLIGHTS("ISR", ""));
    begin(SEEN("SYR", "15:00", "36", ""), &facts);
    assert_int_equal(notice_match(&draft, &facts, false, i).notice, i->number);
    assert_false(notice_match(&draft, &facts, false, NULL).notice);
    assert_false(notice_match(&draft, &facts, true, i).notice);
}

/* In memory for another reason, it explains a late report no more. */
static void what_is_over_covers_nothing(void **unused) {
    struct incident facts;
    (void)unused;
    struct incident *i = announced(FLIGHTS("ISR", ""));
    begin(SEEN("SYR", "05:00", "33", ""), &facts);
    draft.at_ms = notice_over_ms(policy, i) - 1;
    assert_true(notice_match(&draft, &facts, false, NULL).notice);
    draft.at_ms++;
    assert_false(notice_match(&draft, &facts, false, NULL).notice);
}

/* What was announced to be spared is to be spared by its own sender, too. */
static void whoever_does_harm_there_it_is_protected(void **unused) {
    (void)unused;
    struct incident *i = announced("{'id':'c','type':'notice','from':'SYR','time':'2026-03-27T02:00:00Z',"
                                   "'kind':'tip.threat','window':{'from':'2026-03-27T04:00:00Z'},"
                                   "'place':{'lat':33,'lon':35.8,'radius_m':5000}}");
    assert_int_equal(
        matched(FIRE("ISR", "05:00", ",'place':{'lat':33,'lon':35.8}" ALLEGES("JOR")), true).notice,
        i->number);
    assert_int_equal(
        matched(FIRE("SYR", "05:00", ",'place':{'lat':33,'lon':35.8}" ALLEGES("SYR")), true).notice,
        i->number);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(the_lead_is_measured_at_receipt),
        T(a_notice_stays_as_long_as_a_late_report_may_match_it),
        T(what_was_announced_is_inside),
        T(what_is_outside_is_measured),
        T(beyond_the_margin_nothing_is_matched),
        T(a_report_of_somebody_else_is_not_covered),
        T(the_nearest_in_time_covers_the_report),
        T(what_is_withdrawn_or_closed_covers_nothing),
        T(a_place_to_be_spared_protects_within),
        T(a_match_tells_nobody_of_a_notice_that_is_kept_from_it),
        T(notices_conflict_by_kind_window_and_area),
        T(what_is_withdrawn_or_closed_conflicts_with_nothing),
        T(areas_meet_as_far_as_they_are_known),
        T(the_first_of_many_conflicts_are_given_in_order),
        T(just_so_much_lead_is_enough),
        T(what_fits_as_well_in_time_is_chosen_by_place_lead_and_age),
        T(an_exercise_is_not_set_beside_what_is_real),
        T(what_a_report_names_is_what_it_is_set_beside),
        T(what_is_over_covers_nothing),
        T(whoever_does_harm_there_it_is_protected),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
