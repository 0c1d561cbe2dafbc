/* merge.c: two incidents become one: statements, facts, cases with their clocks. See merge.h. */
#include "merge.h"

#include "account.h"
#include "case.h"
#include <state/fields.h>

#include <string.h>

const char *merge_refusal(const struct incident *into, const struct incident *from) {
    if (into->type != MESSAGE_REPORT || from->type != MESSAGE_REPORT)
        return "was not opened by a report: only happenings can be merged";
    if (into->status != from->status)
        return "is of another status: what is real stays apart from exercises and tests";
    if (!releases_equal(into, from))
        return "may be seen by others: reports of different release never become one";
    if (into->statement_count + from->statement_count + 2 > STATEMENTS_MAX)
        return "has too many reports to be merged";
    if (into->case_count + from->case_count > CASES_MAX ||
        incident_disputes(into) + incident_disputes(from) > DISPUTES_MAX)
        return "has too many cases to be merged";
    for (uint32_t k = 0; k < into->case_count; k++)
        for (uint32_t f = 0; f < from->case_count; f++)
            if (into->cases[k].clock_count + from->cases[f].clock_count > CASE_CLOCKS_MAX)
                return "has too many clocks to be merged";
    return NULL;
}

/* ---- statements ---- */

/* A statement that left with a split and comes back takes its old place. False: it never stood here. */
static bool statement_returns(struct incident *into, const struct statement *said, uint64_t with) {
    for (uint32_t n = 0; n < into->statement_count; n++) {
        struct statement *own = &into->statements[n];
        if (own->entry != said->entry || !own->moved_to)
            continue;
        own->moved_to = 0;
        own->came_with = with;
        own->withdrawn = said->withdrawn;
        own->changed |=
            STATEMENT_CHANGED_MOVED_TO | STATEMENT_CHANGED_CAME_WITH | STATEMENT_CHANGED_WITHDRAWN;
        return true;
    }
    return false;
}

static void statements_join(struct draft *d, struct incident *into, struct incident *from) {
    statements_fix(d, into);
    statements_fix(d, from);
    uint32_t without = reports_without_statement(from), standing = account_reports(into, 0);
    for (uint32_t n = 0; n < from->statement_count && !d->failed; n++) {
        struct statement said = from->statements[n];
        if (said.moved_to || statement_returns(into, &said, from->number))
            continue;
        said.came_with = from->number;
        (void)statement_put(d, into, said);
    }
    if (d->failed)
        return;
    into->reports += account_reports(into, 0) - standing + without;
    into->arrived += without;
    into->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_ARRIVED;
}

/* ---- who, where, how grave ---- */

static void facts_join(struct draft *d, struct incident *into, const struct incident *from) {
    for (uint32_t n = 0; n < from->party_count; n++)
        parties_add(into->parties, &into->party_count, from->parties[n]);
    for (uint32_t n = 0; n < from->owing_count; n++)
        parties_add(into->owing, &into->owing_count, from->owing[n]);
    into->changed |= INCIDENT_CHANGED_PARTIES | INCIDENT_CHANGED_OWING;
    if (from->severity > into->severity) {
        into->severity = from->severity;
        into->changed |= INCIDENT_CHANGED_SEVERITY;
    }
    if (from->last_report_ms > into->last_report_ms) {
        into->last_report_ms = from->last_report_ms;
        into->changed |= INCIDENT_CHANGED_LAST_REPORT;
    }
    incident_place(d, into, from);
}

/* ---- cases ---- */

/* The place of the case of `i` on the same track; case_count: none. A dispute is never one with another case.
 */
static uint32_t case_like(const struct incident *i, const struct kase *k) {
    uint32_t n = 0;
    while (n < i->case_count && (i->cases[n].track != k->track || k->disputed_by || i->cases[n].disputed_by))
        n++;
    return n;
}

/* A clock that was met in the other incident is met here, too. */
static void met_carry(struct draft *d, struct kase *k, const struct clock *from) {
    struct clock *c = clock_find(k, from->milestone, from->party);
    if (!c || !clock_is_alive(c))
        return;
    clock_end(c, c->state == CLOCK_OVERDUE ? CLOCK_MET_LATE : CLOCK_MET, d->at_ms);
    k->changed |= CASE_CHANGED_CLOCKS;
}

