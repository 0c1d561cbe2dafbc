/*
 * message_stream.h: seeded streams of messages of every type, good and bad, late and repeated, for the policy
 * of tests/fixtures/cell.
 */
#ifndef TESTS_MESSAGE_STREAM_H
#define TESTS_MESSAGE_STREAM_H

#include <fusion/bytes.h>
#include <fusion/instant.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STREAM 48

static uint32_t seed;

static uint32_t pick(uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static bool once_in(uint32_t n) {
    return pick(n) == 0;
}

static void add(char *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char *line, const char *format, ...) {
    size_t used = strlen(line);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line + used, 1024 - used, format, args);
    va_end(args);
}

static const char *one_of(const char *const *words) {
    uint32_t count = 0;
    while (words[count])
        count++;
    return words[pick(count)];
}

static const char *const senders[] = {"ISR", "SYR", "ISR/head", "SYR/head", "USA/supervisor",
                                      "OBS", "FRA", NULL};
static const char *const members[] = {"ISR", "SYR", "USA", NULL};
static const char *const kinds[] = {"fire.rocket",   "fire",       "fire.mortar", "airspace.drone",
                                    "talks.consult", "tip.threat", "odd",         NULL};
/* What each type needs besides references. */
static const char *const types[] = {
    "\"type\":\"ack\",\"level\":\"received\"",      "\"type\":\"reply\",\"explanation\":\"accident\"",
    "\"type\":\"close\",\"outcome\":\"explained\"", "\"type\":\"close\",\"outcome\":\"shared\"",
    "\"type\":\"reopen\",\"reason\":\"more\"",      "\"type\":\"withdraw\",\"reason\":\"less\"",
    "\"type\":\"update\",\"harm\":{\"killed\":2}",  "\"type\":\"note\",\"milestone\":\"reported\"",
    "\"type\":\"position\",\"stance\":\"accept\"",  NULL,
};

static void report_add(char *line) {
    add(line, "\"kind\":\"%s\"", one_of(kinds));
    if (!once_in(3))
        add(line, ",\"place\":{\"lat\":33.%02u,\"lon\":35.8,\"precision_m\":%u}", pick(6),
            once_in(3) ? 30000 : 0);
    if (once_in(2))
        add(line, ",\"actors\":[{\"party\":\"%s\"},{\"party\":\"UNK\",\"role\":\"target\"}]",
            one_of(members));
    if (once_in(3))
        add(line, ",\"to\":[\"%s\"]", one_of(members));
    if (once_in(5))
        add(line, ",\"marking\":{\"rel_to\":[\"%s\"]}", one_of(members));
    if (once_in(4))
        add(line, ",\"harm\":{\"killed\":%u}", pick(3));
    if (once_in(3))
        add(line, ",\"refs\":[\"I-%u\"]", 1 + pick(6));
}

static void stream_make(char lines[STREAM][1024], uint32_t from) {
    static const int64_t steps_ms[] = {0,       0,           SECOND_MS, MINUTE_MS, 5 * MINUTE_MS,
                                       HOUR_MS, 2 * HOUR_MS, DAY_MS};
    int64_t now_ms = 1767225600000;
    seed = from;
    for (uint32_t n = 0; n < STREAM; n++) {
        char *line = lines[n], time[INSTANT_TEXT_BYTES];
        line[0] = '\0';
        now_ms += steps_ms[pick(8)];
        instant_format(now_ms - (once_in(5) ? HOUR_MS : 0), time);
        if (once_in(20)) {
            add(line, "bad %u", n);
        } else if (n && once_in(15)) {
            add(line, "%s", lines[pick(n)]);
        } else {
            add(line, "{\"id\":\"m%u\",\"from\":\"%s\",\"time\":\"%s\",", n, one_of(senders), time);
            if (once_in(2))
                report_add(line);
            else
                add(line, "%s,\"refs\":[\"I-%u\",\"%s:m%u\"]", one_of(types), 1 + pick(6), one_of(members),
                    pick(n + 1));
            add(line, "}");
        }
    }
}

#endif
