/*
 * account.h: what each party says of an incident, side by side, and where they differ.
 *
 * Each report and update is a statement; what a party's statements say together is its account. Nothing is
 * averaged and nobody wins: a field of which two accounts say different things is contested, and stays so
 * until one of them says otherwise. Two reports of one party are one account. What is taken back, or was
 * split off, says nothing here any more. What is kept from a member that may see the incident is compared
 * with nothing: a contest would tell of it.
 */
#ifndef INCIDENT_ACCOUNT_H
#define INCIDENT_ACCOUNT_H

#include "draft.h"

/* The draft's message has opened the incident. */
void account_open(struct draft *d, struct incident *i);
/* The draft's message, a further report or an update with these facts, is about the incident. `about`: of an
 * update, the entry of the report that it refers to; 0: none. */
void account_join(struct draft *d, struct incident *i, const struct incident *facts, uint64_t about);
/* The draft's sender took the report of this entry back. Once none of its reports stands, neither do its
 * updates. */
void account_withdraw(struct draft *d, struct incident *i, uint64_t entry);

/* One more statement of the incident, a copy of this one; NULL: the draft has failed. Good until the next. */
struct statement *statement_put(struct draft *d, struct incident *i, struct statement said);
/* A statement with all that it says, and so independent of the incident's own facts. */
struct statement statement_whole(const struct incident *i, uint32_t n);
bool statement_stands(const struct statement *s); /* neither taken back nor split off */
/* How many reports of this party (0: of all) stand, of those that have a statement. */
uint32_t account_reports(const struct incident *i, party_id party);
/* How many have none: those that are only counted in a series, and those beyond STATEMENTS_MAX. */
uint32_t reports_without_statement(const struct incident *i);
/* Is the draft's message kept from a member that may see the incident? */
bool statement_is_narrower(const struct draft *d, const struct incident *i);
/* The incident's own facts are about to change: the first statement must not change with them. */
void statements_fix(struct draft *d, struct incident *i);
/* What is contested and what agreed, after statements came or went. */
void contest_settle(struct draft *d, struct incident *i);

#endif
