/* live_clock.c: see cmd/live_clock.h. */
#include <cmd/live_clock.h>

#include <fusion/instant.h>

static int64_t wall(const struct live_clock *c) {
    return c->port->wall_ms(c->port->context);
}

static int64_t boot(const struct live_clock *c) {
    return c->port->boot_ms(c->port->context);
}

bool live_clock_start(struct live_clock *c, const struct clock_port *port, int64_t floor_ms) {
    *c = (struct live_clock){.port = port};
    int64_t now = wall(c);
    bool behind = floor_ms != INSTANT_NONE && now < floor_ms;
    c->start_ms = behind ? floor_ms : now;
    c->start_boot_ms = boot(c);
    c->told_ms = now - c->start_ms;
    return behind;
}

int64_t live_clock_now(const struct live_clock *c) {
    return c->start_ms + (boot(c) - c->start_boot_ms);
}

bool live_clock_stepped(struct live_clock *c, int64_t *ahead_ms) {
    int64_t ahead = wall(c) - live_clock_now(c), change = ahead - c->told_ms;
    if (change <= WALL_STEP_MS && change >= -WALL_STEP_MS)
        return false;
    c->told_ms = ahead;
    *ahead_ms = ahead;
    return true;
}
