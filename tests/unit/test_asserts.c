/* test_asserts.c: a bug of the caller ends the program where it is made, in a release build as well. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fusion/frame.h>
#include <state/state.h>

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* Makes the mistake in a child, without a word and without a core. */
static void assert_aborts(void (*mistake)(void)) {
    int status = 0;
    pid_t child = fork();
    if (child == 0) {
        (void)setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
        (void)close(STDERR_FILENO);
        mistake();
        _exit(0);
    }
    assert_true(child > 0 && waitpid(child, &status, 0) == child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void patch_behind_its_body(void) {
    struct buffer out = BUFFER_EMPTY;
    const struct frame_entry entry = {
        .turn = 1, .n = 1, .change_count = 1, .changes = {{1, 0, 4, 7}}, .body = BYTES("0123456789")};
    frame_put_entry(&out, &entry);
}

static void line_of_no_turn(void) {
    struct buffer out = BUFFER_EMPTY;
    frame_put_line(&out, &(struct frame_line){.number = 1});
}

static void arena_without_its_first_block(void) {
    struct arena a = ARENA_EMPTY;
    (void)!arena_alloc(&a, 1);
    a.first = NULL;
    arena_reset(&a);
}

static void incident_twice_in_a_list(void) {
    struct incident_list list = {0};
    struct incident *i = incident_new(1);
    (void)!incident_list_add(&list, i);
    (void)!incident_list_add(&list, i);
}

static void due_at_no_instant(void) {
    struct schedule s = {0};
    (void)!schedule_add(&s, (struct due){.at_ms = INSTANT_NONE, .incident = 1});
}

/* A row was changed behind the schedule's back, and would be due before the root once it comes up. */
static void heap_out_of_order(void) {
    struct schedule s = {0};
    for (int64_t at_ms = 1; at_ms <= 6; at_ms++)
        (void)!schedule_add(&s, (struct due){.at_ms = at_ms, .incident = 1});
    s.heap[3].at_ms = 0;
    schedule_drop_first(&s);
}

static void mistakes_abort(void **unused) {
    static void (*const mistakes[])(void) = {
        patch_behind_its_body,    line_of_no_turn,   arena_without_its_first_block,
        incident_twice_in_a_list, due_at_no_instant, heap_out_of_order};
    (void)unused;
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++)
        assert_aborts(mistakes[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(mistakes_abort)};
    return cmocka_run_group_tests_name("asserts", tests, NULL, NULL);
}
