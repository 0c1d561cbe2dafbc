/*
 * spool.c: see fusion/spool.h.
 *
 * Bodies and salts go through a buffer into a file that has no name, so that nothing stays behind. Two
 * indexes in memory answer `recall`: from keys to entries (a key may have several, so this is not the table
 * of fusion/table.h), and from incidents to the last patch of each, which points to the one before. A
 * document is folded only when it is asked for. A place is a position in the file, in bytes.
 */
#include <fusion/json.h>
#include <fusion/spool.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SPOOL_BUFFER_BYTES (256u * 1024)
#define SPOOL_SLOTS_FIRST  1024u

/* An entry in the file: this, then salt_size bytes of salt, body_size of body, and the patches. */
struct spool_entry {
    uint32_t body_size, salt_size;
};
/* One for each change of the entry: where the patch stands (in the body), and the change of that incident
 * before this one. */
struct spool_patch {
    uint64_t previous; /* place of a spool_patch + 1; 0: it is the first */
    uint64_t at;
    uint32_t size, unused;
};

/* An entry by its key: open addressing, linear probing. */
struct slot {
    uint64_t key; /* 0: free */
    uint64_t place;
};

/* The store; its file is as long as `written`, and the buffer is what follows. */
struct spool {
    struct store store; /* first */
    int fd;
    uint64_t written; /* bytes in the file */
    uint64_t entries;
    struct buffer buffer;
    struct slot *slots;
    size_t slot_count, slots_used; /* a power of two */
    uint64_t *last_patch;          /* by the incident's number - 1; place + 1; 0: none */
    size_t incident_capacity;
};

static uint64_t spool_end(const struct spool *s) {
    return s->written + s->buffer.size;
}

static int spool_flush(struct spool *s, struct error *e) {
    size_t done = 0;
    if (buffer_failed(&s->buffer))
        return error_memory(e);
    while (done < s->buffer.size) {
        ssize_t wrote = write(s->fd, s->buffer.data + done, s->buffer.size - done);
        if (wrote < 0 && errno != EINTR)
            return error_set(e, ERROR_SYSTEM, "cannot write a temporary file: %s", strerror(errno));
        done += wrote > 0 ? (size_t)wrote : 0;
    }
    s->written += done;
    buffer_clear(&s->buffer);
    return 0;
}

/* What was appended at `place`; all of it is in the file by then. */
static int spool_read(const struct spool *s, uint64_t place, void *out, size_t size, struct error *e) {
    size_t done = 0;
    assert(place + size <= s->written);
    while (done < size) {
        ssize_t got = pread(s->fd, (char *)out + done, size - done, (off_t)(place + done));
        if (got == 0 || (got < 0 && errno != EINTR))
            return error_set(e, ERROR_SYSTEM, "cannot read a temporary file: %s",
                             got ? strerror(errno) : "it became shorter");
        done += got > 0 ? (size_t)got : 0;
    }
    return 0;
}

static int spool_read_into(const struct spool *s, uint64_t place, size_t size, struct buffer *out,
                           struct error *e) {
    if (!buffer_reserve(out, size))
        return error_memory(e);
    int code = spool_read(s, place, out->data + out->size, size, e);
    out->size += code ? 0 : size;
    return code;
}

/* Keys are digests: their own bits are the hash. */
static void slot_put(struct slot *slots, size_t count, struct slot new) {
    size_t i = (size_t) new.key &(count - 1);
    while (slots[i].key)
        i = (i + 1) & (count - 1);
    slots[i] = new;
}

static int slots_grow(struct spool *s, struct error *e) {
    size_t count = s->slot_count ? s->slot_count * 2 : SPOOL_SLOTS_FIRST;
    struct slot *grown = calloc(count, sizeof *grown);
    if (!grown)
        return error_memory(e);
    for (size_t i = 0; i < s->slot_count; i++)
        if (s->slots[i].key)
            slot_put(grown, count, s->slots[i]);
    free(s->slots);
    s->slots = grown;
    s->slot_count = count;
    return 0;
}

static int key_add(struct spool *s, uint64_t key, uint64_t place, struct error *e) {
    if (key == 0)
        return 0;
    int code = s->slots_used * 4 >= s->slot_count * 3 ? slots_grow(s, e) : 0;
    if (code)
        return code;
    slot_put(s->slots, s->slot_count, (struct slot){key, place});
    s->slots_used++;
    return 0;
}

