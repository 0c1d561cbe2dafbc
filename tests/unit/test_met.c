/* test_met.c: what meets what is owed (test_owed.c): by whom, about what, and since when. */
#include "owed_fixture.h"

/* ---- what each party owes is met ---- */

/* By that party, about any statement that obliges it, after what asks. */
static void a_party_meets_what_it_owes_about_what_obliges_it(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    uint64_t second = joined(i, FIRE("OBS", "02:10", TO("'SYR','JOR'")));
    uint64_t third = joined(i, FIRE("OBS", "02:20", TO("'JOR'")));
    responded_to(i, third, ACK("SYR", "received")); /* that obliges another */
    assert_int_equal(owed(i, "acknowledged", "SYR").met, 0);
    responded_to(i, second, ACK("SYR", "received"));
    assert_int_equal(owed(i, "acknowledged", "SYR").met, draft.n);
    assert_int_equal(owed(i, "acknowledged", "SYR").met_ms, T0 + HOUR_MS);
    assert_int_equal(owed(i, "acknowledged", "JOR").met, 0);
    responded_to(i, i->entry, ACK("SYR", "received"));
    assert_int_equal(owed(i, "acknowledged", "SYR").met, draft.n - 1); /* since the first of these */
    i->statements[1].moved_to = 7;                                     /* and so does what was said of it */
    assert_int_equal(owed(i, "acknowledged", "SYR").met, draft.n);
    i->statements[0].moved_to = 7;
    joined(i, FIRE("OBS", "02:30", TO("'SYR'")));
    assert_int_equal(owed(i, "acknowledged", "SYR").met, 0);
}

/* Also where the milestone is anybody's. */
static void what_anybody_may_say_counts_about_what_obliges(void **unused) {
    (void)unused;
    for (size_t n = 0; n < policy->milestone_count; n++)
        if (policy->milestones[n].word == word("acknowledged"))
            policy->milestones[n].conditions[0].from = FROM_ANY;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    uint64_t second = joined(i, FIRE("OBS", "02:10", TO("'JOR'")));
    responded_to(i, second, ACK("SYR", "received"));
    assert_int_equal(owed(i, "acknowledged", "SYR").met, 0);
    responded(i, ACK("SYR", "received"));
    assert_int_equal(owed(i, "acknowledged", "SYR").met, draft.n);
    assert_int_equal(owed(i, "acknowledged", "JOR").met, 0); /* nor by another */
}

/* In this case, and no other. */
static void a_response_counts_in_the_cases_it_was_given_in(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    responded(i, ACK("SYR", "received"));
    assert_int_not_equal(owed(i, "acknowledged", "SYR").met, 0);
    i->responses[0].cases = 2;
    assert_int_equal(owed(i, "acknowledged", "SYR").met, 0);
}

/* Of what a non-member said naming nobody, a party that reports the same itself has received. */
static void a_report_of_ones_own_is_receipt(void **unused) {
    static const struct {
        const char *first, *second;
        bool is_met;
    } table[] = {
        {FIRE("OBS", "02:00", ""), FIRE("ISR", "02:10", ""), true},
        {FIRE("ISR", "02:00", TO("'SYR'")), FIRE("OBS", "02:10", ""), true}, /* in whatever order */
        {FIRE("OBS", "02:00", TO("'ISR'")), FIRE("ISR", "02:10", ""), false},
        {FIRE("OBS", "02:00", ACCUSES("ISR")), FIRE("ISR", "02:10", ""), false},
        {FIRE("JOR", "02:00", ""), FIRE("ISR", "02:10", ""), false}, /* what a member said */
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        struct incident *i = opened(table[n].first, URGENT);
        uint64_t both = joined(i, table[n].second); /* from then on there is something to receive */
        assert_int_equal(owed(i, "acknowledged", "ISR").met, table[n].is_met ? both : 0);
        assert_int_equal(owed(i, "acknowledged", "SYR").met, 0);
        assert_int_equal(owed(i, "answered", NULL).met, 0);
    }
}

static void only_a_report_that_stands_is_receipt_and_of_all_that_obliges(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ""), URGENT);
    joined(i, FIRE("ISR", "02:10", ""));
    i->statements[1].withdrawn = true;
    assert_int_equal(owed(i, "acknowledged", "ISR").met, 0);
    i->statements[1].asks[i->statements[1].ask_count++] =
        (struct ask){.track = word("de-escalation"), .urgency = word("routine")}; /* which is kept */
    assert_int_equal(owed(i, "acknowledged", "ISR").met, 0);
    i->statements[1].withdrawn = false;
    i->statements[1].is_update = true;
    assert_int_equal(owed(i, "acknowledged", "ISR").met, 0);
    i->statements[1].is_update = false;
    assert_int_not_equal(owed(i, "acknowledged", "ISR").met, 0);
    joined(i, FIRE("OBS", "02:20", TO("'ISR'"))); /* that asks it by name */
    assert_int_equal(owed(i, "acknowledged", "ISR").met, 0);
}

