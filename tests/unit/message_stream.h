/*
 * message_stream.h: seeded streams of messages of every type, good and bad, late and repeated: `stream_make`
 * for the policy of tests/fixtures/cell, `cell_stream_make` for the shipped one, with notices, merges,
 * splits, disputes and series.
 */
#ifndef TESTS_MESSAGE_STREAM_H
#define TESTS_MESSAGE_STREAM_H

#include <fusion/bytes.h>
#include <fusion/instant.h>

#include "json_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define STREAM           48
#define STREAM_BYTES_MAX 1024u
#define STREAM_BEGIN_MS  1767225600000

typedef char stream_line[STREAM_BYTES_MAX];

static uint32_t seed;

static uint32_t pick(uint32_t below) {
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % below;
}

static bool once_in(uint32_t n) {
    return pick(n) == 0;
}

/* In the text, ' stands for ". */
static void add(char *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(char *line, const char *format, ...) {
    size_t used = strlen(line);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(line + used, STREAM_BYTES_MAX - used, format, args);
    va_end(args);
    json_quote(line + used, strlen(line + used));
}

static const char *one_of(const char *const *words) {
    uint32_t count = 0;
    while (words[count])
        count++;
    return words[pick(count)];
}

static const char *const members[] = {"ISR", "SYR", "USA", NULL};

/* ---- for the policy of tests/fixtures/cell ---- */

static const char *const senders[] = {"ISR", "SYR", "ISR/head", "SYR/head", "USA/supervisor",
                                      "OBS", "FRA", NULL};
static const char *const kinds[] = {"fire.rocket",   "fire",       "fire.mortar", "airspace.drone",
                                    "talks.consult", "tip.threat", "odd",         NULL};
/* What each type needs besides references. */
static const char *const types[] = {
    "'type':'ack','level':'received'",      "'type':'reply','explanation':'accident'",
    "'type':'close','outcome':'explained'", "'type':'close','outcome':'shared'",
    "'type':'reopen','reason':'more'",      "'type':'withdraw','reason':'less'",
    "'type':'update','harm':{'killed':2}",  "'type':'note','milestone':'reported'",
    "'type':'position','stance':'accept'",  NULL,
};

static inline void report_add(char *line) {
    add(line, "'kind':'%s'", one_of(kinds));
    if (!once_in(3))
        add(line, ",'place':{'lat':33.%02u,'lon':35.8,'precision_m':%u}", pick(6), once_in(3) ? 30000 : 0);
    if (once_in(2))
        add(line, ",'actors':[{'party':'%s'},{'party':'UNK','role':'target'}]", one_of(members));
    if (once_in(3))
        add(line, ",'to':['%s']", one_of(members));
    if (once_in(5))
        add(line, ",'marking':{'rel_to':['%s']}", one_of(members));
    if (once_in(4))
        add(line, ",'harm':{'killed':%u}", pick(3));
    if (once_in(3))
        add(line, ",'refs':['I-%u']", 1 + pick(6));
}

static inline void stream_make(stream_line lines[STREAM], uint32_t from) {
    static const int64_t steps_ms[] = {0,       0,           SECOND_MS, MINUTE_MS, 5 * MINUTE_MS,
                                       HOUR_MS, 2 * HOUR_MS, DAY_MS};
    int64_t now_ms = STREAM_BEGIN_MS;
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
            add(line, "{'id':'m%u','from':'%s','time':'%s',", n, one_of(senders), time);
            if (once_in(2))
                report_add(line);
            else
                add(line, "%s,'refs':['I-%u','%s:m%u']", one_of(types), 1 + pick(6), one_of(members),
                    pick(n + 1));
            add(line, "}");
        }
    }
}

/* ---- for the shipped policy ---- */

/* What a stream has said so far, so that most of what it refers to is there. */
struct said {
    const char *party; /* of the message with this number; NULL: a line that was none */
    char type;         /* r report, n notice, d dispute, o other */
};

struct stream {
    struct said *said;
    uint32_t n; /* the message at hand */
    int64_t now_ms;
    uint32_t recent[4];            /* messages that were referred to of late, so that much happens to a few */
    uint32_t joined[6], joined_at; /* messages that a merge named */
    uint32_t recent_at, burst;     /* burst: overflights that are still to come */
};

static const char *const cell_senders[] = {
    "ISR",      "SYR",           "ISR",           "SYR", "ISR/head",
    "SYR/head", "ISR/alternate", "SYR/alternate", "USA", "USA/supervisor",
    "UNDOF",    "OBS/observer",  "FRA",           NULL};