/* The first entries of a key, oldest first. */
static size_t key_find(const struct spool *s, uint64_t key, uint64_t places[RECALL_ENTRIES_MAX]) {
    size_t count = 0;
    if (key == 0 || s->slot_count == 0)
        return 0;
    for (size_t i = (size_t)key & (s->slot_count - 1); s->slots[i].key; i = (i + 1) & (s->slot_count - 1)) {
        if (s->slots[i].key != key)
            continue;
        uint64_t place = s->slots[i].place;
        if (count == RECALL_ENTRIES_MAX && place > places[count - 1])
            continue;
        size_t at = count < RECALL_ENTRIES_MAX ? count++ : count - 1;
        for (; at > 0 && places[at - 1] > place; at--)
            places[at] = places[at - 1];
        places[at] = place;
    }
    return count;
}

static int incident_reserve(struct spool *s, uint64_t number, struct error *e) {
    if (number <= s->incident_capacity)
        return 0;
    if (number > s->incident_capacity * 2 + SPOOL_SLOTS_FIRST)
        return error_set(e, ERROR_FRAME, "found incident number %llu far ahead of its time",
                         (unsigned long long)number);
    size_t capacity = s->incident_capacity * 2 + SPOOL_SLOTS_FIRST;
    uint64_t *grown = realloc(s->last_patch, capacity * sizeof *grown);
    if (!grown)
        return error_memory(e);
    memset(grown + s->incident_capacity, 0, (capacity - s->incident_capacity) * sizeof *grown);
    s->last_patch = grown;
    s->incident_capacity = capacity;
    return 0;
}

static int patch_add(struct spool *s, const struct entry_change *c, uint64_t body_place, struct error *e) {
    int code = incident_reserve(s, c->incident, e);
    if (code)
        return code;
    uint64_t *last = &s->last_patch[c->incident - 1];
    struct spool_patch patch = {.previous = *last, .at = body_place + c->offset, .size = c->size};
    *last = spool_end(s) + 1;
    buffer_append(&s->buffer, (struct bytes){(const char *)&patch, sizeof patch});
    return 0;
}

static int spool_append(struct store *store, const struct frame_entry *entry, struct bytes salt,
                        struct bytes payload, struct error *e) {
    struct spool *s = (struct spool *)store;
    struct spool_entry header = {(uint32_t)entry->body.size, (uint32_t)salt.size};
    (void)payload; /* no one asks for it */
    if (entry->n != s->entries + 1)
        return error_set(e, ERROR_FRAME, "found entry %llu, expected %llu", (unsigned long long)entry->n,
                         (unsigned long long)s->entries + 1);
    int code = key_add(s, entry->key, spool_end(s), e);
    if (code)
        return code;
    buffer_append(&s->buffer, (struct bytes){(const char *)&header, sizeof header});
    buffer_append(&s->buffer, salt);
    uint64_t body_place = spool_end(s);
    buffer_append(&s->buffer, entry->body);
    for (uint32_t i = 0; code == 0 && i < entry->change_count; i++)
        code = patch_add(s, &entry->changes[i], body_place, e);
    s->entries++;
    if (code == 0 && (buffer_failed(&s->buffer) || s->buffer.size >= SPOOL_BUFFER_BYTES))
        code = spool_flush(s, e);
    return code;
}

static int entries_recall(const struct spool *s, const struct frame_recall *asked, struct buffer *answer,
                          struct error *e) {
    uint64_t places[RECALL_ENTRIES_MAX];
    struct spool_entry headers[RECALL_ENTRIES_MAX];
    struct recalled found[RECALL_ENTRIES_MAX];
    struct buffer read = BUFFER_EMPTY;
    size_t count = key_find(s, asked->key, places), at = 0;
    int code = 0;
    for (size_t i = 0; code == 0 && i < count; i++) {
        code = spool_read(s, places[i], &headers[i], sizeof headers[i], e);
        if (code == 0)
            code = spool_read_into(s, places[i] + sizeof headers[i],
                                   (size_t)headers[i].salt_size + headers[i].body_size, &read, e);
    }
    for (size_t i = 0; code == 0 && i < count; i++) {
        size_t body = at + headers[i].salt_size, end = body + headers[i].body_size;
        found[i].salt = bytes_slice(buffer_bytes(&read), at, body);
        found[i].body = bytes_slice(buffer_bytes(&read), body, end);
        at = end;
    }
    if (code == 0)
        frame_put_recalled(answer, asked, found, count);
    buffer_release(&read);
    return code;
}

/* The places of an incident's patches, newest first. */
static int patches_read(const struct spool *s, uint64_t number, struct buffer *patches, struct error *e) {
    uint64_t next = number <= s->incident_capacity ? s->last_patch[number - 1] : 0;
    while (next) {
        struct spool_patch patch;
        int code = spool_read(s, next - 1, &patch, sizeof patch, e);
        if (code)
            return code;
        buffer_append(patches, (struct bytes){(const char *)&patch, sizeof patch});
        next = patch.previous;
    }
    return buffer_failed(patches) ? error_memory(e) : 0;
}

