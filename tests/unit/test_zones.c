/* test_zones.c: the areas of the shipped policy, against towns whose sides are known and against the widths
 * of the agreement. All distances are those of fusion/place.h, not of the tool that made the polygons. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/limits.h>
#include <fusion/place.h>
#include <fusion/policy.h>
#include <fusion/ports.h>

#include <stdlib.h>
#include <string.h>

/* How far an edge may lie from where it should: 30 m of arcs and simplification, and 0.3 % since the policy's
 * distances are those of a sphere, the polygons' those of the ellipsoid. */
#define TOLERANCE_M(distance_m) (30 + 3 * (distance_m) / 1000)
#define STEP_M                  100 /* between two points of a line to measure from: 1 m at 5 km */
#define EDGE_POINTS_MAX         4096

struct shipped {
    struct arena arena;
    struct words *words;
    struct policy *p;
};

static int load(void **state) {
    struct shipped *t = calloc(1, sizeof *t);
    struct policy_file *files = NULL;
    size_t count = 0;
    struct error e = ERROR_EMPTY;
    assert_non_null(t);
    t->words = words_new();
    assert_non_null(t->words);
    if (folder_read("rules", &t->arena, &files, &count, &e) || policy_load(files, count, t->words, &t->p, &e))
        fail_msg("%s:%d:%d: %s", e.file, e.line, e.column, e.text);
    *state = t;
    return 0;
}

static int unload(void **state) {
    struct shipped *t = *state;
    policy_free(t->p);
    words_free(t->words);
    arena_release(&t->arena);
    free(t);
    return 0;
}

static const struct zone *zone_named(const struct shipped *t, const char *name) {
    for (size_t i = 0; i < t->p->zone_count; i++)
        if (strcmp(words_text(t->words, t->p->zones[i].word).data, name) == 0)
            return &t->p->zones[i];
    fail_msg("no zone %s", name);
    return NULL;
}

static const char *zone_at(const struct shipped *t, struct point at) {
    const struct zone *z = policy_zone_at(t->p, at, -1);
    return z ? words_text(t->words, z->word).data : "none";
}

static size_t zones_holding(const struct shipped *t, struct point at) {
    size_t count = 0;
    for (size_t i = 0; i < t->p->zone_count; i++)
        count += place_inside(at, t->p->zones[i].rings, t->p->zones[i].ring_count);
    return count;
}

/* --- towns -------------------------------------------------------------------------------------------------
 */

/* UCDP: Uppsala Conflict Data Program, UCDP GED, where its events in the place are put. Wikipedia: the
 * article's coordinates. Line B bends around Hadar and Khan Arnabah, which are Syria's; Tiberias lies 22 km
 * from the southern end of line A. */
static const struct {
    const char *name;
    struct point at;
    const char *zone;
} towns[] = {
    {"Quneitra (UCDP)", {331256240, 358239670}, "AOS"},
    {"Madinat al-Baath (UCDP)", {331720400, 358731100}, "AOS"},
    {"al-Rafid (UCDP)", {329553430, 359004920}, "AOS"},
    {"Majdal Shams (Wikipedia)", {332677800, 357694400}, "AOL-A-10"},
    {"Buq'ata (Wikipedia)", {332000000, 357830000}, "AOL-A-10"},
    {"Merom Golan (Wikipedia)", {331333300, 357758300}, "AOL-A-10"},
    {"Katzrin (Wikipedia)", {329920000, 356910000}, "AOL-A-20"},
    {"Ein Gev (Wikipedia)", {327827800, 356397200}, "AOL-A-20"},
    {"Tiberias (Wikipedia)", {327944400, 355333300}, "AOL-A-25"},
    {"Hadar (UCDP)", {332809800, 358304300}, "AOL-B-10"},
    {"Khan Arnabah (UCDP)", {331837800, 358915800}, "AOL-B-10"},
    {"Nawa (UCDP)", {328910280, 360434590}, "AOL-B-20"},
    {"Jasim (UCDP)", {329911500, 360602320}, "AOL-B-20"},
    {"Kanaker (Wikipedia)", {332672200, 360969400}, "AOL-B-25"},
    {"Damascus (UCDP)", {335133640, 362915750}, "none"},
};

static void towns_lie_in_their_zones(void **state) {
    const struct shipped *t = *state;
    for (size_t i = 0; i < sizeof towns / sizeof *towns; i++)
        if (strcmp(zone_at(t, towns[i].at), towns[i].zone) != 0)
            fail_msg("%s: %s, expected %s", towns[i].name, zone_at(t, towns[i].at), towns[i].zone);
}

