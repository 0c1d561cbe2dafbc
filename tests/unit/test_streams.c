/*
 * test_streams.c: every property of property.c on streams by chance, under several policies.
 *
 * Each trial is a process of its own, so that an assertion of the engine fails a trial as anything else does.
 * A stream that fails is shortened as long as it still fails; what is left is printed, with the command that
 * tries it again: SEED, POLICY and PROPERTY choose one trial, SEEDS=1-400 more of them; LINES=300
 * makes longer streams.
 */
#include "property.h"

#include <errno.h>
#include <ftw.h>
#include <sys/mman.h>
#include <sys/wait.h>

#define LINES         96 /* of a stream, unless LINES says otherwise */
#define HAPPENS_MAX   64
#define SHORTENED_MAX 400 /* trials, until no more lines are left out */

static const char *const folders[] = {"rules", "tests/fixtures/cell", "tests/fixtures/edges", NULL};
static unsigned first_seed = 1, last_seed; /* last_seed: 0 unless it is said: each property has its own */
static unsigned line_count = LINES;

/* ---- one trial, in a process of its own ---- */

static const struct trial *tried;

static void check(void **state) {
    (void)state;
    tried->property->check(tried);
}

static int file_remove(const char *path, const struct stat *about, int kind, struct FTW *where) {
    (void)about, (void)kind, (void)where;
    return remove(path);
}

static void child(const struct trial *t, const char *folder, int out) {
    const struct CMUnitTest test[] = {{"trial", check, NULL, NULL, NULL}};
    (void)dup2(out, STDOUT_FILENO);
    (void)dup2(out, STDERR_FILENO);
    (void)setenv("TMPDIR", folder, 1);
    tried = t;
    exit(cmocka_run_group_tests_name("trial", test, NULL, NULL));
}

/* What the child says is appended to `said`. */
static bool holds(const struct trial *t, struct buffer *said) {
    char folder[SCRATCH_BYTES], chunk[4096];
    int ends[2], status = 0;
    ssize_t size;
    scratch_folder(folder);
    assert_int_equal(pipe(ends), 0);
    (void)fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(t, folder, ends[1]);
    (void)close(ends[1]);
    while ((size = read(ends[0], chunk, sizeof chunk)) > 0)
        buffer_append(said, (struct bytes){chunk, (size_t)size});
    (void)close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    (void)nftw(folder, file_remove, 8, FTW_DEPTH | FTW_PHYS);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- a stream that fails ---- */

/* Does it still fail without these lines? Then they are left out. */
static bool lines_are_idle(struct trial *t, size_t from, size_t to) {
    struct message_stream *s = t->stream, whole = *s;
    struct buffer said = BUFFER_EMPTY;
    s->lines = arena_array(&s->arena, s->count, sizeof *s->lines);
    memcpy(s->lines, whole.lines, from * sizeof *s->lines);
    memcpy(s->lines + from, whole.lines + to, (whole.count - to) * sizeof *s->lines);
    s->count -= to - from;
    bool idle = !holds(t, &said);
    if (!idle) {
        s->lines = whole.lines;
        s->count = whole.count;
    }
    buffer_release(&said);
    return idle;
}

/* Half of the lines are left out, a quarter ..., single ones, as long as it still fails. */
static void shorten(struct trial *t) {
    struct message_stream *s = t->stream;
    unsigned trials = 0;
    for (size_t part = s->count / 2, before = s->count; part; part /= 2) {
        for (size_t from = 0; from < s->count && trials < SHORTENED_MAX; trials++) {
            size_t to = from + part < s->count ? from + part : s->count;
            if (!lines_are_idle(t, from, to))
                from = to;
        }
        if (part == 1 && s->count < before) { /* what needed each other */
            before = s->count;
            part = s->count / 2 + 1;
        }
    }
}

/* Indented: whoever counts the tests must not count those of the child. */
static void failure_print(const struct trial *t, struct bytes said) {
    while (said.size) {
        struct bytes line = bytes_split(&said, '\n');
        print_message("  %.*s\n", (int)line.size, line.data);
    }
    print_message("property %s, seed %llu, policy %s, %s: %zu lines are enough:\n", t->property->name,
                  (unsigned long long)t->seed, t->folder, t->live ? "live" : "in history", t->stream->count);
    for (size_t n = 0; n < t->stream->count; n++) {
        struct bytes line = bytes_slice(t->stream->lines[n].bytes, 0, 1000);
        print_message("%.*s\n", (int)line.size, line.data);
    }
    print_message("again: PROPERTY=%s SEED=%llu POLICY=%s %s\n", t->property->name,
                  (unsigned long long)t->seed, t->folder, program_invocation_name);
}

static bool trial_holds(const struct property *p, const char *folder, const struct policy *policy,
                        unsigned seed, int64_t *happened) {
    struct message_stream stream;
    struct trial t = {seed, folder, policy, &stream, seed % 3 == 0, p, happened};
    struct buffer said = BUFFER_EMPTY;
    message_stream_make(&stream, &(struct message_stream_plan){seed, line_count, policy});
    bool held = holds(&t, &said);
    if (!held) {
        shorten(&t);
        buffer_clear(&said);
        (void)holds(&t, &said);
        failure_print(&t, buffer_bytes(&said));
    }
    message_stream_free(&stream);
    buffer_release(&said);
    return held;
}

/* ---- all of them ---- */

/* Under one policy: the first seed that fails ends it. */
static bool seeds_hold(const struct property *p, const char *folder, int64_t *happened) {
    struct error e = ERROR_EMPTY;
    struct arena arena = ARENA_EMPTY;
    struct policy_file *files;
    struct words *words = words_new();
    struct policy *policy;
    size_t count;
    bool held = true;
    if (folder_read(folder, &arena, &files, &count, &e) != 0 ||
        policy_load(files, count, words, &policy, &e) != 0)
        fail_msg("%s", e.text);
    unsigned last = last_seed ? last_seed : p->seeds;
    for (unsigned seed = first_seed; held && seed <= last; seed++)
        held = trial_holds(p, folder, policy, seed, happened);
    policy_free(policy);
    words_free(words);
    arena_release(&arena);
    return held;
}

static void property_holds(void **state) {
    const struct property *p = *state;
    const char *only = getenv("POLICY");
    const char *const chosen[] = {only, NULL}, *const *folder = only ? chosen : folders;
    size_t size = HAPPENS_MAX * sizeof(int64_t);
    int64_t *happened = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    bool all_hold = true;
    if (getenv("PROPERTY") && strcmp(getenv("PROPERTY"), p->name) != 0)
        skip();
    for (; *folder; folder++)
        all_hold &= seeds_hold(p, *folder, happened);
    assert_true(all_hold);
    for (size_t n = 0; !getenv("SEED") && p->happens && p->happens[n]; n++)
        if (!happened[n])
            fail_msg("never: %s", p->happens[n]);
    (void)munmap(happened, size);
}

int main(void) {
    struct CMUnitTest tests[32];
    size_t count = 0;
    for (const struct property *p = properties; p->name; p++)
        tests[count++] = (struct CMUnitTest){p->name, property_holds, NULL, NULL, (void *)(uintptr_t)p};
    if (getenv("SEEDS"))
        (void)sscanf(getenv("SEEDS"), "%u-%u", &first_seed, &last_seed);
    if (getenv("LINES"))
        line_count = (unsigned)strtoul(getenv("LINES"), NULL, 10);
    if (getenv("SEED"))
        first_seed = last_seed = (unsigned)strtoul(getenv("SEED"), NULL, 10);
    return _cmocka_run_group_tests("streams", tests, count, NULL, NULL);
}
