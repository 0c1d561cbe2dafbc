/* test_draft.c: whom an entry tells what: once, with every reason, and nobody from whom it is kept. */
#include "draft_fixture.h"

static struct incident *fire(const char *more) {
    char text[512];
    (void)snprintf(text, sizeof text, FIRE("ISR", "02:00", "%s"), more);
    struct incident *i = opened(text, NULL, NULL);
    begin_at(T0);
    return i;
}

static void tell(struct incident *i, const char *code, const char *because) {
    draft_tell(&draft, VERB_NOTIFY, i, 0, party(code), bytes_of(because));
}

static void one_who_is_told_twice_hears_both_reasons_once(void **unused) {
    (void)unused;
    struct incident *i = fire("");
    tell(i, "SYR", "a rocket");
    tell(i, "SYR", "somebody is hurt");
    tell(i, "SYR", "a rocket");
    tell(i, "SYR", "a fire; a rocket");
    assert_string_equal(told(), "notify SYR/liaison");
    assert_true(bytes_is(draft.actions[0].because, "a rocket; somebody is hurt; a fire"));
}

static void a_reason_says_more_than_a_copy(void **unused) {
    (void)unused;
    struct incident *i = fire("");
    draft_copy(&draft, i, 0, word("supervisor"));
    assert_true(draft.actions[0].copy);
    draft_tell_role(&draft, VERB_NOTIFY, i, 0, (struct address){party("USA"), BYTES("supervisor")},
                    BYTES("asked for"));
    assert_string_equal(told(), "notify USA/supervisor");
    assert_false(draft.actions[0].copy);
    draft_copy(&draft, i, 0, word("supervisor"));
    assert_false(draft.actions[0].copy);
}

static void of_what_is_kept_from_a_party_its_reporters_are_told(void **unused) {
    (void)unused;
    struct incident *i = fire(",'marking':{'rel_to':['USA']}");
    tell(i, "SYR", "a rocket");
    tell(i, "USA", "a rocket");
    assert_string_equal(told(), "withhold ISR/liaison, notify USA/liaison");
    assert_true(bytes_is(draft.actions[0].because, "not released to SYR"));
}

/* So is what a message says by itself, of whatever incident it is. */
static void of_a_message_that_is_kept_from_a_party_its_sender_is_told(void **unused) {
    (void)unused;
    struct incident *i = fire("");
    begin(FIRE("ISR", "02:10", ",'marking':{'rel_to':['OBS','USA']}"), NULL);
    tell(i, "SYR", "a rocket");
    tell(i, "OBS", "a rocket");
    tell(i, "USA", "a rocket");
    assert_string_equal(told(), "withhold ISR/liaison, notify OBS/liaison, notify USA/liaison");
    begin(FIRE("ISR", "02:10", ",'marking':{'rel_to':['OBS','USA']}"), NULL);
    tell(i, "ISR", "a rocket"); /* the sender itself may hear of it */
    assert_string_equal(told(), "notify ISR/liaison");
}

static void a_rung_calls_its_holders(void **unused) {
    (void)unused;
    struct incident *i = fire("");
    draft_call(&draft, VERB_ESCALATE, i, 0, word("head"), party("SYR"), BYTES("late"));
    assert_string_equal(told(), "escalate SYR/head");
    begin_at(T0);
    draft_call(&draft, VERB_ESCALATE, i, 0, word("head"), 0, BYTES("late"));
    assert_string_equal(told(), "escalate SYR/head, escalate ISR/head"); /* who owes first */
    begin_at(T0);
    draft_call(&draft, VERB_ESCALATE, i, 0, word("supervisor"), party("SYR"), BYTES("late"));
    assert_string_equal(told(), "escalate USA/supervisor"); /* whoever is late */
    assert_int_equal(draft.actions[0].rung, word("supervisor"));
    begin_at(T0);
    draft_call(&draft, VERB_NOTIFY, i, 0, word("supervisor"), 0, BYTES("told"));
    assert_int_equal(draft.actions[0].rung, 0); /* who is only told is not called */
    begin_at(T0);
    draft_call(&draft, VERB_ESCALATE, i, 0, word("principals"), 0, BYTES("late"));
    assert_string_equal(told(), "escalate SYR/principals, escalate ISR/principals, escalate USA/principals");
}

/* A party that has no such role hears it as a bare party. */
/* Of a step for nobody in particular: of the members involved, the supervisor only where it is obliged; of
 * all others, where nobody is involved. */
