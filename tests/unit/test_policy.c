/* test_policy.c: the shipped policy and the base policy, loaded and asked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "policy_fixture.h"

#include <fusion/limits.h>
#include <fusion/ports.h>

#include <string.h>

struct loaded {
    struct words *words;
    struct policy *p;
    struct arena arena; /* of the shipped files */
    char *yaml;         /* of the base policy */
};

static struct loaded *loaded_new(void **state) {
    struct loaded *t = calloc(1, sizeof *t);
    assert_non_null(t);
    *state = t;
    t->words = words_new();
    assert_non_null(t->words);
    return t;
}

static void load(struct loaded *t, const struct policy_file *files, size_t count) {
    struct error e = ERROR_EMPTY;
    if (policy_load(files, count, t->words, &t->p, &e))
        fail_msg("%s:%d:%d: %s", e.file, e.line, e.column, e.text);
}

static int unload(void **state) {
    struct loaded *t = *state;
    policy_free(t->p);
    words_free(t->words);
    arena_release(&t->arena);
    free(t->yaml);
    free(t);
    return 0;
}

static int load_shipped(void **state) {
    struct loaded *t = loaded_new(state);
    struct policy_file *files = NULL;
    size_t count = 0;
    struct error e = ERROR_EMPTY;
    if (folder_read("rules", &t->arena, &files, &count, &e))
        fail_msg("%s: %s", e.file, e.text);
    load(t, files, count);
    return 0;
}

static int load_base(void **state) {
    struct loaded *t = loaded_new(state);
    t->yaml = fixture_read(BASE_YAML);
    assert_non_null(t->yaml);
    const struct policy_file files[] = {fixture_file("zones/north.geojson", BASE_ZONE),
                                        fixture_file("policy.yaml", t->yaml)};
    load(t, files, 2);
    return 0;
}

static word_id word(const struct loaded *t, const char *text) {
    word_id id = words_find(t->words, bytes_of(text));
    if (!id)
        fail_msg("`%s` is no word", text);
    return id;
}

static party_id party(const char *code) {
    party_id id = 0;
    assert_true(party_parse(bytes_of(code), &id));
    return id;
}

static const struct clock_spec *clock_of(const struct loaded *t, const char *track, const char *urgency,
                                         const char *milestone) {
    const struct track *tr = policy_track(t->p, word(t, track));
    assert_non_null(tr);
    const struct urgency *u = track_urgency(tr, word(t, urgency));
    assert_int_equal(u->word, word(t, urgency));
    for (size_t i = 0; i < u->clock_count; i++)
        if (u->clocks[i].milestone == word(t, milestone))
            return &u->clocks[i];
    fail_msg("%s %s has no clock for %s", track, urgency, milestone);
    return NULL;
}

/* The steps of a clock as text: `5m:alternate+head 60m:supervisor`. */
static void assert_steps(const struct loaded *t, const struct clock_spec *c, const char *expected) {
    struct buffer text = BUFFER_EMPTY;
    for (size_t i = 0; i < c->step_count; i++) {
        char after[INSTANT_TEXT_BYTES];
        duration_format(c->steps[i].at.ms, after);
        buffer_append_format(&text, "%s%s:", i ? " " : "", after);
        for (size_t r = 0; r < c->steps[i].rung_count; r++) {
            buffer_append_text(&text, r ? "+" : "");
            buffer_append(&text, words_text(t->words, c->steps[i].rungs[r]));
        }
    }
    buffer_append_char(&text, 0);
    assert_false(buffer_failed(&text));
    assert_string_equal(text.data, expected);
    buffer_release(&text);
}

static void test_shipped_parties(void **state) {
    const struct loaded *t = *state;
    assert_int_equal(t->p->party_count, 5);
    assert_true(policy_supervisor(t->p) == party("USA"));
    assert_true(policy_is_member(t->p, party("ISR")));
    assert_true(policy_is_member(t->p, party("SYR")));
    assert_false(policy_is_member(t->p, party("UNDOF")));
    assert_false(policy_is_member(t->p, party("FRA")));
    assert_string_equal(policy_party_find(t->p, party("SYR"))->name.data, "Syria");
    struct party_lookup lookup = policy_party_lookup(t->p);
    assert_true(lookup.declared(lookup.context, party("OBS")));
    assert_false(lookup.declared(lookup.context, party("FRA")));
}

static uint32_t sends(const struct loaded *t, const char *code, const char *role) {
    const struct address from = {party(code), bytes_of(role)};
    const struct role *r = policy_role(t->p, &from);
    return r ? r->sends : 0;
}

static bool may(const struct loaded *t, const char *code, const char *role, enum message_type type) {
    return sends(t, code, role) >> type & 1;
}

