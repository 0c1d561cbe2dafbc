/*
 * bench.c: `bench TREE FOLDER PAIRS WHAT REPLAY-ARGUMENT...`: entries a second with the record, against the
 * floor. docs/bench.md says what each line means.
 *
 * Replay, floor and replay without a record take turns, so that what else the machine does falls on all
 * three. Prints tables, and writes the same figures to FOLDER.json.
 */
#include "bench.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ARGUMENTS_MAX 64

void bench_give_up(const char *what, const char *detail) {
    (void)fprintf(stderr, "bench: %s: %s\n", what, detail);
    exit(3);
}

/* Paths, made once. */
static struct paths {
    char fusion[PATH_MAX], traced[PATH_MAX], floor[PATH_MAX];
    char trace[PATH_MAX], replay_db[PATH_MAX], floor_db[PATH_MAX], floor_out[PATH_MAX], json[PATH_MAX];
} paths;

static void path_put(char out[PATH_MAX], const char *folder, const char *name) {
    if (snprintf(out, PATH_MAX, "%s%s", folder, name) >= PATH_MAX)
        bench_give_up(folder, "the path is too long");
}

static void paths_make(const char *tree, const char *folder) {
    path_put(paths.fusion, tree, "/fusion");
    path_put(paths.traced, tree, "/bench/traced");
    path_put(paths.floor, tree, "/bench/floor");
    path_put(paths.trace, folder, "/trace");
    path_put(paths.replay_db, folder, "/replay.db");
    path_put(paths.floor_db, folder, "/floor.db");
    path_put(paths.floor_out, folder, "/floor.txt");
    path_put(paths.json, folder, ".json");
}

/* --- running --------------------------------------------------------------------------- */

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static double timeval_s(struct timeval t) {
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* Runs a program to its end, its stdout in the file `out`. */
static struct run program_run(char *const *argv, const char *out) {
    struct rusage used;
    int status;
    double start = now_s();
    pid_t child = fork();
    if (child == 0) {
        int fd = open(out, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        if (fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0)
            execvp(argv[0], argv);
        bench_give_up(argv[0], strerror(errno));
    }
    if (child < 0 || wait4(child, &status, 0, &used) != child)
        bench_give_up(argv[0], strerror(errno));
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        bench_give_up(argv[0], "ended with an error");
    return (struct run){now_s() - start, timeval_s(used.ru_utime) + timeval_s(used.ru_stime),
                        (double)used.ru_maxrss / 1024};
}

static void record_remove(const char *path) {
    static const char *const ends[] = {"", "-wal", "-shm", "-holder"};
    char name[PATH_MAX];
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        path_put(name, path, ends[i]);
        (void)unlink(name);
    }
}

/* `program`: the product, or the product that writes a trace. record NULL: --no-record. */
static struct run replay_run(const struct bench *b, char *program, char *record) {
    char *argv[ARGUMENTS_MAX] = {program, "replay", "-q", record ? "-d" : "--no-record", record};
    size_t count = record ? 5 : 4;
    if (record)
        record_remove(record);
    for (size_t i = 0; b->arguments[i]; i++) {
        if (count == ARGUMENTS_MAX - 1)
            bench_give_up(b->arguments[i], "too many arguments");
        argv[count++] = b->arguments[i];
    }
    return program_run(argv, "/dev/null");
}

/* The floor takes the time itself, from the opening of its file to the closing. */
static struct run floor_run(bool rows) {
    char *argv[] = {paths.floor, paths.trace, paths.floor_db, rows ? "rows" : NULL, NULL};
    long long wall_ns, cpu_ns;
    record_remove(paths.floor_db);
    (void)program_run(argv, paths.floor_out);
    FILE *f = fopen(paths.floor_out, "r");
    if (!f || fscanf(f, "time\t%lld\t%lld", &wall_ns, &cpu_ns) != 2)
        bench_give_up(paths.floor_out, "expected the times of the floor");
    (void)fclose(f);
    return (struct run){(double)wall_ns / 1e9, (double)cpu_ns / 1e9, 0};
}

static void pairs_run(struct bench *b) {
    bool shown = isatty(STDERR_FILENO);
    for (int i = 0; i < b->pairs; i++) {
        if (shown)
            (void)fprintf(stderr, "\rpair %d of %d\033[K", i + 1, b->pairs);
        b->runs[REPLAY][i] = replay_run(b, paths.fusion, paths.replay_db);
        b->runs[FLOOR][i] = floor_run(false);
        b->runs[UNRECORDED][i] = replay_run(b, paths.fusion, NULL);
    }
    if (shown)
        (void)fprintf(stderr, "\r\033[K");
}

static bool statement_scan(const char *line, struct statement *s) {
    return sscanf(line, "statement\t%lld\t%lld\t%lld\t%lld\t%63s\t%lld\t%63[^\n]", &s->floor_runs,
                  &s->floor_steps, &s->replay_runs, &s->replay_steps, s->table, &s->rows, s->sql) == 7 &&
           s->replay_runs > 0;
}

/* The trace is written and read once, untimed: a warm-up, and the statements with the rows they wrote. */
static void statements_read(struct bench *b) {
    char line[1024];
    (void)setenv("SQLITE_TRACE", paths.trace, 1);
    (void)replay_run(b, paths.traced, paths.replay_db);
    (void)floor_run(true);
    FILE *f = fopen(paths.floor_out, "r");
    if (!f)
        bench_give_up(paths.floor_out, "cannot be read");
    while (b->statement_count < STATEMENTS_MAX && fgets(line, sizeof line, f))
        b->statement_count += statement_scan(line, &b->statements[b->statement_count]);
    (void)fclose(f);
}

/* Both files, byte by byte: the work was the same, and was done. */
static void records_compare(void) {
    char *argv[] = {"cmp", paths.replay_db, paths.floor_db, NULL};
    (void)program_run(argv, "/dev/null");
}

int main(int argc, char **argv) {
    static struct bench b;
    if (argc < 6)
        bench_give_up("too few arguments", "expected TREE FOLDER PAIRS WHAT REPLAY-ARGUMENT...");
    b.pairs = (int)strtol(argv[3], NULL, 10);
    b.what = argv[4];
    b.arguments = argv + 5;
    if (b.pairs < 1 || b.pairs > PAIRS_MAX)
        bench_give_up(argv[3], "expected 1 to 99 pairs");
    paths_make(argv[1], argv[2]);
    statements_read(&b);
    pairs_run(&b);
    records_compare();
    bench_report(&b, paths.replay_db, paths.json);
    return 0;
}
