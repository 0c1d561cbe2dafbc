/* heard_fixture.h: a cell with the shipped policy, and rules that hear of each event, for the tests of one
 * program. */
#ifndef TESTS_HEARD_FIXTURE_H
#define TESTS_HEARD_FIXTURE_H

#include "cell_fixture.h"

static struct fixture f;

static int setup(void **unused) {
    (void)unused;
    fixture_open_with(&f, "rules", HEARS, INSTANT_NONE);
    return 0;
}

static int teardown(void **unused) {
    (void)unused;
    fixture_close(&f);
    return 0;
}

#endif