static void a_rung_calls_whom_its_role_says(void **unused) {
    static const struct {
        const char *to;
        enum role_scope called;
        const char *told;
    } table[] = {
        {"SYR", SCOPE_INVOLVED, "escalate SYR/head"},
        {"USA", SCOPE_INVOLVED, "escalate USA/head"},
        {"SYR", SCOPE_WITH_SUPERVISOR, "escalate SYR/head, escalate USA/head"},
        {"SYR", SCOPE_MEMBERS, "escalate SYR/head, escalate ISR/head"},
        {"SYR", SCOPE_EVERY, "escalate SYR/head, escalate ISR/head, escalate USA/head"},
        {NULL, SCOPE_INVOLVED, "escalate ISR/head, escalate SYR/head"}, /* nobody is involved */
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        char more[256];
        struct incident facts;
        for (size_t r = 0; r < policy->role_count; r++)
            if (policy->roles[r].word == word("head"))
                policy->roles[r].called = table[n].called;
        (void)snprintf(more, sizeof more, FIRE("OBS", "02:00", ",'to':['%s']"),
                       table[n].to ? table[n].to : "OBS");
        begin(more, &facts);
        struct incident *i = incident_open(&draft, &facts);
        i->statements[0].withdrawn = !table[n].to;
        draft_call(&draft, VERB_ESCALATE, i, 0, word("head"), 0, BYTES("late"));
        assert_string_equal(told(), table[n].told);
    }
}

static void a_role_that_a_party_cannot_have_is_that_of_a_bare_party(void **unused) {
    (void)unused;
    struct incident *i = fire("");
    draft_tell_role(&draft, VERB_NOTIFY, i, 0, (struct address){party("OBS"), BYTES("head")}, BYTES("x"));
    assert_string_equal(told(), "notify OBS/liaison");
}

static void an_incident_is_touched_once(void **unused) {
    (void)unused;
    struct incident *i = fire("");
    draft_touch(&draft, i);
    draft_touch(&draft, i);
    assert_int_equal(draft.touched_count, 1);
}

/* A text of so many two-byte characters is cut behind one. */
static void a_text_that_is_too_long_is_cut_between_characters(void **unused) {
    static char text[4096];
    (void)unused;
    for (size_t at = 0; at + 2 < sizeof text; at += 2)
        memcpy(&text[at], "\u00e9", 2);
    begin_at(T0);
    for (int before = 0; before < 2; before++) { /* the cut is once between, and once within */
        struct bytes cut = draft_text(&draft, "%.*s%s", before, "-", text);
        assert_in_range(cut.size, REASON_BYTES_MAX, REASON_BYTES_MAX + 512);
        assert_int_equal((cut.size - (size_t)before) % 2, 0);
    }
}

/* Each of them, once. */
static void all_from_whom_it_is_kept_are_named(void **unused) {
    (void)unused;
    struct incident *i = fire(",'marking':{'rel_to':['USA']}");
    tell(i, "SYR", "a rocket");
    tell(i, "OBS", "a rocket");
    tell(i, "SYR", "again");
    assert_string_equal(told(), "withhold ISR/liaison, withhold ISR/liaison");
    assert_true(bytes_is(draft.actions[0].because, "not released to SYR"));
    assert_true(bytes_is(draft.actions[1].because, "not released to OBS"));
}

/* Also who owes nothing; but not who is only named. */
static void who_reported_is_told(void **unused) {
    (void)unused;
    struct incident *i = fire(",'to':['SYR','OBS']");
    joined(i, FIRE("USA", "02:10", ",'to':['SYR']"));
    begin_at(T0);
    draft_tell_involved(&draft, VERB_NOTIFY, i, 0, BYTES("more"));
    assert_string_equal(told(), "notify SYR/liaison, notify ISR/liaison, notify USA/liaison");
}

static void those_involved_are_told_but_for_the_sender(void **unused) {
    (void)unused;
    struct incident *i = fire(",'to':['SYR','USA']");
    begin(FIRE("SYR", "02:10", ""), NULL);
    draft_tell_involved(&draft, VERB_NOTIFY, i, 0, BYTES("more"));
    assert_string_equal(told(), "notify USA/liaison, notify ISR/liaison");
    begin(FIRE("ISR", "02:10", ""), NULL);
    draft_tell_involved(&draft, VERB_NOTIFY, i, 0, BYTES("more"));
    assert_string_equal(told(), "notify SYR/liaison, notify USA/liaison");
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(one_who_is_told_twice_hears_both_reasons_once),
        T(a_reason_says_more_than_a_copy),
        T(of_what_is_kept_from_a_party_its_reporters_are_told),
        T(of_a_message_that_is_kept_from_a_party_its_sender_is_told),
        T(a_rung_calls_its_holders),
        T(a_rung_calls_whom_its_role_says),
        T(a_role_that_a_party_cannot_have_is_that_of_a_bare_party),
        T(an_incident_is_touched_once),
        T(a_text_that_is_too_long_is_cut_between_characters),
        T(all_from_whom_it_is_kept_are_named),
        T(who_reported_is_told),
        T(those_involved_are_told_but_for_the_sender),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
