/* test_obligations.c: whom a statement obliges, who is involved by it, how grave it makes an incident. What a
 * case owes is test_owed.c. */
#define DRAFT_POLICY "tests/fixtures/obligations"
#include "draft_fixture.h"

#include <incident/concern.h>
#include <state/fields.h>

/* `SYR JOR`, in their order. */
static const char *codes(const struct parties *p) {
    static char all[PARTIES_MAX * (PARTY_BYTES_MAX + 1)];
    size_t used = 0;
    all[0] = '\0';
    for (uint32_t n = 0; n < p->count; n++) {
        char code[PARTY_BYTES_MAX + 1];
        struct bytes text = party_text(p->list[n], code);
        used += (size_t)snprintf(all + used, sizeof all - used, "%s%.*s", n ? " " : "", (int)text.size,
                                 text.data);
        assert_true(used < sizeof all);
    }
    return all;
}

static const char *obliged(const struct incident *i) {
    struct parties p;
    incident_obliged(i, &p);
    return codes(&p);
}

static const char *involved(const struct incident *i) {
    struct parties p;
    incident_involved(policy, i, &p);
    return codes(&p);
}

/* What `from` says, of this type and with more members, opens an incident. */
static struct incident *said(const char *type, const char *from, const char *more) {
    char text[512];
    (void)snprintf(
        text, sizeof text,
        "{'id':'r','type':'%s','from':'%s','time':'2026-03-27T02:00:00Z','kind':'fire.mortar'%s%s}", type,
        from,
        strcmp(type, "notice") == 0    ? ",'window':{'from':'2026-03-28'},'place':{'lat':33,'lon':30}"
        : strcmp(type, "request") == 0 ? ",'need_by':'2026-03-28T00:00:00Z'"
                                       : "",
        more);
    return opened(text, NULL, NULL);
}

static void update(struct incident *i, const char *from, const char *more) {
    char text[512];
    struct incident facts;
    (void)snprintf(text, sizeof text,
                   "{'id':'u','type':'update','from':'%s','time':'2026-03-27T02:20:00Z','refs':['I-1']%s}",
                   from, more);
    begin(text, &facts);
    assert_true(account_join(&draft, i, &facts, 0));
    assert_false(draft.failed);
}

#define ACTOR(code) "{'party':'" code "','role':'actor'}"
#define ACTORS(who) ",'actors':[" who "]"

/* ---- whom it obliges ---- */

static void a_statement_obliges_whom_it_names_else_all(void **unused) {
    static const struct {
        const char *from, *more, *obliged;
    } table[] = {
        /* the members in its `to` */
        {"ISR", TO("'SYR'"), "SYR"},
        {"OBS", TO("'JOR','ISR'"), "JOR ISR"},
        {"ISR", TO("'OBS','SYR'"), "SYR"},
        {"ISR", TO("'USA'"), "USA"},
        {"ISR", TO("'JOR'") ACTORS(ACTOR("SYR")), "JOR"},
        /* if there are none, the members among its actors, in any role */
        {"ISR", ACTORS(ACTOR("SYR")), "SYR"},
        {"ISR", ACTORS("{'party':'SYR','role':'target'},{'party':'JOR','role':'affected'}"), "SYR JOR"},
        {"ISR", ACTORS(ACTOR("USA")), "USA"},
        {"ISR", TO("'OBS'") ACTORS(ACTOR("SYR")), "SYR"},
        /* if these are UNK or nobody, all members but the supervisor */
        {"ISR", "", "SYR JOR"},
        {"OBS", "", "ISR SYR JOR"},
        {"USA", "", "ISR SYR JOR"},
        {"ISR", ACTORS(ACTOR("UNK")), "SYR JOR"},
        {"ISR", ACTORS(ACTOR("UNK") "," ACTOR("OBS")), "SYR JOR"},
        {"ISR", ACTORS(ACTOR("OBS") "," ACTOR("UNK")), "SYR JOR"},
        {"ISR", TO("'OBS'"), "SYR JOR"},
        /* its sender is left out first */
        {"ISR", TO("'ISR'"), "SYR JOR"},
        {"ISR", ACTORS(ACTOR("ISR")), "SYR JOR"},
        {"ISR", TO("'ISR','JOR'"), "JOR"},
        {"ISR", TO("'ISR'") ACTORS(ACTOR("SYR")), "SYR"},
        {"ISR", ACTORS(ACTOR("ISR") "," ACTOR("UNK")), "SYR JOR"},
        {"ISR", ACTORS(ACTOR("ISR") "," ACTOR("JOR")), "JOR"},
        /* who may not see it is not asked, nor anybody in its stead */
        {"ISR", ",'marking':{'rel_to':['JOR']}", "JOR"},
        {"ISR", TO("'SYR'") ",'marking':{'rel_to':['JOR']}", ""},
        {"ISR", ACTORS(ACTOR("SYR")) ",'marking':{'rel_to':['JOR']}", ""},
        {"ISR", TO("'SYR','JOR'") ",'marking':{'rel_to':['JOR']}", "JOR"},
        /* actors none of whom is a member or UNK oblige nobody */
        {"ISR", ACTORS(ACTOR("OBS")), ""},
        {"ISR", ACTORS(ACTOR("FRA")), ""},
        {"ISR", ACTORS(ACTOR("ISR") "," ACTOR("OBS")), ""},
        /* UNK beside a named member obliges the named */
        {"ISR", ACTORS(ACTOR("UNK") "," ACTOR("SYR")), "SYR"},
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        const char *is = obliged(said("report", table[n].from, table[n].more));
        if (strcmp(is, table[n].obliged) != 0)
            fail_msg("%s%s obliges \"%s\"", table[n].from, table[n].more, is);
    }
}

