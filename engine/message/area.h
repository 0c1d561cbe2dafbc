/*
 * area.h: circles, polygons and corridors, and how far something is outside of them.
 *
 * Edges are straight on a map of degrees, as GeoJSON has them (RFC 7946, 3.1.1). Distances to them are
 * measured on the plane that touches the sphere at the point asked about: within 0.5 % up to 100 km at these
 * latitudes. Only additions, multiplications, divisions and square roots: the same on every machine.
 */
#ifndef MESSAGE_AREA_H
#define MESSAGE_AREA_H

#include <fusion/place.h>

/* Where something is. `rings` stay their owner's, and must outlive it. */
struct area {
    bool is_polygon;
    const struct ring *rings; /* of a polygon, or one line; NULL: the circle around `at` */
    size_t ring_count;
    struct point at;
    int64_t
        reach_m; /* beyond the point, the line or the edge it still is: a radius, half a width, a precision */
};

/* How far outside the area the point is; 0: inside, or on its edge. */
int64_t area_outside_m(const struct area *a, struct point p);
/* Does the polygon hold the circle of this radius around the point? 0: the point alone. */
bool area_holds(const struct area *a, struct point p, int64_t radius_m);
/* Does a ring cross itself, or enclose nothing? */
bool ring_crosses_itself(const struct ring *r);
bool ring_is_empty(const struct ring *r);
/* How far two areas are apart; 0: they meet. */
int64_t areas_apart_m(const struct area *a, const struct area *b);

#endif
