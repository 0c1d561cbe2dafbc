/*
 * accounts.h: reports of a stream, as if they told of one happening, for the properties of who is asked.
 *
 * Who says it, whom it addresses and names, and whom it hurt is each report's own; what, where and when is
 * that of all.
 */
#ifndef TESTS_ACCOUNTS_H
#define TESTS_ACCOUNTS_H

#include "property.h"

#define ACCOUNTS_MOST 5

struct accounts {
    char lines[ACCOUNTS_MOST][2048];
    char refs[ACCOUNTS_MOST][64]; /* as other messages refer to it: `ISR:x0` */
    struct address from[ACCOUNTS_MOST];
    size_t count;
};

/* May this sender tell? */
typedef bool account_teller(const struct policy *p, const struct address *from);
bool teller_any(const struct policy *p, const struct address *from); /* whoever may send reports */
/* Whoever may send reports, take them back, and close what may come of them. */
bool teller_closes(const struct policy *p, const struct address *from);

/* The first `most` reports of the stream by such tellers, behind the first `skip` of these; `name` begins
 * their ids, and `lat` is where they are (degrees). */
void accounts_find(struct accounts *a, const struct trial *t, account_teller *may, size_t skip, size_t most,
                   char name, int lat);
/* A line that nobody refuses. */
void accounts_say(struct fixture *f, const char *line);
/* Did it become so many incidents, by no rule of another event, and no series? Else the law says nothing. */
bool accounts_are(struct fixture *f, int64_t incidents);
/* Who is involved and obliged, how urgent the open cases are, and which milestones they wait for;
 * `by_incident`: of each incident by itself. */
void accounts_equal(struct fixture *was, struct fixture *is, bool by_incident);

#endif
