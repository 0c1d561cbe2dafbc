/* cell.c: the cell: frames in, frames out. See fusion/cell.h; one row a frame. */
#include "document.h"
#include "recall.h"

#include <stdlib.h>
#include <string.h>

struct cell *cell_new(void) {
    struct cell *c = calloc(1, sizeof *c);
    if (!c)
        return NULL;
    state_init(&c->state);
    c->words = words_new();
    if (!c->words) {
        free(c);
        return NULL;
    }
    return c;
}

void cell_free(struct cell *c) {
    if (!c)
        return;
    rules_free(c->rules);
    policy_free(c->policy);
    state_release(&c->state);
    filter_release(&c->seen);
    recent_release(&c->recent);
    words_free(c->words);
    arena_release(&c->arena);
    arena_release(&c->line_arena);
    buffer_release(&c->body);
    free(c);
}

/* --- what a frame is answered with ------------------------------------------------------------------------
 */

static void reply_done(struct cell *c, const struct error *e) {
    const struct due *next = schedule_first(&c->state.schedule);
    struct frame_done done = {.turn = c->turn,
                              .instant_ms = c->state.instant_ms,
                              .next_ms = next ? next->at_ms : INSTANT_NONE,
                              .running = c->state.clocked_count > 0,
                              .history_ms = c->policy ? c->policy->history_ms : 0};
    if (e)
        done.error = *e;
    frame_put_done(c->out, &done);
}

/* --- restoring ------------------------------------------------------------------------------------------ */

/* What was decided otherwise is not gone on with: nobody could execute it again. */
static void refuse_semantics(struct cell *c, uint32_t found) {
    struct error e = ERROR_EMPTY;
    (void)error_set(
        &e, ERROR_RECORD,
        "the record was decided under semantics %u, this Fusion has %d; its messages go on by `fusion "
        "convert --from-record DB | fusion replay -d NEW.db`",
        found, POLICY_SEMANTICS);
    reply_done(c, &e);
}

static bool take_head(struct cell *c, struct bytes body) {
    struct frame_head head;
    if (!c->policy || !frame_get_head(body, &head))
        return false;
    c->turn = 0;
    if (head.policy_entry && head.semantics != POLICY_SEMANTICS) {
        refuse_semantics(c, head.semantics);
        return true;
    }
    c->state.entries = head.entries;
    c->state.incidents = head.incidents;
    c->state.instant_ms = head.instant_ms == AT_UNKNOWN ? INSTANT_NONE : head.instant_ms;
    c->policy_entry = head.policy_entry;
    c->activation_due = !bytes_is(head.policy_digest, c->policy->digest);
    reply_done(c, NULL);
    return true;
}

static bool take_keys(struct cell *c, struct bytes body) {
    const char *packed;
    size_t count = frame_get_keys(body, &packed);
    for (size_t n = 0; n < count; n++) {
        uint64_t key = 0;
        for (size_t at = 8; at--;)
            key = key << 8 | (unsigned char)packed[n * 8 + at];
        if (!filter_add(&c->seen, key))
            c->failed = true;
    }
    return true;
}

static bool take_incident(struct cell *c, struct bytes body) {
    struct frame_incident f;
    const struct json *tree;
    struct json_fault fault;
    arena_reset(&c->line_arena);
    if (!c->policy || !frame_get_incident(body, &f) ||
        json_parse(&c->line_arena, f.document, &json_limits_own, &tree, &fault) != 0)
        return false;
    struct incident *i = document_incident(tree, c->words, f.number);
    if (!i)
        return false;
    if (i->opened_ms >= c->state.instant_ms - c->policy->history_ms &&
        !history_add(&c->state.history, i, c->state.instant_ms - c->policy->history_ms))
        c->failed = true;
    if (!f.live)
        incident_free(i);
    else if (!state_add(&c->state, c->policy, i))
        c->failed = true;
    return true;
}

static bool take_quiet(struct cell *c, struct bytes body) {
    struct frame_quiet f;
    if (!frame_get_quiet(body, &f))
        return false;
    if (c->state.told_count < PARTIES_MAX)
        c->state.told[c->state.told_count++] = (struct told){f.party, f.at_ms};
    return true;
}

/* --- policy --------------------------------------------------------------------------------------------- */

