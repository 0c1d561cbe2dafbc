/* split.c: see merge.h. One incident becomes two, or two again. */
#include "merge.h"

#include "account.h"
#include "case.h"
#include "fields.h"

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

static void list_add(party_id *list, uint32_t *count, party_id party) {
    if (!incident_lists(list, *count, party) && *count < INCIDENT_PARTIES_MAX)
        list[(*count)++] = party;
}

/* Its parties are those whose reports stand; whose those are that have no statement, nobody can say here. */
static void parties_settle(struct incident *i) {
    if (reports_without_statement(i))
        return;
    i->party_count = 0;
    for (uint32_t n = 0; n < i->statement_count; n++)
        if (!i->statements[n].is_update && statement_stands(&i->statements[n]))
            list_add(i->parties, &i->party_count, i->statements[n].party);
    i->changed |= INCIDENT_CHANGED_PARTIES;
}

/* Who owes, in either part: whoever owed or reported before, and did not report this part. Nobody left: every
 * member but the supervisor. */
static void owing_describe(const struct step *s, struct incident *part, const party_id *before,
                           uint32_t count) {
    part->owing_count = 0;
    for (uint32_t n = 0; n < count; n++)
        if (!incident_lists(part->parties, part->party_count, before[n]))
            list_add(part->owing, &part->owing_count, before[n]);
    for (size_t n = 0; n < s->policy->party_count && !part->owing_count; n++) {
        const struct policy_party *p = &s->policy->parties[n];
        if (p->member && !p->supervisor && !incident_lists(part->parties, part->party_count, p->code) &&
            incident_visible_to(part, p->code))
            list_add(part->owing, &part->owing_count, p->code);
    }
    part->changed |= INCIDENT_CHANGED_OWING;
}

static uint32_t concerned_list(const struct step *s, const struct incident *i,
                               party_id out[2 * INCIDENT_PARTIES_MAX]) {
    uint32_t count = 0;
    for (uint32_t n = 0; n < i->owing_count; n++)
        out[count++] = i->owing[n];
    for (uint32_t n = 0; n < i->party_count; n++) {
        const struct policy_party *p = policy_party_find(s->policy, i->parties[n]);
        if (p && p->member && !p->supervisor)
            out[count++] = p->code;
    }
    return count;
}

/* Who owes no more has no clock any more; who owes from now on gets what each party has. */
static void owing_settle(struct step *s, struct incident *i, const party_id *before, uint32_t before_count) {
    for (uint32_t k = 0; k < i->case_count; k++)
        for (uint32_t c = 0; c < i->cases[k].clock_count; c++) {
            struct clock *clock = &i->cases[k].clocks[c];
            if (!clock->party || !clock_is_alive(clock) || i->cases[k].disputed_by ||
                incident_lists(i->owing, i->owing_count, clock->party))
                continue;
            clock_end(clock, CLOCK_CANCELLED, s->at_ms);
            i->cases[k].changed |= CASE_CHANGED_CLOCKS;
        }
    for (uint32_t n = 0; n < i->owing_count; n++)
        for (uint32_t k = 0; k < i->case_count && !s->failed; k++)
            if (i->cases[k].state != CASE_CLOSED && !incident_lists(before, before_count, i->owing[n]))
                case_owe(s, i, k, i->owing[n]);
}

/* The first report that stands is what later ones are compared with. */
static void facts_settle(struct step *s, struct incident *i) {
    uint32_t n = 0;
    while (n < i->statement_count && (i->statements[n].is_update || !statement_stands(&i->statements[n])))
        n++;
    if (n == i->statement_count || n == 0)
        return;
    const struct statement first = statement_whole(i, n);
    fuse_remove(&s->state->fuse, i);
    statement_facts(s->policy, &first, i);
    free(i->place_name);
    i->place_name = NULL; /* the name that the other report gave */
    i->changed |= INCIDENT_CHANGED_KIND | INCIDENT_CHANGED_TIME | INCIDENT_CHANGED_UNTIL |
                  INCIDENT_CHANGED_DATE | INCIDENT_CHANGED_LAT | INCIDENT_CHANGED_LON |
                  INCIDENT_CHANGED_PRECISION | INCIDENT_CHANGED_PAIR | INCIDENT_CHANGED_ZONE |
                  INCIDENT_CHANGED_PLACE;
    history_change(&s->state->history, i);
    if (!incident_is_closed(i) && !fuse_add(&s->state->fuse, s->policy, i))
        s->failed = true;
}

static void rest_settle(struct step *s, struct incident *i) {
    party_id concerned[2 * INCIDENT_PARTIES_MAX], owed[INCIDENT_PARTIES_MAX];
    uint32_t count = concerned_list(s, i, concerned), owed_count = i->owing_count;
    memcpy(owed, i->owing, sizeof owed);
    parties_settle(i);
    owing_describe(s, i, concerned, count);
    facts_settle(s, i);
    owing_settle(s, i, owed, owed_count);
    contest_settle(s, i);
    step_touch(s, i);
}

