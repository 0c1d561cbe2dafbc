/* message_place.c: see message/message_form.h. A place: a point, or an area as a GeoJSON geometry (RFC 7946).
 */
#include "area.h"
#include "message_form.h"

#define LATITUDE_E7_MAX  (90 * DEGREE_E7)
#define LONGITUDE_E7_MAX (180 * DEGREE_E7)

static bool degrees_read(struct decoding *d, const struct json *node, int32_t most_e7, int32_t *out) {
    int64_t value;
    int most = most_e7 / DEGREE_E7;
    if (node->type != JSON_NUMBER)
        return form_wrong_type(d, node, "a number of degrees");
    if (!json_decimal(node, 7, &value) || value > most_e7 || value < -most_e7)
        return form_fail(d, QUARANTINE_NUMBER_RANGE, node, "degrees from -%d to %d", most, most);
    *out = (int32_t)value;
    return true;
}

bool form_latitude(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    (void)f;
    return degrees_read(d, node, LATITUDE_E7_MAX, out);
}

bool form_longitude(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    (void)f;
    return degrees_read(d, node, LONGITUDE_E7_MAX, out);
}

/* `[lon, lat]`, or with a height, which is not kept. */
static bool position_read(struct decoding *d, const struct json *node, struct point *out) {
    if (node->type != JSON_ARRAY)
        return form_wrong_type(d, node, "a position [lon, lat]");
    if (node->count < 2 || node->count > 3)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "a position [lon, lat]");
    const struct json *lon = node->child, *lat = lon->next;
    if (lat->next && lat->next->type != JSON_NUMBER)
        return form_wrong_type(d, lat->next, "a number of metres");
    return degrees_read(d, lon, LONGITUDE_E7_MAX, &out->lon_e7) &&
           degrees_read(d, lat, LATITUDE_E7_MAX, &out->lat_e7);
}

static bool point_equal(struct point a, struct point b) {
    return a.lat_e7 == b.lat_e7 && a.lon_e7 == b.lon_e7;
}

/* The positions of a line, or of a ring, which must close and is kept open. *left bounds the points of an
 * area. */
static bool positions_read(struct decoding *d, const struct json *node, bool is_ring, size_t *left,
                           struct ring *out) {
    const char *expected = is_ring ? "at least 4 positions, the last as the first" : "at least 2 positions";
    if (node->type != JSON_ARRAY)
        return form_wrong_type(d, node, expected);
    if (node->count < (is_ring ? 4 : 2))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "%s", expected);
    if (node->count > *left)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "at most %u positions in one area", POINTS_MAX);
    *left -= node->count;
    struct point *points = arena_array(d->arena, node->count, sizeof *points);
    if (!points)
        return form_no_memory(d);
    size_t i = 0;
    for (const struct json *m = node->child; m; m = m->next, i++) {
        path_enter(d, NULL, i);
        if (!position_read(d, m, &points[i]))
            return false;
        path_leave(d);
    }
    if (is_ring && !point_equal(points[0], points[i - 1]))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "%s", expected);
    *out = (struct ring){points, i - is_ring};
    if (is_ring && ring_is_empty(out))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "a ring that encloses something");
    if (is_ring && ring_crosses_itself(out))
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "a ring that does not cross itself");
    return true;
}

static bool rings_read(struct decoding *d, const struct json *node, struct place *out) {
    size_t left = POINTS_MAX, i = 0;
    if (node->type != JSON_ARRAY)
        return form_wrong_type(d, node, "a list");
    size_t count = out->is_polygon ? node->count : 1;
    if (count == 0 || count > POINTS_MAX)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "1 to %u rings", POINTS_MAX);
    out->rings = arena_array(d->arena, count, sizeof *out->rings);
    if (!out->rings)
        return form_no_memory(d);
    out->ring_count = count;
    if (!out->is_polygon)
        return positions_read(d, node, false, &left, out->rings);
    for (const struct json *m = node->child; m; m = m->next, i++) {
        path_enter(d, NULL, i);
        if (!positions_read(d, m, true, &left, &out->rings[i]))
            return false;
        path_leave(d);
    }
    return true;
}

bool form_coordinates(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    const struct json **coordinates = out;
    (void)d;
    (void)f;
    *coordinates = node;
    return true;
}

bool part_area(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct place *place = &((struct message *)out)->place;
    struct geometry geometry = {0, NULL};
    uint64_t seen;
    if (!form_object(d, node, f->parts, &geometry, &seen))
        return false;
    if (seen != 3)
        return form_missing(d, seen & 1 ? "coordinates" : "type", "an area");
    place->is_area = true;
    place->is_polygon = geometry.type == 1;
    path_enter(d, "coordinates", PATH_NO_INDEX);
    if (!rings_read(d, geometry.coordinates, place))
        return false;
    path_leave(d);
    return true;
}

#define PLACE_BIT(row) (1ULL << FIELD_PLACE_##row)
#define POINT_BITS     (PLACE_BIT(LAT) | PLACE_BIT(LON) | PLACE_BIT(PRECISION) | PLACE_BIT(RADIUS))

bool part_place(struct decoding *d, const struct json *node, const struct field *f, void *out) {
    struct place *place = &((struct message *)out)->place;
    uint64_t seen;
    if (!form_object(d, node, f->parts, out, &seen))
        return false;
    if (place->is_area ? (seen & POINT_BITS) != 0 : (seen & PLACE_BIT(WIDTH)) != 0)
        return form_fail(d, QUARANTINE_WRONG_FORM, node,
                         "either lat, lon, precision_m and radius_m, or area and width_m");
    if (!place->is_area && !(seen & PLACE_BIT(LAT)))
        return form_missing(d, "lat", "a place without \"area\"");
    if (!place->is_area && !(seen & PLACE_BIT(LON)))
        return form_missing(d, "lon", "a place without \"area\"");
    if (place->is_area && !place->is_polygon && !(seen & PLACE_BIT(WIDTH)))
        return form_missing(d, "width_m", "a LineString");
    if (place->is_area && !place->is_polygon && place->width_m <= 0)
        return form_fail(d, QUARANTINE_WRONG_FORM, node, "a corridor with a width_m above 0");
    place->present = true;
    return true;
}