static void notices_and_requests_oblige_as_reports_do(void **unused) {
    (void)unused;
    assert_string_equal(obliged(said("notice", "ISR", "")), "SYR JOR");
    assert_string_equal(obliged(said("request", "ISR", TO("'JOR'"))), "JOR");
}

/* By its own `to` and actors; and it releases nobody. */
static void an_update_obliges_whom_it_names_alone(void **unused) {
    static const struct {
        const char *from, *more, *obliged;
    } table[] = {
        {"ISR", "", "SYR"},
        {"ISR", ACTORS(ACTOR("UNK")), "SYR"},
        {"ISR", TO("'JOR'"), "SYR JOR"},
        {"SYR", ACTORS(ACTOR("ISR")), "SYR ISR"},
        {"SYR", ACTORS(ACTOR("OBS")), "SYR"},
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        struct incident *i = said("report", "OBS", TO("'SYR'"));
        update(i, table[n].from, table[n].more);
        assert_string_equal(obliged(i), table[n].obliged);
    }
}

static void in_a_cell_of_the_supervisor_alone_it_is_asked(void **unused) {
    (void)unused;
    for (size_t n = 0; n < policy->party_count; n++)
        policy->parties[n].member = policy->parties[n].supervisor;
    assert_string_equal(obliged(said("report", "OBS", "")), "USA");
    policy->parties[2].member = true; /* with a member beside it, not */
    assert_string_equal(obliged(said("report", "OBS", "")), "JOR");
}

static void who_is_accused_is_who_is_named_as_actor(void **unused) {
    (void)unused;
    const struct statement *s =
        &said("report", "ISR", TO("'JOR'") ACTORS(ACTOR("SYR") ",{'party':'JOR','role':'target'}"))
             ->statements[0];
    assert_true(statement_accuses(s, party("SYR")));
    assert_false(statement_obliges(s, party("SYR")));
    assert_false(statement_accuses(s, party("JOR")));
    assert_true(statement_obliges(s, party("JOR")));
    assert_false(statement_accuses(s, party("OBS"))); /* not named at all */
}

/* ---- what is in force ---- */

static void only_what_is_in_force_obliges_and_involves(void **unused) {
    (void)unused;
    struct incident *i = said("report", "OBS", TO("'SYR'"));
    struct statement *s = &i->statements[0];
    s->moved_to = 7;
    assert_string_equal(obliged(i), "");
    assert_string_equal(involved(i), "");
    s->moved_to = 0;
    s->withdrawn = true;
    assert_string_equal(obliged(i), "");
    assert_string_equal(involved(i), "");
    s->asks[s->ask_count++] =
        (struct ask){.track = word("de-escalation"), .urgency = word("urgent")}; /* that may not be closed */
    assert_string_equal(obliged(i), "SYR");
    assert_string_equal(involved(i), "SYR OBS");
}

