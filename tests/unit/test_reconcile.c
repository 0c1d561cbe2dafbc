/* test_reconcile.c: clocks and milestones follow from what is owed: in one place, after every change. Who is
 * told of it is test_told.c. */
#define DRAFT_POLICY "tests/fixtures/obligations"
#include "draft_fixture.h"

#include <state/fields.h>

#define MINUTES *MINUTE_MS
#define ROUTINE "de-escalation", "routine"
#define URGENT  "de-escalation", "urgent"

#define ACK(from, time)   SAYS("ack", from, time, ",'level':'received'")
#define REPLY(from, time) SAYS("reply", from, time, "")

static struct clock *ack_of(const struct incident *i, const char *party) {
    return clock_last(i, 0, "acknowledged", party);
}

static struct clock *answer_of(const struct incident *i) {
    return clock_last(i, 0, "answered", NULL);
}

static int64_t met_ms(const struct incident *i, const char *milestone) {
    for (uint32_t n = 0; n < i->cases[0].met_count; n++)
        if (i->cases[0].met[n].milestone == word(milestone))
            return i->cases[0].met[n].at_ms;
    return INSTANT_NONE;
}

/* Steps in the order of time, as a step of the schedule does it. */
static void fire(struct clock *c) {
    word_id rungs[STEP_RUNGS_MAX];
    (void)clock_fire(c, clock_next_ms(c), rungs);
}

/* ---- clocks ---- */

static void what_is_owed_and_does_not_run_is_set_from_now(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    joined(i, FIRE("OBS", "02:10", TO("'JOR'")));
    assert_int_equal(ack_of(i, "SYR")->set_ms, T0);
    assert_int_equal(ack_of(i, "JOR")->set_ms, T0 + 10 MINUTES);
    assert_int_equal(ack_of(i, "JOR")->due_ms, T0 + 15 MINUTES);
    assert_int_equal(ack_of(i, "JOR")->set_entry, draft.n);
    assert_null(ack_of(i, "ISR"));
    assert_int_equal(i->cases[0].clock_count, 3);
}

static void twice_is_once(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    responded(i, ACK("SYR", "02:01"));
    const struct kase before = i->cases[0];
    i->cases[0].changed = 0;
    assert_int_equal(reconciled(i, T0 + 10 MINUTES), 0);
    assert_int_equal(i->cases[0].clock_count, before.clock_count);
    assert_int_equal(i->cases[0].met_count, before.met_count);
    assert_int_equal(i->cases[0].changed, 0);
    assert_int_equal(draft.touched_count, 0);
    assert_string_equal(told(), "");
}

/* Overdue or not. */
static void what_is_owed_no_more_is_cancelled(void **unused) {
    (void)unused;
    for (int overdue = 0; overdue < 2; overdue++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
        (void)joined_asking(i, FIRE("OBS", "02:01", TO("'JOR'")), URGENT);
        if (overdue)
            fire(ack_of(i, "SYR"));
        unsaid(i, 0);
        reconciled(i, T0 + 20 MINUTES);
        assert_int_equal(draft.touched_count, 1);
        assert_int_equal(ack_of(i, "SYR")->state, CLOCK_CANCELLED);
        assert_int_equal(ack_of(i, "SYR")->ended_ms, T0 + 20 MINUTES);
        assert_int_equal(ack_of(i, "JOR")->state, CLOCK_RUNNING);
        assert_int_equal(answer_of(i)->state, CLOCK_RUNNING);
        assert_int_equal(answer_of(i)->set_ms, T0);
    }
}

static void what_is_met_ends(void **unused) {
    (void)unused;
    for (int overdue = 0; overdue < 2; overdue++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), URGENT);
        if (overdue)
            fire(ack_of(i, "SYR"));
        assert_int_equal(responded(i, ACK("SYR", "02:10")), 1);
        assert_int_equal(ack_of(i, "SYR")->state, overdue ? CLOCK_MET_LATE : CLOCK_MET);
        assert_int_equal(ack_of(i, "SYR")->ended_ms, T0 + 10 MINUTES);
        assert_int_equal(ack_of(i, "JOR")->state, CLOCK_RUNNING);
        assert_int_equal(responded(i, ACK("JOR", "02:11")), 2); /* the clock, and the milestone of all */
    }
}

