/*
 * expect.h: expectations and the rows they ask for.
 */
#ifndef SCENARIO_EXPECT_H
#define SCENARIO_EXPECT_H

#include "test_run.h"

#include <fusion/words.h>

#define PEOPLE_MAX 64u /* told within one span */

/* NULL-terminated: the words of an expectation that are columns of no view. */
extern const char *const expect_words[];

/* Is there a row of `view` (of this incident, if one is named) that has every value of the mapping?
 * Fails the test when that is not as `wanted`, and shows what is there instead. Keys that are no columns of
 * `cases` are passed over where the mapping is the expectation itself. */
int row_look(struct scenario *s, const char *view, const struct yaml_node *row, struct bytes incident,
             bool wanted) CHECKED;

#endif
