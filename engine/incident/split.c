/* split.c: reports leave an incident, for one of their own or back to the one that brought them. See merge.h.
 */
#include "merge.h"

#include "account.h"
#include "case.h"
#include "concern.h"
#include "reconcile.h"
#include "responses.h"
#include <state/fields.h>

#include <stdlib.h>
#include <string.h>

static bool is_among(const uint64_t *entries, size_t count, uint64_t entry) {
    while (count--)
        if (entries[count] == entry)
            return true;
    return false;
}

struct statement *split_report(const struct incident *i, uint64_t entry) {
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (i->statements[n].entry == entry && !i->statements[n].is_update && !i->statements[n].counted &&
            statement_in_force(&i->statements[n]))
            return &i->statements[n];
    return NULL;
}

bool split_leaves(const struct incident *i, const uint64_t *entries, size_t count) {
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].is_update && statement_in_force(&i->statements[n]) &&
            !is_among(entries, count, i->statements[n].entry))
            return true;
    return false;
}

/* Those that are only counted go along without being named. */
bool split_is_return(const struct incident *i, const struct incident *from, const uint64_t *entries,
                     size_t count) {
    size_t brought = 0;
    bool stays = false;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (said->is_update || !statement_in_force(said))
            continue;
        stays |= said->came_with != from->number;
        if (said->came_with != from->number || said->counted)
            continue;
        if (!is_among(entries, count, said->entry))
            return false;
        brought++;
    }
    return brought == count && stays;
}

/* ---- what stays ---- */

/* The place of the first statement that stands and is open to all who see the incident: of a report; with
 * `placed`, of anything that says where. statement_count: there is none. */
static uint32_t first_standing(const struct incident *i, bool placed) {
    uint32_t n = 0;
    for (; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        bool fits = placed ? said->lat_e7 != INSTANT_NONE : !said->is_update;
        if (fits && statement_stands(said) && !said->is_silent)
            break;
    }
    return n;
}

/* The incident's own facts become those of the first report that stands, its place that of the first
 * statement that has one. */
static void facts_settle(struct draft *d, struct incident *i) {
    uint32_t first = first_standing(i, false), placed = first_standing(i, true);
    if (first == i->statement_count)
        return;
    struct statement said = statement_whole(i, first);
    struct point was = i->at;
    bool had = i->has_point;
    if (said.lat_e7 == INSTANT_NONE && placed < i->statement_count) {
        said.lat_e7 = i->statements[placed].lat_e7;
        said.lon_e7 = i->statements[placed].lon_e7;
        said.precision_m = i->statements[placed].precision_m;
    }
    fuse_remove(&d->state->fuse, i);
    statement_facts(d->policy, &said, i);
    if (had != i->has_point || was.lat_e7 != i->at.lat_e7 || was.lon_e7 != i->at.lon_e7) {
        free(i->place_name);
        i->place_name = NULL; /* the name that another report gave */
    }
    i->changed |= INCIDENT_CHANGED_KIND | INCIDENT_CHANGED_TIME | INCIDENT_CHANGED_UNTIL |
                  INCIDENT_CHANGED_DATE | INCIDENT_CHANGED_LAT | INCIDENT_CHANGED_LON |
                  INCIDENT_CHANGED_PRECISION | INCIDENT_CHANGED_PAIR | INCIDENT_CHANGED_ZONE |
                  INCIDENT_CHANGED_PLACE;
    history_change(&d->state->history, i);
    if (!incident_is_closed(i) && !fuse_add(&d->state->fuse, d->policy, i))
        d->failed = true;
}

/* Cases that nothing which stays here asks for went with what left. */
static void unasked_close(struct draft *d, struct incident *i) {
    word_id split = words_find(d->words, BYTES("split"));
    for (uint32_t k = 0; k < i->case_count && !d->failed; k++)
        if (i->cases[k].state != CASE_CLOSED && !case_is_asked(d->policy, i, &i->cases[k])) {
            case_settle(d, i, k);
            case_lapse(d, i, k, split);
        }
}

static void rest_settle(struct draft *d, struct incident *i) {
    i->reports = incident_reports_of(i, 0);
    i->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS;
    facts_settle(d, i);
    contest_settle(d, i);
    unasked_close(d, i);
    (void)incident_reconcile(d, i);
    draft_touch(d, i);
}

