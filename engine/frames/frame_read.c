/*
 * frame_read.c: see fusion/frame.h. Reading frames: every size and every word (an enum in one byte) is
 * checked, and nothing may be left over, since the bytes may come from a process that went wrong.
 */
#include <fusion/frame.h>

#include <string.h>

/* What is left to read; `fine` turns false at the first thing missing and stays so. */
struct cursor {
    struct bytes left;
    bool fine;
};

static struct cursor cursor_of(struct bytes body) {
    assert(body.data || body.size == 0);
    return (struct cursor){body, true};
}

static struct bytes take_exactly(struct cursor *c, size_t size) {
    if (!c->fine || size > c->left.size) {
        c->fine = false;
        return (struct bytes){0};
    }
    struct bytes taken = bytes_slice(c->left, 0, size);
    c->left = bytes_slice(c->left, size, c->left.size);
    return taken;
}

static uint64_t take_integer(struct cursor *c, unsigned width) {
    struct bytes packed = take_exactly(c, width);
    uint64_t value = 0;
    for (unsigned i = 0; i < packed.size; i++)
        value |= (uint64_t)(unsigned char)packed.data[i] << (8 * i);
    return value;
}

static uint32_t take_32(struct cursor *c) {
    return (uint32_t)take_integer(c, 4);
}

static uint64_t take_64(struct cursor *c) {
    return take_integer(c, 8);
}

static int64_t take_instant(struct cursor *c) {
    return (int64_t)take_integer(c, 8);
}

/* A value of an enum, from 0 to `last`. */
static uint8_t take_word(struct cursor *c, unsigned last) {
    uint8_t value = (uint8_t)take_integer(c, 1);
    c->fine = c->fine && value <= last;
    return value;
}

static struct bytes take_bytes(struct cursor *c) {
    return take_exactly(c, take_32(c));
}

/* A count of things that follow, at most `most`; 0 once something was wrong, so that nobody loops on it. */
static uint32_t take_count(struct cursor *c, uint32_t most) {
    uint32_t count = take_32(c);
    c->fine = c->fine && count <= most;
    return c->fine ? count : 0;
}

static void take_copy(struct cursor *c, void *out, size_t size) {
    struct bytes taken = take_exactly(c, size);
    if (c->fine)
        memcpy(out, taken.data, size);
}

static void take_text(struct cursor *c, char *out, size_t room) {
    struct bytes text = take_bytes(c);
    c->fine = c->fine && text.size < room;
    if (!c->fine)
        return;
    if (text.size)
        memcpy(out, text.data, text.size);
    out[text.size] = '\0';
}

static bool cursor_ends(const struct cursor *c) {
    return c->fine && c->left.size == 0;
}

bool frame_get_head(struct bytes body, struct frame_head *f) {
    struct cursor c = cursor_of(body);
    f->entries = take_64(&c);
    f->incidents = take_64(&c);
    f->policy_entry = take_64(&c);
    f->semantics = take_32(&c);
    f->instant_ms = take_instant(&c);
    f->policy_digest = take_bytes(&c);
    return cursor_ends(&c);
}

size_t frame_get_keys(struct bytes body, const char **packed) {
    *packed = body.data;
    return body.size / sizeof(uint64_t);
}

bool frame_get_incident(struct bytes body, struct frame_incident *f) {
    struct cursor c = cursor_of(body);
    f->number = take_64(&c);
    f->live = take_word(&c, 1);
    f->document = take_bytes(&c);
    return cursor_ends(&c);
}

bool frame_get_quiet(struct bytes body, struct frame_quiet *f) {
    struct cursor c = cursor_of(body);
    f->party = take_64(&c);
    f->at_ms = take_instant(&c);
    return cursor_ends(&c);
}

static size_t take_files(struct cursor *c, struct policy_file *files) {
    uint32_t count = take_count(c, POLICY_FILES_MAX);
    for (uint32_t i = 0; c->fine && i < count; i++) {
        files[i].name = take_bytes(c);
        files[i].content = take_bytes(c);
    }
    return count;
}

bool policy_files_unpack(struct bytes packed, struct policy_file *files, size_t *count) {
    struct cursor c = cursor_of(packed);
    *count = take_files(&c, files);
    return cursor_ends(&c);
}

bool frame_get_policy(struct bytes body, uint64_t *turn, int64_t *instant_ms, struct policy_file *files,
                      size_t *count) {
    struct cursor c = cursor_of(body);
    *turn = take_64(&c);
    *instant_ms = take_instant(&c);
    *count = take_files(&c, files);
    return cursor_ends(&c);
}

