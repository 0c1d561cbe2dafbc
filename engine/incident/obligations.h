/*
 * obligations.h: who is asked: whom a statement obliges, who is involved, how urgent a case is, and what it
 * owes, of whom, since when, and whether that is met.
 *
 * All of it is a function of what stands in the incident (statements in force, responses, what rules raised)
 * and of the policy; nothing is remembered beside that. What follows for the clocks is reconcile.h. Instants
 * before and after are those of the record: entries are compared, not times.
 *
 * A statement is in force until it is withdrawn or split off. One that was withdrawn by somebody who may not
 * close the case is in force in that case alone: what it asked for there was kept (struct statement, asks).
 */
#ifndef INCIDENT_OBLIGATIONS_H
#define INCIDENT_OBLIGATIONS_H

#include "draft.h"

/* Whom the draft's message, as a statement of this incident, names, accuses and obliges: fills these members
 * of `said`. A report, notice or request obliges the members in its `to`; if there are none, those among its
 * actors; if these are UNK or nobody, all members but the supervisor. An update obliges by its own `to` and
 * actors. Its sender is left out first; who may not see it is not asked, nor anybody in its stead. */
void statement_oblige(const struct draft *d, const struct incident *i, struct statement *said);
/* One more declared party is involved by it, and not asked: whose notice it matches. */
void statement_involve(const struct draft *d, struct statement *said, party_id party);

/* The parties that a statement in force obliges, in the order of what was said, so that exchanging two of
 * them exchanges their places. */
void incident_obliged(const struct incident *i, struct parties *out);
/* The gravest over the statements in force, and what other events raised; of none, the last. */
int incident_severity_now(const struct incident *i);
word_id case_urgency_now(const struct policy *p, const struct incident *i, const struct kase *k);
/* Who opened the dispute and who said what it disputes, if members; else whom that obliges. Of another case:
 * the members who reported, and who is obliged. */
void case_sides(const struct policy *p, const struct incident *i, const struct kase *k, struct parties *out);

/* Is the incident one of those in which the clock is set? */
bool clock_applies(const struct clock_spec *spec, const struct incident *i);

/* A milestone that a case owes. */
struct owed {
    const struct clock_spec *spec; /* of the gravest urgency that asks for it */
    party_id party;                /* 0: the case */
    uint64_t since;                /* the entry: what came before does not meet it */
    uint64_t met;                  /* the entry that met it; 0: it is not met */
    int64_t met_ms;
};
/* All that a case owes, met or not, and what it follows from. Valid until the incident changes. */
struct obligations {
    const struct policy *policy;
    const struct incident *incident;
    uint32_t kase;                /* the place of the case */
    struct statement_set binding; /* the statements that are in force in it */
    struct parties obliged;
    struct statement_set obliging[INVOLVED_MAX]; /* for each of these, those that oblige it */
    uint64_t since;                              /* the entry since which it owes what its urgency asks */
    struct owed *list;
    size_t count;
};
/* What the case in this place owes, in `a`. False: out of memory. */
bool case_obligations(const struct policy *p, const struct incident *i, uint32_t kase, struct arena *a,
                      struct obligations *out) CHECKED;
/* Is a milestone met in the case, be it owed or not, and since when (INSTANT_NONE: since it is noticed)? */
bool obligations_met(const struct obligations *o, word_id milestone, int64_t *at_ms);
/* The obliged parties whose answers a milestone of the case still waits for. */
void obligations_silent(const struct obligations *o, word_id milestone, struct parties *out);
/* Has every party that is asked closed the case for itself, and was none asked since? */
bool obligations_all_left(const struct obligations *o);
/* The first statement in force in the case that obliges the party; 0: none does. */
uint64_t obligations_first(const struct obligations *o, party_id party);
/* Has a clock that a rule added been met since it was set? The entry, 0: no. */
uint64_t obligations_clock_met(const struct obligations *o, const struct clock *c, int64_t *met_ms);
/* The first statement in force, in whatever case, that obliges the party; 0: none does. */
uint64_t party_first(const struct incident *i, party_id party);

#endif