static int patch_fold(const struct spool *s, const struct spool_patch *patch, struct arena *a,
                      const struct json **document, struct error *e) {
    struct buffer text = BUFFER_EMPTY;
    struct json_fault fault;
    const struct json *tree = NULL;
    int code = spool_read_into(s, patch->at, patch->size, &text, e);
    if (code == 0 && json_parse(a, buffer_bytes(&text), &json_limits_own, &tree, &fault) != 0)
        code = fault.code == JSON_MEMORY
                   ? error_memory(e)
                   : error_set(e, ERROR_FRAME, "a change of the cell is no merge patch");
    if (code == 0 && !(*document = json_merge(a, *document, tree)))
        code = error_memory(e);
    buffer_release(&text);
    return code;
}

static int document_fold(const struct spool *s, const struct buffer *patches, struct buffer *out,
                         struct error *e) {
    struct arena arena = ARENA_EMPTY;
    const struct json *document = NULL;
    int code = 0;
    for (size_t left = patches->size; code == 0 && left; left -= sizeof(struct spool_patch)) {
        struct spool_patch patch;
        memcpy(&patch, patches->data + left - sizeof patch, sizeof patch);
        code = patch_fold(s, &patch, &arena, &document, e);
    }
    if (code == 0 && document) {
        struct json_writer w = JSON_WRITER(out);
        json_write_tree(&w, document);
    }
    arena_release(&arena);
    return code;
}

static int document_recall(const struct spool *s, const struct frame_recall *asked, struct buffer *answer,
                           struct error *e) {
    struct buffer patches = BUFFER_EMPTY, document = BUFFER_EMPTY;
    int code = asked->key ? patches_read(s, asked->key, &patches, e) : 0;
    code = code ? code : document_fold(s, &patches, &document, e);
    if (code == 0 && buffer_failed(&document))
        code = error_memory(e);
    struct recalled found = {.body = buffer_bytes(&document)};
    if (code == 0)
        frame_put_recalled(answer, asked, &found, patches.size ? 1 : 0);
    buffer_release(&patches);
    buffer_release(&document);
    return code;
}

static int spool_recall(struct store *store, const struct frame_recall *asked, struct buffer *answer,
                        struct error *e) {
    struct spool *s = (struct spool *)store;
    int code = spool_flush(s, e);
    if (code)
        return code;
    code = asked->kind == RECALL_MESSAGE ? entries_recall(s, asked, answer, e)
                                         : document_recall(s, asked, answer, e);
    return code == 0 && buffer_failed(answer) ? error_memory(e) : code;
}

static int spool_repeat(struct store *store, uint64_t n, struct error *e) {
    (void)store, (void)n, (void)e;
    return 0;
}

static int spool_commit(struct store *store, struct error *e) {
    (void)store, (void)e;
    return 0;
}

static int spool_restore_head(struct store *store, struct buffer *out, struct error *e) {
    struct spool *s = (struct spool *)store;
    assert(s->entries == 0); /* a spool begins empty, and nothing outlives it */
    frame_put_head(out, &(struct frame_head){.instant_ms = INSTANT_NONE});
    return buffer_failed(out) ? error_memory(e) : 0;
}

static int spool_restore_state(struct store *store, int64_t history_ms,
                               int (*take)(void *context, struct bytes frames, struct error *e),
                               void *context, struct error *e) {
    (void)store, (void)history_ms, (void)take, (void)context, (void)e;
    return 0;
}

static const struct store_calls spool_calls = {
    .append = spool_append,
    .repeat = spool_repeat,
    .recall = spool_recall,
    .commit = spool_commit,
    .restore_head = spool_restore_head,
    .restore_state = spool_restore_state,
};

static int file_open(struct error *e) {
    const char *folder = getenv("TMPDIR");
    char *path = NULL;
    if (asprintf(&path, "%s/fusion-spool-XXXXXX", folder && folder[0] ? folder : "/tmp") < 0)
        return error_memory(e);
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    else
        fd = error_set(e, ERROR_SYSTEM, "cannot make a temporary file %s: %s", path, strerror(errno));
    free(path);
    return fd;
}

int spool_open(struct store **out, struct error *e) {
    *out = NULL;
    struct spool *s = calloc(1, sizeof *s);
    if (!s)
        return error_memory(e);
    s->store.calls = &spool_calls;
    s->fd = file_open(e);
    if (s->fd < 0) {
        int code = s->fd;
        free(s);
        return code;
    }
    *out = &s->store;
    return 0;
}

void spool_close(struct store *store) {
    struct spool *s = (struct spool *)store;
    if (!s)
        return;
    close(s->fd);
    buffer_release(&s->buffer);
    free(s->slots);
    free(s->last_patch);
    free(s);
}