static void sides_are_those_of_the_agreement(void **state) {
    const struct shipped *t = *state;
    static const char *const names[] = {"AOS",      "AOL-A-10", "AOL-A-20", "AOL-A-25",
                                        "AOL-B-10", "AOL-B-20", "AOL-B-25"};
    assert_int_equal(t->p->zone_count, sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct zone *z = zone_named(t, names[i]);
        char first[PARTY_BYTES_MAX + 1];
        assert_int_equal(z->side_count, i ? 1 : 2);
        party_text(z->sides[0], first);
        assert_string_equal(first, i < 4 ? "ISR" : "SYR");
    }
}

/* --- widths ------------------------------------------------------------------------------------------------
 */

static bool is_same(struct point a, struct point b) {
    return a.lat_e7 == b.lat_e7 && a.lon_e7 == b.lon_e7;
}

static bool has_corner(const struct zone *z, struct point p) {
    for (size_t r = 0; r < z->ring_count; r++)
        for (size_t i = 0; i < z->rings[r].count; i++)
            if (is_same(z->rings[r].points[i], p))
                return true;
    return false;
}

/* The edge that two neighbours share, as points at most STEP_M apart. */
struct edge {
    struct point points[EDGE_POINTS_MAX];
    size_t count;
};

static void edge_add(struct edge *l, struct point a, struct point b) {
    int64_t steps = place_distance_m(a, b) / STEP_M + 1;
    for (int64_t k = 0; k <= steps; k++) {
        assert_true(l->count < EDGE_POINTS_MAX);
        l->points[l->count++] =
            (struct point){(int32_t)(a.lat_e7 + ((int64_t)b.lat_e7 - a.lat_e7) * k / steps),
                           (int32_t)(a.lon_e7 + ((int64_t)b.lon_e7 - a.lon_e7) * k / steps)};
    }
}

/* In one piece, but that the ring may start within it: a corner of one zone alone would break it in two. */
static void edge_between(const struct zone *z, const struct zone *neighbour, struct edge *out) {
    size_t pieces = 1;
    out->count = 0;
    for (size_t r = 0; r < z->ring_count; r++)
        for (size_t i = 0, last = z->rings[r].count - 1; i < z->rings[r].count; last = i++)
            if (has_corner(neighbour, z->rings[r].points[last]) &&
                has_corner(neighbour, z->rings[r].points[i]))
                edge_add(out, z->rings[r].points[last], z->rings[r].points[i]);
    for (size_t i = 1; i < out->count; i++)
        pieces += place_distance_m(out->points[i - 1], out->points[i]) > STEP_M;
    assert_true(out->count > 100);
    assert_in_range(pieces, 1, 2);
}

static int64_t distance_m(struct point p, const struct edge *l) {
    int64_t least = INT64_MAX;
    for (size_t i = 0; i < l->count; i++) {
        int64_t d = place_distance_m(p, l->points[i]);
        least = d < least ? d : least;
    }
    return least;
}

/* The edge between two strips, every point of it, lies as far from the line as the agreement says. */
static void distance_check(const struct shipped *t, const char *near, const char *far,
                           const struct edge *from, int64_t expected_m) {
    struct edge *edge = calloc(1, sizeof *edge);
    assert_non_null(edge);
    edge_between(zone_named(t, near), zone_named(t, far), edge);
    for (size_t i = 0; i < edge->count; i += 5) {
        int64_t d = distance_m(edge->points[i], from);
        if (llabs(d - expected_m) > TOLERANCE_M(expected_m))
            fail_msg("%s to %s: %lld m at %d, %d", near, far, (long long)d, (int)edge->points[i].lat_e7,
                     (int)edge->points[i].lon_e7);
    }
    free(edge);
}

/* Every corner lies within the strip's distances, and many at its end; borders end it before. */
static void corners_check(const struct zone *z, const struct edge *from, int64_t from_m, int64_t to_m) {
    size_t at_the_end = 0;
    for (size_t r = 0; r < z->ring_count; r++)
        for (size_t i = 0; i < z->rings[r].count; i++) {
            int64_t d = distance_m(z->rings[r].points[i], from);
            if (d < from_m - TOLERANCE_M(from_m) || d > to_m + TOLERANCE_M(to_m))
                fail_msg("a corner at %lld m, expected %lld to %lld", (long long)d, (long long)from_m,
                         (long long)to_m);
            at_the_end += d >= to_m - TOLERANCE_M(to_m);
        }
    assert_true(at_the_end >= 40);
}

