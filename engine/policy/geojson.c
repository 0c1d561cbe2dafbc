/* geojson.c: a zone's file as rings: a Polygon or MultiPolygon, alone, as a Feature or in a FeatureCollection
 * (RFC 7946). Inside is what an odd number of rings holds, so a hole is simply another ring. */
#include "load.h"

#include <fusion/json.h>
#include <fusion/limits.h>

#include <string.h>

#define RINGS_MAX (ZONE_POINTS_MAX / 3)

/* What is read, in scratch memory until its size is known. */
struct shape {
    const char *file;
    struct error *e;
    struct point *points;
    size_t *starts; /* of each ring, and the end of the last */
    size_t point_count, ring_count;
};

static int refuse(const struct shape *s, const char *found, const char *expected) {
    return error_at(s->e, ERROR_POLICY, s->file, 0, 0, "found %s (ring %zu), expected %s", found,
                    s->ring_count + 1, expected);
}

static int refuse_position(const struct shape *s, size_t number, const char *found, const char *expected) {
    return error_at(s->e, ERROR_POLICY, s->file, 0, 0,
                    "found a position %s (ring %zu, position %zu), expected %s", found, s->ring_count + 1,
                    number, expected);
}

static int position_read(struct shape *s, const struct json *position, size_t number, struct point *out) {
    const struct json *lon = position->child, *lat = lon ? lon->next : NULL;
    int64_t lon_e7, lat_e7;
    if (position->type != JSON_ARRAY || position->count < 2 || position->count > 3 ||
        !json_decimal(lon, 7, &lon_e7) || !json_decimal(lat, 7, &lat_e7))
        return refuse_position(s, number, "that is no pair of numbers", "[longitude, latitude]");
    if (lon_e7 < -180LL * DEGREE_E7 || lon_e7 > 180LL * DEGREE_E7 || lat_e7 < -90LL * DEGREE_E7 ||
        lat_e7 > 90LL * DEGREE_E7)
        return refuse_position(s, number, "off the globe",
                               "[longitude, latitude], within 180 and 90 degrees");
    *out = (struct point){.lat_e7 = (int32_t)lat_e7, .lon_e7 = (int32_t)lon_e7};
    return 0;
}

static int ring_read(struct shape *s, const struct json *ring) {
    size_t first = s->point_count;
    int status = 0;
    if (ring->type != JSON_ARRAY || ring->count < 4)
        return refuse(s, "a ring of fewer than four positions", "at least four, the last as the first");
    if (ring->count - 1 > ZONE_POINTS_MAX - s->point_count)
        return error_at(s->e, ERROR_POLICY, s->file, 0, 0,
                        "found more than %u positions in one zone, expected fewer", ZONE_POINTS_MAX);
    const struct json *at = ring->child;
    size_t number = 1;
    for (; !status && at->next; at = at->next)
        status = position_read(s, at, number++, &s->points[s->point_count++]);
    struct point last = {0, 0};
    if (!status)
        status = position_read(s, at, number, &last);
    if (status)
        return status;
    if (last.lat_e7 != s->points[first].lat_e7 || last.lon_e7 != s->points[first].lon_e7)
        return refuse(s, "a ring that is not closed", "its last position to be its first");
    s->starts[++s->ring_count] = s->point_count;
    return 0;
}

static int polygon_read(struct shape *s, const struct json *rings) {
    int status = 0;
    if (!rings || rings->type != JSON_ARRAY || rings->count == 0)
        return refuse(s, "a polygon without rings", "a list of rings as its coordinates");
    for (const struct json *r = rings->child; !status && r; r = r->next)
        status = ring_read(s, r);
    return status;
}

static int polygons_read(struct shape *s, const struct json *polygons) {
    int status = 0;
    if (!polygons || polygons->type != JSON_ARRAY || polygons->count == 0)
        return refuse(s, "a MultiPolygon without polygons", "a list of polygons as its coordinates");
    for (const struct json *p = polygons->child; !status && p; p = p->next)
        status = polygon_read(s, p);
    return status;
}

