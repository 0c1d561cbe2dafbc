/*
 * notices.c: the notices in memory by where they are: a grid of tenths of a degree.
 *
 * A notice stands in every cell that it reaches, the policy's margin added; one that reaches too many, or
 * lies near a pole, where degrees of longitude are short, stands among the wide ones, which every search
 * looks at. So a report looks into the cells of its own place and precision, and at the wide ones.
 */
#include "state.h"

#include <math.h>
#include <stdlib.h>

#define CELL_E7     (DEGREE_E7 / 10)
#define CELLS_ROUND 3600 /* of longitude */
#define CELLS_MAX   64   /* that one notice, or one search, may take */
#define E7_A_METRE  90   /* of latitude, in 10^-7 degrees, rounded up */

/* A notice in a cell. The table has the first node of each cell. */
struct notice_node {
    struct notice_node *next;
    const struct incident *notice;
};

/* A rectangle of cells from `lat` and `lon` on; it may run beyond the antimeridian (see lon_round). */
struct cells {
    int32_t lat, lon, lat_count, lon_count;
};

static int32_t cell_of(int64_t e7) {
    return (int32_t)(e7 >= 0 ? e7 / CELL_E7 : -((-e7 + CELL_E7 - 1) / CELL_E7));
}

/* The cells within `reach_m` of a point; false: too many, or near a pole. */
static bool cells_around(struct point p, int64_t reach_m, struct cells *out) {
    double v[3];
    place_vector(p, v);
    double level = sqrt(v[0] * v[0] + v[1] * v[1]);
    if (level < 0.2 || reach_m > 1000 * 1000)
        return false;
    int64_t lat_e7 = reach_m * E7_A_METRE, lon_e7 = (int64_t)((double)lat_e7 / level) + 1;
    out->lat = cell_of(p.lat_e7 - lat_e7);
    out->lon = cell_of(p.lon_e7 - lon_e7);
    out->lat_count = cell_of(p.lat_e7 + lat_e7) - out->lat + 1;
    out->lon_count = cell_of(p.lon_e7 + lon_e7) - out->lon + 1;
    return out->lat_count * out->lon_count <= CELLS_MAX;
}

static int32_t lon_round(int32_t lon) {
    return ((lon + CELLS_ROUND / 2) % CELLS_ROUND + CELLS_ROUND) % CELLS_ROUND;
}

static uint64_t cell_key(int32_t lat, int32_t lon) {
    return (uint64_t)(uint32_t)lat << 32 | (uint32_t)lon_round(lon);
}

static bool node_add(struct notice_index *x, uint64_t cell, const struct incident *i) {
    struct notice_node *n = malloc(sizeof *n), *first = table_find(&x->cells, cell);
    if (!n || (!first && !table_add(&x->cells, cell, n))) {
        free(n);
        return false;
    }
    *n = (struct notice_node){first, i};
    if (first)
        table_replace(&x->cells, cell, n);
    return true;
}

static void node_remove(struct notice_index *x, uint64_t cell, const struct incident *i) {
    struct notice_node *first = table_find(&x->cells, cell), **at = &first;
    while (*at && (*at)->notice != i)
        at = &(*at)->next;
    struct notice_node *n = *at;
    if (!n)
        return;
    *at = n->next;
    if (first)
        table_replace(&x->cells, cell, first);
    else
        table_remove(&x->cells, cell);
    free(n);
}

static bool cells_of(const struct policy *p, const struct incident *i, struct cells *out) {
    int64_t reach_m = (i->precision_m > 0 ? i->precision_m : 0) + p->notice_margin.place_m;
    return cells_around(i->at, reach_m, out);
}

bool notice_index_add(struct notice_index *x, const struct policy *p, struct incident *i) {
    struct cells c;
    assert(i->notice);
    if (!i->has_point)
        return true; /* nothing is set beside it */
    if (!cells_of(p, i, &c))
        return incident_list_add(&x->wide, i);
    for (int32_t lat = 0; lat < c.lat_count; lat++)
        for (int32_t lon = 0; lon < c.lon_count; lon++)
            if (!node_add(x, cell_key(c.lat + lat, c.lon + lon), i))
                return false;
    return true;
}

void notice_index_remove(struct notice_index *x, const struct policy *p, const struct incident *i) {
    struct cells c;
    assert(p && i->notice);
    if (!i->has_point || !cells_of(p, i, &c)) {
        incident_list_remove(&x->wide, i);
        return;
    }
    for (int32_t lat = 0; lat < c.lat_count; lat++)
        for (int32_t lon = 0; lon < c.lon_count; lon++)
            node_remove(x, cell_key(c.lat + lat, c.lon + lon), i);
}

void notice_index_release(struct notice_index *x) {
    uint32_t place = 0;
    for (struct notice_node *n, *next; (n = table_walk(&x->cells, &place));)
        for (; n; n = next) {
            next = n->next;
            free(n);
        }
    table_release(&x->cells);
    free(x->wide.list);
    *x = (struct notice_index){0};
}

static void incident_list_visit(const struct incident_list *r,
                                void (*take)(void *context, const struct incident *notice), void *context) {
    for (size_t n = 0; n < r->count; n++)
        take(context, r->list[n]);
}

void notice_index_near(const struct state *s, struct point p, int64_t reach_m,
                       void (*take)(void *context, const struct incident *notice), void *context) {
    const struct notice_index *x = &s->notice_index;
    struct cells c;
    assert(take && reach_m >= 0);
    if (!cells_around(p, reach_m, &c)) {
        incident_list_visit(&s->notices, take, context);
        return;
    }
    incident_list_visit(&x->wide, take, context);
    for (int32_t lat = 0; x->cells.count && lat < c.lat_count; lat++)
        for (int32_t lon = 0; lon < c.lon_count; lon++) {
            const struct notice_node *n = table_find(&x->cells, cell_key(c.lat + lat, c.lon + lon));
            for (; n; n = n->next)
                take(context, n->notice);
        }
}
