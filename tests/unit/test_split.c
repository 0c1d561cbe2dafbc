/* test_split.c: one incident becomes two: what leaves, what stays, and two that were merged are two again. */
#include "draft_fixture.h"

#include <incident/merge.h>
#include <incident/series.h>

#define MINUTES *MINUTE_MS
#define URGENT  "de-escalation", "urgent"

#define AT(lat) ",'place':{'lat':" lat ",'lon':35.8}"

static struct incident *split(struct incident *i, uint64_t entry) {
    begin_at(T0 + HOUR_MS);
    struct incident *apart = incident_split(&draft, i, &entry, 1);
    assert_non_null(apart);
    assert_false(draft.failed);
    return apart;
}

/* Is this party alone obliged? */
static bool obliges_only(const struct incident *i, const char *code) {
    struct parties obliged;
    incident_obliged(i, &obliged);
    return obliged.count == 1 && obliged.list[0] == party(code);
}

static bool reported_only(const struct incident *i, const char *code) {
    return incident_reporter(i) == party(code) &&
           incident_reports_of(i, 0) == incident_reports_of(i, party(code));
}

static void what_leaves_is_an_incident_of_its_own(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", AT("33")), URGENT);
    uint64_t second = joined(i, FIRE("SYR", "02:10", AT("33.02") ",'harm':{'killed':1}"));
    struct incident *apart = split(i, second);
    assert_int_equal(i->reports, 1);
    assert_int_equal(apart->reports, 1);
    assert_int_equal(i->statements[1].moved_to, apart->number);
    assert_int_equal(apart->statements[0].killed, 1);
    assert_int_equal(apart->at.lat_e7, 330200000);
    assert_true(reported_only(apart, "SYR"));
    assert_true(obliges_only(apart, "ISR"));
    assert_null(split_report(i, second));
    assert_non_null(split_report(apart, second));
}

/* What left obliges here no more, and there alone. */
static void both_oblige_whom_their_statements_oblige(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ",'to':['SYR']"), NULL, NULL);
    struct incident *apart = split(i, joined(i, FIRE("ISR", "02:10", ",'to':['USA']")));
    assert_true(obliges_only(i, "SYR"));
    assert_true(obliges_only(apart, "USA"));
}

/* The clock of the case goes on where it was, and so does that of who owes by what is left; whoever owed by
 * what is gone owes no longer. In a case that is closed no clock runs. */
static void clocks_are_of_those_who_owe(void **unused) {
    (void)unused;
    for (int closed = 0; closed < 2; closed++) {
        struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
        (void)joined_asking(i, FIRE("SYR", "02:10", ""), URGENT);
        if (closed)
            case_close(&draft, i, 0, word("explained"));
        split(i, i->entry);
        assert_true(obliges_only(i, "ISR"));
        assert_int_equal(clock_is_alive(clock_last(i, 0, "answered", NULL)), !closed);
        assert_int_equal(clock_last(i, 0, "answered", NULL)->set_ms, T0);
        assert_int_equal(clock_last(i, 0, "acknowledged", "SYR")->state, CLOCK_CANCELLED);
        assert_int_equal(clock_is_alive(clock_last(i, 0, "acknowledged", "ISR")), !closed);
        assert_int_equal(clock_last(i, 0, "acknowledged", "ISR")->set_ms, T0 + 10 MINUTES);
    }
}

static void what_leaves_gets_clocks_from_now(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    struct incident *apart = split(i, joined(i, FIRE("SYR", "02:10", "")));
    assert_int_equal(apart->case_count, 1);
    assert_int_equal(apart->cases[0].urgency, word("urgent"));
    assert_int_equal(clock_last(apart, 0, "answered", NULL)->due_ms, T0 + 90 MINUTES);
    assert_int_equal(clock_last(i, 0, "answered", NULL)->due_ms, T0 + 30 MINUTES);
}

/* Each is as urgent as its own statements ask; where they ask for nothing, as what they left. */
static void both_are_as_urgent_as_is_asked_there(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "de-escalation", "routine");
    uint64_t grave = joined_asking(i, FIRE("SYR", "02:10", ""), URGENT);
    assert_int_equal(i->cases[0].urgency, word("urgent"));
    struct incident *apart = split(i, grave);
    assert_int_equal(i->cases[0].urgency, word("routine"));
    assert_int_equal(clock_last(i, 0, "answered", NULL)->due_ms, T0 + 24 * HOUR_MS);
    assert_int_equal(apart->cases[0].urgency, word("urgent"));
    assert_int_equal(apart->cases[0].raised, 0);
}

