/* test_responses.c: what counts towards which milestones, what of it is kept, and where it goes with the
 * statements that it was about. */
#define DRAFT_POLICY "tests/fixtures/obligations"
#include "draft_fixture.h"

#include <state/fields.h>

#define URGENT "de-escalation", "urgent"

#define ACK(from, level)             SAYS("ack", from, "03:00", ",'level':'" level "'")
#define REPLY(from)                  SAYS("reply", from, "03:00", "")
#define NAMES(type, from, milestone) SAYS(type, from, "03:00", ",'milestone':'" milestone "'")

/* The milestones towards which something of a party counts: `acknowledged done`. */
static const char *counting(const struct incident *i) {
    static char all[256];
    size_t used = 0;
    all[0] = '\0';
    for (uint32_t n = 0; n < i->response_count; n++) {
        struct bytes text = words_text(words, i->responses[n].milestone);
        if (i->responses[n].cases)
            used += (size_t)snprintf(all + used, sizeof all - used, "%s%.*s", used ? " " : "", (int)text.size,
                                     text.data);
    }
    return all;
}

/* The one response towards a milestone that is kept of an entry; NULL: there is none. */
static const struct response *response_of(const struct incident *i, const char *milestone, uint64_t entry) {
    const struct response *found = NULL;
    for (uint32_t n = 0; n < i->response_count; n++) {
        const struct response *r = &i->responses[n];
        if (!r->cases || r->entry != entry || r->milestone != word(milestone))
            continue;
        assert_null(found);
        found = r;
    }
    return found;
}

/* Is it about exactly these of the first three statements? */
static bool is_about(const struct response *r, bool first, bool second, bool third) {
    return r && statement_set_has(&r->about, 0) == first && statement_set_has(&r->about, 1) == second &&
           statement_set_has(&r->about, 2) == third;
}

/* ---- what counts ---- */

/* ISR reported, SYR owes. */
static void counts_alone(const char *text, const char *milestones) {
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    (void)responded(i, text);
    if (strcmp(counting(i), milestones) != 0)
        fail_msg("%s counts towards \"%s\"", text, counting(i));
}

