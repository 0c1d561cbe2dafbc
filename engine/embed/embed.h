/*
 * embed.h: what a struct fusion is, for the files of this room. fusion/fusion.h is for everybody else.
 */
#ifndef EMBED_EMBED_H
#define EMBED_EMBED_H

#include <fusion/fusion.h>
#include <live/session.h>

/* A session, and what the program was told of it. */
struct fusion {
    struct session session;
    bool live;
    int64_t now_ms;        /* live: the latest instant there was */
    uint64_t lines;        /* numbers given out */
    struct buffer actions; /* handed out, and not said to be out; a NUL behind them */
    size_t action_count;
    struct arena row;   /* the row that is handed out */
    bool asking;        /* a `take` of the program is running */
    struct error apart; /* by which cell and record came apart; code 0: they did not */
};

/* What every function ends by: the code of `e`, and where that is an error, the rest to the program. */
int embed_tell(const struct error *e, struct fusion_error *out);

#endif
