/*
 * wall.c: the machine's clock, and the instants of a live cell.
 *
 * Instants go on at their own pace whatever is done to the machine's clock. A step of it is an entry that
 * alarms the supervisor. Only a person's `clock` message makes the cell follow it, and only forward: were
 * time to stand still until the machine caught up, every deadline would be put off by that much.
 */
#include "core.h"

/* How far the machine's clock is ahead of the cell; negative: behind. One beyond all reason is not. */
static int64_t wall_ahead_ms(const struct cell *c, int64_t wall_ms) {
    int64_t ahead_ms;
    return __builtin_sub_overflow(wall_ms, c->state.instant_ms, &ahead_ms) ? 0 : ahead_ms;
}

/* `the machine's clock is 3600 s ahead of the cell` */
static struct bytes difference_text(struct draft *d, int64_t ahead_ms) {
    int64_t seconds = ahead_ms / SECOND_MS;
    if (seconds == 0)
        return BYTES("the machine's clock agrees with the cell");
    return draft_text(d, "the machine's clock is %lld s %s the cell",
                      seconds < 0 ? -(long long)seconds : (long long)seconds,
                      seconds < 0 ? "behind" : "ahead of");
}

/* What a person may do about it. */
static const char *remedy(int64_t ahead_ms) {
    return ahead_ms >= SECOND_MS    ? "if the machine is right, a clock message makes the cell follow it"
           : ahead_ms <= -SECOND_MS ? "time does not go back: please see that the machine is set right"
                                    : "nothing needs to be done";
}

void wall_stepped(struct cell *c, int64_t wall_ms) {
    struct handling h;
    int64_t ahead_ms = wall_ahead_ms(c, wall_ms);
    handling_begin(c, &h, NULL);
    struct bytes says = difference_text(&h.draft, ahead_ms);
    struct bytes because = draft_text(&h.draft, "a step: %.*s, which goes on at its own pace; %s",
                                      (int)says.size, says.data, remedy(ahead_ms));
    draft_act(&h.draft,
              (struct action){.verb = VERB_NOTIFY, .to = supervisor_address(c), .because = because});
    entry_write_clock_step(c, &h, wall_ms, ahead_ms);
}

bool is_future(const struct cell *c, const struct message *m, int64_t now_ms) {
    return c->live && m->time_ms - FUTURE_MS_MAX > now_ms; /* `time` is of the years 1 to 9999 */
}

static bool is_asked(const struct cell *c, const struct handling *h) {
    return c->live && h->draft.message->type == MESSAGE_CLOCK && h->effect != EFFECT_REFUSED;
}

bool wall_matters(const struct cell *c, const struct handling *h) {
    return is_asked(c, h) || is_future(c, h->draft.message, c->pending.line.instant_ms);
}

bool wall_follow(struct cell *c, struct handling *h) {
    const struct message *m = h->draft.message;
    if (!is_asked(c, h))
        return false;
    int64_t ahead_ms = wall_ahead_ms(c, c->pending.line.wall_ms);
    struct bytes says = difference_text(&h->draft, ahead_ms);
    if (m->status != STATUS_ACTUAL) {
        handling_correct(h, 0, BYTES("an exercise or test does not move time"));
        return false;
    }
    if (ahead_ms <= -SECOND_MS) {
        handling_correct(h, 0,
                         draft_text(&h->draft, "%.*s; time does not go back, and goes on at its own pace",
                                    (int)says.size, says.data));
        return false;
    }
    struct bytes because =
        draft_text(&h->draft, "%.*s, which follows it from now on", (int)says.size, says.data);
    draft_act(&h->draft, (struct action){.verb = VERB_NOTIFY, .to = m->from, .because = because});
    return ahead_ms > 0;
}