static void what_a_milestone_admits_counts_towards_it(void **unused) {
    static const struct {
        const char *says, *milestones;
    } table[] = {
        {ACK("SYR", "received"), "acknowledged"},
        {ACK("SYR", "understood"), "acknowledged"},
        {ACK("SYR", "acted"), "acknowledged done"},
        {ACK("JOR", "acted"), ""}, /* who does not owe */
        {ACK("ISR", "acted"), ""},
        {ACK("OBS", "acted"), ""},
        {REPLY("SYR"), "answered ruled"},
        {REPLY("JOR"), ""},
        {SAYS("position", "ISR", "03:00", ",'stance':'accept'"), "settled stated"},
        {SAYS("position", "ISR", "03:00", ",'stance':'reject'"), "stated"},
        {SAYS("position", "SYR", "03:00", ",'stance':'accept'"), "stated"}, /* who did not report */
        {SAYS("meeting", "OBS", "03:00", ",'held':'held'"), "convened"},
        {SAYS("meeting", "OBS", "03:00", ",'held':'failed'"), "convened"},
        {SAYS("meeting", "OBS", "03:00", ",'held':'no-show','absent':['SYR']"), ""},
        {SAYS("finding", "USA/supervisor", "03:00", ",'finding':'upheld'"), "ruled"},
        {SAYS("finding", "JOR", "03:00", ",'finding':'upheld'"), ""}, /* who is not the supervisor */
        {SAYS("close", "JOR", "03:00", ",'outcome':'explained'"), "ended"},
        {SAYS("note", "SYR", "03:00", ""), ""},
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
        counts_alone(table[n].says, table[n].milestones);
}

/* It stands for an ack or a reply of its sender, and where nothing else reaches the milestone, for that. */
static void naming_a_milestone_stands_for_an_ack_or_a_reply(void **unused) {
    static const struct {
        const char *says, *milestones;
    } table[] = {
        {NAMES("note", "SYR", "acknowledged"), "acknowledged"},
        {NAMES("note", "SYR", "done"), "done"},
        {NAMES("note", "SYR", "answered"), "answered"},
        {NAMES("note", "SYR", "ruled"), "ruled"}, /* for the reply, not the finding */
        {NAMES("note", "USA", "ruled"), ""},
        {NAMES("note", "JOR", "answered"), ""}, /* who does not owe */
        {NAMES("note", "JOR", "reported"), "reported"},
        {NAMES("note", "OBS", "reported"), ""}, /* no member */
        {NAMES("note", "SYR", "settled"), ""},
        {NAMES("note", "ISR", "settled"), ""},
        {NAMES("note", "USA", "convened"), ""},
        {NAMES("note", "ISR", "stated"), ""},
        {NAMES("note", "ISR", "ended"), ""},
        {SAYS("ack", "SYR", "03:00", ",'level':'received','milestone':'answered'"), "acknowledged answered"},
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++)
        counts_alone(table[n].says, table[n].milestones);
}

/* Where it counts because its sender owes, only about what obliges that; else about all that it is about. */
static void a_response_is_about_what_makes_it_count(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    joined(i, FIRE("ISR", "02:10", TO("'JOR'")));
    responded(i, REPLY("JOR"));
    const struct response *r = response_of(i, "answered", draft.n);
    assert_true(r && r->is_owed && is_about(r, false, true, false));
    assert_int_equal(r->party, party("JOR"));
    assert_int_equal(r->at_ms, T0 + HOUR_MS);
    assert_int_equal(r->cases, 1);
    responded(i, SAYS("meeting", "OBS", "03:00", ",'held':'held'"));
    r = response_of(i, "convened", draft.n);
    assert_true(r && !r->is_owed && is_about(r, true, true, false));
    uint32_t count = i->response_count;
    responded_to(i, i->entry, REPLY("JOR")); /* that does not oblige it */
    assert_int_equal(i->response_count, count);
}

static void what_is_chosen_in_no_case_counts_in_none(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    struct statement_set about = statements_in_force(i);
    begin(REPLY("SYR"), NULL);
    assert_true(responses_take(&draft, i, 0, &about));
    assert_int_equal(i->response_count, 0);
    i->changed = 0;
    assert_true(responses_take(&draft, i, 1, &about));
    assert_int_equal(i->changed, INCIDENT_CHANGED_RESPONSES);
    assert_int_equal(draft.touched_count, 1);
    uint32_t count = i->response_count;
    begin(REPLY("JOR"), NULL);
    assert_true(responses_take(&draft, i, 1, &about));
    assert_int_equal(i->response_count, count);
}

/* ---- what is kept ---- */

/* Of a party, a milestone and the same statements the latest, and when the first was. */
static void the_latest_is_kept(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    uint64_t second = joined(i, FIRE("ISR", "02:10", TO("'SYR'")));
    responded(i, ACK("SYR", "received"));
    uint64_t both = draft.n;
    assert_true(is_about(response_of(i, "acknowledged", both), true, true, false));
    responded_to(i, second, ACK("SYR", "received"));
    uint64_t one = draft.n;
    assert_true(is_about(response_of(i, "acknowledged", both), true, true, false));
    assert_true(is_about(response_of(i, "acknowledged", one), false, true, false));
    responded(i, ACK("SYR", "received"));
    assert_null(response_of(i, "acknowledged", both));
    assert_int_equal(response_of(i, "acknowledged", draft.n)->first, both);
    assert_true(response_of(i, "acknowledged", draft.n)->first_ms != INSTANT_NONE);
    responded_to(i, second, ACK("SYR", "received"));
    assert_null(response_of(i, "acknowledged", one));
    assert_int_equal(response_of(i, "acknowledged", draft.n)->first, one);
    responded_to(i, second, ACK("SYR", "received"));
    assert_int_equal(response_of(i, "acknowledged", draft.n)->first, one); /* and not the one between */
    assert_int_equal(i->response_count, 2); /* each in the place of one that is gone */
}

static void what_others_and_other_milestones_count_is_kept_beside(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR','JOR'")), URGENT);
    responded(i, ACK("SYR", "received"));
    uint64_t syr = draft.n;
    responded(i, ACK("JOR", "acted"));
    assert_non_null(response_of(i, "acknowledged", syr));
    responded(i, NAMES("note", "JOR", "done"));
    assert_string_equal(counting(i), "acknowledged acknowledged done");
}

/* Neither what counts in more cases yields, nor what counts whoever owes to what counts only since its sender
 * does. */
static void what_counts_for_more_is_kept(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'USA'")), URGENT);
    responded(i, SAYS("finding", "USA/supervisor", "03:00", ",'finding':'upheld'"));
    uint64_t found = draft.n;
    responded(i, REPLY("USA"));
    assert_non_null(response_of(i, "ruled", found));
    uint64_t replied = draft.n;
    responded(i, SAYS("finding", "USA/supervisor", "03:00", ",'finding':'upheld'"));
    assert_null(response_of(i, "ruled", found));
    assert_null(response_of(i, "ruled", replied));
    uint64_t wide = draft.n;
    i->responses[0].cases = i->responses[1].cases = i->responses[2].cases = 3;
    responded(i, SAYS("finding", "USA/supervisor", "03:00", ",'finding':'upheld'"));
    assert_non_null(response_of(i, "ruled", wide));
}

/* As many as there may be. */
static void so_it_is_of_every_statement(void **unused) {
    uint64_t entry = 0;
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    while (i->statement_count < 200)
        entry = joined(i, FIRE("ISR", "02:10", TO("'SYR'")));
    responded_to(i, entry, ACK("SYR", "received"));
    uint64_t first = draft.n;
    assert_true(statement_set_has(&response_of(i, "acknowledged", first)->about, 199));
    responded_to(i, i->entry, ACK("SYR", "received"));
    assert_non_null(response_of(i, "acknowledged", first));
    responded_to(i, entry, ACK("SYR", "received"));
    assert_null(response_of(i, "acknowledged", first));
    struct statement_set ends = {{0}};
    statement_set_add(&ends, 0);
    statement_set_add(&ends, 199);
    responded_about(i, &ends, ACK("SYR", "received"));
    first = draft.n;
    responded_to(i, i->entry, ACK("SYR", "received"));
    assert_true(statement_set_has(&response_of(i, "acknowledged", first)->about, 199));
}

static void there_is_a_bound_on_responses(void **unused) {
    struct response *r;
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    while ((r = incident_response_add(i)))
        r->cases = 1;
    assert_int_equal(i->response_count, RESPONSES_MAX);
    struct statement_set about = statements_in_force(i);
    begin(ACK("SYR", "received"), NULL);
    i->responses[7].cases = 0;
    assert_true(responses_take(&draft, i, 1, &about));
    assert_false(draft.failed);
    begin(ACK("SYR", "acted"), NULL); /* one takes the place of that, the other has none */
    assert_false(responses_take(&draft, i, 1, &about));
    assert_false(draft.failed);
}

/* ---- statements by their entries ---- */

static void a_statement_is_found_by_its_entry(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    uint64_t second = joined(i, FIRE("SYR", "02:10", ""));
    assert_int_equal(statement_place(i, i->entry, 0), 0);
    assert_int_equal(statement_place(i, second, party("SYR")), 1);
    assert_int_equal(statement_place(i, second + 1, party("SYR")), 2); /* there is none */
    i->statements[1].counted = 2; /* what its party said since stands together with it */
    assert_int_equal(statement_place(i, second + 1, party("SYR")), 1);
    assert_int_equal(statement_place(i, second + 1, party("ISR")), 2);
    assert_int_equal(statement_place(i, i->entry - 1, party("SYR")), 2);
}

static void all_in_force_are_those_that_stand_or_are_kept(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), URGENT);
    joined(i, FIRE("SYR", "02:10", ""));
    joined(i, FIRE("SYR", "02:20", ""));
    i->statements[0].withdrawn = i->statements[1].withdrawn = true;
    struct statement_set all = statements_in_force(i);
    assert_true(statement_set_has(&all, 0)); /* what it asked for is kept */
    assert_false(statement_set_has(&all, 1));
    assert_true(statement_set_has(&all, 2));
    i->statements[0].moved_to = 7;
    all = statements_in_force(i);
    assert_false(statement_set_has(&all, 0));
}