/* A party that is no member may report, and closes nothing; so may not a head of somebody who has none. */
static void test_shipped_roles(void **state) {
    const struct loaded *t = *state;
    assert_true(may(t, "SYR", "", MESSAGE_REPORT));
    assert_true(may(t, "SYR", "", MESSAGE_CLOSE));
    assert_false(may(t, "SYR", "", MESSAGE_REOPEN));
    assert_true(may(t, "SYR", "head", MESSAGE_REOPEN));
    assert_true(may(t, "UNDOF", "liaison", MESSAGE_REPORT));
    assert_false(may(t, "UNDOF", "", MESSAGE_CLOSE));
    assert_false(may(t, "FRA", "", MESSAGE_CLOSE));
    assert_int_equal(sends(t, "UNDOF", "head"), 0);
    assert_true(may(t, "USA", "supervisor", MESSAGE_FINDING));
    assert_int_equal(sends(t, "ISR", "supervisor"), 0);
    assert_int_equal(sends(t, "ISR", "colonel"), 0);
    assert_false(may(t, "USA", "head", MESSAGE_FINDING));
}

/* Members have the same roles: what one may send, every other may. */
static void test_shipped_symmetry(void **state) {
    const struct loaded *t = *state;
    static const char *const roles[] = {"", "alternate", "head", "principals", "observer"};
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        assert_int_not_equal(sends(t, "ISR", roles[i]), 0);
        assert_int_equal(sends(t, "ISR", roles[i]), sends(t, "SYR", roles[i]));
        assert_int_equal(sends(t, "ISR", roles[i]), sends(t, "USA", roles[i]));
    }
}

static const char *const kinds_promised[] = {"fire",
                                             "fire.small-arms",
                                             "fire.mortar",
                                             "fire.artillery",
                                             "fire.rocket",
                                             "fire.missile",
                                             "fire.airstrike",
                                             "airspace.drone",
                                             "airspace.aircraft",
                                             "airspace.interception",
                                             "border.crossing",
                                             "border.incursion",
                                             "border.detention",
                                             "force.movement",
                                             "force.exercise",
                                             "force.build-up",
                                             "site.damage",
                                             "site.protected",
                                             "threat.life",
                                             "convoy.military",
                                             "convoy.humanitarian",
                                             "intelligence.tip",
                                             "intelligence.warning",
                                             "intelligence.request",
                                             "statement.public",
                                             "statement.accusation",
                                             "statement.demand",
                                             "statement.protest",
                                             "talks.consult",
                                             "talks.mediation",
                                             "talks.agreement",
                                             "talks.withdrawal",
                                             "trade.transit",
                                             "trade.supply",
                                             "trade.sanction",
                                             "permit.medical",
                                             "permit.transit",
                                             "permit.work",
                                             "energy.supply",
                                             "energy.outage",
                                             "water.flow",
                                             "water.data",
                                             "agriculture.access",
                                             "agriculture.goods",
                                             "medicine.supply",
                                             "medicine.evacuation",
                                             "summary.period"};

static void test_shipped_kinds(void **state) {
    const struct loaded *t = *state;
    for (size_t i = 0; i < sizeof kinds_promised / sizeof *kinds_promised; i++)
        if (!policy_kind_declared(t->p, bytes_of(kinds_promised[i])))
            fail_msg("%s is not declared", kinds_promised[i]);
    assert_false(policy_kind_declared(t->p, BYTES("fire.laser")));
    assert_false(policy_kind_declared(t->p, BYTES("fir")));
    assert_false(policy_kind_declared(t->p, BYTES("")));
    for (size_t i = 1; i < t->p->kind_count; i++)
        assert_true(bytes_compare(t->p->kinds[i - 1], t->p->kinds[i]) < 0);
    assert_true(policy_kinds_alike(t->p, BYTES("airspace.drone"), BYTES("fire.airstrike")));
    assert_true(policy_kinds_alike(t->p, BYTES("fire.airstrike"), BYTES("airspace.drone")));
    assert_true(policy_kinds_alike(t->p, BYTES("fire.mortar"), BYTES("site.protected")));
    assert_false(policy_kinds_alike(t->p, BYTES("fire.mortar"), BYTES("airspace.drone")));
    assert_false(policy_kinds_alike(t->p, BYTES("talks.consult"), BYTES("fire")));
}