static struct milestone *milestone_of(const char *text) {
    for (size_t n = 0; n < policy->milestone_count; n++)
        if (policy->milestones[n].word == word(text))
            return &policy->milestones[n];
    fail();
    return NULL;
}

/* It is no understanding, and no answer; of what several may reach, the receipt. */
static void a_report_of_ones_own_is_no_more_than_receipt(void **unused) {
    static struct milestone_condition is[] = {
        {.type = MESSAGE_ACK, .level = LEVEL_UNDERSTOOD, .from = FROM_OWING},
        {.type = MESSAGE_REPLY, .from = FROM_OWING},
        {.type = MESSAGE_ACK, .level = LEVEL_RECEIVED, .from = FROM_OWING}};
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ""), URGENT);
    uint64_t own = joined(i, FIRE("ISR", "02:10", ""));
    joined(i, FIRE("ISR", "02:20", ""));
    struct milestone *m = milestone_of("acknowledged");
    m->conditions = is;
    m->condition_count = 2;
    assert_int_equal(owed(i, "acknowledged", "ISR").met, 0);
    m->condition_count = 3;
    assert_int_equal(owed(i, "acknowledged", "ISR").met, own); /* the first of them */
    assert_true(owed(i, "acknowledged", "ISR").met_ms == INSTANT_NONE);
}

/* ---- what each side owes ---- */

static uint32_t disputed(struct incident *i, const char *by, const char *of, uint64_t entry) {
    begin_at(T0 + HOUR_MS);
    uint32_t k = case_open(&draft, i, word("dispute"), 1, BYTES("disputed"));
    i->cases[k].urgency = word("standard");
    i->cases[k].sides[0] = party(by);
    i->cases[k].sides[1] = of ? party(of) : 0;
    i->cases[k].disputes = entry;
    return k;
}

/* The members who opened the dispute and who said what it disputes, else whom that obliges. */
static void sides_are_who_disputes_and_who_said_it(void **unused) {
    static const struct {
        const char *by, *of; /* of NULL: of all that is said there */
        unsigned entry;      /* of the statements below */
        const char *sides[4];
    } table[] = {
        {"ISR", "SYR", 1, {"ISR", "SYR"}},
        {"OBS", "SYR", 1, {"SYR"}},
        {"JOR", "OBS", 0, {"JOR", "ISR", "USA"}},
        {"UNO", "OBS", 0, {"ISR", "USA"}}, /* JOR is named there, and not asked */
        {"ISR", NULL, 0, {"ISR", "USA", "SYR"}},
        {"UNO", NULL, 0, {"ISR", "USA", "SYR"}}, /* a member speaks for itself */
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        struct parties sides;
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'ISR','USA'") ACCUSES("JOR")), URGENT);
        joined(i, FIRE("SYR", "02:10", TO("'JOR'")));
        uint32_t k = disputed(i, table[n].by, table[n].of, i->statements[table[n].entry].entry);
        case_sides(policy, i, &i->cases[k], &sides);
        uint32_t count = 0;
        for (; count < 4 && table[n].sides[count]; count++) {
            assert_true(parties_have(&sides, party(table[n].sides[count])));
            assert_non_null(owed_in(i, k, "stated", table[n].sides[count]).spec);
        }
        assert_int_equal(sides.count, count);
    }
}

/* By the number of the incident, only what is in force. */
static void what_was_taken_back_makes_no_side(void **unused) {
    struct parties sides;
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'ISR'")), URGENT);
    joined(i, FIRE("SYR", "02:10", TO("'JOR'")));
    uint32_t k = disputed(i, "UNO", NULL, i->entry);
    unsaid(i, 0);
    unsaid(i, 1);
    case_sides(policy, i, &i->cases[k], &sides);
    assert_int_equal(sides.count, 0);
}

/* Its responses are its own, whatever statement they are about. */
static void a_side_meets_what_it_owes_in_the_dispute(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'ISR'")), URGENT);
    uint64_t second = joined(i, FIRE("SYR", "02:10", TO("'JOR'")));
    uint32_t k = disputed(i, "ISR", "SYR", second);
    responded_to(i, i->entry, SAYS("position", "SYR", "03:00", ",'stance':'reject'"));
    assert_int_equal(owed_in(i, k, "stated", "SYR").met, draft.n);
    assert_int_equal(owed_in(i, k, "stated", "ISR").met, 0);
}

