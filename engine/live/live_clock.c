/* live_clock.c: see live/live_clock.h. */
#include "live_clock.h"

#include <fusion/instant.h>

static int64_t boot(const struct live_clock *c) {
    return c->port->boot_ms(c->port->context);
}

int64_t live_clock_wall(const struct live_clock *c) {
    return c->port->wall_ms(c->port->context);
}

void live_clock_start(struct live_clock *c, const struct clock_port *port, int64_t floor_ms) {
    *c = (struct live_clock){.port = port};
    int64_t now = live_clock_wall(c);
    c->start_ms = floor_ms != INSTANT_NONE && now < floor_ms ? floor_ms : now;
    c->start_boot_ms = boot(c);
}

int64_t live_clock_now(const struct live_clock *c) {
    return c->start_ms + (boot(c) - c->start_boot_ms);
}

bool live_clock_stepped(struct live_clock *c) {
    int64_t ahead = live_clock_wall(c) - live_clock_now(c), change = ahead - c->told_ms;
    if (change <= WALL_STEP_MS && change >= -WALL_STEP_MS)
        return false;
    c->told_ms = ahead;
    return true;
}

void live_clock_follow(struct live_clock *c, int64_t instant_ms) {
    int64_t now = live_clock_now(c), ahead = instant_ms > now ? instant_ms - now : 0;
    c->start_ms += ahead;
    c->told_ms -= ahead;
}
