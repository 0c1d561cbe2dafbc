/*
 * light.c: a warning light for a duty room: red while somebody who was called has not answered.
 *
 *     cc -o light examples/embed/light.c $(pkg-config --cflags --libs fusion)
 *     ./light POLICY RECORD
 *
 * A real one would read its lines from a socket and the instants from its clock; here both are written down,
 * so that it prints the same on every day.
 */
#include <fusion/fusion.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000
#define NIGHT     INT64_C(1774576800000) /* 2026-03-27T02:00:00Z */

static const char shots[] =
    "{\"id\":\"s-1\",\"from\":\"SYR\",\"to\":[\"ISR\"],\"time\":\"2026-03-27T01:58:00Z\","
    "\"kind\":\"fire.small-arms\",\"actors\":[{\"party\":\"ISR\",\"role\":\"actor\"}],"
    "\"text\":\"A burst of fire over the olive trees, nobody hurt.\"}",
                  ack[] = "{\"id\":\"i-1\",\"type\":\"ack\",\"level\":\"received\",\"from\":\"ISR\","
                          "\"time\":\"2026-03-27T02:03:00Z\",\"refs\":[\"SYR:s-1\"]}";

static struct fusion_error error;

/* What fails is told, and ends the program: what was committed is safe. */
static void must(int code) {
    if (code >= 0)
        return;
    fprintf(stderr, "light: %s%s%s\n", error.file, error.file[0] ? ": " : "", error.text);
    exit(EXIT_FAILURE);
}

/* Whoever is to be called; by then everything is durable. */
static void call(struct fusion *f) {
    const char *lines;
    size_t count;
    must(fusion_commit(f, &error));
    for (;;) {
        must(fusion_actions(f, &lines, &count, &error));
        if (count == 0)
            break;
        if (fputs(lines, stdout) < 0 || fflush(stdout) != 0)
            exit(EXIT_FAILURE); /* they come again */
        must(fusion_emitted(f, &error));
    }
    must(fusion_commit(f, &error)); /* that they are out */
}

static void take(struct fusion *f, const char *name, const char *text, int64_t instant_ms) {
    static const char *const words[] = {
        [FUSION_ACCEPTED] = "accepted", [FUSION_DUPLICATE] = "known", [FUSION_QUARANTINED] = "quarantined"};
    const struct fusion_line line = {.text = text, .size = strlen(text), .instant_ms = instant_ms};
    struct fusion_done done;
    must(fusion_feed(f, &line, &done, &error));
    printf("%s: %s, entry %llu\n", name, words[done.outcome], (unsigned long long)done.entry);
    call(f);
}

static const char *value(const struct fusion_row *row, const char *name) {
    for (size_t i = 0; i < row->count; i++)
        if (strcmp(row->names[i], name) == 0 && row->values[i])
            return row->values[i];
    return "nobody";
}

static int case_print(void *red, const struct fusion_row *row) {
    printf("  %s on %s, %s at the %s; next the %s\n", value(row, "incident"), value(row, "track"),
           value(row, "state"), value(row, "rung"), value(row, "next_rung"));
    *(bool *)red = true;
    return 0;
}

int main(int argc, char **argv) {
    const struct fusion_config config = {
        .folder = argc > 1 ? argv[1] : "rules", .record = argc > 2 ? argv[2] : NULL, .instant_ms = NIGHT};
    const struct fusion_filter overdue = {"state", "overdue"};
    struct fusion *f;
    bool red = false;
    must(fusion_open(&config, &f, &error));
    call(f); /* what came due while no program ran, and what an earlier one left */
    take(f, "the report", shots, NIGHT);
    take(f, "the ack", ack, NIGHT + 3 * MINUTE_MS);
    int64_t now_ms = NIGHT + 31 * MINUTE_MS;
    for (int64_t next_ms; (next_ms = fusion_next_ms(f)) != FUSION_NEVER && next_ms <= now_ms;) {
        must(fusion_tick(f, next_ms, &error));
        call(f);
    }
    must(fusion_rows(f, "cases", &overdue, 1, case_print, &red, &error));
    printf("the light is %s\n", red ? "red" : "green");
    fusion_close(f);
    return EXIT_SUCCESS;
}
