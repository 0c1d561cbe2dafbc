/*
 * account.h: what each party says of an incident, side by side, and where they differ.
 *
 * Each report and update is a statement; what a party's statements say together is its account: two reports
 * of one party are one account. Nothing is averaged and nobody wins: a field of which two accounts say
 * different things is contested, and stays so until one of them says otherwise. A statement that was
 * withdrawn, or left with a split, stands here no more, and is part of no account. A message that is kept
 * from a member who may see the incident is compared with nothing, since a contest would tell that member of
 * it.
 *
 * The first statement, of the report that opened the incident, borrows the incident's own facts. Where memory
 * runs out, the draft has failed.
 */
#ifndef INCIDENT_ACCOUNT_H
#define INCIDENT_ACCOUNT_H

#include "draft.h"

/* The draft's message has opened the incident: its first statement, with what it says beyond the incident's
 * own facts. */
void account_open(struct draft *d, struct incident *i);
/* The draft's message, a further report or an update with these facts, is one more statement; contests
 * follow. `about`: the entry of the statement that it refers to; 0: of none. False: there is no room
 * for it, nor for one that stands together with others; it asks nobody. */
bool account_join(struct draft *d, struct incident *i, const struct incident *facts, uint64_t about) CHECKED;
/* It is only counted: of one sender, what asks the same of the same stands together in one statement, which
 * is compared with nothing. Returned; NULL: there is no room, or the draft has failed. */
struct statement *account_count(struct draft *d, struct incident *i);
/* The draft's sender takes the report back that stands in this statement, and with it the updates of that
 * report; with the last of its reports, all its updates. What it asked for on tracks that `keeps` tells stays
 * asked for. Contests follow. */
void account_withdraw(struct draft *d, struct incident *i, uint64_t stands,
                      bool (*keeps)(void *context, word_id track), void *context);

/* The statement that the draft's message made here; NULL: none. */
struct statement *draft_statement(const struct draft *d, struct incident *i);
/* Append a copy of a statement; NULL: the draft has failed. Valid until the next is appended. */
struct statement *statement_put(struct draft *d, struct incident *i, struct statement said);
/* Is the draft's message kept from a member who may see the incident? */
bool statement_is_narrower(const struct draft *d, const struct incident *i);
/* Give the first statement a copy of what it borrows. To be called before the incident's own facts change. */
void statements_fix(struct incident *i);
/* Compare the accounts anew, after statements came or went: which fields are contested, and which agreed. */
void contest_settle(struct draft *d, struct incident *i);

#endif
