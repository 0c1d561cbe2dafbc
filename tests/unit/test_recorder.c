/* test_recorder.c: the recorder against a cell that follows a script and a store that notes what it is told.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include <fusion/instant.h>
#include <fusion/recorder.h>

#include <stdio.h>
#include <string.h>

/* What the cell answers to the next frame, which must be of this type. */
struct turn {
    enum frame_type expected;
    void (*answer)(struct buffer *answers);
};

/* Cell and store in one: a script, and a protocol of all that happened. */
struct stage {
    struct store store; /* first */
    const struct turn *turns;
    char heard[2048];
    bool fails;
};

static void note(struct stage *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void note(struct stage *s, const char *format, ...) {
    size_t at = strlen(s->heard);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(s->heard + at, sizeof s->heard - at, format, args);
    va_end(args);
}

static uint64_t turn; /* of the frame that was fed last; a head has none */

static uint64_t turn_of(int type, struct bytes body) {
    uint64_t number = 0;
    for (size_t i = 8; type != FRAME_HEAD && type != FRAME_KEYS && type != FRAME_INCIDENT && i--;)
        number = number << 8 | (unsigned char)body.data[i];
    return number;
}

static int stage_feed(void *context, struct bytes frame, struct buffer *answers, struct error *e) {
    struct stage *s = context;
    struct bytes body;
    int type = frame_next(&frame, &body);
    (void)e;
    assert_int_equal(frame.size, 0); /* one frame at a time */
    assert_int_equal(type, s->turns->expected);
    note(s, "%c ", type);
    turn = turn_of(type, body);
    if (s->turns->answer)
        s->turns->answer(answers);
    s->turns++;
    return 0;
}

static int stage_append(struct store *store, const struct frame_entry *entry, struct bytes salt,
                        struct bytes payload, struct error *e) {
    struct stage *s = (struct stage *)store;
    if (s->fails)
        return error_set(e, ERROR_SYSTEM, "full");
    if (entry->kind == ENTRY_POLICY)
        note(s, "+%d(policy %d) ", (int)entry->n, (int)(salt.size * 1000 + payload.size));
    else if (entry->n < 100)
        note(s, "+%d(%.*s%.*s) ", (int)entry->n, (int)salt.size, salt.data, (int)payload.size, payload.data);
    return 0;
}

static int stage_repeat(struct store *store, uint64_t n, struct error *e) {
    (void)e;
    note((struct stage *)store, "again:%d ", (int)n);
    return 0;
}

static int stage_recall(struct store *store, const struct frame_recall *asked, struct buffer *answer,
                        struct error *e) {
    struct recalled found = {BYTES("{}"), {NULL, 0}};
    (void)e;
    note((struct stage *)store, "recall:%d ", (int)asked->key);
    frame_put_recalled(answer, asked, &found, 1);
    return 0;
}

static int stage_commit(struct store *store, struct error *e) {
    (void)e;
    note((struct stage *)store, "commit ");
    return 0;
}

static int stage_restore_head(struct store *store, struct buffer *out, struct error *e) {
    (void)store, (void)e;
    frame_put_head(out, &(struct frame_head){.entries = 3, .instant_ms = 7});
    return 0;
}

static int stage_restore_state(struct store *store, int64_t history_ms,
                               int (*take)(void *context, struct bytes frames, struct error *e),
                               void *context, struct error *e) {
    struct buffer frames = BUFFER_EMPTY;
    note((struct stage *)store, "history:%d ", (int)history_ms);
    frame_put_keys(&frames, (const uint64_t[]){1, 2}, 2);
    frame_put_incident(&frames, &(struct frame_incident){1, 1, BYTES("{}")});
    int code = take(context, buffer_bytes(&frames), e);
    buffer_release(&frames);
    return code;
}

static const struct store_calls stage_calls = {stage_append, stage_repeat,       stage_recall,
                                               stage_commit, stage_restore_head, stage_restore_state};

static struct recorder *recorder_on(struct stage *s, const struct turn *turns) {
    struct recorder *r = NULL;
    struct error e = ERROR_EMPTY;
    *s = (struct stage){.store = {&stage_calls}, .turns = turns};
    assert_int_equal(recorder_new((struct link){stage_feed, s}, &r, &e), 0);
    assert_true(recorder_next_ms(r) == INSTANT_NONE);
    assert_true(recorder_instant_ms(r) == INSTANT_NONE);
    return r;
}

static void done_none(struct buffer *out) {
    frame_put_done(out,
                   &(struct frame_done){.turn = turn, .instant_ms = INSTANT_NONE, .next_ms = INSTANT_NONE});
}

/* The same, restored: what is heard begins behind that. */
static struct recorder *recorder_begun(struct stage *s, const struct turn *turns) {
    static const struct turn restoring[] = {
        {FRAME_HEAD, done_none}, {FRAME_KEYS, NULL}, {FRAME_INCIDENT, NULL}};
    struct error e = ERROR_EMPTY;
    struct recorder *r = recorder_on(s, restoring);
    assert_int_equal(recorder_begin(r, &s->store, &e), 0);
    s->turns = turns;
    s->heard[0] = '\0';
    return r;
}

static struct frame_line line_of(const char *text) {
    struct frame_line line = {.number = 1, .bytes = {text, strlen(text)}, .salt = "0123456789abcde"};
    line.salt[SALT_BYTES - 1] = 'f';
    return line;
}

static void put_entry(struct buffer *out, uint64_t n, enum entry_kind kind, enum entry_payload payload) {
    frame_put_entry(
        out,
        &(struct frame_entry){
            .turn = turn, .n = n, .kind = (uint8_t)kind, .payload = (uint8_t)payload, .body = BYTES("{}")});
}

static void done_only(struct buffer *out) {
    frame_put_done(out,
                   &(struct frame_done){.turn = turn, .instant_ms = 50, .next_ms = 60, .history_ms = 1234});
}

static void done_with(struct buffer *out, enum line_outcome outcome, uint64_t entry, bool late) {
    frame_put_done(out, &(struct frame_done){.turn = turn,
                                             .outcome = (uint8_t)outcome,
                                             .late = late,
                                             .entry = entry,
                                             .instant_ms = 100,
                                             .next_ms = INSTANT_NONE});
}

static void activation(struct buffer *out) {
    put_entry(out, 4, ENTRY_POLICY, PAYLOAD_POLICY);
    done_only(out);
}

static const struct policy_file files[] = {{BYTES("policy.yaml"), BYTES("a: 1")}};

static void test_start(void **state) {
    static const struct turn turns[] = {{FRAME_POLICY, done_only}, {FRAME_HEAD, done_none},
                                        {FRAME_KEYS, NULL},        {FRAME_INCIDENT, NULL},
                                        {FRAME_TICK, activation},  {0}};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct recorder *r = recorder_on(&s, turns);
    (void)state;
    assert_int_equal(recorder_policy(r, files, 1, 99, &e), 0);
    assert_string_equal(s.heard, "P "); /* no store is asked for it */
    assert_int_equal(recorder_begin(r, &s.store, &e), 0);
    /* the files packed: a count, then two sizes and two texts */
    assert_string_equal(s.heard, "P H history:1234 K I T +4(policy 16027) ");
    assert_true(recorder_next_ms(r) == 60);
    assert_true(recorder_instant_ms(r) == 50);
    assert_int_equal(recorder_counts(r)->entries, 1);
    recorder_free(r);
}

static void refuse_policy(struct buffer *out) {
    struct frame_done done = {.turn = turn, .next_ms = INSTANT_NONE};
    (void)error_at(&done.error, ERROR_POLICY, "policy.yaml", 2, 3, "no such thing");
    frame_put_done(out, &done);
}

static void test_policy_refused(void **state) {
    static const struct turn turns[] = {{FRAME_POLICY, refuse_policy}, {0}};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct recorder *r = recorder_on(&s, turns);
    (void)state;
    assert_int_equal(recorder_policy(r, files, 1, INSTANT_NONE, &e), ERROR_POLICY);
    assert_string_equal(e.file, "policy.yaml");
    assert_int_equal(e.line, 2);
    assert_int_equal(e.column, 3);
    assert_string_equal(e.text, "no such thing");
    recorder_free(r);
}

static void deadline_then_recall(struct buffer *out) {
    put_entry(out, 1, ENTRY_DEADLINE, PAYLOAD_NONE);
    frame_put_recall(out, &(struct frame_recall){turn, RECALL_MESSAGE, 17});
}
static void another_recall(struct buffer *out) {
    frame_put_recall(out, &(struct frame_recall){turn, RECALL_INCIDENT, 18});
}
static void accepted(struct buffer *out) {
    put_entry(out, 2, ENTRY_MESSAGE, PAYLOAD_LINE);
    done_with(out, OUTCOME_ACCEPTED, 2, true);
}
static void duplicate(struct buffer *out) {
    done_with(out, OUTCOME_DUPLICATE, 2, false);
}
static void quarantined(struct buffer *out) {
    put_entry(out, 3, ENTRY_QUARANTINE, PAYLOAD_LINE);
    done_with(out, OUTCOME_QUARANTINED, 3, false);
}
static void test_lines(void **state) {
    static const struct turn turns[] = {{FRAME_LINE, deadline_then_recall}, {FRAME_RECALLED, another_recall},
                                        {FRAME_RECALLED, accepted},         {FRAME_LINE, duplicate},
                                        {FRAME_LINE, quarantined},          {0}};
    static const char *const lines[] = {"one", "one", "bad"};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct frame_done done;
    struct recorder *r = recorder_begun(&s, turns);
    (void)state;
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct frame_line line = line_of(lines[i]);
        assert_int_equal(recorder_line(r, &line, &done, &e), 0);
        if (i == 0) {
            assert_int_equal(done.outcome, OUTCOME_ACCEPTED);
            assert_int_equal(done.entry, 2);
        }
    }
    assert_int_equal(recorder_commit(r, &e), 0);
    assert_string_equal(s.heard, "L +1() recall:17 A recall:18 A +2(0123456789abcdefone) L again:2 "
                                 "L +3(0123456789abcdefbad) commit ");
    const struct recorder_counts *c = recorder_counts(r);
    assert_int_equal(c->lines, 3);
    assert_int_equal(c->accepted, 1);
    assert_int_equal(c->duplicates, 1);
    assert_int_equal(c->quarantined, 1);
    assert_int_equal(c->late, 1);
    assert_int_equal(c->entries, 3);
    assert_int_equal(c->deadlines, 1);
    assert_true(recorder_next_ms(r) == INSTANT_NONE);
    assert_true(recorder_instant_ms(r) == 100);
    recorder_free(r);
}

