/* split.c: reports leave an incident, for one of their own or back to the one that brought them. See merge.h.
 */
#include "merge.h"

#include "account.h"
#include "case.h"
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
        if (i->statements[n].entry == entry && !i->statements[n].is_update &&
            statement_stands(&i->statements[n]))
            return &i->statements[n];
    return NULL;
}

bool split_is_return(const struct incident *i, const struct incident *from, const uint64_t *entries,
                     size_t count) {
    size_t brought = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (said->came_with != from->number || said->is_update || !statement_stands(said))
            continue;
        if (!is_among(entries, count, said->entry))
            return false;
        brought++;
    }
    return brought == count && brought + reports_without_statement(from) < i->reports;
}

/* ---- what stays ---- */

/* Its parties become those whose reports stand; nothing where some reports have no statement, which says
 * whose they are. */
static void parties_settle(struct incident *i) {
    if (reports_without_statement(i))
        return;
    i->party_count = 0;
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].is_update && statement_stands(&i->statements[n]))
            parties_add(i->parties, &i->party_count, i->statements[n].party);
    i->changed |= INCIDENT_CHANGED_PARTIES;
}

/* Who owes in a part: whoever owed or reported before (`before`) and did not report this part. Where that
 * leaves nobody: every member but the supervisor. */
static void owing_describe(const struct draft *d, struct incident *part, const party_id *before,
                           uint32_t count) {
    part->owing_count = 0;
    for (uint32_t n = 0; n < count; n++)
        if (!incident_lists(part->parties, part->party_count, before[n]))
            parties_add(part->owing, &part->owing_count, before[n]);
    bool nobody = !part->owing_count;
    for (size_t n = 0; n < d->policy->party_count && nobody; n++) {
        const struct policy_party *p = &d->policy->parties[n];
        if (p->member && !p->supervisor && !incident_lists(part->parties, part->party_count, p->code) &&
            incident_visible_to(part, p->code))
            parties_add(part->owing, &part->owing_count, p->code);
    }
    part->changed |= INCIDENT_CHANGED_OWING;
}

/* Who owes, and which members but the supervisor reported. Returns how many. */
static uint32_t concerned_list(const struct draft *d, const struct incident *i,
                               party_id out[2 * INCIDENT_PARTIES_MAX]) {
    uint32_t count = 0;
    for (uint32_t n = 0; n < i->owing_count; n++)
        out[count++] = i->owing[n];
    for (uint32_t n = 0; n < i->party_count; n++) {
        const struct policy_party *p = policy_party_find(d->policy, i->parties[n]);
        if (p && p->member && !p->supervisor)
            out[count++] = p->code;
    }
    return count;
}

/* Cancel the clocks of parties that owe no longer; give those that owe anew the clocks that each party gets.
 */
static void owing_settle(struct draft *d, struct incident *i, const party_id *before, uint32_t before_count) {
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count; c++) {
            struct clock *clock = &i->cases[k].clocks[c];
            if (!clock->party || !clock_is_alive(clock) || i->cases[k].disputed_by ||
                incident_lists(i->owing, i->owing_count, clock->party))
                continue;
            clock_end(clock, CLOCK_CANCELLED, d->at_ms);
            i->cases[k].changed |= CASE_CHANGED_CLOCKS;
        }
    for (uint32_t n = 0; n < i->owing_count; n++)
        for (uint32_t k = 0; k < i->case_count && !d->failed; k++)
            if (i->cases[k].state != CASE_CLOSED && !incident_lists(before, before_count, i->owing[n]))
                case_owe(d, i, k, i->owing[n]);
}

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

static void rest_settle(struct draft *d, struct incident *i) {
    party_id concerned[2 * INCIDENT_PARTIES_MAX], owed[INCIDENT_PARTIES_MAX];
    uint32_t count = concerned_list(d, i, concerned), owed_count = i->owing_count;
    memcpy(owed, i->owing, sizeof owed);
    parties_settle(i);
    owing_describe(d, i, concerned, count);
    facts_settle(d, i);
    owing_settle(d, i, owed, owed_count);
    contest_settle(d, i);
    draft_touch(d, i);
}

