/*
 * verifier.h: a store that holds each entry it is given against the one that stands in a record, and hands on
 * only what is equal, byte for byte.
 */
#ifndef RERUN_VERIFIER_H
#define RERUN_VERIFIER_H

#include <fusion/record.h>

struct verifier {
    struct store store; /* first: the store is the verifier */
    struct store *into; /* where equal entries go, and what answers */
    struct log *log;    /* of the record, at entry `produced` */
    uint64_t produced;  /* so many entries came, and were equal */
    /* Entries behind this one are dropped: a session was cut off here, in the middle of what it did. */
    uint64_t last;
    bool differs; /* the error returned is a finding, and no failure */
};

struct verifier verifier_of(struct log *log, struct store *into);
/* Something is wrong with entry n of the record: a finding. Returns the code that ends the work. */
int verifier_mismatch(struct verifier *v, uint64_t n, struct bytes kind, struct bytes what, struct error *e);

#endif
