/*
 * sessions.h: what a record says of the sessions that wrote it and of the policies that they ran under: what
 * is needed beside the entries to execute them again.
 */
#ifndef RERUN_SESSIONS_H
#define RERUN_SESSIONS_H

#include <fusion/arena.h>
#include <fusion/record.h>

struct past_session {
    int64_t id;
    bool live;
    uint64_t first, last; /* its entries; none where last < first */
};

struct past {
    struct record *record;
    struct arena arena;
    struct past_session *sessions; /* in order; the entries of each follow those of the one before */
    size_t session_count, session_room;
    uint64_t *policies; /* entries that put one in force */
    size_t policy_count, policy_room;
    uint64_t entries, repeats; /* repeats: lines that came again */
};

/* Refuses, by name, a record that another Fusion decided: of another schema, semantics or Lua. */
int past_read(struct record *r, struct past *out, struct error *e) CHECKED;
void past_release(struct past *p);
/* The entry of the policy that a session ran under: the one it put in force, else the one that was. 0: none.
 */
uint64_t past_policy(const struct past *p, const struct past_session *s);
/* The files of the policy that entry n put in force; in `a`. 1: the record does not have them. */
int past_files(struct past *p, uint64_t n, struct arena *a, struct policy_file **files, size_t *count,
               struct error *e) CHECKED;
/* What is beside the entries and not made from them: a session with its sources, begun in `into`; and how
 * often each entry's line came again. Nothing that is executed again is emitted. */
int past_session_copy(struct past *p, const struct past_session *s, struct record *into,
                      struct error *e) CHECKED;
int past_repeats_copy(struct past *p, struct record *into, struct error *e) CHECKED;

#endif