static void strips_are_as_wide_as_agreed(void **state) {
    const struct shipped *t = *state;
    static const char *const strips[2][3] = {{"AOL-A-10", "AOL-A-20", "AOL-A-25"},
                                             {"AOL-B-10", "AOL-B-20", "AOL-B-25"}};
    struct edge *from = calloc(1, sizeof *from);
    assert_non_null(from);
    for (size_t s = 0; s < 2; s++) {
        edge_between(zone_named(t, "AOS"), zone_named(t, strips[s][0]), from);
        distance_check(t, strips[s][0], strips[s][1], from, 10000);
        distance_check(t, strips[s][1], strips[s][2], from, 20000);
        corners_check(zone_named(t, strips[s][0]), from, 0, 10000);
        corners_check(zone_named(t, strips[s][1]), from, 10000, 20000);
        corners_check(zone_named(t, strips[s][2]), from, 20000, 25000);
    }
    free(from);
}

/* The United Nations: some 80 km long, 10 km wide in the middle, a few hundred metres in the extreme south.
 */
static void separation_is_as_long_and_wide_as_told(void **state) {
    const struct shipped *t = *state;
    struct edge *a = calloc(1, sizeof *a), *b = calloc(1, sizeof *b);
    int64_t length = 0, width = 0;
    assert_true(a && b);
    edge_between(zone_named(t, "AOS"), zone_named(t, "AOL-A-10"), a);
    edge_between(zone_named(t, "AOS"), zone_named(t, "AOL-B-10"), b);
    for (size_t i = 1; i < a->count; i++) {
        int64_t step = place_distance_m(a->points[i - 1], a->points[i]);
        length += step <= STEP_M ? step : 0; /* the ring starts somewhere within the edge */
    }
    assert_in_range(length, 78000, 83000);
    for (int32_t lon = 357500000; lon < 360000000; lon += 1000) /* the parallel south of Baath City */
        if (place_inside((struct point){331300000, lon}, zone_named(t, "AOS")->rings, 1))
            width += 1000;
    width = place_distance_m((struct point){331300000, 358000000},
                             (struct point){331300000, (int32_t)(358000000 + width)});
    assert_in_range(width, 8500, 10500);
    for (size_t i = 0; i < a->count; i++)
        if (a->points[i].lat_e7 < 327700000)
            assert_in_range(distance_m(a->points[i], b), 200, 600);
    free(a);
    free(b);
}

/* --- together ----------------------------------------------------------------------------------------------
 */

/* On a parallel from the first zone to the last, every point is in exactly one; Lebanon and Jordan reach into
 * the strips north and south of these parallels. */
static void zones_leave_no_gap(void **state) {
    const struct shipped *t = *state;
    for (int32_t lat = 327500123; lat < 332400000; lat += 100000) {
        struct point p = {lat, 353000123};
        size_t runs = 0, held = 0;
        for (size_t before = 0; p.lon_e7 < 364000000; p.lon_e7 += 40000, before = held) {
            held = zones_holding(t, p);
            assert_true(held <= 1);
            runs += held && !before;
        }
        if (runs != 1)
            fail_msg("%zu stretches of zones on the parallel %d, expected one", runs, (int)lat);
    }
}

static void zones_do_not_overlap(void **state) {
    const struct shipped *t = *state;
    size_t inside = 0;
    for (int32_t lat = 325000321; lat < 338000000; lat += 60000)
        for (int32_t lon = 353000321; lon < 364000000; lon += 60000) {
            size_t held = zones_holding(t, (struct point){lat, lon});
            if (held > 1)
                fail_msg("%zu zones at %d, %d", held, (int)lat, (int)lon);
            inside += held;
        }
    assert_in_range(inside, 11000, 13000); /* of 0.37 km² each, which the areas have together */
}

/* Neither Lebanon nor Jordan is in a zone: beyond its ends the area of separation has no neighbour. */
static void zones_end_at_the_borders(void **state) {
    const struct shipped *t = *state;
    const struct ring *ring = zone_named(t, "AOS")->rings;
    struct point north = ring->points[0], south = ring->points[0];
    for (size_t i = 0; i < ring->count; i++) {
        if (ring->points[i].lat_e7 > north.lat_e7)
            north = ring->points[i];
        if (ring->points[i].lat_e7 < south.lat_e7)
            south = ring->points[i];
    }
    for (int32_t km = 1; km < 40; km++) {
        struct point beyond_north = {north.lat_e7 + km * 90000, north.lon_e7 - km * 30000};
        struct point beyond_south = {south.lat_e7 - km * 90000, south.lon_e7};
        assert_string_equal(zone_at(t, beyond_north), "none");
        assert_string_equal(zone_at(t, beyond_south), "none");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(towns_lie_in_their_zones),
        cmocka_unit_test(sides_are_those_of_the_agreement),
        cmocka_unit_test(strips_are_as_wide_as_agreed),
        cmocka_unit_test(separation_is_as_long_and_wide_as_told),
        cmocka_unit_test(zones_leave_no_gap),
        cmocka_unit_test(zones_do_not_overlap),
        cmocka_unit_test(zones_end_at_the_borders),
    };
    return cmocka_run_group_tests_name("zones", tests, load, unload);
}