bool frame_get_line(struct bytes body, struct frame_line *f) {
    struct cursor c = cursor_of(body);
    f->turn = take_64(&c);
    f->instant_ms = take_instant(&c);
    f->wall_ms = take_instant(&c);
    f->input = take_32(&c);
    f->number = take_64(&c);
    f->condition = take_word(&c, LINE_REFUSED);
    f->size = take_64(&c);
    take_copy(&c, f->sha256.byte, DIGEST_BYTES);
    take_copy(&c, f->salt, SALT_BYTES);
    f->reason = take_bytes(&c);
    f->bytes = take_bytes(&c);
    return cursor_ends(&c);
}

bool frame_get_tick(struct bytes body, uint64_t *turn, int64_t *instant_ms) {
    struct cursor c = cursor_of(body);
    *turn = take_64(&c);
    *instant_ms = take_instant(&c);
    return cursor_ends(&c);
}

bool frame_get_wall(struct bytes body, struct frame_wall *f) {
    struct cursor c = cursor_of(body);
    f->turn = take_64(&c);
    f->instant_ms = take_instant(&c);
    f->wall_ms = take_instant(&c);
    return cursor_ends(&c);
}

bool frame_get_recalled(struct bytes body, struct frame_recall *asked, struct recalled *found,
                        size_t *count) {
    struct cursor c = cursor_of(body);
    asked->turn = take_64(&c);
    asked->kind = take_word(&c, RECALL_INCIDENT);
    asked->key = take_64(&c);
    *count = take_count(&c, RECALL_ENTRIES_MAX);
    for (size_t i = 0; c.fine && i < *count; i++) {
        found[i].body = take_bytes(&c);
        found[i].salt = take_bytes(&c);
    }
    return cursor_ends(&c);
}

/* Each patch is a slice of the body; one beyond its end would make the recorder read other memory. */
static bool changes_are_within(const struct frame_entry *f) {
    for (uint32_t i = 0; i < f->change_count; i++) {
        const struct entry_change *c = &f->changes[i];
        if (c->incident == 0 || c->offset > f->body.size || c->size > f->body.size - c->offset)
            return false;
    }
    return true;
}

bool frame_get_entry(struct bytes body, struct frame_entry *f) {
    struct cursor c = cursor_of(body);
    f->turn = take_64(&c);
    f->n = take_64(&c);
    f->at_ms = take_instant(&c);
    f->kind = take_word(&c, ENTRY_CLOCK_STEP);
    f->payload = take_word(&c, PAYLOAD_POLICY);
    f->incident = take_64(&c);
    f->key = take_64(&c);
    f->change_count = take_count(&c, ENTRY_CHANGES_MAX);
    for (uint32_t i = 0; i < f->change_count; i++) {
        struct entry_change *change = &f->changes[i];
        change->incident = take_64(&c);
        change->dormant_ms = take_instant(&c);
        change->offset = take_32(&c);
        change->size = take_32(&c);
    }
    f->touch_count = take_count(&c, ENTRY_TOUCHES_MAX);
    for (uint32_t i = 0; i < f->touch_count; i++)
        f->touches[i] = take_64(&c);
    f->body = take_bytes(&c);
    return cursor_ends(&c) && changes_are_within(f);
}

bool frame_get_recall(struct bytes body, struct frame_recall *f) {
    struct cursor c = cursor_of(body);
    f->turn = take_64(&c);
    f->kind = take_word(&c, RECALL_INCIDENT);
    f->key = take_64(&c);
    return cursor_ends(&c);
}

bool frame_get_done(struct bytes body, struct frame_done *f) {
    struct cursor c = cursor_of(body);
    f->turn = take_64(&c);
    f->outcome = take_word(&c, OUTCOME_QUARANTINED);
    f->late = take_word(&c, 1);
    f->running = take_word(&c, 1);
    f->entry = take_64(&c);
    f->instant_ms = take_instant(&c);
    f->next_ms = take_instant(&c);
    f->history_ms = take_instant(&c);
    f->error = ERROR_EMPTY;
    f->error.code = (int)take_32(&c);
    if (c.fine && f->error.code != 0) {
        take_text(&c, f->error.file, sizeof f->error.file);
        f->error.line = (int)take_32(&c);
        f->error.column = (int)take_32(&c);
        take_text(&c, f->error.text, sizeof f->error.text);
    }
    return cursor_ends(&c);
}
