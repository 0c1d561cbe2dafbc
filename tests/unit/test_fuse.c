/* test_fuse.c: fusion through the index finds what a scan finds, and its limits are the policy's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include <state/state.h>

#define ISR ((party_id)0x495352)
#define SYR ((party_id)0x535952)
#define JOR ((party_id)0x4a4f52)
#define OBS ((party_id)0x4f4253)

static struct fuse_spec spec = {.window_ms = 60 * MINUTE_MS, .distance_m = 5000};

static struct policy policy_make(void) {
    return (struct policy){.fuse = &spec,
                           .fuse_count = 1,
                           .fuse_window_max_ms = 60 * MINUTE_MS,
                           .fuse_distance_max_m = 5000,
                           .precision_max_m = 5000,
                           .history_ms = DAY_MS};
}

static struct incident report_at(int64_t minute, double lat, double lon, int64_t precision_m) {
    struct incident i = {.time_ms = minute * MINUTE_MS,
                         .until_ms = INSTANT_NONE,
                         .opened_ms = minute * MINUTE_MS,
                         .closed_ms = INSTANT_NONE,
                         .dormant_ms = INSTANT_NONE,
                         .has_point = true,
                         .at = {(int32_t)(lat * 1e7), (int32_t)(lon * 1e7)},
                         .precision_m = precision_m,
                         .pair = {ISR, SYR}};
    strcpy(i.kind, "fire.mortar");
    return i;
}

static struct incident *keep(struct state *s, const struct policy *p, struct incident facts) {
    struct incident *i = incident_new(++s->incidents);
    facts.number = i->number;
    *i = facts;
    assert_true(state_add(s, p, i));
    return i;
}

static void finds_what_is_near(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident *first = keep(&s, &p, report_at(600, 33.0, 35.8, -1));
    struct incident near = report_at(640, 33.03, 35.82, -1); /* 3.8 km, 40 min */
    assert_ptr_equal(fuse_find(&s, &p, &near, NULL), first);
    struct incident far = report_at(640, 33.126, 35.8, -1); /* 14 km */
    assert_null(fuse_find(&s, &p, &far, NULL));
    struct incident precise_enough = report_at(640, 33.085, 35.8, 5000); /* 9.5 km less 5 km */
    assert_ptr_equal(fuse_find(&s, &p, &precise_enough, NULL), first);
    struct incident *second, vague = report_at(640, 33.085, 35.8, 5001);
    assert_null(fuse_find(&s, &p, &vague, &second)); /* and is put before a person */
    assert_ptr_equal(second, first);
    struct incident later = report_at(661, 33.0, 35.8, -1);
    assert_null(fuse_find(&s, &p, &later, NULL));
    struct incident in_time = report_at(660, 33.0, 35.8, -1);
    assert_ptr_equal(fuse_find(&s, &p, &in_time, NULL), first);
    state_release(&s);
}

static void compares_pairs_and_kinds(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident *first = keep(&s, &p, report_at(600, 33.0, 35.8, -1));
    struct incident r = report_at(600, 33.0, 35.8, -1);
    r.pair[0] = SYR, r.pair[1] = ISR;
    assert_ptr_equal(fuse_find(&s, &p, &r, NULL), first);
    r.pair[1] = PARTY_UNKNOWN;
    assert_ptr_equal(fuse_find(&s, &p, &r, NULL), first);
    r.pair[0] = JOR;
    assert_null(fuse_find(&s, &p, &r, NULL));
    r = report_at(600, 33.0, 35.8, -1);
    strcpy(r.kind, "water.flow");
    assert_null(fuse_find(&s, &p, &r, NULL));
    strcpy(r.kind, "fire.rocket");
    assert_ptr_equal(fuse_find(&s, &p, &r, NULL), first);
    r.status = STATUS_EXERCISE;
    assert_null(fuse_find(&s, &p, &r, NULL));
    state_release(&s);
}

static void different_release_never_fuses(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    keep(&s, &p, report_at(600, 33.0, 35.8, -1));
    struct incident r = report_at(600, 33.0, 35.8, -1);
    r.released = true;
    r.rel_to[r.rel_to_count++] = ISR;
    assert_null(fuse_find(&s, &p, &r, NULL));
    struct incident *secret = keep(&s, &p, r);
    assert_ptr_equal(fuse_find(&s, &p, &r, NULL), secret);
    state_release(&s);
}

