/*
 * fuse.c: which open incident a report belongs to, found through an index.
 *
 * Incidents are kept in cells of space and time. Space is a grid in three dimensions, so that neither a pole
 * nor the antimeridian is special, in cubes of several sizes, each four times the one before. The reach of an
 * incident (the fuse distance and its stated precision) decides its own level: the first whose cubes are at
 * least twice as wide; the last level is the first that is so for the widest reach that a message may state.
 * It stands in its own level and in every coarser one. So a report looks at its own
 * level for all incidents of this and of finer levels, and at each coarser level for those whose own level
 * that is: a few cells each time. Time is cut into slices of the widest fuse window; where only the date is
 * known, into days.
 */
#include "state.h"

#include <math.h>
#include <stdlib.h>

#define LEVELS     14 /* enough for the narrowest distance of a policy, FUSE_DISTANCE_M_MIN */
#define EARTH_M    6371008.8
#define SLICES_MAX 64 /* that one long incident may stand in */
#define PLACELESS  LEVELS

_Static_assert(sizeof((struct fuse_index *)0)->level_count / sizeof(uint32_t) == LEVELS, "a count a level");

/* Which cell; incidents of different cells are never compared. */
struct cell_key {
    int64_t slice;
    int32_t x, y, z;
    uint8_t level;  /* PLACELESS: of incidents without a place */
    bool date;      /* of incidents of which only the date is known */
    bool own;       /* of incidents whose own level this is; else of all */
    uint8_t status; /* enum message_status */
};

/* An incident in a cell. The table has the first node of each cell by the hash of the cell's key; cells of
 * the same hash share one list, and what stands in it is compared as a whole. */
struct fuse_node {
    struct fuse_node *next, *previous; /* in the list; both ways, so that a long one is left at once */
    struct fuse_node *sibling;         /* the next node of the same incident */
    struct incident *incident;
    struct cell_key key;
};

/* Where an incident stands in time and space, and how far it reaches. */
struct extent {
    int64_t first_slice, last_slice;
    double x, y, z; /* metres from the centre of the earth */
    int64_t reach_m;
    unsigned level;
};

