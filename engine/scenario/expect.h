/*
 * expect.h: the rows that an expectation asks for (row.c), for expect.c.
 */
#ifndef SCENARIO_EXPECT_H
#define SCENARIO_EXPECT_H

#include "test_run.h"

#include <fusion/words.h>

#define PEOPLE_MAX 64u /* that one expectation names, or finds told within its span */

/* The keys of an expectation that are neither views nor columns; NULL-terminated. */
extern const char *const expect_words[];

/* Is there a row of `view`, about this incident (empty: any), that has every value in the mapping `row`?
 * Where that is not as `wanted`, the test has failed, and the finding shows what is there instead. For
 * `cases` the mapping is the expectation itself: its keys that are views or expect_words are passed over. 0
 * or negative. */
int row_look(struct scenario *s, const char *view, const struct yaml_node *row, struct bytes incident,
             bool wanted) CHECKED;

#endif
