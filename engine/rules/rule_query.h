/*
 * rule_query.h: what `cell` is asked, `cell.count { ... }` and `cell.is_member(code)`: of a value whether it
 * can be asked, when a rule calls and, of constants, when it is loaded. Without Lua.
 */
#ifndef RULES_RULE_QUERY_H
#define RULES_RULE_QUERY_H

#include <fusion/rules.h>

/* A value as it was found. */
struct query_value {
    enum { QUERY_TEXT, QUERY_NUMBER, QUERY_OTHER } type;
    struct bytes text;
    double number;
    const char *called; /* what is neither, for errors: true, a table */
};

/* What is wrong with it, and what was expected. */
struct query_fault {
    char text[512];
};

extern const char *const query_keys[]; /* of `cell.count`; NULL-terminated */

/* What is asked before a key is set: all that was opened within the policy's `history`, anywhere. */
struct rule_query query_all(const struct policy *p);
/* Set what a key asks. A text of *v must live as long as *q. False: *fault says why. */
bool query_set(struct rule_query *q, const struct policy *p, struct bytes key, const struct query_value *v,
               struct query_fault *fault);
/* Is it the code of a party that may be one? False: *fault says why. */
bool query_party(const struct policy *p, const struct query_value *v, party_id *out,
                 struct query_fault *fault);

#endif