static void very_many(struct buffer *out) {
    for (uint64_t n = 0; n < 2 * GROUP_ENTRIES_MAX + 5; n++)
        put_entry(out, 1000 + n, ENTRY_DEADLINE, PAYLOAD_NONE);
    done_only(out);
}

/* A group is committed when it is full, also within one turn, and counting begins anew. */
static void test_groups(void **state) {
    static const struct turn turns[] = {{FRAME_TICK, very_many}, {FRAME_TICK, very_many}, {0}};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct recorder *r = recorder_begun(&s, turns);
    (void)state;
    assert_int_equal(recorder_tick(r, INSTANT_LAST, &e), 0);
    assert_string_equal(s.heard, "T commit commit ");
    assert_int_equal(recorder_commit(r, &e), 0);
    assert_int_equal(recorder_tick(r, INSTANT_LAST, &e), 0);
    assert_string_equal(s.heard, "T commit commit commit T commit commit ");
    assert_int_equal(recorder_counts(r)->deadlines, 4 * GROUP_ENTRIES_MAX + 10);
    recorder_free(r);
}

static void stepped(struct buffer *out) {
    put_entry(out, 5, ENTRY_CLOCK_STEP, PAYLOAD_NONE);
    frame_put_done(out, &(struct frame_done){.turn = turn, .instant_ms = 70, .next_ms = 80, .running = 1});
}