static const char *const sided_senders[] = {"ISR/head", "SYR/head", "ISR", "SYR", NULL};
static const char *const supervisors[] = {"USA/supervisor",
                                          "USA/supervisor",
                                          "USA/supervisor",
                                          "USA/supervisor",
                                          "USA/supervisor",
                                          "USA/supervisor",
                                          "USA/supervisor",
                                          "USA/supervisor",
                                          "USA",
                                          "ISR/head",
                                          NULL};
static const char *const cell_kinds[] = {"fire.rocket",
                                         "fire",
                                         "fire.mortar",
                                         "airspace.drone",
                                         "airspace.aircraft",
                                         "border.crossing",
                                         "force.movement",
                                         "force.exercise",
                                         "site.damage",
                                         "convoy.humanitarian",
                                         "convoy.military",
                                         "talks.consult",
                                         "threat.life",
                                         "intelligence.tip",
                                         "trade.supply",
                                         "statement.threat",
                                         "border.incursion",
                                         "permit.medical",
                                         "odd",
                                         NULL};
static const char *const notice_kinds[] = {"force.exercise", "force.movement",  "airspace.aircraft",
                                           "airspace.drone", "fire.artillery",  "convoy.humanitarian",
                                           "site.protected", "convoy.military", NULL};
static const char *const tracks[] = {"de-escalation", "diplomatic", "intelligence",
                                     "commercial",    "dispute",    NULL};
static const char *const outcomes[] = {"explained", "settled",   "withdrawn", "fulfilled",
                                       "noted",     "unfounded", NULL};

static void add_time(char *line, const char *name, int64_t at_ms) {
    char time[INSTANT_TEXT_BYTES];
    instant_format(at_ms, time);
    add(line, "'%s':'%s'", name, time);
}

/* A reference to a message of this type said before (0: of any); else to what may be nothing. */
static void add_ref(char *line, struct stream *s, char type) {
    for (int tries = 0; tries < 12 && s->n; tries++) {
        uint32_t n = once_in(2) ? pick(s->n) : s->n - 1 - pick(s->n < 12 ? s->n : 12);
        if (once_in(3))
            n = s->recent[pick(4)];
        if (s->said[n].party && (!type || s->said[n].type == type)) {
            s->recent[s->recent_at++ % 4] = n;
            add(line, "'%s:m%u'", s->said[n].party, n);
            return;
        }
    }
    if (once_in(6))
        add(line, "'%s:m%u'", one_of(members), pick(s->n + 2));
    else
        add(line, "'I-%u'", 1 + pick(2 + s->n / 3));
}

/* References to what is there, now and then by number, and twice. */
static void add_refs(char *line, struct stream *s, char type, uint32_t count) {
    add(line, ",'refs':[");
    for (uint32_t k = 0; k < count; k++) {
        add(line, "%s", k ? "," : "");
        if (once_in(3))
            add(line, "'I-%u'", 1 + pick(2 + s->n / 3));
        else
            add_ref(line, s, type);
    }
    add(line, "]");
}

static void add_place(char *line) {
    uint32_t lat = 5 + pick(once_in(4) ? 40 : 3), lon = 78 + pick(3);
    if (once_in(8)) {
        add(line,
            ",'place':{'area':{'type':'Polygon','coordinates':[[[35.%02u,33.%02u],[35.%02u,33.%02u],"
            "[35.%02u,33.%02u],[35.%02u,33.%02u]]]}}",
            lon, lat, lon + 3, lat, lon + 3, lat + 4, lon, lat);
        return;
    }
    add(line, ",'place':{'lat':33.%02u,'lon':35.%02u", lat, lon);
    if (!once_in(3))
        add(line, ",'precision_m':%u", once_in(4) ? 12000 : 100 * pick(9));
    if (once_in(8))
        add(line, ",'radius_m':%u", 500 * pick(9));
    if (once_in(6))
        add(line, ",'name':'place %u'", pick(5));
    add(line, "}");
}

static void add_actors(char *line) {
    static const char *const parties[] = {"ISR", "SYR", "ISR", "SYR", "UNK", "USA", "LBN", "FRA", NULL};
    static const char *const roles[] = {"actor", "target", "affected", NULL};
    add(line, ",'actors':[{'party':'%s'}", one_of(parties));
    if (once_in(2))
        add(line, ",{'party':'%s','role':'%s'}", one_of(parties), one_of(roles));
    add(line, "]");
}