static void forgets_what_is_removed(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident *first = keep(&s, &p, report_at(600, 33.0, 35.8, 90000)), *near;
    struct incident r = report_at(600, 33.0, 35.8, -1);
    assert_null(fuse_find(&s, &p, &r, &near));
    assert_ptr_equal(near, first);
    state_remove(&s, first);
    assert_null(fuse_find(&s, &p, &r, &near));
    assert_null(near);
    assert_int_equal(s.fuse.cells.count, 0);
    assert_int_equal(s.clocked_count, 0);
    state_release(&s);
}

static void date_only_and_placeless_are_the_policys(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident day = report_at(3 * DAY_MS / MINUTE_MS, 33.0, 35.8, -1);
    day.time_is_date = true;
    struct incident nowhere = report_at(600, 0, 0, -1);
    nowhere.has_point = false;
    keep(&s, &p, day);
    keep(&s, &p, nowhere);
    assert_null(fuse_find(&s, &p, &day, NULL));
    assert_null(fuse_find(&s, &p, &nowhere, NULL));
    state_release(&s);
    p.fuse_dates = p.fuse_placeless = true;
    state_init(&s);
    struct incident *a = keep(&s, &p, day), *b = keep(&s, &p, nowhere);
    assert_ptr_equal(fuse_find(&s, &p, &day, NULL), a);
    assert_ptr_equal(fuse_find(&s, &p, &nowhere, NULL), b);
    state_release(&s);
}

/* A small generator of our own, so that the seed means the same everywhere. */
static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* The nearest in time, then place, then the earliest, but for one: by looking at every one, or only at those
 * that are precise enough to be joined. */
static struct incident *scan(struct incident **all, size_t count, const struct incident *r, bool joins,
                             const struct incident *but) {
    struct incident *best = NULL;
    int64_t best_gap = 0, best_m = 0;
    for (size_t n = 0; n < count; n++) {
        int64_t gap = all[n]->time_ms - r->time_ms;
        gap = gap < 0 ? -gap : gap;
        int64_t m = place_distance_m(all[n]->at, r->at) -
                    (all[n]->precision_m > 0 ? all[n]->precision_m : 0) -
                    (r->precision_m > 0 ? r->precision_m : 0);
        m = m < 0 ? 0 : m;
        bool vague = all[n]->precision_m > 5000 || r->precision_m > 5000;
        if (gap > spec.window_ms || m > spec.distance_m || all[n] == but || (joins && vague))
            continue;
        if (!best || gap < best_gap || (gap == best_gap && m < best_m)) {
            best = all[n];
            best_gap = gap;
            best_m = m;
        }
    }
    return best;
}

static void agrees_with_a_scan(void **unused) {
    (void)unused;
    static const int64_t precisions[] = {-1, 0, 100, 2000, 15000, 60000, 400000};
    static const double regions[][2] = {{33.0, 35.8}, {0.0, 179.99}, {89.95, 20.0}, {-33.0, -179.98}};
    struct policy p = policy_make();
    uint32_t seed = 7;
    unsigned found = 0, near = 0;
    for (size_t region = 0; region < 4; region++) {
        struct state s;
        struct incident *all[400];
        state_init(&s);
        for (size_t n = 0; n < 800; n++) {
            double lat = regions[region][0] + (double)(next_random(&seed) % 1000) / 2000.0;
            double lon = regions[region][1] + (double)(next_random(&seed) % 1000) / 2000.0;
            lat = lat > 90 ? 180 - lat : lat;
            lon = lon > 180 ? lon - 360 : lon;
            struct incident r =
                report_at(next_random(&seed) % 300, lat, lon, precisions[next_random(&seed) % 7]);
            struct incident *expected = scan(all, n < 400 ? n : 400, &r, true, NULL), *second;
            assert_ptr_equal(fuse_find(&s, &p, &r, &second), expected);
            assert_ptr_equal(second, scan(all, n < 400 ? n : 400, &r, false, expected));
            found += expected != NULL;
            near += !expected && second;
            if (n < 400)
                all[n] = keep(&s, &p, r);
        }
        state_release(&s);
    }
    assert_true(found > 200 && near > 1000);
}