/* Owed no more, rather than met: what came over with a merge may have been said before it was asked here. */
static void what_was_met_before_its_clock_was_set_is_cancelled(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), URGENT);
    ack_of(i, "SYR")->set_ms = T0 + 11 MINUTES;
    assert_int_equal(responded(i, ACK("SYR", "02:10")), 0);
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_CANCELLED);
    ack_of(i, "JOR")->set_ms = T0 + 10 MINUTES;
    i->cases[0].changed = 0;
    assert_int_equal(responded(i, ACK("JOR", "02:10")), 2); /* at the very instant, it is met */
    assert_int_equal(ack_of(i, "JOR")->state, CLOCK_MET);
    assert_true(i->cases[0].changed & CASE_CHANGED_CLOCKS);
}

/* Of receipt by a report of one's own the instant is when it is noticed. */
static void an_own_report_ends_the_clock(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", ""), URGENT);
    joined(i, FIRE("ISR", "02:02", ""));
    assert_int_equal(ack_of(i, "ISR")->state, CLOCK_MET);
    assert_int_equal(ack_of(i, "ISR")->ended_ms, T0 + 2 MINUTES);
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_RUNNING);
}

static void a_graver_urgency_keeps_what_comes_earlier(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    assert_int_equal(i->cases[0].urgency, word("urgent"));
    assert_int_equal(ack_of(i, "SYR")->due_ms, T0 + 15 MINUTES);
    assert_int_equal(answer_of(i)->due_ms, T0 + 40 MINUTES);
    assert_int_equal(answer_of(i)->set_ms, T0);
    assert_int_equal(i->cases[0].clock_count, 3); /* no setting of their own; `ruled` as before */
    i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:58", TO("'SYR'")), URGENT);
    assert_int_equal(ack_of(i, "SYR")->due_ms, T0 + 60 MINUTES); /* that stood, and is earlier */
}

/* What was acknowledged is asked for once more: in a row of its own. */
static void a_graver_urgency_asks_anew_for_what_was_met(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    responded(i, ACK("SYR", "02:01"));
    assert_int_equal(met_ms(i, "acknowledged"), T0 + 1 MINUTES);
    (void)joined_asking(i, FIRE("OBS", "02:02", TO("'SYR'")), URGENT);
    assert_int_equal(i->cases[0].clock_count, 4);
    assert_int_equal(i->cases[0].clocks[0].state, CLOCK_MET);
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_RUNNING);
    assert_int_equal(ack_of(i, "SYR")->due_ms, T0 + 7 MINUTES); /* from now */
    assert_true(met_ms(i, "acknowledged") == INSTANT_NONE);     /* while it is owed anew */
    responded(i, ACK("SYR", "02:12"));
    assert_int_equal(met_ms(i, "acknowledged"), T0 + 12 MINUTES);
}

static void a_less_grave_urgency_is_as_first_set(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    fire(ack_of(i, "SYR"));
    unsaid(i, 1);
    reconciled(i, T0 + 20 MINUTES);
    assert_int_equal(i->cases[0].urgency, word("routine"));
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_RUNNING);
    assert_int_equal(ack_of(i, "SYR")->due_ms, T0 + 60 MINUTES);
    assert_int_equal(ack_of(i, "SYR")->rung, word("alternate")); /* what was called stays called */
    assert_int_equal(answer_of(i)->due_ms, T0 + 24 * HOUR_MS);
    assert_int_equal(i->cases[0].clock_count, 3);
}

static void a_less_grave_urgency_is_from_now_where_that_is_past(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    unsaid(i, 1);
    reconciled(i, T0 + 60 MINUTES);
    assert_int_equal(i->cases[0].clocks[0].state, CLOCK_CANCELLED);
    assert_int_equal(ack_of(i, "SYR")->set_ms, T0 + 60 MINUTES);
    assert_int_equal(ack_of(i, "SYR")->due_ms, T0 + 120 MINUTES);
    assert_int_equal(i->cases[0].clock_count, 4);
}

/* As first set, in a row of its own; from now where that is past. */
static void what_is_no_longer_met_is_set_once_more(void **unused) {
    static const int64_t at_minutes[] = {29, 30}, due_minutes[] = {30, 60};
    (void)unused;
    for (size_t n = 0; n < 2; n++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
        responded(i, REPLY("SYR", "02:10"));
        i->responses[0].cases = i->responses[1].cases = 0;
        reconciled(i, T0 + at_minutes[n] MINUTES);
        assert_int_equal(i->cases[0].clocks[1].state, CLOCK_MET);
        assert_int_equal(answer_of(i)->state, CLOCK_RUNNING);
        assert_int_equal(answer_of(i)->due_ms, T0 + due_minutes[n] MINUTES);
        assert_false(is_met(i, 0, "answered"));
        assert_int_equal(clock_last(i, 0, "reported", NULL)->state, CLOCK_CANCELLED); /* what came after it */
    }
}