static void add_marks(char *line) {
    static const char *const statuses[] = {"exercise", "test", "actual", NULL};
    if (once_in(12))
        add(line, ",'marking':{'tlp':'AMBER','rel_to':['%s'%s]}", one_of(members),
            once_in(3) ? ",'UNDOF'" : "");
    if (once_in(16))
        add(line, ",'status':'%s'", one_of(statuses));
}

static void add_harm(char *line) {
    add(line, ",'harm':{'killed':%u", pick(3));
    if (once_in(2))
        add(line, ",'injured':%u", pick(4));
    if (once_in(3))
        add(line, ",'civilian':%s", once_in(2) ? "true" : "false");
    add(line, "}");
}

static void say_report(char *line, struct stream *s) {
    static const char *const urgencies[] = {"urgent", "routine", "life-threat", NULL};
    add(line, ",'kind':'%s'", once_in(2) ? "fire.mortar" : one_of(cell_kinds));
    if (!once_in(6))
        add_place(line);
    if (once_in(2))
        add_actors(line);
    if (once_in(4))
        add(line, ",'to':['%s']", one_of(cell_senders));
    if (once_in(5))
        add_harm(line);
    if (once_in(8))
        add_refs(line, s, once_in(2) ? 'n' : 'r', 1 + pick(2));
    if (once_in(10))
        add(line, ",'urgency':'%s'", one_of(urgencies));
    if (once_in(10)) {
        add(line, ",");
        add_time(line, "until", s->now_ms + (int64_t)pick(5) * HOUR_MS);
    }
    if (once_in(30))
        add(line, ",'fuse':'never'");
}

/* Overflights and crossings, all alike. */
static void say_of_series(char *line, struct stream *s) {
    (void)s;
    add(line, ",'kind':'%s','place':{'lat':%u.1,'lon':35.8}",
        once_in(8) ? "border.crossing" : "airspace.aircraft", 30 + pick(8));
    if (once_in(8))
        add_actors(line);
    if (once_in(10))
        add_harm(line);
    if (once_in(10))
        add(line, ",'urgency':'urgent'");
}

static void say_notice(char *line, struct stream *s) {
    int64_t from_ms = s->now_ms + ((int64_t)pick(60) - 20) * HOUR_MS;
    uint32_t lat = 5 + pick(8), lon = 78 + pick(6);
    bool open = once_in(4);
    add(line, ",'kind':'%s','window':{", one_of(notice_kinds));
    if (!open || once_in(2)) {
        add_time(line, "from", from_ms);
        if (!open)
            add(line, ",");
        if (!open)
            add_time(line, "until", from_ms + (int64_t)(1 + pick(30)) * HOUR_MS);
    } else {
        add_time(line, "until", from_ms + DAY_MS);
    }
    add(line, "}");
    switch (pick(4)) {
    case 0:
        add(line,
            ",'place':{'area':{'type':'LineString','coordinates':[[35.%02u,33.%02u],[35.%02u,33.%02u],"
            "[35.%02u,33.%02u]]},'width_m':%u}",
            lon, lat, lon + 2, lat + 1, lon + 1, lat + 5, 500 * (1 + pick(6)));
        break;
    case 1:
        add(line,
            ",'place':{'area':{'type':'Polygon','coordinates':[[[35.%02u,33.%02u],[35.%02u,33.%02u],"
            "[35.%02u,33.%02u],[35.%02u,33.%02u]]]}}",
            lon, lat, lon + 5, lat, lon + 5, lat + 6, lon, lat);
        break;
    case 2:
        add(line, ",'place':{'lat':33.%02u,'lon':35.%02u,'radius_m':%u}", lat, lon, 1000 * (1 + pick(9)));
        break;
    default:
        add_place(line);
    }
    if (once_in(3))
        add_actors(line);
    if (once_in(3))
        add(line, ",'to':['ISR','SYR']");
}

static void say_merge(char *line, struct stream *s) {
    uint32_t count = 2 + (once_in(4) ? pick(4) : 0), from = s->recent_at;
    add(line, ",'reason':'one','refs':[");
    for (uint32_t k = 0; k < count; k++) {
        add(line, "%s", k ? "," : "");
        if (once_in(8))
            add(line, "'I-%u'", 1 + pick(2 + s->n / 3));
        else
            add_ref(line, s, 'r');
    }
    add(line, "]");
    for (; from != s->recent_at; from++)
        s->joined[s->joined_at++ % 6] = s->recent[from % 4];
}

