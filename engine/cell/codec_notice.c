/* codec_notice.c: a notice in the document of its incident: its window, lead and shape. See codec.h.
 *
 *     {"from":MS,"until":MS,"lead_ms":MS,"short":true,"withdrawn":true,"width_m":M,"polygon":true,
 *      "area":[[LAT,LON,LAT,LON ...] ...]}        positions in 10^-7 degrees
 */
#include "codec.h"

#include <stdlib.h>

static bool notice_present(const void *field, const void *owner) {
    (void)owner;
    return *(struct notice *const *)field != NULL;
}

static void write_instant(struct json_writer *w, const char *key, int64_t value, int64_t absent) {
    if (value == absent)
        return;
    json_key(w, key);
    json_write_int(w, value);
}

static void write_flag(struct json_writer *w, const char *key, bool flag) {
    if (!flag)
        return;
    json_key(w, key);
    json_write_bool(w, true);
}

static void write_rings(struct json_writer *w, const struct notice *n) {
    if (!n->ring_count)
        return;
    json_key(w, "area");
    json_open(w, '[');
    for (size_t r = 0; r < n->ring_count; r++) {
        json_open(w, '[');
        for (size_t p = 0; p < n->rings[r].count; p++) {
            json_write_int(w, n->rings[r].points[p].lat_e7);
            json_write_int(w, n->rings[r].points[p].lon_e7);
        }
        json_close(w, ']');
    }
    json_close(w, ']');
}

static void notice_write(void *field, void *owner, const struct words *words, struct json_writer *w) {
    const struct notice *n = *(struct notice *const *)field;
    (void)owner, (void)words;
    json_open(w, '{');
    write_instant(w, "from", n->from_ms, INSTANT_NONE);
    write_instant(w, "until", n->until_ms, INSTANT_NONE);
    write_instant(w, "lead_ms", n->lead_ms, INSTANT_NONE);
    write_flag(w, "short", n->is_short);
    write_flag(w, "withdrawn", n->withdrawn);
    write_instant(w, "width_m", n->width_m, -1);
    write_flag(w, "polygon", n->is_polygon);
    write_rings(w, n);
    json_close(w, '}');
}

static bool point_read(const struct json *lat, struct point *out) {
    int64_t lat_e7, lon_e7;
    if (!lat->next || !json_int(lat, &lat_e7) || !json_int(lat->next, &lon_e7) ||
        llabs(lat_e7) > 90LL * DEGREE_E7 || llabs(lon_e7) > 180LL * DEGREE_E7)
        return false;
    *out = (struct point){(int32_t)lat_e7, (int32_t)lon_e7};
    return true;
}

static bool rings_read(const struct json *area, struct notice *n) {
    size_t count = 0;
    for (const struct json *ring = area->child; ring; ring = ring->next)
        count += ring->count / 2;
    struct point *points = count && count <= POINTS_MAX ? notice_rings(n, area->count, count) : NULL;
    if (!points)
        return false;
    for (const struct json *ring = area->child; ring; ring = ring->next) {
        struct ring *r = &n->rings[n->ring_count++];
        *r = (struct ring){points, 0};
        for (const struct json *at = ring->child; at; at = at->next->next, r->count++)
            if (!point_read(at, points++))
                return false;
    }
    return true;
}

static bool notice_read(void *field, void *owner, struct words *words, const struct json *node) {
    struct notice *n = notice_new();
    const struct json *area = json_get(node, "area");
    (void)owner, (void)words;
    if (!n)
        return false;
    *(struct notice **)field = n; /* freed with its incident, whole or not */
    n->from_ms = json_int_or(json_get(node, "from"), INSTANT_NONE);
    n->until_ms = json_int_or(json_get(node, "until"), INSTANT_NONE);
    n->lead_ms = json_int_or(json_get(node, "lead_ms"), 0);
    n->is_short = json_is_true(json_get(node, "short"));
    n->withdrawn = json_is_true(json_get(node, "withdrawn"));
    n->width_m = json_int_or(json_get(node, "width_m"), -1);
    n->is_polygon = json_is_true(json_get(node, "polygon"));
    return !area || rings_read(area, n);
}
const struct codec codec_NOTICE = {notice_present, notice_write, notice_read};
