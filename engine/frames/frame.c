/* frame.c: see fusion/frame.h. Building frames, and the packed form of a policy's files. */
#include <fusion/frame.h>

#define FRAME_SIZE_BYTES 4u

const char *const entry_kind_words[] = {"message", "deadline",   "quarantine", "policy",
                                        "fault",   "clock-step", NULL};

static void put_integer(struct buffer *out, uint64_t value, unsigned width) {
    char packed[8];
    assert(width <= sizeof packed);
    for (unsigned i = 0; i < width; i++)
        packed[i] = (char)(value >> (8 * i) & 0xff);
    buffer_append(out, (struct bytes){packed, width});
}

static void put_8(struct buffer *out, uint8_t value) {
    put_integer(out, value, 1);
}

static void put_32(struct buffer *out, uint32_t value) {
    put_integer(out, value, 4);
}

static void put_64(struct buffer *out, uint64_t value) {
    put_integer(out, value, 8);
}

static void put_instant(struct buffer *out, int64_t at_ms) {
    put_integer(out, (uint64_t)at_ms, 8);
}

static void put_bytes(struct buffer *out, struct bytes b) {
    if (b.size > UINT32_MAX) {
        out->failed = true; /* as if there were no memory for it: no frame can hold it */
        return;
    }
    put_32(out, (uint32_t)b.size);
    buffer_append(out, b);
}

/* A change is of an incident, and its patch a slice of the body. */
static bool change_is_whole(const struct entry_change *c, struct bytes body) {
    return c->incident && c->offset <= body.size && c->size <= body.size - c->offset;
}

/* The size in front is not known before the end: room for it is left, and frame_end fills it. Returns where
 * the frame begins. */
static size_t frame_begin(struct buffer *out, enum frame_type type) {
    size_t start = out->size;
    put_32(out, 0);
    put_8(out, (uint8_t)type);
    return start;
}

static void frame_end(struct buffer *out, size_t start) {
    if (buffer_failed(out))
        return;
    size_t size = out->size - start - FRAME_SIZE_BYTES;
    if (size > UINT32_MAX) {
        out->failed = true;
        return;
    }
    for (unsigned i = 0; i < FRAME_SIZE_BYTES; i++)
        out->data[start + i] = (char)(size >> (8 * i) & 0xff);
}

int frame_next(struct bytes *stream, struct bytes *body) {
    uint32_t size = 0;
    assert(stream->data || stream->size == 0);
    if (stream->size <= FRAME_SIZE_BYTES)
        return 0;
    for (unsigned i = 0; i < FRAME_SIZE_BYTES; i++)
        size |= (uint32_t)(unsigned char)stream->data[i] << (8 * i);
    if (size == 0 || size > stream->size - FRAME_SIZE_BYTES)
        return 0;
    int type = (unsigned char)stream->data[FRAME_SIZE_BYTES];
    *body = bytes_slice(*stream, FRAME_SIZE_BYTES + 1, FRAME_SIZE_BYTES + size);
    *stream = bytes_slice(*stream, FRAME_SIZE_BYTES + size, stream->size);
    return type;
}

void frame_put_head(struct buffer *out, const struct frame_head *f) {
    size_t start = frame_begin(out, FRAME_HEAD);
    put_64(out, f->entries);
    put_64(out, f->incidents);
    put_64(out, f->policy_entry);
    put_32(out, f->semantics);
    put_instant(out, f->instant_ms);
    put_bytes(out, f->policy_digest);
    frame_end(out, start);
}

void frame_put_keys(struct buffer *out, const uint64_t *keys, size_t count) {
    assert(keys || count == 0);
    size_t start = frame_begin(out, FRAME_KEYS);
    for (size_t i = 0; i < count; i++)
        put_64(out, keys[i]);
    frame_end(out, start);
}

void frame_put_incident(struct buffer *out, const struct frame_incident *f) {
    assert(f->live <= 1);
    size_t start = frame_begin(out, FRAME_INCIDENT);
    put_64(out, f->number);
    put_8(out, f->live);
    put_bytes(out, f->document);
    frame_end(out, start);
}

void frame_put_quiet(struct buffer *out, const struct frame_quiet *f) {
    assert(f->party);
    size_t start = frame_begin(out, FRAME_QUIET);
    put_64(out, f->party);
    put_instant(out, f->at_ms);
    frame_end(out, start);
}

void frame_put_policy(struct buffer *out, uint64_t turn, int64_t instant_ms, const struct policy_file *files,
                      size_t count) {
    assert(turn > 0 && (files || count == 0));
    size_t start = frame_begin(out, FRAME_POLICY);
    put_64(out, turn);
    put_instant(out, instant_ms);
    policy_files_pack(out, files, count);
    frame_end(out, start);
}

