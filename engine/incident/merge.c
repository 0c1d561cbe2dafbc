/* merge.c: two incidents become one: statements, facts, cases with their clocks. See merge.h. */
#include "merge.h"

#include "account.h"
#include "case.h"
#include "concern.h"
#include "reconcile.h"
#include "responses.h"
#include <state/fields.h>

#include <string.h>

const char *merge_refusal(const struct incident *into, const struct incident *from) {
    if (into->type != MESSAGE_REPORT || from->type != MESSAGE_REPORT)
        return "was not opened by a report: only happenings can be merged";
    if (into->status != from->status)
        return "is of another status: what is real stays apart from exercises and tests";
    if (!releases_equal(into, from))
        return "may be seen by others: reports of different release never become one";
    if (into->statement_count + from->statement_count > STATEMENTS_MAX - COUNTED_MAX)
        return "has too many reports to be merged";
    if (into->response_count + from->response_count > RESPONSES_MAX)
        return "has too many answers to be merged";
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

/* The place of a statement that left with a split, and comes back; statement_count: it never stood here. */
static uint32_t place_left(const struct incident *into, const struct statement *said) {
    uint32_t n = 0;
    while (n < into->statement_count &&
           (into->statements[n].entry != said->entry || !into->statements[n].moved_to))
        n++;
    return n;
}

uint32_t statement_move(struct draft *d, struct incident *to, const struct statement *said, uint64_t with) {
    uint32_t place = place_left(to, said);
    if (place == to->statement_count && !statement_put(d, to, *said))
        return PLACE_NONE;
    struct statement *own = &to->statements[place];
    bool fresh = own->fresh;
    *own = *said;
    own->fresh = fresh;
    own->moved_to = 0;
    own->came_with = with;
    own->changed = STATEMENT_CHANGED_ALL;
    to->changed |= INCIDENT_CHANGED_STATEMENTS;
    return place;
}

/* The statements of `from` come over, with what was said of them in its open cases. */
static void statements_join(struct draft *d, struct incident *into, struct incident *from,
                            const struct place_map *cases) {
    struct place_map map = *cases;
    statements_fix(into);
    statements_fix(from);
    for (uint32_t n = 0; n < from->statement_count && !d->failed; n++) {
        map.statements[n] = PLACE_NONE;
        if (!from->statements[n].moved_to)
            map.statements[n] = statement_move(d, into, &from->statements[n], from->number);
    }
    for (uint32_t n = 0; n < from->withdrawn_count && into->withdrawn_count < WITHDRAWN_MAX; n++)
        into->withdrawn[into->withdrawn_count++] = from->withdrawn[n];
    into->reports = incident_reports_of(into, 0);
    into->changed |= INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_WITHDRAWN;
    responses_follow(d, into, from, &map);
}

/* ---- where, and when last ---- */

static void facts_join(struct draft *d, struct incident *into, const struct incident *from) {
    if (from->last_report_ms > into->last_report_ms) {
        into->last_report_ms = from->last_report_ms;
        into->changed |= INCIDENT_CHANGED_LAST_REPORT;
    }
    if (from->raised_concern && !into->raised_concern) {
        into->raised_concern = true;
        into->changed |= INCIDENT_CHANGED_RAISED_CONCERN;
    }
    if (from->raised_severity > into->raised_severity) {
        into->raised_severity = from->raised_severity;
        into->changed |= INCIDENT_CHANGED_RAISED_SEVERITY;
    }
    incident_place(d, into, from);
}

/* ---- cases ---- */

uint32_t case_like(const struct incident *i, const struct kase *k) {
    uint32_t n = 0;
    while (n < i->case_count && (i->cases[n].track != k->track || i->cases[n].disputed_by != k->disputed_by))
        n++;
    return n;
}

static void clocks_carry(struct draft *d, struct incident *to, uint32_t kase, const struct kase *from) {
    for (uint32_t c = 0; c < from->clock_count && !d->failed; c++)
        if (clock_is_alive(&from->clocks[c]))
            clock_carry(d, to, kase, &from->clocks[c]);
}

/* What rules raised there is raised here, where that is graver. */
static void raised_join(const struct policy *p, struct kase *k, const struct kase *from) {
    const struct track *t = policy_track(p, k->track);
    if (!t || !from->raised || (k->raised && track_gravity(t, k->raised) <= track_gravity(t, from->raised)))
        return;
    k->raised = from->raised;
    k->raised_entry = from->raised_entry;
    k->raised_concluded = from->raised_concluded;
    k->changed |= CASE_CHANGED_RAISED | CASE_CHANGED_RAISED_BY | CASE_CHANGED_RAISED_CONCLUDED;
}

uint32_t case_take(struct draft *d, struct incident *to, const struct incident *from, uint32_t kase) {
    const struct kase *k = &from->cases[kase];
    uint32_t like = case_like(to, k);
    if (like < to->case_count && to->cases[like].state == CASE_CLOSED)
        case_reopen(d, to, like, BYTES(""));
    if (like == to->case_count) {
        const struct kase *parent = k->parent ? &from->cases[k->parent - 1] : NULL;
        uint32_t above = parent ? case_like(to, parent) : to->case_count;
        if (case_open(d, to, k->track, above < to->case_count ? above + 1 : 0, BYTES("")) == to->case_count)
            return PLACE_NONE;
        struct kase *added = &to->cases[like];
        added->urgency = k->urgency;
        added->opened_ms = k->opened_ms;
        added->disputed_by = k->disputed_by;
        added->disputes = k->disputes;
        memcpy(added->sides, k->sides, sizeof added->sides);
        added->closed_entry = k->closed_entry;
        added->closed_as = k->closed_as;
        added->origin = from->number;
    }
    if (k->closed_entry > to->cases[like].closed_entry) {
        to->cases[like].closed_entry = k->closed_entry;
        to->cases[like].changed |= CASE_CHANGED_CLOSED_BY;
    }
    raised_join(d->policy, &to->cases[like], k);
    clocks_carry(d, to, like, k);
    case_climb(d, to, like, k->rung);
    return like;
}

/* Open cases join those on their tracks, or come over; there they are closed as `merged`. */
static void cases_join(struct draft *d, struct incident *into, const struct incident *from,
                       struct place_map *map) {
    for (uint32_t k = 0; k < from->case_count; k++)
        map->cases[k] =
            from->cases[k].state == CASE_CLOSED || d->failed ? PLACE_NONE : case_take(d, into, from, k);
}

static void cases_leave(struct draft *d, struct incident *from) {
    word_id merged = words_find(d->words, BYTES("merged"));
    for (uint32_t k = 0; k < from->case_count && !d->failed; k++)
        if (from->cases[k].state != CASE_CLOSED)
            case_close(d, from, k, merged);
    if (!incident_is_closed(from))
        incident_close(d, from, merged);
}

void incident_merge(struct draft *d, struct incident *into, struct incident *from) {
    struct place_map map;
    assert(into->number < from->number);
    draft_touch(d, into);
    draft_touch(d, from);
    if (!incident_is_closed(from))
        incident_reopen(d, into);
    facts_join(d, into, from);
    cases_join(d, into, from, &map);
    statements_join(d, into, from, &map);
    cases_leave(d, from);
    from->into = into->number;
    from->changed |= INCIDENT_CHANGED_INTO;
    contest_settle(d, into);
    if (incident_is_concerned(d->policy, into))
        cases_open_asked(d, into, from, BYTES("merged"));
    (void)incident_reconcile(d, into);
}
