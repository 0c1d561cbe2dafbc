/*
 * notices.c: the notices in memory by where they are: a grid of tenths of a degree.
 *
 * A notice stands in every cell that its bounds reach, widened by the policy's margin; one that reaches too
 * many, or lies where a degree of longitude is short, stands among the wide ones, which every search looks
 * at. So a report looks into the cells of its own place and precision.
 */
#include "state.h"

#include <math.h>
#include <stdlib.h>

#define CELL_E7     (DEGREE_E7 / 10)
#define CELLS_ROUND 3600 /* of longitude */
#define CELLS_MAX   64   /* that one notice, or one search, may take */
#define E7_A_METRE  90   /* of latitude, rounded up */

struct notice_node {
    struct notice_node *next;
    int32_t lat, lon; /* of the cell */
    struct incident *notice;
};

/* Cells from `lat` and `lon` on; lon may run beyond the antimeridian. */
struct cells {
    int32_t lat, lon, lat_count, lon_count;
};

static int32_t cell_of(int64_t e7) {
    return (int32_t)(e7 >= 0 ? e7 / CELL_E7 : -((-e7 + CELL_E7 - 1) / CELL_E7));
}

/* The cells within `reach_m` of a point; false: too many. */
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

static struct notice_node **bucket_of(const struct notice_index *x, int32_t lat, int32_t lon) {
    uint64_t h = ((uint64_t)(uint32_t)lat << 32 | (uint32_t)lon) * 0x9e3779b97f4a7c15u;
    return &x->buckets[h >> 32 & (x->bucket_count - 1)];
}

static bool index_grow(struct notice_index *x) {
    struct notice_index grown = {.bucket_count = x->bucket_count ? x->bucket_count * 2 : 256};
    grown.buckets = calloc(grown.bucket_count, sizeof(struct notice_node *));
    if (!grown.buckets)
        return false;
    for (size_t b = 0; b < x->bucket_count; b++)
        for (struct notice_node *n = x->buckets[b], *next; n; n = next) {
            struct notice_node **home = bucket_of(&grown, n->lat, n->lon);
            next = n->next;
            n->next = *home;
            *home = n;
        }
    free(x->buckets);
    x->buckets = grown.buckets;
    x->bucket_count = grown.bucket_count;
    return true;
}

static bool node_add(struct notice_index *x, struct incident *i, int32_t lat, int32_t lon) {
    if (x->node_count >= x->bucket_count && !index_grow(x))
        return false;
    struct notice_node *n = malloc(sizeof *n);
    if (!n)
        return false;
    struct notice_node **home = bucket_of(x, lat, lon);
    *n = (struct notice_node){*home, lat, lon, i};
    *home = n;
    x->node_count++;
    return true;
}

static bool cells_of(const struct policy *p, const struct incident *i, struct cells *out) {
    int64_t reach_m = (i->precision_m > 0 ? i->precision_m : 0) + p->notice_margin.place_m;
    return cells_around(i->at, reach_m, out);
}

bool notice_index_add(struct notice_index *x, const struct policy *p, struct incident *i) {
    struct cells c;
    if (!i->has_point)
        return true; /* nothing is set beside it */
    if (!cells_of(p, i, &c))
        return incident_list_add(&x->wide, i);
    for (int32_t lat = 0; lat < c.lat_count; lat++)
        for (int32_t lon = 0; lon < c.lon_count; lon++)
            if (!node_add(x, i, c.lat + lat, lon_round(c.lon + lon)))
                return false;
    return true;
}

void notice_index_remove(struct notice_index *x, const struct policy *p, const struct incident *i) {
    struct cells c;
    if (!i->has_point || !cells_of(p, i, &c)) {
        incident_list_remove(&x->wide, i);
        return;
    }
    for (int32_t lat = 0; lat < c.lat_count; lat++)
        for (int32_t lon = 0; lon < c.lon_count; lon++)
            for (struct notice_node **at = bucket_of(x, c.lat + lat, lon_round(c.lon + lon)); *at;) {
                struct notice_node *n = *at;
                if (n->notice != i) {
                    at = &n->next;
                    continue;
                }
                *at = n->next;
                free(n);
                x->node_count--;
            }
}

void notice_index_release(struct notice_index *x) {
    for (size_t b = 0; b < x->bucket_count; b++)
        for (struct notice_node *n = x->buckets[b], *next; n; n = next) {
            next = n->next;
            free(n);
        }
    free(x->buckets);
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
    if (!cells_around(p, reach_m, &c)) {
        incident_list_visit(&s->notices, take, context);
        return;
    }
    incident_list_visit(&x->wide, take, context);
    for (int32_t lat = 0; x->bucket_count && lat < c.lat_count; lat++)
        for (int32_t lon = 0; lon < c.lon_count; lon++)
            for (const struct notice_node *n = *bucket_of(x, c.lat + lat, lon_round(c.lon + lon)); n;
                 n = n->next)
                if (n->lat == c.lat + lat && n->lon == lon_round(c.lon + lon))
                    take(context, n->notice);
}