/* Clocks that rules proposed for statements which left go along. */
static void rule_clocks_follow(struct draft *d, const struct incident *i, struct incident *to,
                               const struct place_map *map) {
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count && map->cases[k] != PLACE_NONE && !d->failed; c++) {
            const struct clock *clock = &i->cases[k].clocks[c];
            uint32_t place = clock->by_rule ? statement_place(i, clock->by_rule, 0) : i->statement_count;
            if (place < i->statement_count && i->statements[place].moved_to == to->number &&
                clock_is_alive(clock) && to->cases[map->cases[k]].state != CASE_CLOSED)
                clock_carry(d, to, map->cases[k], clock);
        }
}

/* ---- what leaves ---- */

/* Do all reports of this party that stand here leave? */
static bool party_leaves(const struct incident *i, party_id party, const uint64_t *entries, size_t count) {
    bool any = false;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (said->party != party || said->is_update || !statement_in_force(said))
            continue;
        if (!is_among(entries, count, said->entry))
            return false;
        any = true;
    }
    return any;
}

/* Does this statement leave? A report does if it is named; an update does with its report, or where it refers
 * to none, with the last report of its party. */
static bool leaves(const struct incident *i, const struct statement *said, const uint64_t *entries,
                   size_t count) {
    if (!statement_in_force(said) || said->counted)
        return false;
    if (!said->is_update)
        return is_among(entries, count, said->entry);
    return said->about ? is_among(entries, count, said->about) : party_leaves(i, said->party, entries, count);
}

/* The facts of the incident that is split off: those of its first report; its release list is the same. */
static struct incident leaving_facts(const struct draft *d, const struct incident *i, const uint64_t *entries,
                                     size_t count) {
    struct incident facts = {.opened_ms = INSTANT_NONE,
                             .closed_ms = INSTANT_NONE,
                             .last_report_ms = INSTANT_NONE,
                             .dormant_ms = INSTANT_NONE,
                             .status = i->status,
                             .severity = i->severity,
                             .released = i->released,
                             .rel_to_count = i->rel_to_count,
                             .fuse_never = i->fuse_never};
    memcpy(facts.rel_to, i->rel_to, sizeof facts.rel_to);
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement said = statement_whole(i, n);
        if (said.is_update || !statement_in_force(&said) || !is_among(entries, count, said.entry))
            continue;
        statement_facts(d->policy, &said, &facts);
        facts.reporter = said.party;
        break;
    }
    return facts;
}

/* ---- statements, and what was said of them ---- */

static void map_init(struct place_map *map) {
    for (uint32_t n = 0; n < STATEMENTS_MAX; n++)
        map->statements[n] = PLACE_NONE;
    for (uint32_t n = 0; n < CASES_MAX; n++)
        map->cases[n] = PLACE_NONE;
}

/* The statement in this place goes to another incident. */
static void statement_leave(struct draft *d, struct incident *i, uint32_t place, struct incident *to,
                            struct place_map *map) {
    struct statement said = statement_whole(i, place);
    if ((map->statements[place] = statement_move(d, to, &said, 0)) == PLACE_NONE)
        return;
    i->statements[place].moved_to = to->number;
    i->statements[place].changed |= STATEMENT_CHANGED_MOVED_TO;
}

/* Disputes go where the first statement that they dispute goes. */
static void disputes_follow(struct draft *d, struct incident *i, struct incident *to) {
    word_id split = words_find(d->words, BYTES("split"));
    for (uint32_t k = 0; k < i->case_count && !d->failed; k++) {
        uint32_t place = statement_place(i, i->cases[k].disputes, 0);
        if (!i->cases[k].disputed_by || i->cases[k].state == CASE_CLOSED || place == i->statement_count ||
            i->statements[place].moved_to != to->number || to->case_count == CASES_MAX)
            continue;
        (void)case_take(d, to, i, k);
        case_close(d, i, k, split);
    }
}

/* The places of cases that stand on both sides. */
static void cases_map(const struct incident *from, const struct incident *to, struct place_map *map) {
    for (uint32_t k = 0; k < from->case_count; k++) {
        uint32_t like = case_like(to, &from->cases[k]);
        map->cases[k] = like < to->case_count ? like : PLACE_NONE;
    }
}

/* Cases for what its statements ask for; where the rules proposed nothing for them, for what the incident
 * that they leave has open cases on. */
