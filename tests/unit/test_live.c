/* test_live.c: the loop of `fusion run`: deadlines, receipts, groups, steps of the clock, slow and lost
 * readers. */
#include "live_stage.h"

static const struct event nothing[] = {NEVER};

static void test_deadlines_fire_at_their_instant(void **state) {
    static const struct event script[] = {
        {0, OPEN, NULL, 0}, {1 MINUTES, SAY, ROCKET, 0}, {62 MINUTES, END, NULL, 0}, NEVER};
    (void)state;
    stage_open();
    stage_plays(NULL, script);
    entries_are("policy@0 message@1 deadline@6 deadline@31 deadline@61 ");
    for (size_t n = 0; n < 3; n++) {
        assert_true(number(n, "at") == number(n, "due"));
        assert_string_equal(at(&s.f, n, "late"), "");
    }
    assert_true(s.elapsed_ms == 62 MINUTES);
    output_is("2.1 2.2 3.1 3.2 4.1 4.2 5.1 ");
    stage_close();
}

static void test_receipts(void **state) {
    (void)state;
    stage_open();
    s.live.receipts = true;
    stage_plays(ROCKET "\n" ROCKET "{'id':'x','from':'SYR','time':'2026-03-27T02:00:00Z','odd':1}\n"
                       "not JSON\n" TALK
                       "{'id':'q','from':'SYR/head','type':'reopen','reason':'why','time':'2026-03-"
                       "27T02:00:00Z','refs':['I-9']}\nnot JSON\n",
                nothing);
    output_is("a1=2 2.1 2.2 d3=2 q4=3 3.1 q5=4 4.1 a6=5 a7=6 6.1 d8=4 ");
    line_has(0, "{'receipt':'accepted','source':'input 1','line':1,'entry':2,"
                "'at':'2026-03-27T02:00:00Z','message':'ISR:r1','incident':'I-1','case':'de-escalation',"
                "'effect':'opened','reason':null,'detail':null}");
    line_has(3, "'message':'ISR:r1','incident':'I-1','case':'de-escalation','effect':'opened'");
    line_has(4, "'message':'SYR:x','incident':null,'case':null,'effect':null,'reason':'unknown-field',"
                "'detail':'");
    line_has(6, "'message':null,'incident':null,'case':null,'effect':null,'reason':'not-json'");
    line_has(9, "'effect':'refused'");
    line_has(11, "'message':null,'incident':null,'case':null,'effect':null,'reason':'not-json'");
    assert_int_equal(s.live.blank, 1);
    stage_close();
}

/* Lines that are there together are one group; those that come while time passes wait GROUP_DELAY_MS. */
static void test_groups(void **state) {
    (void)state;
    stage_open();
    stage_plays(ROCKET TALK ROCKET TALK, nothing);
    assert_int_equal(s.commits, 4); /* what the start found, the lines, that it is out, the end */
    stage_close();
    stage_open();
    s.pace_ms = GROUP_DELAY_MS;
    stage_plays(ROCKET TALK ROCKET TALK, nothing);
    assert_int_equal(s.commits, 6); /* two by two: the second finds the first too old */
    stage_close();
}

static void test_linger(void **state) {
    (void)state;
    stage_open();
    stage_plays(ROCKET, nothing);
    assert_true(s.elapsed_ms == 0); /* as told, it ends with its input */
    stage_close();
    stage_open();
    s.live.lingers = true;
    stage_plays(ROCKET, nothing);
    entries_are("policy@0 message@0 deadline@5 deadline@30 deadline@60 deadline@240 ");
    assert_true(s.elapsed_ms == 240 MINUTES); /* and not until the incident is dormant */
    stage_close();
    stage_open();
    s.live.lingers = true;
    stage_plays(TALK, nothing);
    assert_true(s.elapsed_ms == 0); /* it will be dormant some day, but no clock runs */
    stage_close();
    stage_open();
    assert_int_equal(say(&s.f, ROCKET), OUTCOME_ACCEPTED); /* a clock of an earlier program */
    stage_restart();
    s.live.lingers = true;
    stage_plays("", nothing);
    entries_are("policy@0 message@0 deadline@5 deadline@30 deadline@60 deadline@240 ");
    stage_close();
}

static void test_linger_ends_by_a_signal(void **state) {
    static const struct event script[] = {{7 MINUTES, END, NULL, 0}, NEVER};
    (void)state;
    stage_open();
    s.live.lingers = true;
    stage_plays(ROCKET, script);
    entries_are("policy@0 message@0 deadline@5 ");
    assert_true(s.elapsed_ms == 7 MINUTES);
    stage_close();
}