static uint64_t key_hash(const struct cell_key *k) {
    uint64_t h = (uint64_t)k->slice * 0x9e3779b97f4a7c15u;
    h = (h ^ (h >> 29) ^ (uint32_t)k->x) * 0xbf58476d1ce4e5b9u;
    h = (h ^ (h >> 29) ^ (uint32_t)k->y) * 0x94d049bb133111ebu;
    h = (h ^ (h >> 29) ^ (uint32_t)k->z) * 0xbf58476d1ce4e5b9u;
    h ^= (uint64_t)k->level << 8 | (uint64_t)k->date << 16 | (uint64_t)k->own << 17 |
         (uint64_t)k->status << 20;
    return h ^ h >> 31;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* The edge of a cube of a level, in metres. At the first level it is twice the smallest reach, so that a
 * search meets at most two cubes along an axis. */
static double level_edge_m(const struct policy *p, unsigned level) {
    double edge = 2.0 * (double)(p->fuse_distance_max_m > 0 ? p->fuse_distance_max_m : 1);
    for (; level; level--)
        edge *= 4.0;
    return edge;
}

static unsigned level_last(const struct policy *p) {
    unsigned level = 0;
    while (level < LEVELS - 1 && level_edge_m(p, level) < 2.0 * (double)(p->fuse_distance_max_m + METRES_MAX))
        level++;
    return level;
}

static struct extent incident_extent(const struct policy *p, const struct incident *i) {
    struct extent e = {0};
    int64_t slice_ms = p->fuse_window_max_ms > 0 ? p->fuse_window_max_ms : 1;
    if (i->time_is_date)
        slice_ms = DAY_MS;
    e.first_slice = floor_div(i->time_ms, slice_ms);
    e.last_slice =
        i->until_ms == INSTANT_NONE || i->time_is_date ? e.first_slice : floor_div(i->until_ms, slice_ms);
    if (e.last_slice - e.first_slice >= SLICES_MAX)
        e.last_slice = e.first_slice + SLICES_MAX - 1;
    if (!i->has_point) {
        e.level = PLACELESS;
        return e;
    }
    double v[3];
    place_vector(i->at, v);
    e.x = v[0] * EARTH_M;
    e.y = v[1] * EARTH_M;
    e.z = v[2] * EARTH_M;
    e.reach_m = p->fuse_distance_max_m + (i->precision_m > 0 ? i->precision_m : 0);
    for (unsigned last = level_last(p); e.level < last && level_edge_m(p, e.level) < 2.0 * (double)e.reach_m;)
        e.level++;
    return e;
}

/* May it be compared at all: it is open, has a place of this cell and a time (or the policy does without),
 * and is not marked as never to be fused. */
static bool fuse_comparable(const struct policy *p, const struct incident *i) {
    return !i->fuse_never && !incident_is_closed(i) &&
           (i->has_point ? !policy_is_astray(p, i->at) : p->fuse_placeless) &&
           (!i->time_is_date || p->fuse_dates);
}

static struct cell_key extent_key(const struct extent *e, const struct policy *p, unsigned level,
                                  int64_t slice, const struct incident *i) {
    struct cell_key k = {
        .slice = slice, .level = (uint8_t)level, .date = i->time_is_date, .status = (uint8_t)i->status};
    if (level != PLACELESS) {
        double edge = level_edge_m(p, level);
        k.x = (int32_t)floor(e->x / edge);
        k.y = (int32_t)floor(e->y / edge);
        k.z = (int32_t)floor(e->z / edge);
    }
    return k;
}

static struct fuse_node *node_new(struct fuse_index *x) {
    struct fuse_node *n = x->free;
    if (!n)
        return malloc(sizeof *n);
    x->free = n->next;
    return n;
}

static bool node_add(struct fuse_index *x, const struct cell_key *key, struct incident *i) {
    uint64_t cell = key_hash(key);
    struct fuse_node *n = node_new(x), *first = table_find(&x->cells, cell);
    if (!n || (!first && !table_add(&x->cells, cell, n))) {
        free(n);
        return false;
    }
    *n = (struct fuse_node){.next = first, .sibling = i->fuse_nodes, .incident = i, .key = *key};
    i->fuse_nodes = n;
    if (first) {
        first->previous = n;
        table_replace(&x->cells, cell, n);
    }
    return true;
}

static void node_remove(struct fuse_index *x, struct fuse_node *n) {
    if (n->next)
        n->next->previous = n->previous;
    if (n->previous)
        n->previous->next = n->next;
    else if (n->next)
        table_replace(&x->cells, key_hash(&n->key), n->next);
    else
        table_remove(&x->cells, key_hash(&n->key));
    n->next = x->free;
    x->free = n;
}

bool fuse_add(struct fuse_index *x, const struct policy *p, struct incident *i) {
    assert(!i->fuse_nodes);
    if (!fuse_comparable(p, i))
        return true;
    struct extent e = incident_extent(p, i);
    unsigned last = e.level == PLACELESS ? PLACELESS : level_last(p);
    if (e.level != PLACELESS)
        x->level_count[e.level]++;
    for (unsigned level = e.level; level <= last; level++)
        for (int64_t slice = e.first_slice; slice <= e.last_slice; slice++) {
            struct cell_key key = extent_key(&e, p, level, slice, i);
            if (!node_add(x, &key, i))
                return false;
            key.own = true;
            if (level == e.level && !node_add(x, &key, i))
                return false;
        }
    return true;
}

void fuse_remove(struct fuse_index *x, struct incident *i) {
    if (i->fuse_nodes && i->fuse_nodes->key.level != PLACELESS) {
        const struct fuse_node *first = i->fuse_nodes;
        while (!first->key.own)
            first = first->sibling;
        assert(first->incident == i && x->level_count[first->key.level] > 0);
        x->level_count[first->key.level]--;
    }
    for (struct fuse_node *n = i->fuse_nodes, *sibling; n; n = sibling) {
        sibling = n->sibling;
        node_remove(x, n);
    }
    i->fuse_nodes = NULL;
}

static void nodes_free(struct fuse_node *n) {
    for (struct fuse_node *next; n; n = next) {
        next = n->next;
        free(n);
    }
}

void fuse_release(struct fuse_index *x) {
    uint32_t place = 0;
    for (struct fuse_node *first; (first = table_walk(&x->cells, &place));)
        nodes_free(first);
    nodes_free(x->free);
    table_release(&x->cells);
    *x = (struct fuse_index){0};
}

/* --- comparing ------------------------------------------------------------------------------------------ */

/* An open incident to which the report may belong, and how far they are apart. */
struct match {
    struct incident *incident;
    int64_t gap_ms, distance_m;
    bool is_near; /* one of the two is too vague to be joined by place: a person may say that they are one */
};

bool pairs_agree(const party_id a[2], const party_id b[2]) {
#define AGREE(p, q) ((p) == (q) || (p) == PARTY_UNKNOWN || (q) == PARTY_UNKNOWN)
    return (AGREE(a[0], b[0]) && AGREE(a[1], b[1])) || (AGREE(a[0], b[1]) && AGREE(a[1], b[0]));
#undef AGREE
}

bool releases_equal(const struct incident *a, const struct incident *b) {
    if (a->released != b->released || a->rel_to_count != b->rel_to_count)
        return false;
    for (uint32_t n = 0; n < a->rel_to_count; n++) {
        uint32_t m = 0;
        while (m < b->rel_to_count && b->rel_to[m] != a->rel_to[n])
            m++;
        if (m == b->rel_to_count)
            return false;
    }
    return true;
}

static int64_t time_gap_ms(const struct incident *a, const struct incident *b) {
    int64_t a_end = a->until_ms == INSTANT_NONE ? a->time_ms : a->until_ms;
    int64_t b_end = b->until_ms == INSTANT_NONE ? b->time_ms : b->until_ms;
    if (a->time_ms > b_end)
        return a->time_ms - b_end;
    return b->time_ms > a_end ? b->time_ms - a_end : 0;
}

/* Stated precisions are subtracted up to the policy's bound; where one is beyond it, whole: the two are only
 * near then. */
static void places_compare(const struct policy *p, const struct incident *open, const struct incident *report,
                           struct match *m) {
    m->is_near = open->precision_m > p->precision_max_m || report->precision_m > p->precision_max_m;
    m->distance_m = place_distance_m(open->at, report->at) - (open->precision_m > 0 ? open->precision_m : 0) -
                    (report->precision_m > 0 ? report->precision_m : 0);
    if (m->distance_m < 0)
        m->distance_m = 0;
}

/* May one sender mean by the report what it said before? */
static bool own_fits(const struct fuse_spec *spec, const struct statement *own,
                     const struct incident *report) {
    const struct point at = {(int32_t)own->lat_e7, (int32_t)own->lon_e7};
    for (size_t side = 0; side < 2; side++)
        if (own->pair[side] && own->pair[side] != PARTY_UNKNOWN && report->pair[side] != PARTY_UNKNOWN &&
            own->pair[side] != report->pair[side])
            return false;
    return !report->has_point || own->lat_e7 == INSTANT_NONE ||
           place_distance_m(at, report->at) <= spec->distance_m;
}

/* One sender knows what it told already: two places of its own that are farther apart than the policy's
 * distance, however vague, are two, and so are two actors or two targets that it names. Is the report like
 * none of those that its sender made of the incident? */
static bool own_differs(const struct fuse_spec *spec, const struct incident *open,
                        const struct incident *report) {
    bool any = false;
    for (uint32_t n = 0; n < open->statement_count; n++) {
        const struct statement *said = &open->statements[n];
        if (said->party != report->reporter || said->is_update || said->counted || !statement_stands(said))
            continue;
        const struct statement own = statement_whole(open, n);
        if (own_fits(spec, &own, report))
            return false;
        any = true;
    }
    return any;
}

static bool incidents_match(const struct policy *p, const struct incident *open,
                            const struct incident *report, struct match *m) {
    const struct fuse_spec *spec = policy_fuse(p, bytes_of(open->kind));
    if (incident_is_closed(open) || open->status != report->status || open->has_point != report->has_point ||
        open->time_is_date != report->time_is_date)
        return false;
    m->gap_ms = open->time_is_date ? llabs(open->time_ms - report->time_ms) : time_gap_ms(open, report);
    if (m->gap_ms > (open->time_is_date ? 0 : spec->window_ms))
        return false;
    m->distance_m = 0;
    if (open->has_point)
        places_compare(p, open, report, m);
    return m->distance_m <= spec->distance_m && pairs_agree(open->pair, report->pair) &&
           policy_kinds_alike(p, bytes_of(open->kind), bytes_of(report->kind)) &&
           releases_equal(open, report) && !own_differs(spec, open, report);
}

static bool match_better(const struct match *a, const struct match *b) {
    if (!b->incident || a->gap_ms != b->gap_ms)
        return !b->incident || a->gap_ms < b->gap_ms;
    if (a->distance_m != b->distance_m)
        return a->distance_m < b->distance_m;
    return a->incident->number < b->incident->number;
}

/* The best to join, and the best beside it. An incident that stands in several cells of the search is met
 * several times. */
struct found {
    struct match best, second;
};

static void found_take(struct found *f, struct match m) {
    if (m.incident == f->best.incident || m.incident == f->second.incident)
        return;
    if (!m.is_near && match_better(&m, &f->best)) {
        struct match before = f->best;
        f->best = m;
        m = before;
    }
    if (m.incident && match_better(&m, &f->second))
        f->second = m;
}

static void cell_search(const struct state *s, const struct policy *p, const struct incident *report,
                        const struct cell_key *key, struct found *found) {
    const struct fuse_node *n = table_find(&s->fuse.cells, key_hash(key));
    for (; n; n = n->next) {
        struct match m = {.incident = n->incident};
        if (incidents_match(p, n->incident, report, &m))
            found_take(found, m);
    }
}

/* Every cell of a level and slice within the reach of the report. */
static void level_search(const struct state *s, const struct policy *p, const struct incident *report,
                         const struct extent *e, unsigned level, int64_t slice, struct found *found) {
    /* half an edge covers the reach of every incident of this level; the report's precision comes on top */
    double edge = level_edge_m(p, level);
    double reach = edge / 2.0 + (double)(e->reach_m - p->fuse_distance_max_m);
    struct cell_key key = {.slice = slice,
                           .level = (uint8_t)level,
                           .date = report->time_is_date,
                           .own = level > e->level,
                           .status = (uint8_t)report->status};
    for (int32_t x = (int32_t)floor((e->x - reach) / edge); x <= (int32_t)floor((e->x + reach) / edge); x++)
        for (int32_t y = (int32_t)floor((e->y - reach) / edge); y <= (int32_t)floor((e->y + reach) / edge);
             y++)
            for (int32_t z = (int32_t)floor((e->z - reach) / edge);
                 z <= (int32_t)floor((e->z + reach) / edge); z++) {
                key.x = x;
                key.y = y;
                key.z = z;
                cell_search(s, p, report, &key, found);
            }
}

struct incident *fuse_find(const struct state *s, const struct policy *p, const struct incident *report,
                           struct incident **second) {
    struct found found = {0};
    if (second)
        *second = NULL;
    if (!s->fuse.cells.count || !fuse_comparable(p, report))
        return NULL;
    struct extent e = incident_extent(p, report);
    int64_t around = report->time_is_date ? 0 : 1;
    for (int64_t slice = e.first_slice - around; slice <= e.last_slice + around; slice++) {
        if (e.level == PLACELESS) {
            struct cell_key key = extent_key(&e, p, PLACELESS, slice, report);
            cell_search(s, p, report, &key, &found);
            continue;
        }
        level_search(s, p, report, &e, e.level, slice, &found);
        for (unsigned level = e.level + 1; level <= level_last(p); level++)
            if (s->fuse.level_count[level])
                level_search(s, p, report, &e, level, slice, &found);
    }
    if (second)
        *second = found.second.incident;
    return found.best.incident;
}
