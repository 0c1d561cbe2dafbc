/*
 * expect.h: the rows that an expectation asks for, for those who check them, look for them, and say what is
 * there in their place.
 */
#ifndef SCENARIO_EXPECT_H
#define SCENARIO_EXPECT_H

#include "test_run.h"

#include <fusion/words.h>

#define PEOPLE_MAX 64u /* that one expectation names, or finds told within its span */

/* The keys of an expectation that are neither views nor columns; NULL-terminated. */
extern const char *const expect_words[];

/* A row that must be in a view, or must not. It is good until the function that it was given to returns. */
struct expected_row {
    const char *view;               /* one of selection_views */
    const struct yaml_node *values; /* a mapping from columns to values, where its form was checked */
    bool is_expectation; /* it is the expectation itself, of which only the columns of `cases` are meant */
    bool wanted;         /* false: it stands under `no` or `not_rule` */
};

/* expected_rows.c: is this key of the mapping a column, and not a word of the expectation or another view? */
bool expected_row_has(const struct expected_row *row, const struct yaml_node *key);
/* Give each row of an expectation to `take`, until that returns anything but 0, which is returned. */
int expected_rows(const struct yaml_node *expectation,
                  int (*take)(void *context, const struct expected_row *row), void *context);

/* faults.c: the row is there. Where it expects the fault of a rule that it names, those that it asked for are
 * expected, and no others. 0 or negative. */
int faults_meet(struct scenario *s, const struct expected_row *row, const struct selection *asked) CHECKED;
/* Has a rule failed whose fault was not expected? Then so has the test. 0 or negative. */
int faults_look(struct scenario *s) CHECKED;
/* row.c: is there a row about this incident (empty: any) that has every value? Where that is not as wanted,
 * the test has failed, and the finding shows what is there instead. 0 or negative. */
int row_look(struct scenario *s, const struct expected_row *row, struct bytes incident) CHECKED;

#endif