static int geometry_read(struct shape *s, const struct json *object) {
    static const char *const words[] = {"Polygon", "MultiPolygon", NULL};
    struct bytes type = json_text(json_get(object, "type"));
    if (bytes_is(type, "Polygon"))
        return polygon_read(s, json_get(object, "coordinates"));
    if (bytes_is(type, "MultiPolygon"))
        return polygons_read(s, json_get(object, "coordinates"));
    return error_at(
        s->e, ERROR_POLICY, s->file, 0, 0, "found the geometry %s, expected a Polygon or MultiPolygon%s",
        type.size ? yaml_quote(type).text : "without a type", error_offer(type, words, "`", "`").text);
}

static int feature_read(struct shape *s, const struct json *object) {
    if (bytes_is(json_text(json_get(object, "type")), "Feature"))
        return geometry_read(s, json_get(object, "geometry"));
    return geometry_read(s, object);
}

/* Coordinates are WGS 84; older writers may say so, and nothing else, in a `crs` member. */
static bool is_wgs84(const struct json *root) {
    const struct json *crs = json_get(root, "crs");
    struct bytes name = json_text(json_get(json_get(crs, "properties"), "name"));
    return !crs || crs->type == JSON_NULL || bytes_ends(name, BYTES("CRS84")) ||
           bytes_ends(name, BYTES("EPSG::4326"));
}

static int root_read(struct shape *s, const struct json *root) {
    const struct json *features = json_get(root, "features");
    int status = 0;
    if (!is_wgs84(root))
        return error_at(s->e, ERROR_POLICY, s->file, 0, 0,
                        "found coordinates of another system (`crs`), expected WGS 84");
    if (!bytes_is(json_text(json_get(root, "type")), "FeatureCollection"))
        return feature_read(s, root);
    if (!features || features->type != JSON_ARRAY || features->count == 0)
        return error_at(s->e, ERROR_POLICY, s->file, 0, 0,
                        "found no features, expected at least one polygon");
    for (const struct json *f = features->child; !status && f; f = f->next)
        status = feature_read(s, f);
    return status;
}

static int shape_keep(const struct shape *s, struct arena *keep, struct zone *out) {
    struct point *points = arena_array(keep, s->point_count, sizeof *points);
    struct ring *rings = arena_array(keep, s->ring_count, sizeof *rings);
    if (!points || !rings)
        return error_memory(s->e);
    memcpy(points, s->points, s->point_count * sizeof *points);
    for (size_t i = 0; i < s->ring_count; i++)
        rings[i] = (struct ring){points + s->starts[i], s->starts[i + 1] - s->starts[i]};
    out->rings = rings;
    out->ring_count = s->ring_count;
    return 0;
}

static int json_refuse(const struct policy_file *file, const struct json_fault *fault, struct error *e) {
    struct yaml_mark at = yaml_mark_of_byte(file->content, fault->offset);
    if (fault->code == JSON_MEMORY)
        return error_memory(e);
    return error_at(
        e, ERROR_POLICY, file->name.data, at.line, at.column, "found text that %s%s%s%s, expected GeoJSON",
        json_fault_meaning(fault->code), fault->detail[0] ? " (" : "",
        fault->detail[0] ? yaml_quote(bytes_of(fault->detail)).text : "", fault->detail[0] ? ")" : "");
}

int geojson_rings(struct arena *keep, struct arena *scratch, const struct policy_file *file, struct zone *out,
                  struct error *e) {
    struct shape s = {.file = file->name.data, .e = e};
    const struct json *root = NULL;
    struct json_fault fault = {0};
    if (json_parse(scratch, file->content, &json_limits_own, &root, &fault))
        return json_refuse(file, &fault, e);
    s.points = arena_array(scratch, ZONE_POINTS_MAX, sizeof *s.points);
    s.starts = arena_array(scratch, RINGS_MAX + 1, sizeof *s.starts);
    if (!s.points || !s.starts)
        return error_memory(e);
    int status = root_read(&s, root);
    return status ? status : shape_keep(&s, keep, out);
}
