/*
 * account.h: what each party says of an incident, side by side, and where they differ.
 *
 * Nothing is averaged and nobody wins: a field of which two parties say different things is contested, and
 * stays so until one of them says otherwise. Two reports of one party are one account. Who takes a report
 * back says nothing any more, until it says it again. What is kept from a member that may see the incident is
 * compared with nothing: a contest would tell of it.
 */
#ifndef FUSION_MODEL_ACCOUNT_H
#define FUSION_MODEL_ACCOUNT_H

#include "step.h"

/* The step's message has opened the incident. */
void account_open(struct step *s, struct incident *i);
/* The step's message, a further report or an update with these facts, is about the incident. */
void account_join(struct step *s, struct incident *i, const struct incident *facts);
/* A report of this party was taken back. */
void account_withdraw(struct step *s, struct incident *i, party_id party);

#endif