/* Of a case that is no dispute: who reported first, if a member, and who is obliged. */
static void sides_of_another_case_are_the_reporter_and_the_obliged(void **unused) {
    struct parties sides;
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'JOR'")), URGENT);
    case_sides(policy, i, &i->cases[0], &sides);
    assert_int_equal(sides.count, 2);
    assert_true(parties_have(&sides, party("ISR")) && parties_have(&sides, party("JOR")));
    i = opened(FIRE("OBS", "02:00", TO("'JOR'")), URGENT);
    case_sides(policy, i, &i->cases[0], &sides);
    assert_int_equal(sides.count, 1);
}

/* ---- milestones of the case ---- */

/* (a) somebody whom its `by` admits has responded, and (b) so has every obliged party that another accuses.
 */
static void a_milestone_of_the_case_waits_for_who_is_accused(void **unused) {
    static const struct {
        const char *first;
        const char *replies[2]; /* in turn */
        bool is_met[2];
    } table[] = {
        {FIRE("OBS", "02:00", ""), {"SYR", NULL}, {true}},
        {FIRE("OBS", "02:00", TO("'SYR','JOR'")), {"JOR", NULL}, {true}},
        {FIRE("OBS", "02:00", ACCUSES("SYR")), {"JOR", "SYR"}, {false, true}}, /* it does not owe */
        {FIRE("OBS", "02:00", ACCUSES_TWO("SYR", "JOR")), {"JOR", "SYR"}, {false, true}},
        {FIRE("OBS", "02:00", TO("'SYR','JOR'") ACCUSES("SYR")), {"JOR", "SYR"}, {false, true}},
        {FIRE("OBS", "02:00", TO("'SYR','JOR'") ACCUSES("SYR")), {"SYR", NULL}, {true}},
        {FIRE("OBS", "02:00", TO("'JOR'") ACCUSES("SYR")), {"JOR", NULL}, {true}}, /* SYR is not obliged */
        {FIRE("OBS", "02:00", TO("'SYR','JOR'") HIT("SYR")), {"JOR", NULL}, {true}},
        {FIRE("SYR", "02:00", ACCUSES_TWO("SYR", "JOR")), {"JOR", NULL}, {true}}, /* by another, not itself */
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        struct incident *i = opened(table[n].first, URGENT);
        for (size_t r = 0; r < 2 && table[n].replies[r]; r++) {
            char reply[256];
            (void)snprintf(reply, sizeof reply, REPLY("%s"), table[n].replies[r]);
            responded(i, reply);
            assert_int_equal(owed(i, "answered", NULL).met, table[n].is_met[r] ? draft.n : 0);
        }
    }
}

/* By another's statement than the one that is answered, too. */
static void who_is_accused_elsewhere_is_waited_for(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'JOR'")), URGENT);
    responded(i, REPLY("JOR"));
    assert_int_not_equal(owed(i, "answered", NULL).met, 0);
    joined(i, FIRE("ISR", "02:10", ACCUSES("SYR")));
    assert_int_equal(owed(i, "answered", NULL).met, 0);
    i->statements[1].moved_to = 7;
    assert_int_not_equal(owed(i, "answered", NULL).met, 0);
}

static void who_need_not_owe_meets_it_at_once(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'") ACCUSES("SYR")), ROUTINE);
    responded(i, REPLY("JOR"));
    assert_int_equal(owed(i, "ruled", NULL).met, 0);
    responded(i, SAYS("finding", "USA/supervisor", "03:00", ",'finding':'upheld'"));
    assert_int_equal(owed(i, "ruled", NULL).met, draft.n);
}

static struct obligations owes_of(const struct incident *i) {
    struct obligations all;
    assert_true(case_obligations(policy, i, 0, &arena, &all));
    return all;
}

static void silent_of(const struct incident *i, word_id milestone, struct parties *out) {
    const struct obligations all = owes_of(i);
    obligations_silent(&all, milestone, out);
}

static void who_is_still_waited_for_is_silent(void **unused) {
    struct parties silent;
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ACCUSES_TWO("SYR", "JOR")), URGENT);
    silent_of(i, word("answered"), &silent);
    assert_int_equal(silent.count, 2);
    responded(i, REPLY("SYR"));
    silent_of(i, word("answered"), &silent);
    assert_int_equal(silent.count, 1);
    assert_int_equal(silent.list[0], party("JOR"));
    silent_of(i, word("ruled"), &silent); /* which whoever owes may end, too */
    assert_int_equal(silent.count, 1);
    i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'") ACCUSES("SYR")), URGENT);
    silent_of(i, word("answered"), &silent);
    assert_int_equal(silent.count, 1);       /* who is not accused need not answer */
    silent_of(i, word("convened"), &silent); /* whose `by` asks for nobody who owes */
    assert_int_equal(silent.count, 0);
}