/* ---- where it goes ---- */

/* Nothing of one incident stands in the other. */
static struct place_map map_of_none(void) {
    struct place_map map;
    for (uint32_t n = 0; n < STATEMENTS_MAX; n++)
        map.statements[n] = PLACE_NONE;
    for (uint32_t n = 0; n < CASES_MAX; n++)
        map.cases[n] = PLACE_NONE;
    return map;
}

static void a_response_follows_its_statement(void **unused) {
    (void)unused;
    struct incident *to = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    joined(from, FIRE("ISR", "02:10", TO("'SYR'")));
    responded(from, REPLY("SYR"));
    uint64_t entry = draft.n;
    struct place_map map = map_of_none();
    responses_follow(&draft, to, from, &map);
    assert_int_equal(to->response_count, 0);
    map.statements[1] = 2;
    responses_follow(&draft, to, from, &map); /* no case of it went along */
    assert_int_equal(to->response_count, 0);
    map.cases[0] = 1;
    responses_follow(&draft, to, from, &map);
    const struct response *r = response_of(to, "answered", entry);
    assert_true(is_about(r, false, false, true));
    assert_int_equal(r->cases, 2);
    assert_int_equal(r->party, party("SYR"));
    assert_int_equal(r->at_ms, T0 + HOUR_MS);
    uint32_t count = to->response_count;
    to->responses[0].changed = to->responses[1].changed = 0;
    responses_follow(&draft, to, from, &map); /* twice is once */
    assert_int_equal(to->response_count, count);
    assert_int_equal(to->responses[0].changed | to->responses[1].changed, 0);
    map.statements[0] = 0;
    responses_follow(&draft, to, from, &map); /* now for more statements */
    assert_true(is_about(response_of(to, "answered", entry), true, false, true));
    (void)case_open(&draft, from, word("intelligence"), 0, BYTES("also"));
    from->responses[0].cases |= 2;
    map.cases[1] = 0;
    responses_follow(&draft, to, from, &map); /* and in more cases */
    assert_int_equal(response_of(to, "answered", entry)->cases, 3);
    map.statements[0] = PLACE_NONE;
    map.statements[1] = PLACE_NONE;
    to->response_count = 0;
    responses_follow(&draft, to, from, &map); /* none of what it is about went along */
    assert_int_equal(to->response_count, 0);
}

