/* message_stream.c: see message_stream.h. What is said, how often, by whom and when. */
#include "message_stream_maker.h"

#include "json_text.h"

#include <fusion/instant.h>

#include <assert.h>
#include <stdio.h>

/* How often each type is said (of the sum), and with which fields: always, mostly, often. Any other field is
 * said with it now and then. */
static const struct {
    uint32_t weight;
    uint64_t always, mostly, often;
} types[MESSAGE_TYPE_COUNT] = {
    [MESSAGE_REPORT] = {30, BIT(KIND), BIT(PLACE), BIT(ACTORS) | BIT(TO) | BIT(HARM)},
    [MESSAGE_NOTICE] = {6, BIT(KIND) | BIT(WINDOW), BIT(PLACE), BIT(ACTORS) | BIT(TO)},
    [MESSAGE_REQUEST] = {3, BIT(KIND), BIT(TO), BIT(NEED_BY) | BIT(SUBJECTS)},
    [MESSAGE_ACK] = {6, BIT(REFS) | BIT(LEVEL), 0, 0},
    [MESSAGE_REPLY] = {4, BIT(REFS), BIT(EXPLANATION), BIT(TRACK)},
    [MESSAGE_POSITION] = {4, BIT(REFS) | BIT(STANCE), 0, 0},
    [MESSAGE_MEETING] = {2, BIT(REFS) | BIT(HELD), 0, 0},
    [MESSAGE_FINDING] = {3, BIT(REFS) | BIT(FINDING), 0, 0},
    [MESSAGE_DECISION] = {2, BIT(REFS) | BIT(DECISION), 0, 0},
    [MESSAGE_DISPUTE] = {4, BIT(REFS), 0, BIT(TRACK)},
    [MESSAGE_UPDATE] = {6, BIT(REFS), 0, BIT(HARM) | BIT(PLACE) | BIT(ACTORS) | BIT(KIND)},
    [MESSAGE_WITHDRAW] = {5, BIT(REFS) | BIT(REASON), 0, 0},
    [MESSAGE_CLOSE] = {5, BIT(REFS) | BIT(OUTCOME), 0, BIT(TRACK)},
    [MESSAGE_REOPEN] = {2, BIT(REFS) | BIT(REASON), 0, BIT(TRACK)},
    [MESSAGE_MERGE] = {7, BIT(REFS) | BIT(REASON), 0, 0},
    [MESSAGE_SPLIT] = {7, BIT(REFS) | BIT(REASON) | BIT(MESSAGES), 0, 0},
    [MESSAGE_NOTE] = {2, 0, BIT(REFS), BIT(MILESTONE)},
    [MESSAGE_HOLD] = {2, BIT(REFS) | BIT(REASON) | BIT(WINDOW), 0, 0},
    [MESSAGE_CLOCK] = {2, 0, 0, BIT(SENT)},
};
#define HEAD (BIT(ID) | BIT(FROM) | BIT(TIME))

/* ---- what the policy names ---- */

static void choose_from(const struct policy *p, enum policy_word of, struct choice *c) {
    c->count = (uint32_t)policy_words(p, of, c->words);
}

static void sender_add(struct maker *m, const char *party, struct bytes role) {
    struct sender *s = &m->senders[m->sender_count++];
    struct address from = {.role = role};
    bool is_party = party_parse(bytes_of(party), &from.party);
    assert(m->sender_count <= SENDERS_MAX && is_party);
    const struct role *found = policy_role(m->policy, &from);
    (void)snprintf(s->text, sizeof s->text, "%s%s%.*s", party, role.size ? "/" : "", (int)role.size,
                   role.data ? role.data : "");
    s->party = party;
    s->sends = found ? found->sends : 0;
}

/* Every party, by itself and in each role that it can have; a role of another; and one from abroad. */
static void senders_find(struct maker *m) {
    const char *const *codes = m->policy->party_codes;
    for (; codes[m->party_count]; m->party_count++) {
        sender_add(m, codes[m->party_count], BYTES(""));
        for (uint32_t r = 0; r < m->roles.count; r++)
            sender_add(m, codes[m->party_count], bytes_of(m->roles.words[r]));
        sender_add(m, codes[m->party_count], BYTES("nobody"));
    }
    sender_add(m, PARTY_ABROAD, BYTES(""));
}

/* Near enough to each other that reports are one happening, or just not. */
static void spots_find(struct maker *m) {
    struct point first = {331000000, 358000000};
    if (m->policy->zone_count) {
        const struct zone *z = &m->policy->zones[pick(&m->chance, (uint32_t)m->policy->zone_count)];
        first = z->rings[0].points[pick(&m->chance, (uint32_t)z->rings[0].count)];
    }
    int64_t apart_m = m->policy->fuse[0].distance_m / 3;
    for (uint32_t n = 0; n < SPOTS; n++) /* a metre is 90 units to the north */
        m->spots[n] = (struct point){first.lat_e7 + (int32_t)(n * apart_m * 90), first.lon_e7};
}