static void test_clock_step(void **state) {
    static const struct turn turns[] = {{FRAME_WALL, stepped}, {0}};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct recorder *r = recorder_begun(&s, turns);
    (void)state;
    assert_false(recorder_running(r));
    assert_int_equal(recorder_wall(r, 70, 9000, &e), 0);
    assert_string_equal(s.heard, "S +5() ");
    assert_true(recorder_running(r));
    assert_true(recorder_instant_ms(r) == 70);
    assert_int_equal(recorder_counts(r)->deadlines, 0);
    recorder_free(r);
}

static void silence(struct buffer *out) {
    (void)out;
}
static void goes_on(struct buffer *out) {
    done_only(out);
    put_entry(out, 1, ENTRY_DEADLINE, PAYLOAD_NONE);
}
static void line_payload(struct buffer *out) {
    put_entry(out, 1, ENTRY_MESSAGE, PAYLOAD_LINE);
    done_only(out);
}
static void wrong_type(struct buffer *out) {
    frame_put_tick(out, turn, 1);
}
static void other_turn(struct buffer *out) {
    turn++;
    put_entry(out, 1, ENTRY_DEADLINE, PAYLOAD_NONE);
}
static void other_end(struct buffer *out) {
    turn--;
    done_only(out);
}
static void other_question(struct buffer *out) {
    turn++;
    another_recall(out);
}
static void half_a_frame(struct buffer *out) {
    done_only(out);
    out->size--;
}

