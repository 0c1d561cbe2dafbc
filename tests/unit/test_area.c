/* test_area.c: circles, polygons and corridors: how far outside a point is, and how far two are apart. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <message/area.h>

#define COUNT(list) (sizeof(list) / sizeof *(list))
/* Of a great circle, 0.001 degrees are 111.195 m. */
#define MILLI 10000

static struct point at(int32_t lat_e7, int32_t lon_e7) {
    return (struct point){lat_e7, lon_e7};
}

static struct area circle(struct point centre, int64_t reach_m) {
    return (struct area){.at = centre, .reach_m = reach_m};
}

static const struct point corners[] = {
    {330000000, 360000000}, {330000000, 361000000}, {331000000, 361000000}, {331000000, 360000000}};
static const struct ring square_ring = {corners, COUNT(corners)};
static const struct area square = {
    .is_polygon = true, .rings = &square_ring, .ring_count = 1, .at = {330500000, 360500000}};

static const struct point bends[] = {{329000000, 358500000}, {330000000, 358500000}, {330000000, 359500000}};
static const struct ring road_ring = {bends, COUNT(bends)};
static const struct area road = {
    .rings = &road_ring, .ring_count = 1, .at = {329500000, 359000000}, .reach_m = 500};

static void a_circle_ends_at_its_radius(void **unused) {
    (void)unused;
    struct area a = circle(at(330000000, 359000000), 1000);
    assert_int_equal(area_outside_m(&a, at(330000000, 359000000)), 0);
    assert_int_equal(area_outside_m(&a, at(330000000 + 8 * MILLI, 359000000)), 0);     /* 890 m */
    assert_int_equal(area_outside_m(&a, at(330000000 + 18 * MILLI, 359000000)), 1002); /* 2,002 m */
    struct area dateline = circle(at(0, 1799999000), 1000);
    assert_int_equal(area_outside_m(&dateline, at(0, -1799999000)), 0);
}

static void a_polygon_holds_its_edge(void **unused) {
    (void)unused;
    assert_int_equal(area_outside_m(&square, at(330500000, 360500000)), 0);
    assert_int_equal(area_outside_m(&square, at(330000000, 360500000)), 0);
    assert_int_equal(area_outside_m(&square, at(331000000, 361000000)), 0);
    assert_int_equal(area_outside_m(&square, at(331000000 + 18 * MILLI, 360500000)), 2002);
    /* east of it a degree is shorter: cos 33.05 of 2,002 m */
    assert_int_equal(area_outside_m(&square, at(330500000, 361000000 + 18 * MILLI)), 1678);
    /* from a corner, along the diagonal */
    assert_int_equal(area_outside_m(&square, at(331000000 + 18 * MILLI, 361000000 + 18 * MILLI)), 2611);
}

static void a_hole_is_outside(void **unused) {
    (void)unused;
    static const struct point hole[] = {
        {330300000, 360300000}, {330300000, 360700000}, {330700000, 360700000}, {330700000, 360300000}};
    const struct ring rings[] = {square_ring, {hole, COUNT(hole)}};
    const struct area a = {.is_polygon = true, .rings = rings, .ring_count = 2, .at = {330500000, 360500000}};
    assert_int_equal(area_outside_m(&a, at(330200000, 360200000)), 0);
    assert_int_equal(area_outside_m(&a, at(330500000, 360310000)), 93); /* to the nearest edge of the hole */
}

static void a_corridor_is_as_wide_as_it_says(void **unused) {
    (void)unused;
    assert_int_equal(area_outside_m(&road, at(329500000, 358500000)), 0);
    assert_int_equal(area_outside_m(&road, at(329500000, 358500000 + 5 * MILLI)), 0);    /* 467 m aside */
    assert_int_equal(area_outside_m(&road, at(329500000, 358500000 + 10 * MILLI)), 433); /* 933 m */
    /* its end is round, and it does not close to a ring */
    assert_int_equal(area_outside_m(&road, at(329000000 - 10 * MILLI, 358500000)), 612);
    assert_true(area_outside_m(&road, at(329500000, 359000000)) > 4000);
}

static void areas_meet_or_are_apart(void **unused) {
    (void)unused;
    const struct area near = circle(at(331000000 + 18 * MILLI, 360500000), 2000);
    const struct area wide = circle(at(331000000 + 18 * MILLI, 360500000), 2010);
    assert_int_equal(areas_apart_m(&square, &near), 2);
    assert_int_equal(areas_apart_m(&near, &square), 2);
    assert_int_equal(areas_apart_m(&square, &wide), 0);
    /* one within the other, without an edge that meets */
    const struct area within = circle(at(330500000, 360500000), 10);
    assert_int_equal(areas_apart_m(&square, &within), 0);
    assert_int_equal(areas_apart_m(&within, &square), 0);
    /* a cross: no corner of the one is in the other */
    static const struct point across[] = {{330500000, 359900000}, {330500000, 361100000}};
    const struct ring ring = {across, COUNT(across)};
    const struct area line = {.rings = &ring, .ring_count = 1, .at = {330500000, 360500000}};
    assert_int_equal(areas_apart_m(&square, &line), 0);
    assert_true(areas_apart_m(&square, &road) > 0);
    const struct area one = circle(at(0, 0), 1000), other = circle(at(0, 20 * MILLI), 1000);
    assert_int_equal(areas_apart_m(&one, &other), 224);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_circle_ends_at_its_radius), cmocka_unit_test(a_polygon_holds_its_edge),
        cmocka_unit_test(a_hole_is_outside),           cmocka_unit_test(a_corridor_is_as_wide_as_it_says),
        cmocka_unit_test(areas_meet_or_are_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
