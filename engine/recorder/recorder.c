/*
 * recorder.c: see fusion/recorder.h.
 *
 * One frame is fed at a time, and all answers are taken before the next: entries go into the store in order,
 * a recall is answered from the store and the cell goes on, and done ends the turn. Entries are committed in
 * groups, also within one turn (a tick may fire very many steps): each entry is complete by itself.
 */
#include <fusion/instant.h>
#include <fusion/recorder.h>

#include <stdlib.h>

struct recorder {
    struct link cell;
    struct store *store;
    struct buffer frame, answers; /* what is fed, and what comes back */
    struct buffer policy; /* the files in force, packed: the payload of the entry that puts them in force */
    uint64_t turns;       /* numbers given out */
    uint64_t turn;        /* the one at hand; 0: the cell is being restored */
    const struct frame_line *line; /* of this turn; NULL: it is about none */
    struct frame_entry entry;
    uint32_t uncommitted; /* entries and repeats */
    int64_t waiting_ms;   /* since when the first of them waits; INSTANT_NONE: there is none, or in history */
    bool group_full;      /* a full group was committed since the last recorder_commit */
    int64_t now_ms;       /* live: of the turn at hand */
    int64_t start_ms;     /* live: the instant of the start */
    int64_t history_ms;   /* how far back the policy's rules may look */
    int64_t instant_ms, next_ms;
    bool running;
    struct recorder_counts counts;
};

int recorder_new(struct link cell, struct recorder **out, struct error *e) {
    *out = calloc(1, sizeof **out);
    if (!*out)
        return error_memory(e);
    (*out)->cell = cell;
    (*out)->instant_ms = (*out)->next_ms = INSTANT_NONE;
    (*out)->start_ms = (*out)->now_ms = (*out)->waiting_ms = INSTANT_NONE;
    return 0;
}

void recorder_free(struct recorder *r) {
    if (!r)
        return;
    buffer_release(&r->frame);
    buffer_release(&r->answers);
    buffer_release(&r->policy);
    free(r);
}

int recorder_commit(struct recorder *r, struct error *e) {
    r->uncommitted = 0;
    r->waiting_ms = INSTANT_NONE;
    r->group_full = false;
    return r->store ? r->store->calls->commit(r->store, e) : 0; /* a policy that was refused has none */
}

static int group_count(struct recorder *r, struct error *e) {
    if (r->uncommitted == 0)
        r->waiting_ms = r->now_ms;
    if (++r->uncommitted < GROUP_ENTRIES_MAX)
        return 0;
    int code = recorder_commit(r, e);
    r->group_full = true;
    return code;
}

bool recorder_group_is_over(const struct recorder *r, int64_t now_ms) {
    return r->group_full || (r->waiting_ms != INSTANT_NONE && now_ms - r->waiting_ms >= GROUP_DELAY_MS);
}

/* --- what the cell answers -------------------------------------------------------------------------------
 */

static int entry_take(struct recorder *r, struct bytes body, struct frame_done *done, struct error *e) {
    static const unsigned char no_salt[SALT_BYTES]; /* a policy is no secret that its digest could betray */
    struct bytes salt = {0}, payload = {0};
    (void)done;
    if (!frame_get_entry(body, &r->entry) || r->entry.turn != r->turn ||
        (r->entry.payload == PAYLOAD_LINE && !r->line))
        return error_set(e, ERROR_FRAME, "the cell answered with an entry that is none, or of another turn");
    if (r->entry.payload == PAYLOAD_LINE) {
        salt = (struct bytes){(const char *)r->line->salt, SALT_BYTES};
        payload = r->line->bytes;
    } else if (r->entry.payload == PAYLOAD_POLICY) {
        salt = (struct bytes){(const char *)no_salt, SALT_BYTES};
        payload = buffer_bytes(&r->policy);
    }
    int code = r->store->calls->append(r->store, &r->entry, salt, payload, e);
    if (code)
        return code;
    r->counts.entries++;
    r->counts.deadlines += r->entry.kind == ENTRY_DEADLINE;
    return group_count(r, e);
}

