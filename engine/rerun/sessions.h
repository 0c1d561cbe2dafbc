/*
 * sessions.h: the sessions that wrote a record and the policies that they ran under: what is needed beside
 * the entries to execute these again.
 */
#ifndef RERUN_SESSIONS_H
#define RERUN_SESSIONS_H

#include <fusion/arena.h>
#include <fusion/record.h>

/* One session. */
struct recorded_session {
    int64_t id;
    bool live;            /* a `run`, not a replay */
    uint64_t first, last; /* its entries; none where last < first */
};

/* All of a record. */
struct sessions {
    struct record *record;
    struct arena arena;
    struct recorded_session *sessions; /* in order; the entries of each follow those of the one before */
    uint32_t session_count, session_capacity;
    uint64_t *policies; /* the entries that put a policy in force */
    uint32_t policy_count, policy_capacity;
    uint64_t entries, repeats; /* the last entry; how many lines came again */
};

/* Read the sessions of a record, which must outlive them. ERROR_RECORD where another Fusion decided it, of
 * another schema, semantics or Lua: the error names which. */
int sessions_read(struct record *r, struct sessions *out, struct error *e) CHECKED;
void sessions_release(struct sessions *p);
/* The entry of the policy that a session ran under: the one it put in force, else the last before it. 0:
 * none. */
uint64_t sessions_policy(const struct sessions *p, const struct recorded_session *s);
/* The files of the policy that entry n put in force, in `a`. 1: the record does not have them. */
int sessions_files(struct sessions *p, uint64_t n, struct arena *a, struct policy_file **files, size_t *count,
                   struct error *e) CHECKED;
/* Copy into another record what is not made from entries: begin a session there, with its sources and without
 * emitting; and, once all entries are in, how often each entry's line came again. */
int sessions_copy_one(struct sessions *p, const struct recorded_session *s, struct record *into,
                      struct error *e) CHECKED;
int sessions_copy_repeats(struct sessions *p, struct record *into, struct error *e) CHECKED;

#endif
