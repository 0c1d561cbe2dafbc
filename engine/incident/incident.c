/* incident.c: from the facts of a message to an incident; its end; what follows at the end of a draft. See
 * incident.h. A further report is join.c. */
#include "incident.h"

#include "account.h"
#include "notice.h"
#include "responses.h"
#include <state/fields.h>

#include <stdlib.h>
#include <string.h>

/* An area is compared as the middle of its bounds, with the farthest of its points as precision. */
static void describe_area(const struct place *place, struct incident *out) {
    struct point low = place->rings[0].points[0], high = low;
    for (size_t r = 0; r < place->ring_count; r++)
        for (size_t n = 0; n < place->rings[r].count; n++) {
            struct point at = place->rings[r].points[n];
            low.lat_e7 = at.lat_e7 < low.lat_e7 ? at.lat_e7 : low.lat_e7;
            low.lon_e7 = at.lon_e7 < low.lon_e7 ? at.lon_e7 : low.lon_e7;
            high.lat_e7 = at.lat_e7 > high.lat_e7 ? at.lat_e7 : high.lat_e7;
            high.lon_e7 = at.lon_e7 > high.lon_e7 ? at.lon_e7 : high.lon_e7;
        }
    out->at.lat_e7 = (int32_t)(((int64_t)low.lat_e7 + high.lat_e7) / 2);
    out->at.lon_e7 = (int32_t)(((int64_t)low.lon_e7 + high.lon_e7) / 2);
    out->precision_m = 0;
    for (size_t r = 0; r < place->ring_count; r++)
        for (size_t n = 0; n < place->rings[r].count; n++) {
            int64_t away_m = place_distance_m(out->at, place->rings[r].points[n]);
            out->precision_m = away_m > out->precision_m ? away_m : out->precision_m;
        }
    out->precision_m += place->width_m > 0 ? place->width_m : 0;
}

static void describe_place(const struct place *place, struct incident *out) {
    if (!place->present)
        return;
    out->has_point = true;
    if (place->is_area) {
        describe_area(place, out);
        return;
    }
    out->at = place->at;
    if (place->precision_m >= 0 || place->radius_m >= 0)
        out->precision_m =
            (place->precision_m > 0 ? place->precision_m : 0) + (place->radius_m > 0 ? place->radius_m : 0);
}

/* Who may see it: those of the release list, and the sender. A list that has every member is as none. */
static void describe_zone(const struct policy *p, struct incident *out) {
    const struct zone *zone = out->has_point ? policy_zone_at(p, out->at, out->precision_m) : NULL;
    out->zone = zone ? zone->word : 0;
}

static void describe_release(const struct policy *p, const struct message *m, struct incident *out) {
    if (!m->released)
        return;
    out->rel_to[out->rel_to_count++] = m->from.party;
    for (size_t n = 0; n < m->rel_to_count; n++)
        if (!incident_lists(out->rel_to, out->rel_to_count, m->rel_to[n]))
            out->rel_to[out->rel_to_count++] = m->rel_to[n];
    for (size_t n = 0; n < p->party_count && !out->released; n++)
        out->released =
            p->parties[n].member && !incident_lists(out->rel_to, out->rel_to_count, p->parties[n].code);
    if (!out->released)
        out->rel_to_count = 0;
}

static void describe_pair(const struct message *m, struct incident *out) {
    out->pair[0] = out->pair[1] = PARTY_UNKNOWN;
    for (size_t n = m->actors_count; n--;)
        if (m->actors[n].role == ACTOR_AFFECTED)
            out->pair[1] = m->actors[n].party; /* who was affected stands in for a target, if none is named */
    for (size_t n = m->actors_count; n--;)
        if (m->actors[n].role != ACTOR_AFFECTED)
            out->pair[m->actors[n].role == ACTOR_TARGET] = m->actors[n].party;
}

