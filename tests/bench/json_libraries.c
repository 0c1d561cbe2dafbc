/*
 * json_libraries.c: why yajl stands behind fusion/json.h. Times the decoding of one message of 360 bytes, in
 * interleaved rounds: as a tree with all our checks, as a whole message, as bare yajl events, and by Jansson
 * with JSON_REJECT_DUPLICATES. Prints the least and the middle of the rounds, in nanoseconds a message.
 */
/* Jansson's names of types are ours too; here they are set aside. */
#define JSON_OBJECT JANSSON_OBJECT
#define JSON_ARRAY  JANSSON_ARRAY
#define JSON_STRING JANSSON_STRING
#define JSON_TRUE   JANSSON_TRUE
#define JSON_FALSE  JANSSON_FALSE
#define JSON_NULL   JANSSON_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL
#undef json_is_true

#include <fusion/message.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <yajl/yajl_parse.h>

#define ROUNDS           41
#define MESSAGES_A_ROUND 4000
#define LINES            64

static char lines[LINES][512];
static struct bytes line[LINES];

/* Fields as a liaison's report has them; ids and figures differ from line to line. */
static void lines_make(void) {
    for (int i = 0; i < LINES; i++) {
        int size = snprintf(
            lines[i], sizeof lines[i],
            "{\"id\":\"isr-2026-%05d\",\"type\":\"report\",\"from\":\"ISR/liaison\",\"to\":[\"SYR\",\"USA/"
            "supervisor\"],"
            "\"time\":\"2026-03-27T02:%02d:00+02:00\",\"kind\":\"fire.mortar\",\"urgency\":\"urgent\","
            "\"actors\":[{\"party\":\"UNK\",\"role\":\"actor\"},{\"party\":\"ISR\",\"role\":\"affected\"}],"
            "\"place\":{\"lat\":33.%07d,\"lon\":35.8123456,\"precision_m\":250},\"harm\":{\"killed\":0,"
            "\"injured\":%d},"
            "\"text\":\"Two rounds near the fence\"}",
            i, i % 60, 1000000 + i * 7919, i % 10);
        line[i] = (struct bytes){lines[i], (size_t)size};
    }
}

static _Noreturn void give_up(const char *what) {
    fprintf(stderr, "json_libraries: %s failed\n", what);
    exit(3);
}

static void run_tree(struct bytes text, struct arena *a) {
    const struct json *tree;
    struct json_fault fault;
    if (json_parse(a, text, &json_limits_message, &tree, &fault) < 0)
        give_up("json_parse");
}

static void run_message(struct bytes text, struct arena *a) {
    struct message m;
    struct quarantine fault;
    if (message_decode(a, text, NULL, &m, &fault) < 0)
        give_up(fault.detail);
}

static int event(void *context) {
    ++*(unsigned *)context;
    return 1;
}

static int event_flag(void *context, int value) {
    (void)value;
    return event(context);
}

static int event_number(void *context, const char *text, size_t size) {
    (void)text;
    (void)size;
    return event(context);
}

static int event_text(void *context, const unsigned char *text, size_t size) {
    (void)text;
    (void)size;
    return event(context);
}

static const yajl_callbacks events = {.yajl_null = event,
                                      .yajl_boolean = event_flag,
                                      .yajl_number = event_number,
                                      .yajl_string = event_text,
                                      .yajl_start_map = event,
                                      .yajl_map_key = event_text,
                                      .yajl_end_map = event,
                                      .yajl_start_array = event,
                                      .yajl_end_array = event};

static void run_events(struct bytes text, struct arena *a) {
    unsigned count = 0;
    (void)a;
    yajl_handle h = yajl_alloc(&events, NULL, &count);
    if (!h || yajl_parse(h, (const unsigned char *)text.data, text.size) != yajl_status_ok ||
        yajl_complete_parse(h) != yajl_status_ok || count == 0)
        give_up("yajl");
    yajl_free(h);
}

static void run_jansson(struct bytes text, struct arena *a) {
    json_error_t error;
    (void)a;
    json_t *tree = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, &error);
    if (!tree)
        give_up("jansson");
    json_decref(tree);
}

static const struct {
    const char *name;
    void (*run)(struct bytes, struct arena *);
} runs[] = {{"json_parse, a checked tree", run_tree},
            {"message_decode, a whole message", run_message},
            {"yajl, bare events", run_events},
            {"jansson, no duplicates", run_jansson}};
#define RUNS (sizeof runs / sizeof *runs)

static double now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void) {
    static double took[RUNS][ROUNDS];
    struct arena arena = ARENA_EMPTY;
    lines_make();
    for (int round = 0; round < ROUNDS; round++)
        for (size_t r = 0; r < RUNS; r++) {
            double start = now_ns();
            for (int i = 0; i < MESSAGES_A_ROUND; i++) {
                runs[r].run(line[i % LINES], &arena);
                arena_reset(&arena);
            }
            took[r][round] = (now_ns() - start) / MESSAGES_A_ROUND;
        }
    printf("%zu bytes a message, %d rounds of %d messages\n", line[0].size, ROUNDS, MESSAGES_A_ROUND);
    printf("%-34s %8s %8s\n", "ns a message", "least", "median");
    for (size_t r = 0; r < RUNS; r++) {
        qsort(took[r], ROUNDS, sizeof took[r][0], by_size);
        printf("%-34s %8.0f %8.0f\n", runs[r].name, took[r][0], took[r][ROUNDS / 2]);
    }
    arena_release(&arena);
    return 0;
}