void frame_put_line(struct buffer *out, const struct frame_line *f) {
    assert(f->turn > 0 && f->condition <= LINE_REFUSED);
    size_t start = frame_begin(out, FRAME_LINE);
    put_64(out, f->turn);
    put_instant(out, f->instant_ms);
    put_instant(out, f->wall_ms);
    put_32(out, f->input);
    put_64(out, f->number);
    put_8(out, f->condition);
    put_64(out, f->size);
    buffer_append(out, (struct bytes){(const char *)f->sha256.byte, DIGEST_BYTES});
    buffer_append(out, (struct bytes){(const char *)f->salt, SALT_BYTES});
    put_bytes(out, f->reason);
    put_bytes(out, f->bytes);
    frame_end(out, start);
}

void frame_put_tick(struct buffer *out, uint64_t turn, int64_t instant_ms) {
    assert(turn > 0);
    size_t start = frame_begin(out, FRAME_TICK);
    put_64(out, turn);
    put_instant(out, instant_ms);
    frame_end(out, start);
}

void frame_put_wall(struct buffer *out, const struct frame_wall *f) {
    assert(f->turn > 0);
    size_t start = frame_begin(out, FRAME_WALL);
    put_64(out, f->turn);
    put_instant(out, f->instant_ms);
    put_instant(out, f->wall_ms);
    frame_end(out, start);
}

void frame_put_recalled(struct buffer *out, const struct frame_recall *asked, const struct recalled *found,
                        size_t count) {
    assert(asked->kind <= RECALL_INCIDENT && count <= RECALL_ENTRIES_MAX);
    size_t start = frame_begin(out, FRAME_RECALLED);
    put_64(out, asked->turn);
    put_8(out, asked->kind);
    put_64(out, asked->key);
    put_32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        put_bytes(out, found[i].body);
        put_bytes(out, found[i].salt);
    }
    frame_end(out, start);
}

void frame_put_entry(struct buffer *out, const struct frame_entry *f) {
    assert(f->turn > 0 && f->kind <= ENTRY_CLOCK_STEP && f->payload <= PAYLOAD_POLICY);
    assert(f->change_count <= ENTRY_CHANGES_MAX && f->touch_count <= ENTRY_TOUCHES_MAX);
    size_t start = frame_begin(out, FRAME_ENTRY);
    put_64(out, f->turn);
    put_64(out, f->n);
    put_instant(out, f->at_ms);
    put_8(out, f->kind);
    put_8(out, f->payload);
    put_64(out, f->incident);
    put_64(out, f->key);
    put_32(out, f->change_count);
    for (uint32_t i = 0; i < f->change_count; i++) {
        const struct entry_change *c = &f->changes[i];
        assert(change_is_whole(c, f->body));
        put_64(out, c->incident);
        put_instant(out, c->dormant_ms);
        put_32(out, c->offset);
        put_32(out, c->size);
    }
    put_32(out, f->touch_count);
    for (uint32_t i = 0; i < f->touch_count; i++)
        put_64(out, f->touches[i]);
    put_bytes(out, f->body);
    frame_end(out, start);
}

void frame_put_recall(struct buffer *out, const struct frame_recall *f) {
    assert(f->turn > 0 && f->kind <= RECALL_INCIDENT);
    size_t start = frame_begin(out, FRAME_RECALL);
    put_64(out, f->turn);
    put_8(out, f->kind);
    put_64(out, f->key);
    frame_end(out, start);
}

void frame_put_done(struct buffer *out, const struct frame_done *f) {
    assert(f->outcome <= OUTCOME_QUARANTINED && f->late <= 1 && f->running <= 1);
    assert(f->error.code <= 0);
    size_t start = frame_begin(out, FRAME_DONE);
    put_64(out, f->turn);
    put_8(out, f->outcome);
    put_8(out, f->late);
    put_8(out, f->running);
    put_64(out, f->entry);
    put_instant(out, f->instant_ms);
    put_instant(out, f->next_ms);
    put_instant(out, f->history_ms);
    put_32(out, (uint32_t)f->error.code);
    if (f->error.code != 0) { /* most have none, and its texts are long */
        put_bytes(out, bytes_of(f->error.file));
        put_32(out, (uint32_t)f->error.line);
        put_32(out, (uint32_t)f->error.column);
        put_bytes(out, bytes_of(f->error.text));
    }
    frame_end(out, start);
}

void policy_files_pack(struct buffer *out, const struct policy_file *files, size_t count) {
    assert(count <= POLICY_FILES_MAX);
    put_32(out, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        put_bytes(out, files[i].name);
        put_bytes(out, files[i].content);
    }
}