/* And no more of it than that: each of them, for its own statements, in its own cases. */
static void only_what_went_along_counts_there(void **unused) {
    (void)unused;
    struct incident *to = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    uint64_t second = joined(from, FIRE("ISR", "02:10", TO("'SYR'")));
    responded_to(from, second, REPLY("SYR"));
    uint64_t entry = draft.n;
    (void)case_open(&draft, from, word("intelligence"), 0, BYTES("also"));
    struct place_map map = map_of_none();
    for (uint32_t n = 0; n < 2; n++)
        map.statements[n] = map.cases[n] = n;
    responses_follow(&draft, to, from, &map);
    assert_true(is_about(response_of(to, "answered", entry), false, true, false));
    assert_true(is_about(response_of(to, "ruled", entry), false, true, false));
    assert_int_equal(response_of(to, "ruled", entry)->cases, 1);
}

/* What comes over yields to what was said here later, and not the other way round. */
static void the_later_stays_wherever_it_was_said(void **unused) {
    (void)unused;
    struct incident *to = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    responded(from, ACK("SYR", "received"));
    responded(to, ACK("SYR", "received"));
    struct place_map map = map_of_none();
    map.statements[0] = map.cases[0] = 0;
    responses_follow(&draft, to, from, &map);
    assert_true(is_about(response_of(to, "acknowledged", draft.n), true, false, false));
}

/* What is about nothing, as what is said in a dispute may be, goes with the case. */
static void what_is_about_nothing_follows_its_case(void **unused) {
    (void)unused;
    const struct statement_set nothing = {{0}};
    struct incident *to = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    struct incident *from = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    responded_about(from, &nothing, SAYS("position", "SYR", "03:00", ",'stance':'accept'"));
    struct place_map map = map_of_none();
    map.cases[0] = 0;
    responses_follow(&draft, to, from, &map);
    assert_true(is_about(response_of(to, "stated", draft.n), false, false, false));
    responded_about(to, &nothing, SAYS("position", "SYR", "03:00", ",'stance':'accept'"));
    assert_string_equal(counting(to), "stated"); /* the latest of these, too */
    uint64_t nothings = draft.n;
    responded(to, SAYS("position", "SYR", "03:00", ",'stance':'accept'"));
    assert_non_null(response_of(to, "stated", nothings)); /* beside what is about something */
    uint64_t something = draft.n;
    responded_about(to, &nothing, SAYS("position", "SYR", "03:00", ",'stance':'accept'"));
    assert_non_null(response_of(to, "stated", something));
    assert_null(response_of(to, "stated", nothings));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(what_a_milestone_admits_counts_towards_it),
        T(naming_a_milestone_stands_for_an_ack_or_a_reply),
        T(a_response_is_about_what_makes_it_count),
        T(what_is_chosen_in_no_case_counts_in_none),
        T(the_latest_is_kept),
        T(what_others_and_other_milestones_count_is_kept_beside),
        T(what_counts_for_more_is_kept),
        T(so_it_is_of_every_statement),
        T(there_is_a_bound_on_responses),
        T(a_statement_is_found_by_its_entry),
        T(all_in_force_are_those_that_stand_or_are_kept),
        T(a_response_follows_its_statement),
        T(only_what_went_along_counts_there),
        T(the_later_stays_wherever_it_was_said),
        T(what_is_about_nothing_follows_its_case),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