/* What was asked for in a case that its sender may not close binds there, and nowhere else. */
static void what_is_withdrawn_binds_where_it_is_kept(void **unused) {
    (void)unused;
    const struct kase here = {.track = word("de-escalation")}, there = {.track = word("intelligence")};
    struct incident *i = said("report", "ISR", "");
    struct statement *s = &i->statements[0];
    assert_true(statement_binds(s, &here) && statement_binds(s, &there) && statement_in_force(s));
    s->asks[s->ask_count++] = (struct ask){.track = word("de-escalation"), .urgency = word("urgent")};
    assert_int_equal(statement_ask(s, word("de-escalation")), word("urgent"));
    assert_int_equal(statement_ask(s, word("intelligence")), 0);
    s->asks[s->ask_count++] = (struct ask){.track = word("dispute"), .urgency = word("standard")};
    assert_int_equal(statement_ask(s, word("dispute")), word("standard"));
    s->withdrawn = true;
    assert_true(statement_binds(s, &here) && statement_in_force(s));
    assert_false(statement_binds(s, &there));
    s->moved_to = 7;
    assert_false(statement_binds(s, &here) || statement_in_force(s));
}

/* ---- involved, told, concerned ---- */

#define IN_ZONE ",'place':{'lat':33,'lon':35.5}"

/* A party that is no member owes where the policy says so: beside whom else, not in its stead. */
static void who_is_no_member_may_owe(void **unused) {
    (void)unused;
    for (size_t n = 0; n < policy->party_count; n++)
        policy->parties[n].owes |= policy->parties[n].code == party("UNO");
    assert_string_equal(obliged(said("report", "ISR", TO("'UNO'") ACTORS(ACTOR("SYR")))), "UNO SYR");
    assert_string_equal(obliged(said("report", "ISR", TO("'OBS'") ACTORS(ACTOR("SYR")))), "SYR");
    assert_string_equal(obliged(said("report", "ISR", "")), "SYR JOR");
}

static void involved_are_who_said_is_named_is_obliged_and_sides(void **unused) {
    static const struct {
        const char *from, *more, *involved;
        bool is_concerned; /* by more than that all are obliged */
    } table[] = {
        {"OBS", TO("'SYR'"), "SYR OBS", true},
        {"ISR", ACTORS(ACTOR("OBS")), "ISR OBS", true},
        {"OBS", ACTORS(ACTOR("FRA") "," ACTOR("UNO")), "OBS UNO", false},
        {"OBS", TO("'UNO'") ACTORS(ACTOR("SYR")), "SYR OBS UNO", true},
        {"OBS", "", "ISR SYR JOR OBS", false},
        {"OBS", ACTORS(ACTOR("UNK")), "ISR SYR JOR OBS", false},
        {"OBS", TO("'USA'"), "USA OBS", false}, /* the supervisor alone is none of the parties */
        {"USA", "", "ISR SYR JOR USA", false},
        {"USA", TO("'SYR'"), "SYR USA", true},
        {"ISR", "", "SYR JOR ISR", true},
        {"OBS", TO("'JOR'") IN_ZONE, "JOR OBS ISR SYR", true},
        {"OBS", IN_ZONE, "ISR SYR JOR OBS", true},
    };
    (void)unused;
    for (size_t n = 0; n < sizeof table / sizeof *table; n++) {
        const struct incident *i = said("report", table[n].from, table[n].more);
        if (strcmp(involved(i), table[n].involved) != 0)
            fail_msg("%s%s involves \"%s\"", table[n].from, table[n].more, involved(i));
        if (incident_is_concerned(policy, i) != table[n].is_concerned)
            fail_msg("%s%s concerns", table[n].from, table[n].more);
    }
    struct incident *i = said("report", "OBS", "");
    i->statements[0].concerns = true; /* by a rule's word, as long as the statement stands */
    assert_true(incident_is_concerned(policy, i));
    i->statements[0].withdrawn = true;
    assert_false(incident_is_concerned(policy, i));
    i->raised_concern = true;
    assert_true(incident_is_concerned(policy, i));
}

/* By whichever statement. */
static void who_says_something_later_is_involved(void **unused) {
    (void)unused;
    struct incident *i = said("report", "OBS", TO("'SYR'"));
    joined(i, FIRE("UNO", "02:10", ACTORS(ACTOR("JOR"))));
    assert_string_equal(involved(i), "SYR JOR OBS UNO");
}

