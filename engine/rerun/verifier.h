/*
 * verifier.h: a store that compares each entry it is given with the one that stands in a record, and hands on
 * to another store only what is equal, byte for byte.
 */
#ifndef RERUN_VERIFIER_H
#define RERUN_VERIFIER_H

#include <fusion/record.h>

/* The verifier. It is used by its `store`; what is not about entries, the other store does. */
struct verifier {
    struct store store; /* first, so that a pointer to it is one to the verifier */
    struct store *into; /* takes entries that are equal; answers all that is asked */
    struct log *log;    /* of the record; entry `produced` was read last */
    uint64_t produced;  /* so many entries came, and were equal */
    uint64_t last;      /* entries behind this one are dropped: here the session was cut off when it ran */
    bool differs;       /* an entry differed: the error returned says so, and is no failure of ours */
};

/* A verifier by a log at its beginning; both arguments must outlive it. Its `last` is to be set before use.
 */
struct verifier verifier_of(struct log *log, struct store *into);
/* Entry n of the record differs, in `what`: sets `differs` and *e. Returns ERROR_RECORD, which ends the work.
 */
int verifier_mismatch(struct verifier *v, uint64_t n, struct bytes kind, struct bytes what, struct error *e);

#endif