void incident_describe(const struct policy *p, const struct message *m, struct incident *out) {
    *out = (struct incident){.opened_ms = INSTANT_NONE,
                             .closed_ms = INSTANT_NONE,
                             .last_report_ms = INSTANT_NONE,
                             .dormant_ms = INSTANT_NONE,
                             .time_ms = m->time_ms,
                             .until_ms = m->until_ms,
                             .time_is_date = m->time_is_date,
                             .precision_m = -1,
                             .status = m->status,
                             .type = m->type == MESSAGE_NOTICE || m->type == MESSAGE_REQUEST ? m->type
                                                                                             : MESSAGE_REPORT,
                             .fuse_never = m->fuse_never || m->type != MESSAGE_REPORT};
    assert(m->kind.size <= KIND_BYTES_MAX);
    if (m->kind.size)
        memcpy(out->kind, m->kind.data, m->kind.size);
    describe_place(&m->place, out);
    describe_zone(p, out);
    describe_pair(m, out);
    out->reporter = m->from.party;
    describe_release(p, m, out);
}

void incident_name_place(struct draft *d, struct incident *i, struct bytes name) {
    if (!i->place_name && name.size && !(i->place_name = strndup(name.data, name.size)))
        d->failed = true;
}

struct incident *incident_add(struct draft *d, const struct incident *facts) {
    struct incident *i = incident_new(d->state->incidents + 1);
    if (!i) {
        d->failed = true;
        return NULL;
    }
    uint64_t number = i->number;
    *i = *facts;
    i->number = number;
    i->policy_entry = d->policy_entry;
    i->opened_ms = i->last_report_ms = d->at_ms;
    i->reports = 1;
    i->entry = d->n;
    i->fresh = true;
    i->changed = INCIDENT_CHANGED_ALL & ~(INCIDENT_CHANGED_CASES | INCIDENT_CHANGED_STATEMENTS);
    if (i->type == MESSAGE_NOTICE)
        notice_open(d, i);
    if (!state_add(d->state, d->policy, i) ||
        !history_add(&d->state->history, i, d->at_ms - d->policy->history_ms))
        d->failed = true;
    d->state->incidents++;
    draft_touch(d, i);
    return i;
}

struct incident *incident_open(struct draft *d, const struct incident *facts) {
    struct incident *i = incident_add(d, facts);
    if (!i)
        return NULL;
    incident_name_place(d, i, d->message->place.name);
    account_open(d, i);
    return i;
}

void statement_facts(const struct policy *p, const struct statement *said, struct incident *out) {
    memcpy(out->kind, said->kind, sizeof out->kind);
    for (size_t side = 0; side < 2; side++)
        out->pair[side] = said->pair[side] ? said->pair[side] : PARTY_UNKNOWN;
    out->time_ms = said->time_ms;
    out->until_ms = said->until_ms;
    out->time_is_date = said->time_is_date;
    out->has_point = said->lat_e7 != INSTANT_NONE;
    out->at =
        out->has_point ? (struct point){(int32_t)said->lat_e7, (int32_t)said->lon_e7} : (struct point){0, 0};
    out->precision_m = said->precision_m;
    describe_zone(p, out);
}

/* What stands together is taken back one by one, by a list. */
static bool counted_refuses(const struct incident *i, uint64_t entry) {
    for (uint32_t n = 0; n < i->withdrawn_count; n++)
        if (i->withdrawn[n] == entry)
            return true;
    return i->withdrawn_count == WITHDRAWN_MAX;
}

bool incident_withdraw(struct draft *d, struct incident *i, uint64_t entry, uint64_t stands,
                       bool (*keeps)(void *context, word_id track), void *context) {
    uint32_t place = statement_place(i, stands, d->message->from.party);
    if (place == i->statement_count)
        return false;
    struct statement *said = &i->statements[place];
    if (!statement_in_force(said) || (said->counted && counted_refuses(i, entry)))
        return false;
    if (said->counted) {
        i->withdrawn[i->withdrawn_count++] = entry;
        i->changed |= INCIDENT_CHANGED_WITHDRAWN;
    }
    account_withdraw(d, i, stands, keeps, context);
    i->reports = incident_reports_of(i, 0);
    i->changed |= INCIDENT_CHANGED_REPORTS;
    draft_touch(d, i);
    return true;
}

