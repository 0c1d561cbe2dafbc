/*
 * session.h: a cell at work: under a policy, over a record (or a spool), with the recorder between the two.
 */
#ifndef LIVE_SESSION_H
#define LIVE_SESSION_H

#include "policy_source.h"
#include <fusion/cell.h>
#include <fusion/record.h>
#include <fusion/recorder.h>

/* Over which record a session is to work, and how. */
struct session_config {
    const char *path; /* of the record; NULL: a spool in its place */
    bool asked;       /* without a path: a record after all, which has no name, for it will be asked */
    enum session_kind kind;
    enum record_mode mode;
    bool emits; /* its actions go out; else they are held for ever */
};

/* All of it is owned by the session; record and recorder are for its user too. */
struct session {
    struct record *record; /* NULL without one */
    struct recorder *recorder;
    /* the session's own */
    struct store *spool;
    struct cell *cell;
};

/* Loads the policy into a new cell, before there is a record, so that a policy that does not load touches
 * none. `instant_ms` is now, or INSTANT_NONE in history. *s is to be closed also where this fails. */
int session_load(struct session *s, const struct policy_source *policy, int64_t instant_ms,
                 struct error *e) CHECKED;
/* Then opens the record, or a spool, and begins. */
int session_open(struct session *s, const struct session_config *config, struct error *e) CHECKED;
/* Or begins over a store that somebody else owns, and that must outlive the session. */
int session_begin(struct session *s, struct store *store, struct error *e) CHECKED;
void session_close(struct session *s); /* what is not committed is lost; also one that is closed */

#endif
