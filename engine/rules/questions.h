/*
 * questions.h: the calls of `cell` that a source writes with constants, `cell.count { within = "24x" }`, held
 * to what can be asked (rule_query.h) before any of them runs.
 */
#ifndef RULES_QUESTIONS_H
#define RULES_QUESTIONS_H

#include "rule_query.h"
#include <lua/names.h>

/* The first constant of a call that cannot be asked, where it stands. */
struct question_fault {
    struct token at;
    char text[sizeof((struct query_fault *)0)->text + sizeof "cell.is_member: "];
};

/* A use of `cell`; false: *fault says what is wrong. What is computed is let pass. */
bool question_check(const struct policy *p, const struct name_use *use, struct question_fault *fault);

#endif