/* What runs since the answer goes on when that is asked anew: by the first death, or of one accused later. */
static void what_has_begun_goes_on(void **unused) {
    static const char *const further[] = {
        FIRE("OBS", "02:20", TO("'SYR'") ",'harm':{'killed':1}"),
        FIRE("OBS", "02:20", TO("'JOR'") ",'actors':[{'party':'JOR','role':'actor'}]")};
    (void)unused;
    policy->first_death = true;
    for (size_t n = 0; n < 2; n++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
        responded(i, REPLY("SYR", "02:10"));
        int64_t due_ms = clock_last(i, 0, "reported", NULL)->due_ms;
        (void)joined_asking(i, further[n], URGENT);
        assert_false(is_met(i, 0, "answered"));
        assert_int_equal(clock_last(i, 0, "reported", NULL)->state, CLOCK_RUNNING);
        assert_int_equal(clock_last(i, 0, "reported", NULL)->due_ms, due_ms);
    }
}

/* It was cancelled where a merge took it along, and what it waited for was said there. */
static void what_was_met_while_it_did_not_run_is_met(void **unused) {
    (void)unused;
    for (int late = 0; late < 2; late++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
        int64_t minutes = late ? 5 : 4;
        clock_end(ack_of(i, "SYR"), CLOCK_CANCELLED, T0 + 1 MINUTES);
        responded(i, late ? ACK("SYR", "02:05") : ACK("SYR", "02:04"));
        assert_int_equal(ack_of(i, "SYR")->state, late ? CLOCK_MET_LATE : CLOCK_MET);
        assert_int_equal(ack_of(i, "SYR")->ended_ms, T0 + minutes MINUTES);
        assert_int_equal(i->cases[0].clock_count, 2);
    }
}

/* From its setting on: by entry, and by instant. */
static void what_was_said_before_it_ran_does_not_meet_it(void **unused) {
    static const struct {
        uint64_t set_later; /* entries */
        int64_t set_ms;
        bool is_met;
    } table[] = {{0, T0 + 4 MINUTES, true}, {0, T0 + 4 MINUTES + 1, false}, {9, T0, false}};
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
        struct clock *c = ack_of(i, "SYR");
        clock_end(c, CLOCK_CANCELLED, T0 + 5 MINUTES);
        c->set_entry += table[n].set_later;
        c->set_ms = table[n].set_ms;
        c->changed = i->cases[0].changed = 0;
        responded(i, ACK("SYR", "02:04"));
        assert_int_equal(c->state, table[n].is_met ? CLOCK_MET : CLOCK_CANCELLED);
        assert_int_equal(c->changed, table[n].is_met ? CLOCK_CHANGED_STATE | CLOCK_CHANGED_ENDED : 0);
        assert_int_equal(!!(i->cases[0].changed & CASE_CHANGED_CLOCKS), table[n].is_met);
    }
}

/* What was cancelled is owed again. */
static void what_is_owed_again_is_set_from_now(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    i->statements[0].moved_to = 7;
    reconciled(i, T0 + 1 MINUTES);
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_CANCELLED);
    i->statements[0].moved_to = 0;
    reconciled(i, T0 + 2 MINUTES);
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_RUNNING);
    assert_int_equal(ack_of(i, "SYR")->set_ms, T0 + 2 MINUTES);
    assert_int_equal(ack_of(i, "SYR")->due_ms, T0 + 7 MINUTES);
}

static void each_case_follows(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    asked(i, "intelligence", "routine");
    cases_open_asked(&draft, i, NULL, BYTES(""));
    reconciled(i, T0 + 1 MINUTES);
    assert_non_null(clock_last(i, 1, "settled", NULL));
    assert_int_equal(responded(i, SAYS("note", "SYR", "02:02", ",'milestone':'closed'")), 3);
}

static void in_a_closed_case_nothing_follows(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    case_close(&draft, i, 0, word("explained"));
    joined(i, FIRE("OBS", "02:10", TO("'JOR'")));
    assert_int_equal(i->cases[0].clock_count, 2);
    assert_string_equal(told(), "");
}

/* ---- clocks that no urgency sets ---- */

