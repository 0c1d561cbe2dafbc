/* area.c: see area.h. */
#include "area.h"

#include <assert.h>
#include <math.h>

#define METRES_A_E7 0.011119508023353292 /* of a great circle, R = 6,371,008.8 m, in 10^-7 degrees */

/* The plane that touches the sphere at a point. */
struct plane {
    struct point origin;
    double east_m_e7; /* metres a 10^-7 degree of longitude */
};
struct spot {
    double x, y;
};

static struct plane plane_at(struct point p) {
    double v[3];
    place_vector(p, v);
    return (struct plane){p, METRES_A_E7 * sqrt(v[0] * v[0] + v[1] * v[1])};
}

static struct spot plane_spot(const struct plane *on, struct point p) {
    int64_t east_e7 = (int64_t)p.lon_e7 - on->origin.lon_e7, turn_e7 = 360LL * DEGREE_E7;
    if (east_e7 > turn_e7 / 2)
        east_e7 -= turn_e7;
    if (east_e7 < -turn_e7 / 2)
        east_e7 += turn_e7;
    return (struct spot){(double)east_e7 * on->east_m_e7,
                         (double)((int64_t)p.lat_e7 - on->origin.lat_e7) * METRES_A_E7};
}

/* From the origin to the nearest spot of the edge. */
static double edge_distance(struct spot a, struct spot b) {
    double dx = b.x - a.x, dy = b.y - a.y, square = dx * dx + dy * dy;
    double along = square > 0 ? -(a.x * dx + a.y * dy) / square : 0;
    if (along < 0)
        along = 0;
    if (along > 1)
        along = 1;
    double x = a.x + along * dx, y = a.y + along * dy;
    return sqrt(x * x + y * y);
}

/* The edges of a ring: of a line, one less than points. */
static size_t edge_count(const struct area *a, const struct ring *r) {
    return a->is_polygon ? r->count : r->count - 1;
}

static double edges_distance(const struct area *a, struct point p) {
    const struct plane on = plane_at(p);
    double nearest = -1;
    for (size_t r = 0; r < a->ring_count; r++)
        for (size_t n = 0; n < edge_count(a, &a->rings[r]); n++) {
            struct spot from = plane_spot(&on, a->rings[r].points[n]);
            struct spot to = plane_spot(&on, a->rings[r].points[(n + 1) % a->rings[r].count]);
            double away = edge_distance(from, to);
            if (nearest < 0 || away < nearest)
                nearest = away;
        }
    return nearest;
}

int64_t area_outside_m(const struct area *a, struct point p) {
    int64_t away_m;
    if (!a->ring_count)
        away_m = place_distance_m(a->at, p);
    else if (a->is_polygon && place_inside(p, a->rings, a->ring_count))
        away_m = 0;
    else
        away_m = (int64_t)(edges_distance(a, p) + 0.5);
    return away_m > a->reach_m ? away_m - a->reach_m : 0;
}

bool area_holds(const struct area *a, struct point p, int64_t radius_m) {
    assert(a->is_polygon && a->ring_count);
    return place_inside(p, a->rings, a->ring_count) &&
           (radius_m <= 0 || edges_distance(a, p) >= (double)radius_m);
}

static int side_of(struct point a, struct point b, struct point p) {
    __int128 side = (__int128)((int64_t)b.lon_e7 - a.lon_e7) * ((int64_t)p.lat_e7 - a.lat_e7) -
                    (__int128)((int64_t)b.lat_e7 - a.lat_e7) * ((int64_t)p.lon_e7 - a.lon_e7);
    return (side > 0) - (side < 0);
}

static bool edges_cross(struct point a, struct point b, struct point c, struct point d) {
    return side_of(a, b, c) * side_of(a, b, d) < 0 && side_of(c, d, a) * side_of(c, d, b) < 0;
}

bool ring_crosses_itself(const struct ring *r) {
    for (size_t n = 0; n < r->count; n++)
        for (size_t m = n + 2; m < r->count; m++)
            if (edges_cross(r->points[n], r->points[n + 1], r->points[m], r->points[(m + 1) % r->count]))
                return true;
    return false;
}

bool ring_is_empty(const struct ring *r) {
    __int128 twice = 0;
    for (size_t n = 0; n < r->count; n++) {
        struct point a = r->points[n], b = r->points[(n + 1) % r->count];
        twice += (__int128)a.lon_e7 * b.lat_e7 - (__int128)b.lon_e7 * a.lat_e7;
    }
    return twice == 0;
}

static bool areas_cross(const struct area *a, const struct area *b) {
    for (size_t r = 0; r < a->ring_count; r++)
        for (size_t n = 0; n < edge_count(a, &a->rings[r]); n++) {
            struct point from = a->rings[r].points[n], to = a->rings[r].points[(n + 1) % a->rings[r].count];
            for (size_t q = 0; q < b->ring_count; q++)
                for (size_t m = 0; m < edge_count(b, &b->rings[q]); m++)
                    if (edges_cross(from, to, b->rings[q].points[m],
                                    b->rings[q].points[(m + 1) % b->rings[q].count]))
                        return true;
        }
    return false;
}

/* From the nearest of a's points to b. Of areas that do not cross, one of the two ways is how far they are
 * apart. */
static int64_t points_outside_m(const struct area *a, const struct area *b) {
    if (!a->ring_count)
        return area_outside_m(b, a->at);
    int64_t nearest_m = INT64_MAX;
    for (size_t r = 0; r < a->ring_count; r++)
        for (size_t n = 0; n < a->rings[r].count && nearest_m > 0; n++) {
            int64_t away_m = area_outside_m(b, a->rings[r].points[n]);
            nearest_m = away_m < nearest_m ? away_m : nearest_m;
        }
    return nearest_m;
}

int64_t areas_apart_m(const struct area *a, const struct area *b) {
    if (areas_cross(a, b))
        return 0;
    int64_t one_m = points_outside_m(a, b), other_m = points_outside_m(b, a);
    int64_t by_one_m = one_m > a->reach_m ? one_m - a->reach_m : 0;
    int64_t by_other_m = other_m > b->reach_m ? other_m - b->reach_m : 0;
    return by_one_m < by_other_m ? by_one_m : by_other_m;
}
