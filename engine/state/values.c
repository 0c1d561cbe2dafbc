/* values.c: incidents, cases and clocks as values: making, finding, asking. See fusion/incident.h. */
#include <fusion/array.h>
#include <fusion/incident.h>

#include <stdlib.h>
#include <string.h>

const char *const clock_state_words[] = {"running",   "overdue", "met", "met-late",
                                         "cancelled", "expired", NULL};
const char *const case_state_words[] = {"open", "overdue", "held", "closed", NULL};

const char *const match_words[] = {
#define X(code, word) word,
    MATCH_WORDS(X)
#undef X
        NULL};

bool match_says(const struct notice_match *m, enum match_word word) {
    assert(word < MATCH_WORD_COUNT);
    if (!m->notice)
        return false;
    switch (word) {
    case MATCH_INSIDE:
        return !m->outside_ms && !m->outside_m;
    case MATCH_OUTSIDE_TIME:
        return m->outside_ms > 0;
    case MATCH_OUTSIDE_PLACE:
        return m->outside_m > 0;
    case MATCH_INSUFFICIENT_LEAD:
        return m->is_short;
    case MATCH_OVERDUE_RELAY:
        return m->is_unrelayed;
    case MATCH_WORD_COUNT:
        break;
    }
    return false;
}

bool match_is_announced(const struct notice_match *m) {
    return match_says(m, MATCH_INSIDE) && !m->is_short && !m->is_unrelayed;
}

struct incident *incident_new(uint64_t number) {
    struct incident *i = calloc(1, sizeof *i);
    if (!i)
        return NULL;
    i->number = number;
    i->opened_ms = i->closed_ms = i->last_report_ms = i->dormant_ms = INSTANT_NONE;
    i->time_ms = i->until_ms = INSTANT_NONE;
    i->precision_m = -1;
    return i;
}

static void notice_free(struct notice *n) {
    if (n)
        free(n->rings);
    free(n);
}

void incident_free(struct incident *i) {
    if (!i)
        return;
    for (uint32_t k = 0; k < i->case_count; k++)
        free(i->cases[k].clocks);
    free(i->cases);
    free(i->statements);
    free(i->responses);
    notice_free(i->notice);
    free(i->title);
    free(i->place_name);
    free(i);
}

struct kase *incident_case_add(struct incident *i) {
    assert(i->case_count <= i->case_capacity && i->case_capacity <= CASES_MAX);
    if (!ARRAY_ROOM(i->cases, i->case_count, i->case_capacity, CASES_MAX))
        return NULL;
    struct kase *k = &i->cases[i->case_count++];
    memset(k, 0, sizeof *k);
    k->opened_ms = k->closed_ms = k->next_ms = INSTANT_NONE;
    return k;
}

struct clock *case_clock_add(struct kase *k) {
    assert(k->clock_count <= k->clock_capacity && k->clock_capacity <= CASE_CLOCKS_MAX);
    if (!ARRAY_ROOM(k->clocks, k->clock_count, k->clock_capacity, CASE_CLOCKS_MAX))
        return NULL;
    struct clock *c = &k->clocks[k->clock_count++];
    memset(c, 0, sizeof *c);
    c->set_ms = c->due_ms = c->ended_ms = INSTANT_NONE;
    return c;
}

struct statement statement_blank(party_id party) {
    return (struct statement){.party = party,
                              .time_ms = INSTANT_NONE,
                              .until_ms = INSTANT_NONE,
                              .lat_e7 = INSTANT_NONE,
                              .lon_e7 = INSTANT_NONE,
                              .precision_m = -1,
                              .killed = -1,
                              .injured = -1,
                              .civilian = -1};
}

struct statement *incident_statement_add(struct incident *i) {
    assert(i->statement_count <= i->statement_capacity && i->statement_capacity <= STATEMENTS_MAX);
    if (!ARRAY_ROOM(i->statements, i->statement_count, i->statement_capacity, STATEMENTS_MAX))
        return NULL;
    struct statement *s = &i->statements[i->statement_count++];
    *s = statement_blank(0);
    return s;
}

struct response *incident_response_add(struct incident *i) {
    assert(i->response_count <= i->response_capacity && i->response_capacity <= RESPONSES_MAX);
    if (!ARRAY_ROOM(i->responses, i->response_count, i->response_capacity, RESPONSES_MAX))
        return NULL;
    struct response *r = &i->responses[i->response_count++];
    *r = (struct response){.at_ms = INSTANT_NONE, .first_ms = INSTANT_NONE, .fresh = true};
    return r;
}

struct notice *notice_new(void) {
    struct notice *n = calloc(1, sizeof *n);
    if (n)
        *n = (struct notice){.from_ms = INSTANT_NONE, .until_ms = INSTANT_NONE, .width_m = -1};
    return n;
}

struct point *notice_rings(struct notice *n, size_t rings, size_t points) {
    assert(!n->rings && n->ring_count == 0);
    assert(rings > 0 && points > 0 && points <= POINTS_MAX);
    n->rings = malloc(rings * sizeof *n->rings + points * sizeof(struct point));
    return n->rings ? (struct point *)(n->rings + rings) : NULL;
}

bool incident_lists(const party_id *list, uint32_t count, party_id party) {
    while (count--)
        if (list[count] == party)
            return true;
    return false;
}