/* The answer becomes the next frame to feed. */
static int recall_take(struct recorder *r, struct bytes body, struct frame_done *done, struct error *e) {
    struct frame_recall asked;
    (void)done;
    if (!frame_get_recall(body, &asked) || asked.turn != r->turn)
        return error_set(e, ERROR_FRAME,
                         "the cell asked for nothing that can be recalled, or of another turn");
    buffer_clear(&r->frame);
    return r->store->calls->recall(r->store, &asked, &r->frame, e);
}

static int done_take(struct recorder *r, struct bytes body, struct frame_done *done, struct error *e) {
    if (!frame_get_done(body, done) || done->turn != r->turn)
        return error_set(e, ERROR_FRAME, "the cell ended another turn, or with bytes that are no frame");
    r->instant_ms = done->instant_ms;
    r->next_ms = done->next_ms;
    r->running = done->running;
    if (done->error.code == 0)
        return 0;
    if (e)
        *e = done->error;
    return done->error.code;
}

static const struct {
    enum frame_type type;
    int (*take)(struct recorder *r, struct bytes body, struct frame_done *done, struct error *e);
} answer_table[] = {
    {FRAME_ENTRY, entry_take},
    {FRAME_RECALL, recall_take},
    {FRAME_DONE, done_take},
};

static int answer_take(struct recorder *r, int type, struct bytes body, struct frame_done *done,
                       struct error *e) {
    for (size_t i = 0; i < sizeof answer_table / sizeof *answer_table; i++)
        if ((int)answer_table[i].type == type)
            return answer_table[i].take(r, body, done, e);
    return error_set(e, ERROR_FRAME,
                     "the cell answered with a frame of type %d, expected entry, recall or done", type);
}

/* Feed r->frame, take all answers. *last is the type of the last one, 0 when there was none. */
static int frame_feed(struct recorder *r, struct frame_done *done, int *last, struct error *e) {
    *last = 0;
    if (buffer_failed(&r->frame))
        return error_memory(e);
    buffer_clear(&r->answers);
    int code = r->cell.feed(r->cell.context, buffer_bytes(&r->frame), &r->answers, e);
    if (code)
        return code;
    if (buffer_failed(&r->answers))
        return error_memory(e);
    struct bytes stream = buffer_bytes(&r->answers), body;
    while (stream.size) {
        int type = frame_next(&stream, &body);
        if (*last == FRAME_RECALL || *last == FRAME_DONE)
            return error_set(e, ERROR_FRAME, "the cell went on after the end of its turn");
        code = answer_take(r, type, body, done, e);
        if (code)
            return code;
        *last = type;
    }
    return 0;
}

/* Begins a turn at this instant: empties r->frame, for its frame, and returns its number. */
static uint64_t turn_next(struct recorder *r, int64_t now_ms) {
    buffer_clear(&r->frame);
    r->now_ms = now_ms;
    return r->turn = ++r->turns;
}

/* A whole turn: up to done. */
static int turn_take(struct recorder *r, struct frame_done *done, struct error *e) {
    int last = FRAME_RECALL;
    while (last == FRAME_RECALL) {
        int code = frame_feed(r, done, &last, e);
        if (code)
            return code;
    }
    return last == FRAME_DONE ? 0 : error_set(e, ERROR_FRAME, "the cell did not end its turn");
}

/* --- starting --------------------------------------------------------------------------------------------
 */

