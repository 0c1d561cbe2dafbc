/* test_incident.c: a message in the shape of an incident: where it is, who it is between, who may see it. */
#include "draft_fixture.h"

static struct incident described(const char *more) {
    char text[512];
    struct incident facts;
    (void)snprintf(text, sizeof text,
                   "{'id':'r','from':'ISR','time':'2026-03-27T02:00:00Z','kind':'fire.mortar'%s}", more);
    begin(text, &facts);
    return facts;
}

/* ---- where ---- */

static void a_point_is_as_precise_as_it_says(void **unused) {
    static const struct {
        const char *place;
        int64_t precision_m;
    } places[] = {
        {"'lat':33,'lon':35.8", -1},
        {"'lat':33,'lon':35.8,'precision_m':0", 0},
        {"'lat':33,'lon':35.8,'precision_m':70", 70},
        {"'lat':33,'lon':35.8,'radius_m':500", 500},
        {"'lat':33,'lon':35.8,'precision_m':70,'radius_m':500", 570},
    };
    (void)unused;
    assert_false(described("").has_point);
    for (size_t n = 0; n < sizeof places / sizeof *places; n++) {
        char more[128];
        (void)snprintf(more, sizeof more, ",'place':{%s}", places[n].place);
        struct incident i = described(more);
        assert_true(i.has_point);
        assert_int_equal(i.at.lat_e7, 330000000);
        assert_int_equal(i.precision_m, places[n].precision_m);
    }
}

#define LINE(points, width)                                                                                  \
    ",'place':{'area':{'type':'LineString','coordinates':" points "},'width_m':" width "}"

/* The middle of its bounds, as far as the farthest of its points and its width reach. */
static void an_area_is_its_middle_and_its_reach(void **unused) {
    (void)unused;
    struct incident i = described(LINE("[[35.8,33],[35.8,33.2],[36,33.1]]", "7"));
    assert_int_equal(i.at.lat_e7, 331000000);
    assert_int_equal(i.at.lon_e7, 359000000);
    assert_in_range(i.precision_m, 14490, 14530); /* 11.1 km by 9.3 km, and 7 m */
    i = described(LINE("[[35.8,33],[35.8,33]]", "7"));
    assert_int_equal(i.at.lat_e7, 330000000);
    assert_int_equal(i.precision_m, 7);
}

/* ---- who ---- */

static void its_pair_are_the_actor_and_the_target(void **unused) {
    static const struct {
        const char *actors, *actor, *target; /* NULL: not known */
    } cases[] = {
        {"{'party':'SYR','role':'actor'},{'party':'ISR','role':'target'}", "SYR", "ISR"},
        {"{'party':'SYR','role':'target'},{'party':'ISR','role':'affected'}", NULL, "SYR"},
        {"{'party':'SYR','role':'actor'},{'party':'ISR','role':'affected'}", "SYR", "ISR"},
        {"{'party':'SYR'},{'party':'ISR'}", "SYR", NULL},
    };
    (void)unused;
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        char more[128];
        (void)snprintf(more, sizeof more, ",'actors':[%s]", cases[n].actors);
        struct incident i = described(more);
        assert_int_equal(i.pair[0], cases[n].actor ? party(cases[n].actor) : PARTY_UNKNOWN);
        assert_int_equal(i.pair[1], cases[n].target ? party(cases[n].target) : PARTY_UNKNOWN);
    }
}

/* A list of all members is as none. */
static void a_release_list_is_one_that_leaves_somebody_out(void **unused) {
    (void)unused;
    assert_false(described("").released);
    assert_false(described(",'marking':{'rel_to':['ISR','SYR','USA']}").released);
    struct incident i = described(",'marking':{'rel_to':['SYR']}");
    assert_true(i.released);
    assert_true(incident_visible_to(&i, party("SYR")));
    assert_true(incident_visible_to(&i, party("ISR")));
    assert_false(incident_visible_to(&i, party("USA")));
}

/* Else it would never be fused with one without a list. */
static void a_list_of_every_member_is_none(void **unused) {
    struct incident facts;
    (void)unused;
    begin(FIRE("ISR", "02:00", ",'marking':{'rel_to':['SYR','USA']}"), &facts);
    assert_false(facts.released);
    assert_int_equal(facts.rel_to_count, 0);
    begin(FIRE("ISR", "02:00", ",'marking':{'rel_to':['USA']}"), &facts);
    assert_true(facts.released);
    assert_int_equal(facts.rel_to_count, 2);
}

static void what_is_reported_again_is_not_over(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    incident_close(&draft, i, word("explained"));
    joined(i, FIRE("ISR", "02:10", ""));
    assert_false(incident_is_closed(i));
    assert_int_equal(i->outcome, 0);
}

/* But not from a report that is kept from some who may see the incident; and its first report said none. */
static void the_first_place_that_all_may_hear_is_the_incidents(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    joined(i, FIRE("ISR", "02:10", ",'place':{'lat':33,'lon':35.8},'marking':{'rel_to':['USA']}"));
    assert_false(i->has_point);
    joined(i, FIRE("ISR", "02:20", ",'place':{'lat':33.1,'lon':35.8,'name':'Quneitra'}"));
    assert_int_equal(i->at.lat_e7, 331000000);
    assert_string_equal(i->place_name, "Quneitra");
    assert_true(statement_whole(i, 0).lat_e7 == INSTANT_NONE);
}

/* What is taken back changes the incident, whatever else the message does. */
static void what_is_taken_back_is_of_the_entry(void **unused) {
    (void)unused;
    struct incident *i = opened(FIRE("ISR", "02:00", ""), NULL, NULL);
    uint64_t entry = draft.n;
    begin("{'id':'w','type':'withdraw','from':'ISR','reason':'mistaken','time':'2026-03-27T02:10:00Z',"
          "'refs':['ISR:r']}",
          NULL);
    assert_true(incident_withdraw(&draft, i, entry, entry, keeps_nothing, NULL));
    assert_int_equal(draft.touched_count, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, draft_setup, draft_teardown)
        T(a_point_is_as_precise_as_it_says),
        T(an_area_is_its_middle_and_its_reach),
        T(its_pair_are_the_actor_and_the_target),
        T(a_release_list_is_one_that_leaves_somebody_out),
        T(a_list_of_every_member_is_none),
        T(what_is_reported_again_is_not_over),
        T(the_first_place_that_all_may_hear_is_the_incidents),
        T(what_is_taken_back_is_of_the_entry),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