/* Mostly of what was merged of late; now and then all that stood together. */
static void say_split(char *line, struct stream *s) {
    uint32_t count = 1 + (once_in(4) ? pick(4) : 0);
    char named[STREAM_BYTES_MAX] = "";
    add(line, ",'reason':'two'");
    for (uint32_t k = 0; k < count; k++) {
        uint32_t n = s->joined[pick(6)];
        add(named, "%s", k ? "," : "");
        if (once_in(4) || n >= s->n || !s->said[n].party)
            add_ref(named, s, 'r');
        else
            add(named, "'%s:m%u'", s->said[n].party, n);
    }
    if (once_in(8))
        add_refs(line, s, 'r', 1);
    else
        add(line, ",'refs':[%.*s]", (int)strcspn(named, ","), named);
    add(line, ",'messages':[%s]", named);
}

static void say_update(char *line, struct stream *s) {
    add_refs(line, s, once_in(5) ? 'n' : 'r', 1 + pick(2));
    if (once_in(2))
        add_harm(line);
    if (once_in(2))
        add_place(line);
    if (once_in(4))
        add_actors(line);
    if (once_in(4))
        add(line, ",'kind':'%s'", one_of(cell_kinds));
}

static void say_ack(char *line, struct stream *s) {
    static const char *const levels[] = {"received", "understood", "acted", NULL};
    if (once_in(3))
        add(line, ",'level':'relayed','relayed_to':['UNDOF']");
    else
        add(line, ",'level':'%s'", one_of(levels));
    add_refs(line, s, 0, 1 + pick(2));
}

static void say_reply(char *line, struct stream *s) {
    static const char *const words[] = {"accident", "error", "deliberate", "denied", NULL};
    add(line, ",'explanation':'%s'", one_of(words));
    add_refs(line, s, 'r', 1);
}

static void say_position(char *line, struct stream *s) {
    static const char *const words[] = {"accept", "reject", "out-of-scope", NULL};
    add(line, ",'stance':'%s'", one_of(words));
    add_refs(line, s, once_in(2) ? 'd' : 'r', 1 + pick(2));
}

static void say_meeting(char *line, struct stream *s) {
    static const char *const words[] = {"'held'", "'failed'", "'no-show','absent':['ISR']",
                                        "'no-show','absent':['ISR','SYR']", NULL};
    add(line, ",'held':%s", one_of(words));
    add_refs(line, s, once_in(2) ? 'd' : 'r', 1);
}

static void say_finding(char *line, struct stream *s) {
    static const char *const words[] = {"upheld",       "partly",    "not-upheld", "inconclusive",
                                        "out-of-scope", "withdrawn", NULL};
    add(line, ",'finding':'%s'", one_of(words));
    add_refs(line, s, 'd', 1 + pick(2));
}

static void say_dispute(char *line, struct stream *s) {
    add_refs(line, s, 'r', 1 + pick(2));
    if (once_in(3))
        add(line, ",'track':'%s'", one_of(tracks));
}

static void say_withdraw(char *line, struct stream *s) {
    static const char of[] = {'r', 'r', 'r', 'n', 'd'};
    add(line, ",'reason':'not so'");
    add(line, ",'refs':[");
    add_ref(line, s, of[pick(5)]);
    add(line, "]");
}

static void say_close(char *line, struct stream *s) {
    add(line, ",'outcome':'%s'", one_of(outcomes));
    if (once_in(2))
        add(line, ",'track':'%s'", one_of(tracks));
    add_refs(line, s, 0, 1 + pick(2));
}

static void say_reopen(char *line, struct stream *s) {
    add(line, ",'reason':'more'");
    if (once_in(3))
        add(line, ",'track':'%s'", one_of(tracks));
    add_refs(line, s, 0, 1);
}

static void say_note(char *line, struct stream *s) {
    static const char *const words[] = {"reported", "reviewed", "followed-up", NULL};
    add(line, ",'milestone':'%s'", one_of(words));
    add_refs(line, s, 'r', 1);
}

static void say_decision(char *line, struct stream *s) {
    add(line, ",'decision':'%s'", once_in(2) ? "approved" : "complete");
    add_refs(line, s, 0, 1);
}