/* As one that a rule added: met by what comes after it, and owed until then. */
static void a_clock_of_an_earlier_policy_goes_on(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    ack_of(i, "SYR")->milestone = word("done");
    reconciled(i, T0 + 1 MINUTES);
    assert_int_equal(clock_last(i, 0, "done", "SYR")->state, CLOCK_RUNNING);
    responded(i, SAYS("ack", "SYR", "02:02", ",'level':'acted'"));
    assert_int_equal(clock_last(i, 0, "done", "SYR")->state, CLOCK_MET);
    i->cases[0].track = word("explained"); /* nor has it the track */
    answer_of(i)->state = CLOCK_RUNNING;
    reconciled(i, T0 + 3 MINUTES);
    assert_int_equal(answer_of(i)->state, CLOCK_RUNNING);
    assert_int_equal(i->cases[0].urgency, word("urgent"));
}

/* What only a less grave urgency sets ends with it. */
static void what_another_urgency_set_is_cancelled(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    assert_int_equal(clock_last(i, 0, "ruled", NULL)->state, CLOCK_RUNNING);
    unsaid(i, 0);
    reconciled(i, T0 + 20 MINUTES);
    assert_int_equal(clock_last(i, 0, "ruled", NULL)->state, CLOCK_CANCELLED);
    assert_int_equal(answer_of(i)->state, CLOCK_RUNNING);
}

/* When a case ends by itself is asked for like all else, but once. */
static void an_expiry_is_set_once(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "intelligence", "routine");
    (void)joined_asking(i, FIRE("ISR", "02:10", ""), "intelligence", "urgent");
    unsaid(i, 0);
    reconciled(i, T0 + HOUR_MS);
    struct clock *c = clock_last(i, 0, "closed", NULL);
    assert_int_equal(c->state, CLOCK_CANCELLED);
    i = opened(FIRE("ISR", "02:00", ""), "intelligence", "routine");
    responded(i, SAYS("note", "SYR", "02:10", ",'milestone':'closed'"));
    assert_int_equal(clock_last(i, 0, "closed", NULL)->state, CLOCK_MET); /* but it may be met */
    i = opened(FIRE("ISR", "02:00", ""), "intelligence", "routine");
    clock_end(clock_last(i, 0, "closed", NULL), CLOCK_EXPIRED, T0 + 30 * DAY_MS);
    reconciled(i, T0 + 30 * DAY_MS);
    assert_int_equal(i->cases[0].clock_count, 2); /* expired, it is not set again */
    case_close(&draft, i, 0, word("shared"));
    begin_at(T0 + 31 * DAY_MS);
    case_reopen(&draft, i, 0, BYTES("reopened"));
    (void)incident_reconcile(&draft, i);
    assert_int_equal(clock_last(i, 0, "closed", NULL)->state,
                     CLOCK_RUNNING); /* but in a case that is open again */
}

/* Of a milestone that the track does not have, or has: by what comes after its setting. */
static void a_clock_of_a_rule_is_met_once(void **unused) {
    static const char *const milestones[] = {"done", "acknowledged"};
    (void)unused;
    for (size_t n = 0; n < 2; n++) {
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
        struct clock_spec spec = {.milestone = word(milestones[n]),
                                  .each = EACH_PARTY,
                                  .has_due = true,
                                  .due = {ANCHOR_SET, 20 MINUTES}};
        clock_end(ack_of(i, "SYR"), CLOCK_CANCELLED, T0);
        case_add_clock(&draft, i, 0, &spec);
        struct clock *c = clock_last(i, 0, milestones[n], "SYR");
        uint32_t place = (uint32_t)(c - i->cases[0].clocks);
        assert_true(c->by_rule);
        (void)joined_asking(i, FIRE("OBS", "02:01", TO("'SYR'")), URGENT);
        c = &i->cases[0].clocks[place];
        assert_int_equal(c->due_ms, T0 + 20 MINUTES); /* whatever the urgency */
        responded(i, SAYS("ack", "SYR", "02:10", ",'level':'acted'"));
        c = &i->cases[0].clocks[place];
        assert_int_equal(c->state, CLOCK_MET);
        uint32_t count = i->cases[0].clock_count;
        i->response_count = 0;
        unsaid(i, 1);
        reconciled(i, T0 + 11 MINUTES);
        assert_int_equal(i->cases[0].clocks[place].state, CLOCK_MET);
        assert_int_equal(i->cases[0].clock_count, count + 1); /* what the case itself owes is set again */
        assert_false(i->cases[0].clocks[count].by_rule);
        assert_int_equal(i->cases[0].clocks[count].milestone, word("acknowledged"));
    }
}