/* What was said of a statement counts where that goes, and by the number of the incident in both. */
static void what_was_said_of_it_leaves_with_it(void **unused) {
    static const char ack[] = "{'id':'k','type':'ack','level':'received','from':'ISR',"
                              "'time':'2026-03-27T02:12:00Z','refs':['SYR:r']}";
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ",'to':['ISR']"), URGENT);
    uint64_t second = joined_asking(i, FIRE("SYR", "02:10", ""), URGENT);
    responded_to(i, second, ack);
    assert_true(is_met(i, 0, "acknowledged")); /* about one of the two that oblige it */
    struct incident *apart = split(i, second);
    assert_true(is_met(apart, 0, "acknowledged"));
    assert_false(is_met(i, 0, "acknowledged"));
    assert_int_equal(clock_last(i, 0, "acknowledged", "ISR")->state, CLOCK_RUNNING);
    assert_int_equal(clock_last(i, 0, "acknowledged", "ISR")->set_ms, T0 + HOUR_MS);
}

/* When the first report leaves, the second one says where and when it was. */
static void what_stays_is_what_the_rest_says(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", AT("33") ",'harm':{'killed':1}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", AT("33.02") ",'harm':{'killed':2}"));
    assert_true(i->contested >> CLAIM_KILLED & 1);
    split(i, i->entry);
    assert_int_equal(i->at.lat_e7, 330200000);
    assert_int_equal(i->time_ms, T0 + 10 MINUTES);
    assert_true(reported_only(i, "SYR"));
    assert_int_equal(i->contested, 0);
}

static void an_update_leaves_with_its_report(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL), facts;
    uint64_t second = joined(i, FIRE("SYR", "02:10", ""));
    begin("{'id':'u','type':'update','from':'SYR','time':'2026-03-27T02:20:00Z','refs':['SYR:r'],"
          "'harm':{'killed':7}}",
          &facts);
    assert_true(account_join(&draft, i, &facts, second));
    struct incident *apart = split(i, second);
    assert_int_equal(apart->reports, 1);
    assert_int_equal(apart->statement_count, 2);
    assert_int_equal(apart->statements[1].killed, 7);
    assert_int_equal(i->statements[2].moved_to, apart->number);
}

/* An update that names no report goes with the last report of its party. */
static void an_update_of_no_report_leaves_with_the_last(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL), facts;
    uint64_t second = joined(i, FIRE("SYR", "02:10", ""));
    begin("{'id':'u','type':'update','from':'SYR','time':'2026-03-27T02:20:00Z','refs':['I-1'],"
          "'harm':{'killed':7}}",
          &facts);
    assert_true(account_join(&draft, i, &facts, 0));
    struct incident *apart = split(i, second);
    assert_int_equal(apart->statement_count, 2);
    assert_int_equal(apart->statements[1].killed, 7);
    assert_int_equal(i->statements[2].moved_to, apart->number);
}

/* ---- two again ---- */

static struct incident *first, *second;

static void two_merged(void) {
    first = opened(FIRE("ISR", "02:00", ",'harm':{'killed':1}"), URGENT);
    second = opened(FIRE("SYR", "02:10", ",'harm':{'killed':2}"), URGENT);
    begin(MERGE("02:20"), NULL);
    incident_merge(&draft, first, second);
}

static void all_that_a_merge_brought_is_a_return(void **unused) {
    (void)unused;
    two_merged();
    const uint64_t brought = second->entry, both[] = {second->entry, first->entry};
    assert_true(split_is_return(first, second, &brought, 1));
    assert_false(split_is_return(first, second, &first->entry, 1));
    assert_false(split_is_return(first, second, both, 2));
}