/* What is said, how often (of the sum), by whom. */
static const struct {
    uint32_t weight;
    const char *type; /* as written; NULL: a report is the default */
    char as;
    const char *const *by;
    void (*say)(char *line, struct stream *s);
} cell_says[] = {
    {20, NULL, 'r', cell_senders, say_report},
    {9, NULL, 's', cell_senders, say_of_series},
    {5, "notice", 'n', cell_senders, say_notice},
    {8, "merge", 'o', supervisors, say_merge},
    {8, "split", 'o', supervisors, say_split},
    {5, "update", 'o', cell_senders, say_update},
    {4, "ack", 'o', cell_senders, say_ack},
    {3, "reply", 'o', cell_senders, say_reply},
    {3, "position", 'o', sided_senders, say_position},
    {2, "meeting", 'o', supervisors, say_meeting},
    {3, "finding", 'o', supervisors, say_finding},
    {3, "dispute", 'd', sided_senders, say_dispute},
    {5, "withdraw", 'o', cell_senders, say_withdraw},
    {4, "close", 'o', supervisors, say_close},
    {2, "reopen", 'o', supervisors, say_reopen},
    {1, "note", 'o', supervisors, say_note},
    {1, "decision", 'o', sided_senders, say_decision},
};

static void cell_line(char *line, struct stream *s) {
    uint32_t sum = 0, k = 0, at;
    size_t role;
    while (k < sizeof cell_says / sizeof *cell_says)
        sum += cell_says[k++].weight;
    at = pick(sum);
    for (k = 0; at >= cell_says[k].weight; k++)
        at -= cell_says[k].weight;
    if (s->burst) {
        s->burst--;
        k = once_in(6) ? k : 1;
    } else if (once_in(40)) {
        s->burst = 8 + pick(8);
    }
    const char *from = one_of(cell_says[k].by);
    if (cell_says[k].as == 'o' && cell_says[k].say == say_withdraw && s->n) { /* mostly of what is its own */
        for (int tries = 0; tries < 20; tries++) {
            uint32_t n = once_in(2) ? s->recent[pick(4)] : pick(s->n);
            if (!s->said[n].party || s->said[n].type == 'o')
                continue;
            s->recent[s->recent_at++ % 4] = n;
            add(line, "{'id':'m%u','from':'%s',", s->n, s->said[n].party);
            add_time(line, "time", s->now_ms);
            add(line, ",'type':'withdraw','reason':'not so','refs':['%s:m%u']}", s->said[n].party, n);
            s->said[s->n] = (struct said){s->said[n].party, 'o'};
            return;
        }
    }
    role = strcspn(from, "/");
    s->said[s->n] = (struct said){NULL, cell_says[k].as == 's' ? 'r' : cell_says[k].as};
    for (size_t p = 0; p < sizeof cell_senders / sizeof *cell_senders - 1; p++)
        if (!strncmp(cell_senders[p], from, role) && !cell_senders[p][role])
            s->said[s->n].party = cell_senders[p];
    add(line, "{'id':'m%u','from':'%s',", s->n, from);
    int64_t behind_ms = once_in(6) ? (int64_t)pick(90) * MINUTE_MS : once_in(20) ? DAY_MS : 0;
    add_time(line, "time", s->now_ms - behind_ms);
    if (behind_ms && once_in(2)) {
        add(line, ",");
        add_time(line, "received", s->now_ms);
    }
    if (cell_says[k].type)
        add(line, ",'type':'%s'", cell_says[k].type);
    cell_says[k].say(line, s);
    add_marks(line);
    add(line, "}");
}

static inline void cell_stream_make(stream_line *lines, struct said *said, uint32_t count, uint32_t from) {
    static const int64_t steps_ms[] = {
        0, 0,         SECOND_MS, MINUTE_MS,   MINUTE_MS, 2 * MINUTE_MS, HOUR_MS, MINUTE_MS, 5 * MINUTE_MS,
        0, MINUTE_MS, MINUTE_MS, 3 * HOUR_MS, SECOND_MS};
    struct stream s = {.said = said, .now_ms = STREAM_BEGIN_MS};
    seed = from;
    for (uint32_t n = 0; n < count; n++) {
        char *line = lines[n];
        line[0] = '\0';
        s.n = n;
        said[n] = (struct said){NULL, 'o'};
        s.now_ms += !s.burst && once_in(30) ? (int64_t)(1 + pick(10)) * DAY_MS
                                            : steps_ms[s.burst ? pick(6) : pick(14)];
        if (once_in(60))
            add(line, "bad %u", n);
        else if (n && once_in(25))
            add(line, "%s", lines[pick(n)]);
        else
            cell_line(line, &s);
    }
}

#endif
