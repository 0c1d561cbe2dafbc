/* test_place.c: distances against another formula (the arc tangent form for the sphere, computed apart),
 * areas. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/place.h>
#include <math.h>
#include <stdlib.h>

static const struct {
    const char *name;
    struct point a, b;
    double metres;
} pairs[] = {
    {"Jerusalem to Damascus", {317780000, 352354000}, {335138000, 362765000}, 216226.266},
    {"Quneitra to Majdal Shams", {331258000, 358246000}, {332689000, 357706000}, 16686.466},
    {"a hundred metres", {331000000, 358000000}, {331009000, 358000000}, 100.076},
    {"ten metres", {331000000, 358000000}, {331000100, 358001072}, 10.047},
    {"London to New York", {515074000, -1278000}, {407128000, -740060000}, 5570229.874},
    {"Sydney to Santiago", {-338688000, 1512093000}, {-334489000, -706693000}, 11346730.794},
    {"over the date line", {-177134000, 1780650000}, {-137590000, -1721046000}, 1139984.292},
    {"pole to pole", {900000000, 0}, {-900000000, 0}, 20015114.442},
    {"pole to equator", {900000000, 170000000}, {0, -1300000000}, 10007557.221},
    {"a degree of the equator", {0, 0}, {0, 10000000}, 111195.080},
    {"antipodes", {331000000, 358000000}, {-331000000, -1442000000}, 20015114.442},
    {"nearly antipodes", {331000000, 358000000}, {-330900000, -1442100000}, 20013663.846},
    {"one place by two names", {0, 1800000000}, {0, -1800000000}, 0},
    {"around the pole", {899900000, 0}, {899900000, 1800000000}, 2223.902},
    {"the same place", {331000000, 358000000}, {331000000, 358000000}, 0},
};

static void distances_are_right_and_symmetric(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        int64_t there = place_distance_m(pairs[i].a, pairs[i].b);
        if (there != (int64_t)(pairs[i].metres + 0.5))
            fail_msg("%s: %lld m, expected %.3f", pairs[i].name, (long long)there, pairs[i].metres);
        assert_true(there == place_distance_m(pairs[i].b, pairs[i].a));
    }
}

/* The C library's functions serve here, where a last bit does not matter. */
static double other_formula(struct point a, struct point b) {
    const double unit = acos(-1) / 180 / DEGREE_E7;
    double f1 = a.lat_e7 * unit, f2 = b.lat_e7 * unit, dl = (b.lon_e7 * unit) - (a.lon_e7 * unit);
    double y = hypot(cos(f2) * sin(dl), cos(f1) * sin(f2) - sin(f1) * cos(f2) * cos(dl));
    double x = sin(f1) * sin(f2) + cos(f1) * cos(f2) * cos(dl);
    return 6371008.8 * atan2(y, x);
}

static uint64_t random_next(uint64_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static int32_t random_within(uint64_t *seed, int32_t most) {
    uint64_t count = 2 * (uint64_t)most + 1;
    return (int32_t)((int64_t)(random_next(seed) % count) - most);
}

static int32_t clamped(int64_t value, int32_t most) {
    return (int32_t)(value > most ? most : value < -most ? -most : value);
}

static void many_distances_agree_with_another_formula(void **state) {
    uint64_t seed = 20260327;
    (void)state;
    for (int i = 0; i < 200000; i++) {
        struct point a = {random_within(&seed, 900000000), random_within(&seed, 1800000000)};
        int32_t reach = i % 2 ? 10000000 : 1800000000; /* every second pair is near */
        struct point b = {clamped((int64_t)a.lat_e7 + random_within(&seed, reach), 900000000),
                          clamped((int64_t)a.lon_e7 + random_within(&seed, reach), 1800000000)};
        double expected = other_formula(a, b);
        int64_t found = place_distance_m(a, b);
        if (fabs((double)found - expected) > 0.51 + expected * 1e-9)
            fail_msg("%lld m, expected %.3f", (long long)found, expected);
        assert_true(found == place_distance_m(b, a));
    }
}

static void vectors_lie_on_the_unit_sphere(void **state) {
    const double unit = acos(-1) / 180 / DEGREE_E7;
    uint64_t seed = 1974;
    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct point p = {random_within(&seed, 900000000), random_within(&seed, 1800000000)};
        double v[3], lat = p.lat_e7 * unit, lon = p.lon_e7 * unit;
        place_vector(p, v);
        assert_true(fabs(v[0] - cos(lat) * cos(lon)) < 1e-15);
        assert_true(fabs(v[1] - cos(lat) * sin(lon)) < 1e-15);
        assert_true(fabs(v[2] - sin(lat)) < 1e-15);
    }
}

