/* property_cells.c: see property.h. Two cells that are told the same, one of them in another way. */
#include <scenario/test_run.h> /* before cmocka.h, whose macros have a name of it */

#include "chance.h"
#include "property.h"

#include <fcntl.h>
#include <sys/stat.h>

/* ---- two parties exchanged ---- */

/* The first two members that do not supervise. */
static void sides_find(const struct policy *p, struct bytes sides[2]) {
    size_t count = 0;
    for (size_t n = 0; n < p->party_count && count < 2; n++)
        if (p->parties[n].member && !p->parties[n].supervisor)
            sides[count++] = bytes_of(p->party_codes[n]);
    assert_int_equal(count, 2);
}

/* In policy.yaml: a rule that knows a party is what this is to find. */
static void exchanged_open(const struct trial *t, struct fixture *f, const struct bytes sides[2]) {
    fixture_make(f, t->folder, NULL, trial_live_ms(t));
    for (size_t n = 0; n < f->file_count; n++)
        if (bytes_is(f->files[n].name, "policy.yaml"))
            f->files[n].content = swap_words(&f->arena, f->files[n].content, sides[0], sides[1]);
    fixture_start(f);
}

/* Without what commits to the bytes of the line. */
static void body_bare(char *body) {
    static const char *const names[] = {"\"line\":\"", "\"sha256\":\""};
    for (size_t n = 0; n < 2; n++) {
        char *digest = strstr(body, names[n]);
        if (digest)
            memset(digest + strlen(names[n]), 'x', 64);
    }
}

static void bodies_exchange(struct fixture *f, const struct bytes sides[2]) {
    for (size_t n = 0; n < f->count; n++) {
        struct bytes body = swap_words(&f->arena, bytes_of(f->bodies[n]), sides[0], sides[1]);
        free(f->bodies[n]);
        f->bodies[n] = strndup(body.data, body.size);
    }
}

void exchanged(const struct trial *t) {
    struct fixture straight, other;
    struct message_stream_line *lines = t->stream->lines;
    struct bytes sides[2];
    trial_open(t, &straight);
    trial_play(t, &straight);
    sides_find(t->policy, sides);
    for (size_t n = 0; n < t->stream->count; n++)
        lines[n].bytes = swap_words(&t->stream->arena, lines[n].bytes, sides[0], sides[1]);
    exchanged_open(t, &other, sides);
    trial_play(t, &other);
    bodies_exchange(&other, sides);
    for (size_t n = 0; n < straight.count; n++)
        body_bare(straight.bodies[n]);
    for (size_t n = 0; n < other.count; n++)
        body_bare(other.bodies[n]);
    if (straight.count && other.count) { /* the policies differ, and nothing else */
        free(other.bodies[0]);
        other.bodies[0] = strdup(straight.bodies[0]);
    }
    bodies_equal(&straight, &other, "exchanged");
    trial_count(t, &straight);
    fixture_close(&straight);
    fixture_close(&other);
}

/* ---- in pieces ---- */

struct pieces {
    const struct trial *t;
    struct fixture *f;
    char path[SCRATCH_PATH_BYTES]; /* of a FIFO, whose one reader and writer we are */
    struct lines *in;
    int out;
    size_t read; /* lines of the stream */
};

static void pieces_open(struct pieces *p) {
    struct error e = ERROR_EMPTY;
    (void)snprintf(p->path, sizeof p->path, "%s/lines", p->f->folder);
    assert_int_equal(mkfifo(p->path, 0600), 0);
    assert_int_equal(lines_open(p->path, &p->in, &e), 0);
    p->out = open(p->path, O_WRONLY | O_CLOEXEC);
    assert_true(p->out >= 0);
}

static void pieces_close(struct pieces *p) {
    (void)close(p->out);
    lines_close(p->in);
    (void)unlink(p->path);
}

