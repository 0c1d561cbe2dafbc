/*
 * session.h: what run and replay open: policy, record (or spool), cell and recorder, started.
 */
#ifndef LIVE_SESSION_H
#define LIVE_SESSION_H

#include <cmd/options.h>
#include <fusion/cell.h>
#include <fusion/record.h>
#include <fusion/recorder.h>

struct session_wish {
    enum session_kind kind;
    enum record_mode mode;
    bool recorded;      /* false: a spool in place of a record */
    bool emits;         /* its actions go out; else they are held for ever */
    int64_t instant_ms; /* now, or INSTANT_NONE in history */
};

struct session {
    struct record *record; /* NULL without one */
    struct recorder *recorder;
    /* below: the session's own */
    struct store *spool;
    struct cell *cell;
};

/* `files` are the policy's. A policy that does not load leaves no new record behind. */
int session_open(struct session *s, const struct options *o, const struct session_wish *wish,
                 const struct policy_file *files, size_t count, struct error *e) CHECKED;
/* The same over a store that is another's, without a record of its own. */
int session_begin(struct session *s, struct store *store, const struct policy_file *files, size_t count,
                  int64_t instant_ms, struct error *e) CHECKED;
void session_close(struct session *s);
/* The path of -d. */
const char *session_path(const struct options *o);

#endif