/* Whose notice it matches; only declared parties. */
static void who_gave_a_notice_is_involved_and_not_asked(void **unused) {
    (void)unused;
    struct incident *i = said("report", "OBS", "");
    i->statements[0].changed = 0;
    statement_involve(&draft, &i->statements[0], party("UNO"));
    assert_int_equal(i->statements[0].changed, STATEMENT_CHANGED_NAMES);
    assert_false(statement_accuses(&i->statements[0], party("UNO")));
    statement_involve(&draft, &i->statements[0], party("FRA"));
    assert_string_equal(involved(i), "ISR SYR JOR OBS UNO");
    assert_false(incident_is_concerned(policy, i));
    statement_involve(&draft, &i->statements[0], party("JOR"));
    assert_true(incident_is_concerned(policy, i));
    assert_string_equal(obliged(i), "ISR SYR JOR");
}

/* Who is declared no more, since the policy changed. */
static void only_declared_parties_are_involved(void **unused) {
    (void)unused;
    struct incident *i = said("report", "OBS", TO("'SYR'"));
    i->statements[0].party = party("FRA");
    assert_string_equal(involved(i), "SYR");
}

static void told_are_who_is_obliged_and_who_said_something(void **unused) {
    struct parties p;
    (void)unused;
    struct incident *i = said("report", "OBS", TO("'SYR','UNO'"));
    update(i, "JOR", "");
    incident_told(i, &p);
    assert_string_equal(codes(&p), "SYR OBS JOR"); /* and nobody who is only named */
    i->statements[1].withdrawn = true;
    incident_told(i, &p);
    assert_string_equal(codes(&p), "SYR OBS JOR"); /* who took back what it said, too */
    i->statements[1].moved_to = 7;
    incident_told(i, &p);
    assert_string_equal(codes(&p), "SYR OBS");
}

/* ---- how grave ---- */

static void severity_is_the_gravest_in_force_and_raised(void **unused) {
    (void)unused;
    struct incident *i = said("report", "ISR", "");
    joined(i, FIRE("SYR", "02:10", ""));
    i->statements[0].severity = 4;
    i->statements[1].severity = 2;
    assert_int_equal(incident_severity_now(i), 4);
    i->statements[0].withdrawn = true;
    assert_int_equal(incident_severity_now(i), 2);
    i->raised_severity = 3;
    assert_int_equal(incident_severity_now(i), 3);
    i->raised_severity = 0;
    i->statements[1].withdrawn = true;
    i->severity = 5;
    assert_int_equal(incident_severity_now(i), 5); /* of none, the last */
}

static bool is_urgent(const struct incident *i) {
    return case_urgency_now(policy, i, &i->cases[0]) == word("urgent");
}

static void urgency_is_the_gravest_in_force_and_raised(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "de-escalation", "routine");
    joined(i, FIRE("SYR", "02:10", ""));
    assert_false(is_urgent(i));
    asked(i, "de-escalation", "urgent");
    assert_true(is_urgent(i));
    i->statements[1].withdrawn = true;
    assert_true(is_urgent(i)); /* what is kept asks still */
    i->statements[1].ask_count = 0;
    assert_false(is_urgent(i));
    i->cases[0].raised = word("urgent");
    assert_true(is_urgent(i));
    i->cases[0].raised = 0;
    i->statements[1].withdrawn = false;
    asked(i, "intelligence", "routine"); /* of another case */
    assert_false(is_urgent(i));
    i->statements[0].moved_to = 7;
    i->cases[0].urgency = word("urgent");
    assert_true(is_urgent(i)); /* of none, the last */
}

/* It is as urgent as the policy says, whatever statements ask for on its track. */
static void statements_ask_for_no_dispute(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), "de-escalation", "urgent");
    i->cases[0].disputed_by = 7;
    i->cases[0].urgency = 0;
    assert_false(is_urgent(i)); /* the track's default */
    i->cases[0].raised = word("urgent");
    assert_true(is_urgent(i));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(a_statement_obliges_whom_it_names_else_all),
        T(notices_and_requests_oblige_as_reports_do),
        T(an_update_obliges_whom_it_names_alone),
        T(in_a_cell_of_the_supervisor_alone_it_is_asked),
        T(who_is_accused_is_who_is_named_as_actor),
        T(only_what_is_in_force_obliges_and_involves),
        T(what_is_withdrawn_binds_where_it_is_kept),
        T(who_is_no_member_may_owe),
        T(involved_are_who_said_is_named_is_obliged_and_sides),
        T(who_says_something_later_is_involved),
        T(who_gave_a_notice_is_involved_and_not_asked),
        T(only_declared_parties_are_involved),
        T(told_are_who_is_obliged_and_who_said_something),
        T(severity_is_the_gravest_in_force_and_raised),
        T(urgency_is_the_gravest_in_force_and_raised),
        T(statements_ask_for_no_dispute),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
