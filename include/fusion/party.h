/*
 * party.h: parties as packed codes.
 *
 * A party's code is 2 to 8 of A-Z and 0-9, packed into one integer: it needs no table, means the same in
 * every process and under every policy, and is compared by one instruction. The integer's order means
 * nothing, and nothing may be decided by it: symmetry between parties is a promise.
 */
#ifndef FUSION_PARTY_H
#define FUSION_PARTY_H

#include <fusion/bytes.h>
#include <fusion/limits.h>

typedef uint64_t party_id; /* 0: no party */

#define PARTY_UNKNOWN ((party_id)0x554e4b) /* UNK: alleged, but nobody knows whom */

/* From a code; false when it is none, and *out stays. */
bool party_parse(struct bytes code, party_id *out);
/* And back: a view of `out`, NUL-terminated; empty for no party. */
struct bytes party_text(party_id party, char out[PARTY_BYTES_MAX + 1]);
bool party_is_iso(party_id party); /* assigned in ISO 3166-1 alpha-3 */

/* `PARTY` or `PARTY/role`; a bare party means the first rung of the policy, and `role` is then empty. */
struct address {
    party_id party;
    struct bytes role;
};

#endif
