/*
 * place.c: see fusion/place.h.
 *
 * The haversine formula, h = sin^2(dlat/2) + cos(lat1) cos(lat2) sin^2(dlon/2), d = 2R asin(sqrt(h)), is
 * exact for near points and symmetric in its arguments. Its sine and arc sine are polynomials of our own,
 * since those of a C library differ in the last bit from one to the next; + - * / and sqrt do not (IEEE 754).
 */
#include <fusion/place.h>

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#define EARTH_RADIUS_M 6371008.8
#define PI             3.14159265358979323846

/* Angles are integers in halves of 10^-7 degrees, so that half a difference is exact. */
#define HALVES_A_TURN   (720LL * DEGREE_E7)
#define HALVES_A_EIGHTH (HALVES_A_TURN / 8)
#define RADIANS_A_HALF  (PI / (360.0 * DEGREE_E7))

/* Taylor's series up to x^15 and x^16; for |x| <= π/4 what is left out is below 2^-54. */
static double sine_small(double x) {
    static const double divisors[] = {14 * 15, 12 * 13, 10 * 11, 8 * 9, 6 * 7, 4 * 5, 2 * 3};
    double square = x * x, sum = 1;
    for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++)
        sum = 1 - square / divisors[i] * sum;
    return x * sum;
}

static double cosine_small(double x) {
    static const double divisors[] = {15 * 16, 13 * 14, 11 * 12, 9 * 10, 7 * 8, 5 * 6, 3 * 4, 1 * 2};
    double square = x * x, sum = 1;
    for (size_t i = 0; i < sizeof divisors / sizeof *divisors; i++)
        sum = 1 - square / divisors[i] * sum;
    return sum;
}

/* The sine of an angle from 0 to half a turn. */
static double sine_of(int64_t halves) {
    assert(halves >= 0 && halves <= HALVES_A_TURN / 2);
    if (halves > HALVES_A_TURN / 4)
        halves = HALVES_A_TURN / 2 - halves;
    if (halves > HALVES_A_EIGHTH) {
        int64_t rest = HALVES_A_TURN / 4 - halves;
        return cosine_small((double)rest * RADIANS_A_HALF);
    }
    return sine_small((double)halves * RADIANS_A_HALF);
}

/* The arc sine of √square, 0 <= square <= 1. The angle is halved until its sine is below 0.2, where twelve
 * terms of the series suffice: sin²(a/2) = sin²a / (2 (1 + cos a)). */
static double arcsine_of_root(double square) {
    double scale = 1, sum = 0;
    while (square > 0.04) {
        square = square / (2 * (1 + sqrt(1 - square)));
        scale *= 2;
    }
    for (int n = 12; n > 0; n--) {
        double odd = 2 * n - 1;
        sum = square * odd / (2.0 * n) * (1 / (odd + 2) + sum);
    }
    return scale * sqrt(square) * (1 + sum);
}

void place_vector(struct point p, double out[3]) {
    const int64_t quarter = HALVES_A_TURN / 4;
    int64_t lat = llabs(2LL * p.lat_e7), lon = llabs(2LL * p.lon_e7);
    double level = sine_of(quarter - lat), north = sine_of(lat), east = sine_of(lon);
    out[0] = level * (lon <= quarter ? sine_of(quarter - lon) : -sine_of(lon - quarter));
    out[1] = level * (p.lon_e7 < 0 ? -east : east);
    out[2] = p.lat_e7 < 0 ? -north : north;
}

int64_t place_distance_m(struct point a, struct point b) {
    int64_t lat = llabs((int64_t)a.lat_e7 - b.lat_e7), lon = llabs((int64_t)a.lon_e7 - b.lon_e7);
    const int64_t quarter = HALVES_A_TURN / 4;
    double half_lat = sine_of(lat), half_lon = sine_of(lon);
    double cosines = sine_of(quarter - llabs(2LL * a.lat_e7)) * sine_of(quarter - llabs(2LL * b.lat_e7));
    double h = half_lat * half_lat + cosines * (half_lon * half_lon);
    return (int64_t)(2 * EARTH_RADIUS_M * arcsine_of_root(h < 1 ? h : 1) + 0.5);
}

enum crossing { CROSSING_NONE, CROSSING_ONE, CROSSING_EDGE };

static bool is_between(int32_t x, int32_t a, int32_t b) {
    return a < b ? a <= x && x <= b : b <= x && x <= a;
}

/* Does the ray from p to the east cross the edge from a to b? An edge owns its lower end and not its upper.
 * Most edges of a zone lie above or below the ray: they cost two comparisons. */
static enum crossing edge_crossing(struct point p, struct point a, struct point b) {
    if (!is_between(p.lat_e7, a.lat_e7, b.lat_e7))
        return CROSSING_NONE;
    __int128 side = (__int128)((int64_t)b.lon_e7 - a.lon_e7) * ((int64_t)p.lat_e7 - a.lat_e7) -
                    (__int128)((int64_t)b.lat_e7 - a.lat_e7) * ((int64_t)p.lon_e7 - a.lon_e7);
    if (side == 0 && is_between(p.lon_e7, a.lon_e7, b.lon_e7))
        return CROSSING_EDGE;
    if ((a.lat_e7 <= p.lat_e7) == (b.lat_e7 <= p.lat_e7))
        return CROSSING_NONE;
    return (side > 0) == (b.lat_e7 > a.lat_e7) ? CROSSING_ONE : CROSSING_NONE;
}

bool place_inside(struct point p, const struct ring *rings, size_t count) {
    bool inside = false;
    for (size_t r = 0; r < count; r++)
        for (size_t i = 0, last = rings[r].count - 1; i < rings[r].count; last = i++) {
            enum crossing c = edge_crossing(p, rings[r].points[last], rings[r].points[i]);
            if (c == CROSSING_EDGE)
                return true;
            inside ^= c == CROSSING_ONE;
        }
    return inside;
}
