/*
 * place.h: WGS 84 positions in 10^-7 degrees, distances in metres, areas.
 *
 * Distances are great-circle on the mean sphere (R = 6,371,008.8 m, IUGG), from additions, multiplications,
 * divisions and square roots only, which IEEE 754 rounds correctly: the same on every machine.
 */
#ifndef FUSION_PLACE_H
#define FUSION_PLACE_H

#include <fusion/bytes.h>

#define DEGREE_E7 10000000 /* a degree in the unit of positions */

/* A position, 10^-7 degrees north and east. */
struct point {
    int32_t lat_e7, lon_e7;
};

/* One ring of a polygon, or a line. */
struct ring {
    const struct point *points; /* not closed: the last joins the first */
    size_t count;
};

/* The position on the unit sphere: x towards 0 E, y towards 90 E, z towards the north pole. */
void place_vector(struct point p, double out[3]);
/* Along a great circle, to the nearest metre. */
int64_t place_distance_m(struct point a, struct point b);
/* Inside one of the rings an odd number of times (so holes work); a point on the edge is inside. */
bool place_inside(struct point p, const struct ring *rings, size_t count);

#endif