/* ---- what leaves ---- */

/* Do all reports of this party that stand here leave? */
static bool party_leaves(const struct incident *i, party_id party, const uint64_t *entries, size_t count) {
    bool any = false;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement *said = &i->statements[n];
        if (said->party != party || said->is_update || !statement_stands(said))
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
    if (!statement_stands(said))
        return false;
    if (!said->is_update)
        return is_among(entries, count, said->entry);
    return said->about ? is_among(entries, count, said->about) : party_leaves(i, said->party, entries, count);
}

/* Returns how many reports left. */
static uint32_t statements_leave(struct incident *i, uint64_t to, const uint64_t *entries, size_t count) {
    uint32_t left = 0;
    for (unsigned updates = 2; updates-- > 0;) /* updates first, while `leaves` still sees the reports here */
        for (uint32_t n = 0; n < i->statement_count; n++) {
            struct statement *said = &i->statements[n];
            if (said->is_update != (updates == 1) || !leaves(i, said, entries, count))
                continue;
            said->moved_to = to;
            said->changed |= STATEMENT_CHANGED_MOVED_TO;
            left += !said->is_update;
        }
    i->reports -= left;
    i->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS;
    return left;
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
    bool described = false;
    memcpy(facts.rel_to, i->rel_to, sizeof facts.rel_to);
    for (uint32_t n = 0; n < i->statement_count; n++) {
        const struct statement said = statement_whole(i, n);
        if (said.is_update || !statement_stands(&said) || !is_among(entries, count, said.entry))
            continue;
        if (!described)
            statement_facts(d->policy, &said, &facts);
        described = true;
        parties_add(facts.parties, &facts.party_count, said.party);
    }
    party_id concerned[2 * INCIDENT_PARTIES_MAX];
    uint32_t concerned_count = concerned_list(d, i, concerned);
    owing_describe(d, &facts, concerned, concerned_count);
    return facts;
}

static void statements_take(struct draft *d, struct incident *apart, const struct incident *i,
                            const uint64_t *entries, size_t count) {
    for (uint32_t n = 0; n < i->statement_count && !d->failed; n++) {
        struct statement said = statement_whole(i, n);
        if (!leaves(i, &said, entries, count))
            continue;
        said.came_with = 0;
        said.whole = true;
        (void)statement_put(d, apart, said);
    }
}

static void cases_take(struct draft *d, struct incident *apart, const struct incident *i) {
    struct bytes because = draft_text(d, "split off from %s", incident_name(i->number).text);
    for (uint32_t k = 0; k < i->case_count && !d->failed; k++) {
        const struct kase *from = &i->cases[k];
        if (from->state != CASE_CLOSED && !from->disputed_by && policy_track(d->policy, from->track))
            case_open(d, apart, from->track, from->urgency, from->parent && apart->case_count ? 1 : 0,
                      because);
    }
}

struct incident *incident_split(struct draft *d, struct incident *i, const uint64_t *entries, size_t count) {
    statements_fix(d, i);
    const struct incident facts = leaving_facts(d, i, entries, count);
    struct incident *apart = incident_add(d, &facts);
    if (!apart)
        return NULL;
    statements_take(d, apart, i, entries, count);
    apart->reports = statements_leave(i, apart->number, entries, count);
    cases_take(d, apart, i);
    contest_settle(d, apart);
    rest_settle(d, i);
    return apart;
}

/* ---- two again ---- */

/* Bring the statements of `from` up to what became of them in `i`: withdrawn, split off to elsewhere, or
 * still there. */
