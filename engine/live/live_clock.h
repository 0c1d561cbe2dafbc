/*
 * live_clock.h: the instants of a live cell.
 *
 * The wall clock is looked at once, at the start; from then on time is carried forward by the boot clock,
 * which goes on in sleep and never steps. So an instant never goes back, whatever is done to the wall clock.
 */
#ifndef LIVE_LIVE_CLOCK_H
#define LIVE_LIVE_CLOCK_H

#include <fusion/ports.h>

struct live_clock {
    const struct clock_port *port;
    int64_t start_ms, start_boot_ms;
    int64_t told_ms; /* how far ahead the wall clock was when that was told last */
};

/* From now on; never before `floor_ms` (INSTANT_NONE: no floor), where the record stands. A wall clock
 * further behind that floor than WALL_STEP_MS counts as stepped. */
void live_clock_start(struct live_clock *c, const struct clock_port *port, int64_t floor_ms);
int64_t live_clock_now(const struct live_clock *c);
int64_t live_clock_wall(const struct live_clock *c);
/* Has the wall clock stepped by more than WALL_STEP_MS since this was last true? */
bool live_clock_stepped(struct live_clock *c);
/* The cell has moved on to an instant: if that is ahead of now, now moves on too. */
void live_clock_follow(struct live_clock *c, int64_t instant_ms);

#endif
