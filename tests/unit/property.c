/* property.c: see property.h. The table, and what must have happened while each was tried. */
#include "property.h"

#define MESSAGES_OF(type) "SELECT count(*) FROM messages WHERE type = '" type "' AND effect <> 'refused'"
#define EFFECT(word)      "SELECT count(*) FROM messages WHERE effect = '" word "'"
#define QUARANTINED(word) "SELECT count(*) FROM quarantine WHERE reason = '" word "'"

static const char *const of_all_sorts[] = {
    EFFECT("opened"),
    EFFECT("fused"),
    EFFECT("folded"),
    EFFECT("attached"),
    EFFECT("noted"),
    EFFECT("refused"),
    MESSAGES_OF("merge"),
    MESSAGES_OF("split"),
    MESSAGES_OF("withdraw"),
    MESSAGES_OF("close"),
    MESSAGES_OF("reopen"),
    MESSAGES_OF("dispute"),
    MESSAGES_OF("hold"),
    "SELECT count(*) FROM incidents WHERE status <> 'actual'",
    "SELECT count(*) FROM documents WHERE document ->> '$.rel_to' IS NOT NULL",
    "SELECT count(*) FROM entries WHERE body ->> '$.notice.incident' IS NOT NULL",
    "SELECT count(*) FROM disputes WHERE finding IS NOT NULL",
    "SELECT count(*) FROM actions WHERE verb = 'escalate'",
    "SELECT count(*) FROM actions WHERE verb = 'correct'",
    "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.late' > 0",
    NULL,
};

static const char *const some_repeated[] = {
    "SELECT coalesce(sum(count), 0) FROM repeats",
    QUARANTINED("id-conflict"),
    NULL,
};

static const char *const some_fired[] = {
    "SELECT count(*) FROM entries WHERE kind = 'deadline'",
    "SELECT count(*) FROM clocks WHERE state = 'expired'",
    "SELECT count(*) FROM clocks WHERE state = 'met-late'",
    NULL,
};

static const char *const in_many_sessions[] = {
    "SELECT count(*) FROM entries WHERE kind = 'message'",
    "SELECT count(*) FROM entries WHERE kind = 'deadline' AND body ->> '$.late' > 0",
    "SELECT count(*) FROM (SELECT 1 FROM entries WHERE kind = 'policy' LIMIT 10 OFFSET 1)",
    QUARANTINED("too-long"),
    QUARANTINED("truncated"),
    QUARANTINED("refused-row"),
    QUARANTINED("id-conflict"),
    QUARANTINED("future-time"),
    "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.late' > 0",
    "SELECT count(*) FROM entries WHERE body LIKE '%\"fault\":%'",
    "SELECT count(*) FROM entries e JOIN sessions s ON s.first = e.n AND e.kind = 'deadline'",
    "SELECT count(*) FROM entries WHERE kind = 'quarantine' AND at = 0",
    "SELECT count(*) FROM repeats",
    "SELECT count(*) FROM touched",
    "SELECT count(*) FROM entries WHERE kind = 'clock-step'",
    "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.wall' > at",
    "SELECT count(*) FROM entries e, sessions s WHERE s.kind = 'run' AND s.first <= e.n"
    " AND NOT EXISTS (SELECT 1 FROM sessions t WHERE t.first <= e.n AND t.id > s.id)"
    " AND e.kind = 'message' AND body ->> '$.late' > 0",
    NULL,
};

static const char *const on_the_way_across[] = {
    "SELECT count(*) FROM entries e WHERE kind = 'message' AND body ->> '$.late' > 0 AND 'run' ="
    " (SELECT kind FROM sessions WHERE first <= e.n ORDER BY first DESC, id DESC LIMIT 1)",
    "SELECT count(*) FROM entries e WHERE kind = 'message' AND body ->> '$.late' > 0 AND 'replay' ="
    " (SELECT kind FROM sessions WHERE first <= e.n ORDER BY first DESC, id DESC LIMIT 1)",
    "SELECT count(*) FROM entries WHERE kind = 'deadline'",
    "SELECT count(*) FROM entries WHERE kind = 'clock-step'",
    "SELECT count(*) FROM entries WHERE kind = 'message' AND body ->> '$.wall' > at",
    "SELECT count(*) FROM quarantine WHERE at IS NULL",
    "SELECT count(*) FROM repeats",
    QUARANTINED("not-json"),
    QUARANTINED("id-conflict"),
    QUARANTINED("too-long"),
    QUARANTINED("truncated"),
    QUARANTINED("refused-row"),
    QUARANTINED("future-time"),
    NULL,
};

static const char *const of_one_happening[] = {
    "SELECT count(*) FROM documents WHERE document ->> '$.reports' > 2",
    "SELECT count(*) FROM cases",
    "SELECT count(*) FROM clocks",
    NULL,
};

static const char *const some_taken_back[] = {
    "SELECT count(*) FROM cases WHERE state <> 'closed'",
    "SELECT count(*) FROM messages WHERE type = 'withdraw' AND effect = 'attached'",
    NULL,
};

static const char *const some_were_one[] = {
    "SELECT count(*) FROM links WHERE how = 'merge'",
    "SELECT count(*) FROM links WHERE how = 'split'",
    "SELECT count(*) FROM clocks WHERE state = 'met'",
    "SELECT count(*) FROM clocks WHERE state = 'running'",
    NULL,
};

static const char *const some_called[] = {
    "SELECT count(*) FROM actions WHERE verb = 'escalate'",
    NULL,
};

/* With four seeds, restarts after every line took 5 s of the 13 of all. */
const struct property properties[] = {
    {"exchange", 4, exchanged, NULL},
    {"pieces", 4, in_pieces, NULL},
    {"restart", 2, restarted, NULL},
    {"rerun", 4, executed_again, in_many_sessions},
    {"replay", 4, replayed, on_the_way_across},
    {"order", 4, in_any_order, of_one_happening},
    {"withdrawal", 8, taken_back, some_taken_back},
    {"regroup", 16, one_for_a_while, some_were_one},
    {"called", 4, only_involved_called, some_called},
    {"laws", 4, lawful, of_all_sorts},
    {"sums", 4, summed, some_repeated},
    {"time", 4, timed, some_fired},
    {"ids", 4, numbered, some_repeated},
    {0},
};
