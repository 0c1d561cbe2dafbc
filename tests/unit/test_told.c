/* test_told.c: who is asked and told when clocks follow from what is owed (test_reconcile.c), and why. */
#define DRAFT_POLICY "tests/fixtures/obligations"
#include "draft_fixture.h"

#define MINUTES *MINUTE_MS
#define ROUTINE "de-escalation", "routine"
#define URGENT  "de-escalation", "urgent"

#define ACK(from, time)   SAYS("ack", from, time, ",'level':'received'")
#define REPLY(from, time) SAYS("reply", from, time, "")

static void who_comes_to_owe_is_asked_alone(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/liaison");
    joined(i, FIRE("OBS", "02:10", TO("'JOR'")));
    assert_string_equal(told(), "request-ack JOR/liaison");
    assert_true(bytes_is(draft.actions[0].because, "a further report"));
    joined(i, FIRE("OBS", "02:20", TO("'JOR'")));
    assert_string_equal(told(), "");
}

static void all_are_asked_where_it_is_graver(void **unused) {
    (void)unused;
    for (int before = 0; before < 2; before++) { /* whether they acknowledged before or not */
        struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), ROUTINE);
        if (before) {
            responded(i, ACK("SYR", "02:01"));
            responded(i, ACK("JOR", "02:02"));
        }
        (void)joined_asking(i, FIRE("OBS", "02:10", TO("'SYR'")), URGENT);
        assert_string_equal(told(),
                            "notify USA/supervisor, request-ack SYR/liaison, request-ack JOR/liaison");
        unsaid(i, 1);
        reconciled(i, T0 + 11 MINUTES);
        assert_string_equal(told(), ""); /* less grave, nobody is */
    }
}

/* With what the case says, once. */
static void all_are_told_where_the_case_says_why(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    responded(i, ACK("SYR", "02:01"));
    i->cases[0].because = BYTES("looked at again");
    reconciled(i, T0 + 10 MINUTES);
    assert_string_equal(told(), "notify USA/supervisor, notify SYR/liaison"); /* it has acknowledged */
    assert_true(bytes_is(draft.actions[1].because, "looked at again"));
    reconciled(i, T0 + 11 MINUTES);
    assert_string_equal(told(), "");
}

/* Without a message, without a reason of the case. */
static void what_is_asked_again_says_so(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    responded(i, ACK("SYR", "02:01"));
    i->response_count = 0;
    reconciled(i, T0 + 2 MINUTES);
    assert_string_equal(told(), "request-ack SYR/liaison");
    assert_true(bytes_is(draft.actions[0].because, "asked anew"));
    responded(i, ACK("SYR", "02:03"));
    i->response_count = 0;
    responded(i, SAYS("note", "SYR", "02:04", "")); /* nor with a message that is no reason */
    assert_string_equal(told(), "request-ack SYR/liaison");
    assert_true(bytes_is(draft.actions[0].because, "asked anew"));
}

/* Where the case itself owes it, all who are obliged; and what else is owed asks nobody to acknowledge. */
static void acknowledgement_is_asked_of_those_who_owe_it(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR','JOR'")), URGENT);
    for (size_t t = 0; t < policy->track_count; t++)
        for (size_t u = 0; u < policy->tracks[t].urgency_count; u++)
            for (size_t c = 0; c < policy->tracks[t].urgencies[u].clock_count; c++)
                if (policy->tracks[t].urgencies[u].clocks[c].milestone == word("acknowledged"))
                    policy->tracks[t].urgencies[u].clocks[c].each = EACH_CASE;
    reconciled(i, T0 + 1 MINUTES);
    assert_string_equal(told(), "request-ack SYR/liaison, request-ack JOR/liaison");
    uint32_t k = case_open(&draft, i, word("dispute"), 1, BYTES(""));
    i->cases[k].sides[0] = party("JOR");
    i->cases[k].sides[1] = party("ISR");
    reconciled(i, T0 + 2 MINUTES);
    i->cases[k].sides[1] = party("SYR");
    reconciled(i, T0 + 3 MINUTES);
    assert_non_null(clock_last(i, k, "stated", "SYR"));
    assert_string_equal(told(), "");
}