/* That of another event stays, also where nobody asks it of the party any more. */
static void a_clock_of_a_rule_goes_with_what_it_was_proposed_for(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    struct clock_spec spec = {
        .milestone = word("done"), .each = EACH_PARTY, .has_due = true, .due = {ANCHOR_SET, HOUR_MS}};
    case_add_clock(&draft, i, 0, &spec);
    unsaid(i, 0);
    reconciled(i, T0 + 10 MINUTES);
    assert_int_equal(clock_last(i, 0, "done", "SYR")->state, CLOCK_CANCELLED);
    assert_int_equal(ack_of(i, "SYR")->state, CLOCK_CANCELLED);
    i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    begin_at(T0 + 1 MINUTES);
    case_add_clock(&draft, i, 0, &spec);
    unsaid(i, 0);
    reconciled(i, T0 + 10 MINUTES);
    assert_int_equal(clock_last(i, 0, "done", "SYR")->state, CLOCK_RUNNING);
}

/* ---- urgency, severity, milestones ---- */

static void severity_and_urgency_follow(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), ROUTINE);
    (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
    i->statements[0].severity = 2;
    i->statements[1].severity = 4;
    i->changed = i->cases[0].changed = 0;
    reconciled(i, T0 + 10 MINUTES);
    assert_int_equal(i->severity, 4);
    assert_int_equal(i->changed, INCIDENT_CHANGED_SEVERITY);
    assert_int_equal(draft.touched_count, 1);
    unsaid(i, 1);
    reconciled(i, T0 + 11 MINUTES);
    assert_int_equal(i->severity, 2);
    assert_int_equal(i->cases[0].urgency, word("routine"));
    assert_true(i->cases[0].changed & CASE_CHANGED_URGENCY);
    assert_true(i->cases[0].changed & CASE_CHANGED_CLOCKS);
}

/* What was met before keeps its instant, whoever responds later. */
static void a_milestone_is_met_since_it_first_was(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), URGENT);
    responded(i, REPLY("SYR", "02:10"));
    assert_int_equal(met_ms(i, "answered"), T0 + 10 MINUTES);
    responded(i, REPLY("SYR", "02:20"));
    assert_int_equal(met_ms(i, "answered"), T0 + 10 MINUTES);
    uint32_t cases = i->responses[0].cases;
    i->responses[0].cases = 0;
    reconciled(i, T0 + 25 MINUTES);
    assert_true(met_ms(i, "answered") == INSTANT_NONE);
    i->responses[0].cases = cases; /* as it comes back with a statement */
    i->cases[0].changed = 0;
    reconciled(i, T0 + 26 MINUTES);
    assert_int_equal(met_ms(i, "answered"), T0 + 10 MINUTES);
    assert_true(i->cases[0].changed & CASE_CHANGED_MET);
    responded(i, SAYS("meeting", "USA", "02:30", ",'held':'held'")); /* also what the case does not owe */
    assert_int_equal(met_ms(i, "convened"), T0 + 30 MINUTES);
    assert_int_equal(i->cases[0].met_count, 3); /* and `ruled`, each once */
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(what_is_owed_and_does_not_run_is_set_from_now),
        T(twice_is_once),
        T(what_is_owed_no_more_is_cancelled),
        T(what_is_met_ends),
        T(what_was_met_before_its_clock_was_set_is_cancelled),
        T(an_own_report_ends_the_clock),
        T(a_graver_urgency_keeps_what_comes_earlier),
        T(a_graver_urgency_asks_anew_for_what_was_met),
        T(a_less_grave_urgency_is_as_first_set),
        T(a_less_grave_urgency_is_from_now_where_that_is_past),
        T(what_is_no_longer_met_is_set_once_more),
        T(what_has_begun_goes_on),
        T(what_was_met_while_it_did_not_run_is_met),
        T(what_was_said_before_it_ran_does_not_meet_it),
        T(what_is_owed_again_is_set_from_now),
        T(each_case_follows),
        T(in_a_closed_case_nothing_follows),
        T(a_clock_of_an_earlier_policy_goes_on),
        T(what_another_urgency_set_is_cancelled),
        T(an_expiry_is_set_once),
        T(a_clock_of_a_rule_is_met_once),
        T(a_clock_of_a_rule_goes_with_what_it_was_proposed_for),
        T(severity_and_urgency_follow),
        T(a_milestone_is_met_since_it_first_was),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