static void test_the_clock_steps_ahead(void **state) {
    static const struct event script[] = {{0, OPEN, NULL, 0},
                                          {0, SAY, ROCKET, 0},
                                          {8 MINUTES, WALL, NULL, 120 MINUTES},
                                          {20 MINUTES, SAY, CLOCK("c1", "04:20:00"), 0},
                                          {20 MINUTES, SAY, CLOCK("c1", "04:20:00") TALK, 0},
                                          {140 MINUTES, END, NULL, 0},
                                          NEVER};
    (void)state;
    stage_open();
    s.live.receipts = true;
    stage_plays(NULL, script);
    /* followed at the message; what was due until then fires first, late; the principals at their instant */
    entries_are("policy@0 message@0 deadline@5 clock-step@8 message@20 deadline@140 deadline@140 message@140 "
                "deadline@240 ");
    assert_true(number(5, "wall") == s.start_ms + 128 MINUTES);
    assert_true(number(5, "ahead") == 120 MINUTES);
    assert_string_equal(told(&s.f, 5), "notify USA/supervisor");
    assert_string_equal(
        at(&s.f, 5, "actions.0.because"),
        "a step: the machine's clock is 7200 s ahead of the cell, which goes on at its own pace; "
        "if the machine is right, a clock message makes the cell follow it");
    assert_true(number(4, "wall") == s.start_ms + 140 MINUTES);
    assert_string_equal(told(&s.f, 4), "notify USA/liaison");
    assert_string_equal(at(&s.f, 4, "actions.0.because"),
                        "the machine's clock is 7200 s ahead of the cell, which follows it from now on");
    assert_true(number(3, "late") == 110 MINUTES);
    assert_true(number(2, "late") == 80 MINUTES);
    assert_string_equal(at(&s.f, 0, "late"), "");
    assert_string_equal(at(&s.f, 1, "message.id"), "t1");
    assert_string_equal(s.told,
                        "fusion run: the machine's clock stepped and is 7200 s ahead of the cell, which "
                        "goes on at its own pace\n");
    /* its receipt is of its own entry, though others came in the same turn */
    output_is("a1=2 2.1 2.2 3.1 3.2 4.1 a2=5 5.1 6.1 6.2 7.1 d3=5 a4=8 9.1 9.2 9.3 ");
    decided_again();
    stage_close();
}

/* Only a real message of one who may send it moves time. */
static void test_a_clock_message_that_moves_nothing(void **state) {
    static const struct event script[] = {
        {0, OPEN, NULL, 0},
        {1 MINUTES, WALL, NULL, 120 MINUTES},
        {2 MINUTES, SAY,
         "{'id':'x','type':'clock','from':'USA','time':'2026-03-27T04:00:00Z','status':"
         "'test'}\n",
         0},
        {3 MINUTES, SAY, "{'id':'y','type':'clock','from':'SYR/head','time':'2026-03-27T04:00:00Z'}\n", 0},
        {4 MINUTES, SAY, TALK, 0},
        {5 MINUTES, END, NULL, 0},
        NEVER};
    (void)state;
    stage_open();
    stage_plays(NULL, script);
    entries_are("policy@0 clock-step@1 message@2 message@3 message@4 ");
    assert_string_equal(told(&s.f, 2), "correct USA/liaison");
    assert_string_equal(at(&s.f, 2, "actions.0.because"), "an exercise or test does not move time");
    assert_string_equal(at(&s.f, 1, "actions.0.because"), "as head it may not send clock");
    decided_again();
    stage_close();
}

static void test_the_clock_steps_back(void **state) {
    static const struct event script[] = {{0, OPEN, NULL, 0},
                                          {0, SAY, ROCKET, 0},
                                          {8 MINUTES, WALL, NULL, -60 MINUTES},
                                          {9 MINUTES, WALL, NULL, -1 MINUTES},
                                          {20 MINUTES, SAY, CLOCK("c1", "01:20:00"), 0},
                                          {40 MINUTES, WALL, NULL, 61 MINUTES},
                                          {50 MINUTES, END, NULL, 0},
                                          NEVER};
    (void)state;
    stage_open();
    stage_plays(NULL, script);
    /* one alarm a step, none for a minute; no deadline moves */
    entries_are("policy@0 message@0 deadline@5 clock-step@8 message@20 deadline@30 clock-step@40 ");
    assert_true(number(1, "due") == number(1, "at"));
    assert_true(number(3, "ahead") == -60 MINUTES);
    assert_string_equal(
        at(&s.f, 3, "actions.0.because"),
        "a step: the machine's clock is 3600 s behind the cell, which goes on at its own pace; "
        "time does not go back: please see that the machine is set right");
    assert_string_equal(told(&s.f, 2), "correct USA/liaison");
    assert_string_equal(
        at(&s.f, 2, "actions.0.because"),
        "the machine's clock is 3660 s behind the cell; time does not go back, and goes on at its "
        "own pace");
    assert_string_equal(
        at(&s.f, 0, "actions.0.because"),
        "a step: the machine's clock agrees with the cell, which goes on at its own pace; nothing "
        "needs to be done");
    assert_string_equal(s.told,
                        "fusion run: the machine's clock stepped and is 3600 s behind the cell, which "
                        "goes on at its own pace\n"
                        "fusion run: the machine's clock stepped and agrees with the cell again\n");
    decided_again();
    stage_close();
}

