/*
 * domain.h: what a fact can be beyond its type: one of a closed list of words, a text of some form, a number
 * within a range. Each fact names one (facts.h); conditions are held to it when they are loaded, and
 * docs/rules.md shows it.
 */
#ifndef RULES_DOMAIN_H
#define RULES_DOMAIN_H

#include <fusion/policy.h>

struct field;

/* A walk through the words of a domain; whoever walks puts it first in a struct of its own. */
struct word_walk {
    const struct policy *policy;
    bool offered; /* only what is offered for a slip: of the parties, those of the policy */
    void (*take)(struct word_walk *w, struct bytes word); /* the word is gone after the call */
    bool is_over;                                         /* no more words are wanted */
};

/* How texts are made that no list can hold: an automaton whose states are bits in a chain, from 1 to `end`.
 * Bytes lead from each to any that stands behind it. */
struct form {
    unsigned (*next)(unsigned states, char c); /* from these states by this byte; 0: from none of them */
    unsigned end;                              /* the state in which a text may end */
    size_t most_bytes;
};

/* What a fact can be: a text by `each` or by `form`, a number by its range. */
struct domain {
    const char *name; /* for errors and docs/rules.md; NULL: its words or its range say enough */
    void (*each)(const struct domain *d, struct word_walk *w); /* takes every word */
    const char *const *words;                                  /* the engine's, NULL-terminated */
    const struct field *field;                                 /* of messages, whose words they are */
    enum policy_word of;                                       /* the policy's, of this sort */
    const struct form *form;
    double least, most;
    double (*most_of)(const struct policy *p); /* where the policy says less; NULL: it does not */
};

/* Anything that its type allows: true and false, and what stands in `data`. */
extern const struct domain domain_any;
/* Words of the engine. */
extern const struct domain domain_event, domain_type, domain_status, domain_level, domain_explanation,
    domain_stance, domain_held, domain_finding, domain_decision, domain_grade, domain_grade_source,
    domain_match, domain_lead, domain_claim;
/* Words of the policy. */
extern const struct domain domain_kind, domain_role, domain_track, domain_urgency, domain_outcome,
    domain_milestone, domain_rung, domain_zone, domain_side, domain_party, domain_address;
/* Forms of texts. */
extern const struct domain domain_incident, domain_id, domain_code, domain_name, domain_reason, domain_text;
/* Numbers. */
extern const struct domain domain_severity, domain_credibility, domain_count, domain_members, domain_series,
    domain_harm, domain_harm_total, domain_metres, domain_latitude, domain_longitude, domain_instant,
    domain_elapsed;

/* For docs/rules.md, and for errors. */
struct domain_text {
    char text[320];
};
/* The name of a domain; without one, its words or its range. Empty: anything. */
struct domain_text domain_show(const struct domain *d);
/* Words of a NULL-terminated list: `accept`, `reject` or `out-of-scope`. */
struct domain_text domain_list(const char *const *words);
/* The greatest number that a fact of this domain can be under a policy. */
double domain_most(const struct domain *d, const struct policy *p);
/* Is it one of the domain's words? */
/* Is it of any text: has no words, or those of parties where the policy lets any code be named? */
bool domain_is_open(const struct domain *d, const struct policy *p);
bool domain_has(const struct domain *d, const struct policy *p, struct bytes word);
/* Can a text of this form begin with, hold (`before`: anything may stand before) or be `text`? With
 * `behind`, anything may follow; with `glob`, a `*` within it is any run of bytes. */
bool form_fits(const struct form *form, struct bytes text, bool before, bool behind, bool glob);
/* The word of the domain that is nearest to `found`; false: none is near. `prefix`: only as much of each
 * word as `found` has bytes is looked at. */
bool domain_nearest(const struct domain *d, const struct policy *p, struct bytes found, bool prefix,
                    char out[KIND_BYTES_MAX + 1]);

#endif