static void what_a_merge_brought_goes_back(void **unused) {
    (void)unused;
    two_merged();
    assert_int_equal(first->reports, 2);
    begin_at(T0 + HOUR_MS);
    incident_unmerge(&draft, first, second);
    assert_false(draft.failed);
    assert_int_equal(first->reports, 1);
    assert_int_equal(second->reports, 1);
    assert_int_equal(second->into, 0);
    assert_false(incident_is_closed(second));
    assert_int_equal(second->cases[0].state, CASE_OPEN);
    assert_int_equal(clock_last(second, 0, "answered", NULL)->due_ms, T0 + 90 MINUTES);
    assert_int_equal(first->contested, 0);
    assert_true(reported_only(first, "ISR"));
    assert_true(obliges_only(first, "SYR"));
    assert_true(obliges_only(second, "ISR"));
}

/* What is only counted cannot be named, and goes back with the others. */
static void what_is_counted_goes_back_unnamed(void **unused) {
    (void)unused;
    first = opened(FIRE("ISR", "02:00", ""), URGENT);
    second = opened(FIRE("SYR", "02:10", ""), URGENT);
    begin(FIRE("SYR", "02:11", ""), NULL);
    assert_non_null(series_count(&draft, second));
    begin(MERGE("02:20"), NULL);
    incident_merge(&draft, first, second);
    assert_int_equal(first->reports, 3);
    assert_true(split_is_return(first, second, &second->entry, 1));
    begin_at(T0 + 30 MINUTES);
    incident_unmerge(&draft, first, second);
    assert_int_equal(first->reports, 1);
    assert_int_equal(second->reports, 2);
}

/* One that was opened since the merge, too. */
static void a_dispute_of_what_goes_back_goes_along(void **unused) {
    (void)unused;
    two_merged();
    for (int goes = 0; goes < 2; goes++) {
        uint32_t k = case_open(&draft, first, word("intelligence"), 1, BYTES("disputed"));
        first->cases[k].disputed_by = 7 + (uint64_t)goes;
        first->cases[k].disputes = goes ? second->entry : first->entry;
    }
    begin_at(T0 + 30 MINUTES);
    incident_unmerge(&draft, first, second);
    assert_int_equal(first->cases[1].state, CASE_OPEN);
    assert_int_equal(first->cases[2].outcome, word("split"));
    assert_int_equal(second->case_count, 2);
    assert_int_equal(second->cases[1].disputed_by, 8);
}

/* What it waited for goes on where nothing of it has come due; else it is set from now. */
static void clocks_of_what_goes_back_go_on(void **unused) {
    (void)unused;
    two_merged();
    begin_at(T0 + 30 MINUTES);
    incident_unmerge(&draft, first, second);
    assert_int_equal(second->cases[0].clock_count, 3);
    assert_int_equal(clock_last(second, 0, "answered", NULL)->due_ms, T0 + 40 MINUTES);
    assert_int_equal(clock_last(second, 0, "acknowledged", "ISR")->due_ms, T0 + 35 MINUTES);
    assert_false(clock_is_alive(clock_last(first, 0, "acknowledged", "ISR")));
    assert_true(clock_is_alive(clock_last(first, 0, "acknowledged", "SYR")));
}

/* A case that the merge brought ends as split here, and goes on there. */
static void a_case_that_a_merge_brought_goes_back(void **unused) {
    (void)unused;
    first = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    second = opened(FIRE("SYR", "02:10", ""), URGENT);
    begin(MERGE("02:20"), NULL);
    incident_merge(&draft, first, second);
    assert_int_equal(first->cases[0].state, CASE_OPEN);
    begin_at(T0 + HOUR_MS);
    incident_unmerge(&draft, first, second);
    assert_int_equal(first->cases[0].state, CASE_CLOSED);
    assert_int_equal(first->cases[0].outcome, word("split"));
    assert_int_equal(second->cases[0].state, CASE_OPEN);
}

/* What was withdrawn meanwhile is withdrawn there. */
static void what_became_of_it_goes_back_too(void **unused) {
    (void)unused;
    two_merged();
    uint64_t third = joined(first, FIRE("SYR", "02:30", ""));
    begin("{'id':'w','type':'withdraw','from':'SYR','reason':'mistaken','time':'2026-03-27T02:40:00Z',"
          "'refs':['SYR:r']}",
          NULL);
    assert_true(incident_withdraw(&draft, first, second->entry, second->entry, keeps_nothing, NULL));
    begin_at(T0 + HOUR_MS);
    incident_unmerge(&draft, first, second);
    assert_true(second->statements[0].withdrawn);
    assert_int_equal(second->reports, 0);
    assert_int_equal(first->reports, 2);
    assert_non_null(split_report(first, third)); /* it came later, and stays */
}