static void cases_take(struct draft *d, struct incident *apart, const struct incident *i) {
    struct bytes because = draft_text(d, "split off from %s", incident_name(i->number).text);
    cases_open_asked(d, apart, NULL, because);
    bool asked = apart->case_count > 0;
    for (uint32_t k = 0; k < i->case_count && !asked && !d->failed; k++) {
        const struct kase *from = &i->cases[k];
        if (from->disputed_by || from->state == CASE_CLOSED || !policy_track(d->policy, from->track))
            continue;
        uint32_t added = case_open(d, apart, from->track, from->parent && apart->case_count ? 1 : 0, because);
        if (!d->failed)
            case_raise(d, apart, added, from->urgency, because);
    }
}

struct incident *incident_split(struct draft *d, struct incident *i, const uint64_t *entries, size_t count) {
    struct place_map map;
    bool gone[STATEMENTS_MAX];
    statements_fix(i);
    const struct incident facts = leaving_facts(d, i, entries, count);
    struct incident *apart = incident_add(d, &facts);
    if (!apart)
        return NULL;
    map_init(&map);
    for (uint32_t n = 0; n < i->statement_count; n++)
        gone[n] = leaves(i, &i->statements[n], entries, count);
    for (uint32_t n = 0; n < i->statement_count && !d->failed; n++)
        if (gone[n])
            statement_leave(d, i, n, apart, &map);
    apart->reports = incident_reports_of(apart, 0);
    asks_conclude(apart, 0, false);
    if (i->case_count && incident_is_concerned(d->policy, apart))
        cases_take(d, apart, i);
    disputes_follow(d, i, apart);
    cases_map(i, apart, &map);
    responses_follow(d, apart, i, &map);
    rule_clocks_follow(d, i, apart, &map);
    contest_settle(d, apart);
    (void)incident_reconcile(d, apart);
    rest_settle(d, i);
    return apart;
}

/* ---- two again ---- */

/* What was concluded when it was merged is; what was closed in the meantime is decided case by case. */
static void asks_return(struct statement *said, const struct statement *was) {
    for (uint32_t n = 0; n < said->ask_count; n++)
        for (uint32_t k = 0; k < was->ask_count; k++)
            if (said->asks[n].track == was->asks[k].track)
                said->asks[n].concluded = was->asks[k].concluded;
}

/* All statements that `from` brought return to their places, withdrawn or not, with updates sent since. */
static void statements_return(struct draft *d, struct incident *i, struct incident *from,
                              struct place_map *map) {
    for (uint32_t n = 0; n < i->statement_count && !d->failed; n++) {
        const struct statement *said = &i->statements[n];
        uint32_t of = said->is_update ? statement_place(i, said->about, 0) : i->statement_count;
        bool of_it = of < i->statement_count && i->statements[of].moved_to == from->number;
        if (said->moved_to || (said->came_with != from->number && !of_it))
            continue;
        uint32_t own = statement_place(from, said->entry, 0);
        uint64_t with = own < from->statement_count ? from->statements[own].came_with : 0;
        if (own < from->statement_count)
            from->statements[own].moved_to = i->number;
        statement_leave(d, i, n, from, map);
        if (map->statements[n] != PLACE_NONE)
            from->statements[map->statements[n]].came_with = with;
        if (map->statements[n] != PLACE_NONE && own < from->statement_count)
            asks_return(&from->statements[map->statements[n]], &from->statements[own]);
    }
}

/* What left `i` for elsewhere in the meantime, or stays there by itself, has left `from`, too. */
static void statements_follow(struct incident *from, const struct incident *i) {
    for (uint32_t n = 0; n < from->statement_count; n++) {
        struct statement *own = &from->statements[n];
        uint32_t there = statement_place(i, own->entry, 0);
        if (own->moved_to || there == i->statement_count || i->statements[there].moved_to == from->number)
            continue;
        own->moved_to = i->statements[there].moved_to ? i->statements[there].moved_to : i->number;
        own->changed |= STATEMENT_CHANGED_MOVED_TO;
        from->changed |= INCIDENT_CHANGED_STATEMENTS;
    }
}

/* A case that was open when it was merged is open again; what it waited for then goes on where nothing of it
 * has come due since, and is set anew where something has (reconcile.h). */