static void test_shipped_clocks(void **state) {
    const struct loaded *t = *state;
    const struct clock_spec *c = clock_of(t, "de-escalation", "urgent", "acknowledged");
    assert_int_equal(c->each, EACH_PARTY);
    assert_steps(t, c, "5m:alternate+head");
    assert_int_equal(c->copy_count, 1);
    assert_int_equal(c->copy[0], word(t, "supervisor"));
    assert_false(c->has_due);
    c = clock_of(t, "de-escalation", "urgent", "answered");
    assert_int_equal(c->each, EACH_CASE);
    assert_steps(t, c, "30m:head 1h:supervisor 4h:principals");
    assert_steps(t, clock_of(t, "de-escalation", "urgent", "reported"), "2d:head");
    assert_steps(t, clock_of(t, "de-escalation", "urgent", "reviewed"), "15d:supervisor");
    assert_steps(t, clock_of(t, "de-escalation", "routine", "acknowledged"), "1h:alternate");
    assert_steps(t, clock_of(t, "de-escalation", "routine", "answered"),
                 "1d:head 2d:supervisor 7d:principals");
    c = clock_of(t, "intelligence", "life-threat", "acknowledged");
    assert_int_equal(c->each, EACH_PARTY);
    assert_steps(t, c, "5m:alternate 10m:head 20m:supervisor");
    assert_steps(t, clock_of(t, "intelligence", "life-threat", "feedback"), "1d:head");
    assert_steps(t, clock_of(t, "intelligence", "routine", "acknowledged"), "4h:alternate");
    c = clock_of(t, "intelligence", "routine", "closed");
    assert_true(c->expires);
    assert_int_equal(c->due.ms, 30 * DAY_MS);
    assert_int_equal(c->step_count, 0);
    assert_steps(t, clock_of(t, "diplomatic", "urgent", "acknowledged"), "4h:head");
    assert_steps(t, clock_of(t, "diplomatic", "urgent", "answered"), "2d:supervisor 7d:principals");
    assert_steps(t, clock_of(t, "diplomatic", "urgent", "followed-up"), "7d:head");
    assert_steps(t, clock_of(t, "diplomatic", "routine", "answered"), "7d:head 9d:supervisor 16d:principals");
    c = clock_of(t, "commercial", "urgent", "decided");
    assert_int_equal(c->due.ms, DAY_MS);
    assert_steps(t, c, "12h:head 18h:supervisor");
}

static void test_shipped_tracks(void **state) {
    const struct loaded *t = *state;
    const struct track *tr = policy_track(t->p, word(t, "de-escalation"));
    assert_int_equal(t->p->track_count, 5);
    assert_int_equal(tr->default_urgency, word(t, "routine"));
    assert_int_equal(track_gravity(tr, word(t, "urgent")), 0);
    assert_int_equal(track_gravity(tr, word(t, "routine")), 1);
    assert_int_equal(track_gravity(tr, word(t, "life-threat")), tr->urgency_count);
    assert_int_equal(track_urgency(tr, 0)->word, word(t, "routine"));
    assert_int_equal(track_urgency(tr, word(t, "life-threat"))->word, word(t, "routine"));
    assert_true(track_has_outcome(tr, word(t, "explained")));
    assert_true(track_has_outcome(tr, word(t, "no-reply")));
    assert_false(track_has_outcome(tr, word(t, "acted-on")));
    tr = policy_track(t->p, word(t, "commercial"));
    assert_int_equal(tr->urgency_count, 2);
    assert_int_equal(track_urgency(tr, word(t, "standard"))->clock_count, 0);
    assert_null(policy_track(t->p, word(t, "routine")));
    assert_int_equal(t->p->fallback_track, word(t, "de-escalation"));
    assert_int_equal(t->p->fallback_urgency, word(t, "urgent"));
    assert_int_equal(t->p->history_ms, DAY_MS);
    assert_int_equal(t->p->rung_count, 5);
    assert_int_equal(policy_rung_index(t->p, word(t, "principals")), 4);
    assert_int_equal(policy_rung_index(t->p, word(t, "observer")), 5);
}

static void test_base_values(void **state) {
    const struct loaded *t = *state;
    const struct policy *p = t->p;
    assert_string_equal(p->name.data, "base");
    assert_int_equal(p->limits.memory_bytes, 64 * 1024);
    assert_int_equal(p->limits.output_bytes, RULE_OUTPUT_BYTES_MAX);
    assert_int_equal(p->limits.instructions, RULE_INSTRUCTIONS_MAX);
    assert_int_equal(p->history_ms, 12 * HOUR_MS);
    assert_int_equal(p->kind_count, 10);
    assert_true(policy_kind_declared(p, BYTES("convoy.humanitarian.water")));
    assert_true(policy_kind_declared(p, BYTES("convoy.military")));
    const struct milestone *m = policy_milestone(p, word(t, "acknowledged"));
    assert_int_equal(m->condition_count, 1);
    assert_int_equal(m->conditions[0].type, MESSAGE_ACK);
    assert_int_equal(m->conditions[0].level, LEVEL_RELAYED);
    assert_int_equal(m->conditions[0].from, FROM_OWING);
    m = policy_milestone(p, word(t, "settled"));
    assert_int_equal(m->condition_count, 2);
    assert_int_equal(m->conditions[0].value_count, 2);
    assert_true(bytes_is(m->conditions[0].values[1], "out-of-scope"));
    assert_int_equal(m->conditions[0].from, FROM_REPORTER);
    assert_int_equal(m->conditions[1].type, MESSAGE_CLOSE);
    assert_int_equal(m->conditions[1].level, LEVEL_NONE);
    assert_int_equal(m->conditions[1].from, FROM_ANY);
    assert_int_equal(policy_milestone(p, word(t, "reported"))->condition_count, 0);
    assert_null(policy_milestone(p, word(t, "fast")));
}

