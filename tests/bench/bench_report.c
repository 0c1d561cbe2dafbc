/* bench_report.c: the figures of a bench, as tables for people and as JSON for machines. */
#include "bench.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static sqlite3 *db;
static FILE *json;

static double asked(const char *sql) {
    sqlite3_stmt *s = NULL;
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW)
        bench_give_up(sql, sqlite3_errmsg(db));
    double value = sqlite3_column_double(s, 0);
    sqlite3_finalize(s);
    return value;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Of one measure of one arm. */
struct spread {
    double least, median;
};

static struct spread spread_of(const struct bench *b, enum arm arm, size_t member) {
    double all[PAIRS_MAX];
    for (int i = 0; i < b->pairs; i++)
        memcpy(&all[i], (const char *)&b->runs[arm][i] + member, sizeof all[i]);
    qsort(all, (size_t)b->pairs, sizeof *all, by_size);
    return (struct spread){all[0], all[b->pairs / 2]};
}

static struct spread rate(double count, struct spread s) {
    return (struct spread){count / s.least, count / s.median};
}

static struct spread ratio(struct spread a, struct spread b) {
    return (struct spread){a.least / b.least, a.median / b.median};
}

/* 1234567.8 with no decimals: 1,234,568. */
static const char *grouped(double value, int decimals) {
    static char out[4][48];
    static unsigned turn;
    char digits[40], *to = out[turn = (turn + 1) % 4];
    int size = snprintf(digits, sizeof digits, "%.*f", decimals, value);
    int whole = size - (decimals ? decimals + 1 : 0), j = 0;
    for (int i = 0; i < size; i++) {
        to[j++] = digits[i];
        if (i < whole - 1 && (whole - 1 - i) % 3 == 0)
            to[j++] = ',';
    }
    to[j] = '\0';
    return to;
}

/* `key` for machines, `name` for people. */
static void figure(const char *key, const char *name, struct spread s, int decimals, const char *target) {
    printf("%-34s %10s %10s  %s\n", name, grouped(s.least, decimals), grouped(s.median, decimals), target);
    (void)fprintf(json, ",\n \"%s\":{\"least\":%.4f,\"median\":%.4f}", key, s.least, s.median);
}

static void figures_print(const struct bench *b, double lines, double entries) {
    struct spread replay = spread_of(b, REPLAY, offsetof(struct run, wall_s)),
                  floor = spread_of(b, FLOOR, offsetof(struct run, wall_s)),
                  bare = spread_of(b, UNRECORDED, offsetof(struct run, wall_s)),
                  replay_cpu = spread_of(b, REPLAY, offsetof(struct run, cpu_s)),
                  floor_cpu = spread_of(b, FLOOR, offsetof(struct run, cpu_s)),
                  bare_cpu = spread_of(b, UNRECORDED, offsetof(struct run, cpu_s)),
                  replay_memory = spread_of(b, REPLAY, offsetof(struct run, memory_mib)),
                  bare_memory = spread_of(b, UNRECORDED, offsetof(struct run, memory_mib));
    printf("\n%-34s %10s %10s  %s\n", "", "least", "median", "target");
    figure("replay_s", "replay, s", replay, 2, "");
    figure("floor_s", "floor, s", floor, 2, "");
    figure("ratio", "replay to floor", ratio(replay, floor), 2, "at most 1.15");
    figure("entries_per_s", "entries a second", rate(entries, replay), 0, "at least 60,000");
    figure("floor_entries_per_s", "entries a second, floor", rate(entries, floor), 0, "");
    figure("replay_cpu_s", "replay, processor s", replay_cpu, 2, "");
    figure("floor_cpu_s", "floor, processor s", floor_cpu, 2, "");
    figure("ratio_cpu", "replay to floor, processor", ratio(replay_cpu, floor_cpu), 2, "at most 2.0");
    figure("no_record_s", "no record, s", bare, 2, "");
    figure("no_record_lines_per_cpu_s", "no record, lines a processor s", rate(lines, bare_cpu), 0,
           "at least 150,000");
    figure("replay_memory_mib", "replay, peak memory, MiB", replay_memory, 1, "");
    figure("no_record_memory_mib", "no record, peak memory, MiB", bare_memory, 1, "");
}

static double rows_written(const struct bench *b, const char *table) {
    double rows = 0;
    for (int i = 0; i < b->statement_count; i++)
        rows += strcmp(b->statements[i].table, table) == 0 ? (double)b->statements[i].rows : 0;
    return rows;
}

/* A table, or an index: its rows written (of an index: its keys), the bytes of its pages, and of those the
 * unused. */
struct part {
    const char *name;
    bool index;
    double count, bytes, unused;
};