/* What begins with another milestone sends its copies when it begins. */
static void copies_go_out_with_what_begins_later(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("OBS", "02:00", TO("'SYR'")), URGENT);
    responded(i, ACK("SYR", "02:01"));
    assert_string_equal(told(), "");
    responded(i, REPLY("SYR", "02:10"));
    assert_string_equal(told(), "notify USA/supervisor, notify SYR/alternate");
    assert_true(draft.actions[0].copy);
    assert_int_equal(clock_last(i, 0, "reported", NULL)->set_ms, T0 + 10 MINUTES);
    reconciled(i, T0 + 11 MINUTES);
    assert_string_equal(told(), ""); /* and not again */
}

/* It is addressed, and not obliged: told, or where it is kept from it, the sender hears so. */
static void who_is_addressed_is_told_where_the_case_opens(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'UNO','SYR'")), URGENT);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/liaison, notify UNO/liaison");
    joined(i, FIRE("ISR", "02:10", TO("'UNO','SYR'")));
    assert_string_equal(told(), "notify UNO/liaison"); /* SYR knows, and is not asked again */
    (void)opened(FIRE("ISR", "02:00", TO("'SYR','JOR'") ",'marking':{'rel_to':['SYR','USA']}"), URGENT);
    assert_string_equal(told(), "notify USA/supervisor, request-ack SYR/liaison, withhold ISR/liaison");
}

static void rung_called(struct incident *i, const char *rung, const char *owes) {
    begin_at(T0 + 30 MINUTES);
    (void)draft_call(&draft, VERB_ESCALATE, i, 0, word(rung), owes ? party(owes) : 0, BYTES("late"));
}

/* Never a lower one, and the reason says so: who may owe need not have every role. */
static void who_lacks_a_rung_is_called_as_the_next_above(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'UNO','SYR'")), URGENT);
    rung_called(i, "alternate", "SYR");
    assert_string_equal(told(), "escalate SYR/alternate");
    assert_true(bytes_is(draft.actions[0].because, "late"));
    rung_called(i, "alternate", "UNO");
    assert_string_equal(told(), "escalate USA/head");
    assert_true(bytes_is(draft.actions[0].because, "late; UNO has no alternate"));
    rung_called(i, "liaison", "UNO");
    assert_string_equal(told(), "escalate UNO/liaison");
}

/* Of the parties involved, or of more by the rule's word. */
static void a_rung_is_told_of_those_whom_the_rule_means(void **unused) {
    static const struct {
        enum role_scope scope;
        const char *told;
    } table[] = {{SCOPE_INVOLVED, "notify SYR/head, notify ISR/head"},
                 {SCOPE_MEMBERS, "notify SYR/head, notify ISR/head, notify JOR/head"},
                 {SCOPE_EVERY, "notify SYR/head, notify ISR/head, notify JOR/head, notify USA/head"}};
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", TO("'SYR'")), URGENT);
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        begin_at(T0 + 30 MINUTES);
        draft_tell_rung(&draft, VERB_NOTIFY, i, 0, word("head"), table[n].scope, BYTES("told"));
        assert_string_equal(told(), table[n].told);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(who_comes_to_owe_is_asked_alone),
        T(all_are_asked_where_it_is_graver),
        T(all_are_told_where_the_case_says_why),
        T(what_is_asked_again_says_so),
        T(acknowledgement_is_asked_of_those_who_owe_it),
        T(copies_go_out_with_what_begins_later),
        T(who_is_addressed_is_told_where_the_case_opens),
        T(who_lacks_a_rung_is_called_as_the_next_above),
        T(a_rung_is_told_of_those_whom_the_rule_means),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