static void test_base_clocks(void **state) {
    const struct loaded *t = *state;
    const struct clock_spec *c = clock_of(t, "peace", "fast", "acknowledged");
    assert_int_equal(c->due.ms, 10 * MINUTE_MS);
    assert_steps(t, c, "5m:head 1h:head+supervisor");
    c = clock_of(t, "peace", "fast", "reported");
    assert_int_equal(c->after, word(t, "acknowledged"));
    assert_false(c->has_due);
    assert_int_equal(t->p->clock_count, 1);
    assert_int_equal(t->p->clocks[0].word, word(t, "account"));
    assert_int_equal(t->p->clocks[0].spec.milestone, word(t, "reported"));
    assert_int_equal(t->p->clocks[0].spec.each, EACH_SIDE);
    assert_int_equal(t->p->clocks[0].spec.due.ms, 2 * DAY_MS);
    assert_int_equal(t->p->clocks[0].spec.step_count, 0);
    word(t, "expired"); /* a word of every policy that has a clock which expires */
}

static void test_base_fuse(void **state) {
    const struct policy *p = ((const struct loaded *)*state)->p;
    const struct fuse_spec *f = policy_fuse(p, BYTES("fire.mortar"));
    assert_int_equal(f->window_ms, 45 * MINUTE_MS);
    assert_int_equal(f->distance_m, 5000);
    f = policy_fuse(p, BYTES("convoy.humanitarian.food"));
    assert_int_equal(f->window_ms, 45 * MINUTE_MS);
    assert_int_equal(f->distance_m, 20000);
    assert_int_equal(policy_fuse(p, BYTES("conv"))->distance_m, 5000);
    assert_int_equal(p->fuse_window_max_ms, 45 * MINUTE_MS);
    assert_int_equal(p->fuse_distance_max_m, 20000);
    assert_false(p->fuse_placeless);
    assert_false(p->fuse_dates);
}

static void test_base_zone(void **state) {
    const struct loaded *t = *state;
    const struct zone *z = policy_zone_at(t->p, (struct point){331000000, 358500000}, -1);
    assert_non_null(z);
    assert_int_equal(z->word, word(t, "north"));
    assert_int_equal(z->side_count, 2);
    assert_true(z->sides[0] == party("ISR") && z->sides[1] == party("SYR"));
    assert_int_equal(z->ring_count, 1);
    assert_int_equal(z->rings[0].count, 4);
    assert_null(policy_zone_at(t->p, (struct point){331000000, 359500000}, -1));
}

static const struct {
    const char *pattern, *kind;
    bool matches;
} matches[] = {
    {"*", "fire", true},
    {"*", "fire.mortar", true},
    {"fire", "fire", true},
    {"fire", "fire.mortar", false},
    {"fire.*", "fire", true},
    {"fire.*", "fire.mortar", true},
    {"fire.*", "fire.mortar.heavy", true},
    {"fire.*", "firearm", false},
    {"fire.*", "firearm.mortar", false},
    {"fire.*", "fir", false},
    {"fire.mortar.*", "fire.mortar", true},
    {"fire.mortar.*", "fire.mortars", false},
    {"fire.mortar", "fire.rocket", false},
    {"fire.mortar", "fire", false},
    {"", "fire", false},
    {"fire.*", "", false},
};

static void test_kind_matches(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof matches / sizeof *matches; i++)
        if (kind_matches(bytes_of(matches[i].pattern), bytes_of(matches[i].kind)) != matches[i].matches)
            fail_msg("%s, %s", matches[i].pattern, matches[i].kind);
}

int main(void) {
#define ON(fixture, test) cmocka_unit_test_setup_teardown(test, load_##fixture, unload)
    const struct CMUnitTest tests[] = {
        ON(shipped, test_shipped_parties),
        ON(shipped, test_shipped_roles),
        ON(shipped, test_shipped_symmetry),
        ON(shipped, test_shipped_kinds),
        ON(shipped, test_shipped_clocks),
        ON(shipped, test_shipped_tracks),
        ON(base, test_base_values),
        ON(base, test_base_clocks),
        ON(base, test_base_fuse),
        ON(base, test_base_zone),
        cmocka_unit_test(test_kind_matches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