static void case_revive(struct draft *d, struct incident *from, uint32_t kase) {
    struct kase *k = &from->cases[kase];
    int64_t merged_ms = k->closed_ms;
    case_reopen(d, from, kase, BYTES(""));
    for (uint32_t n = k->clock_count; n-- > 0 && !d->failed;) { /* the last of each */
        struct clock was = k->clocks[n];
        was.state = CLOCK_RUNNING;
        if (k->clocks[n].state != CLOCK_CANCELLED || k->clocks[n].ended_ms != merged_ms ||
            clock_next_ms(&was) <= d->at_ms || clock_alive(k, was.milestone, was.party))
            continue;
        k->clocks[n].state = CLOCK_RUNNING;
        k->clocks[n].ended_ms = INSTANT_NONE;
        k->clocks[n].changed |= CLOCK_CHANGED_STATE | CLOCK_CHANGED_ENDED;
        k->changed |= CASE_CHANGED_CLOCKS;
        if (!schedule_add_clock(&d->state->schedule, from, kase, n))
            d->failed = true;
    }
}

/* The case of `i` that came over with the case `k` of `from`, and belongs to nobody else; case_count: that
 * one joined a case of `i`. */
static uint32_t case_moved(const struct draft *d, const struct incident *i, const struct incident *from,
                           const struct kase *k) {
    uint32_t like = case_like(i, k);
    bool own = like == i->case_count || i->cases[like].origin != from->number ||
               (i->cases[like].state != CASE_CLOSED && !k->disputed_by &&
                case_is_asked(d->policy, i, &i->cases[like]));
    return own ? i->case_count : like;
}

/* One that moved and was closed here in the meantime stays so. */
static void case_return(struct draft *d, struct incident *i, struct incident *from, uint32_t kase) {
    word_id split = words_find(d->words, BYTES("split"));
    uint32_t moved = case_moved(d, i, from, &from->cases[kase]);
    bool closed = moved < i->case_count && i->cases[moved].state == CASE_CLOSED;
    if (closed && i->cases[moved].outcome != split) {
        from->cases[kase].outcome = i->cases[moved].outcome;
        from->cases[kase].changed |= CASE_CHANGED_OUTCOME;
        asks_conclude(from, from->cases[kase].track, true);
    } else if (closed || moved == i->case_count) {
        case_revive(d, from, kase);
    } else {
        (void)case_take(d, from, i, moved);
        case_close(d, i, moved, split);
    }
}

/* Are all cases closed, at least one of its own among them? *outcome: that of its last own one. */
static bool is_over(const struct incident *i, word_id *outcome) {
    bool own = false;
    for (uint32_t k = 0; k < i->case_count; k++) {
        if (i->cases[k].state != CASE_CLOSED)
            return false;
        if (!i->cases[k].origin) {
            own = true;
            *outcome = i->cases[k].outcome;
        }
    }
    return own;
}

static void cases_return(struct draft *d, struct incident *i, struct incident *from) {
    word_id split = words_find(d->words, BYTES("split")), merged = words_find(d->words, BYTES("merged"));
    word_id outcome = split;
    for (uint32_t k = 0; k < from->case_count && !d->failed; k++)
        if (from->cases[k].state == CASE_CLOSED && from->cases[k].outcome == merged)
            case_return(d, i, from, k);
    if (!from->case_count && from->outcome == merged)
        incident_reopen(d, from);
    if (is_over(i, &outcome))
        incident_close(d, i, outcome); /* its own cases were all closed before */
    else if (incident_is_closed(i) && i->outcome == split)
        incident_reopen(d, i); /* it had no case of its own */
    if (incident_is_closed(from) && from->outcome == merged && is_over(from, &outcome))
        incident_close(d, from, outcome);
}

void incident_unmerge(struct draft *d, struct incident *i, struct incident *from) {
    struct place_map map;
    map_init(&map);
    draft_touch(d, from);
    statements_return(d, i, from, &map);
    statements_follow(from, i);
    from->into = 0;
    from->reports = incident_reports_of(from, 0);
    from->changed |= INCIDENT_CHANGED_INTO | INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_STATEMENTS;
    cases_return(d, i, from);
    disputes_follow(d, i, from);
    cases_map(i, from, &map);
    responses_follow(d, from, i, &map);
    rule_clocks_follow(d, i, from, &map);
    contest_settle(d, from);
    unasked_close(d, from);
    (void)incident_reconcile(d, from);
    rest_settle(d, i);
}