/* An update that was sent since goes with the report that it betters, and one of a report that stays, stays.
 */
static void an_update_goes_back_with_its_report(void **unused) {
    struct incident facts;
    (void)unused;
    two_merged();
    const uint64_t about[] = {second->entry, first->entry};
    for (size_t n = 0; n < 2; n++) {
        begin("{'id':'u','type':'update','from':'SYR','time':'2026-03-27T02:30:00Z','refs':['SYR:r'],"
              "'harm':{'killed':7}}",
              &facts);
        assert_true(account_join(&draft, first, &facts, about[n]));
    }
    begin_at(T0 + HOUR_MS);
    incident_unmerge(&draft, first, second);
    assert_int_equal(second->statement_count, 2);
    assert_int_equal(second->statements[1].killed, 7);
    assert_int_equal(second->statements[1].came_with, 0);
    assert_int_equal(first->statements[2].moved_to, second->number);
    assert_int_equal(first->statements[3].moved_to, 0);
    assert_int_equal(second->reports, 1);
}

/* What was split off meanwhile is where it went. */
static void what_left_for_elsewhere_does_not_go_back(void **unused) {
    (void)unused;
    first = opened(FIRE("ISR", "02:00", ""), URGENT);
    second = opened(FIRE("SYR", "02:10", ",'harm':{'killed':1}"), URGENT);
    uint64_t left = joined(second, FIRE("OBS", "02:12", ",'harm':{'killed':2}"));
    begin(MERGE("02:20"), NULL);
    incident_merge(&draft, first, second);
    assert_int_equal(first->reports, 3);
    struct incident *apart = split(first, left);
    begin_at(T0 + 2 * HOUR_MS);
    incident_unmerge(&draft, first, second);
    assert_int_equal(first->statements[2].moved_to, apart->number);
    assert_int_equal(first->reports, 1);
    assert_int_equal(second->reports, 1);
    assert_int_equal(second->contested, 0);
}

/* What came of it here is what came of it. */
static void a_case_that_was_closed_here_goes_back_closed(void **unused) {
    (void)unused;
    first = opened(FIRE("ISR", "02:00", ""), URGENT);
    second = opened(FIRE("SYR", "02:10", ""), "intelligence", "routine");
    begin(MERGE("02:20"), NULL);
    incident_merge(&draft, first, second);
    assert_int_equal(first->cases[1].origin, second->number);
    case_close(&draft, first, 1, word("shared"));
    begin_at(T0 + HOUR_MS);
    incident_unmerge(&draft, first, second);
    assert_int_equal(second->cases[0].state, CASE_CLOSED);
    assert_int_equal(second->cases[0].outcome, word("shared"));
    assert_int_equal(second->outcome, word("shared"));
    assert_false(incident_is_closed(first));
}

/* ---- what kind of incident it is ---- */

/* An exercise stays one, and what is kept from some stays kept from them; neither may be fused where the
 * first may not. */
static void what_leaves_is_as_real_grave_and_open_as_it_was(void **unused) {
    (void)unused;
    static const char more[] = ",'status':'exercise','marking':{'rel_to':['USA']},'fuse':'never'";
    char line[512];
    (void)snprintf(line, sizeof line, FIRE("ISR", "02:00", "%s"), more);
    struct incident *i = opened(line, URGENT);
    uint64_t further = joined(i, line);
    draft_statement(&draft, i)->severity = 4;
    struct incident *apart = split(i, further);
    assert_int_equal(apart->status, STATUS_EXERCISE);
    assert_int_equal(apart->severity, 4);
    assert_true(apart->released);
    assert_true(apart->fuse_never);
    assert_int_equal(apart->rel_to_count, i->rel_to_count);
    assert_false(incident_visible_to(apart, party("SYR")));
    struct parties obliged;
    incident_obliged(apart, &obliged);
    assert_int_equal(obliged.count, 0); /* not even where nobody else is left */
}

static void closed_cases_do_not_leave(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    uint64_t entry = joined_asking(i, FIRE("SYR", "02:10", ""), URGENT);
    (void)case_open(&draft, i, word("intelligence"), 1, BYTES("also"));
    case_close(&draft, i, 1, word("shared"));
    struct incident *apart = split(i, entry);
    assert_int_equal(apart->case_count, 1);
    assert_int_equal(apart->cases[0].track, word("de-escalation"));
}

