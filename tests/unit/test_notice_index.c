/* test_notice_index.c: whatever may be set beside a point is found, wherever on the earth; what left is not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <incident/notice.h>
#include <message/area.h>

#include <stdlib.h>

#define NOTICES 600
#define QUERIES 3000

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

struct asked {
    const struct incident **found;
    size_t count;
};

static void take(void *context, const struct incident *notice) {
    struct asked *a = context;
    for (size_t n = 0; n < a->count; n++)
        if (a->found[n] == notice)
            return;
    a->found[a->count++] = notice;
}

/* Crowded places, the poles, the antimeridian, and anywhere. */
static struct point somewhere(uint32_t *seed) {
    static const struct point places[] = {
        {330000000, 358000000}, {0, 1799990000}, {0, -1799990000}, {899000000, 0}, {-780000000, 100000000}};
    struct point p = places[next_random(seed) % 5];
    int64_t lat = p.lat_e7 + (int64_t)(next_random(seed) % 8000000) - 4000000;
    int64_t lon = p.lon_e7 + (int64_t)(next_random(seed) % 8000000) - 4000000;
    lat = lat > 900000000 ? 900000000 : lat;
    lon = lon > 1800000000 ? lon - 3600000000 : lon < -1800000000 ? lon + 3600000000 : lon;
    return (struct point){(int32_t)lat, (int32_t)lon};
}

static struct incident *notice_at(uint64_t number, uint32_t *seed) {
    static const int64_t reaches[] = {-1, 0, 300, 5000, 9000, 20000};
    struct incident *i = incident_new(number);
    assert_non_null(i);
    i->type = MESSAGE_NOTICE;
    i->notice = notice_new();
    i->has_point = next_random(seed) % 20 != 0;
    i->at = somewhere(seed);
    i->precision_m = next_random(seed) % 40 ? reaches[next_random(seed) % 6] : 2000000;
    return i;
}

static bool is_near(const struct policy *p, const struct incident *i, struct point at, int64_t reach_m) {
    const struct area a = notice_area(i);
    return i->has_point && area_outside_m(&a, at) <= p->notice_margin.place_m + reach_m;
}

static void all_that_is_near_is_found(void **unused) {
    (void)unused;
    static struct incident *all[NOTICES];
    static const struct incident *found[NOTICES];
    struct fuse_spec fuse = {.window_ms = 3600000, .distance_m = 5000};
    struct policy p = {.notice_margin = {7200000, 10000},
                       .fuse = &fuse,
                       .fuse_count = 1,
                       .fuse_distance_max_m = 5000,
                       .fuse_window_max_ms = 3600000};
    struct state s;
    uint32_t seed = 7;
    size_t hits = 0, asked = 0;
    state_init(&s);
    for (uint64_t n = 0; n < NOTICES; n++) {
        all[n] = notice_at(n + 1, &seed);
        all[n]->fuse_never = true;
        assert_true(state_add(&s, &p, all[n]));
    }
    for (size_t q = 0; q < QUERIES; q++) {
        size_t gone = next_random(&seed) % NOTICES;
        if (q % 10 == 0 && all[gone]) {
            state_remove(&s, all[gone]);
            all[gone] = NULL;
        }
        struct point at = somewhere(&seed);
        int64_t reach_m = (int64_t)(next_random(&seed) % 4) * 9000;
        struct asked a = {found, 0};
        notice_index_near(&s, at, reach_m, take, &a);
        asked += a.count;
        for (size_t n = 0; n < NOTICES; n++) {
            bool is = false;
            for (size_t f = 0; all[n] && f < a.count; f++)
                is |= found[f] == all[n];
            if (all[n] && is_near(&p, all[n], at, reach_m)) {
                assert_true(is);
                hits++;
            }
        }
    }
    assert_true(hits > 10000);
    assert_true(asked < (size_t)QUERIES * NOTICES / 2); /* it is an index, and no list */
    state_release(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_that_is_near_is_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
