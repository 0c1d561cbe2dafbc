/*
 * owed_fixture.h: what a case owes, under the policy of tests/fixtures/obligations, which has a milestone of
 * every kind.
 */
#ifndef TESTS_OWED_FIXTURE_H
#define TESTS_OWED_FIXTURE_H

#define DRAFT_POLICY "tests/fixtures/obligations"
#include "draft_fixture.h"

#define ROUTINE "de-escalation", "routine"
#define URGENT  "de-escalation", "urgent"

#define ACK(from, level) SAYS("ack", from, "03:00", ",'level':'" level "'")
#define REPLY(from)      SAYS("reply", from, "03:00", "")

#define ACCUSES(code)     ",'actors':[{'party':'" code "','role':'actor'}]"
#define ACCUSES_TWO(a, b) ",'actors':[{'party':'" a "','role':'actor'},{'party':'" b "','role':'actor'}]"
#define HIT(code)         ",'actors':[{'party':'" code "','role':'target'}]"

/* What a case owes of this party (NULL: of itself); nothing where `spec` is NULL. */
static inline struct owed owed_in(const struct incident *i, uint32_t kase, const char *milestone,
                                  const char *of) {
    struct obligations all;
    assert_true(case_obligations(policy, i, kase, &arena, &all));
    for (size_t n = 0; n < all.count; n++)
        if (all.list[n].spec->milestone == word(milestone) && all.list[n].party == (of ? party(of) : 0))
            return all.list[n];
    return (struct owed){.spec = NULL};
}

static inline struct owed owed(const struct incident *i, const char *milestone, const char *of) {
    return owed_in(i, 0, milestone, of);
}

static inline bool owes(const struct incident *i, const char *milestone, const char *of) {
    return owed(i, milestone, of).spec != NULL;
}

#endif