/* ---- is it met in the case? ---- */

static bool has_met(const struct incident *i, const char *milestone) {
    const struct obligations all = owes_of(i);
    int64_t at_ms;
    return obligations_met(&all, word(milestone), &at_ms);
}

/* By all who owed then; who comes to owe later does not undo it. */
static void what_each_party_owes_is_met_with_the_last_of_them(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), URGENT);
    responded(i, REPLY("SYR")); /* of another milestone */
    assert_false(has_met(i, "acknowledged"));
    responded(i, ACK("SYR", "received"));
    assert_false(has_met(i, "acknowledged"));
    responded(i, SAYS("ack", "JOR", "03:01", ",'level':'received'"));
    assert_true(has_met(i, "acknowledged"));
    joined(i, FIRE("OBS", "03:10", TO("'ISR'")));
    assert_true(has_met(i, "acknowledged"));
    responded(i, SAYS("ack", "ISR", "03:11", ",'level':'received'"));
    const struct obligations all = owes_of(i);
    int64_t at_ms;
    assert_true(obligations_met(&all, word("acknowledged"), &at_ms));
    assert_int_equal(at_ms, T0 + 61 * MINUTE_MS); /* when all first had */
}

/* Also what is not owed here; but nothing that came before the urgency, or a close, asked. */
static void what_is_not_owed_may_be_met(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    assert_false(has_met(i, "convened"));
    responded(i, SAYS("meeting", "USA", "03:00", ",'held':'held'"));
    assert_true(has_met(i, "convened"));
    (void)joined_asking(i, FIRE("OBS", "02:20", TO("'SYR'")), URGENT);
    assert_false(has_met(i, "convened"));
    responded(i, SAYS("meeting", "USA", "03:00", ",'held':'held'"));
    assert_true(has_met(i, "convened"));
    case_close(&draft, i, 0, word("explained"));
    begin_at(T0 + 2 * HOUR_MS);
    case_reopen(&draft, i, 0, BYTES(""));
    assert_true(has_met(i, "convened"));
    joined(i, FIRE("OBS", "04:10", TO("'SYR'")));
    assert_false(has_met(i, "convened"));
}

static uint64_t clock_met(const struct incident *i, const struct clock *c, int64_t *met_ms) {
    const struct obligations all = owes_of(i);
    return obligations_clock_met(&all, c, met_ms);
}

/* Since it was set, for a clock that no urgency sets. */
static void a_clock_of_a_rule_is_met_by_what_comes_after_it(void **unused) {
    (void)unused;
    int64_t met_ms = INSTANT_NONE;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'") ACCUSES("SYR")), URGENT);
    responded(i, ACK("SYR", "acted"));
    struct clock of_party = {.milestone = word("done"), .party = party("SYR"), .set_entry = draft.n + 1};
    struct clock of_case = {.milestone = word("answered"), .set_entry = draft.n + 1};
    assert_int_equal(clock_met(i, &of_party, &met_ms), 0);
    responded(i, ACK("JOR", "acted"));
    assert_int_equal(clock_met(i, &of_party, &met_ms), 0); /* by another */
    responded(i, ACK("SYR", "acted"));
    assert_int_equal(clock_met(i, &of_party, &met_ms), draft.n);
    assert_int_equal(met_ms, T0 + HOUR_MS);
    assert_int_equal(clock_met(i, &of_case, &met_ms), 0);
    responded(i, REPLY("JOR"));
    assert_int_equal(clock_met(i, &of_case, &met_ms), 0); /* who is accused has not answered */
    responded(i, REPLY("SYR"));
    assert_int_equal(clock_met(i, &of_case, &met_ms), draft.n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(a_party_meets_what_it_owes_about_what_obliges_it),
        T(what_anybody_may_say_counts_about_what_obliges),
        T(a_response_counts_in_the_cases_it_was_given_in),
        T(a_report_of_ones_own_is_receipt),
        T(only_a_report_that_stands_is_receipt_and_of_all_that_obliges),
        T(a_report_of_ones_own_is_no_more_than_receipt),
        T(sides_are_who_disputes_and_who_said_it),
        T(what_was_taken_back_makes_no_side),
        T(a_side_meets_what_it_owes_in_the_dispute),
        T(sides_of_another_case_are_the_reporter_and_the_obliged),
        T(a_milestone_of_the_case_waits_for_who_is_accused),
        T(who_is_accused_elsewhere_is_waited_for),
        T(who_need_not_owe_meets_it_at_once),
        T(who_is_still_waited_for_is_silent),
        T(what_each_party_owes_is_met_with_the_last_of_them),
        T(what_is_not_owed_may_be_met),
        T(a_clock_of_a_rule_is_met_by_what_comes_after_it),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
