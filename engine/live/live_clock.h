/*
 * live_clock.h: the instants of a live cell.
 *
 * The wall clock is looked at once, at the start; from then on time is carried forward by the boot clock,
 * which goes on in sleep and never steps. So an instant never goes back, whatever is done to the wall clock.
 */
#ifndef LIVE_LIVE_CLOCK_H
#define LIVE_LIVE_CLOCK_H

#include <fusion/ports.h>

/* The instant now is start_ms, and what the boot clock has gone on since it said start_boot_ms. */
struct live_clock {
    const struct clock_port *port;
    int64_t start_ms, start_boot_ms;
    int64_t told_ms; /* how far the wall clock was ahead of now when live_clock_stepped was last true */
};

/* Starts at what the wall clock says, or at `floor_ms`, where the record stands, if that is later
 * (INSTANT_NONE: no floor). `port` must outlive the clock. */
void live_clock_start(struct live_clock *c, const struct clock_port *port, int64_t floor_ms);
int64_t live_clock_now(const struct live_clock *c);  /* the instant of the cell; never goes back */
int64_t live_clock_wall(const struct live_clock *c); /* what the machine's clock says */
/* Has the distance between the two changed by more than WALL_STEP_MS since this was last true, or, at first,
 * are they further apart than that? */
bool live_clock_stepped(struct live_clock *c);
/* The cell has moved on to an instant (by a `clock` message): if that is ahead of now, now moves on too. */
void live_clock_follow(struct live_clock *c, int64_t instant_ms);

#endif
