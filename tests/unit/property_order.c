/* property_order.c: see property.h. Accounts of one happening, in every order in which they may come. */
#include "accounts.h"
#include "chance.h"

#include <stdlib.h>

#define ORDERS_MAX 120 /* of five */

/* Each order is the one before it with two of its places exchanged (Heap). */
static size_t orders_make(size_t orders[ORDERS_MAX][ACCOUNTS_MOST], size_t count) {
    size_t order[ACCOUNTS_MOST], turn[ACCOUNTS_MOST] = {0}, made = 0;
    for (size_t n = 0; n < count; n++)
        order[n] = n;
    memcpy(orders[made++], order, sizeof order);
    for (size_t n = 0; n < count;) {
        if (turn[n] >= n) {
            turn[n++] = 0;
            continue;
        }
        size_t other = n % 2 ? turn[n] : 0, was = order[other];
        order[other] = order[n];
        order[n] = was;
        memcpy(orders[made++], order, sizeof order);
        turn[n]++;
        n = 0;
    }
    return made;
}

/* False: it is not one incident. */
static bool order_tell(const struct trial *t, const struct accounts *a, const size_t *order,
                       struct fixture *f) {
    fixture_open(f, t->folder, INSTANT_NONE);
    for (size_t n = 0; n < a->count; n++)
        accounts_say(f, a->lines[order[n]]);
    return accounts_are(f, 1);
}

/* How many orders are tried of each: ORDERS, or a few. */
static size_t orders_tried(size_t made) {
    const char *text = getenv("ORDERS");
    size_t tried = text ? (size_t)strtoul(text, NULL, 10) : 6;
    return tried < made ? tried : made;
}

void in_any_order(const struct trial *t) {
    static size_t orders[ORDERS_MAX][ACCOUNTS_MOST];
    struct chance chance = {t->seed};
    struct accounts a;
    struct fixture first;
    accounts_find(&a, t, teller_any, 0, ACCOUNTS_MOST, 'm', 33);
    if (a.count < 2)
        return;
    size_t made = orders_make(orders, a.count), tried = orders_tried(made);
    bool one = order_tell(t, &a, orders[0], &first);
    for (size_t n = 1; one && n < tried; n++) {
        struct fixture other;
        size_t order = tried == made ? n : 1 + pick(&chance, (uint32_t)(made - 1));
        if (order_tell(t, &a, orders[order], &other))
            accounts_equal(&first, &other, false);
        fixture_close(&other);
    }
    if (one)
        trial_count(t, &first);
    fixture_close(&first);
}