/* The frames behind the head are fed one by one, and answered with nothing. */
static int frames_give(void *context, struct bytes frames, struct error *e) {
    struct recorder *r = context;
    while (frames.size) {
        struct bytes whole = frames, body, quiet;
        if (!frame_next(&frames, &body))
            return error_set(e, ERROR_FRAME, "the store restored with bytes that are no frame");
        buffer_clear(&r->answers);
        int code =
            r->cell.feed(r->cell.context, bytes_slice(whole, 0, whole.size - frames.size), &r->answers, e);
        if (code)
            return code;
        quiet = buffer_bytes(&r->answers);
        if (quiet.size)
            return error_set(e, ERROR_FRAME, "the cell answered while it was restored");
    }
    return 0;
}

static int head_give(struct recorder *r, struct error *e) {
    struct frame_done done = {0};
    buffer_clear(&r->frame);
    r->turn = 0;
    int code = r->store->calls->restore_head(r->store, &r->frame, e);
    return code ? code : turn_take(r, &done, e);
}

int recorder_policy(struct recorder *r, const struct policy_file *files, size_t count, int64_t instant_ms,
                    struct error *e) {
    struct frame_done done = {0};
    buffer_clear(&r->policy);
    policy_files_pack(&r->policy, files, count);
    frame_put_policy(&r->frame, turn_next(r, instant_ms), instant_ms, files, count);
    int code = buffer_failed(&r->policy) ? error_memory(e) : turn_take(r, &done, e);
    r->start_ms = instant_ms;
    r->history_ms = done.history_ms;
    return code;
}

int recorder_begin(struct recorder *r, struct store *store, struct error *e) {
    assert(!r->store && store);
    r->store = store;
    int code = head_give(r, e);
    code = code ? code : store->calls->restore_state(store, r->history_ms, frames_give, r, e);
    if (code == 0 && r->start_ms != INSTANT_NONE)
        code = recorder_tick(r, r->start_ms, e);
    return code;
}

/* --- lines and time --------------------------------------------------------------------------------------
 */

static int outcome_count(struct recorder *r, const struct frame_done *done, struct error *e) {
    struct recorder_counts *c = &r->counts;
    uint64_t *const counters[] = {[OUTCOME_ACCEPTED] = &c->accepted,
                                  [OUTCOME_DUPLICATE] = &c->duplicates,
                                  [OUTCOME_QUARANTINED] = &c->quarantined};
    if (done->outcome == OUTCOME_NONE)
        return error_set(e, ERROR_FRAME, "the cell did not say what became of a line");
    ++*counters[done->outcome];
    c->lines++;
    c->late += done->late;
    if (done->outcome != OUTCOME_DUPLICATE)
        return 0;
    int code = r->store->calls->repeat(r->store, done->entry, e);
    return code ? code : group_count(r, e);
}

int recorder_line(struct recorder *r, const struct frame_line *line, struct frame_done *done,
                  struct error *e) {
    struct frame_line numbered = *line;
    *done = (struct frame_done){0};
    numbered.turn = turn_next(r, line->instant_ms);
    frame_put_line(&r->frame, &numbered);
    r->line = line;
    int code = turn_take(r, done, e);
    r->line = NULL;
    return code ? code : outcome_count(r, done, e);
}

int recorder_tick(struct recorder *r, int64_t instant_ms, struct error *e) {
    struct frame_done done = {0};
    frame_put_tick(&r->frame, turn_next(r, instant_ms), instant_ms);
    return turn_take(r, &done, e);
}

int recorder_wall(struct recorder *r, int64_t instant_ms, int64_t wall_ms, struct error *e) {
    struct frame_done done = {0};
    frame_put_wall(&r->frame, &(struct frame_wall){turn_next(r, instant_ms), instant_ms, wall_ms});
    return turn_take(r, &done, e);
}

int64_t recorder_next_ms(const struct recorder *r) {
    return r->next_ms;
}

bool recorder_running(const struct recorder *r) {
    return r->running;
}

int64_t recorder_instant_ms(const struct recorder *r) {
    return r->instant_ms;
}

const struct recorder_counts *recorder_counts(const struct recorder *r) {
    return &r->counts;
}
