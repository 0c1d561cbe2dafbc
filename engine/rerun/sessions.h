/*
 * sessions.h: what a record says of the sessions that wrote it and of the policies that they ran under: what
 * is needed beside the entries to execute them again.
 */
#ifndef RERUN_SESSIONS_H
#define RERUN_SESSIONS_H

#include <fusion/arena.h>
#include <fusion/record.h>

struct recorded_session {
    int64_t id;
    bool live;
    uint64_t first, last; /* its entries; none where last < first */
};

struct sessions {
    struct record *record;
    struct arena arena;
    struct recorded_session *sessions; /* in order; the entries of each follow those of the one before */
    uint32_t session_count, session_capacity;
    uint64_t *policies; /* entries that put one in force */
    uint32_t policy_count, policy_capacity;
    uint64_t entries, repeats; /* repeats: lines that came again */
};

/* Refuses, by name, a record that another Fusion decided: of another schema, semantics or Lua. */
int sessions_read(struct record *r, struct sessions *out, struct error *e) CHECKED;
void sessions_release(struct sessions *p);
/* The entry of the policy that a session ran under: the one it put in force, else the one that was. 0: none.
 */
uint64_t sessions_policy(const struct sessions *p, const struct recorded_session *s);
/* The files of the policy that entry n put in force; in `a`. 1: the record does not have them. */
int sessions_files(struct sessions *p, uint64_t n, struct arena *a, struct policy_file **files, size_t *count,
                   struct error *e) CHECKED;
/* What is beside the entries and not made from them: a session with its sources, begun in `into`; and how
 * often each entry's line came again. Nothing that is executed again is emitted. */
int sessions_copy_one(struct sessions *p, const struct recorded_session *s, struct record *into,
                      struct error *e) CHECKED;
int sessions_copy_repeats(struct sessions *p, struct record *into, struct error *e) CHECKED;

#endif