static const struct point square_points[] = {{0, 0}, {0, 100}, {100, 100}, {100, 0}};
static const struct point hole_points[] = {{40, 40}, {60, 40}, {60, 60}, {40, 60}};
static const struct point arrow_points[] = {{0, 0}, {50, 100}, {0, 50}, {-50, 100}}; /* concave */

static void inside_of_a_square_with_a_hole(void **state) {
    const struct ring rings[] = {{square_points, 4}, {hole_points, 4}};
    static const struct {
        struct point p;
        bool plain, holed;
    } cases[] = {
        {{10, 10}, true, true},     {{50, 50}, true, false},
        {{40, 50}, true, true}, /* on the hole's edge */
        {{0, 0}, true, true},       {{100, 100}, true, true},
        {{0, 50}, true, true},      {{100, 50}, true, true},
        {{50, 0}, true, true},      {{50, 100}, true, true},
        {{-1, 50}, false, false},   {{101, 50}, false, false},
        {{50, -1}, false, false},   {{50, 101}, false, false},
        {{100, 101}, false, false}, {{0, -1}, false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(place_inside(cases[i].p, rings, 1), cases[i].plain);
        assert_int_equal(place_inside(cases[i].p, rings, 2), cases[i].holed);
    }
    assert_false(place_inside((struct point){0, 0}, rings, 0));
}

static void inside_of_a_concave_ring(void **state) {
    const struct ring ring = {arrow_points, 4};
    (void)state;
    assert_true(place_inside((struct point){0, 25}, &ring, 1));
    assert_true(place_inside((struct point){0, 50}, &ring, 1)); /* the inner corner */
    assert_false(place_inside((struct point){0, 51}, &ring, 1));
    assert_true(place_inside((struct point){40, 90}, &ring, 1));
    assert_false(place_inside((struct point){0, -1}, &ring, 1)); /* level with two corners */
    assert_false(place_inside((struct point){10, 90}, &ring, 1));
}

/* Products of the widest differences pass 64 bits. */
static void inside_of_the_whole_earth(void **state) {
    static const struct point points[] = {{-900000000, -1800000000},
                                          {900000000, -1800000000},
                                          {900000000, 1800000000},
                                          {-900000000, 1800000000}};
    static const struct point half[] = {
        {-900000000, -1800000000}, {900000000, 1800000000}, {-900000000, 1800000000}};
    const struct ring earth = {points, 4}, lower = {half, 3};
    (void)state;
    assert_true(place_inside((struct point){331000000, 358000000}, &earth, 1));
    assert_true(place_inside((struct point){0, 0}, &lower, 1)); /* on the diagonal */
    assert_true(place_inside((struct point){0, 1}, &lower, 1));
    assert_false(place_inside((struct point){0, -1}, &lower, 1));
    assert_true(place_inside((struct point){-899999999, 1799999999}, &lower, 1));
    assert_false(place_inside((struct point){899999999, -1799999999}, &lower, 1));
}

/* The order and direction of the corners do not matter. */
static void rings_turn_either_way(void **state) {
    uint64_t seed = 7;
    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct point forth[6], back[6], p = {random_within(&seed, 20), random_within(&seed, 20)};
        for (int k = 0; k < 6; k++)
            forth[k] = (struct point){random_within(&seed, 20), random_within(&seed, 20)};
        for (int k = 0; k < 6; k++)
            back[k] = forth[(8 - k) % 6];
        const struct ring a = {forth, 6}, b = {back, 6};
        assert_int_equal(place_inside(p, &a, 1), place_inside(p, &b, 1));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distances_are_right_and_symmetric),
        cmocka_unit_test(many_distances_agree_with_another_formula),
        cmocka_unit_test(vectors_lie_on_the_unit_sphere),
        cmocka_unit_test(inside_of_a_square_with_a_hole),
        cmocka_unit_test(inside_of_a_concave_ring),
        cmocka_unit_test(inside_of_the_whole_earth),
        cmocka_unit_test(rings_turn_either_way),
    };
    return cmocka_run_group_tests_name("place", tests, NULL, NULL);
}