/* A cell that went wrong is noticed, whatever it says. */
static void test_wrong_cells(void **state) {
    static const struct {
        void (*answer)(struct buffer *out);
        const char *because;
    } rows[] = {
        {silence, "did not end its turn"},
        {goes_on, "went on after the end"},
        {line_payload, "an entry that is none"},
        {wrong_type, "of type 84"},
        {half_a_frame, "of type 0"},
        {other_turn, "of another turn"},
        {other_end, "ended another turn"},
        {other_question, "of another turn"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct turn turns[] = {{FRAME_TICK, rows[i].answer}, {0}};
        struct stage s;
        struct error e = ERROR_EMPTY;
        struct recorder *r = recorder_begun(&s, turns);
        assert_int_equal(recorder_tick(r, 1, &e), ERROR_FRAME);
        assert_non_null(strstr(e.text, rows[i].because));
        recorder_free(r);
    }
}

static void test_no_outcome(void **state) {
    static const struct turn turns[] = {{FRAME_LINE, done_only}, {0}};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct frame_done done;
    struct frame_line line = line_of("x");
    struct recorder *r = recorder_begun(&s, turns);
    (void)state;
    assert_int_equal(recorder_line(r, &line, &done, &e), ERROR_FRAME);
    assert_int_equal(recorder_counts(r)->lines, 0);
    recorder_free(r);
}

static void test_store_fails(void **state) {
    static const struct turn turns[] = {{FRAME_LINE, quarantined}, {0}};
    struct stage s;
    struct error e = ERROR_EMPTY;
    struct frame_done done;
    struct frame_line line = line_of("x");
    struct recorder *r = recorder_begun(&s, turns);
    (void)state;
    s.fails = true;
    assert_int_equal(recorder_line(r, &line, &done, &e), ERROR_SYSTEM);
    assert_string_equal(e.text, "full");
    assert_int_equal(recorder_counts(r)->entries, 0);
    assert_int_equal(recorder_counts(r)->quarantined, 0);
    recorder_free(r);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_start),       cmocka_unit_test(test_policy_refused),
        cmocka_unit_test(test_lines),       cmocka_unit_test(test_groups),
        cmocka_unit_test(test_wrong_cells), cmocka_unit_test(test_no_outcome),
        cmocka_unit_test(test_store_fails), cmocka_unit_test(test_clock_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