static void maker_begin(struct maker *m, const struct message_stream_plan *plan) {
    m->chance.state = plan->seed;
    m->policy = plan->policy;
    m->now_ms = STREAM_BEGIN_MS;
    choose_from(plan->policy, POLICY_KINDS, &m->kinds);
    choose_from(plan->policy, POLICY_TRACKS, &m->tracks);
    choose_from(plan->policy, POLICY_URGENCIES, &m->urgencies);
    choose_from(plan->policy, POLICY_OUTCOMES, &m->outcomes);
    choose_from(plan->policy, POLICY_MILESTONES, &m->milestones);
    choose_from(plan->policy, POLICY_ROLES, &m->roles);
    senders_find(m);
    spots_find(m);
    for (int n = 0; n < 3; n++)
        m->focus[n] = choice_pick(m, &m->kinds);
    const char *announced = kind_pick(m, kind_is_notice);
    m->focus[0] = announced ? announced : m->focus[0];
}

/* ---- when ---- */

/* To a step of a clock of the policy: what comes then comes just as it is due, or a millisecond from it. */
static int64_t step_of_a_clock(struct maker *m) {
    const struct track *t = &m->policy->tracks[pick(&m->chance, (uint32_t)m->policy->track_count)];
    const struct urgency *u = &t->urgencies[pick(&m->chance, (uint32_t)t->urgency_count)];
    if (!u->clock_count)
        return HOUR_MS;
    const struct clock_spec *c = &u->clocks[pick(&m->chance, (uint32_t)u->clock_count)];
    int64_t ms = c->step_count ? c->steps[pick(&m->chance, (uint32_t)c->step_count)].at.ms : c->due.ms;
    if (once(m, 3))
        ms += (int64_t)pick(&m->chance, 3) - 1;
    return ms < 0 ? -ms : ms;
}

static int64_t step_pick(struct maker *m) {
    static const int64_t steps_ms[] = {0,         0,         0,         SECOND_MS,     SECOND_MS,
                                       MINUTE_MS, MINUTE_MS, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS,
                                       HOUR_MS};
    if (!m->burst && once(m, 20))
        return step_of_a_clock(m);
    if (!m->burst && once(m, 30))
        return (1 + (int64_t)pick(&m->chance, 10)) * DAY_MS;
    return steps_ms[pick(&m->chance, m->burst ? 8 : 11)];
}

/* How long before now it happened; negative: it is said to happen later. */
static int64_t behind_pick(struct maker *m) {
    if (once(m, 6))
        return (int64_t)pick(&m->chance, 90) * MINUTE_MS;
    if (once(m, 20))
        return DAY_MS;
    if (once(m, 20))
        return once(m, 3) ? -7 * MINUTE_MS : -2 * MINUTE_MS; /* too early, live, is more than five */
    return 0;
}

/* ---- what, and by whom ---- */

static enum message_type type_pick(struct maker *m) {
    uint32_t sum = 0, type = 0;
    if (m->burst && !once(m, 6))
        return MESSAGE_REPORT;
    for (int t = 0; t < MESSAGE_TYPE_COUNT; t++)
        sum += types[t].weight;
    for (uint32_t at = pick(&m->chance, sum); at >= types[type].weight; type++)
        at -= types[type].weight;
    return (enum message_type)type;
}

/* Somebody who may say it, mostly; `party`: of that party. */
static const struct sender *sender_pick(struct maker *m, const char *party) {
    const struct sender *s = NULL;
    bool anybody = once(m, 12);
    for (int tries = 0; tries < 200; tries++) {
        s = &m->senders[pick(&m->chance, m->sender_count)];
        if ((!party || s->party == party) && (anybody || s->sends >> m->type & 1))
            break;
    }
    return s;
}

/* What a merge joined is what a split parts, for the most part. */
static uint32_t joined_pick(struct maker *m) {
    uint32_t n = m->joined[pick(&m->chance, 6)];
    return n < m->n && m->said[n].party && !once(m, 4) ? n : said_pick(m, TYPE(REPORT));
}

/* A party takes back, and betters, what it said itself; for the most part. */
static void sender_choose(struct maker *m) {
    static const uint32_t owns[MESSAGE_TYPE_COUNT] = {
        [MESSAGE_WITHDRAW] = TYPE(REPORT) | TYPE(NOTICE) | TYPE(REQUEST) | TYPE(DISPUTE),
        [MESSAGE_UPDATE] = TYPE(REPORT) | TYPE(NOTICE) | TYPE(REQUEST),
    };
    bool own = owns[m->type] && !once(m, 6);
    m->first = own ? said_pick(m, owns[m->type]) : UINT32_MAX;
    m->from = sender_pick(m, m->first == UINT32_MAX ? NULL : m->said[m->first].party);
    if (m->type == MESSAGE_SPLIT)
        m->first = joined_pick(m);
}