static void test_the_clock_is_behind_the_record(void **state) {
    static const struct event script[] = {{0, OPEN, NULL, 0}, {1 MINUTES, END, NULL, 0}, NEVER};
    (void)state;
    stage_open();
    s.wall_ms = -30 MINUTES;
    stage_plays(NULL, script);
    entries_are("policy@0 clock-step@0 ");
    assert_true(number(0, "ahead") == -30 MINUTES);
    decided_again();
    stage_close();
    stage_open();
    s.wall_ms = -1 MINUTES; /* no more than clocks do */
    stage_plays(NULL, script);
    entries_are("policy@0 ");
    stage_close();
}

/* A machine that was set right is believed of what is told, though the cell has not followed it. */
static void test_what_is_ahead_of_the_cell_only(void **state) {
    static const struct event script[] = {{0, OPEN, NULL, 0},
                                          {1 MINUTES, WALL, NULL, 60 MINUTES},
                                          {2 MINUTES, SAY, TALK_AT("a", "03:07:00"), 0},
                                          {2 MINUTES, SAY, TALK_AT("b", "03:07:01"), 0},
                                          {3 MINUTES, END, NULL, 0},
                                          NEVER};
    (void)state;
    stage_open();
    stage_plays(NULL, script);
    entries_are("policy@0 clock-step@1 message@2 quarantine@2 ");
    assert_true(number(1, "wall") == s.start_ms + 62 MINUTES); /* so that the record alone says why */
    assert_string_equal(at(&s.f, 0, "reason"), "future-time");
    decided_again();
    stage_close();
}

static void test_a_fifo_waits_for_its_next_writer(void **state) {
    static const char half[] = "{'id':'half','from':'SYR'";
    static const char whole[] = "{'id':'w','from':'SYR','time':'2026-03-27T02:00:00Z','kind':'talks'}";
    static const struct event script[] = {
        {1 MINUTES, OPEN, NULL, 0},  {2 MINUTES, SAY, TALK, 0},   {2 MINUTES, SAY, half, 0},
        {3 MINUTES, SHUT, NULL, 0},  {90 MINUTES, OPEN, NULL, 0}, {91 MINUTES, SAY, ROCKET, 0},
        {92 MINUTES, SAY, whole, 0}, {93 MINUTES, SHUT, NULL, 0}, {94 MINUTES, OPEN, NULL, 0},
        {95 MINUTES, SAY, TALK, 0},  {95 MINUTES, END, NULL, 0},  NEVER};
    (void)state;
    stage_open();
    s.live.receipts = true;
    stage_plays(NULL, script);
    entries_are("policy@0 message@2 quarantine@3 message@91 message@93 ");
    assert_string_equal(at(&s.f, 2, "reason"), "truncated");
    assert_string_equal(at(&s.f, 0, "message.id"), "w");
    line_has(0, "'line':1,");
    line_has(1, "'line':2,");
    assert_non_null(strstr(s.seen.data, "{\"receipt\":\"duplicate\",\"source\":\"input 1\",\"line\":5,"));
    stage_close();
}

static void test_a_fifo_that_is_gone(void **state) {
    static const struct event script[] = {
        {0, OPEN, NULL, 0}, {0, SAY, TALK, 0}, {1 MINUTES, SHUT, NULL, 0}, NEVER};
    struct error e = ERROR_EMPTY;
    (void)state;
    stage_open();
    assert_int_equal(lines_open(s.fifo, &s.lines, &e), 0);
    s.live.source = source_of_lines(s.lines);
    s.next = script;
    happen(s.next++), happen(s.next++), happen(s.next++);
    assert_int_equal(unlink(s.fifo), 0);
    assert_int_equal(live_run(&s.live, &e), ERROR_INPUT);
    assert_non_null(strstr(e.text, "cannot be opened again: No such file"));
    entries_are("policy@0 message@0 "); /* what came before is not lost */
    int file = open(s.fifo, O_CREAT | O_WRONLY, 0600);
    assert_true(file >= 0 && close(file) == 0);
    assert_int_equal(lines_reopen(s.lines, &e), ERROR_INPUT);
    assert_string_equal(e.text, "is no FIFO any more");
    stage_close();
}