/* ---- what leaves ---- */

/* Returns how many reports left. */
static uint32_t statements_leave(struct incident *i, uint64_t to, const uint64_t *entries, size_t count) {
    uint32_t left = 0;
    for (uint32_t n = 0; n < i->statement_count; n++) {
        struct statement *said = &i->statements[n];
        if (!statement_stands(said) || !is_among(entries, count, said->entry))
            continue;
        said->moved_to = to;
        said->changed |= STATEMENT_CHANGED_MOVED_TO;
        left += !said->is_update;
    }
    i->reports -= left;
    i->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS;
    return left;
}

/* The facts of what leaves: those of its first report; the eyes that may see it are the same. */
static struct incident leaving_facts(const struct step *s, const struct incident *i, const uint64_t *entries,
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
        if (!statement_stands(&said) || !is_among(entries, count, said.entry))
            continue;
        if (!described)
            statement_facts(s->policy, &said, &facts);
        described = true;
        list_add(facts.parties, &facts.party_count, said.party);
    }
    party_id concerned[2 * INCIDENT_PARTIES_MAX];
    uint32_t concerned_count = concerned_list(s, i, concerned);
    owing_describe(s, &facts, concerned, concerned_count);
    return facts;
}

static void statements_take(struct step *s, struct incident *apart, const struct incident *i,
                            const uint64_t *entries, size_t count) {
    for (uint32_t n = 0; n < i->statement_count && !s->failed; n++) {
        const struct statement said = statement_whole(i, n);
        if (!statement_stands(&said) || !is_among(entries, count, said.entry))
            continue;
        struct statement *added = incident_statement_add(apart);
        if (!added) {
            s->failed = true;
            return;
        }
        *added = said;
        added->came_with = 0;
        added->whole = true;
        added->fresh = true;
        added->changed = STATEMENT_CHANGED_ALL;
    }
    apart->changed |= INCIDENT_CHANGED_STATEMENTS;
}

static void cases_take(struct step *s, struct incident *apart, const struct incident *i) {
    struct bytes because = step_text(s, "split off from I-%llu", (unsigned long long)i->number);
    for (uint32_t k = 0; k < i->case_count && !s->failed; k++) {
        const struct kase *from = &i->cases[k];
        if (from->state != CASE_CLOSED && !from->disputed_by && policy_track(s->policy, from->track))
            case_open(s, apart, from->track, from->urgency, from->parent && apart->case_count ? 1 : 0,
                      because);
    }
}

struct incident *incident_split(struct step *s, struct incident *i, const uint64_t *entries, size_t count) {
    statements_fix(s, i);
    const struct incident facts = leaving_facts(s, i, entries, count);
    struct incident *apart = incident_add(s, &facts);
    if (!apart)
        return NULL;
    statements_take(s, apart, i, entries, count);
    apart->reports = statements_leave(i, apart->number, entries, count);
    cases_take(s, apart, i);
    contest_settle(s, apart);
    rest_settle(s, i);
    return apart;
}

/* ---- two again ---- */

/* What became of its reports while they stood elsewhere: they came back, stay there, were taken back or split
 * off. */
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

static void cases_return(struct step *s, struct incident *i, struct incident *from) {
    word_id split = words_find(s->words, BYTES("split")), merged = words_find(s->words, BYTES("merged"));
    for (uint32_t k = 0; k < i->case_count; k++)
        if (i->cases[k].origin == from->number && i->cases[k].state != CASE_CLOSED)
            case_close(s, i, k, split);
    for (uint32_t k = 0; k < from->case_count && !s->failed; k++)
        if (from->cases[k].state == CASE_CLOSED && from->cases[k].outcome == merged)
            case_reopen(s, from, k);
    if (!from->case_count)
        incident_reopen(s, from);
    if (incident_is_closed(i) &&
        i->outcome == split) /* it had no case of its own, and was not closed for that */
        incident_reopen(s, i);
}

/* Everything that it brought goes back, taken back or not. Returns how many reports of those stand. */
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

void incident_unmerge(struct step *s, struct incident *i, struct incident *from) {
    uint32_t without = reports_without_statement(from);
    step_touch(s, from);
    i->reports -= statements_return(i, from->number) + without;
    i->arrived -= without;
    i->changed |= INCIDENT_CHANGED_STATEMENTS | INCIDENT_CHANGED_REPORTS | INCIDENT_CHANGED_ARRIVED;
    statements_follow(from, i);
    from->into = 0;
    from->changed |= INCIDENT_CHANGED_INTO;
    cases_return(s, i, from);
    contest_settle(s, from);
    rest_settle(s, i);
}