/* A line that was read is the one that was written. */
static void piece_take(struct pieces *p, const struct line *line) {
    const struct message_stream_line *said = &p->t->stream->lines[p->read++];
    struct frame_line written = message_stream_frame(said);
    struct frame_line frame = {.condition = (uint8_t)line->condition,
                               .size = line->size,
                               .sha256 = line->sha256,
                               .bytes = line->bytes};
    assert_int_equal(frame.condition, written.condition);
    assert_int_equal(frame.size, written.size);
    assert_true(bytes_equal(frame.bytes, written.bytes));
    (void)trial_say_frame(p->t, p->f, said->at_ms, frame);
}

static int pieces_read(struct pieces *p) {
    struct error e = ERROR_EMPTY;
    struct line line;
    int code;
    while ((code = lines_next(p->in, &line, &e)) == 1)
        piece_take(p, &line);
    assert_true(code >= 0);
    return code;
}

static void pieces_write(struct pieces *p, struct bytes text, struct chance *c) {
    while (text.size) {
        size_t size = 1 + pick(c, text.size < 4000 ? (uint32_t)text.size : 4000);
        assert_int_equal(write(p->out, text.data, size), size);
        text = bytes_slice(text, size, text.size);
        if (once_in(c, 2) || size > 2000)
            assert_int_equal(pieces_read(p), 2);
    }
}

/* The writer goes, and with it the end of its last line; another one comes. */
static void pieces_end(struct pieces *p) {
    struct error e = ERROR_EMPTY;
    (void)close(p->out);
    assert_int_equal(pieces_read(p), 0);
    assert_int_equal(lines_reopen(p->in, &e), 1);
    p->out = open(p->path, O_WRONLY | O_CLOEXEC);
    assert_true(p->out >= 0);
}

static void piece_say(struct pieces *p, size_t n) {
    const struct message_stream_line *line = &p->t->stream->lines[n];
    struct chance c = {line->chance};
    struct error e = ERROR_EMPTY;
    if (line->condition == LINE_REFUSED) { /* comes from an adapter */
        (void)pieces_read(p);
        assert_int_equal(p->read, n);
        (void)trial_say(p->t, p->f, p->read++);
        return;
    }
    pieces_write(p, line->bytes, &c);
    bool is_cr = line->condition == LINE_WHOLE && once_in(&c, 3); /* of a long line it would count */
    if (line->condition == LINE_TRUNCATED)
        pieces_end(p);
    else
        pieces_write(p, is_cr ? BYTES("\r\n") : BYTES("\n"), &c);
    if (once_in(&c, 4))
        assert_int_equal(recorder_commit(p->f->recorder, &e), 0);
}

void in_pieces(const struct trial *t) {
    struct fixture whole, cut;
    struct pieces p = {.t = t, .f = &cut};
    trial_open(t, &whole);
    trial_play(t, &whole);
    trial_open(t, &cut);
    pieces_open(&p);
    for (size_t n = 0; n < t->stream->count; n++)
        piece_say(&p, n);
    assert_int_equal(pieces_read(&p), 2);
    assert_int_equal(p.read, t->stream->count);
    pieces_close(&p);
    trial_drain(t, &cut);
    bodies_equal(&whole, &cut, "in pieces");
    trial_count(t, &whole);
    fixture_close(&whole);
    fixture_close(&cut);
}

/* ---- restarted ---- */

/* A live cell that starts looks at the clock. */
static void clock_look(const struct trial *t, struct fixture *f) {
    struct error e = ERROR_EMPTY;
    if (t->live)
        assert_int_equal(recorder_tick(f->recorder, f->live_ms, &e), 0);
}

void restarted(const struct trial *t) {
    struct fixture whole, cut;
    trial_open(t, &whole);
    trial_open(t, &cut);
    for (size_t n = 0; n < t->stream->count; n++) {
        (void)trial_say(t, &whole, n);
        clock_look(t, &whole);
        (void)trial_say(t, &cut, n);
        fixture_restart(&cut);
    }
    trial_drain(t, &whole);
    trial_drain(t, &cut);
    bodies_equal(&whole, &cut, "restarted after every line");
    trial_count(t, &cut);
    fixture_close(&whole);
    fixture_close(&cut);
}
