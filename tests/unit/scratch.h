/* scratch.h: a folder of the test's own, where TMPDIR says. */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#define SCRATCH_BYTES      96
#define SCRATCH_PATH_BYTES (SCRATCH_BYTES + 16) /* of a file in it */

static inline void scratch_folder(char out[SCRATCH_BYTES]) {
    const char *within = getenv("TMPDIR");
    int size = snprintf(out, SCRATCH_BYTES, "%s/fusion-test-XXXXXX", within ? within : "/tmp");
    assert_true(size > 0 && size < SCRATCH_BYTES);
    assert_non_null(mkdtemp(out));
}

#endif