/* --- what follows at the end of a draft --------------------------------------------------------------------
 */

static void case_settle(struct kase *k) {
    int64_t next_ms = INSTANT_NONE;
    word_id next_rung = 0;
    bool overdue = false;
    for (uint32_t c = 0; c < k->clock_count; c++) {
        const struct clock *clock = &k->clocks[c];
        overdue |= clock->state == CLOCK_OVERDUE;
        int64_t at_ms = clock_next_ms(clock);
        if (at_ms == INSTANT_NONE || (next_ms != INSTANT_NONE && at_ms >= next_ms))
            continue;
        next_ms = at_ms;
        next_rung = clock->fired < clock->step_count ? clock->steps[clock->fired].rungs[0] : 0;
    }
    if (k->next_ms != next_ms)
        k->changed |= CASE_CHANGED_NEXT;
    if (k->next_rung != next_rung)
        k->changed |= CASE_CHANGED_NEXT_RUNG;
    k->next_ms = next_ms;
    k->next_rung = next_rung;
    enum case_state state = overdue ? CASE_OVERDUE : CASE_OPEN;
    if (k->state == CASE_CLOSED || k->state == CASE_HELD || k->state == state)
        return;
    k->state = state;
    k->changed |= CASE_CHANGED_STATE;
}

/* Until when an incident without a clock stays in memory: as long as a report may join it, be counted in it,
 * or be matched with it. INSTANT_NONE: for ever. */
static int64_t incident_awake_until_ms(const struct draft *d, const struct incident *i) {
    const struct series_spec *series = i->series ? policy_series(d->policy, bytes_of(i->kind)) : NULL;
    int64_t until_ms = i->last_report_ms + policy_fuse(d->policy, bytes_of(i->kind))->window_ms;
    if (series && i->last_report_ms + series->within_ms > until_ms)
        until_ms = i->last_report_ms + series->within_ms;
    if (!notice_in_force(i) || !i->has_point)
        return until_ms; /* reports are matched with notices in force that have a place */
    int64_t over_ms = notice_over_ms(d->policy, i);
    return over_ms == INSTANT_NONE || over_ms > until_ms ? over_ms : until_ms;
}

void incident_settle(struct draft *d, struct incident *i) {
    for (uint32_t k = 0; k < i->case_count; k++) {
        case_settle(&i->cases[k]);
        if (i->cases[k].changed)
            i->changed |= INCIDENT_CHANGED_CASES;
    }
    bool open = !incident_is_closed(i), clocked = open && incident_has_pending_step(i);
    int64_t dormant_ms = open && !clocked ? incident_awake_until_ms(d, i) : INSTANT_NONE;
    state_clocked(d->state, i, clocked);
    if (dormant_ms == i->dormant_ms)
        return;
    i->dormant_ms = dormant_ms;
    i->changed |= INCIDENT_CHANGED_DORMANT;
    if (dormant_ms != INSTANT_NONE &&
        !schedule_add(&d->state->schedule, (struct due){dormant_ms, 0, i->number, 0, DUE_SLEEP}))
        d->failed = true;
}

void incident_close(struct draft *d, struct incident *i, word_id outcome) {
    i->closed_ms = d->at_ms;
    i->outcome = outcome;
    i->changed |= INCIDENT_CHANGED_CLOSED | INCIDENT_CHANGED_OUTCOME;
    draft_touch(d, i);
}

void incident_reopen(struct draft *d, struct incident *i) {
    if (!incident_is_closed(i))
        return;
    i->closed_ms = INSTANT_NONE;
    i->outcome = 0;
    i->changed |= INCIDENT_CHANGED_CLOSED | INCIDENT_CHANGED_OUTCOME;
    if (!i->fuse_nodes && !fuse_add(&d->state->fuse, d->policy, i))
        d->failed = true;
    draft_touch(d, i);
}
