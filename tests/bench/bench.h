/* bench.h: what bench.c measured, for bench_report.c to print. */
#ifndef BENCH_BENCH_H
#define BENCH_BENCH_H

#define PAIRS_MAX      99
#define STATEMENTS_MAX 256

enum arm { REPLAY, FLOOR, UNRECORDED, ARM_COUNT };

struct run {
    double wall_s, cpu_s, memory_mib;
};

/* A statement that ran: how often, in how many steps of SQLite's machine, in the floor and in the replay; and
 * the rows that it wrote to its table. */
struct statement {
    long long floor_runs, floor_steps, replay_runs, replay_steps, rows;
    char table[64], sql[64];
};

struct bench {
    const char *what; /* is replayed */
    char **arguments; /* of the replay, after the options that the bench gives */
    int pairs;
    struct run runs[ARM_COUNT][PAIRS_MAX];
    struct statement statements[STATEMENTS_MAX];
    int statement_count;
};

/* To stdout, and to `json` the same figures. `record` is that of the last replay. */
void bench_report(const struct bench *b, const char *record, const char *json);
_Noreturn void bench_give_up(const char *what, const char *detail);

#endif