/* A milestone that was reached in the other is reached here, unless a party owes it by itself. */
static void reached_carry(struct draft *d, struct kase *k, const struct reached *r) {
    bool owed = false;
    for (uint32_t c = 0; c < k->clock_count; c++) {
        struct clock *clock = &k->clocks[c];
        if (clock->milestone != r->milestone || !clock_is_alive(clock))
            continue;
        if (clock->party)
            owed = true; /* by a party that had no such clock in the other */
        else
            clock_end(clock, clock->state == CLOCK_OVERDUE ? CLOCK_MET_LATE : CLOCK_MET, d->at_ms);
        k->changed |= CASE_CHANGED_CLOCKS;
    }
    if (owed || case_has_reached(k, r->milestone) || k->reached_count == CASE_REACHED_MAX)
        return;
    k->reached[k->reached_count++] = *r;
    k->changed |= CASE_CHANGED_REACHED;
}

static void case_join(struct draft *d, struct incident *into, uint32_t kase, const struct kase *from) {
    if (into->cases[kase].state == CASE_CLOSED)
        case_reopen(d, into, kase);
    case_raise(d, into, kase, from->urgency, BYTES("merged"));
    for (uint32_t c = 0; c < from->clock_count && !d->failed; c++) {
        const struct clock *clock = &from->clocks[c];
        bool owed = clock->party || !case_has_reached(&into->cases[kase], clock->milestone);
        if (clock_is_alive(clock) && owed)
            clock_carry(d, into, kase, clock);
        else if (clock->state == CLOCK_MET || clock->state == CLOCK_MET_LATE)
            met_carry(d, &into->cases[kase], clock);
    }
    for (uint32_t r = 0; r < from->reached_count; r++)
        reached_carry(d, &into->cases[kase], &from->reached[r]);
    case_climb(d, into, kase, from->rung);
}

/* A case on a track on which the first incident has none comes over as it is. */
static void case_move(struct draft *d, struct incident *into, const struct incident *from,
                      const struct kase *k) {
    struct kase *added = incident_case_add(into);
    if (!added) {
        d->failed = true;
        return;
    }
    incident_reopen(d, into);
    added->track = k->track;
    added->urgency = k->urgency;
    added->rung = k->rung;
    added->opened_ms = k->opened_ms;
    added->disputed_by = k->disputed_by;
    added->origin = from->number;
    if (k->parent) {
        uint32_t parent = case_like(into, &from->cases[k->parent - 1]);
        added->parent = parent + 1 < into->case_count ? parent + 1 : 0;
    }
    memcpy(added->reached, k->reached, sizeof added->reached);
    added->reached_count = k->reached_count;
    added->fresh = true;
    added->changed = CASE_CHANGED_ALL & ~(uint32_t)CASE_CHANGED_CLOCKS;
    for (uint32_t c = 0; c < k->clock_count && !d->failed; c++)
        if (clock_is_alive(&k->clocks[c]))
            clock_carry(d, into, into->case_count - 1, &k->clocks[c]);
}

static void cases_join(struct draft *d, struct incident *into, struct incident *from) {
    word_id merged = words_find(d->words, BYTES("merged"));
    for (uint32_t k = 0; k < from->case_count && !d->failed; k++) {
        const struct kase *moving = &from->cases[k];
        if (moving->state == CASE_CLOSED)
            continue;
        uint32_t like = case_like(into, moving);
        if (like < into->case_count)
            case_join(d, into, like, moving);
        else
            case_move(d, into, from, moving);
        case_close(d, from, k, merged);
    }
    if (!incident_is_closed(from))
        incident_close(d, from, merged);
}

void incident_merge(struct draft *d, struct incident *into, struct incident *from) {
    assert(into->number < from->number);
    draft_touch(d, into);
    draft_touch(d, from);
    if (!incident_is_closed(from))
        incident_reopen(d, into);
    facts_join(d, into, from);
    statements_join(d, into, from);
    cases_join(d, into, from);
    from->into = into->number;
    from->changed |= INCIDENT_CHANGED_INTO;
    contest_settle(d, into);
}