/* It stands in a cell for each slice of its time, and is found once. */
static void what_is_found_is_not_its_own_second(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident span = report_at(600, 33.0, 35.8, -1), *second;
    span.until_ms = 900 * MINUTE_MS;
    struct incident *first = keep(&s, &p, span), r = report_at(720, 33.0, 35.8, -1);
    assert_ptr_equal(fuse_find(&s, &p, &r, &second), first);
    assert_null(second);
    struct incident *other = keep(&s, &p, report_at(710, 33.0, 35.8, -1));
    assert_ptr_equal(fuse_find(&s, &p, &r, &second), first);
    assert_ptr_equal(second, other);
    state_release(&s);
}

/* The same parties, in whatever order. */
static void lists_of_release_are_compared_as_sets(void **unused) {
    struct incident a = report_at(600, 33.0, 35.8, -1), b = a;
    (void)unused;
    a.released = b.released = true;
    a.rel_to_count = b.rel_to_count = 2;
    a.rel_to[0] = b.rel_to[1] = ISR;
    a.rel_to[1] = b.rel_to[0] = SYR;
    assert_true(releases_equal(&a, &b));
    b.rel_to[1] = JOR;
    assert_false(releases_equal(&a, &b));
    assert_false(releases_equal(&b, &a));
    b.rel_to[1] = ISR;
    b.rel_to[b.rel_to_count++] = JOR;
    assert_false(releases_equal(&a, &b));
}

/* As narrow as a policy may be, and as imprecise as a message. */
static void a_place_anywhere_on_earth_is_found(void **unused) {
    (void)unused;
    struct fuse_spec narrow = {.window_ms = 60 * MINUTE_MS, .distance_m = FUSE_DISTANCE_M_MIN};
    struct policy p = policy_make();
    p.fuse = &narrow;
    p.fuse_distance_max_m = FUSE_DISTANCE_M_MIN;
    struct state s;
    state_init(&s);
    struct incident *first = keep(&s, &p, report_at(600, 33.0, 35.8, METRES_MAX)), *near;
    struct incident r = report_at(600, -33.0, -100, -1);
    assert_null(fuse_find(&s, &p, &r, &near));
    assert_ptr_equal(near, first);
    state_release(&s);
}

/* What one sender says twice at two places is two, however vague; and so is what it says of two actors. */
static void a_sender_knows_what_it_said(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident *first = keep(&s, &p, report_at(600, 33.0, 35.8, 3000));
    struct statement *said = incident_statement_add(first);
    *said = statement_blank(OBS);
    struct incident own = report_at(610, 33.06, 35.8, 3000), other = own; /* 6.7 km less 6 km */
    own.reporter = OBS;
    other.reporter = SYR;
    assert_null(fuse_find(&s, &p, &own, NULL));
    assert_ptr_equal(fuse_find(&s, &p, &other, NULL), first);
    own = other = report_at(610, 33.0, 35.8, -1);
    own.reporter = OBS;
    own.pair[0] = other.pair[0] = SYR;
    own.pair[1] = other.pair[1] = PARTY_UNKNOWN;
    assert_null(fuse_find(&s, &p, &own, NULL));
    assert_ptr_equal(fuse_find(&s, &p, &other, NULL), first);
    said = incident_statement_add(first); /* it told of both already */
    *said = statement_blank(OBS);
    said->pair[0] = SYR;
    assert_ptr_equal(fuse_find(&s, &p, &own, NULL), first);
    state_release(&s);
}

/* To the metre. */
static void just_so_far_away_is_near(void **unused) {
    (void)unused;
    struct policy p = policy_make();
    struct state s;
    state_init(&s);
    struct incident *first = keep(&s, &p, report_at(600, 33.0, 35.8, -1));
    struct incident r = report_at(600, 33.05, 35.8, -1);
    r.precision_m = place_distance_m(first->at, r.at) - 5000;
    assert_ptr_equal(fuse_find(&s, &p, &r, NULL), first);
    r.precision_m--;
    assert_null(fuse_find(&s, &p, &r, NULL));
    state_release(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_near),
        cmocka_unit_test(compares_pairs_and_kinds),
        cmocka_unit_test(different_release_never_fuses),
        cmocka_unit_test(forgets_what_is_removed),
        cmocka_unit_test(date_only_and_placeless_are_the_policys),
        cmocka_unit_test(agrees_with_a_scan),
        cmocka_unit_test(what_is_found_is_not_its_own_second),
        cmocka_unit_test(lists_of_release_are_compared_as_sets),
        cmocka_unit_test(a_sender_knows_what_it_said),
        cmocka_unit_test(just_so_far_away_is_near),
        cmocka_unit_test(a_place_anywhere_on_earth_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