static bool take_policy(struct cell *c, struct bytes body) {
    size_t count = POLICY_FILES_MAX;
    int64_t instant_ms;
    struct policy *policy = NULL;
    struct rules *rules = NULL;
    struct error e = ERROR_EMPTY;
    arena_reset(&c->line_arena);
    struct policy_file *files = arena_array(&c->line_arena, count, sizeof *files);
    if (!files)
        return c->failed = true;
    if (c->policy || !frame_get_policy(body, &c->turn, &instant_ms, files, &count))
        return false;
    if (policy_load(files, count, c->words, &policy, &e) != 0 ||
        rules_new(policy, c->words, &rules, &e) != 0) {
        policy_free(policy);
        reply_done(c, &e);
        return true;
    }
    c->policy = policy;
    c->rules = rules;
    c->live = instant_ms != INSTANT_NONE;
    c->activation_due = true; /* unless it is in force in the record */
    reply_done(c, NULL);
    return true;
}

/* --- lines and time ------------------------------------------------------------------------------------- */

static bool take_line(struct cell *c, struct bytes body) {
    if (!c->policy || c->pending.waits)
        return false;
    arena_reset(&c->line_arena);
    struct bytes kept = arena_copy(&c->line_arena, body);
    if (!kept.data)
        return c->failed = true;
    if (!frame_get_line(kept, &c->pending.line))
        return false;
    c->turn = c->pending.line.turn;
    c->pending.waits = true;
    c->pending.decoded = c->pending.faulty = false;
    c->pending.late = 0;
    c->pending.answers = NULL;
    c->pending.fetched_count = 0;
    (void)line_take(c); /* it asks again, or is done */
    return true;
}

static bool take_recalled(struct cell *c, struct bytes body) {
    struct bytes kept = arena_copy(&c->line_arena, body);
    struct answer *a = arena_alloc(&c->line_arena, sizeof *a);
    if (!kept.data || !a)
        return c->failed = true;
    a->count = RECALL_ENTRIES_MAX;
    a->found = arena_array(&c->line_arena, a->count, sizeof *a->found);
    if (!a->found)
        return c->failed = true;
    if (!c->pending.waits || !frame_get_recalled(kept, &a->asked, a->found, &a->count) ||
        a->asked.turn != c->turn)
        return false;
    a->bodies = arena_array(&c->line_arena, a->count, sizeof *a->bodies);
    if (!a->bodies)
        return c->failed = true;
    for (size_t n = 0; n < a->count; n++)
        a->bodies[n] = body_parse(c, a->found[n].body);
    a->next = c->pending.answers;
    c->pending.answers = a;
    (void)line_take(c); /* it asks again, or is done */
    return true;
}

static bool take_tick(struct cell *c, struct bytes body) {
    int64_t instant_ms;
    if (!c->policy || c->pending.waits || !frame_get_tick(body, &c->turn, &instant_ms))
        return false;
    deadline_advance(c, instant_ms);
    reply_done(c, NULL);
    return true;
}

static bool take_wall(struct cell *c, struct bytes body) {
    struct frame_wall wall;
    if (!c->live || c->pending.waits || !frame_get_wall(body, &wall))
        return false;
    c->turn = wall.turn;
    deadline_advance(c, wall.instant_ms);
    wall_stepped(c, wall.wall_ms);
    reply_done(c, NULL);
    return true;
}

static const struct {
    enum frame_type type;
    bool (*take)(struct cell *c, struct bytes body);
} frames[] = {
    {FRAME_LINE, take_line},         {FRAME_RECALLED, take_recalled}, {FRAME_TICK, take_tick},
    {FRAME_POLICY, take_policy},     {FRAME_HEAD, take_head},         {FRAME_KEYS, take_keys},
    {FRAME_INCIDENT, take_incident}, {FRAME_QUIET, take_quiet},       {FRAME_WALL, take_wall},
};

int cell_feed(void *cell, struct bytes frame, struct buffer *answers, struct error *e) {
    struct cell *c = cell;
    struct bytes body;
    int type = frame_next(&frame, &body);
    c->out = answers;
    for (size_t n = 0; n < sizeof frames / sizeof *frames; n++) {
        if ((int)frames[n].type != type)
            continue;
        if (!frames[n].take(c, body))
            return error_set(e, ERROR_FRAME, "the cell cannot take a frame of type `%c` here", type);
        if (c->failed || buffer_failed(answers))
            return error_set(e, ERROR_MEMORY, "the cell ran out of memory, or of a bound of limits.h");
        return 0;
    }
    return error_set(e, ERROR_FRAME, "found no frame that the cell knows (type %d)", type);
}
