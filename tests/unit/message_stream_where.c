/* message_stream_where.c: see message_stream_maker.h. When and where something is said to have happened. */
#include "message_stream_maker.h"

#include <fusion/instant.h>

#include <string.h>

static int64_t ms_pick(struct maker *m, int64_t below_ms) {
    return (int64_t)(chance_draw(&m->chance) % (uint64_t)below_ms);
}

/* ---- when ---- */

/* In UTC, or as people east of it write it. */
void time_say(struct maker *m, const char *name, int64_t at_ms) {
    char text[INSTANT_TEXT_BYTES];
    bool east = once(m, 10);
    instant_format(at_ms + (east ? 2 * HOUR_MS : 0), text);
    ADD("'%s':'%.*s%s'", name, (int)strlen(text) - 1, text, east ? "+02:00" : "Z");
}

void say_until(struct maker *m, const struct field *f) {
    time_say(m, f->name.data, m->time_ms + ms_pick(m, once(m, 4) ? 8 * HOUR_MS : 10 * MINUTE_MS));
}

/* Between what happened and now. */
void say_instant(struct maker *m, const struct field *f) {
    time_say(m, f->name.data, m->now_ms - (once(m, 4) ? ms_pick(m, 2 * HOUR_MS) : 0));
}

void say_need_by(struct maker *m, const struct field *f) {
    time_say(m, f->name.data, m->now_ms + ms_pick(m, 3 * DAY_MS));
}

void say_window(struct maker *m, const struct field *f) {
    int64_t from_ms = m->now_ms + ((int64_t)pick(&m->chance, 40) - 10) * HOUR_MS;
    bool from = !once(m, 6), until = !from || !once(m, 5);
    ADD("'%s':{", f->name.data);
    if (from)
        time_say(m, "from", from_ms);
    if (from && until)
        ADD(",");
    if (until)
        time_say(m, "until", from_ms + HOUR_MS + ms_pick(m, 30 * HOUR_MS));
    ADD("}");
}

/* ---- where ---- */

static void degrees_add(struct maker *m, int64_t e7) {
    ADD("%s%lld.%07lld", e7 < 0 ? "-" : "", (long long)(e7 < 0 ? -e7 : e7) / DEGREE_E7,
        (long long)(e7 < 0 ? -e7 : e7) % DEGREE_E7);
}

static void position_add(struct maker *m, int64_t lon_e7, int64_t lat_e7) {
    ADD("[");
    degrees_add(m, lon_e7);
    ADD(",");
    degrees_add(m, lat_e7);
    ADD("]");
}

static void area_add(struct maker *m, struct point at) {
    int64_t wide = 100000 + pick(&m->chance, 400000), high = 100000 + pick(&m->chance, 400000);
    bool line = once(m, 2);
    ADD("'area':{'type':'%s','coordinates':%s", line ? "LineString" : "Polygon", line ? "[" : "[[");
    position_add(m, at.lon_e7, at.lat_e7);
    ADD(",");
    position_add(m, at.lon_e7 + wide, at.lat_e7);
    ADD(",");
    position_add(m, at.lon_e7 + wide, at.lat_e7 + high);
    if (!line) {
        ADD(",");
        position_add(m, at.lon_e7, at.lat_e7);
    }
    ADD("%s}", line ? "]" : "]]");
    if (line)
        ADD(",'width_m':%u", 500 * (1 + pick(&m->chance, 6)));
}

static void point_add(struct maker *m, struct point at) {
    ADD("'lat':");
    degrees_add(m, at.lat_e7);
    ADD(",'lon':");
    degrees_add(m, at.lon_e7);
    if (once(m, 2))
        ADD(",'precision_m':%u", once(m, 6) ? 12000 : 100 * pick(&m->chance, 9));
    if (m->type == MESSAGE_NOTICE || once(m, 10))
        ADD(",'radius_m':%u", 500 * pick(&m->chance, 12));
}

void say_place(struct maker *m, const struct field *f) {
    struct point at = m->spots[pick(&m->chance, SPOTS)];
    if (m->burst_kind) /* apart from each other, or they would be one */
        at.lat_e7 = (int32_t)(30 + pick(&m->chance, 8)) * DEGREE_E7;
    ADD("'%s':{", f->name.data);
    if (!m->burst_kind && once(m, m->type == MESSAGE_NOTICE ? 2 : 12))
        area_add(m, at);
    else
        point_add(m, at);
    if (once(m, 6))
        ADD(",'name':'place %u'", pick(&m->chance, 5));
    ADD("}");
}