static void statements_follow(struct incident *from, const struct incident *i) {
    uint32_t without = reports_without_statement(from);
    for (uint32_t n = 0; n < from->statement_count; n++) {
        struct statement *own = &from->statements[n];
        for (uint32_t m = 0; m < i->statement_count; m++) {
            const struct statement *there = &i->statements[m];
            if (there->entry != own->entry || own->moved_to)
                continue;
            own->withdrawn = there->withdrawn;
            own->moved_to = there->moved_to ? there->moved_to : i->number;
            if (own->moved_to == from->number || own->withdrawn)
                own->moved_to = 0;
            own->changed |= STATEMENT_CHANGED_WITHDRAWN | STATEMENT_CHANGED_MOVED_TO;
            break;
        }
    }
    from->reports = account_reports(from, 0) + without;
    from->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS;
}

/* The case of `i` that came over from `from` as its case `k`; NULL: that one joined a case of `i`. */
static struct kase *case_moved(struct incident *i, const struct incident *from, const struct kase *k) {
    for (uint32_t n = 0; n < i->case_count; n++)
        if (i->cases[n].origin == from->number && i->cases[n].track == k->track &&
            i->cases[n].disputed_by == k->disputed_by)
            return &i->cases[n];
    return NULL;
}

/* A case that was open when it was merged is open again, unless it was closed here in the meantime. */
static void case_return(struct draft *d, struct incident *i, struct incident *from, uint32_t kase) {
    word_id split = words_find(d->words, BYTES("split"));
    const struct kase *moved = case_moved(i, from, &from->cases[kase]);
    if (moved && moved->state == CASE_CLOSED && moved->outcome != split) {
        from->cases[kase].outcome = moved->outcome;
        from->cases[kase].changed |= CASE_CHANGED_OUTCOME;
        return;
    }
    case_reopen(d, from, kase);
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
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].origin == from->number && i->cases[k].state != CASE_CLOSED)
            case_close(d, i, k, split);
    if (is_over(i, &outcome))
        incident_close(d, i, outcome); /* its own cases were all closed before */
    else if (incident_is_closed(i) && i->outcome == split)
        incident_reopen(d, i); /* it had no case of its own */
    if (incident_is_closed(from) && from->outcome == merged && is_over(from, &outcome))
        incident_close(d, from, outcome);
}

/* All statements that `from` brought leave, withdrawn or not. Returns how many reports among them stand. */
static uint32_t statements_return(struct incident *i, uint64_t from) {
    uint32_t left = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        struct statement *said = &i->statements[n];
        if (said->came_with != from || said->moved_to)
            continue;
        left += !said->is_update && !said->withdrawn;
        said->moved_to = from;
        said->changed |= STATEMENT_CHANGED_MOVED_TO;
    }
    return left;
}

/* Updates that refer to its reports and were sent since go along. */
static void updates_return(struct draft *d, struct incident *i, struct incident *from) {
    for (uint32_t n = 0; n < i->statement_count && !d->failed; n++) {
        struct statement *said = &i->statements[n];
        bool of_it = false;
        for (uint32_t m = 0; m < from->statement_count; m++)
            of_it |= said->about && from->statements[m].entry == said->about &&
                     statement_stands(&from->statements[m]);
        if (!said->is_update || said->moved_to || !of_it || from->statement_count == STATEMENTS_MAX)
            continue;
        struct statement copy = *said;
        copy.came_with = 0;
        if (!statement_put(d, from, copy))
            return;
        said->moved_to = from->number;
        said->changed |= STATEMENT_CHANGED_MOVED_TO;
    }
}

void incident_unmerge(struct draft *d, struct incident *i, struct incident *from) {
    uint32_t without = reports_without_statement(from);
    draft_touch(d, from);
    i->reports -= statements_return(i, from->number) + without;
    i->arrived -= without;
    i->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_ARRIVED;
    statements_follow(from, i);
    updates_return(d, i, from);
    from->into = 0;
    from->changed |= INCIDENT_CHANGED_INTO;
    cases_return(d, i, from);
    contest_settle(d, from);
    rest_settle(d, i);
}