/* A reader that has stopped stops neither the deadlines nor the record; what is said waits in the FIFO. */
static void test_a_stuck_reader(void **state) {
    static const struct event script[] = {{0, OPEN, NULL, 0},          {1 MINUTES, SAY, ROCKET, 0},
                                          {2 MINUTES, SAY, TALK, 0},   {40 MINUTES, READ, NULL, 0},
                                          {41 MINUTES, READ, NULL, 0}, {42 MINUTES, READ, NULL, 0},
                                          {43 MINUTES, END, NULL, 0},  NEVER};
    (void)state;
    stage_open();
    assert_true(fcntl(s.out[1], F_SETPIPE_SZ, 4096) == 4096);
    assert_int_equal(write(s.out[1], "\n", 1), 1); /* no room for more */
    stage_plays(NULL, script);
    entries_are("policy@0 message@1 deadline@6 deadline@31 message@41 ");
    for (size_t n = 1; n < 3; n++)
        assert_true(number(n, "at") == number(n, "due"));
    output_is(" 2.1 2.2 3.1 3.2 4.1 4.2 ");
    assert_int_equal(s.told_size, 0);
    assert_true(s.live.outlet.lines.capacity < 65536);
    stage_close();
}

static size_t pending(void) {
    struct buffer out = BUFFER_EMPTY;
    struct error e = ERROR_EMPTY;
    size_t count = 0;
    stage_restart();
    assert_int_equal(record_pending(s.f.record, 100, &out, &count, &e), 0);
    buffer_release(&out);
    return count;
}

static void test_a_signal_while_the_reader_is_stuck(void **state) {
    static const struct event script[] = {
        {0, OPEN, NULL, 0}, {0, SAY, ROCKET, 0}, {1 MINUTES, END, NULL, 0}, NEVER};
    (void)state;
    stage_open();
    assert_true(fcntl(s.out[1], F_SETPIPE_SZ, 4096) == 4096);
    assert_int_equal(write(s.out[1], "\n", 1), 1);
    stage_plays(NULL, script);
    assert_string_equal(s.told,
                        "fusion run: nobody reads the output; what is not out stays pending in the record\n");
    assert_true(s.elapsed_ms == 1 MINUTES + WRITE_GRACE_MS);
    assert_int_equal(pending(), 2);
    stage_close();
}

static void test_a_reader_that_left(void **state) {
    struct error e = ERROR_EMPTY;
    (void)state;
    stage_open();
    assert_int_equal(close(s.out[0]), 0);
    s.out[0] = -1;
    assert_int_equal(stage_run(ROCKET, nothing, &e), ERROR_SYSTEM);
    assert_string_equal(e.text,
                        "nobody reads the output any more; what is not out stays pending in the record");
    entries_are("policy@0 message@0 ");
    assert_int_equal(pending(), 2);
    stage_close();
}

/* Killed between the commit and the writing: the next one makes up for it, once. */
static void test_a_crash_before_the_actions_were_out(void **state) {
    struct error e = ERROR_EMPTY;
    (void)state;
    stage_open();
    assert_int_equal(say(&s.f, ROCKET), OUTCOME_ACCEPTED);
    assert_int_equal(recorder_commit(s.f.recorder, &e), 0);
    assert_int_equal(pending(), 2);
    stage_restart();
    stage_plays("", nothing);
    output_is("2.1 2.2 ");
    assert_int_equal(pending(), 0);
    stage_close();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_deadlines_fire_at_their_instant),
        cmocka_unit_test(test_receipts),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_linger),
        cmocka_unit_test(test_linger_ends_by_a_signal),
        cmocka_unit_test(test_the_clock_steps_ahead),
        cmocka_unit_test(test_a_clock_message_that_moves_nothing),
        cmocka_unit_test(test_the_clock_steps_back),
        cmocka_unit_test(test_the_clock_is_behind_the_record),
        cmocka_unit_test(test_what_is_ahead_of_the_cell_only),
        cmocka_unit_test(test_a_fifo_waits_for_its_next_writer),
        cmocka_unit_test(test_a_fifo_that_is_gone),
        cmocka_unit_test(test_a_stuck_reader),
        cmocka_unit_test(test_a_signal_while_the_reader_is_stuck),
        cmocka_unit_test(test_a_reader_that_left),
        cmocka_unit_test(test_a_crash_before_the_actions_were_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