static void part_print(const struct part *p, double entries) {
    (void)fprintf(json, "\n  \"%s\":{\"%s\":%.0f,\"bytes\":%.0f,\"unused\":%.0f}", p->name,
                  p->index ? "keys" : "rows", p->count, p->bytes, p->unused);
    if (p->bytes / entries < 0.05)
        return; /* a page or two */
    const char *count = grouped(p->count / entries, 3);
    printf("  %-32s %10s %10s %10s %10s\n", p->name, p->index ? "" : count, p->index ? count : "",
           grouped(p->bytes / entries, 1), grouped(p->unused / entries, 1));
}

static void parts_print(const struct bench *b, double entries) {
    static const char sql[] =
        "SELECT s.name, s.type = 'index', sum(d.ncell * (d.pagetype <> 'overflow')), sum(d.pgsize), "
        "sum(d.unused)"
        " FROM sqlite_schema s JOIN dbstat d ON d.name = s.name WHERE s.type IN ('table', 'index')"
        " GROUP BY 1 HAVING sum(d.ncell) > 0 ORDER BY s.tbl_name, s.type DESC, 1";
    sqlite3_stmt *s = NULL;
    double rows = 0, keys = 0,
           bytes = asked("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    printf("\n%-34s %10s %10s %10s %10s\n", "an entry", "rows", "keys", "bytes", "unused");
    (void)fprintf(json, ",\n \"tables\":{");
    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK)
        printf("  this SQLite has no dbstat: nothing is known of single tables\n");
    for (bool first = true; s && sqlite3_step(s) == SQLITE_ROW; first = false) {
        struct part p = {(const char *)sqlite3_column_text(s, 0), sqlite3_column_int(s, 1) != 0,
                         sqlite3_column_double(s, 2), sqlite3_column_double(s, 3),
                         sqlite3_column_double(s, 4)};
        if (!p.index)
            p.count = rows_written(b, p.name);
        *(p.index ? &keys : &rows) += p.count;
        (void)fputs(first ? "" : ",", json);
        part_print(&p, entries);
    }
    sqlite3_finalize(s);
    printf("  %-32s %10s %10s %10s  target: 3 rows, 700 bytes\n", "all", grouped(rows / entries, 3),
           grouped(keys / entries, 3), grouped(bytes / entries, 1));
    (void)fprintf(json, "},\n \"rows\":%.0f,\"keys\":%.0f,\"bytes\":%.0f", rows, keys, bytes);
}

static void statements_print(const struct bench *b) {
    printf("\n%-34s %21s   %25s\n", "statements that ran", "runs: replay, floor", "steps: replay, floor");
    for (int i = 0; i < b->statement_count; i++) {
        const struct statement *s = &b->statements[i];
        printf("  %-32.32s %10s %10s   %12s %12s\n", s->sql, grouped((double)s->replay_runs, 0),
               grouped((double)s->floor_runs, 0), grouped((double)s->replay_steps, 0),
               grouped((double)s->floor_steps, 0));
    }
}

static void machine_print(void) {
    char line[256], model[200] = "an unknown processor";
    double load[1] = {0};
    FILE *f = fopen("/proc/cpuinfo", "r");
    while (f && fgets(line, sizeof line, f))
        (void)sscanf(line, "model name : %199[^\n]", model);
    if (f)
        (void)fclose(f);
    (void)getloadavg(load, 1);
    printf("on %s, %ld cores, load %.1f; SQLite %s, compiler %s\n", model, sysconf(_SC_NPROCESSORS_ONLN),
           load[0], sqlite3_libversion(), __VERSION__);
    (void)fprintf(json, ",\n \"machine\":\"%s\",\"cores\":%ld,\"sqlite\":\"%s\",\"compiler\":\"%s\"", model,
                  sysconf(_SC_NPROCESSORS_ONLN), sqlite3_libversion(), __VERSION__);
}

void bench_report(const struct bench *b, const char *record, const char *json_path) {
    if (sqlite3_open_v2(record, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK ||
        !(json = fopen(json_path, "w")))
        bench_give_up(db ? json_path : record, "cannot be opened");
    double entries = asked("SELECT count(*) FROM entries");
    double lines = asked("SELECT count(*) FROM entries WHERE kind IN ('message', 'quarantine')") +
                   asked("SELECT total(count) FROM repeats");
    printf("%s: %s lines, %s entries; %d pairs, taking turns, after one to warm up\n", b->what,
           grouped(lines, 0), grouped(entries, 0), b->pairs);
    (void)fprintf(json, "{\"input\":\"%s\",\"lines\":%.0f,\"entries\":%.0f,\"pairs\":%d", b->what, lines,
                  entries, b->pairs);
    machine_print();
    figures_print(b, lines, entries);
    parts_print(b, entries);
    statements_print(b);
    (void)fprintf(json, "}\n");
    if (fclose(json) != 0)
        bench_give_up(json_path, "cannot be written");
    sqlite3_close(db);
    printf("\nthe same as JSON: %s\n", json_path);
}