static bool is_said(struct maker *m, uint32_t row) {
    uint64_t bit = 1ULL << row;
    if ((HEAD | types[m->type].always | m->also) & bit)
        return !once(m, 600); /* then a field is missing */
    if (types[m->type].mostly & bit)
        return !once(m, 6);
    if (types[m->type].often & bit)
        return once(m, 3);
    if (row == FIELD_TYPE)
        return m->type != MESSAGE_REPORT || once(m, 3);
    return once(m, bit & (BIT(STATUS) | BIT(MARKING)) ? 14 : 40);
}

static void message_say(struct maker *m) {
    m->also = 0;
    m->type = type_pick(m);
    sender_choose(m);
    m->time_ms = m->now_ms - behind_pick(m);
    buffer_append_char(&m->line, '{');
    for (uint32_t row = 0; row < FIELD_COUNT; row++) {
        if (!is_said(m, row))
            continue;
        if (m->line.size > 1)
            buffer_append_char(&m->line, ',');
        field_says[row](m, &message_fields[row]);
    }
    buffer_append_char(&m->line, '}');
    m->said[m->n] = (struct said){m->from->party, m->type};
}

/* Other words under the id of an earlier message, of its sender or of another. */
static void conflict_say(struct maker *m) {
    uint32_t here = m->n;
    m->n = pick(&m->chance, here);
    struct said before = m->said[m->n];
    message_say(m);
    m->said[m->n] = before;
    m->n = here;
}

static void burst_choose(struct maker *m) {
    if (m->burst && --m->burst)
        return;
    m->burst_kind = NULL;
    if (once(m, 40))
        m->burst_kind = kind_pick(m, kind_is_series);
    if (m->burst_kind)
        m->burst = 8 + pick(&m->chance, 8);
}

/* ---- lines ---- */

static struct bytes line_copy(struct maker *m, struct arena *a) {
    assert(!buffer_failed(&m->line));
    return json_copy(a, buffer_bytes(&m->line));
}

static void line_make(struct maker *m, struct message_stream *s) {
    struct message_stream_line *line = &s->lines[m->n];
    const struct message_stream_line *before = m->n ? &s->lines[pick(&m->chance, m->n)] : NULL;
    m->said[m->n] = (struct said){0};
    m->now_ms += step_pick(m);
    buffer_clear(&m->line);
    if (before && once(m, 18)) {
        if (once(m, 2))
            before = &s->lines[m->n - 1];
        *line = *before;
    } else {
        burst_choose(m);
        if (before && once(m, 40))
            conflict_say(m);
        else
            message_say(m);
        if (once(m, m->n ? 16 : 2)) { /* a record may begin with one, at no instant */
            line->condition = line_spoil(m);
            m->said[m->n] = (struct said){0};
        }
        line->bytes = line_copy(m, &s->arena);
    }
    line->at_ms = m->now_ms;
    line->chance = chance_draw(&m->chance);
}

void message_stream_make(struct message_stream *s, const struct message_stream_plan *plan) {
    struct arena own = ARENA_EMPTY;
    struct maker *m = arena_alloc(&own, sizeof *m);
    *s = (struct message_stream){.count = plan->count};
    s->lines = arena_array(&s->arena, plan->count, sizeof *s->lines);
    assert(m && s->lines);
    m->said = arena_array(&own, plan->count, sizeof *m->said);
    assert(m->said);
    maker_begin(m, plan);
    for (; m->n < plan->count; m->n++)
        line_make(m, s);
    buffer_release(&m->line);
    arena_release(&own);
}

void message_stream_free(struct message_stream *s) {
    arena_release(&s->arena);
}

struct frame_line message_stream_frame(const struct message_stream_line *line) {
    struct frame_line f = {
        .condition = (uint8_t)line->condition, .size = line->bytes.size, .bytes = line->bytes};
    if (line->condition == LINE_TOO_LONG) {
        f.sha256 = digest_of(line->bytes);
        f.bytes = bytes_slice(line->bytes, 0, LINE_HEAD_BYTES);
    }
    if (line->condition == LINE_REFUSED)
        f.reason = BYTES("no \"time\" in row \xe2\x82\xac");
    return f;
}

bool message_stream_sender(const struct policy *p, enum message_type type, char out[64]) {
    struct arena own = ARENA_EMPTY;
    struct maker *m = arena_alloc(&own, sizeof *m);
    assert(m);
    maker_begin(m, &(struct message_stream_plan){.policy = p});
    bool found = false;
    for (uint32_t n = 0; !found && n < m->sender_count; n++) {
        found = m->senders[n].sends >> type & 1;
        (void)snprintf(out, 64, "%s", m->senders[n].text);
    }
    arena_release(&own);
    return found;
}