bool parties_have(const struct parties *p, party_id party) {
    return incident_lists(p->list, p->count, party);
}

void parties_add(struct parties *to, party_id party) {
    assert(to->count <= INVOLVED_MAX);
    if (!parties_have(to, party) && to->count < INVOLVED_MAX)
        to->list[to->count++] = party;
}

struct statement statement_whole(const struct incident *i, uint32_t n) {
    struct statement s = i->statements[n];
    if (n || s.whole)
        return s;
    s.whole = true;
    for (size_t side = 0; side < 2; side++)
        if (!s.pair[side] && i->pair[side] != PARTY_UNKNOWN)
            s.pair[side] = i->pair[side];
    memcpy(s.kind, i->kind, sizeof s.kind);
    if (i->has_point) {
        s.lat_e7 = i->at.lat_e7;
        s.lon_e7 = i->at.lon_e7;
        s.precision_m = i->precision_m;
    }
    s.time_ms = i->time_ms;
    s.until_ms = i->until_ms;
    s.time_is_date = i->time_is_date;
    return s;
}

bool statement_stands(const struct statement *s) {
    return !s->withdrawn && !s->moved_to;
}

/* A statement reads back from its document as it was: whom it obliges stands first, then whom it accuses. */
void statement_order(struct statement *said) {
    struct statement in = *said;
    said->named_count = 0;
    said->obliged = said->accused = said->mentioned = 0;
    for (unsigned turn = 0; turn < 3; turn++)
        for (uint32_t n = 0; n < in.named_count; n++) {
            unsigned first = in.obliged >> n & 1 ? 0 : in.accused >> n & 1 ? 1 : 2;
            uint32_t place = said->named_count;
            if (first != turn)
                continue;
            said->named[said->named_count++] = in.named[n];
            said->obliged = (uint16_t)(said->obliged | ((unsigned)in.obliged >> n & 1u) << place);
            said->accused = (uint16_t)(said->accused | ((unsigned)in.accused >> n & 1u) << place);
            said->mentioned = (uint16_t)(said->mentioned | ((unsigned)in.mentioned >> n & 1u) << place);
        }
}

static bool named_as(const struct statement *s, uint16_t bits, party_id party) {
    for (uint32_t n = 0; n < s->named_count; n++)
        if (s->named[n] == party)
            return bits >> n & 1;
    return false;
}

bool statement_obliges(const struct statement *s, party_id party) {
    return named_as(s, s->obliged, party);
}

bool statement_accuses(const struct statement *s, party_id party) {
    return named_as(s, s->accused, party);
}

word_id statement_ask(const struct statement *s, word_id track) {
    for (uint32_t n = 0; n < s->ask_count; n++)
        if (s->asks[n].track == track)
            return s->asks[n].urgency;
    return 0;
}

bool statement_binds(const struct statement *s, const struct kase *k) {
    return !s->moved_to && (!s->withdrawn || statement_ask(s, k->track));
}

bool statement_in_force(const struct statement *s) {
    return !s->moved_to && (!s->withdrawn || s->ask_count);
}

party_id incident_reporter(const struct incident *i) {
    if (!i->statement_count)
        return i->reporter;
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].moved_to && !i->statements[n].is_update)
            return i->statements[n].party;
    return i->statements[0].party;
}

void incident_reporters(const struct incident *i, struct parties *out) {
    out->count = 0;
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].moved_to && !i->statements[n].is_update)
            parties_add(out, i->statements[n].party);
}

uint32_t incident_reports_of(const struct incident *i, party_id party) {
    uint32_t reports = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if ((!party || said->party == party) && !said->is_update && statement_stands(said))
            reports += said->counted ? said->counted : 1;
    }
    return reports;
}

bool statement_set_has(const struct statement_set *s, uint32_t place) {
    return s->bits[place / 64] >> place % 64 & 1;
}

void statement_set_add(struct statement_set *s, uint32_t place) {
    assert(place < STATEMENTS_MAX);
    s->bits[place / 64] |= 1ULL << place % 64;
}

bool statement_sets_meet(const struct statement_set *a, const struct statement_set *b) {
    for (size_t n = 0; n < STATEMENTS_MAX / 64; n++)
        if (a->bits[n] & b->bits[n])
            return true;
    return false;
}

bool clock_is_alive(const struct clock *c) {
    return c->state == CLOCK_RUNNING || c->state == CLOCK_OVERDUE;
}

int64_t clock_next_ms(const struct clock *c) {
    if (!clock_is_alive(c))
        return INSTANT_NONE;
    int64_t next_ms = c->fired < c->step_count ? c->steps[c->fired].at_ms : INSTANT_NONE;
    if (c->state == CLOCK_RUNNING && (next_ms == INSTANT_NONE || c->due_ms < next_ms))
        next_ms = c->due_ms;
    return next_ms;
}

bool incident_has_pending_step(const struct incident *i) {
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count; c++)
            if (clock_next_ms(&i->cases[k].clocks[c]) != INSTANT_NONE)
                return true;
    return false;
}

uint32_t incident_disputes(const struct incident *i) {
    uint32_t count = 0;
    for (uint32_t k = 0; k < i->case_count; k++)
        count += i->cases[k].disputed_by != 0;
    return count;
}

bool incident_is_closed(const struct incident *i) {
    return i->closed_ms != INSTANT_NONE;
}
