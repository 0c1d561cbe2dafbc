/*
 * session.h: a cell at work: under a policy, over a record (or a spool), with the recorder between the two.
 */
#ifndef LIVE_SESSION_H
#define LIVE_SESSION_H

#include "policy_source.h"
#include <fusion/cell.h>
#include <fusion/record.h>
#include <fusion/recorder.h>

struct session_config {
    const char *path; /* of the record; NULL: a spool in its place */
    bool asked;       /* without a path: a record after all, which has no name, for it will be asked */
    enum session_kind kind;
    enum record_mode mode;
    bool emits; /* its actions go out; else they are held for ever */
};

struct session {
    struct record *record; /* NULL without one */
    struct recorder *recorder;
    /* below: the session's own */
    struct store *spool;
    struct cell *cell;
};

/* Two steps, so that a policy that does not load touches no record. `instant_ms` is now, or INSTANT_NONE in
 * history. Its owner closes *s also when one of them fails. */
int session_load(struct session *s, const struct policy_source *policy, int64_t instant_ms,
                 struct error *e) CHECKED;
int session_open(struct session *s, const struct session_config *config, struct error *e) CHECKED;
/* In place of session_open: over a store that is another's, without a record of its own. */
int session_begin(struct session *s, struct store *store, struct error *e) CHECKED;
void session_close(struct session *s);

#endif