/* It goes where the first statement that it disputes goes, open or closed. */
static void a_dispute_goes_with_what_it_disputes(void **unused) {
    (void)unused;
    for (int goes = 0; goes < 2; goes++) {
        struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
        uint64_t entry = joined(i, FIRE("SYR", "02:10", ""));
        uint32_t k = case_open(&draft, i, word("intelligence"), 1, BYTES("disputed"));
        i->cases[k].disputed_by = 7;
        i->cases[k].disputes = goes ? entry : i->entry;
        struct incident *apart = split(i, entry);
        assert_int_equal(i->cases[1].state, goes ? CASE_CLOSED : CASE_OPEN);
        assert_int_equal(i->cases[1].outcome, goes ? word("split") : 0);
        assert_int_equal(apart->case_count, 1 + goes);
        assert_int_equal(apart->cases[0].track, word("de-escalation"));
        if (!goes)
            continue;
        assert_int_equal(apart->cases[1].disputed_by, 7);
        assert_int_equal(apart->cases[1].disputes, entry);
        assert_int_equal(apart->cases[1].parent, 1);
        assert_int_equal(apart->cases[1].state, CASE_OPEN);
    }
}

/* What is left has no place of its own: that of the first that says one, and no name that another gave. */
static void the_place_is_of_the_first_that_says_one(void **unused) {
    (void)unused;
    struct incident *i =
        opened(FIRE("ISR", "02:00", ",'place':{'lat':33,'lon':35.8,'name':'the mill'}"), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", ""));
    joined(i, FIRE("SYR", "02:20", AT("33.01")));
    split(i, i->entry);
    assert_int_equal(i->time_ms, T0 + 10 MINUTES);
    assert_int_equal(i->at.lat_e7, 330100000);
    assert_null(i->place_name);
}

/* A report that is kept from some does not tell them what the incident is. */
static void what_is_kept_from_some_gives_the_rest_no_facts(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", AT("33")), NULL, NULL);
    joined(i, FIRE("SYR", "02:10", AT("33.01") ",'marking':{'rel_to':['USA']}"));
    joined(i, FIRE("SYR", "02:20", AT("33.02")));
    split(i, i->entry);
    assert_int_equal(i->at.lat_e7, 330200000);
}

/* Of what two say differently, that is so in the part that both are in. */
static void what_leaves_may_be_contested(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ""), NULL, NULL);
    uint64_t both[] = {joined(i, FIRE("ISR", "02:10", ",'harm':{'killed':1}")),
                       joined(i, FIRE("SYR", "02:11", ",'harm':{'killed':2}"))};
    begin_at(T0 + HOUR_MS);
    struct incident *apart = incident_split(&draft, i, both, 2);
    assert_true(apart->contested >> CLAIM_KILLED & 1);
    assert_int_equal(i->contested, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(what_leaves_is_an_incident_of_its_own),
        T(both_oblige_whom_their_statements_oblige),
        T(clocks_are_of_those_who_owe),
        T(an_update_of_no_report_leaves_with_the_last),
        T(a_case_that_a_merge_brought_goes_back),
        T(what_leaves_gets_clocks_from_now),
        T(what_stays_is_what_the_rest_says),
        T(an_update_leaves_with_its_report),
        T(all_that_a_merge_brought_is_a_return),
        T(what_a_merge_brought_goes_back),
        T(what_became_of_it_goes_back_too),
        T(an_update_goes_back_with_its_report),
        T(what_left_for_elsewhere_does_not_go_back),
        T(a_case_that_was_closed_here_goes_back_closed),
        T(what_leaves_is_as_real_grave_and_open_as_it_was),
        T(closed_cases_do_not_leave),
        T(a_dispute_goes_with_what_it_disputes),
        T(both_are_as_urgent_as_is_asked_there),
        T(what_was_said_of_it_leaves_with_it),
        T(what_is_counted_goes_back_unnamed),
        T(a_dispute_of_what_goes_back_goes_along),
        T(clocks_of_what_goes_back_go_on),
        T(the_place_is_of_the_first_that_says_one),
        T(what_is_kept_from_some_gives_the_rest_no_facts),
        T(what_leaves_may_be_contested),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
